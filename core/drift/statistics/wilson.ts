/** Wilson's score interval: between which bounds a true share lies, also for few observations. */

export interface Interval {
	readonly low: number;
	readonly high: number;
}

/** The two-sided 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** The 95 % interval of a share of `hits` among `of`, both bounds 0 to 1; nothing is known of none. */
export function wilson(hits: number, of: number): Interval {
	if (of <= 0) return { low: 0, high: 1 };
	const share = hits / of;
	const square = Z * Z;
	const centre = share + square / (2 * of);
	const spread = Z * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
	const scale = 1 + square / of;
	return {
		low: hits === 0 ? 0 : Math.max(0, (centre - spread) / scale),
		high: hits === of ? 1 : Math.min(1, (centre + spread) / scale),
	};
}

/** How many observations without a single hit it takes until the upper bound is at or below `limit` (above 0). */
export function enoughFor(limit: number): number {
	return Math.ceil((Z * Z * (1 - limit)) / limit);
}
