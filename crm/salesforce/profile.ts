/** What a record says about who or what it is, and in which fields: names, addresses, numbers, websites. */
import { entriesOf, isAliasField, isDomainsField } from '../../core/identity/field-words';
import type { IdentityProfile } from '../crm';
import { object, text, type Json } from '../json';
import { ownLinkedIn } from '../linkedin';
import type { Schema } from './describe';

/** Fields by what they say, in our names; the primary one first. Only such as may stand in a WHERE. */
export interface ProfileFields {
	readonly emails: readonly string[];
	readonly phones: readonly string[];
	readonly linkedin: readonly string[];
	readonly domains: readonly string[];
	/** Fields with other names of a company. */
	readonly aliases: readonly string[];
	readonly uniques: readonly string[];
}

/** More fields of a kind would make queries too large; the first ones are the standard ones. */
const mostFields = 6;

export function profileFields({ fields, native, object: { name } }: Schema): ProfileFields {
	const pick = (wanted: (field: string, type: string) => boolean): readonly string[] => {
		const found = [...fields.values()].filter(
			(field) => native.get(field.name)?.filterable === true && wanted(field.name, field.type),
		);
		// Salesforce's own fields before those that administrators added.
		return found
			.map((field) => field.name)
			.sort((a, b) => Number(/__c$/i.test(a)) - Number(/__c$/i.test(b)))
			.slice(0, mostFields);
	};
	const isText = (type: string) => type === 'url' || type === 'text';
	return {
		emails: pick((_, type) => type === 'email'),
		phones: pick((field, type) => type === 'phone' && !/fax/i.test(field)),
		linkedin: pick((field, type) => isText(type) && /linked_?in/i.test(field)),
		domains: pick(
			(field, type) => isText(type) && (field === 'Website' || (name === 'company' && isDomainsField(field))),
		),
		aliases: name === 'company' ? pick((field, type) => isText(type) && isAliasField(field)) : [],
		uniques: pick((field) => field !== 'Id' && fields.get(field)?.unique === true),
	};
}

/** Contacts have a mailing address, accounts a billing address, leads one without a name. */
const addressParts = ['Street', 'PostalCode', 'City', 'Country'] as const;

const plainFields = [
	...['Name', 'FirstName', 'LastName', 'Title', 'Company', 'AccountId', 'ParentId'],
	...['Mailing', 'Billing', ''].flatMap((kind) => addressParts.map((part) => `${kind}${part}`)),
	...['IsConverted', 'ConvertedContactId'],
];

/** What to select for a profile: our names, and paths to fields of related records. */
export function profileSelect(schema: Schema): {
	readonly fields: readonly string[];
	readonly paths: readonly string[];
} {
	const { emails, phones, linkedin, domains, aliases, uniques } = profileFields(schema);
	const plain = plainFields.filter((field) => schema.fields.has(field));
	const hasAccount = schema.native.get('AccountId')?.referenceTo.includes('Account') === true;
	return {
		fields: [...plain, ...emails, ...phones, ...linkedin, ...domains, ...aliases, ...uniques],
		paths: hasAccount ? ['Account.Name'] : [],
	};
}

export function readProfile(schema: Schema, record: Json): IdentityProfile {
	const known = profileFields(schema);
	const value = (field: string): string | undefined => text(record[schema.native.get(field)?.api ?? '']);
	const values = (fields: readonly string[]) => fields.flatMap((field) => value(field) ?? []);
	const inAddress = (part: (typeof addressParts)[number]) =>
		value(`Mailing${part}`) ?? value(`Billing${part}`) ?? value(part);
	const { name } = schema.object;
	const isPerson = name === 'contact' || name === 'lead';
	return defined({
		firstName: value('FirstName'),
		lastName: value('LastName'),
		name: isPerson ? undefined : value('Name'),
		aliases: known.aliases.length === 0 ? undefined : values(known.aliases).flatMap(entriesOf),
		emails: values(known.emails),
		phones: values(known.phones),
		title: value('Title'),
		companyName: text(object(record['Account'])['Name']) ?? value('Company'),
		companyId: value('AccountId'),
		domains: values(known.domains).flatMap(entriesOf),
		street: inAddress('Street'),
		postcode: inAddress('PostalCode'),
		city: inAddress('City'),
		country: inAddress('Country'),
		linkedin: ownLinkedIn(name, values(known.linkedin)),
		uniques: Object.fromEntries(
			known.uniques.flatMap((field) => {
				const unique = value(field);
				return unique === undefined ? [] : [[field, unique]];
			}),
		),
		parentId: name === 'company' ? value('ParentId') : undefined,
	});
}

/** Without the parts that the record does not say. */
function defined(profile: IdentityProfile): IdentityProfile {
	return Object.fromEntries(
		Object.entries(profile).filter(([, value]) => value !== undefined),
	) as unknown as IdentityProfile;
}
