/**
 * Finding by e-mail. Contacts are read by their e-mail directly, since the search index lags; whether that also finds
 * a secondary address is not documented, so a miss is searched among the secondary addresses and confirmed here.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
 */
import type { Result } from '../crm';
import type { Hit, Hits } from './find';
import { batchRead, plainBatch } from './read';
import { asCrmError, chunks, failed, ok, tooManyRecords } from './results';
import { searchAll, searchLimits } from './search';
import { toSnapshot, type SnapshotSource } from './snapshot';
import { readBatch, type WireRecord } from './wire';

const addressFields = ['email', 'hs_additional_emails'];

export async function findByEmail(source: SnapshotSource, emails: readonly string[]): Promise<Hits> {
	const hits = new Map<string, Result<readonly Hit[]>>(emails.map((email) => [email, ok([])]));
	// Anything without an @ would make HubSpot refuse the whole batch.
	const askable = emails.filter((email) => /^[^\s@;]+@[^\s@;]+$/.test(email));
	if (source.object.name === 'contact') {
		await Promise.all(chunks(askable, plainBatch).map(async (part) => await readContacts(source, part, hits)));
	} else if (source.schema.has('email')) {
		await Promise.all(
			chunks(askable, searchLimits.groups).map(async (part) => await searchPrimary(source, part, hits)),
		);
	}
	return hits;
}

async function readContacts(
	source: SnapshotSource,
	emails: readonly string[],
	hits: Map<string, Result<readonly Hit[]>>,
): Promise<void> {
	try {
		const response = await batchRead(
			source,
			emails.map((id) => ({ id })),
			{
				edits: false,
				idProperty: 'email',
				extra: addressFields,
				purpose: 'find by e-mail',
			},
		);
		const readAt = source.connection.answeredAt(response);
		assign(source, emails, readBatch(response.body).records, readAt, hits);
	} catch (error) {
		fail(emails, asCrmError(error), hits);
		return;
	}
	const missed = emails.filter((email) => isEmpty(hits.get(email)));
	await Promise.all(chunks(missed, searchLimits.groups).map(async (part) => await searchSecondary(source, part, hits)));
}

/** hs_additional_emails is `a@x.com;b@y.com`; a token search may hit a part of an address, hence `assign` compares. */
async function searchSecondary(
	source: SnapshotSource,
	emails: readonly string[],
	hits: Map<string, Result<readonly Hit[]>>,
): Promise<void> {
	await searchFor(source, emails, 'hs_additional_emails', 'CONTAINS_TOKEN', hits);
}

async function searchPrimary(
	source: SnapshotSource,
	emails: readonly string[],
	hits: Map<string, Result<readonly Hit[]>>,
): Promise<void> {
	await searchFor(source, emails, 'email', 'EQ', hits);
}

async function searchFor(
	source: SnapshotSource,
	emails: readonly string[],
	propertyName: string,
	operator: 'EQ' | 'CONTAINS_TOKEN',
	hits: Map<string, Result<readonly Hit[]>>,
): Promise<void> {
	try {
		const { records, complete } = await searchAll(
			source.connection,
			source.object,
			{
				filterGroups: emails.map((value) => ({ filters: [{ propertyName, operator, value }] })),
				properties: addressFields,
			},
			'find by e-mail',
		);
		// Read again by id: the index may hold older values than the record, and its answer has few fields.
		const ids = [...new Set(records.map((record) => record.id))];
		for (const part of chunks(ids, plainBatch)) {
			const inputs = part.map((id) => ({ id }));
			const response = await batchRead(source, inputs, {
				edits: false,
				extra: addressFields,
				purpose: 'find by e-mail',
			});
			const readAt = source.connection.answeredAt(response);
			assign(source, emails, readBatch(response.body).records, readAt, hits);
		}
		if (!complete) fail(emails, tooManyRecords('find by e-mail'), hits);
	} catch (error) {
		fail(emails, asCrmError(error), hits);
	}
}

/** Gives each record to the addresses that it really holds. */
function assign(
	source: SnapshotSource,
	emails: readonly string[],
	records: readonly WireRecord[],
	readAt: string,
	hits: Map<string, Result<readonly Hit[]>>,
): void {
	const asked = new Map(emails.map((email) => [email.toLowerCase(), email]));
	for (const record of records) {
		if (record.archived) continue;
		const primary = addresses(record.properties['email']);
		const secondary = addresses(record.properties['hs_additional_emails']);
		for (const address of new Set([...primary, ...secondary])) {
			const email = asked.get(address);
			const known = email === undefined ? undefined : hits.get(email);
			if (email === undefined || known?.ok !== true) continue;
			if (known.value.some((hit) => hit.snapshot.id === record.id)) continue;
			const via = primary.includes(address) ? 'email' : 'secondary email';
			hits.set(email, ok([...known.value, { via, snapshot: toSnapshot(source, record, readAt, false) }]));
		}
	}
}

function addresses(value: string | null | undefined): readonly string[] {
	return (value ?? '')
		.split(';')
		.map((entry) => entry.trim().toLowerCase())
		.filter((entry) => entry !== '');
}

function isEmpty(result: Result<readonly Hit[]> | undefined): boolean {
	return result?.ok === true && result.value.length === 0;
}

function fail(
	emails: readonly string[],
	error: Parameters<typeof failed>[0],
	hits: Map<string, Result<readonly Hit[]>>,
) {
	for (const email of emails) if (isEmpty(hits.get(email))) hits.set(email, failed(error));
}
