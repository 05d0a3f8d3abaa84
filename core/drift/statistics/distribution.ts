/** The empirical distribution of numbers: the different values in ascending order, and how often each occurs. */

export interface Distribution {
	readonly points: ArrayLike<number>;
	/** Whole numbers above 0, one per point. */
	readonly counts: ArrayLike<number>;
	readonly n: number;
}

/** `sorted` in ascending order, without NaN. */
export function distributionOf(sorted: ArrayLike<number>): Distribution {
	let different = 0;
	for (let index = 0; index < sorted.length; index++) {
		if (index === 0 || sorted[index] !== sorted[index - 1]) different += 1;
	}
	const points = new Float64Array(different);
	const counts = new Float64Array(different);
	let last = -1;
	for (let index = 0; index < sorted.length; index++) {
		const value = sorted[index] ?? 0;
		if (index === 0 || value !== sorted[index - 1]) points[++last] = value;
		counts[last] = (counts[last] ?? 0) + 1;
	}
	return { points, counts, n: sorted.length };
}

/** Walks both distributions from low to high, each different value once. */
export function walk(a: Distribution, b: Distribution, visit: (x: number, i: number, j: number) => void): void {
	let atA = 0;
	let atB = 0;
	let i = 0;
	let j = 0;
	while (atA < a.points.length || atB < b.points.length) {
		const nextA = a.points[atA] ?? Infinity;
		const nextB = b.points[atB] ?? Infinity;
		const x = Math.min(nextA, nextB);
		if (nextA === x) i += a.counts[atA++] ?? 0;
		if (nextB === x) j += b.counts[atB++] ?? 0;
		visit(x, i, j);
	}
}

/** The distribution reduced to at most `most` points of equal weight in rank; as it is where it has no more. */
export function reduced(distribution: Distribution, most: number): Distribution {
	if (distribution.points.length <= most) return distribution;
	const points: number[] = [];
	const counts: number[] = [];
	let seen = 0;
	let taken = 0;
	for (let index = 0; index < distribution.points.length; index++) {
		seen += distribution.counts[index] ?? 0;
		// A value stands for all up to the end of its share of the ranks.
		const part = Math.floor((seen * most) / distribution.n);
		if (part > points.length || index === distribution.points.length - 1) {
			points.push(distribution.points[index] ?? 0);
			counts.push(seen - taken);
			taken = seen;
		}
	}
	return { points, counts, n: distribution.n };
}
