/**
 * The Kolmogorov-Smirnov test of two samples: the largest gap between their distributions, and how likely chance alone
 * gives one as large. Gaps are kept as whole numbers (|i m - j n|), so that equal gaps compare equal.
 */
import { walk, type Distribution } from './distribution';

export interface Gap {
	/** The statistic D, 0 to 1. */
	readonly d: number;
	/** D times n times m, a whole number. */
	readonly numerator: number;
	readonly n: number;
	readonly m: number;
}

export function ksGap(a: Distribution, b: Distribution): Gap {
	let numerator = 0;
	walk(a, b, (_x, i, j) => {
		numerator = Math.max(numerator, Math.abs(i * b.n - j * a.n));
	});
	return { d: a.n === 0 || b.n === 0 ? 0 : numerator / (a.n * b.n), numerator, n: a.n, m: b.n };
}

/** P(D >= d) where no value occurs twice (SciPy: method 'exact'). Takes n times m steps. */
export function ksExact(gap: Gap): number {
	return touching(gap, () => true);
}

/** P(D >= d) given how often each value occurs in both samples together (R: psmirnov with ties). */
export function ksExactTies(gap: Gap, a: Distribution, b: Distribution): number {
	const ends = new Set<number>();
	walk(a, b, (_x, i, j) => void ends.add(i + j));
	return touching(gap, (seen) => ends.has(seen));
}

/**
 * Walks all orders of the two samples at once and adds up the probability of those that reach the gap anywhere it can
 * be seen. Only sums of positive numbers: small probabilities keep their precision.
 */
function touching({ numerator, n, m }: Gap, seenAt: (count: number) => boolean): number {
	if (numerator <= 0 || n === 0 || m === 0) return 1;
	// The probability of getting to (i, j) without having reached the gap, for the present i.
	const row = new Float64Array(m + 1);
	let reached = 0;
	for (let i = 0; i <= n; i++) {
		for (let j = 0; j <= m; j++) {
			const left = n + m - i - j + 1;
			const fromBelow = i === 0 ? 0 : (row[j] ?? 0) * ((n - i + 1) / left);
			const fromLeft = j === 0 ? 0 : (row[j - 1] ?? 0) * ((m - j + 1) / left);
			const here = i === 0 && j === 0 ? 1 : fromBelow + fromLeft;
			if (Math.abs(i * m - j * n) >= numerator && seenAt(i + j)) {
				reached += here;
				row[j] = 0;
			} else row[j] = here;
		}
	}
	return Math.min(1, reached);
}

/** P(D >= d) in the limit of large samples (R: exact = FALSE). */
export function ksAsymptotic({ d, n, m }: Gap): number {
	return kolmogorovTail(d * Math.sqrt((n * m) / (n + m)));
}

/** The limit, corrected for small samples (Stephens 1970). */
export function ksStephens({ d, n, m }: Gap): number {
	const root = Math.sqrt((n * m) / (n + m));
	return kolmogorovTail((root + 0.12 + 0.11 / root) * d);
}

/** Most steps that the exact law is worth: above, the limit is as good. */
const MOST_STEPS = 250_000;

/** P(D >= d): exact for small samples, else the limit. With ties both are too high rather than too low. */
export function ksP(gap: Gap): number {
	return gap.n * gap.m <= MOST_STEPS ? ksExact(gap) : ksAsymptotic(gap);
}

/** P(K >= x) of Kolmogorov's distribution: the alternating series, and for small x its theta transform. */
export function kolmogorovTail(x: number): number {
	if (x <= 0) return 1;
	if (x < 1.1) {
		const base = Math.exp((-Math.PI * Math.PI) / (8 * x * x));
		let sum = 0;
		for (let odd = 1; odd < 20; odd += 2) sum += base ** (odd * odd);
		return Math.max(0, Math.min(1, 1 - (Math.sqrt(2 * Math.PI) / x) * sum));
	}
	let tail = 0;
	for (let k = 1; k < 100; k++) {
		const term = Math.exp(-2 * k * k * x * x);
		tail += k % 2 === 1 ? term : -term;
		if (term < 1e-20 * tail) break;
	}
	return Math.min(1, 2 * tail);
}
