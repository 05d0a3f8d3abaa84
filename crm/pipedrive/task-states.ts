/**
 * What people did with the tasks that were left for them. What was deleted, or is not visible to us, is left out of the
 * answer.
 * https://developers.pipedrive.com/docs/api/v1/Activities#getActivities
 */
import type { Result, TaskState } from '../crm';
import { list, object, text } from '../json';
import { asCrmError, chunks, failed, ok } from '../results';
import type { Connection } from './connection';

/** Ids in one request. */
const perRead = 100;

export async function readTaskStates(
	{ http }: Connection,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Result<TaskState>>> {
	const states = new Map<string, Result<TaskState>>();
	for (const id of ids) states.set(id, isActivityId(id) ? ok('gone') : failed(noActivity));
	await Promise.all(
		chunks([...new Set(ids)].filter(isActivityId), perRead).map(async (part) => {
			try {
				const response = await http.request({
					method: 'GET',
					path: '/api/v2/activities',
					query: { ids: part.join(','), limit: perRead },
					purpose: 'tasks',
				});
				for (const activity of list(object(response.body)['data']).map(object)) {
					const id = text(activity['id']) ?? '';
					if (!states.has(id) || activity['is_deleted'] === true) continue;
					states.set(id, ok(activity['done'] === true ? 'completed' : 'open'));
				}
			} catch (error) {
				const crmError = failed(asCrmError(error));
				for (const id of part) states.set(id, crmError);
			}
		}),
	);
	return states;
}

/** One id that is no whole number would fail the whole request. */
function isActivityId(id: string): boolean {
	return /^[1-9]\d{0,15}$/.test(id);
}

const noActivity = {
	kind: 'validation',
	status: 0,
	code: 'INVALID_RECORD_ID',
	message: 'The id is no id of a Pipedrive activity (a whole number).',
	hint: 'Take the id from the answer that named the task.',
} as const;
