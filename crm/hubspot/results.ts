/** What HubSpot's answers about single records have in common. */
import type { CrmErrorData } from '../../core/errors';

export { asCrmError, chunks, failed, ok } from '../results';

/** HubSpot's record ids are whole numbers; one that is not would fail a whole batch. */
export function isRecordId(id: string): boolean {
	return /^[1-9]\d{0,18}$/.test(id);
}

export function invalidId(): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'INVALID_RECORD_ID',
		message: 'The record id is empty or is no HubSpot record id (a whole number).',
		hint: 'Take the id from Identity Lookup, or from the address of the record in HubSpot.',
	};
}

export function noSuchRecord(object: string): CrmErrorData {
	return {
		kind: 'not found',
		status: 404,
		code: 'OBJECT_NOT_FOUND',
		message: `HubSpot has no ${object} with this id.`,
		hint: 'It may have been deleted for good. Look the record up again with Identity Lookup.',
	};
}

export function archivedRecord(object: string): CrmErrorData {
	return {
		kind: 'not found',
		status: 404,
		code: 'ARCHIVED',
		message: `The ${object} was deleted in HubSpot and lies in its recycling bin.`,
		hint: 'Restore it in HubSpot within 90 days if it is still needed, or drop it from the workflow.',
	};
}

export function tooManyRecords(purpose: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'TOO_MANY_RECORDS',
		message: `HubSpot finds too many records that look like the value to tell which of them hold it (${purpose}).`,
		hint: 'Match by another key, such as the record id or the e-mail address.',
	};
}
