/**
 * Looking through all records instead of searching for each key: 500 records cost 10 tokens and one request, a search
 * 20 tokens and one of five requests a second. So many keys are first looked for by pages, as long as that stays a
 * fraction of what the searches would cost; in an account of moderate size it answers everything, without index lag.
 * https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting (token costs)
 */
import { list, object, text, type Json } from '../json';
import type { PipedriveField } from './fields';
import { recordsPath } from './objects';
import { customFieldsQuery, type SnapshotSource } from './snapshot';
import type { Raw } from './read';

const pageSize = 500;
/** A page for every four searches: at most an eighth of their tokens is spent in vain. */
const searchesPerPage = 4;
const leastSearches = 8;

/** How many pages are worth it for so many searches; 0 for none. */
export function pagesFor(searches: number): number {
	return searches < leastSearches ? 0 : Math.floor(searches / searchesPerPage);
}

/** Hands every record to `look`. True where the last one was seen. Throws CrmError. */
export async function sweep(
	source: SnapshotSource,
	pages: number,
	more: readonly PipedriveField[],
	look: (raw: Raw) => void,
): Promise<boolean> {
	const { connection, object: target } = source;
	let cursor: string | undefined;
	for (let page = 0; page < pages; page++) {
		const response = await connection.http.request({
			method: 'GET',
			path: recordsPath(target),
			query: {
				limit: pageSize,
				sort_by: 'id',
				...customFieldsQuery(source, more),
				...(cursor === undefined ? {} : { cursor }),
			},
			purpose: 'find by list',
		});
		const readAt = connection.answeredAt(response);
		const body = object(response.body);
		for (const record of list(body['data']).map(object)) if (isLive(record)) look({ record, readAt });
		cursor = text(object(body['additional_data'])['next_cursor']);
		if (cursor === undefined) return true;
	}
	return false;
}

function isLive(record: Json): boolean {
	return record['is_deleted'] !== true;
}
