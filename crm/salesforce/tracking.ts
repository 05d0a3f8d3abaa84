/**
 * Which fields an administrator has turned field history on for. Only then does a missing row mean that nobody changed
 * the field. https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_fielddefinition.htm
 */
import { CrmError } from '../../core/errors';
import { flag, text } from '../json';
import type { Connection } from './connection';
import type { SalesforceObject } from './objects';
import { query } from './query';
import { soql } from './soql';

/** Tracked fields by API name; undefined where Salesforce does not tell this user. */
export async function trackedFields(
	connection: Connection,
	object: SalesforceObject,
): Promise<ReadonlySet<string> | undefined> {
	if (object.history === undefined) return new Set();
	const tracked = await connection.remembered(`tracked ${object.sobject}`, async () => {
		try {
			const wanted = soql`SELECT QualifiedApiName, IsFieldHistoryTracked FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = ${object.sobject}`;
			const { records } = await query(connection, wanted, { purpose: 'field history' });
			const names = records.filter((record) => flag(record['IsFieldHistoryTracked']));
			return names.flatMap((record) => text(record['QualifiedApiName']) ?? []);
		} catch (error) {
			if (error instanceof CrmError && ['permission', 'validation', 'not found'].includes(error.kind)) return null;
			throw error;
		}
	});
	return tracked === null ? undefined : new Set(tracked);
}
