/** What an incoming item says, key by key, prepared for comparing with records. */
import { readCompanyName } from './company-name';
import { readCity, readCountry } from './country';
import {
	dealKey,
	distinct,
	emailFacts,
	meaningful,
	phonesOf,
	siteOf,
	textKey,
	uniqueFact,
	type Facts,
	type SubjectKind,
} from './facts';
import type { Sought } from './judge';
import { linkedInOf } from './linkedin';
import { readPersonName } from './person-name';
import { readPostcode, readStreet } from './street';

/** The keys of an item as text; several of a kind are all used. */
export interface ItemKeys {
	readonly id?: string | undefined;
	readonly uniques?: readonly { readonly field: string; readonly value: string }[] | undefined;
	readonly emails?: readonly string[] | undefined;
	readonly phones?: readonly string[] | undefined;
	readonly linkedin?: string | undefined;
	/** Websites or domains. */
	readonly domains?: readonly string[] | undefined;
	readonly firstName?: string | undefined;
	readonly lastName?: string | undefined;
	readonly fullName?: string | undefined;
	readonly company?: string | undefined;
	/** The record ID of the company that a person or deal belongs to. */
	readonly companyId?: string | undefined;
	readonly dealName?: string | undefined;
	readonly title?: string | undefined;
	readonly street?: string | undefined;
	readonly postcode?: string | undefined;
	readonly city?: string | undefined;
	readonly country?: string | undefined;
}

/**
 * Never throws. `country` (ISO code) is for phone numbers without country code where the item names no country itself.
 * For a company the domains of work addresses count as its own, for a person they are part of the address.
 */
export function itemFacts(keys: ItemKeys, kind: SubjectKind, country?: string): Sought {
	const itemCountry = readCountry(meaningful(keys.country));
	const phoneCountry = itemCountry !== undefined && itemCountry.length === 2 ? itemCountry : country;
	const emails = distinct(
		(keys.emails ?? []).flatMap((email) => emailFacts(email) ?? []),
		(email) => email.address,
	);
	const phones = phonesOf(keys.phones ?? [], phoneCountry);
	const company = readCompanyName(meaningful(keys.company));
	const facts: Facts = {
		name:
			kind === 'person'
				? readPersonName({
						first: meaningful(keys.firstName),
						last: meaningful(keys.lastName),
						full: meaningful(keys.fullName),
					})
				: undefined,
		companies: company === undefined ? [] : [company],
		dealName: kind === 'deal' ? dealKey(keys.dealName) : undefined,
		emails,
		phones,
		linkedin: linkedInOf(keys.linkedin, kind),
		domains: [...new Set((keys.domains ?? []).flatMap((domain) => siteOf(domain) ?? []))],
		uniques: (keys.uniques ?? []).flatMap(({ field, value }) => uniqueFact(field, value)),
		city: readCity(meaningful(keys.city)),
		country: itemCountry,
		title: textKey(keys.title),
		street: readStreet(meaningful(keys.street)),
		postcode: readPostcode(meaningful(keys.postcode)),
		companyId: kind === 'company' ? undefined : keys.companyId,
	};
	const unreadable = (keys.emails ?? []).some((email) => meaningful(email) !== undefined && emails.length === 0);
	return { kind, facts, hasId: keys.id !== undefined && keys.id.trim() !== '', unreadable };
}
