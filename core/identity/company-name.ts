/** A company's name as parts that can be compared: legal forms, punctuation and scripts aside. */
import { legalForms, longLegalForms } from './data/legal-forms';
import { distance, fold, isSlip, words } from './text';

export interface CompanyName {
	/** The words that name it, without legal form. */
	readonly words: readonly string[];
	/** The words in one: equal for Granite-Foods, GraniteFoods and Granite Foods AG. */
	readonly key: string;
	/** The legal form as written, folded; '' where there is none. */
	readonly form: string;
}

const mostWords = 16;
const fillers = new Set(['the', 'and', 'und', 'et', 'y', 'e', 'en', 'i', 'og', 'och']);

/** Undefined where the text names nothing. Never throws. */
export function readCompanyName(text: string | undefined): CompanyName | undefined {
	if (text === undefined) return undefined;
	const all = words(withoutDots(fold(text))).slice(0, mostWords);
	if (all.length === 0) return undefined;
	const { core, form } = withoutLegalForm(all);
	const named = core.filter((word) => !fillers.has(word));
	const kept = named.length > 0 ? named : core;
	return { words: kept, key: kept.join(''), form };
}

/** S.p.A. and B.V. become one word, "Acme.com" keeps its parts. */
function withoutDots(folded: string): string {
	if (!folded.includes('.')) return folded;
	return folded.replace(/(?<![\p{L}\p{N}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?/gu, (dotted) =>
		dotted.replace(/\./g, ''),
	);
}

/** The long forms by the word that they end with. */
const longByEnd = new Map<string, (readonly string[])[]>();
for (const form of longLegalForms) {
	const end = form[form.length - 1] ?? '';
	longByEnd.set(end, [...(longByEnd.get(end) ?? []), form]);
}

function withoutLegalForm(all: readonly string[]): { readonly core: readonly string[]; readonly form: string } {
	let core = all;
	const forms: string[] = [];
	for (;;) {
		const last = core[core.length - 1] ?? '';
		const long = longByEnd
			.get(last)
			?.find(
				(form) =>
					core.length > form.length && form.every((word, index) => core[core.length - form.length + index] === word),
			);
		if (long !== undefined) {
			forms.unshift(long.join(''));
			core = core.slice(0, -long.length);
		} else if (core.length > 1 && legalForms.has(last)) {
			forms.unshift(last);
			core = core.slice(0, -1);
		} else if (core.length > 1 && forms.length > 0 && (last === 'and' || last === 'und')) {
			core = core.slice(0, -1);
		} else break;
	}
	const first = core[0] ?? '';
	// In front they stand in Russian, Chinese and Japanese names; a short Latin word there is more often a name (AB Foods).
	if (core.length > 1 && /^(?:ooo|oao|zao|pao|tov|pt|株式会社|有限会社|合同会社|주식회사)$/.test(first)) {
		forms.push(first);
		core = core.slice(1);
	}
	return { core, form: forms.join(' ') };
}

/**
 * `equal`: the same words; `near`: a slip of the pen in one word; `partial`: one name contains the other, or is its
 * initials, which says little where companies of one family share words.
 */
export type CompanyCloseness = 'equal' | 'near' | 'partial' | 'different';

/**
 * `sameSite`: both have one domain, so that a letter too many is a slip in a short word too.
 * `isWord`: the word stands in the names of several companies, so that a similar one is another word (Birch, Birth).
 */
export function compareCompanyNames(
	a: CompanyName,
	b: CompanyName,
	isWord: (word: string) => boolean,
	sameSite = false,
): CompanyCloseness {
	if (a.key === b.key) return 'equal';
	if (isNear(a, b, isWord) || (sameSite && (isTypo(a.key, b.key) || haveSlips(a, b)))) return 'near';
	if (hasSameWords(a, b)) return 'partial';
	return isPartOf(a, b) || isPartOf(b, a) || isInitials(a, b) || isInitials(b, a) ? 'partial' : 'different';
}

function isNear(a: CompanyName, b: CompanyName, isWord: (word: string) => boolean): boolean {
	if (a.words.length !== b.words.length) {
		// A space that is missing or too much is no other name; a missing word is.
		return Math.abs(a.key.length - b.key.length) <= 1 && a.key.length >= 8 && isSlip(a.key, b.key);
	}
	const one = onlyWordOf(a, b);
	const other = one === undefined ? undefined : onlyWordOf(b, a);
	if (one === undefined || other === undefined) return false;
	if (/\d/.test(one + other) || (isWord(one) && isWord(other))) return false;
	// A short word has to stand in a longer name: Juo Horizon, but not Ace and Acre.
	const isShortSlip = Math.min(one.length, other.length) === 3 && a.key.length >= 8 && distance(one, other, 1) === 1;
	return isShortSlip || isSlip(one, other);
}

/** The one word of `a` that `b` has not; undefined for none and for several. */
function onlyWordOf(a: CompanyName, b: CompanyName): string | undefined {
	let only: string | undefined;
	for (const word of a.words) {
		if (b.words.includes(word)) continue;
		if (only !== undefined) return undefined;
		only = word;
	}
	return only;
}

/** Every word is the same one, or a slip of it. */
function haveSlips(a: CompanyName, b: CompanyName): boolean {
	if (a.words.length !== b.words.length || /\d/.test(a.key + b.key)) return false;
	return a.words.every((word, place) => word === b.words[place] || isSlip(word, b.words[place] ?? ''));
}

/** A letter that is missing, doubled or swapped with its neighbour; another letter may be another name (Nova IT, Nova IO). */
function isTypo(a: string, b: string): boolean {
	if (Math.min(a.length, b.length) < 5 || /\d/.test(a + b) || distance(a, b, 1) > 1) return false;
	return a.length !== b.length || [...a].sort().join('') === [...b].sort().join('');
}

/**
 * How much of their weight two names share, 0 to 1: words by their rarity (soft TF-IDF), a slip counts nearly whole.
 * `share`: of companies that have the word in their name.
 */
export function sharedWeight(a: CompanyName, b: CompanyName, share: (word: string) => number): number {
	if (a.words.length === 0 || b.words.length === 0) return 0;
	const weight = (word: string): number => Math.max(0.5, -Math.log2(share(word)));
	let shared = 0;
	for (const one of new Set(a.words)) {
		let best = 0;
		for (const other of b.words) {
			const likeness = one === other ? 1 : isSlip(one, other) ? 0.9 : 0;
			best = Math.max(best, likeness * Math.min(weight(one), weight(other)));
		}
		shared += best * weight(one);
	}
	const norm = (name: CompanyName): number =>
		Math.sqrt([...new Set(name.words)].reduce((sum, word) => sum + weight(word) ** 2, 0));
	return Math.min(1, shared / (norm(a) * norm(b)));
}

/** In another order they often name another company: Maple Forge and Forge Maple. */
function hasSameWords(a: CompanyName, b: CompanyName): boolean {
	if (a.words.length !== b.words.length || a.key.length !== b.key.length) return false;
	return [...a.words].sort().join() === [...b.words].sort().join();
}

function isPartOf(part: CompanyName, whole: CompanyName): boolean {
	if (part.words.length >= whole.words.length) return false;
	return part.words.every((word) => whole.words.includes(word));
}

/** IBM and International Business Machines. */
function isInitials(short: CompanyName, long: CompanyName): boolean {
	if (short.words.length !== 1 || long.words.length < 2 || short.key.length < 2) return false;
	return long.words.map((word) => word.charAt(0)).join('') === short.key;
}
