/** A record of the wire as the Snapshot of the port. */
import type { Edit } from '../../core/record';
import type { CrmValue } from '../../core/value';
import type { Snapshot, Version } from '../crm';
import { text, type Json } from '../json';
import type { AccountInfo } from './account';
import type { Connection } from './connection';
import type { Fields, PipedriveField } from './fields';
import type { PipedriveObject } from './objects';
import { fromWire, rawOf } from './values';

/** What turning records into snapshots needs; made once per call. */
export interface SnapshotSource {
	readonly connection: Connection;
	readonly object: PipedriveObject;
	readonly account: AccountInfo;
	readonly schema: Fields;
	/** The fields that were asked for. */
	readonly fields: readonly string[];
}

/** Throws CrmError where the account or the field list cannot be read. */
export async function snapshotSource(
	connection: Connection,
	objectName: string,
	fields: readonly string[],
): Promise<SnapshotSource> {
	const object = connection.object(objectName);
	const [account, schema] = await Promise.all([connection.account(), connection.fields(object)]);
	return { connection, object, account, schema, fields: [...new Set(fields)] };
}

/** Pipedrive names at most 15 custom fields in a request; with more it gives all of them. */
const mostCustomFields = 15;

/** The custom fields that a request has to ask for. `more` are read beside the asked ones. */
export function customFieldsQuery(
	{ schema, fields, object }: SnapshotSource,
	more: readonly PipedriveField[] = [],
): { readonly custom_fields?: string } {
	const asked = [...fields.flatMap((name) => schema.get(name) ?? []), ...more];
	const codes = [...new Set(asked.flatMap(({ custom, code }) => (custom ? [code] : [])))];
	return object.api === 'v2' && codes.length > 0 && codes.length <= mostCustomFields
		? { custom_fields: codes.join(',') }
		: {};
}

export interface Edits {
	readonly edits: Readonly<Record<string, Edit>>;
	readonly history: Readonly<Record<string, readonly Version[]>>;
}

const noEdits: Edits = { edits: {}, history: {} };

export function toSnapshot(source: SnapshotSource, record: Json, readAt: string, seen: Edits = noEdits): Snapshot {
	const { object, schema } = source;
	const id = idOf(record);
	const values: Record<string, CrmValue> = {};
	for (const name of source.fields) {
		const field = schema.get(name);
		values[name] = field === undefined ? null : fromWire(field, rawOf(record, field));
	}
	const changedAt = timeOf(record['update_time']);
	return {
		object: object.name,
		id,
		url: recordUrl(source, id),
		label: text(record[object.titleField])?.trim() ?? `${object.name} ${id}`,
		readAt,
		values,
		edits: seen.edits,
		history: seen.history,
		archived: record['is_deleted'] === true,
		...(changedAt === undefined ? {} : { changedAt }),
	};
}

/** Opens the record in Pipedrive. */
export function recordUrl({ account, object }: SnapshotSource, id: string): string {
	return `${account.webBase}/${object.page}/${encodeURIComponent(id)}`;
}

export function idOf(record: Json): string {
	return text(record['id']) ?? '';
}

/** ISO time with milliseconds of a time as v2 (RFC 3339) or v1 (UTC without a mark) writes it. */
export function timeOf(value: unknown): string | undefined {
	const given = text(value) ?? '';
	const time = Date.parse(/[Z+]/.test(given.slice(10)) ? given : `${given.replace(' ', 'T')}Z`);
	return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Pipedrive takes whole seconds only. */
export function wholeSeconds(time: number): string {
	return `${new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
