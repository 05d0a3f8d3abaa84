/**
 * Owners: the users that records belong to and tasks are given to.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide
 */
import type { CrmUser } from '../crm';
import type { Connection } from './connection';
import { list, object, text, type Json } from './wire';

/** Owners on one page, and the most pages that are read: a dropdown of more than 5,000 people helps nobody. */
const pageSize = 500;
const mostPages = 10;

/** The active owners by name. Throws CrmError. */
export async function readUsers(connection: Connection): Promise<readonly CrmUser[]> {
	const users: CrmUser[] = [];
	let after: string | undefined;
	for (let page = 0; page < mostPages; page++) {
		const response = await connection.http.request({
			method: 'GET',
			path: connection.paths.owners,
			query: { limit: String(pageSize), archived: 'false', ...(after === undefined ? {} : { after }) },
			purpose: 'owners',
		});
		const body = object(response.body);
		for (const owner of list(body['results']).map(object)) {
			const id = text(owner['id']);
			// A queue or a team is no person.
			if (id !== undefined && (text(owner['type']) ?? 'PERSON') === 'PERSON')
				users.push({ id, name: nameOf(owner, id) });
		}
		after = text(object(object(body['paging'])['next'])['after']);
		if (after === undefined) break;
	}
	return users.sort((a, b) => a.name.localeCompare(b.name));
}

function nameOf(owner: Json, id: string): string {
	const name = [text(owner['firstName']), text(owner['lastName'])].filter(Boolean).join(' ');
	return name !== '' ? name : (text(owner['email']) ?? `Owner ${id}`);
}
