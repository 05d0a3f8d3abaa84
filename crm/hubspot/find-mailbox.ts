/**
 * Finding contacts by another address of a mailbox: ann+news@acme.com. Whether the index takes a + as a letter is not
 * documented, so the beginning and the end of an address are asked for, each by a wildcard.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm (CONTAINS_TOKEN, "*@hubspot.com")
 */
import { gmailDomains, isGmail, normaliseEmail } from '../../core/identity/email';
import type { IdentityProfile } from '../../core/identity/profile';
import { isOtherAddress, mailboxLocals, mailboxOf } from '../mailbox';
import type { Hits } from './find';
import { searchLimits, type SearchFilter } from './search';
import { findAmongHolders, united } from './search-holders';
import { findWide, type Found } from './search-wide';
import type { SnapshotSource } from './snapshot';

const primary = 'email';
const additional = 'hs_additional_emails';
/** Up to so many are asked for in both fields at once. */
const few = 4;
/** Of more than these an account in which nobody has a tagged address is believed. */
const many = 25;

/** One form that the other addresses may have. */
interface Form {
	readonly address: string;
	readonly start: string;
	readonly end: string;
}

export async function findByMailbox(source: SnapshotSource, addresses: readonly string[]): Promise<Hits> {
	const fields =
		source.object.name === 'contact' ? [primary, additional].filter((field) => source.schema.has(field)) : [];
	const asked = fields.length === 0 ? [] : addresses.filter((address) => mailboxOf(address) !== undefined);
	if (asked.length <= few) return united(addresses, [await findForms(source, asked, fields)]);
	return united(addresses, await Promise.all(fields.map(async (field) => await findMany(source, asked, field))));
}

/** Few contacts have a tagged address, or an additional one. */
async function findMany(source: SnapshotSource, addresses: readonly string[], field: string): Promise<Found> {
	const isPrimary = field === primary;
	const found = await findAmongHolders(source, addresses, 'mailbox', {
		filter: isPrimary
			? { propertyName: field, operator: 'CONTAINS_TOKEN', value: '*+*' }
			: { propertyName: field, operator: 'HAS_PROPERTY' },
		mayBe: (address, value) => value.split(';').some((one) => isOtherAddress(one, address)),
		isHit,
	});
	if (!isPrimary && found === 'none') return new Map();
	// Where no + is found it may be no letter to the index; a search for each of many would cost more than that is worth.
	if (found === 'none' && addresses.length > many) return new Map();
	if (found === undefined || found === 'none') return await findForms(source, addresses, [field]);
	if (!isPrimary) return found;
	const others = addresses.filter((address) => mailboxOf(address) !== address || isGmail(domainOf(address)));
	return united(addresses, [found, await findForms(source, others, [field])]);
}

async function findForms(
	source: SnapshotSource,
	addresses: readonly string[],
	fields: readonly string[],
): Promise<Found> {
	return await findWide(source, addresses.flatMap(formsOf), searchLimits.groups, 'mailbox', {
		keyOf: ({ address }) => address,
		filters: (part) =>
			part.flatMap(({ start, end }) =>
				fields.map((propertyName) =>
					[start, end].map((value): SearchFilter => ({ propertyName, operator: 'CONTAINS_TOKEN', value })),
				),
			),
		isHit: ({ address }, profile) => isHit(address, profile),
		index: {
			properties: fields,
			mayBe: ({ address }, properties) =>
				fields.some((field) => (properties[field] ?? '').split(';').some((email) => isOtherAddress(email, address))),
		},
	});
}

function isHit(address: string, { emails }: IdentityProfile): boolean {
	return emails.some((email) => isOtherAddress(email, address));
}

function formsOf(address: string): readonly Form[] {
	const domain = domainOf(address);
	// A * in an address would be a wildcard itself.
	return mailboxLocals(address)
		.filter((local) => !local.includes('*'))
		.flatMap((local) =>
			(isGmail(domain) ? gmailDomains : [domain]).map((one) => ({ address, start: `${local}*`, end: `*@${one}` })),
		);
}

function domainOf(address: string): string {
	return normaliseEmail(address)?.domain ?? '';
}
