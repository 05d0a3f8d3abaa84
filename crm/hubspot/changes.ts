/**
 * Changes since a cursor, by search. The index lags, so every poll looks back a little before the cursor and leaves
 * out what the cursor remembers as seen. Search shows neither deleted nor merged-away records: those come by webhook,
 * or when the record is read.
 */
import type { ChangedRecord } from '../crm';
import { decodeCursor, encodeCursor, type Seen } from '../cursor';
import type { Connection } from './connection';
import { timeOf } from './history';
import { readWith } from './read';
import { scan, type Scanned } from './scan';
import { snapshotSource } from './snapshot';
import type { WireRecord } from './wire';

/** The record's change time and the stamp's version belong to one write if they are this close. */
const sameWriteMs = 1_000;
const defaultStampField = 'ai_updated_at';

export async function* changedRecords(
	connection: Connection,
	objectName: string,
	cursor: string,
): AsyncGenerator<ChangedRecord> {
	const start = decodeCursor(cursor);
	const stampField = connection.options.stampField ?? defaultStampField;
	const source = await snapshotSource(connection, objectName, [stampField]);
	const hasStamp = source.schema.has(stampField);
	const known = new Set(start.seen.map(({ id, at }) => `${id}@${at}`));
	const knownIds = new Set(start.seen.map(({ id }) => id));
	const seen: Seen[] = [...start.seen];
	const isNew = (record: WireRecord) => timeOf(record.createdAt ?? '') >= start.from && !knownIds.has(record.id);
	const pages = scan(connection, source.object, {
		groups: [],
		since: start.from,
		properties: [source.object.changedField],
		purpose: 'changes',
	});
	for await (const page of pages) {
		const fresh = page.filter(({ record, at }) => !known.has(`${record.id}@${at}`));
		const own = hasStamp ? await ownChanges(source, stampField, fresh) : new Set<string>();
		for (const { record, at } of fresh) {
			seen.push({ id: record.id, at });
			const position = seen.length;
			yield {
				object: source.object.name,
				id: record.id,
				at: new Date(at).toISOString(),
				kind: isNew(record) ? 'created' : 'changed',
				own: own.has(record.id),
				// Written when it is asked for: most callers keep the last one only.
				get cursor() {
					return encodeCursor(seen.slice(0, position));
				},
			};
		}
	}
}

/** Records whose last change is the write that set the stamp, and that write was ours. */
async function ownChanges(
	source: Parameters<typeof readWith>[0],
	stampField: string,
	page: readonly Scanned[],
): Promise<ReadonlySet<string>> {
	const ids = page.map(({ record }) => record.id);
	const results = await readWith(source, ids, true);
	const own = new Set<string>();
	for (const { record, at } of page) {
		const result = results.get(record.id);
		const stamp = result?.ok === true ? result.value.history[stampField]?.[0] : undefined;
		if (stamp?.own === true && Math.abs(at - timeOf(stamp.at)) <= sameWriteMs) own.add(record.id);
	}
	return own;
}
