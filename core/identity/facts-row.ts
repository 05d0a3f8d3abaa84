/**
 * Facts as rows of few signs and back: lists by place instead of objects by name, without what the rest already says.
 * As JSON half as long as the facts themselves, and read faster.
 */
import type { CompanyName } from './company-name';
import type { EmailFacts, Facts } from './facts';
import type { PersonName } from './person-name';

/** `all` is 0 where it is the first and last names in a row. */
type NameRow = readonly [
	first: readonly string[],
	last: readonly string[],
	all: readonly string[] | 0,
	key: string,
	initials: number,
	foreign: 0 | 1,
	suffix?: string,
];
type CompanyRow = readonly [words: readonly string[], form: string];
/** `mailbox` is 0 where it is the address; `site` is 0 for none and 1 where it is the domain. */
type EmailRow = readonly [address: string, mailbox: string | 0, site: string | 0 | 1];
/** What most records have not, by name. */
type Rest = Partial<Omit<Facts, 'name' | 'companies' | 'emails'>>;
export type FactsRow = readonly [
	name: NameRow | 0,
	companies: readonly CompanyRow[],
	emails: readonly EmailRow[],
	rest: Rest,
];

export function toRow({ name, companies, emails, ...more }: Facts): FactsRow {
	const { domains, phones, uniques, ...single } = more;
	const rest: Rest = {
		...single,
		...(domains.length === 0 ? {} : { domains }),
		...(phones.length === 0 ? {} : { phones }),
		...(uniques.length === 0 ? {} : { uniques }),
	};
	return [
		name === undefined ? 0 : nameToRow(name),
		companies.map(({ words, form }): CompanyRow => [words, form]),
		emails.map(emailToRow),
		rest,
	];
}

export function fromRow([name, companies, emails, rest]: FactsRow): Facts {
	return {
		domains: [],
		phones: [],
		uniques: [],
		...rest,
		...(name === 0 ? {} : { name: nameFromRow(name) }),
		companies: companies.map(([words, form]): CompanyName => ({ words, key: words.join(''), form })),
		emails: emails.map(emailFromRow),
	};
}

function nameToRow({ first, last, all, key, initials, foreign, suffix }: PersonName): NameRow {
	const isBoth =
		all.length === first.length + last.length &&
		all.every((part, index) => part === (index < first.length ? first[index] : last[index - first.length]));
	const row = [first, last, isBoth ? (0 as const) : all, key, initials, foreign ? (1 as const) : (0 as const)] as const;
	return suffix === undefined ? row : [...row, suffix];
}

function nameFromRow([first, last, all, key, initials, foreign, suffix]: NameRow): PersonName {
	return {
		first,
		last,
		all: all === 0 ? [...first, ...last] : all,
		key,
		initials,
		foreign: foreign === 1,
		...(suffix === undefined ? {} : { suffix }),
	};
}

function emailToRow({ address, mailbox, domain, site }: EmailFacts): EmailRow {
	return [address, mailbox === address ? 0 : mailbox, site === undefined ? 0 : site === domain ? 1 : site];
}

function emailFromRow([address, mailbox, site]: EmailRow): EmailFacts {
	const at = address.lastIndexOf('@');
	const domain = address.slice(at + 1);
	return {
		address,
		local: address.slice(0, at),
		domain,
		mailbox: mailbox === 0 ? address : mailbox,
		...(site === 0 ? {} : { site: site === 1 ? domain : site }),
	};
}
