/**
 * Whether two words may be one name that was transliterated: there are many ways to write Ц, Щ or Χ in Latin letters and
 * C, J or W in others, so that letters are compared by the sounds that they may stand for.
 */

const sound = {
	a: 1 << 0,
	e: 1 << 1,
	i: 1 << 2,
	o: 1 << 3,
	u: 1 << 4,
	b: 1 << 5,
	v: 1 << 6,
	g: 1 << 7,
	h: 1 << 8,
	d: 1 << 9,
	zh: 1 << 10,
	z: 1 << 11,
	k: 1 << 12,
	l: 1 << 13,
	m: 1 << 14,
	n: 1 << 15,
	p: 1 << 16,
	r: 1 << 17,
	s: 1 << 18,
	t: 1 << 19,
	f: 1 << 20,
	ts: 1 << 21,
	ch: 1 << 22,
	sh: 1 << 23,
} as const;

/** May be left out, like the h in Thomas. */
const optional = 1 << 30;

/** Longest first. Letters without a mark include those that lost one (š, č, ž) in folding. */
const letters: readonly (readonly [string, ...number[]])[] = [
	['schtsch', sound.sh],
	['chtch', sound.sh],
	['szcz', sound.sh],
	['dsch', sound.zh],
	['shch', sound.sh],
	['dzh', sound.zh],
	['tsch', sound.ch],
	['sch', sound.sh | sound.zh],
	['tch', sound.ch],
	['sh', sound.sh],
	['ch', sound.ch | sound.h | sound.k | sound.sh],
	['cz', sound.ch | sound.ts],
	['sz', sound.sh | sound.s],
	// Zsolt is Жолт, letter by letter Зсолт.
	['zs', sound.zh | sound.z, sound.s | optional],
	// Polish: Andrzej is Анджей, Krzysztof Кшиштоф.
	['rz', sound.r | sound.zh | sound.sh, sound.zh | sound.z | optional],
	// Of Щ it is šč without its marks, in Scott it is two.
	['sc', sound.s | sound.sh, sound.k | sound.ts | sound.ch | optional],
	['zh', sound.zh],
	['kh', sound.h],
	['ph', sound.f],
	['th', sound.t | sound.f | sound.z | sound.s],
	['ts', sound.ts],
	['tz', sound.ts],
	['ck', sound.k],
	['dj', sound.zh],
	// Greek: Lambrou and Lamprou, Pandelis and Pantelis, Giorgakis with γκ.
	['mp', sound.m, sound.p | sound.b],
	['nt', sound.n, sound.t | sound.d],
	['gk', sound.g],
	['you', sound.u],
	['ou', sound.u | sound.o],
	['ow', sound.o | sound.a, sound.v | sound.u | optional],
	['oo', sound.u | sound.o],
	['ee', sound.i | sound.e],
	['ey', sound.e | sound.i],
	['ea', sound.i | sound.e, sound.a | optional],
	['ei', sound.a | sound.e | sound.i],
	['ai', sound.a | sound.e],
	['ay', sound.a | sound.e],
	// Neumann is Нойман, Eugen Евген.
	['eu', sound.o | sound.e, sound.u | sound.v | optional],
	// Ё: Fyodor, Fiodor and Fedor.
	['yo', sound.o | sound.e],
	['io', sound.o | sound.e],
	['a', sound.a],
	['e', sound.e],
	['i', sound.i],
	['y', sound.i | sound.u],
	['j', sound.i | sound.zh | sound.h | optional],
	['o', sound.o],
	['u', sound.u],
	['w', sound.v | sound.u],
	['b', sound.b | sound.v],
	['v', sound.v | sound.f],
	['g', sound.g | sound.h | sound.zh],
	['h', sound.h | sound.g | optional],
	['d', sound.d],
	['z', sound.z | sound.zh | sound.ts | sound.s],
	// At the end of a word never as in François: Loïc is no Лоис.
	['c', sound.k | sound.s | sound.ts | sound.ch],
	['k', sound.k],
	['qu', sound.k, sound.v | sound.u | optional],
	['q', sound.k],
	['l', sound.l],
	['m', sound.m],
	['n', sound.n],
	['p', sound.p],
	['r', sound.r],
	['s', sound.s | sound.sh | sound.z],
	['t', sound.t],
	['f', sound.f],
	// Ksenia and Ximena.
	['x', sound.k | sound.h, sound.s | optional],
];

/** The same for what was transliterated here (fold): what stood in the other alphabet is known, so that it is one sound. */
const written: readonly (readonly [string, ...number[]])[] = [
	['shch', sound.sh],
	['dzh', sound.zh],
	['sh', sound.sh],
	// Ч and χ
	['ch', sound.ch | sound.h],
	['zh', sound.zh],
	['kh', sound.h],
	['th', sound.t],
	['ts', sound.ts],
	['dj', sound.zh],
	// Џ, or дз in two letters
	['dz', sound.d | optional, sound.z | sound.zh],
	['mp', sound.m, sound.p | sound.b],
	['nt', sound.n, sound.t | sound.d],
	['gk', sound.g],
	['ou', sound.u | sound.o],
	['yo', sound.o],
	['yu', sound.u],
	['ya', sound.a],
	['a', sound.a],
	['e', sound.e],
	['i', sound.i],
	['y', sound.i],
	['j', sound.i | optional],
	['o', sound.o],
	['u', sound.u],
	['b', sound.b],
	['v', sound.v],
	['g', sound.g],
	['h', sound.h],
	['d', sound.d],
	['z', sound.z],
	['c', sound.ch],
	['k', sound.k],
	['l', sound.l],
	['m', sound.m],
	['n', sound.n],
	['p', sound.p],
	['r', sound.r],
	['s', sound.s],
	['t', sound.t],
	['f', sound.f],
	['x', sound.k, sound.s],
];

/** A key under which the most usual ways to write one name in another alphabet are equal: Nicolò and Николо. */
export function plainSounds(spelled: string): string {
	return spelled
		.replace(/c(?![eih])/g, 'k')
		.replace(/qu/g, 'kv')
		.replace(/q/g, 'k')
		.replace(/w/g, 'v')
		.replace(/th/g, 't')
		.replace(/(.)\1+/g, '$1');
}

const vowels = sound.a | sound.e | sound.i | sound.o | sound.u;

function soundsOf(word: string, table: typeof letters): readonly number[] {
	const sounds: number[] = [];
	let at = 0;
	let before = '';
	while (at < word.length) {
		const [text, ...masks] = table.find(([one]) => word.startsWith(one, at)) ?? [word.charAt(at)];
		const atEnd = table === letters && text === 'c' && at + 1 === word.length;
		for (const all of masks) {
			const mask = atEnd ? all & ~sound.s : all;
			// Doubled letters are one sound, tth too.
			const isRepeated = text === before || word.charAt(at) === word.charAt(at - 1);
			const isDoubled = isRepeated && isSame(mask, sounds[sounds.length - 1]);
			if (!isDoubled) sounds.push(mask);
		}
		at += text.length;
		before = text;
	}
	// The j in Sergej, Natalja and Julia is written in many ways, or not at all.
	const isVowel = (mask = 0): boolean => (mask & vowels) !== 0;
	return sounds.map((mask, place) =>
		(mask & sound.i) !== 0 && (isVowel(sounds[place - 1]) || isVowel(sounds[place + 1])) ? mask | optional : mask,
	);
}

/** Longer words say nothing more, and cost more. */
const longest = 40;

/**
 * True for two spellings of one name, both folded: `foreign` was written in another alphabet, `latin` was not. `slip`:
 * one sound of six may differ, but neither the first nor the last one, where names of men and women differ.
 */
export function soundsAlike(foreign: string, latin: string, slip: boolean): boolean {
	if (foreign.length > longest || latin.length > longest) return foreign === latin;
	const one = soundsOf(foreign, written);
	const other = soundsOf(latin, letters);
	if (one.length < 2 || other.length < 2) return false;
	const cost = differences(one, other);
	if (cost === 0 || !slip) return cost === 0;
	const sameEnds = isSame(one[0], other[0]) && isSame(one[one.length - 1], other[other.length - 1]);
	return cost === 1 && sameEnds && Math.min(heard(one), heard(other)) >= 6;
}

/**
 * True for a slip of the pen in a name where a key agrees: one sound of four, two of six, never the first. `spelled`:
 * the key spells the name, so that three sounds are enough and the end counts too.
 */
export function isSlipOfSounds(foreign: string, latin: string, spelled: boolean): boolean {
	if (foreign.length > longest || latin.length > longest) return foreign === latin;
	const one = soundsOf(foreign, written);
	const other = soundsOf(latin, letters);
	const shorter = Math.min(heard(one), heard(other));
	if (shorter < (spelled ? 3 : 4) || !isSame(one[0], other[0])) return false;
	if (!spelled && !isSame(one[one.length - 1], other[other.length - 1])) return false;
	return differences(one, other) <= (shorter < 6 ? 1 : 2);
}

function heard(sounds: readonly number[]): number {
	return sounds.filter((mask) => (mask & optional) === 0).length;
}

function isSame(one = 0, other = 0): boolean {
	return (one & other & ~optional) !== 0;
}

/** Sounds that are missing, added, changed or swapped with their neighbour. */
function differences(a: readonly number[], b: readonly number[]): number {
	const skip = (mask: number): number => ((mask & optional) !== 0 ? 0 : 1);
	let before: number[] = [];
	let last = [0];
	for (const [j, mask] of b.entries()) last.push((last[j] ?? 0) + skip(mask));
	for (const [i, one] of a.entries()) {
		const row = [(last[0] ?? 0) + skip(one)];
		for (const [j, other] of b.entries()) {
			const same = isSame(one, other) ? 0 : 1;
			let cost = Math.min((last[j] ?? 0) + same, (last[j + 1] ?? 0) + skip(one), (row[j] ?? 0) + skip(other));
			if (i > 0 && j > 0 && isSame(one, b[j - 1]) && isSame(a[i - 1], other)) {
				cost = Math.min(cost, (before[j - 1] ?? 0) + 1);
			}
			row.push(cost);
		}
		before = last;
		last = row;
	}
	return last[b.length] ?? 0;
}
