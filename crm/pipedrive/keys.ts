/** The keys of all queries, and whether a record holds one: decided here, since Pipedrive's search is wider. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { compareCompanyNames, readCompanyName } from '../../core/identity/company-name';
import { registrableDomain } from '../../core/identity/domain';
import { readLinkedIn } from '../../core/identity/linkedin';
import { fold, words } from '../../core/identity/text';
import type { MatchKey } from '../../core/record';
import { text, type Json } from '../json';
import { companyDomains, companyNames, entriesOf, linkedinFields } from './profile';
import type { SnapshotSource } from './snapshot';
import { fromWire, rawOf } from './values';

/** One thing to look for, with all that a search needs. */
export type Key =
	| { readonly kind: 'email' | 'phone' | 'linkedin' | 'domain' | 'name'; readonly value: string }
	| { readonly kind: 'person'; readonly value: string; readonly first?: string | undefined; readonly last: string }
	| { readonly kind: 'unique'; readonly value: string; readonly field: string };

export function nameOfKey(key: Key): string {
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
		case 'phone':
			return entriesOf(record['phones']).some((entry) => isNumber(entry, key.value)) ? 'phone' : undefined;
		case 'linkedin':
			return linkedinFields(source).some(
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
			return hasWords(text(record['name']), key.last) ? 'person' : undefined;
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

const legalForms =
	/^(gmbh|ag|kg|se|ug|inc|llc|ltd|limited|corp|co|company|bv|nv|sa|sas|sarl|srl|spa|oy|ab|as|plc|pty|sp|zoo)$/;

/**
 * The words of a company's or deal's name that tell it apart, as a term for the search: legal forms are written in many
 * ways or left out. Accents are left out where the letters are Latin; Pipedrive does not transliterate others.
 */
export function tellingTerm(name: string): string {
	const written = name.normalize('NFKC').toLowerCase().split(notWord);
	return telling(written.map((word) => (latin.test(word) ? word.normalize('NFKD').replace(/\p{M}/gu, '') : word))).join(
		' ',
	);
}

const notWord = /[^\p{L}\p{M}\p{N}]+/u;
const latin = /^[\p{Script=Latin}\p{M}\p{N}]+$/u;

function telling(all: readonly string[]): readonly string[] {
	const given = all.filter((word) => word !== '');
	const kept = given.filter((word) => !legalForms.test(word));
	return kept.length > 0 ? kept : given;
}

/** The same for comparing: every script in one form. */
function tellingWords(name: string): readonly string[] {
	return telling(words(fold(name)));
}

/** A company also by its name with a slip in one word, or with another article: The Maple Umbra is Maple Umbra. */
export function isNamed({ object }: SnapshotSource, stored: string, wanted: string): boolean {
	if (hasWords(stored, wanted)) return true;
	if (object.name !== 'company' || !isAlike(stored, wanted)) return false;
	const [one, other] = [readCompanyName(stored), readCompanyName(wanted)];
	if (one === undefined || other === undefined) return false;
	return ['equal', 'near'].includes(compareCompanyNames(one, other, () => false));
}

/** Spares most records of a whole account the closer comparison. */
function isAlike(stored: string, wanted: string): boolean {
	const [held, asked] = [words(fold(stored)), words(fold(wanted))];
	const start = asked.join('').slice(0, 3);
	return held.join('').startsWith(start) || asked.some((word) => word.length > 2 && held.includes(word));
}

/** The record's name has a word that begins as the first name does, or it has one word only. */
export function isClose(record: Json, key: Key): boolean {
	if (key.kind !== 'person') return true;
	const initial = (tellingWords(key.first ?? '')[0] ?? '').charAt(0);
	const held = tellingWords(text(record['name']) ?? '');
	return initial === '' || held.length < 2 || held.some((word) => word.startsWith(initial));
}

/** Wide on purpose: one of the names has all telling words of the other. */
function hasWords(stored: string | undefined, wanted: string): boolean {
	const held = tellingWords(stored ?? '');
	const asked = tellingWords(wanted);
	if (held.length === 0 || asked.length === 0) return false;
	return asked.every((word) => held.includes(word)) || held.every((word) => asked.includes(word));
}
