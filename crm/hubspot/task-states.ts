/**
 * What people did with the tasks that were left for them. Tasks in the recycling bin are left out of the answer.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/tasks/guide
 */
import type { Result, TaskState } from '../crm';
import type { Connection } from './connection';
import { asCrmError, chunks, failed, invalidId, isRecordId, ok } from './results';
import { readBatch } from './wire';

const perRead = 100;

export async function readTaskStates(
	connection: Connection,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Result<TaskState>>> {
	const states = new Map<string, Result<TaskState>>();
	for (const id of ids) states.set(id, isRecordId(id) ? ok('gone') : failed(invalidId()));
	await Promise.all(
		chunks([...new Set(ids)].filter(isRecordId), perRead).map(async (part) => {
			try {
				const response = await connection.http.request({
					method: 'POST',
					path: connection.paths.batch('tasks', 'read'),
					body: { inputs: part.map((id) => ({ id })), properties: ['hs_task_status'] },
					idempotent: true,
					purpose: 'tasks',
				});
				for (const { id, archived, properties } of readBatch(response.body).records) {
					if (archived || !states.has(id)) continue;
					states.set(id, ok(properties['hs_task_status'] === 'COMPLETED' ? 'completed' : 'open'));
				}
			} catch (error) {
				const crmError = failed(asCrmError(error));
				for (const id of part) states.set(id, crmError);
			}
		}),
	);
	return states;
}
