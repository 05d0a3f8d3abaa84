/** Related records and recent activities of records: what a suggestion is made from. */
import type { Activity, ContextWish, RecordContext, Result } from '../crm';
import { fromHtml } from '../html';
import { list, object, text, type Json } from '../json';
import { asCrmError, failed, ok } from '../results';
import type { Connection } from './connection';
import { isRecordId, recordsPath, type PipedriveObject } from './objects';
import { companyIdOf } from './profile';
import { rawRecords } from './read';
import { invalidId } from './results';
import { idOf, snapshotSource, timeOf, toSnapshot, type SnapshotSource } from './snapshot';

type Related = RecordContext['related'][number];

interface Part {
	readonly related: readonly Related[];
	readonly activities: readonly Activity[];
	readonly cut: boolean;
}

export async function readContext(
	connection: Connection,
	objectName: string,
	ids: readonly string[],
	want: ContextWish,
): Promise<ReadonlyMap<string, Result<RecordContext>>> {
	const source = await snapshotSource(connection, objectName, []);
	const wanted = [...new Set(ids)];
	const raws = await rawRecords(
		source,
		wanted.filter((id) => isRecordId(source.object, id)),
	);
	const results = new Map<string, Result<RecordContext>>();
	await Promise.all(
		wanted.map(async (id) => {
			const raw = raws.get(id);
			if (raw === undefined) return results.set(id, failed(invalidId(source.object)));
			if (!raw.ok) return results.set(id, raw);
			return results.set(id, await contextOf(source, idOf(raw.value.record), raw.value.record, want));
		}),
	);
	return new Map(wanted.map((id) => [id, results.get(id) ?? failed(invalidId(source.object))]));
}

async function contextOf(
	source: SnapshotSource,
	id: string,
	record: Json,
	want: ContextWish,
): Promise<Result<RecordContext>> {
	try {
		const { connection } = source;
		const parts = await Promise.all([
			...want.associated.map(async (name) => await relatedPart(source, id, record, connection.object(name), want.max)),
			...(want.activities ? [notesPart(source, id, want), activitiesPart(source, id, want)] : []),
		]);
		return ok({
			related: parts.flatMap((part) => part.related),
			activities: parts.flatMap((part) => part.activities).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
			truncated: parts.some((part) => part.cut),
		});
	} catch (error) {
		// A context with a hole would make a suggestion from half of the facts.
		return failed(asCrmError(error));
	}
}

async function relatedPart(
	source: SnapshotSource,
	id: string,
	record: Json,
	to: PipedriveObject,
	max: number,
): Promise<Part> {
	const { connection, object: from } = source;
	const other = await snapshotSource(connection, to.name, to.contextFields);
	const own =
		to.name === 'company' ? companyIdOf(record) : to.name === 'contact' ? text(record['person_id']) : undefined;
	const link = to.api === 'v1' && from.name === 'company' ? 'organization_id' : from.link;
	const records: Json[] = [];
	let readAt = '';
	if (own !== undefined) {
		for (const raw of (await rawRecords(other, [own])).values()) {
			if (raw.ok) {
				records.push(raw.value.record);
				readAt = raw.value.readAt;
			}
		}
	} else if (from.name === 'company' || (from.name === 'contact' && to.name !== 'company')) {
		const response = await connection.http.request({
			method: 'GET',
			path: recordsPath(to),
			query: { [link]: id, limit: Math.min(500, max + 1) },
			purpose: 'context',
		});
		readAt = connection.answeredAt(response);
		records.push(...list(object(response.body)['data']).map(object));
	}
	const related = records.slice(0, max).map((entry): Related => {
		const { id: otherId, label, values } = toSnapshot(other, entry, readAt);
		return { object: to.name, id: otherId, label, values };
	});
	return { related, activities: [], cut: records.length > max };
}

/** https://developers.pipedrive.com/docs/api/v1/Notes#getNotes */
async function notesPart({ connection, object: from }: SnapshotSource, id: string, want: ContextWish): Promise<Part> {
	const response = await connection.http.request({
		method: 'GET',
		path: '/v1/notes',
		query: { [from.link]: id, limit: Math.min(500, want.max + 1), sort: 'add_time DESC' },
		purpose: 'context',
	});
	const notes = list(object(response.body)['data'])
		.map(object)
		.flatMap((note): Activity[] => {
			const at = timeOf(note['add_time']);
			const noteId = text(note['id']);
			if (at === undefined || noteId === undefined) return [];
			const body = fromHtml(text(note['content']) ?? '');
			const author = text(object(note['user'])['name']);
			return [{ kind: 'note', id: noteId, at, title: '', body, ...(author === undefined ? {} : { author }) }];
		});
	return newest(notes, want);
}

/** https://developers.pipedrive.com/docs/api/v1/Activities#getActivities */
async function activitiesPart(
	{ connection, object: from }: SnapshotSource,
	id: string,
	want: ContextWish,
): Promise<Part> {
	const response = await connection.http.request({
		method: 'GET',
		path: '/api/v2/activities',
		query: { [from.link]: id, limit: 500, sort_by: 'update_time', sort_direction: 'desc' },
		purpose: 'context',
	});
	const activities = list(object(response.body)['data'])
		.map(object)
		.flatMap((entry): Activity[] => {
			const due = text(entry['due_date']);
			const time = text(entry['due_time']) ?? '00:00';
			const at =
				due === undefined ? timeOf(entry['add_time']) : timeOf(`${due}T${time.length === 5 ? `${time}:00` : time}Z`);
			const activityId = text(entry['id']);
			if (at === undefined || activityId === undefined) return [];
			const title = text(entry['subject']) ?? '';
			const body = fromHtml(text(entry['note']) ?? text(entry['public_description']) ?? '');
			return [{ kind: kindOf(text(entry['type'])), id: activityId, at, title, body }];
		});
	return newest(activities, want);
}

const kinds: Readonly<Record<string, Activity['kind']>> = {
	call: 'call',
	meeting: 'meeting',
	lunch: 'meeting',
	email: 'email',
};

function kindOf(type: string | undefined): Activity['kind'] {
	return kinds[type ?? ''] ?? 'task';
}

function newest(all: readonly Activity[], { since, max }: ContextWish): Part {
	const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
	const own = all.filter(({ at }) => Date.parse(at) >= from).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
	return { related: [], activities: max <= 0 ? [] : own.slice(-max), cut: own.length > max };
}
