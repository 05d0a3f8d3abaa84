/** The account's custom objects. */
import { CrmError } from '../../core/errors';
import type { Connection } from './connection';
import { customObject, type HubSpotObject } from './objects';
import { list, object, text, texts } from './wire';

/**
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/get-schemas
 * An account without custom objects or a credential without the scope answers 403: there are none for us then.
 */
export async function readSchemas(connection: Connection): Promise<readonly HubSpotObject[]> {
	try {
		const response = await connection.http.request({
			method: 'GET',
			path: connection.paths.schemas,
			purpose: 'describe',
		});
		return list(object(response.body)['results']).flatMap(readSchema);
	} catch (error) {
		if (error instanceof CrmError && (error.kind === 'permission' || error.kind === 'not found')) return [];
		throw error;
	}
}

function readSchema(value: unknown): readonly HubSpotObject[] {
	const schema = object(value);
	const typeId = text(schema['objectTypeId']) ?? text(schema['id']);
	if (typeId === undefined || !typeId.startsWith('2-')) return [];
	const label = text(object(schema['labels'])['plural']) ?? text(schema['name']) ?? typeId;
	const primary = text(schema['primaryDisplayProperty']);
	const fields = [...(primary === undefined ? [] : [primary]), ...texts(schema['secondaryDisplayProperties'])];
	return [customObject(typeId, label, fields)];
}
