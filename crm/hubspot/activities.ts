/**
 * Calls, meetings, e-mails, notes and tasks.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/overview
 */
import type { Activity } from '../crm';
import type { Connection } from './connection';
import { timeOf } from './history';
import { fromHtml } from '../html';
import { chunks } from './results';
import { readBatch, type WireRecord } from './wire';

const perRead = 100;

interface ActivityKind {
	readonly kind: Activity['kind'];
	/** The object's name in paths. */
	readonly path: string;
	readonly title: readonly string[];
	/** The first that holds something is the body. */
	readonly body: readonly string[];
	readonly direction?: string;
}

export const activityKinds: readonly ActivityKind[] = [
	{
		kind: 'call',
		path: 'calls',
		title: ['hs_call_title'],
		body: ['hs_call_body'],
		direction: 'hs_call_direction',
	},
	{
		kind: 'meeting',
		path: 'meetings',
		title: ['hs_meeting_title'],
		body: ['hs_meeting_body', 'hs_internal_meeting_notes'],
	},
	{
		kind: 'email',
		path: 'emails',
		title: ['hs_email_subject'],
		body: ['hs_email_text', 'hs_email_html'],
		direction: 'hs_email_direction',
	},
	{ kind: 'note', path: 'notes', title: [], body: ['hs_note_body'] },
	{ kind: 'task', path: 'tasks', title: ['hs_task_subject'], body: ['hs_task_body'] },
];

/** Activities of one kind by id; ids that are gone are left out. Throws CrmError. */
export async function readActivities(
	connection: Connection,
	kind: ActivityKind,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Activity>> {
	const properties = [
		'hs_timestamp',
		'hubspot_owner_id',
		...kind.title,
		...kind.body,
		...(kind.direction === undefined ? [] : [kind.direction]),
	];
	const activities = new Map<string, Activity>();
	await Promise.all(
		chunks(ids, perRead).map(async (part) => {
			const response = await connection.http.request({
				method: 'POST',
				path: connection.paths.batch(kind.path, 'read'),
				body: { inputs: part.map((id) => ({ id })), properties },
				idempotent: true,
				purpose: 'activities',
			});
			for (const record of readBatch(response.body).records) {
				if (!record.archived) activities.set(record.id, toActivity(kind, record));
			}
		}),
	);
	return activities;
}

function toActivity(kind: ActivityKind, record: WireRecord): Activity {
	const first = (fields: readonly string[]) =>
		fields.map((field) => record.properties[field] ?? '').find(Boolean) ?? '';
	const direction = directionOf(kind.direction === undefined ? '' : (record.properties[kind.direction] ?? ''));
	const owner = record.properties['hubspot_owner_id'];
	return {
		kind: kind.kind,
		id: record.id,
		at: new Date(timeOf(record.properties['hs_timestamp'] ?? record.createdAt ?? '')).toISOString(),
		title: first(kind.title),
		body: fromHtml(first(kind.body)),
		...(direction === undefined ? {} : { direction }),
		...(owner === undefined || owner === null ? {} : { author: `owner:${owner}` }),
	};
}

/** Calls are INBOUND or OUTBOUND; e-mails INCOMING_EMAIL, EMAIL (sent from HubSpot) or FORWARDED_EMAIL. */
function directionOf(value: string): 'in' | 'out' | undefined {
	if (value === 'INBOUND' || value === 'INCOMING_EMAIL') return 'in';
	return value === 'OUTBOUND' || value === 'EMAIL' ? 'out' : undefined;
}
