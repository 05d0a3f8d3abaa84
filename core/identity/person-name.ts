/** A person's name as parts that can be compared: order, titles, particles, suffixes and scripts aside. */
import { fold, isForeignScript, spelling, words } from './text';

export interface PersonName {
	/** Given names; empty where they are not known apart from the rest. */
	readonly first: readonly string[];
	/** Family names, without particles where something else remains. */
	readonly last: readonly string[];
	/** Every part, in the order in which it was written. */
	readonly all: readonly string[];
	/** jr, sr, ii, iii, iv */
	readonly suffix?: string | undefined;
	/** It was written in another alphabet, so that its letters here are only one way to transliterate it. */
	readonly foreign: boolean;
	/** Equal for names of the same parts in any order and usual spelling; '' where there is only one part. */
	readonly key: string;
	/** One bit per first letter of its parts (by spelling): two names without a common bit cannot be one. */
	readonly initials: number;
}

/** Name fields as records and items have them: apart, together, or the whole name in one of the two. */
export interface NameFields {
	readonly first?: string | undefined;
	readonly last?: string | undefined;
	readonly full?: string | undefined;
}

const titles = new Set(
	(
		'dr prof mr mrs ms miss mx sir dame lord lady rev fr hon herr frau hr fru mme mlle madame monsieur mademoiselle ' +
		'dott dottssa dottoressa dottore sig signor signora ing dipl mag drs ir med phil rer nat habil sra srta senor senora ' +
		'pan pani don dona doctor professor mgr bc judr mudr phdr bay bayan shri smt'
	).split(' '),
);
const generations: Readonly<Record<string, string>> = {
	jr: 'jr',
	junior: 'jr',
	jnr: 'jr',
	sr: 'sr',
	senior: 'sr',
	snr: 'sr',
	// младший, мл., старший
	mladshii: 'jr',
	ml: 'jr',
	starshii: 'sr',
	ii: 'ii',
	iii: 'iii',
	iv: 'iv',
};
const degrees = new Set('phd md mba msc bsc ma ba llm llb esq cpa dds dvm pmp cfa rn pe jd mph bsn obe mbe'.split(' '));
const particles = new Set(
	'van von de der den del della dello di da do dos das du des la le las los el al bin ben ibn abu ter ten te zu zum zur vom af av y e i und st'.split(
		' ',
	),
);

const givenToo = new Set(['ben', 'al', 'do', 'abu', 'i', 'y', 'e']);

/** Parts beyond this say nothing more. */
const mostParts = 12;

/** Undefined where there is no name in it. Never throws. */
export function readPersonName({ first, last, full }: NameFields): PersonName | undefined {
	if (isText(first) && isText(last)) return ofParts(first, last);
	if (!isText(first) && isText(full) && isText(last) && !fold(full).includes(fold(last).trim()))
		return ofParts(full, last);
	// One field that holds everything is a full name, whatever its label; a single word keeps the side that it came from.
	const only = [full, last, first].find(isText);
	if (only === undefined) return undefined;
	const parts = ofFull(only);
	if (parts === undefined || parts.all.length !== 1 || isText(full)) return parts;
	return isText(last) ? { ...parts, last: parts.all } : { ...parts, first: parts.all };
}

function isText(text: string | undefined): text is string {
	return text !== undefined && text.trim() !== '';
}

function ofParts(first: string, last: string): PersonName | undefined {
	const given = clean(first);
	const family = clean(last);
	const suffix = family.suffix ?? given.suffix;
	if (given.parts.length === 0 || family.parts.length === 0) {
		return build([], [], [...given.parts, ...family.parts], suffix, first + last);
	}
	// The first name again in the field of the last one: "Anna", "Anna Meier".
	const repeated =
		family.parts.length > given.parts.length && given.parts.every((part, index) => part === family.parts[index]);
	const families = repeated ? family.parts.slice(given.parts.length) : family.parts;
	return build(given.parts, families, [...given.parts, ...families], suffix, first + last);
}

function ofFull(full: string): PersonName | undefined {
	const comma = full.indexOf(',');
	if (comma > 0) {
		const before = full.slice(0, comma);
		const after = full.slice(comma + 1);
		const rest = clean(after);
		// "Meier, Anna" but also "Anna Meier, PhD".
		if (rest.parts.some((part) => !degrees.has(part))) return ofParts(after, before);
		const named = clean(before);
		return build([], [], named.parts, rest.suffix ?? named.suffix, full);
	}
	const { parts, suffix } = clean(full);
	return build([], [], parts, suffix, full);
}

function clean(text: string): { readonly parts: string[]; readonly suffix?: string | undefined } {
	const folded = fold(text);
	const bare = /["“”„()[\]]/.test(folded) ? folded.replace(/["“”„][^"“”„]*["“”„]|\([^)]*\)|\[[^\]]*\]/g, ' ') : folded;
	let parts = words(bare).slice(0, mostParts);
	let start = 0;
	while (start < parts.length - 1 && titles.has(parts[start] ?? '')) start++;
	// A Spanish "Sr." stands in front, the senior behind.
	if (parts.length - start > 2 && parts[start] === 'sr') start++;
	parts = parts.slice(start);
	let suffix: string | undefined;
	while (parts.length > 0) {
		const word = parts[parts.length - 1] ?? '';
		// Ст. is a senior, St a saint.
		const generation = word === 'st' && /ст\.?\s*$/i.test(text) ? 'sr' : generations[word];
		if (generation === undefined && !degrees.has(word)) break;
		if (parts.length === 1 && generation === undefined) break;
		suffix = generation ?? suffix;
		parts.pop();
	}
	return { parts, suffix };
}

function build(
	first: readonly string[],
	last: readonly string[],
	all: readonly string[],
	suffix: string | undefined,
	raw: string,
): PersonName | undefined {
	if (all.length === 0) return undefined;
	const family = withoutParticles(last);
	const apart = first.length > 0 && last.length > 0;
	const core = !apart ? withoutParticlesBetween(all) : family === last ? all : [...first, ...family];
	const foreign = isForeignScript(raw);
	// A letter of another alphabet is several of ours: Ц is C, Z or Ts.
	let initials = foreign ? -1 : 0;
	const spelled = core.map(spelling);
	for (const part of spelled) initials |= initialOf(part);
	return {
		first,
		last: family,
		all: core,
		...(suffix === undefined ? {} : { suffix }),
		foreign,
		key: keyOf(spelled),
		initials,
	};
}

function keyOf(spelled: readonly string[]): string {
	if (spelled.length < 2) return '';
	const [one = '', other = ''] = spelled;
	// Sorting two by hand: nearly all names have two parts, and `sort` copies the list several times.
	if (spelled.length === 2) return one < other ? `${one} ${other}` : `${other} ${one}`;
	return [...spelled].sort().join(' ');
}

function withoutParticles(parts: readonly string[]): readonly string[] {
	if (!parts.some((part) => particles.has(part))) return parts;
	// In front it may be a given name (Ben, Al).
	const rest = parts.filter((part, index) => !particles.has(part) || (index === 0 && givenToo.has(part)));
	return rest.length === 0 ? parts : rest;
}

/** A particle stands in front of a family name; at the end, or beside one name only, it is the name (Anna Le, Das Priya). */
function withoutParticlesBetween(all: readonly string[]): readonly string[] {
	if (all.length < 3) return all;
	return [...withoutParticles(all.slice(0, -1)), ...all.slice(-1)];
}

function initialOf(spelled: string): number {
	return 1 << (spelled.charCodeAt(0) % 31);
}
