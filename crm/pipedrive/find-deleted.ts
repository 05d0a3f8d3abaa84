/**
 * Deleted records by their id: Pipedrive keeps them for 30 days, marked, and neither lists nor searches them.
 * https://developers.pipedrive.com/docs/api/v1/Persons#getPerson (is_deleted)
 */
import type { DeletedRecord, IdentityKeys } from '../crm';
import { object, text } from '../json';
import { asCrmError } from '../results';
import type { Connection } from './connection';
import { survivorOf } from './merged';
import { isRecordId, recordPath } from './objects';
import { idOf, recordUrl, snapshotSource, type SnapshotSource } from './snapshot';

export async function findDeletedRecords(
	connection: Connection,
	objectName: string,
	queries: readonly IdentityKeys[],
): Promise<readonly (readonly DeletedRecord[])[]> {
	const source = await snapshotSource(connection, objectName, []);
	const ids = new Set(queries.flatMap(({ id }) => (id !== undefined && isRecordId(source.object, id) ? [id] : [])));
	const found = new Map(await Promise.all([...ids].map(async (id) => [id, await deletedRecord(source, id)] as const)));
	return queries.map(({ id }) => {
		const record = id === undefined ? undefined : found.get(id);
		return record === undefined ? [] : [record];
	});
}

async function deletedRecord(source: SnapshotSource, id: string): Promise<DeletedRecord | undefined> {
	const { connection, object: target } = source;
	try {
		const response = await connection.http.request({
			method: 'GET',
			path: recordPath(target, id),
			purpose: 'find deleted',
		});
		const record = object(object(response.body)['data']);
		if (idOf(record) !== id || record['is_deleted'] !== true) return undefined;
		// What was merged away is not deleted: it lives on in another record.
		if ((await survivorOf(connection, target, id)) !== undefined) return undefined;
		const label = text(record[target.titleField])?.trim() ?? `${target.name} ${id}`;
		return { object: target.name, id, url: recordUrl(source, id), label, via: 'record id' };
	} catch (error) {
		asCrmError(error);
		return undefined;
	}
}
