/**
 * The weight of each agreement in bits: log2 of how much likelier it is on the right record than on a wrong one.
 * Fixed and not learned, since shared mailboxes and duplicates mislead learning on live records (docs/identity.md).
 * Against them stands the prior: of N records, half a record is expected to be the one, log2(0.5 / N).
 */
export const bits = {
	recordId: 30,
	unique: { agrees: 24, differs: -5 },
	linkedin: { agrees: 24, differs: -4 },
	email: {
		/** One record has the mailbox. */
		alone: 23,
		several: 21,
		/** A former or second address, more often handed on to somebody else. */
		secondary: 19.7,
		/** A mailbox of a job, not of a person. */
		role: 13,
		/** Two slips at most in the address, equal digits, and the name agrees. */
		near: 8,
		differs: -1,
	},
	phone: {
		alone: 19,
		/** Several records, or a switchboard: log2(0.5 N / holders) within these. */
		shared: [4, 12],
		/** Equal but for the country code, which one side lacks. */
		national: 16,
		tail: [4, 12],
		differs: -0.7,
	},
	name: {
		/** log2(0.8 / share of records with such a name), within these. */
		equal: [3, 17],
		/** A pet name, an initial or a slip on one side: log2(0.1 / (3 share)). */
		variant: [3, 13],
		/** Only one side is known. */
		oneSide: [1, 9],
		/** The first name agrees, the family name does not: it may have changed. */
		firstOnly: -2,
		/** The first name is only a form of the same, and the family name is another one. */
		firstSimilar: -5,
		/** The family name agrees, the first name does not: relatives. */
		lastOnly: -5,
		differs: -8,
	},
	/** The company of a person: log2(0.8 N / people there), within these. */
	employer: { equal: [6, 12], near: 6, domain: [6, 11], both: 1, differs: -1.5, domainDiffers: -0.8 },
	place: { city: 3, cityDiffers: -0.3, country: 1, countryDiffers: -0.2, title: 1.5 },
	company: {
		domain: { alone: 21, several: 16, differs: -3 },
		name: { alone: 20.5, several: 16, near: 11, similar: [-6, 16], partial: -2, differs: -8 },
		phone: { alone: 17, several: 8, part: 14, differs: -0.7 },
		email: 12,
		city: { agrees: 4, differs: -4 },
		country: { agrees: 4, differs: -5 },
		street: { agrees: 11, several: 8, differs: -3 },
		postcode: { agrees: 5, differs: -2.5 },
	},
	deal: { name: 15, nameDiffers: -8, company: 9, companyDiffers: -8 },
} as const;

export function within([least, most]: readonly [number, number], value: number): number {
	return Math.min(most, Math.max(least, value));
}

/**
 * What a key of one record gains in a larger CRM. That two records hold one mailbox by chance grows no likelier with
 * the number of records, so that the prior must not make an address less certain; the weights are those at 20,000.
 */
export function keyBits(weight: number, size: number): number {
	return weight + Math.max(0, Math.log2(size / 20_000));
}

/** Half a record of N is expected to be the one that is meant. */
export function priorBits(size: number): number {
	return Math.log2(0.5 / Math.max(1, size));
}
