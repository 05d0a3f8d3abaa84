/** E-mail addresses as a key: one form to search by, and what an address says about the person behind it. */
import { freeMailProviders } from './data/free-mail';
import { roleFillers, roleWords, wholeRoleWords } from './data/role-words';
import { visible } from './text';

export interface Email {
	/** Lower-case, domain in its ASCII form: what is searched for. */
	readonly address: string;
	readonly local: string;
	readonly domain: string;
}

/** RFC 5321: 64 characters before the @, 254 in all. */
const longestLocal = 64;
const longestAddress = 254;

/** Nothing in it has another form, which takes long to find out. */
const ascii = /^[ -~]*$/;

/** The characters of an unquoted local part (RFC 5321 and 6531), dots only between others. */
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const asciiDomain = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * Reads one e-mail address as people and tools write it: `mailto:`, `Name <a@b.com>`, full-width characters, capitals
 * and international domains are brought to one form. Undefined where the text holds no address, or more than one.
 */
export function normaliseEmail(text: string): Email | undefined {
	if (text.length > 1000) return undefined;
	const plain = visible(text).trim();
	const bracketed = /^[^<>]*<([^<>]*)>$/.exec(plain)?.[1] ?? plain;
	const bare = bracketed
		.trim()
		.replace(/^mailto:([^?]*).*$/i, '$1')
		.trim();
	return parseAddress(bare.toLowerCase());
}

/** Splits a bare address and checks its syntax; the local part keeps its case. Undefined where it is none. */
export function parseAddress(text: string): Email | undefined {
	const at = text.lastIndexOf('@');
	if (at < 1) return undefined;
	const local = text.slice(0, at);
	const domain = domainToAscii(text.slice(at + 1));
	if (domain === undefined || local.length > longestLocal || !localPart.test(local)) return undefined;
	const address = `${local}@${domain}`;
	return address.length > longestAddress ? undefined : { address, local, domain };
}

/** `MÜNCHEN.de.` -> `xn--mnchen-3ya.de`; undefined for what is no domain name. */
function domainToAscii(text: string): string | undefined {
	const domain = text.replace(/\.$/, '').toLowerCase();
	if (asciiDomain.test(domain)) return domain;
	if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || !URL.canParse(`http://${domain}/`)) return undefined;
	const { hostname } = new URL(`http://${domain}/`);
	return asciiDomain.test(hostname) ? hostname : undefined;
}

/** True for a mailbox that belongs to a job and not to a person (info@, ventas@, sales.emea@, no-reply@). */
export function isRoleMailbox(email: Email): boolean {
	const local = foldAccents(withoutTag(email.local));
	const joined = local.replace(/[^a-z]/g, '');
	if (roleWords.has(joined) || wholeRoleWords.has(joined)) return true;
	const parts = local.split(/[^a-z]+/).filter((part) => part !== '');
	if (parts.some((part) => roleWords.has(part))) return true;
	return (
		parts.some((part) => wholeRoleWords.has(part)) &&
		parts.every((part) => wholeRoleWords.has(part) || roleFillers.has(part))
	);
}

const freeMail: ReadonlySet<string> = new Set(
	Object.entries(freeMailProviders).flatMap(([name, endings]) =>
		endings.split(' ').map((ending) => `${name}.${ending}`),
	),
);

/** True for a provider at which anyone can have a mailbox: the domain says nothing about the person's company. */
export function isFreeMail(domain: string): boolean {
	return freeMail.has(domain.toLowerCase());
}

/**
 * A key under which two addresses of one mailbox are equal: without the +tag and, at Gmail, without dots.
 * For comparing only: a CRM has the address as it was typed.
 */
export function mailboxKey(email: Email): string {
	const local = withoutTag(email.local);
	if (!isGmail(email.domain))
		// The same text again would be held twice for each of 100,000 records.
		return local === email.local ? email.address : `${local}@${email.domain}`;
	return `${local.replace(/\./g, '')}@gmail.com`;
}

/** Two names of one provider, whose mailboxes have no dots. */
export const gmailDomains: readonly string[] = ['gmail.com', 'googlemail.com'];

export function isGmail(domain: string): boolean {
	return gmailDomains.includes(domain);
}

/** The part before the @ without its +tag. */
export function withoutTag(local: string): string {
	return local.replace(/(?!^)\+.*$/, '');
}

function foldAccents(text: string): string {
	if (ascii.test(text)) return text.toLowerCase();
	return text
		.toLowerCase()
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/ß/g, 'ss')
		.replace(/ø/g, 'o')
		.replace(/ł/g, 'l');
}
