/** The chi-square distribution: how likely a difference is by chance alone. */

const MOST_STEPS = 500;
const PRECISION = 1e-16;

/** P(X >= x) for `df` degrees of freedom: the regularised upper incomplete gamma function Q(df/2, x/2). */
export function chiSquareTail(x: number, df: number): number {
	if (x <= 0) return 1;
	const a = df / 2;
	const z = x / 2;
	return z < a + 1 ? 1 - lowerSeries(a, z) : upperFraction(a, z);
}

/** The x with P(X >= x) = `tail`, 0 < tail < 1. */
export function chiSquareCritical(tail: number, df: number): number {
	let low = 0;
	let high = Math.max(1, df);
	while (chiSquareTail(high, df) > tail) high *= 2;
	// 100 halvings are more than a double has bits; the loop ends where low and high are neighbours.
	for (let step = 0; step < 100; step++) {
		const middle = (low + high) / 2;
		if (middle === low || middle === high) break;
		if (chiSquareTail(middle, df) > tail) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/** P(a, z) by its power series (Abramowitz and Stegun 6.5.29), which converges fast for z < a + 1. */
function lowerSeries(a: number, z: number): number {
	let term = 1 / a;
	let sum = term;
	for (let n = 1; n < MOST_STEPS && Math.abs(term) > Math.abs(sum) * PRECISION; n++) {
		term *= z / (a + n);
		sum += term;
	}
	return sum * weight(a, z);
}

/** Q(a, z) by its continued fraction (Abramowitz and Stegun 6.5.31) in Lentz's way, for z >= a + 1. */
function upperFraction(a: number, z: number): number {
	let b = z + 1 - a;
	let c = Number.MAX_VALUE;
	let d = 1 / b;
	let fraction = d;
	for (let n = 1; n < MOST_STEPS; n++) {
		const an = -n * (n - a);
		b += 2;
		d = 1 / (an * d + b);
		c = b + an / c;
		const step = c * d;
		fraction *= step;
		if (Math.abs(step - 1) < PRECISION) break;
	}
	return fraction * weight(a, z);
}

const weight = (a: number, z: number) => Math.exp(a * Math.log(z) - z - logGamma(a));

/** ln Γ(a) for a > 0 by Stirling's series, after moving the argument up to where six terms give full precision. */
function logGamma(a: number): number {
	let x = a;
	let moved = 0;
	while (x < 15) {
		moved += Math.log(x);
		x += 1;
	}
	const inverse = 1 / (x * x);
	const series =
		(1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188))))) / x;
	return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - moved;
}
