/** The keys of an incoming item: whatever stands in it becomes text, and what cannot be read is named. */
import { meaningful, type SubjectKind } from './facts';
import { itemFacts, type ItemKeys } from './item-facts';
import type { Sought } from './judge';

/** One row of Match Using. */
export const keyNames = [
	'id',
	'unique',
	'email',
	'phone',
	'linkedin',
	'domain',
	'company',
	'companyId',
	'firstName',
	'lastName',
	'fullName',
	'dealName',
	'title',
	'street',
	'postcode',
	'city',
	'country',
] as const;

export type KeyName = (typeof keyNames)[number];

/** One key of an item, as it stands there. */
export interface RawKey {
	readonly key: KeyName;
	/** The unique field, for `unique`. */
	readonly field?: string | undefined;
	readonly value: unknown;
}

/** What an item asks for. */
export interface AskedItem {
	readonly keys: ItemKeys;
	readonly sought: Sought;
	/** Keys that the item gives but that could not be read. */
	readonly unreadable: readonly KeyName[];
}

/** Several rows of these are all used; of the others the first that holds something. */
const several: ReadonlySet<KeyName> = new Set(['unique', 'email', 'phone', 'domain']);

/**
 * Reads the keys of an item. Empty values are keys that the item does not have. Never throws, whatever the item holds.
 * `country` (ISO code) is for phone numbers without one.
 */
export function readItem(raw: readonly RawKey[], kind: SubjectKind, country?: string): AskedItem {
	const texts = new Map<KeyName, string[]>();
	const uniques: { field: string; value: string }[] = [];
	const unreadable = new Set<KeyName>();
	for (const { key, field, value } of raw) {
		if (value === undefined || value === null) continue;
		const text = asText(value);
		if (text === undefined) unreadable.add(key);
		if (text === undefined || text === '') continue;
		const known = texts.get(key) ?? [];
		if (known.length > 0 && !several.has(key)) continue;
		if (key === 'unique') {
			if (field !== undefined && field !== '') uniques.push({ field, value: text });
		} else texts.set(key, [...known, text]);
	}
	const one = (key: KeyName): string | undefined => texts.get(key)?.[0];
	const keys: ItemKeys = {
		id: one('id'),
		uniques,
		emails: texts.get('email') ?? [],
		phones: texts.get('phone') ?? [],
		linkedin: one('linkedin'),
		domains: texts.get('domain') ?? [],
		firstName: one('firstName'),
		lastName: one('lastName'),
		fullName: one('fullName'),
		company: one('company'),
		companyId: one('companyId'),
		dealName: one('dealName'),
		title: one('title'),
		street: one('street'),
		postcode: one('postcode'),
		city: one('city'),
		country: one('country'),
	};
	const sought = itemFacts(keys, kind, country);
	const { facts } = sought;
	const gives = (values: readonly string[] | undefined): boolean => (values ?? []).some((text) => text !== '');
	if (gives(keys.emails) && facts.emails.length === 0) unreadable.add('email');
	if (gives(keys.phones) && facts.phones.every((phone) => phone.e164 === undefined)) unreadable.add('phone');
	if (meaningful(keys.linkedin) !== undefined && facts.linkedin === undefined) unreadable.add('linkedin');
	return { keys, sought: { ...sought, unreadable: unreadable.size > 0 }, unreadable: [...unreadable] };
}

/** Text and whole numbers (ids often arrive as numbers) as trimmed text; undefined for anything else. */
function asText(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
	return undefined;
}
