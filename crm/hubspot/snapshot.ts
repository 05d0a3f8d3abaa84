/** A wire record as the Snapshot of the port. */
import type { FieldSchema } from '../../core/fields/schema';
import type { Edit } from '../../core/record';
import type { CrmValue } from '../../core/value';
import type { Snapshot, Version } from '../crm';
import type { AccountInfo, Connection } from './connection';
import { lastEdit, readHistory } from './history';
import { labelOf, type HubSpotObject } from './objects';
import { fromWire } from './values';
import type { WireRecord } from './wire';

/** What turning records into snapshots needs; made once per call. */
export interface SnapshotSource {
	readonly connection: Connection;
	readonly object: HubSpotObject;
	readonly account: AccountInfo;
	readonly schema: ReadonlyMap<string, FieldSchema>;
	/** The fields that were asked for. */
	readonly fields: readonly string[];
	/** Fields to read beside them, for a record's profile. */
	readonly beside?: readonly string[] | undefined;
	/** Every record that became a snapshot, where somebody wants to look at it again. */
	readonly seen?: Map<string, WireRecord> | undefined;
}

/** Throws CrmError where the account or the field list cannot be read. */
export async function snapshotSource(
	connection: Connection,
	objectName: string,
	fields: readonly string[],
): Promise<SnapshotSource> {
	const object = await connection.object(objectName);
	const [account, schema] = await Promise.all([connection.account(), connection.fields(object)]);
	return { connection, object, account, schema, fields: [...new Set(fields)] };
}

/** The asked fields and those that every snapshot needs: label, change time, merged ids. */
export function wantedProperties(source: SnapshotSource): readonly string[] {
	return [
		...new Set([
			...source.fields,
			...(source.beside ?? []),
			...source.object.labelFields,
			source.object.changedField,
			...mergedFields(source.object),
		]),
	];
}

export function toSnapshot(source: SnapshotSource, record: WireRecord, readAt: string, edits: boolean): Snapshot {
	const { object, schema, connection } = source;
	const values: Record<string, CrmValue> = {};
	const history: Record<string, readonly Version[]> = {};
	const lastEdits: Record<string, Edit> = {};
	for (const field of source.fields) {
		const kind = schema.get(field);
		values[field] = fromWire(kind, record.properties[field]);
		if (!edits) continue;
		const versions = readHistory(kind, record.history[field] ?? [], (version) =>
			connection.own.isOwn(object.name, record.id, field, fromWire(kind, version.value), version),
		);
		history[field] = versions;
		const edit = lastEdit(versions);
		if (edit !== undefined) lastEdits[field] = edit;
	}
	source.seen?.set(record.id, record);
	const changedAt = changeTime(object, record);
	return {
		object: object.name,
		id: record.id,
		url: recordUrl(source.account, object, record.id),
		label: labelOf(object, record.id, record.properties),
		readAt,
		values,
		edits: lastEdits,
		history,
		archived: record.archived,
		...(changedAt === undefined ? {} : { changedAt }),
	};
}

/** Opens the record in HubSpot: https://knowledge.hubspot.com/records/view-record-details */
export function recordUrl(account: AccountInfo, object: HubSpotObject, id: string): string {
	const parts = [account.account, 'record', object.typeId, id].map(encodeURIComponent);
	return `${account.webBase}/contacts/${parts.join('/')}`;
}

/** ISO time of the record's last change. */
export function changeTime(object: HubSpotObject, record: WireRecord): string | undefined {
	const time = fromWire({ type: 'date and time' }, record.properties[object.changedField] ?? record.updatedAt);
	return typeof time === 'string' ? time : undefined;
}

function mergedFields(object: HubSpotObject): readonly string[] {
	return object.name === 'contact' ? ['hs_merged_object_ids', 'hs_calculated_merged_vids'] : ['hs_merged_object_ids'];
}

/**
 * Ids that were merged into the record. hs_merged_object_ids is `id;id`; the contacts' older field is
 * `id:timestamp;id:timestamp`. https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis
 */
export function mergedIds(record: WireRecord): readonly string[] {
	const fields = ['hs_merged_object_ids', 'hs_calculated_merged_vids'];
	return fields
		.flatMap((field) => (record.properties[field] ?? '').split(';'))
		.map((entry) => entry.split(':')[0]?.trim() ?? '')
		.filter((id) => id !== '' && id !== record.id);
}
