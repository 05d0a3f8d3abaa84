/** What to ask the CRM for an item: its own keys first, wide searches only for items that these leave open. */
import { sitesOf } from '../../core/identity/weigh-person';
import type { AskedItem } from '../../core/identity/read-item';
import type { IdentityKeys } from '../crm';

/**
 * The keys that lead to few records each. One entry takes one value of each kind; further values of a kind (a second
 * e-mail address, the address without its +tag) are entries of their own.
 */
export function ownKeys({ keys, sought }: AskedItem): readonly IdentityKeys[] {
	const { facts, kind } = sought;
	const emails =
		kind === 'company' ? [] : facts.emails.flatMap((email) => [...new Set([email.address, email.mailbox])]);
	const phones = [...new Set(facts.phones.flatMap((phone) => phone.e164 ?? []))];
	const domains = kind === 'company' ? sitesOf(facts) : [];
	const uniques = keys.uniques ?? [];
	const rows = Math.max(1, emails.length, phones.length, domains.length, uniques.length);
	const asked: IdentityKeys[] = [];
	for (let row = 0; row < rows; row++) {
		const one: IdentityKeys = {
			...given('id', row === 0 ? keys.id : undefined),
			...given('unique', uniques[row]),
			...given('email', emails[row]),
			...given('phone', phones[row]),
			...given('linkedin', row === 0 ? facts.linkedin : undefined),
			...given('domain', domains[row]),
		};
		if (Object.keys(one).length > 0) asked.push(one);
	}
	return asked;
}

/** By name: the CRM's own search, wide rather than exact. Also the other way round where the order is not known. */
export function nameKeys({ keys, sought }: AskedItem): readonly IdentityKeys[] {
	if (sought.kind === 'company') return keys.company === undefined ? [] : [{ name: keys.company }];
	if (sought.kind === 'deal') return keys.dealName === undefined ? [] : [{ name: keys.dealName }];
	return sought.facts.name === undefined ? [] : personKeys({ ...keys, name: keys.fullName });
}

/** A person by first and last name, or by one text in which they stand in either order. */
export function personKeys({
	firstName,
	lastName,
	name,
}: {
	readonly firstName?: string | undefined;
	readonly lastName?: string | undefined;
	readonly name?: string | undefined;
}): readonly IdentityKeys[] {
	if (firstName !== undefined && lastName !== undefined) {
		return [{ person: { first: firstName.trim(), last: lastName.trim() } }];
	}
	const text = name ?? lastName;
	if (text === undefined) return [];
	const [before = '', after] = text.split(',', 2);
	const words = before.trim().split(/\s+/).filter(isName);
	const others = (after ?? '').trim().split(/\s+/).filter(isName);
	if (others.length > 0) return [{ person: { first: others.join(' '), last: words.join(' ') } }];
	const first = words[0];
	if (first === undefined) return [];
	if (words.length === 1) return [{ person: { last: first } }];
	const last = words[words.length - 1] ?? '';
	return [
		{ person: { first, last: words.slice(1).join(' ') } },
		{ person: { first: last, last: words.slice(0, -1).join(' ') } },
	];
}

/** Titles and suffixes are part of no field that CRMs search names in. */
function isName(word: string): boolean {
	return word !== '' && !/^(?:dr|prof|mr|mrs|ms|herr|frau|sr|jr|phd|mba|ii|iii)\.?$/i.test(word);
}

/** Everybody of the last name, whatever form of the first one the record has. */
export function lastNameKeys(item: AskedItem): readonly IdentityKeys[] {
	const lasts = new Set(nameKeys(item).flatMap(({ person }) => person?.last ?? []));
	return [...lasts].map((last) => ({ person: { last } }));
}

/** Each mailbox of the item once, for records that hold another address of it. */
export function mailboxKeys({ sought }: AskedItem): readonly IdentityKeys[] {
	const { emails } = sought.facts;
	return [...new Map(emails.map(({ address, mailbox }) => [mailbox, { mailbox: address }])).values()];
}

/** The company that the item names, for the people or deals that belong to it. */
export function employerKeys({ keys, sought }: AskedItem): readonly IdentityKeys[] {
	if (sought.kind === 'company') return [];
	const sites = sitesOf(sought.facts);
	return [
		...sites.map((domain): IdentityKeys => ({ domain })),
		...(keys.company === undefined ? [] : [{ name: keys.company }]),
	];
}

function given<K extends keyof IdentityKeys>(key: K, value: IdentityKeys[K]): Pick<IdentityKeys, K> | object {
	return value === undefined ? {} : { [key]: value };
}
