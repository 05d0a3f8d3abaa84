/**
 * Bins: how a field's values are counted, so that two times can be compared. Bins are made from the baseline once and
 * stay; both ends are open, so that no value of a later time falls outside.
 */

/** Numbers: k cuts make k + 1 bins, left-closed: below c1, from c1 to below c2, ..., from ck. */
export interface NumberBins {
	readonly cuts: readonly number[];
	readonly counts: readonly number[];
}

/** Few different values: one bin each, and one for any other. */
export interface ValueBins {
	readonly values: Readonly<Record<string, number>>;
	readonly other: number;
}

export type Bins = NumberBins | ValueBins;

/** Tenths of the baseline. */
export const PARTS = 10;
/** Numbers with at most so many different values are counted value by value: cuts could not tell them apart. */
export const MOST_NUMBER_VALUES = 10;
/**
 * So many choices are kept by name, the most frequent first. Keeping few would call chance a move: what was frequent in
 * the baseline was in part so by luck, and what it lacked may have been missing by luck.
 */
const MOST_VALUES = 500;

/** The cuts between equal parts by linear interpolation (type 7, as in R and NumPy), duplicates removed. */
export function quantileCuts(sample: readonly number[], parts: number): number[] {
	return cutsOfSorted(Float64Array.from(sample).sort(), parts);
}

export function cutsOfSorted(sorted: ArrayLike<number>, parts: number): number[] {
	const cuts: number[] = [];
	for (let part = 1; part < parts && sorted.length > 0; part++) {
		const position = ((sorted.length - 1) * part) / parts;
		const below = Math.floor(position);
		const low = sorted[below] ?? 0;
		const high = sorted[below + 1] ?? low;
		const cut = low + (high - low) * (position - below);
		if (cuts.at(-1) !== cut) cuts.push(cut);
	}
	return cuts;
}

/** How many values fall into each bin. */
export function countByCuts(sample: readonly number[], cuts: readonly number[]): number[] {
	const counts = new Array<number>(cuts.length + 1).fill(0);
	for (const value of sample) {
		const next = cuts.findIndex((cut) => value < cut);
		const bin = next === -1 ? cuts.length : next;
		counts[bin] = (counts[bin] ?? 0) + 1;
	}
	return counts;
}

/** The same for numbers in ascending order, by halving. */
export function countSorted(sorted: ArrayLike<number>, cuts: readonly number[]): number[] {
	const ends = [...cuts.map((cut) => firstNotBelow(sorted, cut)), sorted.length];
	return ends.map((end, bin) => end - (ends[bin - 1] ?? 0));
}

function firstNotBelow(sorted: ArrayLike<number>, limit: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] ?? 0) < limit) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Values counted one by one, the most frequent by name. */
export function tally(sample: readonly (number | string)[]): ValueBins {
	const counts = new Map<string, number>();
	for (const value of sample) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
	const ranked = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
	const kept = ranked.slice(0, MOST_VALUES);
	const other = ranked.slice(MOST_VALUES).reduce((sum, [, count]) => sum + count, 0);
	return { values: Object.fromEntries(kept), other };
}

/** Bins made from a baseline's values. */
export function makeBins(sample: readonly (number | string)[]): Bins {
	const numbers = sample.filter((value) => typeof value === 'number');
	if (numbers.length === sample.length && new Set(numbers).size > MOST_NUMBER_VALUES) {
		const cuts = quantileCuts(numbers, PARTS);
		return { cuts, counts: countByCuts(numbers, cuts) };
	}
	return tally(sample);
}

/** The counts of baseline and present sample, bin by bin. */
export function countAlike(
	bins: Bins,
	sample: readonly (number | string)[],
): { readonly baseline: readonly number[]; readonly current: readonly number[] } {
	if ('cuts' in bins) {
		const numbers = sample.map(Number).filter((value) => !Number.isNaN(value));
		return { baseline: bins.counts, current: countByCuts(numbers, bins.cuts) };
	}
	const then = new Map(Object.entries(bins.values));
	// Names that the baseline lacks have bins of their own, unless it did not keep them all.
	const unknown = bins.other === 0 ? sample.map(String) : [];
	// By name, since an order by how frequent a choice was would put the lucky ones together.
	const names = [...new Set([...then.keys(), ...unknown])].sort();
	const index = new Map(names.map((name, position): [string, number] => [name, position]));
	const current = new Array<number>(names.length + 1).fill(0);
	for (const value of sample) {
		const bin = index.get(String(value)) ?? names.length;
		current[bin] = (current[bin] ?? 0) + 1;
	}
	return { baseline: [...names.map((name) => then.get(name) ?? 0), bins.other], current };
}
