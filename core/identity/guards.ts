/** What a careful person would not decide alone, however much the weights say. Each guard is named and explained. */
import type { Evidence, EvidenceKind } from './evidence';
import type { Facts } from './facts';
import { areSharedBy, type Holders } from './holders';
import type { Sought, Weighing } from './judge';

export type GuardName =
	| 'another record fits as well'
	| 'keys lead to different records'
	| 'record holds another value'
	| 'id leads nowhere'
	| 'another name'
	| 'another mailbox at the same company'
	| 'shared mailbox without a name'
	| 'name alone'
	| 'phone alone'
	| 'domain and name of different companies'
	| 'another domain'
	| 'another address'
	| 'deal name alone';

export interface Guard {
	readonly name: GuardName;
	/** For a person, after "Held back: ". */
	readonly why: string;
	/** A person has to look even where the probability is below Review Above. */
	readonly always?: boolean | undefined;
}

const strong: readonly EvidenceKind[] = ['id', 'unique', 'linkedin', 'email', 'phone'];

/** Keys that more than one person uses. */
const shared: readonly EvidenceKind[] = ['email shared', 'email role', 'phone shared', 'phone part'];
const companyAndPlace: readonly EvidenceKind[] = [
	'employer',
	'employer near',
	'employer domain',
	'city',
	'country',
	'title',
];

function has(evidence: readonly Evidence[], kind: EvidenceKind): boolean {
	return evidence.some((one) => one.kind === kind);
}

function hasAny(evidence: readonly Evidence[], kinds: readonly EvidenceKind[]): boolean {
	return evidence.some((one) => kinds.includes(one.kind));
}

/** A colleague or relative who uses the same mailbox or number: no candidate at all. */
export function isSomebodyElse(evidence: readonly Evidence[]): boolean {
	// Two Daniels behind one switchboard; at one mailbox it may be the same Daniel with a new family name.
	const colleague = has(evidence, 'name first only') && !hasAny(evidence, ['email shared', 'email role']);
	if (!colleague && !has(evidence, 'name differs') && !has(evidence, 'name last only')) return false;
	return evidence.every((one) => one.bits <= 0 || shared.includes(one.kind) || companyAndPlace.includes(one.kind));
}

export function guardOf(sought: Sought, best: Weighing, all: readonly Weighing[], holders: Holders): Guard | undefined {
	const conflict = conflictingKeys(sought, best, all);
	if (conflict !== undefined) return conflict;
	const { evidence } = best;
	if (has(evidence, 'unique differs') || has(evidence, 'linkedin differs')) {
		return {
			name: 'record holds another value',
			why: `the record has ${has(evidence, 'unique differs') ? 'another unique value' : 'another LinkedIn profile'}.`,
			always: true,
		};
	}
	if (sought.hasId && !all.some((one) => has(one.evidence, 'id'))) {
		return {
			name: 'id leads nowhere',
			why: 'no live record has the record ID that the item gives.',
			always: true,
		};
	}
	const kinds = signature(best);
	if (sought.kind === 'person' && isOneOfDoubles(best, all)) {
		return {
			name: 'another record fits as well',
			why: 'another record has the same mailbox and no other name: it seems to be the same person.',
		};
	}
	if (all.some((other) => other !== best && signature(other) === kinds)) {
		return { name: 'another record fits as well', why: 'another record fits by the same evidence.' };
	}
	if (sought.kind === 'company') return companyGuard(best, all);
	if (sought.kind === 'deal') return dealGuard(best, all);
	return personGuard(sought, best, holders);
}

/**
 * How rare a name is does not choose between two records that agree in the same things (Pat: Patrick or Patricia), nor
 * how it is written between two that have one number or mailbox (Robert and Bob).
 */
function signature({ evidence }: Weighing): string {
	const sharesKey = hasAny(evidence, shared);
	return evidence.map(({ kind }) => (sharesKey && kind === 'name variant' ? 'name' : kind)).join();
}

const otherNames: readonly EvidenceKind[] = ['name differs', 'name last only', 'name first only'];

/**
 * Two records that have the item's mailbox, and no name that says that they are two people, are one person twice: how
 * the name is written or what else is filled in does not choose between them, a key of its own does.
 */
function isOneOfDoubles(best: Weighing, all: readonly Weighing[]): boolean {
	const holdsMailbox = (one: Weighing): boolean =>
		has(one.evidence, 'email shared') && !hasAny(one.evidence, otherNames);
	if (!holdsMailbox(best) || hasOwn(best, all, ['id', 'unique', 'linkedin'])) return false;
	return all.some((other) => other !== best && holdsMailbox(other));
}

/** Weak evidence alone, such as a common name: many faint candidates together are no reason to ask a person. */
export function isFaint({ evidence }: Weighing): boolean {
	return !hasAny(evidence, [
		...strong,
		...shared,
		'email near',
		'domain',
		'domain shared',
		'company',
		'company shared',
		'company similar',
	]);
}

/** Two keys that each lead to a record, and not to the same one. */
function conflictingKeys(sought: Sought, best: Weighing, all: readonly Weighing[]): Guard | undefined {
	const keys: readonly EvidenceKind[] =
		sought.kind === 'company'
			? ['id', 'unique', 'linkedin', 'domain', 'domain shared']
			: ['id', 'unique', 'linkedin', 'email', 'email shared', 'phone'];
	const knowsName = hasAny(best.evidence, ['name', 'name variant']);
	for (const other of all) {
		if (other === best) continue;
		for (const { kind } of other.evidence) {
			if (!keys.includes(kind)) continue;
			// Several candidates share the key, the best one among them: they compete, nothing contradicts.
			const held = sameKey(kind).filter((one) => has(best.evidence, one));
			const compete = kind !== 'unique' || !hasOtherUnique(sought, best, other);
			if (held.length > 0 && compete && ![kind, ...held].some(isOfOne)) continue;
			// A number beside the right name belongs to whoever else answers it.
			const otherName = hasAny(other.evidence, ['name differs', 'name last only', 'name first only']);
			if (kind === 'phone' && (hasAny(best.evidence, ['id', 'unique']) || (knowsName && otherName))) continue;
			if (kind === 'email shared' && knowsName && otherName) continue;
			return {
				name: 'keys lead to different records',
				why: 'the item’s keys lead to different records.',
				always: true,
			};
		}
	}
	return undefined;
}

/** A unique value of the item that the other record holds and the best one does not. */
function hasOtherUnique(sought: Sought, best: Weighing, other: Weighing): boolean {
	const holds = ({ known }: Weighing, field: string, value: string): boolean =>
		known.facts.uniques.some((unique) => unique.field === field && unique.value === value);
	return sought.facts.uniques.some(({ field, value }) => holds(other, field, value) && !holds(best, field, value));
}

/** One candidate holds it: where another one holds a key of that kind too, it is another address or domain of the item. */
function isOfOne(kind: EvidenceKind): boolean {
	return kind === 'email' || kind === 'domain';
}

function sameKey(kind: EvidenceKind): readonly EvidenceKind[] {
	if (kind.startsWith('email')) return ['email', 'email shared', 'email role'];
	if (kind.startsWith('domain')) return ['domain', 'domain shared'];
	return [kind];
}

function personGuard(sought: Sought, best: Weighing, holders: Holders): Guard | undefined {
	const { evidence, known } = best;
	const strongKeys = evidence.filter((one) => strong.includes(one.kind)).length;
	if (has(evidence, 'name differs') || has(evidence, 'name last only')) {
		// Two keys together are surer than a name that somebody typed.
		const certain = has(evidence, 'id') && strongKeys > 1;
		if (!certain)
			return { name: 'another name', why: 'the key agrees, but the record has another name.', always: strongKeys > 0 };
	}
	const agreesOnName = hasAny(evidence, ['name', 'name variant']);
	const agreesOnPart = agreesOnName || hasAny(evidence, ['name part', 'name first only']);
	if (strongKeys === 0) {
		if (has(evidence, 'email role') && !agreesOnPart) {
			return {
				name: 'shared mailbox without a name',
				why: 'the address is a shared mailbox (like info@), not a person’s.',
				always: true,
			};
		}
		if (!agreesOnName && !has(evidence, 'email shared') && best.total > 0) {
			return { name: 'name alone', why: 'only weak evidence agrees.' };
		}
		const besideName: readonly EvidenceKind[] = [
			...shared,
			'email near',
			'employer',
			'employer near',
			'employer domain',
		];
		if (!hasAny(evidence, besideName)) {
			return { name: 'name alone', why: 'only the name agrees, and many people share one.' };
		}
		if (!hasAny(evidence, shared) && !has(evidence, 'email near') && otherMailbox(sought.facts, known.facts)) {
			return {
				name: 'another mailbox at the same company',
				why: 'the record has another address at the same company: it may be a namesake.',
			};
		}
	}
	if (strongKeys === 1 && has(evidence, 'phone') && !agreesOnName) {
		const { facts } = sought;
		const says = facts.name !== undefined || facts.companies.length > 0 || facts.domains.length > 0;
		const alone = !says && facts.emails.length === 0 && !sought.unreadable && facts.linkedin === undefined;
		if (!alone || sought.facts.phones.every((phone) => areSharedBy(holders, 'phone', phone.digits))) {
			return { name: 'phone alone', why: 'only the phone number agrees, and colleagues often share one.' };
		}
	}
	return undefined;
}

/** Both have an address at one company's domain, and not the same one. */
function otherMailbox(item: Facts, record: Facts): boolean {
	return item.emails.some(
		({ site, mailbox }) =>
			site !== undefined &&
			record.emails.some((stored) => stored.site === site) &&
			!record.emails.some((stored) => stored.mailbox === mailbox),
	);
}

/** A key of its own: one that two records have leads to neither. */
function hasOwn(best: Weighing, all: readonly Weighing[], kinds: readonly EvidenceKind[]): boolean {
	return kinds.some(
		(kind) => has(best.evidence, kind) && !all.some((other) => other !== best && has(other.evidence, kind)),
	);
}

function companyGuard(best: Weighing, all: readonly Weighing[]): Guard | undefined {
	const { evidence } = best;
	if (hasOwn(best, all, ['id', 'unique', 'linkedin'])) return undefined;
	const byDomain = hasAny(evidence, ['domain', 'domain shared']);
	if (byDomain && has(evidence, 'company differs')) {
		return {
			name: 'domain and name of different companies',
			why: 'the domain agrees, but the record has another company name.',
			always: true,
		};
	}
	const byName = hasAny(evidence, ['company', 'company shared', 'company near']);
	if (byName && has(evidence, 'domain differs')) {
		return {
			name: 'another domain',
			why: 'the name agrees, but the record has another domain.',
			always: hasAny(evidence, ['company', 'company shared']),
		};
	}
	if (has(evidence, 'street differs') && !byDomain) {
		return {
			name: 'another address',
			why: 'the name agrees, but the record has another street address: it may be another branch.',
			always: byName,
		};
	}
	if (has(evidence, 'company near') && !byDomain && !hasAny(evidence, ['phone', 'city', 'street', 'postcode'])) {
		return { name: 'name alone', why: 'only a similar name agrees.' };
	}
	const places = ['phone', 'street', 'phone shared'].filter((kind) => has(evidence, kind as EvidenceKind)).length;
	const similar = evidence.find(({ kind }) => kind === 'company similar')?.bits ?? 0;
	const byPlace = (places > 1 && has(evidence, 'company similar')) || (places > 0 && similar >= 4);
	const sharesKey = hasAny(evidence, ['unique', 'linkedin']);
	if (byDomain || byName || (byPlace && !sharesKey)) return undefined;
	return sharesKey
		? { name: 'another record fits as well', why: 'another record has the same key.', always: true }
		: { name: 'name alone', why: 'only weak evidence agrees.' };
}

function dealGuard(best: Weighing, all: readonly Weighing[]): Guard | undefined {
	const { evidence } = best;
	if (hasOwn(best, all, ['id', 'unique'])) return undefined;
	if (has(evidence, 'deal') && has(evidence, 'employer')) return undefined;
	return { name: 'deal name alone', why: 'a deal is known by its name and its company together.' };
}
