/** The evidence that one record is the person whom an item means. */
import { areSharedBy, type Holders } from './holders';
import { compareNames, type NameComparison } from './compare-names';
import { compareCompanyNames } from './company-name';
import type { Evidence } from './evidence';
import type { EmailFacts, Facts } from './facts';
import { isRoleAt, localName } from './mailbox';
import { comparePhones, type PhoneFacts } from './phone-facts';
import { isSameCompany } from './same-company';
import { distance } from './text';
import { bits, keyBits, within } from './weights';
import type { World } from './world';

export interface Weighed {
	readonly evidence: readonly Evidence[];
	readonly name?: NameComparison | undefined;
}

export function weighPerson(item: Facts, record: Facts, holders: Holders, world: World): Weighed {
	const evidence: Evidence[] = [];
	const name =
		item.name === undefined || record.name === undefined
			? undefined
			: compareNames(item.name, record.name, world.isEstablished, commonAddress(item, record));
	const ofName = name === undefined ? undefined : weighName(name, record, world);
	weighUniques(evidence, item, record, world);
	if (item.linkedin !== undefined && record.linkedin !== undefined) {
		evidence.push(
			item.linkedin === record.linkedin
				? { kind: 'linkedin', bits: keyBits(bits.linkedin.agrees, world.size) }
				: { kind: 'linkedin differs', bits: bits.linkedin.differs },
		);
	}
	weighEmails(evidence, item, record, holders, world, ofName);
	weighPhones(evidence, item, record, holders, world);
	if (ofName !== undefined) evidence.push(ofName);
	weighEmployer(evidence, item, record, world);
	weighPlace(evidence, item, record);
	return { evidence, name };
}

/** The local part of the mailbox that both have; '' for none. */
function commonAddress(item: Facts, record: Facts): string {
	for (const { mailbox, local } of item.emails) {
		if (record.emails.some((stored) => stored.mailbox === mailbox)) return localName(local);
	}
	return '';
}

export function weighUniques(evidence: Evidence[], item: Facts, record: Facts, world: World): void {
	for (const unique of item.uniques) {
		let agrees = false;
		let differs = false;
		for (const stored of record.uniques) {
			if (stored.field !== unique.field) continue;
			if (stored.value === unique.value) agrees = true;
			else differs = true;
		}
		if (agrees) evidence.push({ kind: 'unique', bits: keyBits(bits.unique.agrees, world.size) });
		else if (differs) evidence.push({ kind: 'unique differs', bits: bits.unique.differs });
	}
}

function weighName(name: NameComparison, record: Facts, world: World): Evidence {
	const { first, last, generations } = name;
	if (generations === 'different') return { kind: 'name differs', bits: bits.name.differs };
	const firstAgrees = first === 'equal' || first === 'variant';
	const lastAgrees = last === 'equal' || last === 'variant';
	if (firstAgrees && lastAgrees) {
		const product = share(world, name.firstPart) * share(world, name.lastPart);
		const namesakes = record.name === undefined ? 1 : world.namesakes(record.name.key);
		const chance = Math.max(product, (namesakes - 0.9) / world.size);
		return first === 'equal' && last === 'equal'
			? { kind: 'name', bits: within(bits.name.equal, Math.log2(0.8 / chance)) }
			: { kind: 'name variant', bits: within(bits.name.variant, Math.log2(0.1 / (3 * chance))) };
	}
	if (firstAgrees && last === 'unknown')
		return { kind: 'name part', bits: within(bits.name.oneSide, Math.log2(0.5 / share(world, name.firstPart))) };
	if (lastAgrees && first === 'unknown')
		return { kind: 'name part', bits: within(bits.name.oneSide, Math.log2(0.5 / share(world, name.lastPart))) };
	// A family name may have changed; beside a first name that is only similar it is somebody else's.
	if (first === 'equal') return { kind: 'name first only', bits: bits.name.firstOnly };
	if (firstAgrees) return { kind: 'name differs', bits: bits.name.firstSimilar };
	if (lastAgrees) return { kind: 'name last only', bits: bits.name.lastOnly };
	return { kind: 'name differs', bits: bits.name.differs };
}

function share(world: World, word: string): number {
	return word === '' ? 1 : world.share(word);
}

function weighEmails(
	evidence: Evidence[],
	item: Facts,
	record: Facts,
	holders: Holders,
	world: World,
	name: Evidence | undefined,
): void {
	if (item.emails.length === 0 || record.emails.length === 0) return;
	let best: Evidence | undefined;
	for (const email of item.emails) {
		const place = record.emails.findIndex((stored) => stored.mailbox === email.mailbox);
		if (place < 0) continue;
		const one = weighMailbox(email, place, holders, world);
		if (best === undefined || one.bits > best.bits) best = one;
	}
	if (best === undefined) {
		const agrees = name !== undefined && name.bits > 0 && name.kind !== 'name part';
		const near = agrees && item.emails.some((email) => record.emails.some((stored) => isNear(email, stored)));
		best = near ? { kind: 'email near', bits: bits.email.near } : { kind: 'email differs', bits: bits.email.differs };
	}
	evidence.push(best);
}

function weighMailbox(email: EmailFacts, place: number, holders: Holders, world: World): Evidence {
	if (isRoleAt(email, holders.ofMailbox(email.mailbox), world)) return { kind: 'email role', bits: bits.email.role };
	if (areSharedBy(holders, 'mailbox', email.mailbox))
		return { kind: 'email shared', bits: keyBits(bits.email.several, world.size) };
	return { kind: 'email', bits: keyBits(place === 0 ? bits.email.alone : bits.email.secondary, world.size) };
}

/** Two slips at most; digits tell two people of one name apart, so they have to be equal. */
export function isNear(a: EmailFacts, b: EmailFacts): boolean {
	const digits = /\D/g;
	return distance(a.mailbox, b.mailbox, 2) <= 2 && a.mailbox.replace(digits, '') === b.mailbox.replace(digits, '');
}

function weighPhones(evidence: Evidence[], item: Facts, record: Facts, holders: Holders, world: World): void {
	if (item.phones.length === 0 || record.phones.length === 0) return;
	let best: Evidence | undefined;
	for (const phone of item.phones) {
		for (const stored of record.phones) {
			const one = weighPhone(phone, stored, holders, world);
			if (one !== undefined && (best === undefined || one.bits > best.bits)) best = one;
		}
	}
	evidence.push(best ?? { kind: 'phone differs', bits: bits.phone.differs });
}

function weighPhone(phone: PhoneFacts, stored: PhoneFacts, holders: Holders, world: World): Evidence | undefined {
	const closeness = comparePhones(phone, stored);
	if (closeness === 'different') return undefined;
	const count = holders.count('phone', phone.digits);
	const isShared = phone.extension || stored.extension || count > 1 || world.isCompanyPhone(phone.digits);
	const spread = Math.log2((0.5 * world.size) / Math.max(2, count));
	if (isShared) return { kind: 'phone shared', bits: within(bits.phone.shared, spread) };
	if (closeness === 'equal') return { kind: 'phone', bits: bits.phone.alone };
	if (closeness === 'national') return { kind: 'phone part', bits: bits.phone.national };
	return { kind: 'phone part', bits: within(bits.phone.tail, spread) };
}

function weighEmployer(evidence: Evidence[], item: Facts, record: Facts, world: World): void {
	// The domain of an address that agrees is no second agreement.
	const agreed = item.emails.filter(({ mailbox }) => record.emails.some((stored) => stored.mailbox === mailbox));
	const sites = sitesOf({ ...item, emails: item.emails.filter((email) => !agreed.includes(email)) });
	const recordSites = sitesOf(record);
	const company = employerByIdOrName(item, record, world);
	const site = sites.find((one) => recordSites.includes(one));
	const domain =
		site !== undefined
			? within(bits.employer.domain, Math.log2((0.8 * world.size) / Math.max(1, world.employees(`@${site}`))))
			: sites.length > 0 && recordSites.length > 0
				? bits.employer.domainDiffers
				: 0;
	if (company > 0 && domain > 0) {
		evidence.push({ kind: 'employer', bits: Math.max(company, domain) + bits.employer.both });
	} else if (company > 0 || domain > 0) {
		const against = Math.min(company, domain, 0);
		const kind = domain > 0 ? 'employer domain' : company === bits.employer.near ? 'employer near' : 'employer';
		evidence.push({ kind, bits: Math.max(company, domain) });
		if (against < 0) evidence.push({ kind: 'employer differs', bits: against });
	} else if (company < 0 || domain < 0) {
		evidence.push({ kind: 'employer differs', bits: company + domain });
	}
}

function employerByIdOrName(item: Facts, record: Facts, world: World): number {
	if (isSameCompany(item, record)) return employerBits(record.companies[0]?.key ?? '', world);
	return item.companies.length > 0 && record.companies.length > 0 ? employerByName(item, record, world) : 0;
}

/** The more people the company has, the less it says. */
function employerBits(key: string, world: World): number {
	return within(bits.employer.equal, Math.log2((0.8 * world.size) / Math.max(1, world.employees(key))));
}

function employerByName(item: Facts, record: Facts, world: World): number {
	let near = false;
	for (const company of item.companies) {
		for (const stored of record.companies) {
			const closeness = compareCompanyNames(company, stored, world.isCompanyWord);
			if (closeness === 'equal') return employerBits(stored.key, world);
			if (closeness === 'near') near = true;
		}
	}
	return near ? bits.employer.near : bits.employer.differs;
}

/** Domains of the company, and those of the addresses at work. */
export function sitesOf(facts: Facts): readonly string[] {
	const sites = [...facts.domains];
	for (const { site } of facts.emails) if (site !== undefined && !sites.includes(site)) sites.push(site);
	return sites;
}

export function weighPlace(evidence: Evidence[], item: Facts, record: Facts): void {
	const { place } = bits;
	if (item.city !== undefined && record.city !== undefined) {
		evidence.push(
			item.city === record.city
				? { kind: 'city', bits: place.city }
				: { kind: 'city differs', bits: place.cityDiffers },
		);
	}
	if (item.country !== undefined && record.country !== undefined) {
		evidence.push(
			item.country === record.country
				? { kind: 'country', bits: place.country }
				: { kind: 'country differs', bits: place.countryDiffers },
		);
	}
	if (item.title !== undefined && item.title === record.title) evidence.push({ kind: 'title', bits: place.title });
}
