/** How a field's values now differ from the baseline: all the numbers, without a judgement. */
import { baselineDistribution, baselineMoments, type FieldBaseline } from './baseline';
import { countAlike, countSorted } from './statistics/bins';
import { homogeneity } from './statistics/chi-square-test';
import { distributionOf } from './statistics/distribution';
import { jsDistance } from './statistics/jensen-shannon';
import { ksGap, ksP } from './statistics/ks';
import { momentsOf } from './statistics/moments';
import { meansP } from './statistics/normal';
import { shiftOf } from './statistics/psi';
import { sortInSteps } from './statistics/sort';
import { wasserstein } from './statistics/wasserstein';

export interface Differences {
	readonly n: number;
	readonly m: number;
	/** Population stability index with half a count per bin, and what chance alone exceeds once in twenty times. */
	readonly psi: number;
	readonly psiChance: number;
	/** Distance of Jensen and Shannon, 0 to 1. */
	readonly js: number;
	readonly chi2: number;
	readonly chi2P: number | undefined;
	/** Numbers only, and only where the baseline keeps the distribution. */
	readonly numeric?: {
		readonly meanBefore: number;
		readonly mean: number;
		readonly stdBefore: number;
		/** The move of the average in the baseline's standard deviations; undefined where that is 0. */
		readonly meanShift: number | undefined;
		readonly meanP: number | undefined;
		readonly ksD: number;
		readonly ksP: number;
		readonly wasserstein: number;
		/** Over the baseline's standard deviation; undefined where that is 0. */
		readonly wassersteinOverStd: number | undefined;
	};
}

/** Choices, one bin each; undefined where there are too few values to tell. */
export function compareChoices(before: FieldBaseline, values: readonly (number | string)[]): Differences | undefined {
	const counts = countAlike('cuts' in before ? before : { values: before.values, other: before.other }, values);
	return ofCounts(counts.baseline, counts.current);
}

/** Numbers, with places to pause; undefined where there are too few values to tell. */
export function* compareNumbers(
	before: FieldBaseline,
	values: ArrayLike<number>,
): Generator<void, Differences | undefined> {
	const sorted = yield* sortInSteps(values);
	const current = distributionOf(sorted);
	yield;
	const byBins =
		'cuts' in before
			? ofCounts(before.counts, countSorted(sorted, before.cuts))
			: ofCounts([...Object.values(before.values), before.other], countByValue(before.values, current));
	const then = baselineMoments(before);
	const kept = baselineDistribution(before);
	if (!byBins || !then || !kept) return byBins;
	yield;
	const now = momentsOf(sorted);
	yield;
	const gap = ksGap(kept, current);
	const distance = wasserstein(kept, current);
	const inStds = (difference: number) => (then.std === 0 ? undefined : difference / then.std);
	return {
		...byBins,
		numeric: {
			meanBefore: then.mean,
			mean: now.mean,
			stdBefore: then.std,
			meanShift: inStds(now.mean - then.mean),
			meanP: meansP(then, now),
			ksD: gap.d,
			ksP: ksP(gap),
			wasserstein: distance,
			wassersteinOverStd: inStds(distance),
		},
	};
}

function ofCounts(baseline: readonly number[], current: readonly number[]): Differences | undefined {
	const shift = shiftOf(baseline, current);
	if (!shift) return undefined;
	const { merged } = shift;
	const test = homogeneity(merged.baseline, merged.current);
	const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
	return {
		n: total(baseline),
		m: total(current),
		psi: shift.size,
		psiChance: shift.chance,
		js: jsDistance(baseline, current),
		chi2: test.statistic,
		chi2P: test.p,
	};
}

function countByValue(
	values: Readonly<Record<string, number>>,
	current: { readonly points: ArrayLike<number>; readonly counts: ArrayLike<number>; readonly n: number },
): number[] {
	const index = new Map(Object.keys(values).map((name, position): [string, number] => [name, position]));
	const counts = new Array<number>(index.size + 1).fill(0);
	for (let at = 0; at < current.points.length; at++) {
		const bin = index.get(String(current.points[at])) ?? index.size;
		counts[bin] = (counts[bin] ?? 0) + (current.counts[at] ?? 0);
	}
	return counts;
}
