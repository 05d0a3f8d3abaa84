/** The thresholds that a user sets against how sure a verdict is. */

/** 0 to 1. */
export interface Thresholds {
	/** Certainty Needed: at least this much is a match. */
	readonly certainty: number;
	/** Review Above: less than this is unmatched instead of ambiguous. */
	readonly reviewAbove: number;
}

export const defaultThresholds: Thresholds = { certainty: 0.9, reviewAbove: 0.05 };
