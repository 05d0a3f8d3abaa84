/** A wire record as the Snapshot of the port. */
import type { Edit } from '../../core/record';
import { readStamp } from '../../core/stamp';
import { hashValue, type CrmValue } from '../../core/value';
import type { Snapshot, Version } from '../crm';
import { flag, text, type Json } from '../json';
import type { Connection, Org } from './connection';
import type { Schema } from './describe';
import { versionsOf, type Change, type History } from './history';
import { recordId } from './ids';
import { fromWire, readTime } from './values';

/** What turning records into snapshots needs; made once per call. */
export interface SnapshotSource {
	readonly connection: Connection;
	readonly org: Org;
	readonly schema: Schema;
	/** The fields that were asked for, by our names. */
	readonly fields: readonly string[];
}

/** Throws CrmError where the org or the field list cannot be read. */
export async function snapshotSource(
	connection: Connection,
	objectName: string,
	fields: readonly string[],
): Promise<SnapshotSource> {
	const object = await connection.object(objectName);
	const [org, schema] = await Promise.all([connection.org(), connection.schema(object)]);
	return { connection, org, schema, fields: [...new Set(fields)] };
}

const always = ['Id', 'LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];

/** API names of the asked fields and of those that every snapshot needs; `extra` are our names. */
export function wantedFields({ schema, fields }: SnapshotSource, extra: readonly string[] = []): readonly string[] {
	const wanted = [...always, ...schema.object.labelFields, ...fields, ...extra];
	return [...new Set(wanted.flatMap((field) => schema.native.get(field)?.api ?? []))];
}

/** `history` is undefined where nobody asked who changed what. */
export function toSnapshot(source: SnapshotSource, record: Json, readAt: string, history?: History): Snapshot {
	const { schema, connection } = source;
	const id = recordId(text(record['Id']) ?? '') ?? '';
	const changedAt = changeTime(record);
	const values = valuesOf(source, record);
	return {
		object: schema.object.name,
		id,
		url: `${connection.options.baseUrl}/${id}`,
		label: labelOf(schema, record, id),
		readAt,
		values,
		...(history === undefined ? { edits: {}, history: {} } : changesOf(source, { id, record, values }, history)),
		archived: flag(record['IsDeleted']),
		...(changedAt === undefined ? {} : { changedAt }),
	};
}

function valuesOf({ schema, fields }: SnapshotSource, record: Json): Record<string, CrmValue> {
	const values: Record<string, CrmValue> = {};
	for (const field of fields) values[field] = fromWire(schema.fields.get(field), rawOf(schema, record, field));
	return values;
}

/** The wire value of a field by our name. */
export function rawOf(schema: Schema, record: Json, field: string): unknown {
	const native = schema.native.get(field);
	return native === undefined ? undefined : record[native.api];
}

function labelOf(schema: Schema, record: Json, id: string): string {
	for (const field of schema.object.labelFields) {
		const label = text(record[field]);
		if (label !== undefined) return label;
	}
	return id;
}

/** The later of the two times: preconditions may be compared with either of them. */
export function changeTime(record: Json): string | undefined {
	const times = [record['LastModifiedDate'], record['SystemModstamp']].flatMap(
		(time) => readTime(text(time) ?? '') ?? [],
	);
	return times.sort().at(-1);
}

interface Subject {
	readonly id: string;
	readonly record: Json;
	readonly values: Readonly<Record<string, CrmValue>>;
}

function changesOf(source: SnapshotSource, subject: Subject, history: History): Pick<Snapshot, 'edits' | 'history'> {
	const changes = history.changes.get(subject.id) ?? [];
	const edits: Record<string, Edit> = {};
	const versions: Record<string, readonly Version[]> = {};
	for (const field of source.fields) {
		if (!source.schema.fields.has(field)) continue;
		const found = versionsOf(changes, field, (change) => classify(source, subject, change));
		if (history.complete.has(field)) versions[field] = found;
		const edit = found[0] === undefined ? undefined : editOf(found[0]);
		if (edit !== undefined) edits[field] = edit;
		else if (!history.complete.has(field)) {
			const last = lastEdit(source, subject);
			if (last !== undefined) edits[field] = last;
		}
	}
	return { edits, history: versions };
}

function editOf(version: Version): Edit {
	const { at, by, actor } = version;
	return { at, by, ...(actor === undefined ? {} : { actor }), evidence: 'history' };
}

/** Where the credential belongs to a person's user, value and time tell our writes from what that person types. */
function classify(
	{ connection, org }: SnapshotSource,
	{ id, values }: Subject,
	change: Change,
): Pick<Version, 'by' | 'own'> {
	const kind = connection.users.kind(change.user);
	if (change.user === undefined || change.user !== org.user) return { by: kind, own: false };
	const own =
		kind === 'integration' ||
		connection.written.isOwn(id, change.field, change.value, change.at) ||
		isStamped(connection, values, change);
	return { by: own ? 'integration' : kind, own };
}

/** The stamp and the history are of two clocks and belong to one write if they are this close. */
const sameWriteMs = 5_000;

function isStamped(
	{ options }: Connection,
	values: Readonly<Record<string, CrmValue>>,
	{ field, value, at }: Change,
): boolean {
	const stamp = readStamp(values[options.stampField ?? 'ai_provenance']).fields[field];
	return stamp?.hash === hashValue(value) && Math.abs(Date.parse(stamp.writtenAt) - Date.parse(at)) <= sameWriteMs;
}

/** The record's last editor: the last resort, since it hides earlier editors of other fields. */
function lastEdit({ connection, org }: SnapshotSource, { id, record, values }: Subject): Edit | undefined {
	const at = readTime(text(record['LastModifiedDate']) ?? '');
	const user = recordId(text(record['LastModifiedById']) ?? '');
	if (at === undefined || user === undefined) return undefined;
	const stamped = values[connection.options.updatedField ?? 'ai_updated_at'];
	const ours =
		user === org.user &&
		(connection.written.wroteAt(id, at) ||
			(typeof stamped === 'string' && Math.abs(Date.parse(stamped) - Date.parse(at)) <= sameWriteMs));
	return { at, by: ours ? 'integration' : connection.users.kind(user), actor: `user:${user}`, evidence: 'record' };
}
