/**
 * Pipedrive's search: a term in some fields of one object. Its index lags and it finds more than what is exactly there,
 * so every hit is read again and judged by keys.ts. https://developers.pipedrive.com/docs/api/v1/Persons#searchPersons
 */
import { list, object, text, type Json } from '../json';
import type { Key } from './keys';
import type { SnapshotSource } from './snapshot';

/** Most hits of one key that are read: Pipedrive finds whatever contains the term. */
const mostHits = 500;
/** The search in one field gives no more at once. */
const fieldPage = 100;

export interface Search {
	readonly path: string;
	readonly query: Readonly<Record<string, string | number | boolean>>;
	/** Asked only where the ones before did not find that name. */
	readonly fallback?: boolean | undefined;
}

export interface SearchHits {
	/** Ids of records that may hold the key. */
	readonly ids: readonly string[];
	/** False where Pipedrive found more than are looked at. */
	readonly complete: boolean;
}

/** Throws CrmError. */
export async function hitsOf(
	{ connection }: SnapshotSource,
	{ path, query }: Search,
	kind: Key['kind'],
): Promise<{ readonly items: readonly Json[]; readonly complete: boolean }> {
	const items: Json[] = [];
	let cursor: string | undefined;
	do {
		const response = await connection.http.request({
			method: 'GET',
			path,
			query: {
				...query,
				limit: path.endsWith('/field') ? fieldPage : mostHits,
				...(cursor === undefined ? {} : { cursor }),
			},
			bucket: 'search',
			purpose: `find by ${kind}`,
		});
		const body = object(response.body);
		const data = body['data'];
		const found = Array.isArray(data) ? list(data) : list(object(data)['items']).map((entry) => object(entry)['item']);
		items.push(...found.map(object));
		cursor = text(object(body['additional_data'])['next_cursor']);
	} while (cursor !== undefined && items.length < mostHits);
	return { items, complete: cursor === undefined };
}

/** https://developers.pipedrive.com/docs/api/v1/Persons#searchPersons */
export function within(
	{ object: target }: SnapshotSource,
	term: string,
	fields: string,
	exact: boolean,
): readonly Search[] {
	// Pipedrive refuses shorter terms: one character where the match is exact, two elsewhere.
	if (term.trim().length < (exact ? 1 : 2)) return [];
	return [{ path: `/api/v2/${target.path}/search`, query: { term, fields, exact_match: exact } }];
}

/** https://developers.pipedrive.com/docs/api/v1/ItemSearch#searchItemByField */
export function inField({ object: target }: SnapshotSource, field: string, term: string): readonly Search[] {
	if (term.trim().length < 2) return [];
	return [{ path: '/api/v2/itemSearch/field', query: { term, entity_type: target.entity, match: 'middle', field } }];
}
