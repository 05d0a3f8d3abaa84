/**
 * Calls, meetings, e-mails, notes and tasks.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_activityhistory.htm
 */
import { CrmError } from '../../core/errors';
import type { Activity } from '../crm';
import { object, text, type Json } from '../json';
import type { Connection } from './connection';
import { recordId } from './ids';
import { readBody } from './notes';
import { queryByIds } from './query';
import { join, name, names, soql } from './soql';
import { readTime } from './values';

/** An activity and the records that it is about. */
export interface Logged {
	readonly records: readonly string[];
	readonly activity: Activity;
}

interface Source {
	readonly sobject: string;
	readonly fields: readonly string[];
	/** Fields that name the records. */
	readonly links: readonly string[];
	readonly read: (record: Json) => Omit<Activity, 'id'>;
	/** True where an org may not have the object. */
	readonly optional?: boolean;
}

const sources: readonly Source[] = [
	{
		sobject: 'Task',
		fields: ['Subject', 'Description', 'ActivityDate', 'CreatedDate', 'TaskSubtype', 'CallType', 'Owner.Name'],
		links: ['WhoId', 'WhatId'],
		read: readTask,
	},
	{
		sobject: 'Event',
		fields: ['Subject', 'Description', 'StartDateTime', 'CreatedDate', 'Owner.Name'],
		links: ['WhoId', 'WhatId'],
		read: (record) => ({
			kind: 'meeting',
			at: timeIn(record, ['StartDateTime', 'CreatedDate']),
			title: text(record['Subject']) ?? '',
			body: text(record['Description']) ?? '',
			...author(record['Owner']),
		}),
	},
	{
		sobject: 'Note',
		fields: ['Title', 'Body', 'CreatedDate', 'Owner.Name'],
		links: ['ParentId'],
		read(record) {
			const { body, at } = readBody(text(record['Body']) ?? '');
			const title = text(record['Title']) ?? '';
			return { kind: 'note', at: at ?? timeIn(record, ['CreatedDate']), title, body, ...author(record['Owner']) };
		},
	},
	{
		sobject: 'EmailMessage',
		fields: ['Subject', 'TextBody', 'MessageDate', 'CreatedDate', 'Incoming', 'FromAddress'],
		links: ['RelatedToId'],
		optional: true,
		read: (record) => ({
			kind: 'email',
			at: timeIn(record, ['MessageDate', 'CreatedDate']),
			title: text(record['Subject']) ?? '',
			body: text(record['TextBody']) ?? '',
			direction: record['Incoming'] === true ? 'in' : 'out',
			...(text(record['FromAddress']) === undefined ? {} : { author: text(record['FromAddress']) }),
		}),
	},
];

/** Everything that was logged on the records. Throws CrmError. */
export async function readActivities(connection: Connection, ids: readonly string[]): Promise<readonly Logged[]> {
	const all = await Promise.all(sources.map(async (source) => await readSource(connection, source, ids)));
	return all.flat();
}

async function readSource(connection: Connection, source: Source, ids: readonly string[]): Promise<readonly Logged[]> {
	const make = (part: readonly string[]) =>
		soql`SELECT ${names(['Id', ...source.links, ...source.fields])} FROM ${name(source.sobject)} WHERE ${join(
			source.links.map((link) => soql`${name(link)} IN ${part}`),
			' OR ',
		)}`;
	try {
		const { records } = await queryByIds(connection, ids, make, 'activities');
		return records.map((record) => ({
			records: source.links.flatMap((link) => recordId(text(record[link]) ?? '') ?? []),
			activity: { id: recordId(text(record['Id']) ?? '') ?? '', ...source.read(record) },
		}));
	} catch (error) {
		if (source.optional === true && error instanceof CrmError && error.kind === 'validation') return [];
		throw error;
	}
}

/** https://help.salesforce.com/s/articleView?id=sf.tasks_considerations.htm (TaskSubtype) */
function readTask(record: Json): Omit<Activity, 'id'> {
	const subtype = text(record['TaskSubtype']);
	const { body, at } = readBody(text(record['Description']) ?? '');
	const due = text(record['ActivityDate']);
	const call = text(record['CallType'])?.toLowerCase();
	return {
		kind: subtype === 'Call' ? 'call' : subtype === 'Email' ? 'email' : 'task',
		// The time in our own line counts as long as nobody moved the day.
		at: at !== undefined && at.slice(0, 10) === due ? at : dueTime(record),
		title: text(record['Subject']) ?? '',
		body,
		...(call === 'inbound' ? { direction: 'in' } : call === 'outbound' ? { direction: 'out' } : {}),
		...author(record['Owner']),
	};
}

function dueTime(record: Json): string {
	const due = text(record['ActivityDate']);
	return due === undefined ? timeIn(record, ['CreatedDate']) : `${due}T00:00:00.000Z`;
}

function timeIn(record: Json, fields: readonly string[]): string {
	return fields.flatMap((field) => readTime(text(record[field]) ?? '') ?? [])[0] ?? new Date(0).toISOString();
}

function author(owner: unknown): { readonly author?: string } {
	const known = text(object(owner)['Name']);
	return known === undefined ? {} : { author: known };
}
