/**
 * Changes since a cursor, deleted and merged records included. Long transactions make changes visible late, with the
 * time at which they began: Salesforce tells up to when everything is visible.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getupdated.md
 */
import { CrmError } from '../../core/errors';
import type { ChangedRecord } from '../crm';
import { decodeCursor, encodeCursor, type Seen } from '../cursor';
import { flag, object, text, type Json } from '../json';
import type { Connection } from './connection';
import { recordId } from './ids';
import { isPerson, person } from './objects';
import { queryPages } from './query';
import { mergeField } from './read';
import { snapshotSource, type SnapshotSource } from './snapshot';
import { name, names, soql, time } from './soql';
import { readTime } from './values';

const defaultUpdatedField = 'ai_updated_at';
/** Our stamp and the record's change time are of two clocks and belong to one write if they are this close. */
const sameWriteMs = 5_000;
/** Salesforce looks back no further, and wants at least a minute between start and end. */
const furthestMs = 29 * 86_400_000;
const shortestMs = 60_000;

export async function* changedRecords(
	connection: Connection,
	objectName: string,
	cursor: string,
): AsyncGenerator<ChangedRecord> {
	if (isPerson(objectName)) throw oneObject(objectName);
	const start = decodeCursor(cursor);
	const updatedField = connection.options.updatedField ?? defaultUpdatedField;
	const source = await snapshotSource(connection, objectName, [updatedField]);
	const known = new Set(start.seen.map(({ id, at }) => `${id}@${at}`));
	const knownIds = new Set(start.seen.map(({ id }) => id));
	const seen: Seen[] = [...start.seen];
	const stamp = source.schema.native.get(updatedField)?.api;
	const wanted = [
		...['Id', 'CreatedDate', 'SystemModstamp', 'LastModifiedById', 'IsDeleted'],
		...(mergeField(source.schema) ?? []),
		...(stamp === undefined ? [] : [stamp]),
	];
	const { sobject } = source.schema.object;
	const changes = soql`SELECT ${names(wanted)} FROM ${name(sobject)} WHERE SystemModstamp >= ${time(new Date(start.from).toISOString())} ORDER BY SystemModstamp, Id`;
	let covered: number | undefined;
	for await (const page of queryPages(connection, changes, { purpose: 'changes', deleted: true })) {
		// Times are whole seconds: within the present one the record may change once more and look the same.
		const fresh = page.records
			.map((record) => ({ record, id: recordId(text(record['Id']) ?? '') ?? '', at: timeOf(record['SystemModstamp']) }))
			.filter(({ id, at }) => at + 1_000 <= Date.parse(page.at) && !known.has(`${id}@${at}`));
		if (fresh.length > 0) {
			covered ??= await latestCovered(source, start.from, Date.parse(page.at));
			await connection.users.know(
				fresh.flatMap(({ record }) => recordId(text(record['LastModifiedById']) ?? '') ?? []),
			);
		}
		for (const { record, id, at } of fresh) {
			seen.push({ id, at });
			const position = seen.length;
			const isNew = timeOf(record['CreatedDate']) >= start.from && !knownIds.has(id);
			const merged = text(record['MasterRecordId']) !== undefined;
			yield {
				object: source.schema.object.name,
				id,
				at: new Date(at).toISOString(),
				kind: flag(record['IsDeleted']) ? (merged ? 'merged' : 'deleted') : isNew ? 'created' : 'changed',
				own: isOwn(source, record, stamp, at),
				// Written when it is asked for: most callers keep the last one only.
				get cursor() {
					return encodeCursor(seen.slice(0, position), covered);
				},
			};
		}
	}
}

/** Changed by our user, which is nobody's, or in the moment that our stamp names. */
function isOwn({ connection, org }: SnapshotSource, record: Json, stamp: string | undefined, at: number): boolean {
	const user = recordId(text(record['LastModifiedById']) ?? '');
	if (user === undefined || user !== org.user) return false;
	if (connection.users.kind(user) === 'integration') return true;
	return stamp !== undefined && Math.abs(timeOf(record[stamp]) - at) <= sameWriteMs;
}

/** The time up to which all changes are visible; undefined where Salesforce does not tell. */
async function latestCovered(source: SnapshotSource, from: number, now: number): Promise<number | undefined> {
	const start = new Date(Math.max(Math.min(from, now - shortestMs), now - furthestMs)).toISOString();
	const query = `start=${encodeURIComponent(start)}&end=${encodeURIComponent(new Date(now).toISOString())}`;
	try {
		const { response } = await source.connection.send({
			method: 'GET',
			path: `/sobjects/${encodeURIComponent(source.schema.object.sobject)}/updated/?${query}`,
			purpose: 'changes',
		});
		const covered = timeOf(object(response.body)['latestDateCovered']);
		return covered === 0 ? undefined : covered;
	} catch (error) {
		if (error instanceof CrmError && error.kind !== 'auth') return undefined;
		throw error;
	}
}

function timeOf(raw: unknown): number {
	const time = readTime(text(raw) ?? '');
	return time === undefined ? 0 : Date.parse(time);
}

function oneObject(objectName: string): CrmError {
	return new CrmError({
		kind: 'validation',
		status: 0,
		message: `Changes of "${objectName}" cannot be watched together.`,
		hint: `Watch ${person.parts.map(({ label }) => label).join(' and ')} one by one.`,
	});
}
