/** Whether a mailbox belongs to a job: found by a list of words, and without one by the people who hold it. */
import { compareNames } from './compare-names';
import { isRoleMailbox, withoutTag } from './email';
import type { EmailFacts, Facts } from './facts';
import type { PersonName } from './person-name';
import { soundsAlike } from './sounds';
import { fold, spelling, words } from './text';
import type { World } from './world';

/** A name of a mailbox that exists at so many domains is a word of the trade and not a person. */
const tradeWord = 3;

const never = (): boolean => false;

/**
 * True for a mailbox of a job. At mail providers only the list counts, since private addresses may be any word. At a
 * company's domain an address that does not resemble the names of all who hold it is taken for one, in every language.
 */
export function isRoleAt(email: EmailFacts, holders: readonly Facts[], world: World): boolean {
	if (isRoleMailbox(email)) return true;
	if (email.site === undefined) return false;
	if (world.mailboxDomains(localName(email.local)) >= tradeWord) return true;
	for (const { name } of holders) {
		const resembles = name === undefined ? undefined : resemblesName(email.local, name);
		if (resembles === false) return true;
	}
	return false;
}

/** The local part without tag, digits and dots at its ends. */
export function localName(local: string): string {
	return withoutTag(fold(local)).replace(/[\d._-]+$/, '');
}

/** Undefined where the name is in an alphabet that mailboxes are not written in, or only half of it is known. */
export function resemblesName(local: string, name: PersonName): boolean | undefined {
	if (name.all.length < 2) return undefined;
	const parts = name.all.filter((part) => /^[a-z]/.test(part));
	if (parts.length === 0) return undefined;
	const tokens = words(localName(local));
	const joined = tokens.join('');
	const spelled = spelling(joined);
	for (const part of parts) {
		const key = spelling(part);
		if (part.length >= 4 && (joined.includes(part) || spelled.includes(key))) return true;
		if (part.length === 3 && (joined.startsWith(part) || joined.endsWith(part))) return true;
		// jo.li@, li@, wuj@
		if (part.length === 2 && (tokens.includes(part) || joined.startsWith(part) || joined.endsWith(part))) return true;
		for (const token of tokens) {
			if (token.length >= 3 && key.startsWith(spelling(token))) return true;
			if (token.length >= 3 && isFormOf(token, part)) return true;
		}
		// The start of a name and an initial: annam@ is above, amei@ and meiera@ are here.
		if (part.length >= 4 && (spelled.slice(1).startsWith(key.slice(0, 4)) || spelled.startsWith(key.slice(0, 4))))
			return true;
	}
	if (joined.length <= 4 && joined.length >= 2) {
		const initials = name.all.map((part) => part.charAt(0));
		if (joined === initials.join('') || joined === initials.reverse().join('')) return true;
	}
	if (!name.foreign) return false;
	// There are many ways to write such a name in Latin letters: an address that is none of them may still be one.
	return parts.some((part) => tokens.some((token) => soundsAlike(part, token, true))) ? true : undefined;
}

function isFormOf(token: string, part: string): boolean {
	const one = { first: [token], last: [], all: [token], foreign: false, key: '', initials: 0 };
	const other = { first: [part], last: [], all: [part], foreign: false, key: '', initials: 0 };
	return compareNames(one, other, never).first !== 'different';
}
