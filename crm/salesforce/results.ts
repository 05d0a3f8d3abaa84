/** What Salesforce's answers about single records have in common. */
import type { CrmErrorData } from '../../core/errors';
import { keyPrefix, recordId } from './ids';

/** The 18-character id where the text can be a record of the object; undefined otherwise. */
export function idOf(text: string, prefix: string | undefined): string | undefined {
	const id = recordId(text);
	return id === undefined || (prefix !== undefined && keyPrefix(id) !== prefix) ? undefined : id;
}

export function invalidId(): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'INVALID_RECORD_ID',
		message: 'The record id is empty or is no Salesforce record id (15 or 18 letters and digits) of this object.',
		hint: 'Take the id from Identity Lookup, or from the address of the record in Salesforce.',
	};
}

export function noSuchRecord(object: string): CrmErrorData {
	return {
		kind: 'not found',
		status: 404,
		code: 'NOT_FOUND',
		message: `Salesforce has no ${object} with this id, or the user may not see it.`,
		hint: 'It may have been deleted for good. Look the record up again with Identity Lookup.',
	};
}

export function deletedRecord(object: string): CrmErrorData {
	return {
		kind: 'not found',
		status: 404,
		code: 'ENTITY_IS_DELETED',
		message: `The ${object} was deleted in Salesforce and lies in the Recycle Bin.`,
		hint: 'Restore it in Salesforce within 15 days if it is still needed, or drop it from the workflow.',
	};
}
