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
	x: 1 << 24,
} as const;

/** May be left out, like the h in Thomas. */
const optional = 1 << 30;

/** Longest first. Letters without a mark include those that lost one (š, č, ž) in folding. */
const letters: readonly (readonly [string, number])[] = [
	['shch', sound.sh],
	['dzh', sound.zh],
	['tsch', sound.ch],
	['sch', sound.sh],
	['tch', sound.ch],
	['sh', sound.sh],
	['ch', sound.ch | sound.h | sound.k | sound.sh],
	['cz', sound.ch],
	['sz', sound.sh],
	['zh', sound.zh],
	['kh', sound.h],
	['ph', sound.f],
	['th', sound.t | sound.f],
	['ts', sound.ts],
	['tz', sound.ts],
	['ck', sound.k],
	['ks', sound.x],
	['dj', sound.zh],
	['ou', sound.u],
	['oo', sound.u],
	['ee', sound.i],
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
	['c', sound.k | sound.s | sound.ts | sound.ch],
	['k', sound.k],
	['q', sound.k],
	['l', sound.l],
	['m', sound.m],
	['n', sound.n],
	['p', sound.p],
	['r', sound.r],
	['s', sound.s | sound.sh | sound.z],
	['t', sound.t],
	['f', sound.f],
	['x', sound.x | sound.h],
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

function soundsOf(word: string): readonly number[] {
	const sounds: number[] = [];
	let at = 0;
	while (at < word.length) {
		const hit = letters.find(([text]) => word.startsWith(text, at));
		const mask = hit?.[1] ?? 0;
		// Doubled letters are one sound, tth too.
		if ((mask & ~optional & (sounds[sounds.length - 1] ?? 0)) === 0) sounds.push(mask);
		at += hit?.[0].length ?? 1;
	}
	// The j in Sergej, Natalja and Julia is written in many ways, or not at all.
	const isVowel = (mask = 0): boolean => (mask & vowels) !== 0;
	return sounds.filter(
		(mask, place) =>
			(mask & optional) !== 0 || (mask & sound.i) === 0 || (!isVowel(sounds[place - 1]) && !isVowel(sounds[place + 1])),
	);
}

/** Longer words say nothing more, and cost more. */
const longest = 40;

/** True for two spellings of one name; of folded words, one of which was written in another alphabet. */
export function soundsAlike(a: string, b: string): boolean {
	if (a.length > longest || b.length > longest) return a === b;
	const one = soundsOf(a);
	const other = soundsOf(b);
	if (one.length < 2 || other.length < 2) return false;
	const cost = differences(one, other);
	if (cost === 0) return true;
	// A slip, but not at the end, where names of men and women differ.
	const sameEnd = ((one[one.length - 1] ?? 0) & (other[other.length - 1] ?? 0) & ~optional) !== 0;
	return cost === 1 && sameEnd && Math.min(one.length, other.length) >= 6;
}

function differences(a: readonly number[], b: readonly number[]): number {
	const skip = (mask: number): number => ((mask & optional) !== 0 ? 0 : 1);
	let last = [0];
	for (const [j, mask] of b.entries()) last.push((last[j] ?? 0) + skip(mask));
	for (const one of a) {
		const row = [(last[0] ?? 0) + skip(one)];
		for (const [j, other] of b.entries()) {
			const same = (one & other & ~optional) !== 0 ? 0 : 1;
			row.push(Math.min((last[j] ?? 0) + same, (last[j + 1] ?? 0) + skip(one), (row[j] ?? 0) + skip(other)));
		}
		last = row;
	}
	return last[b.length] ?? 0;
}
