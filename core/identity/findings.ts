/** The found records, put in order by the key that found them. */
import type { Candidate, MatchKey } from '../record';
import { matchKeySchema } from '../record';
import { isRoleMailbox, parseAddress } from './email';
import type { KeyName, Query } from './query';

/** A candidate, and what else is known against it. */
export interface JudgedCandidate extends Candidate {
	/** Keys for which the record holds another value than the item, where the caller has read that. */
	readonly differs?: readonly KeyName[] | undefined;
}

/** The live records that one key of the item led to. */
export interface Finding {
	readonly key: KeyName;
	readonly holders: readonly JudgedCandidate[];
	/** Why the key decides nothing by itself, for people: several people may use it. */
	readonly shared?: string | undefined;
}

const viaOfKey: Readonly<Record<KeyName, readonly MatchKey[]>> = {
	id: ['record id'],
	unique: ['unique field'],
	email: ['email', 'secondary email'],
	phone: ['phone'],
};

/** One finding per key that the item gives, also where it found nobody. */
export function findingsOf(query: Query, live: readonly JudgedCandidate[]): readonly Finding[] {
	const keys: KeyName[] = [];
	if (isGiven(query.id)) keys.push('id');
	if (isGiven(query.unique?.value)) keys.push('unique');
	if (isGiven(query.email)) keys.push('email');
	if (isGiven(query.phone)) keys.push('phone');
	return keys.map((key) => {
		const holders = live.filter((candidate) => candidate.via.some((via) => viaOfKey[key].includes(via)));
		const shared = sharedBecause(key, query, holders);
		return { key, holders, ...(shared === undefined ? {} : { shared }) };
	});
}

/** Only a text that holds something is a key; an item can carry anything. */
function isGiven(value: unknown): boolean {
	return typeof value === 'string' && value.trim() !== '';
}

function sharedBecause(key: KeyName, query: Query, holders: readonly JudgedCandidate[]): string | undefined {
	if (key === 'email') {
		const email = parseAddress(query.email ?? '');
		if (email === undefined) return 'The e-mail address cannot be read.';
		if (isRoleMailbox(email)) return 'The e-mail address is a shared mailbox (like info@ or sales@), not a person’s.';
		if (holders.some((holder) => holder.object === 'company')) return 'An e-mail address does not identify a company.';
	}
	if (key === 'phone') {
		if (query.phoneHasExtension === true) return 'The phone number has an extension, so it is a switchboard’s.';
		if (holders.length > 1) return `${holders.length} records have this phone number.`;
		if (holders.some((holder) => holder.object === 'company'))
			return 'A phone number alone does not identify a company.';
	}
	return undefined;
}

/** One entry per record, in an order that depends on the records only. */
export function mergeCandidates(found: readonly JudgedCandidate[]): readonly JudgedCandidate[] {
	const byRecord = new Map<string, JudgedCandidate[]>();
	for (const candidate of found) {
		const record = JSON.stringify([candidate.object, candidate.id]);
		byRecord.set(record, [...(byRecord.get(record) ?? []), candidate]);
	}
	return [...byRecord.entries()]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, entries]) => mergeOne(entries))
		.filter((candidate) => candidate !== undefined);
}

function mergeOne(entries: readonly JudgedCandidate[]): JudgedCandidate | undefined {
	const first = entries[0];
	if (first === undefined) return undefined;
	const least = (texts: readonly (string | undefined)[]): string | undefined =>
		texts.filter((text) => text !== undefined && text !== '').sort()[0];
	const mergedFrom = least(entries.map((entry) => entry.mergedFrom));
	return {
		object: first.object,
		id: first.id,
		url: least(entries.map((entry) => entry.url)) ?? '',
		label: least(entries.map((entry) => entry.label)) ?? '',
		via: matchKeySchema.options.filter((via) => entries.some((entry) => entry.via.includes(via))),
		...(mergedFrom === undefined ? {} : { mergedFrom }),
		...(entries.some((entry) => entry.archived === true) ? { archived: true } : {}),
		differs: [...new Set(entries.flatMap((entry) => entry.differs ?? []))],
	};
}

/** Every record of the findings once, those with more keys first. */
export function unite(findings: readonly Finding[]): readonly JudgedCandidate[] {
	const all = new Map<string, JudgedCandidate>();
	for (const holder of findings.flatMap((finding) => finding.holders)) {
		all.set(JSON.stringify([holder.object, holder.id]), holder);
	}
	return [...all.entries()]
		.sort(([a, x], [b, y]) => y.via.length - x.via.length || (a < b ? -1 : 1))
		.map(([, candidate]) => candidate);
}
