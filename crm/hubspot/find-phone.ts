/**
 * Finding by phone. HubSpot's search compares calculated copies of the numbers: area code and local number, without
 * the country code, so two countries can answer; every hit is confirmed here as E.164.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm (phone numbers)
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { mostCandidates, type Result } from '../crm';
import type { Hit, Hits } from './find';
import { batchRead, plainBatch } from './read';
import { asCrmError, chunks, failed, ok, tooManyRecords } from './results';
import { searchAll } from './search';
import { toSnapshot, type SnapshotSource } from './snapshot';
import { readBatch, type WireRecord } from './wire';

interface PhoneFields {
	/** Searchable copies. */
	readonly search: readonly string[];
	/** What people typed. */
	readonly stored: readonly string[];
}

const phoneFields: Readonly<Record<string, PhoneFields>> = {
	contact: {
		search: ['hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number'],
		stored: ['phone', 'mobilephone', 'hs_whatsapp_phone_number'],
	},
	company: { search: ['hs_searchable_calculated_phone_number'], stored: ['phone'] },
};

/** So many numbers in two spellings and two fields stay below the 3,000 characters that a search may have. */
const numbersPerSearch = 40;

export async function findByPhone(source: SnapshotSource, phones: readonly string[]): Promise<Hits> {
	const hits = new Map<string, Result<readonly Hit[]>>(phones.map((phone) => [phone, ok([])]));
	const fields = phoneFields[source.object.name];
	if (fields === undefined) return hits;
	const askable = phones.filter((phone) => spellings(phone).length > 0);
	const parts = chunks(askable, numbersPerSearch);
	await Promise.all(parts.map(async (part) => await searchPart(source, fields, part, hits)));
	return hits;
}

async function searchPart(
	source: SnapshotSource,
	fields: PhoneFields,
	phones: readonly string[],
	hits: Map<string, Result<readonly Hit[]>>,
): Promise<void> {
	const values = [...new Set(phones.flatMap(spellings))];
	try {
		const { records, complete } = await searchAll(
			source.connection,
			source.object,
			{
				filterGroups: fields.search.map((propertyName) => ({ filters: [{ propertyName, operator: 'IN', values }] })),
				properties: [],
			},
			'find by phone',
		);
		if (!complete && phones.length > 1) {
			const middle = Math.ceil(phones.length / 2);
			const halves = [phones.slice(0, middle), phones.slice(middle)];
			await Promise.all(halves.map(async (half) => await searchPart(source, fields, half, hits)));
			return;
		}
		const ids = [...new Set(records.map((record) => record.id))];
		for (const part of chunks(ids, plainBatch)) {
			const inputs = part.map((id) => ({ id }));
			const response = await batchRead(source, inputs, {
				edits: false,
				extra: fields.stored,
				purpose: 'find by phone',
			});
			const readAt = source.connection.answeredAt(response);
			for (const record of readBatch(response.body).records) {
				if (record.archived) continue;
				for (const phone of phones) {
					const known = hits.get(phone);
					if (known?.ok !== true || !holds(record, fields.stored, phone)) continue;
					if (known.value.some((hit) => hit.snapshot.id === record.id)) continue;
					hits.set(phone, ok([...known.value, { via: 'phone', snapshot: toSnapshot(source, record, readAt, false) }]));
				}
			}
		}
		for (const phone of complete ? [] : phones) {
			const known = hits.get(phone);
			if (known?.ok === true && known.value.length < mostCandidates)
				hits.set(phone, failed(tooManyRecords('find by phone')));
		}
	} catch (error) {
		const data = failed(asCrmError(error));
		for (const phone of phones) hits.set(phone, data);
	}
}

/**
 * The number as HubSpot's copies may hold it: 30901820, and 030901820 where it was stored without a country code.
 * Empty for what is no E.164 number.
 */
function spellings(phone: string): readonly string[] {
	const parsed = phone.startsWith('+') ? parsePhoneNumberFromString(phone) : undefined;
	if (parsed === undefined) return [];
	return [...new Set([parsed.nationalNumber, parsed.formatNational().replace(/\D/g, '')])];
}

/** True where one of the record's numbers is the asked one; a number without country code is read as of its country. */
function holds(record: WireRecord, stored: readonly string[], phone: string): boolean {
	const country = parsePhoneNumberFromString(phone)?.country;
	return stored.some((field) => {
		const raw = record.properties[field] ?? '';
		if (raw === '') return false;
		const parsed = country === undefined ? parsePhoneNumberFromString(raw) : parsePhoneNumberFromString(raw, country);
		return parsed?.number === phone;
	});
}
