/** How points for an event fade with its age. */

/** Linear: of the points the share `rate` goes with each full period that has passed, down to nothing; never more than all. */
export function linearDecay(points: number, rate: number, periods: number): number {
	return points * Math.max(0, 1 - rate * Math.max(0, Math.floor(periods)));
}

/** Half of the points are left after each half-life. */
export function halfLifeDecay(points: number, halfLifeDays: number, ageDays: number): number {
	return points * 2 ** (-ageDays / halfLifeDays);
}
