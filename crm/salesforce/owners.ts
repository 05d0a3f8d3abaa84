/**
 * The active users that records belong to and tasks are given to.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm
 */
import type { CrmUser } from '../crm';
import { text } from '../json';
import type { Connection } from './connection';
import { recordId } from './ids';
import { query } from './query';
import { soql } from './soql';

/** A dropdown of more people helps nobody. */
const mostUsers = 5_000;

/** Throws CrmError. */
export async function readOwners(connection: Connection): Promise<readonly CrmUser[]> {
	const wanted = soql`SELECT Id, Name, Email FROM User WHERE IsActive = TRUE AND UserType = ${'Standard'} ORDER BY Name LIMIT ${mostUsers}`;
	const { records } = await query(connection, wanted, { purpose: 'users' });
	return records.flatMap((record) => {
		const id = recordId(text(record['Id']) ?? '');
		return id === undefined ? [] : [{ id, name: text(record['Name']) ?? text(record['Email']) ?? id }];
	});
}
