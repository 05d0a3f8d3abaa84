/** A judgement in the words of the item contract: what a person reads about a match. */
import type { Candidate, Match, MatchKey } from '../record';
import { matchKeySchema } from '../record';
import type { Thresholds } from './confidence';
import { inWords, type Evidence, type EvidenceKind } from './evidence';
import type { Judgement, JudgedRecord, Known } from './judge';
import type { AskedItem, KeyName } from './read-item';
import { worthAsking } from './worth-asking';

/** A judged record and how the CRM shows it. */
export interface Shown extends Known {
	readonly url: string;
	readonly label: string;
	readonly via: readonly MatchKey[];
	readonly mergedFrom?: string | undefined;
	readonly archived?: boolean | undefined;
}

/** More candidates than a person looks at. */
const mostCandidates = 20;

const names: Readonly<Record<KeyName, string>> = {
	id: 'record ID',
	unique: 'unique value',
	email: 'e-mail address',
	phone: 'phone number',
	linkedin: 'LinkedIn profile',
	domain: 'domain',
	company: 'company name',
	companyId: 'company’s record ID',
	firstName: 'first name',
	lastName: 'last name',
	fullName: 'name',
	dealName: 'deal name',
	title: 'job title',
	street: 'street',
	postcode: 'postal code',
	city: 'city',
	country: 'country',
};

/** Keys that a record can be searched by; the others only tell records apart. */
const searchable: readonly KeyName[] = [
	'id',
	'unique',
	'email',
	'phone',
	'linkedin',
	'domain',
	'company',
	'lastName',
	'fullName',
	'dealName',
];

export function toMatch<K extends Shown>(
	asked: AskedItem,
	judgement: Judgement<K>,
	thresholds: Thresholds,
	deleted: boolean,
): Match {
	const { status, confidence, candidates, guard } = judgement;
	const best = candidates[0];
	if (status === 'unmatched' || best === undefined) {
		return { status: 'unmatched', confidence: 0, via: [], why: unmatchedWhy(asked, best, deleted), candidates: [] };
	}
	if (status === 'matched') {
		const merged = best.known.mergedFrom === undefined ? '' : ` It was merged from record ${best.known.mergedFrom}.`;
		const why = `${sentence(best.evidence)} ${percent(confidence)} sure.${merged}`;
		return { status, confidence, via: viaOf(best), why, candidates: [shown(best)] };
	}
	const choice = worthAsking(asked.sought.kind, candidates);
	return {
		status,
		confidence,
		via: [],
		why: ambiguousWhy({ ...judgement, candidates: choice }, thresholds),
		candidates: choice.slice(0, mostCandidates).map(shown),
		...(guard === undefined ? {} : { heldBackBy: guard.name }),
	};
}

function ambiguousWhy<K extends Shown>(
	{ candidates, guard, confidence }: Judgement<K>,
	thresholds: Thresholds,
): string {
	const best = candidates[0];
	const key = best === undefined ? undefined : crowdedKey(candidates);
	const crowd = key === undefined ? '' : ` ${candidates.length} records have this ${key}.`;
	if (best === undefined) return 'A person has to choose.';
	if (guard !== undefined) return `${sentence(best.evidence)}${crowd} Held back: ${guard.why}`;
	const sure = ` That is ${percent(confidence)} sure, and ${percent(thresholds.certainty)} is needed.`;
	return `${sentence(best.evidence)}${crowd}${sure}`;
}

const keyOf: Partial<Readonly<Record<EvidenceKind, string>>> = {
	unique: names.unique,
	linkedin: names.linkedin,
	'email shared': names.email,
	'email role': names.email,
	'phone shared': names.phone,
	'domain shared': names.domain,
	'company shared': names.company,
	name: names.fullName,
};

/** The key that all candidates have in common. */
function crowdedKey(candidates: readonly JudgedRecord[]): string | undefined {
	if (candidates.length < 2) return undefined;
	const first = candidates[0]?.evidence ?? [];
	const common = first.find(
		({ kind }) =>
			keyOf[kind] !== undefined && candidates.every((one) => one.evidence.some((other) => other.kind === kind)),
	);
	return common === undefined ? undefined : keyOf[common.kind];
}

function unmatchedWhy(asked: AskedItem, best: JudgedRecord | undefined, deleted: boolean): string {
	const given = searchable.filter((key) => isGiven(asked, key));
	const lost = asked.unreadable.map((key) => names[key]);
	const country = asked.unreadable.includes('phone')
		? ' A number without country code needs Country for Phone Numbers.'
		: '';
	if (given.length === 0) {
		return lost.length > 0
			? `The item’s ${joined(lost, 'and')} cannot be read.${country}`
			: 'The item has nothing to look a record up by, such as an e-mail address, a phone number, a name or a record ID.';
	}
	if (deleted) return 'The record was deleted in the CRM.';
	const unread = lost.map((name) => ` The ${name} cannot be read.`).join('');
	if (best !== undefined) {
		return `No record is likely to be this one. The nearest: ${sentence(best.evidence)} That is too little to ask a person about.`;
	}
	return `No record has this ${joined(
		given.map((key) => names[key]),
		'or',
	)}.${unread}${lost.length > 0 ? country : ''}`;
}

function isGiven({ keys, unreadable }: AskedItem, key: KeyName): boolean {
	if (unreadable.includes(key)) return false;
	switch (key) {
		case 'unique':
			return (keys.uniques ?? []).length > 0;
		case 'email':
			return (keys.emails ?? []).length > 0;
		case 'phone':
			return (keys.phones ?? []).length > 0;
		case 'domain':
			return (keys.domains ?? []).length > 0;
		default:
			return keys[key] !== undefined;
	}
}

/** "Same e-mail address and same name; but another company." */
function sentence(evidence: readonly Evidence[]): string {
	const weight = [...evidence].sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
	const pro = weight.filter((one) => one.bits > 0).map(inWords);
	const contra = weight.filter((one) => one.bits <= -1).map(inWords);
	const text = [joined(pro, 'and'), joined(contra, 'and')].filter((part) => part !== '').join('; but ');
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const viaKinds: readonly (readonly [EvidenceKind, MatchKey])[] = [
	['id', 'record id'],
	['unique', 'unique field'],
	['email', 'email'],
	['email shared', 'email'],
	['email role', 'email'],
	['phone', 'phone'],
	['phone shared', 'phone'],
	['phone part', 'phone'],
	['linkedin', 'linkedin'],
	['domain', 'domain'],
	['domain shared', 'domain'],
	['name', 'person'],
	['name variant', 'person'],
	['company', 'name'],
	['company shared', 'name'],
	['company near', 'name'],
	['deal', 'name'],
];

/** The keys that led to the record or agree with it; the CRM's own word where it told (a secondary address). */
function viaOf({ known, evidence }: JudgedRecord<Shown>): MatchKey[] {
	const via = new Set<MatchKey>(known.via);
	for (const [kind, key] of viaKinds) {
		if (!evidence.some((one) => one.kind === kind)) continue;
		if (key !== 'email' || !via.has('secondary email')) via.add(key);
	}
	return matchKeySchema.options.filter((key) => via.has(key));
}

function shown(judged: JudgedRecord<Shown>): Candidate {
	const { known, evidence, confidence } = judged;
	const { object, id, url, label, mergedFrom, archived } = known;
	return {
		object,
		id,
		url,
		label,
		via: viaOf(judged),
		...(mergedFrom === undefined ? {} : { mergedFrom }),
		...(archived === true ? { archived } : {}),
		confidence: round(confidence),
		evidence: evidence.map((one) => ({ what: inWords(one), points: Math.round(one.bits * 10) / 10 })),
	};
}

function joined(texts: readonly string[], word: 'and' | 'or'): string {
	return texts.length < 2
		? texts.join('')
		: `${texts.slice(0, -1).join(', ')} ${word} ${texts[texts.length - 1] ?? ''}`;
}

function percent(share: number): string {
	return `${Math.floor(share * 1000) / 10} %`;
}

function round(share: number): number {
	return Math.round(share * 1e6) / 1e6;
}
