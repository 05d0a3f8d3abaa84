/**
 * Changes since a cursor, by update time. Pipedrive's times are whole seconds, so a record may change twice within the
 * second that a poll has seen: a fingerprint of its content tells that it is another state. Deleted and merged records
 * are not listed: those come by webhook, or when the record is read.
 */
import { hashValue } from '../../core/value';
import type { ChangedRecord } from '../crm';
import type { Connection } from './connection';
import { scan } from './list';
import { milliseconds } from '../cursor';
import { idOf, snapshotSource, timeOf } from './snapshot';
import { fromWire, rawOf } from './values';

/** How far a poll looks back behind the newest change that was seen. */
const overlapMs = 60_000;
/** Most seen changes that a cursor carries; with more, the look-back gets shorter. */
const mostSeen = 1_000;
/** Our stamp is written with our clock, the record's time with Pipedrive's. */
const sameWriteMs = 3_000;
const defaultStampField = 'ai_updated_at';

interface Seen {
	readonly id: string;
	readonly at: number;
	readonly state: string;
}

export async function* changedRecords(
	connection: Connection,
	objectName: string,
	cursor: string,
): AsyncGenerator<ChangedRecord> {
	const start = decode(cursor);
	const stampField = connection.options.stampField ?? defaultStampField;
	const source = await snapshotSource(connection, objectName, []);
	const stamp = source.schema.get(stampField);
	const known = new Set(start.seen.map(keyOf));
	const knownIds = new Set(start.seen.map(({ id }) => id));
	const seen: Seen[] = [...start.seen];
	for await (const { records } of scan(source, start.from, [], 'changes')) {
		for (const record of records) {
			const at = Date.parse(timeOf(record['update_time']) ?? '');
			const entry: Seen = { id: idOf(record), at, state: hashValue(JSON.stringify(record)).slice(0, 6) };
			if (Number.isNaN(at) || known.has(keyOf(entry))) continue;
			seen.push(entry);
			const position = seen.length;
			const created = Date.parse(timeOf(record['add_time']) ?? '') >= Math.floor(start.from / 1000) * 1000;
			const written = stamp === undefined ? null : fromWire(stamp, rawOf(record, stamp));
			yield {
				object: source.object.name,
				id: entry.id,
				at: new Date(at).toISOString(),
				kind: created && !knownIds.has(entry.id) ? 'created' : 'changed',
				own: isOwn(written, at),
				// Written when it is asked for: most callers keep the last one only.
				get cursor() {
					return encode(seen.slice(0, position));
				},
			};
		}
	}
}

function isOwn(written: unknown, at: number): boolean {
	const time = typeof written === 'string' ? Date.parse(written) : Number.NaN;
	return !Number.isNaN(time) && Math.abs(at - time) <= sameWriteMs;
}

function keyOf({ id, at, state }: Seen): string {
	return `${id}@${at}@${state}`;
}

/** `p1|<from>|<id>:<time>:<state>,...`, the times to the base of 36, behind a version mark. */
function encode(seen: readonly Seen[]): string {
	const newest = Math.max(...seen.map(({ at }) => at));
	const within = seen
		.filter(({ at }) => at >= newest - overlapMs)
		.sort((a, b) => a.at - b.at)
		.slice(-mostSeen);
	const from = within.length < mostSeen ? newest - overlapMs : (within[0]?.at ?? newest);
	const entries = within.map(({ id, at, state }) => `${id}:${at.toString(36)}:${state}`);
	return ['p1', from.toString(36), entries.join(',')].join('|');
}

function decode(cursor: string): { readonly from: number; readonly seen: readonly Seen[] } {
	const [mark, from = '', list = ''] = cursor.split('|');
	if (mark !== 'p1') return { from: milliseconds(cursor), seen: [] };
	const seen = list.split(',').flatMap((entry): Seen[] => {
		const [id = '', at = '', state = ''] = entry.split(':');
		return id === '' ? [] : [{ id, at: Number.parseInt(at, 36), state }];
	});
	const start = Number.parseInt(from, 36);
	// A damaged cursor gets the same error as a time that is none.
	return { from: Number.isNaN(start) ? milliseconds('') : start, seen };
}
