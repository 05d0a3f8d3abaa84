/** How sure each key makes us, and the thresholds that a user sets against it. */

/**
 * How sure one record is that a key found. Chosen so that the order of the keys is right and the default certainty of
 * 0.90 separates what may be written from what a person looks at (docs/decisions/phone-alone.md).
 */
export const confidences = {
	recordId: 1,
	uniqueField: 0.99,
	/** E-mail and phone lead to the same record. */
	emailAndPhone: 0.98,
	email: 0.97,
	/** A former or second address, more often handed on to somebody else. */
	secondaryEmail: 0.95,
	/** The e-mail is known, the item's unique value is on no record. */
	emailWithoutUnique: 0.93,
	/** The only key of the item, one holder, no extension. */
	phoneAlone: 0.92,
	/** A key that several people may use: a role mailbox, a switchboard. */
	shared: 0.5,
} as const;

/** The user's thresholds, 0 to 1. */
export interface Thresholds {
	/** Certainty Needed: at least this much is a match. */
	readonly certainty: number;
	/** Review Above: less than this is unmatched instead of ambiguous. */
	readonly reviewAbove: number;
}

export const defaultThresholds: Thresholds = { certainty: 0.9, reviewAbove: 0.05 };
