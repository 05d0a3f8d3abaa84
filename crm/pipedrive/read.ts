/**
 * Reading records by id, a hundred in a request, with edits where they are wanted. What Pipedrive leaves out silently is
 * asked for one by one: deleted, merged into another record, or never there.
 * https://developers.pipedrive.com/docs/api/v1/Persons#getPersons
 */
import { CrmError } from '../../core/errors';
import type { ReadWish, Result, Snapshot } from '../crm';
import { list, object, type Json } from '../json';
import { asCrmError, chunks, failed, ok } from '../results';
import { disagreeing, editsFrom, hasChangelog, readChangelog, withUnlogged } from './changelog';
import type { Connection } from './connection';
import type { PipedriveField } from './fields';
import { survivorOf } from './merged';
import { isRecordId, recordPath, recordsPath } from './objects';
import { invalidId, noSuchRecord } from './results';
import { customFieldsQuery, idOf, snapshotSource, toSnapshot, type SnapshotSource } from './snapshot';

/** Ids in one request. */
export const readBatch = 100;
/** A chain of merges is followed this far. */
const mostMerges = 5;

export interface Raw {
	readonly record: Json;
	readonly readAt: string;
}

export async function readRecords(
	connection: Connection,
	objectName: string,
	ids: readonly string[],
	fields: readonly string[],
	want: ReadWish,
): Promise<ReadonlyMap<string, Result<Snapshot>>> {
	return await readWith(await snapshotSource(connection, objectName, fields), ids, want);
}

export async function readWith(
	source: SnapshotSource,
	ids: readonly string[],
	want: ReadWish,
): Promise<ReadonlyMap<string, Result<Snapshot>>> {
	const asked = [...new Set(ids)];
	const valid = asked.filter((id) => isRecordId(source.object, id));
	const raws = await rawRecords(source, valid);
	const editsOf = want.edits && hasChangelog(source.object) ? editFields(source, want) : [];
	// Merged ids lead to the same record: its changelog is read once.
	const found = new Map([...raws.values()].flatMap((raw) => (raw.ok ? [[idOf(raw.value.record), raw.value]] : [])));
	const snapshots = new Map<string, Result<Snapshot>>();
	await Promise.all(
		[...found].map(async ([id, { record, readAt }]) => {
			snapshots.set(
				id,
				editsOf.length === 0
					? ok(toSnapshot(source, record, readAt))
					: await readEdited(source, id, { record, readAt }, editsOf),
			);
		}),
	);
	return new Map(
		asked.map((id) => {
			const raw = raws.get(id);
			if (raw === undefined) return [id, failed(invalidId(source.object))];
			return [id, raw.ok ? (snapshots.get(idOf(raw.value.record)) ?? failed(noSuchRecord(source.object, false))) : raw];
		}),
	);
}

function editFields({ fields }: SnapshotSource, { editsOf }: ReadWish): readonly string[] {
	return editsOf === undefined ? fields : fields.filter((name) => editsOf.includes(name));
}

/** The record with its edits. The changelog is read later, so it may show a change that the record does not have yet. */
async function readEdited(
	source: SnapshotSource,
	id: string,
	raw: Raw,
	names: readonly string[],
): Promise<Result<Snapshot>> {
	try {
		const log = await readChangelog(source.connection, source.object, id);
		const seen = editsFrom(source, id, log, names);
		const fresh = disagreeing(source, raw.record, seen).length === 0 ? raw : await again(source, id, raw);
		return ok(toSnapshot(source, fresh.record, fresh.readAt, withUnlogged(source, fresh.record, seen)));
	} catch (error) {
		const crmError = asCrmError(error);
		// Without the right to see it the stamp has to do, as on a CRM without history.
		return crmError.kind === 'permission' ? ok(toSnapshot(source, raw.record, raw.readAt)) : failed(crmError);
	}
}

async function again(source: SnapshotSource, id: string, raw: Raw): Promise<Raw> {
	return (await rawPart(source, [id], [], 'read')).get(id) ?? raw;
}

/** The wire's records by asked id; every asked id has an answer. `more` custom fields are read along. */
export async function rawRecords(
	source: SnapshotSource,
	ids: readonly string[],
	more: readonly PipedriveField[] = [],
	purpose = 'read',
): Promise<ReadonlyMap<string, Result<Raw>>> {
	const results = new Map<string, Result<Raw>>();
	const size = source.object.api === 'v2' ? readBatch : 1;
	await Promise.all(
		chunks([...new Set(ids)], size).map(async (part) => {
			try {
				const found = await rawPart(source, part, more, purpose);
				for (const [id, raw] of found) results.set(id, ok(raw));
				const missing = part.filter((id) => !found.has(id));
				await Promise.all(missing.map(async (id) => results.set(id, await explain(source, id, more))));
			} catch (error) {
				const data = failed(asCrmError(error));
				for (const id of part) if (!results.has(id)) results.set(id, data);
			}
		}),
	);
	return results;
}

async function rawPart(
	source: SnapshotSource,
	ids: readonly string[],
	more: readonly PipedriveField[],
	purpose: string,
): Promise<Map<string, Raw>> {
	const { connection, object: target } = source;
	if (target.api === 'v1') return await oneOld(source, ids[0] ?? '', purpose);
	const response = await connection.http.request({
		method: 'GET',
		path: recordsPath(target),
		query: { ids: ids.join(','), limit: readBatch, ...customFieldsQuery(source, more) },
		purpose,
	});
	const readAt = connection.answeredAt(response);
	const records = list(object(response.body)['data']).map(object);
	return new Map(
		records.flatMap((record) => (record['is_deleted'] === true ? [] : [[idOf(record), { record, readAt }]])),
	);
}

async function oneOld(source: SnapshotSource, id: string, purpose: string): Promise<Map<string, Raw>> {
	const { connection, object: target } = source;
	try {
		const response = await connection.http.request({ method: 'GET', path: recordPath(target, id), purpose });
		const record = object(object(response.body)['data']);
		return new Map(idOf(record) === id ? [[id, { record, readAt: connection.answeredAt(response) }]] : []);
	} catch (error) {
		if (error instanceof CrmError && error.kind === 'not found') return new Map();
		throw error;
	}
}

/** What became of a record that the list left out. Throws CrmError. */
async function explain(source: SnapshotSource, id: string, more: readonly PipedriveField[]): Promise<Result<Raw>> {
	const { connection, object: target } = source;
	if (target.api === 'v1') return failed(noSuchRecord(target, false));
	let deleted = false;
	try {
		const response = await connection.http.request({
			method: 'GET',
			path: recordPath(target, id),
			query: customFieldsQuery(source, more),
			purpose: 'read',
		});
		const record = object(object(response.body)['data']);
		if (idOf(record) !== '' && record['is_deleted'] !== true) {
			return ok({ record, readAt: connection.answeredAt(response) });
		}
		deleted = true;
	} catch (error) {
		if (!(error instanceof CrmError) || error.kind !== 'not found') throw error;
	}
	let survivor = await survivorOf(connection, target, id);
	for (let hop = 0; survivor !== undefined && hop < mostMerges; hop++) {
		const found = (await rawPart(source, [survivor], more, 'read')).get(survivor);
		if (found !== undefined) return ok(found);
		survivor = await survivorOf(connection, target, survivor);
	}
	return failed(noSuchRecord(target, deleted));
}
