/**
 * Finding contacts by another address of a mailbox: ann+news@acme.com. Whether the index takes a + as a letter is not
 * documented, so the beginning and the end of an address are asked for, each by a wildcard.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm (CONTAINS_TOKEN, "*@hubspot.com")
 */
import { gmailDomains, isGmail, normaliseEmail } from '../../core/identity/email';
import { isOtherAddress, mailboxLocals } from '../mailbox';
import type { Hits } from './find';
import { ok } from './results';
import { searchLimits, type SearchFilter } from './search';
import { findWide } from './search-wide';
import type { SnapshotSource } from './snapshot';

const addressFields = ['email', 'hs_additional_emails'];

/** One form that the other addresses may have. */
interface Form {
	readonly address: string;
	readonly start: string;
	readonly end: string;
}

export async function findByMailbox(source: SnapshotSource, addresses: readonly string[]): Promise<Hits> {
	const fields = source.object.name === 'contact' ? addressFields.filter((field) => source.schema.has(field)) : [];
	const asked = fields.length === 0 ? [] : addresses.flatMap(formsOf);
	const found = await findWide(source, asked, searchLimits.groups, 'mailbox', {
		keyOf: ({ address }) => address,
		filters: (part) =>
			part.flatMap(({ start, end }) =>
				fields.map((propertyName) =>
					[start, end].map((value): SearchFilter => ({ propertyName, operator: 'CONTAINS_TOKEN', value })),
				),
			),
		isHit: ({ address }, { emails }) => emails.some((email) => isOtherAddress(email, address)),
		index: {
			properties: fields,
			mayBe: ({ address }, properties) =>
				fields.some((field) => (properties[field] ?? '').split(';').some((email) => isOtherAddress(email, address))),
		},
	});
	return new Map(addresses.map((address) => [address, found.get(address) ?? ok([])]));
}

function formsOf(address: string): readonly Form[] {
	const domain = normaliseEmail(address)?.domain ?? '';
	// A * in an address would be a wildcard itself.
	return mailboxLocals(address)
		.filter((local) => !local.includes('*'))
		.flatMap((local) =>
			(isGmail(domain) ? gmailDomains : [domain]).map((one) => ({ address, start: `${local}*`, end: `*@${one}` })),
		);
}
