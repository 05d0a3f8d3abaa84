/**
 * Notes, and tasks (activities of the type task), each at most once per reference: the reference stands as the last line
 * of the text, and is looked up on the record first.
 * https://developers.pipedrive.com/docs/api/v1/Notes#addNote, https://developers.pipedrive.com/docs/api/v1/Activities#addActivity
 */
import { CrmError } from '../../core/errors';
import type { NoteSpec, Result, TaskSpec } from '../crm';
import { fromHtml, noteHtml, referenceLine, toHtml } from '../html';
import { list, object, text } from '../json';
import { asCrmError, failed, ok } from '../results';
import type { Connection } from './connection';
import { isRecordId, type PipedriveObject } from './objects';
import { invalidId } from './results';

type Created = { readonly id: string; readonly created: boolean };

/** Pipedrive refuses a longer note. */
const longestNote = 100_000;
const notesPage = 100;
const activitiesPage = 500;
/** Older notes and tasks are not looked through: a repetition follows soon. */
const mostPages = 5;

export async function addNote(
	connection: Connection,
	objectName: string,
	id: string,
	note: NoteSpec,
	reference: string,
): Promise<Result<Created>> {
	const target = connection.object(objectName);
	const content = noteHtml([`<p><strong>${toHtml(note.title)}</strong></p>`], note.body, reference, longestNote);
	return await once(connection, target, id, reference, findNote, () => ({
		path: '/v1/notes',
		body: { content, [target.link]: linkValue(target, id), add_time: oldTime(note.at) },
		purpose: 'notes',
	}));
}

export async function addTask(
	connection: Connection,
	objectName: string,
	id: string,
	task: TaskSpec,
	reference: string,
): Promise<Result<Created>> {
	const target = connection.object(objectName);
	const due = new Date(task.dueAt).toISOString();
	const owner = task.owner !== undefined && /^\d+$/.test(task.owner) ? { owner_id: Number(task.owner) } : {};
	const value = linkValue(target, id);
	return await once(connection, target, id, reference, findTask, () => ({
		path: '/api/v2/activities',
		body: {
			subject: task.title,
			type: 'task',
			due_date: due.slice(0, 10),
			// Times of activities are UTC.
			due_time: due.slice(11, 16),
			note: noteHtml([], task.body, reference, longestNote),
			...owner,
			// The person of an activity is its first participant.
			...(target.name === 'contact'
				? { participants: [{ person_id: value, primary: true }] }
				: { [target.link]: value }),
		},
		purpose: 'tasks',
	}));
}

interface Creation {
	readonly path: string;
	readonly body: unknown;
	readonly purpose: string;
}

type FindReference = (
	connection: Connection,
	target: PipedriveObject,
	id: string,
	line: string,
) => Promise<string | undefined>;

async function once(
	connection: Connection,
	target: PipedriveObject,
	id: string,
	reference: string,
	find: FindReference,
	creation: () => Creation,
): Promise<Result<Created>> {
	if (!isRecordId(target, id)) return failed(invalidId(target));
	const line = referenceLine(reference);
	try {
		const known = await find(connection, target, id, line);
		if (known !== undefined) return ok({ id: known, created: false });
		try {
			const response = await connection.http.request({ method: 'POST', ...creation() });
			const made = text(object(object(response.body)['data'])['id']);
			if (made !== undefined) return ok({ id: made, created: true });
			throw new CrmError({
				kind: 'unexpected',
				status: response.status,
				message: 'Pipedrive did not give the id of what it created.',
				hint: 'Look at the record in Pipedrive.',
			});
		} catch (error) {
			const crmError = asCrmError(error);
			if (crmError.kind !== 'unavailable') throw crmError;
			// The answer was lost, so it may be there all the same.
			const made = await find(connection, target, id, line);
			if (made === undefined) throw crmError;
			return ok({ id: made, created: true });
		}
	} catch (error) {
		return failed(asCrmError(error));
	}
}

async function findNote(
	{ http }: Connection,
	target: PipedriveObject,
	id: string,
	line: string,
): Promise<string | undefined> {
	let start: number | undefined = 0;
	for (let page = 0; start !== undefined && page < mostPages; page++) {
		const response = await http.request({
			method: 'GET',
			path: '/v1/notes',
			query: { [target.link]: id, start, limit: notesPage, sort: 'id DESC' },
			purpose: 'notes',
		});
		const body = object(response.body);
		for (const note of list(body['data']).map(object)) {
			if (hasLine(text(note['content']), line)) return text(note['id']);
		}
		const { next_start: next } = object(object(body['additional_data'])['pagination']);
		start = typeof next === 'number' ? next : undefined;
	}
	return undefined;
}

async function findTask(
	{ http }: Connection,
	target: PipedriveObject,
	id: string,
	line: string,
): Promise<string | undefined> {
	let cursor: string | undefined;
	for (let page = 0; page < mostPages; page++) {
		const response = await http.request({
			method: 'GET',
			path: '/api/v2/activities',
			query: {
				[target.link]: id,
				limit: activitiesPage,
				sort_by: 'id',
				sort_direction: 'desc',
				...(cursor === undefined ? {} : { cursor }),
			},
			purpose: 'tasks',
		});
		const body = object(response.body);
		for (const activity of list(body['data']).map(object)) {
			if (hasLine(text(activity['note']), line)) return text(activity['id']);
		}
		cursor = text(object(body['additional_data'])['next_cursor']);
		if (cursor === undefined) return undefined;
	}
	return undefined;
}

function hasLine(html: string | undefined, line: string): boolean {
	return fromHtml(html ?? '')
		.split('\n')
		.includes(line);
}

function linkValue(target: PipedriveObject, id: string): number | string {
	return target.name === 'lead' ? id : Number(id);
}

/** 2026-11-20 10:00:00, UTC. */
function oldTime(iso: string): string {
	return new Date(iso).toISOString().slice(0, 19).replace('T', ' ');
}
