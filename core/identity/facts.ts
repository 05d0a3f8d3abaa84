/** What an item or a record says about who or what it is, prepared for comparing. */
import { readCompanyName, type CompanyName } from './company-name';
import { readCity, readCountry } from './country';
import { registrableDomain } from './domain';
import { isFreeMail, mailboxKey, normaliseEmail, type Email } from './email';
import { linkedInOf } from './linkedin';
import { readPersonName, type PersonName } from './person-name';
import { readPhoneFacts, type PhoneFacts } from './phone-facts';
import type { IdentityProfile } from './profile';
import { readPostcode, readStreet, type Street } from './street';
import { fold, words } from './text';

export interface EmailFacts {
	readonly address: string;
	/** Equal for the addresses of one mailbox (+tags, dots at Gmail). */
	readonly mailbox: string;
	readonly local: string;
	readonly domain: string;
	/** The registrable domain; undefined at providers where anyone can have a mailbox. */
	readonly site?: string | undefined;
}

export interface UniqueFact {
	readonly field: string;
	/** Trimmed and in lower case, as CRMs compare unique values. */
	readonly value: string;
}

export interface Facts {
	readonly name?: PersonName | undefined;
	/** The company's own names, or those of the company that a person or deal belongs to. */
	readonly companies: readonly CompanyName[];
	/** A deal's name. */
	readonly dealName?: string | undefined;
	readonly emails: readonly EmailFacts[];
	readonly phones: readonly PhoneFacts[];
	readonly linkedin?: string | undefined;
	/** Registrable domains of the company, without those of mail providers. */
	readonly domains: readonly string[];
	readonly uniques: readonly UniqueFact[];
	readonly city?: string | undefined;
	readonly country?: string | undefined;
	readonly title?: string | undefined;
	readonly street?: Street | undefined;
	readonly postcode?: string | undefined;
	readonly companyId?: string | undefined;
}

export type SubjectKind = 'person' | 'company' | 'deal';

/** contact, lead and person are people; company and deal are themselves; anything else is judged by its keys only. */
export function subjectKind(object: string): SubjectKind {
	if (object === 'company') return 'company';
	return object === 'deal' ? 'deal' : 'person';
}

/** Values that people type where they have none. */
const junk = /^(?:n[./]a\.?|none|null|undefined|unknown|test|tbd|-+|\.+|x{2,}|0+|unbekannt|keine|nan)$/i;

/** Text that means nothing is no evidence. */
export function meaningful(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const trimmed = text.trim();
	return trimmed === '' || junk.test(trimmed) ? undefined : trimmed;
}

export function emailFacts(text: string): EmailFacts | undefined {
	if (text.length > longestText) return undefined;
	const email = normaliseEmail(text) ?? normaliseEmail(withoutMarks(text));
	if (email === undefined || isPlaceholder(email)) return undefined;
	const site = isFreeMail(email.domain) ? undefined : registrableDomain(email.domain);
	const { address, local, domain } = email;
	const isOwn = site !== undefined && !isFreeMail(site);
	return {
		address,
		local,
		domain,
		mailbox: mailboxKey(email),
		site: isOwn ? (site === domain ? domain : site) : undefined,
	};
}

/** Typed around an address: quotes, brackets, a full stop. From the end by hand, since a pattern would start at every mark. */
function withoutMarks(text: string): string {
	const isMark = (letter: string | undefined): boolean => letter !== undefined && !/[\p{L}\p{N}]/u.test(letter);
	const letters = [...text];
	let [start, end] = [0, letters.length];
	while (start < end && isMark(letters[start])) start++;
	while (end > start && isMark(letters[end - 1])) end--;
	return letters.slice(start, end).join('');
}

/** No address is longer, with whatever stands around it. */
const longestText = 1000;

/** none@none.com, test@example.com, noemail@acme.com: typed where a form wanted an address. */
function isPlaceholder({ local, domain }: Email): boolean {
	const name = domain.slice(0, domain.indexOf('.'));
	if (/^(?:example|noemail|nomail|invalid|fake|mailinator)$/.test(name) || domain.endsWith('.invalid')) return true;
	// Na is also a given name: at a company's domain it may be somebody.
	if (local === 'na') return name.length < 4 || isFreeMail(domain);
	return /^(?:none|noemail|no-email|nomail|unknown|n\.a|null|undefined|xxx+|asdf+)$/.test(local);
}

/** The registrable domain of a website or address; undefined where anyone can have a mailbox there. */
export function siteOf(text: string): string | undefined {
	const site = registrableDomain(text.includes('@') ? text.slice(text.lastIndexOf('@') + 1) : text);
	return site === undefined || isFreeMail(site) ? undefined : site;
}

const none: readonly never[] = [];

/**
 * Never throws, whatever the record holds. `readCompany` may remember the names that it read; without `withPhones` the
 * numbers, which take longest, are left out. Numbers without a country code are read as of the record's country.
 */
export function factsOf(
	profile: IdentityProfile,
	kind: SubjectKind,
	{ readCompany = readCompanyName, withPhones = true } = {},
): Facts {
	const country = readCountry(meaningful(profile.country));
	const companyNames = kind === 'company' ? [profile.name, ...(profile.aliases ?? [])] : [profile.companyName];
	return {
		name:
			kind === 'person'
				? readPersonName({
						first: meaningful(profile.firstName),
						last: meaningful(profile.lastName),
						full: meaningful(profile.name),
					})
				: undefined,
		companies: distinct(
			present(companyNames, (name) => readCompany(meaningful(name))),
			(name) => name.key,
		),
		dealName: kind === 'deal' ? dealKey(profile.name) : undefined,
		emails: distinct(present(profile.emails, emailFacts), (email) => email.mailbox),
		phones: withPhones ? phonesOf(profile.phones, country) : none,
		linkedin: linkedInOf(profile.linkedin, kind),
		domains: distinct(present(profile.domains, siteOf), (domain) => domain),
		uniques: Object.entries(profile.uniques).flatMap(([field, value]) => uniqueFact(field, value)),
		city: readCity(meaningful(profile.city)),
		country,
		title: textKey(profile.title),
		street: readStreet(meaningful(profile.street)),
		postcode: readPostcode(meaningful(profile.postcode)),
		companyId: profile.companyId,
	};
}

/** `country` as `readCountry` gives it, for numbers without a country code. */
export function phonesOf(texts: readonly string[], country: string | undefined): readonly PhoneFacts[] {
	return distinct(
		present(texts, (text) => readPhoneFacts(text, country)),
		(phone) => phone.e164 ?? phone.digits,
	);
}

export function uniqueFact(field: string, value: string): readonly UniqueFact[] {
	const plain = value.normalize('NFKC').trim().toLowerCase();
	return plain === '' ? [] : [{ field, value: plain }];
}

export function textKey(text: string | undefined): string | undefined {
	const known = meaningful(text);
	if (known === undefined) return undefined;
	const key = words(fold(known)).join(' ');
	return key === '' ? undefined : key;
}

/** A deal's name with its punctuation aside. */
export function dealKey(name: string | undefined): string | undefined {
	return textKey(name);
}

/** What could be read of the values. */
function present<T, R>(values: readonly T[], read: (value: T) => R | undefined): readonly R[] {
	if (values.length === 0) return none;
	const found: R[] = [];
	for (const value of values) {
		const known = read(value);
		if (known !== undefined) found[found.length] = known;
	}
	return found;
}

export function distinct<T>(entries: readonly T[], keyOf: (entry: T) => string): readonly T[] {
	if (entries.length < 2) return entries;
	const seen = new Set<string>();
	return entries.filter((entry) => {
		const key = keyOf(entry);
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}
