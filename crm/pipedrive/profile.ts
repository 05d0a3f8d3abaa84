/** What a record says about who it is, in the terms of all CRMs: the evidence that core/identity weighs. */
import { entriesOf as partsOf, isAliasField, isDomainsField } from '../../core/identity/field-words';
import type { IdentityProfile } from '../crm';
import { list, object, text, type Json } from '../json';
import { ownLinkedIn } from '../linkedin';
import { primaryOf, fromWire, rawOf } from './values';
import type { PipedriveField } from './fields';
import { idOf, type SnapshotSource } from './snapshot';

/** Custom fields that hold a LinkedIn profile, by their label. */
export function linkedinFields({ schema }: SnapshotSource): readonly PipedriveField[] {
	return [...schema.values()].filter(
		({ custom, code, part, schema: { label } }) =>
			part === undefined && (custom ? /linked\s*-?in/i.test(label) : code === 'linkedin'),
	);
}

/** Custom fields of organizations with other names and more domains, by their label. */
export function aliasFields(source: SnapshotSource): readonly PipedriveField[] {
	return ownFields(source, isAliasField);
}

export function domainFields(source: SnapshotSource): readonly PipedriveField[] {
	return ownFields(source, isDomainsField);
}

function ownFields({ schema, object: { name } }: SnapshotSource, isWanted: (label: string) => boolean) {
	if (name !== 'company') return [];
	return [...schema.values()].filter(
		({ custom, part, schema: { label } }) => custom && part === undefined && isWanted(label),
	);
}

/** The entries that such fields hold, the name or the website first. */
export function companyNames(source: SnapshotSource, record: Json): readonly string[] {
	return [text(record[source.object.titleField])?.trim() ?? '', ...entriesIn(aliasFields(source), record)];
}

export function companyDomains(source: SnapshotSource, record: Json): readonly string[] {
	const website = text(record['website'])?.trim() ?? '';
	return [...(website === '' ? [] : [website]), ...entriesIn(domainFields(source), record)];
}

function entriesIn(fields: readonly PipedriveField[], record: Json): readonly string[] {
	return fields.flatMap((field) => partsOf(text(fromWire(field, rawOf(record, field)))));
}

export function uniqueFields({ schema }: SnapshotSource): readonly PipedriveField[] {
	return [...schema.values()].filter(({ schema: field, part }) => field.unique && part === undefined);
}

/** Custom fields that say who a record is. */
export function profileFields(source: SnapshotSource): readonly PipedriveField[] {
	return [...linkedinFields(source), ...aliasFields(source), ...domainFields(source), ...uniqueFields(source)];
}

/** `company` is the organization that the record belongs to, where it was read. */
export function profileOf(source: SnapshotSource, record: Json, company: Json | undefined): IdentityProfile {
	const { object: target } = source;
	const given = (code: string) => text(record[code])?.trim();
	const address = object(record[target.name === 'company' ? 'address' : 'postal_address']);
	const linkedin = linkedinFields(source)
		.map((field) => fromWire(field, rawOf(record, field)))
		.filter((value) => typeof value === 'string');
	const uniques = uniqueFields(source).flatMap((field): [string, string][] => {
		const value = text(fromWire(field, rawOf(record, field)));
		return value === undefined ? [] : [[field.schema.name, value]];
	});
	return {
		firstName: given('first_name'),
		lastName: given('last_name'),
		name: given(target.titleField),
		aliases: target.name === 'company' ? companyNames(source, record).slice(1) : undefined,
		emails: entriesOf(record['emails']),
		phones: entriesOf(record['phones']),
		title: given('job_title'),
		companyName: company === undefined ? undefined : text(company['name']),
		companyId: target.name === 'company' ? undefined : companyIdOf(record),
		domains: companyDomains(source, record),
		street: streetOf(address),
		postcode: text(address['postal_code']),
		city: text(address['locality']),
		country: text(address['country']),
		linkedin: ownLinkedIn(kindOf(source), linkedin),
		uniques: Object.fromEntries(uniques),
	};
}

/** Pipedrive's leads are deals to be, no people. */
export function kindOf({ object: { name } }: SnapshotSource): string | undefined {
	return name === 'lead' ? undefined : name;
}

function streetOf(address: Json): string | undefined {
	const street = [text(address['route']), text(address['street_number'])]
		.flatMap((part) => part?.trim() ?? [])
		.join(' ');
	return street.trim() === '' ? undefined : street.trim();
}

/** v2 gives the id, v1 an object or the id. */
export function companyIdOf(record: Json): string | undefined {
	const link = record['org_id'] ?? record['organization_id'];
	return (
		text(link) ??
		text(object(link)['value']) ??
		(typeof link === 'object' ? idOf(object(link)) || undefined : undefined)
	);
}

/** All entries, the primary one first. */
export function entriesOf(raw: unknown): readonly string[] {
	const all = list(raw).flatMap((entry) => text(object(entry)['value'])?.trim() ?? []);
	const primary = primaryOf(raw);
	return [...new Set([...(primary === undefined ? [] : [primary]), ...all])];
}
