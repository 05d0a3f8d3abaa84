/** Names as Pipedrive keeps them, a person's in one field: terms to search them by, and whether one may be the other. */
import { compareCompanyNames, readCompanyName } from '../../core/identity/company-name';
import { fold, words } from '../../core/identity/text';
import type { SnapshotSource } from './snapshot';

export interface PersonName {
	readonly first?: string | undefined;
	readonly last: string;
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

/** Wide on purpose: one of the names has all telling words of the other. */
function hasWords(stored: string, wanted: string): boolean {
	return shareWords(tellingWords(stored), tellingWords(wanted));
}

function shareWords(held: readonly string[], asked: readonly string[]): boolean {
	if (held.length === 0 || asked.length === 0) return false;
	return asked.every((word) => held.includes(word)) || held.every((word) => asked.includes(word));
}

/** Scripts whose names are written without a space, and of which one character may be a last name. */
const unspaced = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Wide on purpose, as for companies. No word is left out: Sá and As are legal forms, and last names. */
export function isPersonNamed(stored: string, { first = '', last }: PersonName): boolean {
	const held = words(fold(stored));
	const asked = words(fold(last));
	return (
		shareWords(held, asked) || (unspaced.test(last) && isJoined(held.join(''), words(fold(first)).join(''), asked))
	);
}

function isJoined(held: string, first: string, last: readonly string[]): boolean {
	const family = last.join('');
	return first === '' ? held.startsWith(family) : held === family + first || held === first + family;
}

/** The name has a word that begins as the first name does, or it has one word only. */
export function isFirstNameClose(stored: string, { first }: PersonName): boolean {
	const initial = (words(fold(first ?? ''))[0] ?? '').charAt(0);
	const held = words(fold(stored));
	return initial === '' || held.length < 2 || held.some((word) => word.startsWith(initial));
}

/** The last name, which every record has in its name; whole names where Pipedrive takes no such short term. */
export function personTerms({ first = '', last }: PersonName): readonly string[] {
	const [given, family] = [first.trim(), last.trim()];
	const joined = unspaced.test(family) && given !== '' ? [`${family}${given}`, `${given}${family}`] : [];
	if (family.length > 1) return [family];
	return given === '' ? [family] : [`${given} ${family}`, `${family} ${given}`, ...joined];
}
