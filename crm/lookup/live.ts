/** Found records as candidates for the judge: their profiles as facts, several findings of one record as one. */
import { factsOf, type Facts, type SubjectKind } from '../../core/identity/facts';
import type { Shown } from '../../core/identity/explain';
import type { IdentityProfile } from '../../core/identity/profile';
import type { MatchKey } from '../../core/record';
import { canonicalJson, type CrmValue } from '../../core/value';
import type { Found, IdentityKeys } from '../crm';

/** A record that the CRM found for an item, with the keys that led to it. */
export interface LiveFound {
	readonly found: Found;
	readonly keys: IdentityKeys;
}

const none: IdentityProfile = { emails: [], phones: [], domains: [], uniques: {} };

/** One candidate per record, in an order that depends on the records only. */
export function candidatesOf(all: readonly LiveFound[], kind: SubjectKind): readonly Shown[] {
	const byRecord = new Map<string, LiveFound[]>();
	for (const one of all) {
		const key = JSON.stringify([one.found.object, one.found.id]);
		byRecord.set(key, [...(byRecord.get(key) ?? []), one]);
	}
	return [...byRecord.entries()]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([, entries]) => {
			const [first] = entries;
			return first === undefined ? [] : [candidate(first.found, entries, kind)];
		});
}

function candidate(first: Found, entries: readonly LiveFound[], kind: SubjectKind): Shown {
	const via = [...new Set(entries.flatMap(({ found }) => found.via))];
	const mergedFrom = entries.map(({ found }) => found.mergedFrom).find((id) => id !== undefined);
	return {
		object: first.object,
		id: first.id,
		url: first.url,
		label: first.label,
		via: via.filter((key) => !['parent', 'person', 'name', 'mailbox'].includes(key)),
		...(mergedFrom === undefined ? {} : { mergedFrom }),
		...(entries.some(({ found }) => found.archived === true) ? { archived: true } : {}),
		byId: via.includes('record id'),
		byParent: via.includes('parent'),
		facts: factsOfFound(entries, kind),
	};
}

/**
 * The record's profile, and what the CRM confirmed by finding it: an adapter that tells no profile still says that the
 * record holds the address it was found by.
 */
function factsOfFound(entries: readonly LiveFound[], kind: SubjectKind): Facts {
	const profile = entries.map(({ found }) => found.profile).find((one) => one !== undefined) ?? none;
	const emails = [...profile.emails];
	const phones = [...profile.phones];
	const domains = [...profile.domains];
	const uniques: Record<string, string> = { ...profile.uniques };
	let { linkedin } = profile;
	for (const { found, keys } of entries) {
		const by = (key: MatchKey): boolean => found.via.includes(key);
		if (keys.email !== undefined && by('email') && !emails.includes(keys.email)) emails.unshift(keys.email);
		if (keys.email !== undefined && by('secondary email') && !emails.includes(keys.email)) emails.push('', keys.email);
		if (keys.phone !== undefined && by('phone') && !phones.includes(keys.phone)) phones.push(keys.phone);
		if (keys.domain !== undefined && by('domain') && !domains.includes(keys.domain)) domains.push(keys.domain);
		if (keys.linkedin !== undefined && by('linkedin')) linkedin ??= keys.linkedin;
		if (keys.unique !== undefined) {
			const stored = found.snapshot.values[keys.unique.field];
			if (by('unique field')) uniques[keys.unique.field] = keys.unique.value;
			else if (stored !== undefined && stored !== null) uniques[keys.unique.field] ??= asText(stored);
		}
	}
	return factsOf({ ...profile, emails, phones, domains, linkedin, uniques }, kind);
}

function asText(value: CrmValue): string {
	return typeof value === 'object' ? canonicalJson(value) : String(value);
}
