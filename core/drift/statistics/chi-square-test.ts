/** Pearson's chi-square tests on counts. */
import { chiSquareTail } from './chi-square';
import { sumOf } from './moments';

export interface ChiSquareTest {
	readonly statistic: number;
	readonly df: number;
	/** Undefined where there is nothing to compare: one column only. */
	readonly p: number | undefined;
	/** The smallest count that equal shares would give in any cell. */
	readonly minExpected: number;
}

/** Whether two lists of counts come from the same shares. Columns that are empty in both do not count. */
export function homogeneity(a: readonly number[], b: readonly number[]): ChiSquareTest {
	const n = sumOf(a);
	const m = sumOf(b);
	const columns = a.map((count, bin) => [count, b[bin] ?? 0] as const).filter(([x, y]) => x + y > 0);
	const statistic = sumOf(columns.map(([x, y]) => (x * m - y * n) ** 2 / (n * m * (x + y))));
	const df = Math.max(0, columns.length - 1);
	const least = columns.reduce((low, [x, y]) => Math.min(low, x + y), Infinity);
	return {
		statistic,
		df,
		p: df === 0 ? undefined : chiSquareTail(statistic, df),
		minExpected: columns.length === 0 ? 0 : (least * Math.min(n, m)) / (n + m),
	};
}

/**
 * Whether present counts fit the baseline's shares, taken as known. Undefined where the baseline has none of what is
 * there now: that cannot fit at all.
 */
export function goodnessOfFit(baseline: readonly number[], current: readonly number[]): ChiSquareTest | undefined {
	const n = sumOf(baseline);
	const m = sumOf(current);
	if (baseline.some((count, bin) => count === 0 && (current[bin] ?? 0) > 0)) return undefined;
	const columns = baseline.map((count, bin) => [count, current[bin] ?? 0] as const).filter(([count]) => count > 0);
	const statistic = sumOf(columns.map(([x, y]) => (y * n - x * m) ** 2 / (n * m * x)));
	const df = Math.max(0, columns.length - 1);
	return {
		statistic,
		df,
		p: df === 0 ? undefined : chiSquareTail(statistic, df),
		minExpected: columns.reduce((low, [x]) => Math.min(low, (x * m) / n), Infinity),
	};
}
