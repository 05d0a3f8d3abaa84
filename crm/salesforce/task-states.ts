/**
 * What people did with the tasks that were left for them. An org names its own states; IsClosed says which of them end
 * a task.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 */
import type { Result, TaskState } from '../crm';
import { text } from '../json';
import { asCrmError, failed, ok } from '../results';
import type { Connection } from './connection';
import { keyPrefix, recordId } from './ids';
import { queryByIds } from './query';
import { invalidId } from './results';
import { soql } from './soql';

export async function readTaskStates(
	connection: Connection,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Result<TaskState>>> {
	const asked = new Map(ids.map((id) => [id, taskId(id)]));
	const valid = [...new Set([...asked.values()].flatMap((id) => id ?? []))];
	const answer = (state: (id: string) => Result<TaskState>): ReadonlyMap<string, Result<TaskState>> =>
		new Map([...asked].map(([id, known]) => [id, known === undefined ? failed(invalidId()) : state(known)]));
	if (valid.length === 0) return answer(() => ok('gone'));
	try {
		const { records } = await queryByIds(
			connection,
			valid,
			(part) => soql`SELECT Id, IsClosed FROM Task WHERE Id IN ${part}`,
			'tasks',
		);
		const closed = new Map(records.map((record) => [recordId(text(record['Id']) ?? ''), record['IsClosed'] === true]));
		return answer((id) => ok(closed.has(id) ? (closed.get(id) === true ? 'completed' : 'open') : 'gone'));
	} catch (error) {
		const crmError = failed(asCrmError(error));
		return answer(() => crmError);
	}
}

function taskId(id: string): string | undefined {
	const known = recordId(id);
	return known !== undefined && keyPrefix(known) === '00T' ? known : undefined;
}
