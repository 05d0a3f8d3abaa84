/** The evidence that one record is the company that an item means. */
import { compareCompanyNames, sharedWeight, type CompanyCloseness } from './company-name';
import type { Evidence } from './evidence';
import type { Facts } from './facts';
import { areSharedBy, type Holders } from './holders';
import { comparePhones } from './phone-facts';
import { isSameStreet, streetKeys } from './street';
import { sitesOf, weighUniques } from './weigh-person';
import { bits, keyBits } from './weights';
import type { World } from './world';

const { company } = bits;
const never = (): boolean => false;

export function weighCompany(item: Facts, record: Facts, holders: Holders, world: World): readonly Evidence[] {
	const evidence: Evidence[] = [];
	weighUniques(evidence, item, record, world);
	if (item.linkedin !== undefined && record.linkedin !== undefined) {
		evidence.push(
			item.linkedin === record.linkedin
				? { kind: 'linkedin', bits: keyBits(bits.linkedin.agrees, world.size) }
				: { kind: 'linkedin differs', bits: bits.linkedin.differs },
		);
	}
	weighDomain(evidence, item, record, holders, world);
	const place: Evidence[] = [];
	weighPhone(place, item, record, holders);
	weighStreet(place, item, record, holders);
	weighName(
		evidence,
		item,
		record,
		holders,
		world,
		place.some(({ bits: one }) => one > 0),
	);
	evidence.push(...place);
	weighAddress(evidence, item, record);
	return evidence;
}

function weighPhone(evidence: Evidence[], item: Facts, record: Facts, holders: Holders): void {
	if (item.phones.length === 0 || record.phones.length === 0) return;
	let best: Evidence = { kind: 'phone differs', bits: company.phone.differs };
	for (const phone of item.phones) {
		for (const stored of record.phones) {
			const closeness = comparePhones(phone, stored);
			if (closeness === 'different') continue;
			const shared = areSharedBy(holders, 'phone', phone.digits);
			const weight = shared ? company.phone.several : closeness === 'tail' ? company.phone.part : company.phone.alone;
			if (weight > best.bits) best = { kind: shared ? 'phone shared' : 'phone', bits: weight };
		}
	}
	evidence.push(best);
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

/** `samePlace`: the number or the street agrees, so that rare words that both names have say more than that they are alike. */
function weighName(
	evidence: Evidence[],
	item: Facts,
	record: Facts,
	holders: Holders,
	world: World,
	samePlace: boolean,
): void {
	if (item.companies.length === 0 || record.companies.length === 0) return;
	// At one domain a similar word is a slip, however common it is.
	const stores = sitesOf(record);
	const sameSite = sitesOf(item).some((site) => stores.includes(site));
	let best: CompanyCloseness = 'different';
	let key = '';
	const order: readonly CompanyCloseness[] = ['different', 'partial', 'near', 'equal'];
	for (const name of item.companies) {
		for (const stored of record.companies) {
			const closeness = compareCompanyNames(name, stored, sameSite ? never : world.isCompanyWord, sameSite);
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
	} else if (samePlace) {
		const least = best === 'near' ? 0.75 : 0;
		const weight = Math.max(least, similarity(item, record, world));
		const [lowest, highest] = company.name.similar;
		const value = lowest + (highest - lowest) * weight;
		evidence.push(value > 0 ? { kind: 'company similar', bits: value } : { kind: 'company differs', bits: value });
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
}

function weighStreet(evidence: Evidence[], item: Facts, record: Facts, holders: Holders): void {
	if (item.street === undefined || record.street === undefined) return;
	if (!isSameStreet(item.street, record.street)) {
		evidence.push({ kind: 'street differs', bits: company.street.differs });
		return;
	}
	const shared = streetKeys(item.street).some((key) => areSharedBy(holders, 'street', key));
	evidence.push({ kind: 'street', bits: shared ? company.street.several : company.street.agrees });
}

function similarity(item: Facts, record: Facts, world: World): number {
	let best = 0;
	for (const name of item.companies) {
		for (const stored of record.companies) best = Math.max(best, sharedWeight(name, stored, world.companyShare));
	}
	return best;
}
