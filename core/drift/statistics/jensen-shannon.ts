/** Jensen and Shannon's divergence of two lists of counts: 0 for equal shares, ln 2 where no bin is shared. */
import { sumOf } from './moments';

/** Natural logarithm. */
export function jsDivergence(a: readonly number[], b: readonly number[]): number {
	const n = sumOf(a);
	const m = sumOf(b);
	if (n === 0 || m === 0) return 0;
	return sumOf(
		a.map((count, bin) => {
			const p = count / n;
			const q = (b[bin] ?? 0) / m;
			// Whole numbers, so that nearly equal shares lose no digits.
			const tilt = p + q === 0 ? 0 : (count * m - (b[bin] ?? 0) * n) / (count * m + (b[bin] ?? 0) * n);
			return ((p + q) / 2) * entropyLoss(tilt);
		}),
	);
}

/** The square root of the divergence with logarithms of base 2: 0 to 1. */
export function jsDistance(a: readonly number[], b: readonly number[]): number {
	return Math.min(1, Math.sqrt(jsDivergence(a, b) / Math.LN2));
}

/** ((1 + t) ln(1 + t) + (1 - t) ln(1 - t)) / 2 for t from -1 to 1, as a series where t is small. */
function entropyLoss(t: number): number {
	if (Math.abs(t) < 0.05) {
		const square = t * t;
		let power = square;
		let sum = 0;
		for (let k = 1; k < 10; k++) {
			sum += power / (2 * k * (2 * k - 1));
			power *= square;
		}
		return sum;
	}
	const part = (x: number) => (x <= 0 ? 0 : x * Math.log(x));
	return (part(1 + t) + part(1 - t)) / 2;
}
