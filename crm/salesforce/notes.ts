/**
 * Leaving notes and tasks on records. A reference in the last line makes a repetition find the first one.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_note.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 */
import { CrmError } from '../../core/errors';
import type { NoteSpec, Result, TaskSpec } from '../crm';
import { object, text } from '../json';
import { asCrmError, failed, ok } from '../results';
import type { Connection } from './connection';
import { recordId } from './ids';
import { isPerson, person } from './objects';
import { query } from './query';
import { readRaw } from './read';
import { idOf, invalidId } from './results';
import { snapshotSource } from './snapshot';
import { name, soql } from './soql';

type Created = { readonly id: string; readonly created: boolean };

interface Kind {
	readonly sobject: 'Note' | 'Task';
	readonly body: 'Body' | 'Description';
	/** The field that names the record. */
	readonly link: string;
}

/** Salesforce refuses longer ones. */
const longestBody = 32_000;
const longestNoteTitle = 80;
const longestSubject = 255;

export async function addNote(
	connection: Connection,
	objectName: string,
	id: string,
	note: NoteSpec,
	reference: string,
): Promise<Result<Created>> {
	const kind: Kind = { sobject: 'Note', body: 'Body', link: 'ParentId' };
	return await add(connection, objectName, id, kind, reference, {
		Title: cut(titleOf(note.title), longestNoteTitle),
		Body: bodyOf(note.body, reference, note.at),
	});
}

export async function addTask(
	connection: Connection,
	objectName: string,
	id: string,
	task: TaskSpec,
	reference: string,
): Promise<Result<Created>> {
	// A person is Who, everything else is What. https://help.salesforce.com/s/articleView?id=sf.activities_considerations.htm
	const link = /^(003|00Q)/.test(id) ? 'WhoId' : 'WhatId';
	const owner = task.owner === undefined ? undefined : recordId(task.owner);
	return await add(connection, objectName, id, { sobject: 'Task', body: 'Description', link }, reference, {
		Subject: cut(titleOf(task.title), longestSubject),
		Description: bodyOf(task.body, reference, task.dueAt),
		ActivityDate: task.dueAt.slice(0, 10),
		Status: 'Not Started',
		Priority: 'Normal',
		...(owner === undefined ? {} : { OwnerId: owner }),
	});
}

async function add(
	connection: Connection,
	objectName: string,
	asked: string,
	kind: Kind,
	reference: string,
	values: Readonly<Record<string, string>>,
): Promise<Result<Created>> {
	try {
		const source = await snapshotSource(connection, objectOf(objectName, asked), []);
		const id = idOf(asked, source.schema.keyPrefix);
		if (id === undefined) return failed(invalidId());
		const known = await findReference(connection, kind, id, reference);
		if (known !== undefined) return ok({ id: known, created: false });
		const record = (await readRaw(source, [id])).get(id);
		if (record?.ok === false) return record;
		// Where the record was merged away, its notes and the new one belong to the survivor.
		const alive = recordId(text(record?.value.record['Id']) ?? '') ?? id;
		const moved = alive === id ? undefined : await findReference(connection, kind, alive, reference);
		if (moved !== undefined) return ok({ id: moved, created: false });
		return ok(await create(connection, kind, alive, reference, { ...values, [kind.link]: alive }));
	} catch (error) {
		return failed(asCrmError(error));
	}
}

/** Of "Contacts and Leads", the one that the id belongs to. */
export function objectOf(objectName: string, id: string): string {
	if (!isPerson(objectName)) return objectName;
	return id.startsWith('00Q') ? person.parts[1].name : person.parts[0].name;
}

async function create(
	connection: Connection,
	kind: Kind,
	id: string,
	reference: string,
	values: Readonly<Record<string, string>>,
): Promise<Created> {
	try {
		const { response } = await connection.send({
			method: 'POST',
			path: `/sobjects/${kind.sobject}`,
			// Tasks are for the owner that was named, not for whom a rule would choose.
			headers: { 'Sforce-Auto-Assign': 'FALSE' },
			body: values,
			purpose: kind.sobject === 'Note' ? 'notes' : 'tasks',
		});
		const created = recordId(text(object(response.body)['id']) ?? '');
		if (created !== undefined) return { id: created, created: true };
		throw new CrmError({
			kind: 'unexpected',
			status: response.status,
			message: 'Salesforce did not give the id of what it created.',
			hint: 'Look at the record in Salesforce.',
		});
	} catch (error) {
		const crmError = asCrmError(error);
		if (crmError.kind !== 'unavailable') throw crmError;
		// The answer was lost, so it may be there all the same.
		const made = await findReference(connection, kind, id, reference);
		if (made === undefined) throw crmError;
		return { id: made, created: true };
	}
}

/** Long texts cannot be searched by SOQL, so the texts are read. */
async function findReference(
	connection: Connection,
	{ sobject, body, link }: Kind,
	id: string,
	reference: string,
): Promise<string | undefined> {
	const wanted = soql`SELECT Id, ${name(body)} FROM ${name(sobject)} WHERE ${name(link)} = ${id} ORDER BY CreatedDate DESC`;
	const { records } = await query(connection, wanted, { purpose: sobject === 'Note' ? 'notes' : 'tasks' });
	const found = records.find((record) => readBody(text(record[body]) ?? '').reference === plainReference(reference));
	return found === undefined ? undefined : recordId(text(found['Id']) ?? '');
}

/** The text, and in the last line the time that it is for (Salesforce keeps none of its own) and the reference. */
function bodyOf(body: string, reference: string, at: string): string {
	const tail = `\n\nref: ${plainReference(reference)} · ${at}`;
	return `${cut(body, longestBody - tail.length)}${tail}`;
}

/** What `bodyOf` put together; other people's texts have neither time nor reference. */
export function readBody(raw: string): {
	readonly body: string;
	readonly reference?: string | undefined;
	readonly at?: string | undefined;
} {
	const lines = raw.replace(/\r\n?/g, '\n');
	const [, body = '', reference, at] = /^([\s\S]*?)\n*ref: (.*) · (\d{4}-\d\d-\d\dT[\d:.]+Z)\s*$/.exec(lines) ?? [];
	return reference === undefined ? { body: lines } : { body, reference, at };
}

function plainReference(reference: string): string {
	return reference.replace(/\s+/g, ' ').trim();
}

/** Salesforce refuses an empty title. */
function titleOf(title: string): string {
	return title.trim() === '' ? 'AI' : title.trim();
}

function cut(value: string, most: number): string {
	return value.length <= most ? value : `${value.slice(0, most - 1)}…`;
}
