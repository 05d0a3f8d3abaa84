/** Sums, averages and spreads that keep their precision over many or large numbers (Neumaier's compensated sum). */

export function sumOf(values: Iterable<number>): number {
	let sum = 0;
	let lost = 0;
	for (const value of values) {
		const next = sum + value;
		lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
		sum = next;
	}
	return sum + lost;
}

export interface Moments {
	readonly n: number;
	readonly mean: number;
	/** Of the values themselves (divided by n), not an estimate for a larger population. */
	readonly std: number;
}

/** Two passes, so that a small spread around a large average is not lost. Nothing has mean and spread 0. */
export function momentsOf(values: ArrayLike<number> & Iterable<number>): Moments {
	const moments = plainMoments(values);
	if (Number.isFinite(moments.mean) && Number.isFinite(moments.std)) return moments;
	// Squares of numbers beyond 1e154 are too large for a double; their shares of the largest are not.
	let most = 0;
	for (const value of values) most = Math.max(most, Math.abs(value));
	if (!Number.isFinite(most)) return moments;
	const { n, mean, std } = plainMoments(Float64Array.from(values, (value) => value / most));
	return { n, mean: mean * most, std: std * most };
}

function plainMoments(values: ArrayLike<number> & Iterable<number>): Moments {
	const n = values.length;
	if (n === 0) return { n, mean: 0, std: 0 };
	const mean = sumOf(values) / n;
	let squares = 0;
	let rest = 0;
	for (const value of values) {
		squares += (value - mean) ** 2;
		rest += value - mean;
	}
	return { n, mean, std: Math.sqrt(Math.max(0, squares - (rest * rest) / n) / n) };
}
