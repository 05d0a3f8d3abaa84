/**
 * The org's custom objects.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-describeGlobal.md
 */
import { flag, list, object, text } from '../json';
import type { Connection } from './connection';
import { otherObject, type SalesforceObject } from './objects';

export async function readCustomObjects(connection: Connection): Promise<readonly SalesforceObject[]> {
	const { response } = await connection.send({ method: 'GET', path: '/sobjects', purpose: 'objects' });
	return list(object(response.body)['sobjects'])
		.map(object)
		.flatMap((entry) => {
			const name = text(entry['name']) ?? '';
			// Settings and other technical tables end in __c as well, but nobody can make records of them.
			const usable = /__c$/i.test(name) && flag(entry['queryable']) && flag(entry['updateable']);
			if (!usable || flag(entry['customSetting']) || flag(entry['deprecatedAndHidden'])) return [];
			return [otherObject(name, text(entry['labelPlural']) ?? text(entry['label']) ?? name, true)];
		});
}
