/**
 * How many records an object has, about: Salesforce counts them now and then, which costs nothing.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-record-count.md
 */
import { CrmError } from '../../core/errors';
import { list, object, text } from '../json';
import type { Connection } from './connection';
import { isPerson, person } from './objects';

export async function countRecords(connection: Connection, objectName: string): Promise<number | undefined> {
	const objects = isPerson(objectName) ? person.parts : [await connection.object(objectName)];
	const names = objects.map(({ sobject }) => encodeURIComponent(sobject)).join(',');
	try {
		const path = `/limits/recordCount?sObjects=${names}`;
		const { response } = await connection.send({ method: 'GET', path, purpose: 'size' });
		const counts = list(object(response.body)['sObjects']).map((entry) => Number(text(object(entry)['count'])));
		return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
	} catch (error) {
		if (error instanceof CrmError && error.kind !== 'auth') return undefined;
		throw error;
	}
}
