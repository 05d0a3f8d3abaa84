/**
 * What a HubSpot record says about who or what it is.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (default properties)
 */
import type { FieldSchema } from '../../core/fields/schema';
import { entriesOf, isAliasField } from '../../core/identity/field-words';
import type { IdentityProfile } from '../../core/identity/profile';
import { ownLinkedIn } from '../linkedin';
import type { HubSpotObject } from './objects';
import type { WireRecord } from './wire';

const standard: Readonly<Record<string, readonly string[]>> = {
	contact: [
		'firstname',
		'lastname',
		'email',
		'hs_additional_emails',
		'phone',
		'mobilephone',
		'hs_whatsapp_phone_number',
		'jobtitle',
		'company',
		'associatedcompanyid',
		'address',
		'zip',
		'city',
		'country',
	],
	company: [
		'name',
		'domain',
		'hs_additional_domains',
		'website',
		'phone',
		'address',
		'zip',
		'city',
		'country',
		'hs_parent_company_id',
	],
	deal: ['dealname'],
};

/** Fields that hold a LinkedIn address: HubSpot's own and those that customers and enrichment tools add. */
export function linkedinFields(schema: ReadonlyMap<string, FieldSchema>): readonly string[] {
	return [...schema.keys()]
		.filter((name) => /linkedin/i.test(name) && !/followers|connections|bio$/i.test(name))
		.slice(0, 4);
}

/** Fields that customers add for other names of a company. */
export function aliasFields(object: HubSpotObject, schema: ReadonlyMap<string, FieldSchema>): readonly string[] {
	if (object.name !== 'company') return [];
	return [...schema.values()]
		.filter(({ name, label }) => !/^hs_/.test(name) && (isAliasField(name) || isAliasField(label)))
		.map(({ name }) => name)
		.slice(0, 2);
}

/** The fields to read for a profile, as far as the account has them. */
export function profileFields(object: HubSpotObject, schema: ReadonlyMap<string, FieldSchema>): readonly string[] {
	const known = (standard[object.name] ?? []).filter((name) => schema.has(name));
	return known.length === 0
		? []
		: [...known, ...linkedinFields(schema), ...aliasFields(object, schema), ...uniqueFields(schema)];
}

/** Fields that hold a value only once: other keys of the record. */
function uniqueFields(schema: ReadonlyMap<string, FieldSchema>): readonly string[] {
	return [...schema.values()]
		.filter((field) => field.unique && !/^hs_|^email$/.test(field.name))
		.map((field) => field.name)
		.slice(0, 10);
}

export function profileOf(
	object: HubSpotObject,
	schema: ReadonlyMap<string, FieldSchema>,
	{ properties }: WireRecord,
): IdentityProfile {
	const value = (name: string): string | undefined => {
		const text = properties[name]?.trim() ?? '';
		return text === '' ? undefined : text;
	};
	const all = (...names: readonly string[]): string[] =>
		names
			.flatMap((name) => (value(name) ?? '').split(';'))
			.flatMap((text) => (text.trim() === '' ? [] : [text.trim()]));
	const isContact = object.name === 'contact';
	return {
		firstName: value('firstname'),
		lastName: value('lastname'),
		name: isContact ? undefined : (value('name') ?? value('dealname')),
		emails: all('email', 'hs_additional_emails'),
		aliases: isContact ? undefined : aliasFields(object, schema).flatMap((name) => entriesOf(value(name))),
		phones: all('phone', 'mobilephone', 'hs_whatsapp_phone_number'),
		title: value('jobtitle'),
		companyName: isContact ? value('company') : undefined,
		companyId: value('associatedcompanyid'),
		domains: all('domain', 'hs_additional_domains', 'website'),
		street: value('address'),
		postcode: value('zip'),
		city: value('city'),
		country: value('country'),
		linkedin: ownLinkedIn(
			object.name,
			linkedinFields(schema).flatMap((name) => value(name) ?? []),
		),
		uniques: Object.fromEntries(
			uniqueFields(schema).flatMap((name) => {
				const text = value(name);
				return text === undefined ? [] : [[name, text]];
			}),
		),
		parentId: value('hs_parent_company_id'),
	};
}
