/** Isotonic regression by pool adjacent violators: the rising steps that are nearest to what happened. */

/**
 * The least-squares fit that never falls, for values in their order; all weights are equal unless given.
 * https://doi.org/10.18637/jss.v032.i05
 */
export function isotonic(values: readonly number[], weights?: readonly number[]): number[] {
	const pools: { sum: number; weight: number; length: number }[] = [];
	values.forEach((value, at) => {
		const weight = weights?.[at] ?? 1;
		let pool = { sum: value * weight, weight, length: 1 };
		for (let last = pools.at(-1); last && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
			pools.pop();
			pool = {
				sum: last.sum + pool.sum,
				weight: last.weight + pool.weight,
				length: last.length + pool.length,
			};
		}
		pools.push(pool);
	});
	return pools.flatMap(({ sum, weight, length }) => Array.from({ length }, () => sum / weight));
}
