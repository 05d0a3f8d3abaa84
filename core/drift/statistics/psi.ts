/**
 * The population stability index: how far a distribution moved. By itself it calls chance a move where samples are
 * small (Yurdakul 2018), so a move counts only where it is both large and larger than chance explains.
 */
import { chiSquareCritical } from './chi-square';

/** The fewest values now and in the baseline for which the comparison says anything. */
export const leastValues = { current: 100, baseline: 200 } as const;
/** Bins in which fewer values of the smaller sample are expected are counted with their neighbours. */
const LEAST_EXPECTED = 5;

export interface Shift {
	readonly size: number;
	/** What chance alone exceeds once in twenty times. */
	readonly chance: number;
	readonly bins: number;
	/** The counts that were compared, rare bins together. */
	readonly merged: { readonly baseline: readonly number[]; readonly current: readonly number[] };
}

/**
 * Sum of (q - p) ln(q / p) over the bins, p of the baseline and q now. Half a count is added to every bin (Jeffreys), so
 * that an empty bin is no infinity.
 */
export function psi(baseline: readonly number[], current: readonly number[]): number {
	const bins = baseline.length;
	const shares = (counts: readonly number[]) => {
		const all = total(counts) + bins / 2;
		return counts.map((count) => (count + 0.5) / all);
	};
	const now = shares(current);
	return shares(baseline).reduce((sum, p, bin) => {
		const q = now[bin] ?? p;
		return sum + (q - p) * Math.log(q / p);
	}, 0);
}

/** The index on the plain shares; undefined where a bin is empty on one side only: it would be infinite. */
export function psiRaw(baseline: readonly number[], current: readonly number[]): number | undefined {
	if (baseline.some((count, bin) => (count === 0) !== ((current[bin] ?? 0) === 0))) return undefined;
	return psiEpsilon(baseline, current, 0);
}

/** The index with `epsilon` for the share of an empty bin, as other tools compute it: for comparison with them. */
export function psiEpsilon(baseline: readonly number[], current: readonly number[], epsilon: number): number {
	const n = total(baseline);
	const m = total(current);
	return baseline.reduce((sum, count, bin) => {
		const now = current[bin] ?? 0;
		if (count === 0 && now === 0) return sum;
		const p = count === 0 ? epsilon : count / n;
		const q = now === 0 ? epsilon : now / m;
		return sum + (q - p) * Math.log(q / p);
	}, 0);
}

/** The 95 % point of the index where nothing moved: (1/n + 1/m) times chi-square with bins - 1 degrees of freedom. */
export function psiCritical(n: number, m: number, bins: number): number {
	return bins < 2 ? 0 : (1 / n + 1 / m) * chiSquareCritical(0.05, bins - 1);
}

/** How far the present counts are from the baseline's; undefined where there are too few values to tell. */
export function shiftOf(baseline: readonly number[], current: readonly number[]): Shift | undefined {
	const n = total(baseline);
	const m = total(current);
	if (n < leastValues.baseline || m < leastValues.current) return undefined;
	const merged = mergeRare(baseline, current, Math.min(n, m) / (n + m));
	const bins = merged.baseline.filter((count, bin) => count + (merged.current[bin] ?? 0) > 0).length;
	return { size: psi(merged.baseline, merged.current), chance: psiCritical(n, m, bins), bins, merged };
}

/**
 * Neighbouring rare bins are counted together until enough are expected: all of them in one bin would hide a move among
 * many choices. What counts as rare is told by both samples together; by the baseline alone, bins that were full by luck
 * would stand by themselves, and chance would look like a move.
 */
function mergeRare(baseline: readonly number[], current: readonly number[], scale: number) {
	const merged = { baseline: [] as number[], current: [] as number[] };
	let rest = { then: 0, now: 0 };
	const close = () => {
		merged.baseline.push(rest.then);
		merged.current.push(rest.now);
		rest = { then: 0, now: 0 };
	};
	const isEnough = (then: number, now: number) => (then + now) * scale >= LEAST_EXPECTED;
	for (const [bin, then] of baseline.entries()) {
		const now = current[bin] ?? 0;
		if (isEnough(then, now)) {
			merged.baseline.push(then);
			merged.current.push(now);
			continue;
		}
		rest = { then: rest.then + then, now: rest.now + now };
		if (isEnough(rest.then, rest.now)) close();
	}
	if (rest.then + rest.now > 0) close();
	return merged;
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
