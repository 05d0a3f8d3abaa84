/**
 * The search endpoint. Its index lags behind the records and it ends at 10,000 results.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
import type { Connection } from './connection';
import type { HubSpotObject } from './objects';
import { list, object, readRecord, text, type WireRecord } from './wire';

export const searchLimits = { page: 200, total: 10_000, groups: 5, body: 3_000 };

export interface SearchFilter {
	readonly propertyName: string;
	readonly operator: 'EQ' | 'GT' | 'GTE' | 'LT' | 'LTE' | 'IN' | 'HAS_PROPERTY' | 'NOT_HAS_PROPERTY' | 'CONTAINS_TOKEN';
	readonly value?: string;
	readonly values?: readonly string[];
}

export interface SearchRequest {
	/** Groups are alternatives, the filters of a group hold together. */
	readonly filterGroups: readonly { readonly filters: readonly SearchFilter[] }[];
	readonly sorts?: readonly { readonly propertyName: string; readonly direction: 'ASCENDING' }[];
	readonly properties: readonly string[];
	readonly limit: number;
	readonly after?: string;
}

export interface SearchPage {
	readonly records: readonly WireRecord[];
	/** Hand this to the next page; undefined at the end. */
	readonly after: string | undefined;
	/** ISO time of the answer. */
	readonly at: string;
	/** All hits, beyond the page too, where HubSpot tells. */
	readonly total: number | undefined;
}

/** Throws CrmError. */
export async function search(
	connection: Connection,
	hubspotObject: HubSpotObject,
	request: SearchRequest,
	purpose: string,
): Promise<SearchPage> {
	const response = await connection.http.request({
		method: 'POST',
		path: connection.paths.search(hubspotObject.path),
		body: request,
		bucket: 'search',
		idempotent: true,
		purpose,
	});
	const body = object(response.body);
	return {
		records: list(body['results']).map(readRecord),
		after: text(object(object(body['paging'])['next'])['after']),
		at: connection.answeredAt(response),
		total: typeof body['total'] === 'number' ? body['total'] : undefined,
	};
}

export interface AllFound {
	readonly records: readonly WireRecord[];
	/** False where HubSpot has more than it gives. */
	readonly complete: boolean;
}

/** All results up to HubSpot's cap. Throws CrmError. */
export async function searchAll(
	connection: Connection,
	hubspotObject: HubSpotObject,
	request: Omit<SearchRequest, 'limit' | 'after'>,
	purpose: string,
): Promise<AllFound> {
	const records: WireRecord[] = [];
	let after: string | undefined;
	do {
		const page = await search(
			connection,
			hubspotObject,
			{ ...request, limit: searchLimits.page, ...(after === undefined ? {} : { after }) },
			purpose,
		);
		if ((page.total ?? 0) > searchLimits.total) return { records: page.records, complete: false };
		records.push(...page.records);
		after = page.records.length === 0 ? undefined : page.after;
	} while (after !== undefined && records.length < searchLimits.total);
	return { records, complete: after === undefined };
}
