/**
 * Reading records by id, with or without their history.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (batch read)
 */
import type { Result, Snapshot } from '../crm';
import type { HttpResponse } from '../http-port';
import type { Connection } from './connection';
import { archivedRecord, asCrmError, chunks, failed, invalidId, isRecordId, noSuchRecord, ok } from './results';
import { mergedIds, snapshotSource, toSnapshot, wantedProperties, type SnapshotSource } from './snapshot';
import { readBatch, readRecord, type WireRecord } from './wire';

/** HubSpot refuses more inputs where history is asked for. */
export const historyBatch = 50;
export const plainBatch = 100;

export async function readRecords(
	connection: Connection,
	objectName: string,
	ids: readonly string[],
	fields: readonly string[],
	want: { readonly edits: boolean },
): Promise<ReadonlyMap<string, Result<Snapshot>>> {
	const source = await snapshotSource(connection, objectName, fields);
	return await readWith(source, ids, want.edits);
}

/** As readRecords, where the field list and account are at hand. */
export async function readWith(
	source: SnapshotSource,
	ids: readonly string[],
	edits: boolean,
): Promise<ReadonlyMap<string, Result<Snapshot>>> {
	const results = new Map<string, Result<Snapshot>>();
	const wanted = [...new Set(ids)];
	for (const id of wanted) if (!isRecordId(id)) results.set(id, failed(invalidId()));
	const parts = chunks(wanted.filter(isRecordId), edits && source.fields.length > 0 ? historyBatch : plainBatch);
	await Promise.all(parts.map(async (part) => await readPart(source, part, edits, results)));
	// In the order asked, whatever came back first.
	return new Map(wanted.map((id) => [id, results.get(id) ?? failed(noSuchRecord(source.object.name))]));
}

async function readPart(
	source: SnapshotSource,
	ids: readonly string[],
	edits: boolean,
	results: Map<string, Result<Snapshot>>,
): Promise<void> {
	try {
		const response = await batchRead(
			source,
			ids.map((id) => ({ id })),
			{ edits },
		);
		const batch = readBatch(response.body);
		const readAt = source.connection.answeredAt(response);
		const byId = new Map(batch.records.map((record) => [record.id, record]));
		// A merged id is answered with the record that it was merged into.
		const byMergedId = new Map(batch.records.flatMap((record) => mergedIds(record).map((id) => [id, record])));
		const missing: string[] = [];
		for (const id of ids) {
			const record = byId.get(id) ?? byMergedId.get(id);
			if (record === undefined) missing.push(id);
			else results.set(id, present(source, record, readAt, edits));
		}
		const named = new Set(batch.errors.flatMap((error) => error.ids));
		const silent = missing.filter((id) => !named.has(id));
		await Promise.all([
			explainMissing(
				source,
				missing.filter((id) => named.has(id)),
				results,
			),
			// Neither a record nor an error: the record endpoint follows merges too, and answers for this one alone.
			...silent.map(async (id) => await readOne(source, id, edits, results)),
		]);
	} catch (error) {
		const data = failed(asCrmError(error));
		for (const id of ids) if (!results.has(id)) results.set(id, data);
	}
}

function present(source: SnapshotSource, record: WireRecord, readAt: string, edits: boolean): Result<Snapshot> {
	if (record.archived) return failed(archivedRecord(source.object.name));
	return ok(toSnapshot(source, record, readAt, edits));
}

/** Tells deleted records that can be restored from ids that never were: a person acts differently on them. */
async function explainMissing(
	source: SnapshotSource,
	ids: readonly string[],
	results: Map<string, Result<Snapshot>>,
): Promise<void> {
	for (const id of ids) results.set(id, failed(noSuchRecord(source.object.name)));
	if (ids.length === 0) return;
	try {
		const response = await batchRead(
			source,
			ids.map((id) => ({ id })),
			{ edits: false, archived: true },
		);
		for (const record of readBatch(response.body).records) {
			if (ids.includes(record.id)) results.set(record.id, failed(archivedRecord(source.object.name)));
		}
	} catch (error) {
		// The plain message stands; only the explanation failed.
		asCrmError(error);
	}
}

async function readOne(
	source: SnapshotSource,
	id: string,
	edits: boolean,
	results: Map<string, Result<Snapshot>>,
): Promise<void> {
	const { connection, object } = source;
	try {
		const response = await connection.http.request({
			method: 'GET',
			path: connection.paths.record(object.path, id),
			query: {
				properties: wantedProperties(source).join(','),
				...(edits && source.fields.length > 0 ? { propertiesWithHistory: source.fields.join(',') } : {}),
			},
			purpose: edits ? 'read with history' : 'read',
		});
		const record = readRecord(response.body);
		results.set(id, present(source, record, connection.answeredAt(response), edits));
	} catch (error) {
		const crmError = asCrmError(error);
		results.set(id, failed(crmError.kind === 'not found' ? noSuchRecord(object.name) : crmError));
	}
}

/** One request; at most historyBatch or plainBatch inputs. Throws CrmError. */
export async function batchRead(
	source: SnapshotSource,
	inputs: readonly { readonly id: string }[],
	want: {
		readonly edits: boolean;
		readonly archived?: boolean;
		readonly idProperty?: string;
		readonly purpose?: string;
		readonly extra?: readonly string[];
	},
): Promise<HttpResponse> {
	const { connection, object } = source;
	const properties = [...new Set([...wantedProperties(source), ...(want.extra ?? [])])];
	return await connection.http.request({
		method: 'POST',
		path: connection.paths.batch(object.path, 'read'),
		...(want.archived === true ? { query: { archived: true } } : {}),
		body: {
			inputs,
			properties,
			...(want.edits && source.fields.length > 0 ? { propertiesWithHistory: source.fields } : {}),
			...(want.idProperty === undefined ? {} : { idProperty: want.idProperty }),
		},
		idempotent: true,
		purpose: want.purpose ?? (want.edits ? 'read with history' : 'read'),
	});
}
