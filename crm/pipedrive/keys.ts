/** The keys of all queries, and whether a record holds one: decided here, since Pipedrive's search is wider. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { registrableDomain } from '../../core/identity/domain';
import { readLinkedIn } from '../../core/identity/linkedin';
import type { MatchKey } from '../../core/record';
import { text, type Json } from '../json';
import { isOwnLinkedIn } from '../linkedin';
import { isOtherAddress } from '../mailbox';
import { isFirstNameClose, isNamed, isPersonNamed, type PersonName } from './names';
import { companyDomains, companyNames, entriesOf, kindOf, linkedinFields } from './profile';
import type { SnapshotSource } from './snapshot';
import { fromWire, rawOf } from './values';

/** One thing to look for, with all that a search needs. */
export type Key =
	| { readonly kind: 'email' | 'mailbox' | 'phone' | 'linkedin' | 'domain' | 'name'; readonly value: string }
	| ({ readonly kind: 'person' } & PersonName)
	| { readonly kind: 'unique'; readonly value: string; readonly field: string };

/** A key that is one text. */
export type ValueKey = Exclude<Key, { kind: 'person' }>;

export function nameOfKey(key: Key): string {
	// Each part by itself: Anna Maria Lee is the name of Anna Maria and of Anna.
	if (key.kind === 'person') return JSON.stringify([key.kind, key.last, key.first ?? '']);
	return JSON.stringify([key.kind, key.value, key.kind === 'unique' ? key.field : '']);
}

/** By which key the record is a candidate, if it is. */
export function holds(source: SnapshotSource, record: Json, key: Key): MatchKey | undefined {
	switch (key.kind) {
		case 'email': {
			const emails = entriesOf(record['emails']).map((entry) => entry.toLowerCase());
			const place = emails.indexOf(key.value.toLowerCase());
			return place === -1 ? undefined : place === 0 ? 'email' : 'secondary email';
		}
		case 'mailbox':
			return entriesOf(record['emails']).some((entry) => isOtherAddress(entry, key.value)) ? 'mailbox' : undefined;
		case 'phone':
			return entriesOf(record['phones']).some((entry) => isNumber(entry, key.value)) ? 'phone' : undefined;
		case 'linkedin':
			return isOwnLinkedIn(kindOf(source), key.value) &&
				linkedinFields(source).some(
					(field) => readLinkedIn(text(fromWire(field, rawOf(record, field))) ?? '') === key.value,
				)
				? 'linkedin'
				: undefined;
		case 'domain':
			return companyDomains(source, record).some((domain) => registrableDomain(domain) === key.value)
				? 'domain'
				: undefined;
		case 'name':
			return companyNames(source, record).some((stored) => isNamed(source, stored, key.value)) ? 'name' : undefined;
		case 'person':
			return isPersonNamed(text(record['name']) ?? '', key) ? 'person' : undefined;
		case 'unique': {
			const field = source.schema.get(key.field);
			const value = field === undefined ? undefined : text(fromWire(field, rawOf(record, field)));
			return value?.trim().toLowerCase() === key.value.trim().toLowerCase() ? 'unique field' : undefined;
		}
	}
}

/** A number without country code is read as of the asked one's country. */
function isNumber(stored: string, phone: string): boolean {
	const country = parsePhoneNumberFromString(phone)?.country;
	const parsed =
		country === undefined ? parsePhoneNumberFromString(stored) : parsePhoneNumberFromString(stored, country);
	return parsed?.number === phone;
}

/** The spellings under which a number may be found: its digits, and as people write it. */
export function spellings(phone: string): readonly string[] {
	const parsed = phone.startsWith('+') ? parsePhoneNumberFromString(phone) : undefined;
	if (parsed === undefined) return [];
	return [parsed.nationalNumber, phone, parsed.formatInternational(), parsed.formatNational()];
}

/** Among the people of a last name one whose first name may fit. */
export function isClose(record: Json, key: Key): boolean {
	return key.kind !== 'person' || isFirstNameClose(text(record['name']) ?? '', key);
}

/** Whether records of the object have such a key at all. */
export function isKeyOf({ object: { name } }: SnapshotSource, { kind }: Key): boolean {
	switch (kind) {
		case 'email':
		case 'mailbox':
		case 'phone':
		case 'person':
			return name === 'contact';
		case 'domain':
			return name === 'company';
		case 'name':
			return name !== 'contact';
		default:
			return true;
	}
}
