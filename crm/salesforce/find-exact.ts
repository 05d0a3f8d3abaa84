/** Finding by keys that a field holds as they are, or that can be verified to the letter: id, unique field, phone, ... */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { registrableDomain } from '../../core/identity/domain';
import { entriesOf } from '../../core/identity/field-words';
import { readLinkedIn } from '../../core/identity/linkedin';
import type { CrmErrorData } from '../../core/errors';
import type { IdentityKeys, Result } from '../crm';
import { text } from '../json';
import { isOwnLinkedIn, linkedInPaths } from '../linkedin';
import { failed, ok } from '../results';
import { byEmail } from './find-email';
import { comparable, inAnyField } from './find-in-fields';
import { recordId } from './ids';
import { profileFields } from './profile';
import { readRaw } from './read';
import { idOf, invalidId } from './results';
import { hitOf, search, type Hit, type Hits } from './search';
import type { SnapshotSource } from './snapshot';
import { anything, join, like, name, soql, type Soql } from './soql';

export async function byId(source: SnapshotSource, asked: readonly string[]): Promise<Hits> {
	const ids = new Map(asked.map((id) => [id, idOf(id, source.schema.keyPrefix)]));
	const values = [...new Set([...ids.values()].flatMap((id) => id ?? []))];
	const found = await search(source, {
		values,
		where: (part) => soql`Id IN ${part}`,
		holds: (record, id) => (recordId(text(record['Id']) ?? '') === id ? 'record id' : undefined),
		purpose: 'find by id',
	});
	const missed = values.filter((id) => isEmpty(found.get(id)));
	const survivors = missed.length === 0 ? new Map<string, never>() : await readRaw(source, missed);
	return new Map(
		[...ids].map(([key, id]): [string, Result<readonly Hit[]>] => {
			if (id === undefined) return [key, failed(invalidId())];
			const answer = found.get(id);
			if (answer !== undefined && !isEmpty(answer)) return [key, answer];
			const raw = survivors.get(id);
			if (raw?.ok === true) {
				return [key, ok([{ ...hitOf(source, raw.value.record, raw.value.at), via: 'record id', mergedFrom: id }])];
			}
			return [key, raw === undefined || raw.error.kind === 'not found' ? ok([]) : raw];
		}),
	);
}

function isEmpty(result: Result<readonly Hit[]> | undefined): boolean {
	return result === undefined || (result.ok && result.value.length === 0);
}

/** The values are [field, value] as JSON. */
export async function byUnique(
	source: SnapshotSource,
	values: readonly string[],
	queries: readonly IdentityKeys[],
): Promise<Hits> {
	const fields = new Map<string, Set<string>>();
	for (const { unique } of queries) {
		if (unique !== undefined) fields.set(unique.field, (fields.get(unique.field) ?? new Set()).add(unique.value));
	}
	const hits = new Map<string, Result<readonly Hit[]>>(values.map((value) => [value, ok([])]));
	await Promise.all(
		[...fields].map(async ([field, wanted]) => {
			for (const [value, answer] of await inField(source, field, [...wanted])) {
				hits.set(JSON.stringify([field, value]), answer);
			}
		}),
	);
	return hits;
}

async function inField(source: SnapshotSource, field: string, values: readonly string[]): Promise<Hits> {
	const schema = source.schema.fields.get(field);
	const native = source.schema.native.get(field);
	if (field === 'Id') return await byId(source, values);
	if (field === 'Email') return await byEmail(source, values);
	if (schema?.unique !== true || native?.filterable !== true) {
		const failure = failed(notUnique(source.schema.object.name, field));
		return new Map(values.map((value) => [value, failure]));
	}
	// Text that is no number cannot stand in a number field; asking would make Salesforce refuse the whole query.
	const isNumber = schema.type === 'number';
	const tooLong = isNumber ? values.filter((value) => /^-?\d{16,}(\.\d+)?$/.test(value.trim())) : [];
	const askable = isNumber ? values.filter((value) => /^-?\d{1,15}(\.\d+)?$/.test(value)) : values;
	const found = await search(source, {
		values: askable,
		where: (part) =>
			isNumber
				? soql`${name(native.api)} IN (${join(
						part.map((value) => soql`${Number(value)}`),
						', ',
					)})`
				: soql`${name(native.api)} IN ${part}`,
		holds: (record, value) =>
			comparable(text(record[native.api]) ?? '') === comparable(value) ? 'unique field' : undefined,
		purpose: 'find by unique field',
	});
	// Such numbers are not exact here, and two of them would look like one.
	const inexact = failed(tooLongNumber(field));
	return new Map(values.map((value) => [value, found.get(value) ?? (tooLong.includes(value) ? inexact : ok([]))]));
}

/**
 * Salesforce keeps numbers as people typed them: the pattern asks for the digits in their order, whatever stands
 * between them, and every hit is confirmed as E.164.
 */
export async function byPhone(source: SnapshotSource, phones: readonly string[]): Promise<Hits> {
	const askable = phones.filter((phone) => parsePhoneNumberFromString(phone) !== undefined);
	const found = await inAnyField(source, askable, profileFields(source.schema).phones, {
		condition: (api, part) =>
			join(
				part.map((phone) => soql`${name(api)} LIKE ${digitsOf(phone)}`),
				' OR ',
			),
		same: samePhone,
		via: () => 'phone',
		purpose: 'find by phone',
	});
	return new Map(phones.map((phone) => [phone, found.get(phone) ?? ok([])]));
}

function digitsOf(phone: string): Soql {
	const digits = parsePhoneNumberFromString(phone)?.nationalNumber ?? '';
	return like(anything, ...[...digits].flatMap((digit) => [digit, anything]));
}

/** A number without country code is read as of the asked number's country. */
function samePhone(stored: string, phone: string): boolean {
	const country = parsePhoneNumberFromString(phone)?.country;
	const parsed =
		country === undefined ? parsePhoneNumberFromString(stored) : parsePhoneNumberFromString(stored, country);
	return parsed?.number === phone;
}

export async function byLinkedIn(source: SnapshotSource, profiles: readonly string[]): Promise<Hits> {
	const { name: object } = source.schema.object;
	return await inAnyField(source, profiles, profileFields(source.schema).linkedin, {
		condition: (api, part) =>
			join(
				part.flatMap(linkedInPaths).map((path) => soql`${name(api)} LIKE ${like(anything, path, anything)}`),
				' OR ',
			),
		same: (stored, profile) => isOwnLinkedIn(object, profile) && readLinkedIn(stored) === profile,
		via: () => 'linkedin',
		purpose: 'find by LinkedIn profile',
	});
}

export async function byDomain(source: SnapshotSource, domains: readonly string[]): Promise<Hits> {
	return await inAnyField(source, domains, profileFields(source.schema).domains, {
		condition: (api, part) =>
			join(
				part.map((domain) => soql`${name(api)} LIKE ${like(anything, domain, anything)}`),
				' OR ',
			),
		same: (stored, domain) => entriesOf(stored).some((entry) => registrableDomain(entry) === domain),
		via: () => 'domain',
		purpose: 'find by domain',
	});
}

function tooLongNumber(field: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'NUMBER_TOO_LONG',
		fields: [field],
		message: `The number for "${field}" has more than 15 digits, too many to tell it from its neighbours.`,
		hint: 'Match by an external id of the type text, by record id or by e-mail.',
	};
}

function notUnique(object: string, field: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'NOT_UNIQUE',
		fields: [field],
		message: `The field "${field}" of ${object} is neither unique nor an external id in Salesforce.`,
		hint: 'Match by a field that is set as Unique or External ID, or by record id or e-mail.',
	};
}
