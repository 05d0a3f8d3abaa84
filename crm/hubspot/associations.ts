/**
 * Which records belong to which.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide
 */
import type { CrmError } from '../../core/errors';
import type { Connection } from './connection';
import { errorFromBody } from './errors';
import type { HubSpotObject } from './objects';
import { chunks } from './results';
import { list, object, readBatch, text } from './wire';

const inputsPerRead = 1_000;

/** Ids by the id that they are associated with; an id without associations has an empty list. */
export interface Associated {
	readonly ids: ReadonlyMap<string, readonly string[]>;
	/** Why an id has no list. */
	readonly errors: ReadonlyMap<string, CrmError>;
}

/** Reads all associations of the ids to one object. Throws CrmError. */
export async function readAssociations(
	connection: Connection,
	from: HubSpotObject,
	ids: readonly string[],
	to: string,
): Promise<Associated> {
	const found = new Map<string, string[]>(ids.map((id) => [id, []]));
	const errors = new Map<string, CrmError>();
	let inputs: readonly { readonly id: string; readonly after?: string }[] = ids.map((id) => ({ id }));
	while (inputs.length > 0) {
		const next: { id: string; after: string }[] = [];
		for (const part of chunks(inputs, inputsPerRead)) {
			const response = await connection.http.request({
				method: 'POST',
				path: connection.paths.associations(from.path, to),
				body: { inputs: part },
				idempotent: true,
				purpose: 'associations',
			});
			for (const entry of list(object(response.body)['results']).map(object)) {
				const id = text(object(entry['from'])['id']);
				const known = id === undefined ? undefined : found.get(id);
				if (id === undefined || known === undefined) continue;
				known.push(...list(entry['to']).flatMap((target) => text(object(target)['toObjectId']) ?? []));
				const after = text(object(object(entry['paging'])['next'])['after']);
				if (after !== undefined) next.push({ id, after });
			}
			for (const error of readBatch(response.body).errors) {
				// A record without associations is reported as an error too, and is none.
				if (/NO_ASSOCIATIONS/.test(text(error.body['subCategory']) ?? text(error.body['category']) ?? '')) continue;
				const crmError = errorFromBody(error.body, response.status, 'associations');
				for (const id of error.ids) errors.set(id, crmError);
			}
		}
		inputs = next;
	}
	const unique = new Map([...found].map(([id, others]) => [id, [...new Set(others)]]));
	return { ids: unique, errors };
}
