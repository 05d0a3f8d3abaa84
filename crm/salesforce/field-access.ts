/**
 * Field-level security of created fields, by a permission set of our own that is given to the credential's user.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm
 */
import { CrmError } from '../../core/errors';
import { object, text } from '../json';
import type { Connection } from './connection';
import type { SalesforceObject } from './objects';
import { query } from './query';
import { soql } from './soql';

const permissionSet = { Name: 'CRM_AI_Layer', Label: 'CRM AI Layer' };

/** Lets the credential's user read and edit the fields (Contact.ai_lead_score__c). Answers what is left to a person. */
export async function grantFields(
	connection: Connection,
	salesforceObject: SalesforceObject,
	fields: readonly string[],
): Promise<string | undefined> {
	try {
		const id = await ownPermissionSet(connection);
		await assign(connection, id);
		for (const Field of fields) {
			await insert(connection, 'FieldPermissions', {
				ParentId: id,
				SobjectType: salesforceObject.sobject,
				Field,
				PermissionsRead: true,
				PermissionsEdit: true,
			});
		}
		return undefined;
	} catch (error) {
		if (!(error instanceof CrmError) || error.kind === 'auth') throw error;
		return `The Salesforce user could not be given access to it: ask an administrator to set Read and Edit (field-level security), and to add it to the page layout.`;
	}
}

async function ownPermissionSet(connection: Connection): Promise<string> {
	const wanted = soql`SELECT Id FROM PermissionSet WHERE Name = ${permissionSet.Name} LIMIT 1`;
	const { records } = await query(connection, wanted, { purpose: 'create fields' });
	return text(records[0]?.['Id']) ?? (await insert(connection, 'PermissionSet', permissionSet));
}

async function assign(connection: Connection, id: string): Promise<void> {
	const { user } = await connection.org();
	if (user === undefined) return;
	const wanted = soql`SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = ${user} AND PermissionSetId = ${id} LIMIT 1`;
	const { records } = await query(connection, wanted, { purpose: 'create fields' });
	if (records.length === 0) {
		await insert(connection, 'PermissionSetAssignment', { AssigneeId: user, PermissionSetId: id });
	}
}

async function insert(connection: Connection, sobject: string, values: Readonly<Record<string, unknown>>) {
	const { response } = await connection.send({
		method: 'POST',
		path: `/sobjects/${sobject}`,
		body: values,
		purpose: 'create fields',
	});
	return text(object(response.body)['id']) ?? '';
}
