/** Bins of an attribute: ranges of a number, options of a category, and one for what is missing. */
import { isDate, type Cell } from './table';

/** How the values of one attribute fall into bins. The last bin is always that of missing values. */
export type Binning =
	/** k cuts make k + 1 bins, left-closed. */
	| { readonly kind: 'number'; readonly cuts: readonly number[] }
	/** One bin each, and one for any other value. */
	| { readonly kind: 'category'; readonly values: readonly string[] }
	/** Filled in or not: dates, and free texts whose values say nothing. */
	| { readonly kind: 'presence' };

/** Numbers of successes and records per bin. */
export interface BinCounts {
	readonly n: Float64Array;
	readonly successes: Float64Array;
}

const FINE_PARTS = 50;
const MOST_BINS = 20;
const MOST_VALUES = 30;
/** A bin holds at least this share of the records, and at least so many. */
const LEAST_SHARE = 0.01;
const LEAST = 20;
/** Numbers with so few different values are ranges all the same, but each value may be one. */
const MOSTLY = 0.95;
/** Lists write a missing number in so many words: NA, unknown, -. A measured number has more values than options have. */
const MOST_WORDS = 3;
/** So many equal values would be expected by chance where there is none. */
const EXPECTED_TWINS = 10;
/** Chi-square of one degree of freedom at 5 %: neighbours that differ less are one bin. */
const DIFFERENT = 3.841;

/** How the attribute's values are to be binned; undefined where nothing could be learned from it, with the reason. */
export function binningOf(
	cells: readonly Cell[],
	outcomes: ArrayLike<number>,
): { readonly ok: true; readonly binning: Binning } | { readonly ok: false; readonly why: string } {
	const counts = new Map<string, number>();
	let [filled, numbers, dates] = [0, 0, 0];
	for (const cell of cells) {
		if (cell === undefined) continue;
		filled += 1;
		if (isDate(cell)) dates += 1;
		if (typeof cell === 'number') numbers += 1;
		else counts.set(cell, (counts.get(cell) ?? 0) + 1);
	}
	const least = Math.max(LEAST, cells.length * LEAST_SHARE);
	if (filled < least) return { ok: false, why: 'hardly ever filled in' };
	if (dates >= filled * MOSTLY) return presence(filled, cells.length, 'a date, which is always filled in');
	if (numbers >= filled * MOSTLY || (numbers >= least && counts.size <= MOST_WORDS && isMeasured(cells))) {
		const values = Float64Array.from(cells.filter((cell) => typeof cell === 'number')).sort();
		if (isCounter(values)) return { ok: false, why: 'a number that is different in every record, such as an id' };
		const cuts = cutsOf(cells, values, outcomes, least);
		return cuts.length === 0 && filled === cells.length
			? { ok: false, why: 'its values make no difference' }
			: { ok: true, binning: { kind: 'number', cuts } };
	}
	for (const cell of cells) {
		if (typeof cell === 'number') counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
	}
	const frequent = [...counts]
		.filter(([, count]) => count >= Math.max(LEAST, least / 4))
		.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
		.slice(0, MOST_VALUES);
	const covered = frequent.reduce((sum, [, count]) => sum + count, 0);
	if (covered < filled / 2) return presence(filled, cells.length, 'a text that is different in nearly every record');
	if (frequent.length === 1 && covered === filled && filled === cells.length) {
		return { ok: false, why: 'the same in every record' };
	}
	return { ok: true, binning: { kind: 'category', values: frequent.map(([value]) => value) } };
}

const isMeasured = (cells: readonly Cell[]) =>
	new Set(cells.filter((cell) => typeof cell === 'number')).size > MOST_VALUES;

/** Whole numbers without a single pair of equal ones, though there are too many for that to be chance. */
function isCounter(sorted: Float64Array): boolean {
	const range = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) + 1;
	return (
		sorted.length ** 2 / (2 * range) >= EXPECTED_TWINS &&
		sorted.every((value, at) => Number.isInteger(value) && (at === 0 || value !== sorted[at - 1]))
	);
}

function presence(filled: number, size: number, why: string): ReturnType<typeof binningOf> {
	const missing = size - filled;
	return missing < Math.max(LEAST, size * LEAST_SHARE)
		? { ok: false, why }
		: { ok: true, binning: { kind: 'presence' } };
}

/** Number of bins, that of missing values among them. */
export function sizeOf(binning: Binning): number {
	switch (binning.kind) {
		case 'number':
			return binning.cuts.length + 2;
		case 'category':
			return binning.values.length + 2;
		case 'presence':
			return 2;
	}
}

/** The bin of a cell, by position. */
export function binFinder(binning: Binning): (cell: Cell) => number {
	const missing = sizeOf(binning) - 1;
	switch (binning.kind) {
		case 'number': {
			const { cuts } = binning;
			return (cell) => {
				if (typeof cell !== 'number') return missing;
				let bin = 0;
				while (bin < cuts.length && cell >= (cuts[bin] ?? Infinity)) bin++;
				return bin;
			};
		}
		case 'category': {
			const bins = new Map(binning.values.map((value, bin) => [value, bin]));
			return (cell) => (cell === undefined ? missing : (bins.get(String(cell)) ?? missing - 1));
		}
		case 'presence':
			return (cell) => (cell === undefined ? missing : 0);
	}
}

/** Cuts of a number: fifty equal parts, neighbours joined as long as they do not really differ (ChiMerge). */
function cutsOf(cells: readonly Cell[], values: Float64Array, outcomes: ArrayLike<number>, least: number): number[] {
	const fine: number[] = [];
	for (let part = 1; part < FINE_PARTS; part++) {
		const cut = values[Math.floor((part * values.length) / FINE_PARTS)] ?? 0;
		const lowest = values[0] ?? 0;
		// A value that fills several parts (0, -1) is a bin of its own: the next cut stands right above it.
		const next = fine.includes(cut) || cut === lowest ? above(values, cut) : cut;
		if (next !== undefined && !fine.includes(next)) fine.push(next);
	}
	const cuts = fine.sort((a, b) => a - b);
	const find = binFinder({ kind: 'number', cuts });
	const bins = Array.from({ length: cuts.length + 1 }, () => ({ n: 0, y: 0 }));
	cells.forEach((cell, row) => {
		const bin = typeof cell === 'number' ? bins[find(cell)] : undefined;
		if (!bin) return;
		bin.n += 1;
		bin.y += outcomes[row] ?? 0;
	});
	while (cuts.length > 0) {
		let [worst, lowest] = [-1, Infinity];
		for (let at = 0; at < cuts.length; at++) {
			const [low, high] = [bins[at], bins[at + 1]];
			if (!low || !high) break;
			const small = Math.min(low.n, high.n) < least;
			const difference = small ? -1 / (1 + Math.min(low.n, high.n)) : chiSquare(low, high);
			if (difference < lowest) [worst, lowest] = [at, difference];
		}
		if (lowest >= DIFFERENT && cuts.length < MOST_BINS) break;
		const [low, high] = [bins[worst], bins[worst + 1]];
		if (!low || !high) break;
		bins.splice(worst, 2, { n: low.n + high.n, y: low.y + high.y });
		cuts.splice(worst, 1);
	}
	return cuts;
}

/** The lowest value above another, of sorted ones. */
function above(sorted: Float64Array, value: number): number | undefined {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? 0) > value) high = middle;
		else low = middle + 1;
	}
	return sorted[low];
}

function chiSquare(a: { n: number; y: number }, b: { n: number; y: number }): number {
	const [n, y] = [a.n + b.n, a.y + b.y];
	const spread = (a.n * b.n * y * (n - y)) / n;
	return spread === 0 ? 0 : (n * (a.y * (b.n - b.y) - b.y * (a.n - a.y)) ** 2) / (n * spread);
}
