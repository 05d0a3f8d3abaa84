/** What two names of people say about each other: which sides agree, and how closely. */
import type { PersonName } from './person-name';
import { areForeignNicknames, areNicknames, isPetName, sounded, standsFor } from './pet-names';
import { isSlipOfSounds, soundsAlike } from './sounds';
import { distance, isSlip, spelling } from './text';

/** How closely one side agrees. `variant`: a pet name, an initial, a slip, one of several names. */
export type Closeness = 'equal' | 'variant' | 'different' | 'unknown';

export interface NameComparison {
	readonly first: Closeness;
	readonly last: Closeness;
	/** junior against senior: two people, however equal the rest is. */
	readonly generations: 'same' | 'different' | 'unknown';
	/** The parts of the record's name that agreed, for their frequency. */
	readonly firstPart: string;
	readonly lastPart: string;
}

/**
 * True where many records hold the word as a name: two such names are two names, however similar (Mark, Mary). Where
 * nobody can tell, as among a few live candidates, words of the table of pet names count as known.
 */
export type IsEstablished = (word: string, side: 'first' | 'last') => boolean;

/**
 * Compares the name of an item with the name of a record. `address`: the mailbox that both have, by its local part. Where
 * it spells the record's name, a word that nobody else has as a name is a slip of it, however short.
 */
export function compareNames(
	item: PersonName,
	record: PersonName,
	isEstablished: IsEstablished,
	address = '',
): NameComparison {
	const foreign = item.foreign === record.foreign ? undefined : item.foreign ? 'item' : 'record';
	const compare = new Comparer(foreign, isEstablished, address);
	const sides = compare.names(item, record);
	return { ...sides, generations: generations(item.suffix, record.suffix) };
}

function generations(a: string | undefined, b: string | undefined): NameComparison['generations'] {
	if (a === undefined && b === undefined) return 'same';
	if (a === undefined || b === undefined) return 'unknown';
	return a === b ? 'same' : 'different';
}

type Sides = Omit<NameComparison, 'generations'>;

const rank: Readonly<Record<Closeness, number>> = { equal: 3, variant: 2, unknown: 1, different: 0 };

class Comparer {
	constructor(
		/** Which of the two is in another alphabet, where the other one is not. */
		private readonly foreign: 'item' | 'record' | undefined,
		private readonly isEstablished: IsEstablished,
		private readonly address: string,
	) {}

	names(item: PersonName, record: PersonName): Sides {
		const apart = record.first.length > 0 && record.last.length > 0;
		if (item.all.length === 1 || record.all.length === 1) return this.oneWord(item, record);
		if (item.all.join('') === record.all.join('') || (item.key !== '' && item.key === record.key)) {
			const [first, last] = apart ? [record.first, record.last] : splits(record.all)[0]!;
			if (this.foreign !== undefined || sameWords(item.all, record.all) || item.first.length === 0 || !apart) {
				return { first: 'equal', last: 'equal', firstPart: first[0] ?? '', lastPart: last[last.length - 1] ?? '' };
			}
		}
		const ofItem =
			item.first.length > 0 && item.last.length > 0 ? [[item.first, item.last] as const] : splits(item.all);
		const ofRecord = apart ? [[record.first, record.last] as const] : splits(record.all);
		let best: Sides | undefined;
		let bestRank = -1;
		for (const [recordFirst, recordLast] of ofRecord) {
			for (const [itemFirst, itemLast] of ofItem) {
				for (const swapped of [false, true]) {
					const sides: Sides = {
						first: this.side(swapped ? itemLast : itemFirst, recordFirst, 'first'),
						last: this.side(swapped ? itemFirst : itemLast, recordLast, 'last'),
						firstPart: recordFirst[0] ?? '',
						lastPart: recordLast[recordLast.length - 1] ?? '',
					};
					const value = rank[sides.first] + rank[sides.last] * 1.1 - (swapped ? 0.05 : 0);
					if (value > bestRank) {
						best = sides;
						bestRank = value;
					}
				}
			}
		}
		if (best !== undefined && this.haveOtherFathers(item.all, record.all)) return { ...best, first: 'different' };
		return best ?? { first: 'unknown', last: 'unknown', firstPart: '', lastPart: '' };
	}

	/** One of the two consists of one word only: it can agree with one side, or with both where the other is one word too. */
	private oneWord(item: PersonName, record: PersonName): Sides {
		const none: Sides = { first: 'unknown', last: 'unknown', firstPart: '', lastPart: '' };
		const joinedItem = item.all.join('');
		const joinedRecord = record.all.join('');
		if (item.all.length !== record.all.length && joinedItem === joinedRecord) {
			return { first: 'equal', last: 'equal', firstPart: record.all[0] ?? '', lastPart: record.all[1] ?? '' };
		}
		// Names without spaces, family name first (Chinese, Japanese, Korean): 王伟 and 伟 王.
		if (item.all.length !== record.all.length) {
			const reversed = [...record.all].reverse().join('');
			if (joinedItem === reversed || [...item.all].reverse().join('') === joinedRecord) {
				return { first: 'equal', last: 'equal', firstPart: record.all[0] ?? '', lastPart: record.all[1] ?? '' };
			}
		}
		const one = item.all.length === 1 ? item : record;
		const other = one === item ? record : item;
		const word = one.all;
		const last = other.last.length > 0 ? other.last : other.all;
		const first = other.first.length > 0 ? other.first : other.all;
		const side = (parts: readonly string[], which: 'first' | 'last'): Closeness =>
			one === item ? this.side(word, parts, which) : this.side(parts, word, which);
		if (one.first.length > 0) return { ...none, first: side(first, 'first'), firstPart: word[0] ?? '' };
		const asLast = side(last, 'last');
		if (one.last.length > 0 || rank[asLast] > 1) return { ...none, last: asLast, lastPart: word[0] ?? '' };
		const asFirst = side(first, 'first');
		if (rank[asFirst] > 1) return { ...none, first: asFirst, firstPart: word[0] ?? '' };
		return { ...none, last: 'different' };
	}

	/** All words of one side of the item (`a`) against all of the record's. */
	private side(a: readonly string[], b: readonly string[], side: 'first' | 'last'): Closeness {
		if (a.length === 0 || b.length === 0) return 'unknown';
		const joinedA = a.join('');
		const joinedB = b.join('');
		if (joinedA === joinedB) return 'equal';
		if (a.length === 1 && b.length === 1) return this.word(joinedA, joinedB, side);
		if (side === 'first') {
			if (withoutInitials(a) === b.join(' ') || withoutInitials(b) === a.join(' ')) return 'equal';
			if (haveOtherInitials(a, b)) return 'different';
		}
		const joined = this.word(joinedA, joinedB, side);
		if (joined !== 'different') return joined;
		// Some of several names are left out: the main one has to be there, the first given name or any family name.
		let best: Closeness = 'different';
		for (const [index, one] of a.entries()) {
			for (const [place, other] of b.entries()) {
				if (side === 'first' && index > 0 && place > 0) continue;
				const closeness = this.word(one, other, side);
				const initialOnly = one.length === 1 || other.length === 1;
				if (closeness === 'equal' && !initialOnly) return 'variant';
				if (closeness === 'variant' && index === 0 && place === 0) best = 'variant';
			}
		}
		return best;
	}

	/** Olga Petrovna and Olga Sergeevna are two people; where one of the two leaves it out they may be one. */
	private haveOtherFathers(a: readonly string[], b: readonly string[]): boolean {
		const [one, other] = [fathersName(a), fathersName(b)];
		return one !== undefined && other !== undefined && this.word(one, other, 'last') === 'different';
	}

	private word(a: string, b: string, side: 'first' | 'last'): Closeness {
		if (a === b) return 'equal';
		const isInitial = a.length === 1 || b.length === 1;
		if (isInitial) {
			const sameLetter = spelling(a).charAt(0) === spelling(b).charAt(0) && /^[a-z]$/.test(a.length === 1 ? a : b);
			return side === 'first' && sameLetter ? 'variant' : 'different';
		}
		if (a.length > 3 && b.length > 3 && spelling(a) === spelling(b)) {
			return this.foreign !== undefined || a.length !== b.length ? 'equal' : 'variant';
		}
		if (this.foreign !== undefined) return this.foreignWord(a, b, side);
		if (side === 'first' && areNicknames(a, b)) return 'variant';
		const bothKnown = this.isEstablished(a, side) && this.isEstablished(b, side);
		if (bothKnown) return 'different';
		if (isSlip(a, b) || this.isSlipOfAddress(a, b, side)) return 'variant';
		return side === 'first' && this.isShortForm(a, b) ? 'variant' : 'different';
	}

	/** What others have as their whole first name stands for no longer one, unless everybody knows that it does. */
	private isShortForm(a: string, b: string): boolean {
		const short = a.length < b.length ? a : b;
		return isShortForm(a, b) && (isPetName(short) || !this.isEstablished(short, 'first'));
	}

	/** Of two alphabets: a letter that differs is more often another name (Марк, Mary) than a slip. */
	private foreignWord(a: string, b: string, side: 'first' | 'last'): Closeness {
		const [soundA, soundB] = [sounded(a), sounded(b)];
		if (soundA === soundB) return a.length > 3 && b.length > 3 ? 'equal' : 'variant';
		const [standsA, standsB] = [standsFor(a), standsFor(b)];
		if (standsA.includes(b) || standsB.includes(a)) return 'equal';
		if (side === 'first' && areForeignNicknames([a, ...standsA], [b, ...standsB])) return 'variant';
		const bothKnown = this.isEstablished(a, side) && this.isEstablished(b, side);
		const short = soundA.length < soundB.length ? soundA : soundB;
		// Who has which name is counted in Latin letters, so that only what is a pet name anyway is one here.
		if (side === 'first' && !bothKnown && isPetName(short, true) && isShortForm(soundA, soundB)) {
			return 'variant';
		}
		const [foreign, latin] = this.foreign === 'item' ? [a, b] : [b, a];
		// Марина and Karina differ by a sound as well.
		if (soundsAlike(foreign, latin, side === 'last' && !bothKnown)) return 'variant';
		return this.isForeignSlip(foreign, latin, side) ? 'variant' : 'different';
	}

	/** Only where an address agrees. */
	private isForeignSlip(foreign: string, latin: string, side: 'first' | 'last'): boolean {
		if (this.address === '') return false;
		const spelled = this.address.includes(latin) && !this.address.includes(foreign);
		// A name that others have is theirs, also where only the typed one is known to be one.
		if (this.isEstablished(foreign, side) && (spelled || this.isEstablished(latin, side))) return false;
		return isSlipOfSounds(foreign, latin, spelled);
	}

	private isSlipOfAddress(a: string, b: string, side: 'first' | 'last'): boolean {
		if (a.length < 3 || b.length < 3 || a.charAt(0) !== b.charAt(0) || distance(a, b, 1) > 1) return false;
		const [spelled, typed] = this.address.includes(b) ? [b, a] : [a, b];
		return this.address.includes(spelled) && !this.address.includes(typed) && !this.isEstablished(typed, side);
	}
}

const patronymic = /(?:.[oe]v(?:ich|na)|.ichna|^(?:il|kuzm|luk|fom)ich)$/;

/** Of three words, wherever it stands; in front and of two words it is a family name (Abramovich). */
function fathersName(all: readonly string[]): string | undefined {
	return all.length === 3 ? all.find((part, place) => place > 0 && patronymic.test(part)) : undefined;
}

/** Anna M. Meier is Anna Meier. */
function withoutInitials(parts: readonly string[]): string {
	const [first = '', ...more] = parts;
	const names = more.filter((part) => part.length > 1);
	return names.length === more.length ? parts.join(' ') : [first, ...names].join(' ');
}

/** Anna M. and Anna K. are two people, and so are Anna M. and Anna Katharina. */
function haveOtherInitials(a: readonly string[], b: readonly string[]): boolean {
	const [one = '', other = ''] = [a[1], b[1]];
	if (a.length !== 2 || b.length !== 2 || (one.length > 1 && other.length > 1)) return false;
	return spelling(one).charAt(0) !== spelling(other).charAt(0);
}

/** Alex and Alexander, but not Martin and Martina or Paul and Paulina, which are two people's names. */
function isShortForm(a: string, b: string): boolean {
	const [short, long] = a.length < b.length ? [a, b] : [b, a];
	if (short.length < 3 || long.length - short.length < 2 || !long.startsWith(short)) return false;
	return !/^(?:[aeiou]?[nlt]?(?:a|e|ia|ie)|[aeiou]?(?:tte|tta|lle|lla|sa|ssa|ka|nka|nne|nna|line|lina|rina|dina)|ette)$/.test(
		long.slice(short.length),
	);
}

/** Ways to read "Anna Maria Meier": the last word or the first is the family name, or the last two. */
function splits(all: readonly string[]): readonly (readonly [readonly string[], readonly string[]])[] {
	const last = all.length - 1;
	const ways: (readonly [readonly string[], readonly string[]])[] = [[all.slice(0, last), all.slice(last)]];
	if (all.length > 2) {
		// An initial belongs to the given names, and stands behind one.
		if (all[last - 1]?.length !== 1) ways.push([all.slice(0, last - 1), all.slice(last - 1)]);
		if (all[1]?.length !== 1) ways.push([all.slice(1), all.slice(0, 1)]);
	}
	return ways;
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && [...a].sort().join(' ') === [...b].sort().join(' ');
}
