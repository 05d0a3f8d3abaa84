/** The evidence that one record is the company that an item means. */
import { compareCompanyNames, type CompanyCloseness } from './company-name';
import type { Evidence } from './evidence';
import type { Facts } from './facts';
import { areSharedBy, type Holders } from './holders';
import { comparePhones } from './phone-facts';
import { sitesOf, weighUniques } from './weigh-person';
import { bits, keyBits } from './weights';
import type { World } from './world';

const { company } = bits;
const never = (): boolean => false;

export function weighCompany(item: Facts, record: Facts, holders: Holders, world: World): readonly Evidence[] {
	const evidence: Evidence[] = [];
	weighUniques(evidence, item, record, world);
	if (item.linkedin?.startsWith('company/') === true && record.linkedin !== undefined) {
		evidence.push(
			item.linkedin === record.linkedin
				? { kind: 'linkedin', bits: keyBits(bits.linkedin.agrees, world.size) }
				: { kind: 'linkedin differs', bits: bits.linkedin.differs },
		);
	}
	weighDomain(evidence, item, record, holders, world);
	weighName(evidence, item, record, holders, world);
	if (item.phones.length > 0 && record.phones.length > 0) {
		const same = item.phones.find((phone) =>
			record.phones.some((stored) => comparePhones(phone, stored) !== 'different'),
		);
		if (same === undefined) evidence.push({ kind: 'phone differs', bits: company.phone.differs });
		else {
			const shared = areSharedBy(holders, 'phone', same.digits);
			evidence.push({
				kind: shared ? 'phone shared' : 'phone',
				bits: shared ? company.phone.several : company.phone.alone,
			});
		}
	}
	weighAddress(evidence, item, record);
	return evidence;
}

function weighDomain(evidence: Evidence[], item: Facts, record: Facts, holders: Holders, world: World): void {
	const sites = sitesOf(item);
	const stored = sitesOf(record);
	if (sites.length === 0 || stored.length === 0) return;
	const site = sites.find((one) => stored.includes(one));
	if (site === undefined) evidence.push({ kind: 'domain differs', bits: company.domain.differs });
	else if (areSharedBy(holders, 'site', site)) evidence.push({ kind: 'domain shared', bits: company.domain.several });
	else evidence.push({ kind: 'domain', bits: keyBits(company.domain.alone, world.size) });
}

function weighName(evidence: Evidence[], item: Facts, record: Facts, holders: Holders, world: World): void {
	if (item.companies.length === 0 || record.companies.length === 0) return;
	// At one domain a similar word is a slip, however common it is.
	const stores = sitesOf(record);
	const sameSite = sitesOf(item).some((site) => stores.includes(site));
	let best: CompanyCloseness = 'different';
	let key = '';
	const order: readonly CompanyCloseness[] = ['different', 'partial', 'near', 'equal'];
	for (const name of item.companies) {
		for (const stored of record.companies) {
			const closeness = compareCompanyNames(name, stored, sameSite ? never : world.isCompanyWord);
			if (order.indexOf(closeness) > order.indexOf(best)) {
				best = closeness;
				key = stored.key;
			}
		}
	}
	if (best === 'equal') {
		const shared = areSharedBy(holders, 'company', key);
		evidence.push({
			kind: shared ? 'company shared' : 'company',
			bits: shared ? company.name.several : company.name.alone,
		});
	} else if (best === 'near') evidence.push({ kind: 'company near', bits: company.name.near });
	else if (best === 'partial') evidence.push({ kind: 'company partial', bits: company.name.partial });
	else evidence.push({ kind: 'company differs', bits: company.name.differs });
}

function weighAddress(evidence: Evidence[], item: Facts, record: Facts): void {
	const pairs = [
		['city', item.city, record.city, company.city],
		['country', item.country, record.country, company.country],
		['postcode', item.postcode, record.postcode, company.postcode],
	] as const;
	for (const [kind, a, b, weight] of pairs) {
		if (a === undefined || b === undefined) continue;
		evidence.push(a === b ? { kind, bits: weight.agrees } : { kind: `${kind} differs`, bits: weight.differs });
	}
	if (item.street === undefined || record.street === undefined) return;
	const alike = sameStreet(item.street, record.street);
	evidence.push(
		alike ? { kind: 'street', bits: company.street.agrees } : { kind: 'street differs', bits: company.street.differs },
	);
}

/** The same house number and a common word of the street. */
function sameStreet(a: string, b: string): boolean {
	if (a === b) return true;
	const one = a.split(' ');
	const other = b.split(' ');
	const number = one.find((word) => /^\d/.test(word));
	if (number === undefined || !other.includes(number)) return false;
	return one.some((word) => word.length > 3 && /^\p{L}/u.test(word) && other.includes(word));
}
