/**
 * Reference vectors: every number of a file of the form of test/core/drift/vectors.json is computed again by
 * core/drift/statistics and compared. What the file leaves empty (null) must be empty here, too, except the exact
 * Kolmogorov-Smirnov law, which the file leaves out where its own tables end.
 */
import { countByCuts, quantileCuts } from '../../core/drift/statistics/bins';
import { chiSquareTail } from '../../core/drift/statistics/chi-square';
import { goodnessOfFit, homogeneity } from '../../core/drift/statistics/chi-square-test';
import { distributionOf } from '../../core/drift/statistics/distribution';
import { jsDivergence } from '../../core/drift/statistics/jensen-shannon';
import { kolmogorovTail, ksAsymptotic, ksExact, ksExactTies, ksGap, ksStephens } from '../../core/drift/statistics/ks';
import { momentsOf } from '../../core/drift/statistics/moments';
import { psi, psiCritical, psiEpsilon, psiRaw } from '../../core/drift/statistics/psi';
import { atOnce, sortInSteps } from '../../core/drift/statistics/sort';
import { wasserstein } from '../../core/drift/statistics/wasserstein';

type Expected = number | string | null | readonly number[];

export interface VectorCase {
	readonly id: string;
	readonly baseline?: readonly number[];
	readonly current?: readonly number[];
	readonly cuts?: readonly number[];
	readonly baselineCounts?: readonly number[];
	readonly currentCounts?: readonly number[];
	readonly expected: Readonly<Record<string, Expected>>;
}

export interface VectorFile {
	readonly cases?: readonly VectorCase[];
	readonly quantileBinning?: readonly {
		readonly id: string;
		readonly sample: readonly number[];
		readonly bins: number;
		readonly cuts: readonly number[];
		readonly countsLeftClosed: readonly number[];
	}[];
	readonly specialFunctions?: readonly {
		readonly fn: string;
		readonly df?: number;
		readonly x: number;
		readonly p: number;
	}[];
	readonly psiNullDistribution?: { readonly rows: readonly Readonly<Record<string, number>>[] };
}

export interface Comparison {
	/** Which number: `n01 ksD`. */
	readonly name: string;
	readonly actual: unknown;
	readonly expected: unknown;
	readonly ok: boolean;
	/** How far off, relative to what was expected (to 1 where that is smaller than the absolute tolerance). */
	readonly error: number;
	readonly kind: 'statistic' | 'p-value' | 'exact';
}

/** Groups of a file that are computed again; `meta` says where the numbers are from. */
const groups: ReadonlySet<string> = new Set([
	'meta',
	'cases',
	'quantileBinning',
	'specialFunctions',
	'psiNullDistribution',
]);

/** What a file holds beyond these: nothing of it is checked, and that has to be said. */
export const unknownGroups = (file: object) => Object.keys(file).filter((name) => !groups.has(name));

const ABSOLUTE = 1e-12;
const RELATIVE = { statistic: 1e-9, 'p-value': 1e-7, exact: 0 } as const;

export function compareVectors(file: VectorFile): Comparison[] {
	return [
		...(file.cases ?? []).flatMap(compareCase),
		...(file.quantileBinning ?? []).flatMap(({ id, sample, bins, cuts, countsLeftClosed }) => {
			const made = quantileCuts(sample, bins);
			return [
				compare(`${id} cuts`, made, cuts, 'statistic'),
				compare(`${id} counts`, countByCuts(sample, made), countsLeftClosed, 'exact'),
			];
		}),
		...(file.specialFunctions ?? []).map(({ fn, df = 0, x, p }) =>
			compare(`${fn}(${x}${fn === 'chi2_sf' ? `, ${df}` : ''})`, specialFunction(fn, x, df), p, 'p-value'),
		),
		...(file.psiNullDistribution?.rows ?? []).flatMap(comparePsiRow),
	];
}

function compareCase(entry: VectorCase): Comparison[] {
	const actual = entry.baseline && entry.current ? numeric(entry) : categorical(entry);
	return Object.entries(entry.expected).flatMap(([name, expected]) => {
		// Where the file leaves it out, the samples may also be too large for it.
		if (expected === null && name.startsWith('ksPExact')) return [];
		const kind = /^(ksP|chi2P|chi2GofP)/.test(name) ? 'p-value' : typeof expected === 'string' ? 'exact' : 'statistic';
		return [compare(`${entry.id} ${name}`, actual[name], expected, kind)];
	});
}

const sorted = (values: readonly number[]) => atOnce(sortInSteps(values));

function numeric({ baseline = [], current = [], cuts = [], expected }: VectorCase): Record<string, unknown> {
	const asked = (name: string) => expected[name] !== undefined && expected[name] !== null;
	const a = distributionOf(sorted(baseline));
	const b = distributionOf(sorted(current));
	const gap = ksGap(a, b);
	const then = momentsOf(baseline);
	const distance = wasserstein(a, b);
	const baselineCounts = countByCuts(baseline, cuts);
	const currentCounts = countByCuts(current, cuts);
	return {
		baselineCounts,
		currentCounts,
		...ofCounts(baselineCounts, currentCounts),
		ksD: gap.d,
		ksDFraction: fraction(gap.numerator, gap.n * gap.m),
		...(asked('ksPExactNoTies') ? { ksPExactNoTies: ksExact(gap) } : {}),
		...(asked('ksPExactTies') ? { ksPExactTies: ksExactTies(gap, a, b) } : {}),
		ksPAsymptotic: ksAsymptotic(gap),
		ksPStephens: ksStephens(gap),
		wasserstein1: distance,
		baselinePopStd: then.std,
		wassersteinOverStd: then.std === 0 ? null : distance / then.std,
		baselineMean: then.mean,
		currentMean: momentsOf(current).mean,
	};
}

function categorical({ baselineCounts = [], currentCounts = [] }: VectorCase): Record<string, unknown> {
	const n = baselineCounts.reduce((sum, count) => sum + count, 0);
	const m = currentCounts.reduce((sum, count) => sum + count, 0);
	return {
		...ofCounts(baselineCounts, currentCounts),
		lInfinity: Math.max(...baselineCounts.map((count, bin) => Math.abs(count / n - (currentCounts[bin] ?? 0) / m))),
	};
}

function ofCounts(baseline: readonly number[], current: readonly number[]): Record<string, unknown> {
	const divergence = jsDivergence(baseline, current);
	const same = homogeneity(baseline, current);
	const fits = goodnessOfFit(baseline, current);
	return {
		psiRaw: psiRaw(baseline, current) ?? null,
		psiEps1e4: psiEpsilon(baseline, current, 1e-4),
		psiJeffreys: psi(baseline, current),
		jsDivergenceNat: divergence,
		jsDistanceNat: Math.sqrt(divergence),
		jsDistanceBase2: Math.sqrt(divergence / Math.LN2),
		chi2: same.statistic,
		chi2Df: same.df,
		chi2P: same.p ?? null,
		chi2MinExpected: same.minExpected,
		chi2GofStat: fits?.statistic ?? null,
		chi2GofDf: fits?.df ?? null,
		chi2GofP: fits?.p ?? null,
	};
}

function specialFunction(fn: string, x: number, df: number): number | undefined {
	if (fn === 'chi2_sf') return chiSquareTail(x, df);
	return fn === 'kolmogorov_sf' ? kolmogorovTail(x) : undefined;
}

function comparePsiRow(row: Readonly<Record<string, number>>): Comparison[] {
	const { bins = 0, nBaseline: n = 0, nCurrent: m = 0 } = row;
	const beyond = (limit: number) => chiSquareTail(limit / (1 / n + 1 / m), bins - 1);
	return Object.entries(row).flatMap(([name, expected]) => {
		const place = `psi ${bins} bins ${n}/${m} ${name}`;
		if (name === 'psiCritical95') return [compare(place, psiCritical(n, m, bins), expected, 'statistic')];
		const limit = /^pFalseAlarmAt(\d+)_(\d+)$/.exec(name);
		if (!limit) return [];
		return [compare(place, beyond(Number(`${limit[1] ?? ''}.${limit[2] ?? ''}`)), expected, 'p-value')];
	});
}

function compare(name: string, actual: unknown, expected: unknown, kind: Comparison['kind']): Comparison {
	const error = errorOf(actual, expected, RELATIVE[kind]);
	return { name, actual, expected, kind, error, ok: error <= RELATIVE[kind] };
}

/** The relative error; Infinity where the two cannot be compared. */
function errorOf(actual: unknown, expected: unknown, relative: number): number {
	if (Array.isArray(expected)) {
		if (!Array.isArray(actual) || actual.length !== expected.length) return Infinity;
		return expected.reduce<number>((worst, one, index) => Math.max(worst, errorOf(actual[index], one, relative)), 0);
	}
	if (typeof actual !== 'number' || typeof expected !== 'number') return Object.is(actual, expected) ? 0 : Infinity;
	const off = Math.abs(actual - expected);
	if (Number.isNaN(off)) return Infinity;
	// Near 0 a relative error says nothing: there the absolute tolerance stands for the relative one.
	const scale = relative === 0 ? 1 : Math.max(Math.abs(expected), ABSOLUTE / relative);
	return off / scale;
}

function fraction(numerator: number, denominator: number): string {
	const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
	const common = divisor(numerator, denominator);
	return `${numerator / common}/${denominator / common}`;
}
