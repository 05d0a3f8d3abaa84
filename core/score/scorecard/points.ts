/** Points to double the odds: the credit scorecard's scale, on which odds are added instead of multiplied. */

export interface Scale {
	/** Points of a record whose odds are `odds`. */
	readonly base: number;
	/** Successes to one failure. */
	readonly odds: number;
	/** So many points more mean doubled odds. */
	readonly double: number;
}

/** Points = offset + factor * ln(odds). */
export function factorOf({ double }: Scale): number {
	return double / Math.LN2;
}

export function offsetOf(scale: Scale): number {
	return scale.base - factorOf(scale) * Math.log(scale.odds);
}

export function pointsOf(scale: Scale, p: number): number {
	return offsetOf(scale) + factorOf(scale) * Math.log(p / (1 - p));
}

/** The probability that the points stand for, 0 to 1. */
export function chanceOf(scale: Scale, points: number): number {
	return 1 / (1 + Math.exp(-(points - offsetOf(scale)) / factorOf(scale)));
}
