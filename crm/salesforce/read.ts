/**
 * Reading records by id: up to 2,000 in one request. Deleted records and those that were merged away are explained.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-retrieve.md
 */
import type { Result, Snapshot } from '../crm';
import { flag, list, object, text, type Json } from '../json';
import { asCrmError, chunks, failed, ok } from '../results';
import type { Connection } from './connection';
import type { Schema } from './describe';
import { readHistory, type History } from './history';
import { recordId } from './ids';
import { queryByIds } from './query';
import { deletedRecord, idOf, invalidId, noSuchRecord } from './results';
import { snapshotSource, toSnapshot, wantedFields, type SnapshotSource } from './snapshot';
import { name, names, soql } from './soql';
import { readTime } from './values';

export const readBatch = 2_000;

/** A record that was merged away may have been merged again; a chain has an end. */
const mostMerges = 5;

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

/** As readRecords, where org and field list are at hand. */
export async function readWith(
	source: SnapshotSource,
	ids: readonly string[],
	edits: boolean,
): Promise<ReadonlyMap<string, Result<Snapshot>>> {
	const raw = await readRaw(source, ids);
	const records = [...raw.values()].flatMap((result) => (result.ok ? [result.value.record] : []));
	let history: History | undefined;
	try {
		if (edits) history = await historyOf(source, records);
	} catch (error) {
		const failure = failed(asCrmError(error));
		return new Map([...raw].map(([id, result]) => [id, result.ok ? failure : result]));
	}
	return new Map(
		[...raw].map(([id, result]) => [
			id,
			result.ok ? ok(toSnapshot(source, result.value.record, result.value.at, history)) : result,
		]),
	);
}

async function historyOf(source: SnapshotSource, records: readonly Json[]): Promise<History> {
	const { connection, schema, fields } = source;
	const ids = [...new Set(records.flatMap((record) => recordId(text(record['Id']) ?? '') ?? []))];
	const editors = records.flatMap((record) => strangerIn(source, record) ?? []);
	const [history] = await Promise.all([
		readHistory(connection, schema, ids, fields),
		connection.users.know(fields.length > 0 ? editors : []),
	]);
	return history;
}

/** The record's last editor, unless it is this very connection: then nobody has to be looked up. */
function strangerIn({ connection, org }: SnapshotSource, record: Json): string | undefined {
	const user = recordId(text(record['LastModifiedById']) ?? '');
	const id = recordId(text(record['Id']) ?? '') ?? '';
	const at = readTime(text(record['LastModifiedDate']) ?? '') ?? '';
	return user === org.user && connection.written.wroteAt(id, at) ? undefined : user;
}

export interface Raw {
	readonly record: Json;
	readonly at: string;
}

/** Every asked id with its wire record, or why there is none. Follows merges. `extra` are our names of more fields. */
export async function readRaw(
	source: SnapshotSource,
	ids: readonly string[],
	extra: readonly string[] = [],
): Promise<ReadonlyMap<string, Result<Raw>>> {
	const wanted = [...new Set(ids)];
	const idByAsked = new Map(wanted.map((id) => [id, idOf(id, source.schema.keyPrefix)]));
	const found = new Map<string, Result<Raw>>();
	let open = [...new Set([...idByAsked.values()].flatMap((id) => id ?? []))];
	const survivors = new Map<string, string>();
	for (let depth = 0; open.length > 0 && depth < mostMerges; depth++) {
		await Promise.all(chunks(open, readBatch).map(async (part) => await retrieve(source, part, extra, found)));
		const missing = open.filter((id) => !found.has(id));
		const merged = await explainMissing(source, missing, found);
		for (const [id, survivor] of merged) survivors.set(id, survivor);
		open = [...new Set(merged.values())].filter((id) => !found.has(id));
	}
	return new Map(
		wanted.map((asked): [string, Result<Raw>] => {
			let id = idByAsked.get(asked);
			if (id === undefined) return [asked, failed(invalidId())];
			for (let depth = 0; depth < mostMerges; depth++) id = survivors.get(id) ?? id;
			return [asked, found.get(id) ?? failed(noSuchRecord(source.schema.object.name))];
		}),
	);
}

async function retrieve(
	source: SnapshotSource,
	ids: readonly string[],
	extra: readonly string[],
	found: Map<string, Result<Raw>>,
): Promise<void> {
	const { connection, schema } = source;
	try {
		const { response, at } = await connection.send({
			method: 'POST',
			path: `/composite/sobjects/${encodeURIComponent(schema.object.sobject)}`,
			body: { ids, fields: wantedFields(source, extra) },
			idempotent: true,
			purpose: 'read',
		});
		for (const record of list(response.body).map(object)) {
			const id = recordId(text(record['Id']) ?? '');
			if (id !== undefined) found.set(id, ok({ record, at }));
		}
	} catch (error) {
		const failure = failed(asCrmError(error));
		for (const id of ids) found.set(id, failure);
	}
}

/** Tells deleted records from ids that never were, and gives the survivors of those that were merged away. */
async function explainMissing(
	{ connection, schema }: SnapshotSource,
	ids: readonly string[],
	found: Map<string, Result<Raw>>,
): Promise<ReadonlyMap<string, string>> {
	const merged = new Map<string, string>();
	if (ids.length === 0) return merged;
	const wanted = ['Id', 'IsDeleted', ...(mergeField(schema) ?? [])];
	const make = (part: readonly string[]) =>
		soql`SELECT ${names(wanted)} FROM ${name(schema.object.sobject)} WHERE Id IN ${part}`;
	try {
		const { records } = await queryByIds(connection, ids, make, 'read deleted', true);
		for (const record of records) {
			const id = recordId(text(record['Id']) ?? '');
			const survivor = recordId(text(record['MasterRecordId']) ?? '');
			if (id === undefined || !flag(record['IsDeleted'])) continue;
			if (survivor === undefined) found.set(id, failed(deletedRecord(schema.object.name)));
			else merged.set(id, survivor);
		}
	} catch (error) {
		const crmError = asCrmError(error);
		// Otherwise the plain "no such record" stands; only its explanation failed.
		if (crmError.kind === 'auth') for (const id of ids) found.set(id, failed(crmError));
	}
	return merged;
}

export function mergeField(schema: Schema): readonly ['MasterRecordId'] | undefined {
	return schema.object.merges && schema.native.has('MasterRecordId') ? ['MasterRecordId'] : undefined;
}
