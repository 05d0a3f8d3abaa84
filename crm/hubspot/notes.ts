/**
 * Leaving notes and tasks on records. A reference in the last line makes a repetition find the first one.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/notes/guide
 * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/tasks/guide
 */
import { CrmError } from '../../core/errors';
import type { NoteSpec, Result, TaskSpec } from '../crm';
import { readAssociations } from './associations';
import type { Connection } from './connection';
import { fromHtml, noteHtml, referenceLine, toHtml } from '../html';
import type { HubSpotObject } from './objects';
import { asCrmError, chunks, failed, invalidId, isRecordId, ok } from './results';
import { list, object, readBatch, text } from './wire';

type Created = { readonly id: string; readonly created: boolean };

interface Kind {
	readonly path: 'notes' | 'tasks';
	readonly body: 'hs_note_body' | 'hs_task_body';
	/** Association type ids to the standard objects. */
	readonly types: Readonly<Record<string, number>>;
}

interface AssociationSpec {
	readonly associationCategory: string;
	readonly associationTypeId: number;
}

const notes: Kind = {
	path: 'notes',
	body: 'hs_note_body',
	types: { contact: 202, company: 190, deal: 214, ticket: 228 },
};
const tasks: Kind = {
	path: 'tasks',
	body: 'hs_task_body',
	types: { contact: 204, company: 192, deal: 216, ticket: 230 },
};

/** HubSpot refuses a longer body. */
const longestBody = 65_536;

export async function addNote(
	connection: Connection,
	objectName: string,
	id: string,
	note: NoteSpec,
	reference: string,
): Promise<Result<Created>> {
	const body = noteHtml([`<p><strong>${toHtml(note.title)}</strong></p>`], note.body, reference, longestBody);
	return await add(connection, notes, objectName, id, reference, { hs_timestamp: note.at, hs_note_body: body });
}

export async function addTask(
	connection: Connection,
	objectName: string,
	id: string,
	task: TaskSpec,
	reference: string,
): Promise<Result<Created>> {
	return await add(connection, tasks, objectName, id, reference, {
		hs_timestamp: task.dueAt,
		hs_task_subject: task.title,
		hs_task_body: noteHtml([], task.body, reference, longestBody),
		hs_task_status: 'NOT_STARTED',
		hs_task_type: 'TODO',
		...(task.owner === undefined ? {} : { hubspot_owner_id: task.owner }),
	});
}

async function add(
	connection: Connection,
	kind: Kind,
	objectName: string,
	id: string,
	reference: string,
	properties: Readonly<Record<string, string>>,
): Promise<Result<Created>> {
	if (!isRecordId(id)) return failed(invalidId());
	try {
		const to = await connection.object(objectName);
		const known = await findReference(connection, kind, to, id, reference);
		if (known !== undefined) return ok({ id: known, created: false });
		const typeId = kind.types[to.name];
		const type: AssociationSpec =
			typeId === undefined
				? await associationType(connection, kind, to)
				: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId };
		return await create(connection, kind, to, id, reference, { properties, type });
	} catch (error) {
		return failed(asCrmError(error));
	}
}

async function create(
	connection: Connection,
	kind: Kind,
	to: HubSpotObject,
	id: string,
	reference: string,
	content: { readonly properties: Readonly<Record<string, string>>; readonly type: AssociationSpec },
): Promise<Result<Created>> {
	try {
		const response = await connection.http.request({
			method: 'POST',
			path: connection.paths.records(kind.path),
			body: { properties: content.properties, associations: [{ to: { id }, types: [content.type] }] },
			purpose: kind.path,
		});
		const created = text(object(response.body)['id']);
		if (created !== undefined) return ok({ id: created, created: true });
		throw new CrmError({
			kind: 'unexpected',
			status: response.status,
			message: 'HubSpot did not give the id of what it created.',
			hint: 'Look at the record in HubSpot.',
		});
	} catch (error) {
		const crmError = asCrmError(error);
		if (crmError.kind !== 'unavailable') throw crmError;
		// The answer was lost, so it may be there all the same.
		const made = await findReference(connection, kind, to, id, reference);
		if (made === undefined) throw crmError;
		return ok({ id: made, created: true });
	}
}

/** Associations are read from the records themselves; a search would miss what was written a moment ago. */
async function findReference(
	connection: Connection,
	kind: Kind,
	to: HubSpotObject,
	id: string,
	reference: string,
): Promise<string | undefined> {
	const associated = await readAssociations(connection, to, [id], kind.path);
	const error = associated.errors.get(id);
	if (error !== undefined) throw error;
	const line = referenceLine(reference);
	// Newest first: a repetition usually follows soon.
	const ids = [...(associated.ids.get(id) ?? [])].reverse();
	for (const part of chunks(ids, 100)) {
		const response = await connection.http.request({
			method: 'POST',
			path: connection.paths.batch(kind.path, 'read'),
			body: { inputs: part.map((entry) => ({ id: entry })), properties: [kind.body] },
			idempotent: true,
			purpose: kind.path,
		});
		for (const record of readBatch(response.body).records) {
			const lines = fromHtml(record.properties[kind.body] ?? '').split('\n');
			if (!record.archived && lines.includes(line)) return record.id;
		}
	}
	return undefined;
}

/**
 * The unlabelled type between the activity and a custom object.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associations-schema/guide
 */
async function associationType(connection: Connection, kind: Kind, to: HubSpotObject): Promise<AssociationSpec> {
	const response = await connection.http.request({
		method: 'GET',
		path: connection.paths.associationLabels(kind.path, to.path),
		purpose: 'associations',
	});
	const types = list(object(response.body)['results']).map(object);
	const type = types.find((entry) => text(entry['label']) === undefined) ?? types[0];
	const typeId = Number(text(type?.['typeId']) ?? Number.NaN);
	const category = text(type?.['category']) ?? 'USER_DEFINED';
	if (Number.isInteger(typeId)) return { associationCategory: category, associationTypeId: typeId };
	throw new CrmError({
		kind: 'validation',
		status: 0,
		message: `HubSpot does not let ${kind.path} be left on this object.`,
		hint: 'Allow the association in HubSpot (Settings > Data Management > Objects), or use another object.',
	});
}
