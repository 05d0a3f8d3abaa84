/** What is known about all records together: how many there are, and how rare a name is among them. */
import { isKnownName } from './pet-names';
import { spelling } from './text';

/** Counts that turn an agreement into evidence: two Kowalczyks say more than two Smiths. */
export interface World {
	/** Records that could have been meant. */
	readonly size: number;
	/** Records whose whole name has this key (PersonName.key). */
	readonly namesakes: (key: string) => number;
	/** The share of records that have this word in their name, above 0. */
	readonly share: (word: string) => number;
	/** Many records hold the word as a name, so that a similar word is another name. */
	readonly isEstablished: (word: string, side: 'first' | 'last') => boolean;
	/** People of the company with this name key or domain. */
	readonly employees: (key: string) => number;
	/** At how many domains a mailbox of this name exists: info@ at hundreds, anna.kowalczyk@ at one. */
	readonly mailboxDomains: (local: string) => number;
	/** The word stands in the names of several companies. */
	readonly isCompanyWord: (word: string) => boolean;
	/** The share of companies that have this word in their name, above 0. */
	readonly companyShare: (word: string) => number;
	/** The number (phoneKey) is on a company's record: a switchboard. */
	readonly isCompanyPhone: (key: string) => boolean;
}

/** Fewer records than this say nothing about how rare names are; a CRM that does not tell counts as middle-sized. */
export const usualSize = 20_000;

/**
 * The world of a live look-up, where only the candidates were read. A first name is held by 1 in 150, a last name by 1
 * in 1,500 people, both on the common side; a whole name by nobody else than the candidates show.
 */
export function usualWorld(size: number | undefined): World {
	return {
		size: Math.max(size ?? usualSize, usualSize),
		namesakes: () => 1,
		share: (word) => (isKnownName(word) ? 1 / 100 : 1 / 1500),
		// Where nobody can be asked, a similar first name counts as another one if both are known names.
		isEstablished: (word, side) => (side === 'first' ? isKnownName(word) : spelling(word).length < 6),
		employees: () => 8,
		mailboxDomains: () => 0,
		isCompanyWord: (word) => word.length < 5,
		companyShare: () => 1 / 200,
		isCompanyPhone: () => false,
	};
}
