/** Errors that this adapter gives without asking Pipedrive. */
import type { CrmErrorData } from '../../core/errors';
import type { PipedriveObject } from './objects';

export function invalidId(object: PipedriveObject): CrmErrorData {
	const form = object.name === 'lead' ? 'a code such as 8f3b…-…' : 'a whole number';
	return {
		kind: 'validation',
		status: 0,
		code: 'INVALID_RECORD_ID',
		message: `The record id is empty or is no Pipedrive id (${form}).`,
		hint: 'Take the id from Identity Lookup, or from the address of the record in Pipedrive.',
	};
}

export function noSuchRecord(object: PipedriveObject, deleted: boolean): CrmErrorData {
	return {
		kind: 'not found',
		status: 404,
		code: deleted ? 'DELETED' : 'NOT_FOUND',
		message: deleted
			? `The ${object.name} was deleted in Pipedrive, or merged into another one.`
			: `Pipedrive has no ${object.name} with this id.`,
		hint: 'Look the record up again with Identity Lookup. Pipedrive keeps deleted records for 30 days.',
	};
}

export function tooManyHits(kind: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'TOO_MANY_RECORDS',
		message: `Pipedrive finds too many records that look like the value to tell which of them hold it (find by ${kind}).`,
		hint: 'Match by another key, such as the record id or the e-mail address.',
	};
}

export function tooLongNumber(label: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'NUMBER_TOO_LONG',
		message: `The number for "${label}" has more than 15 digits, too many to tell it from its neighbours.`,
		hint: 'Match by a text field, by record id or by e-mail.',
	};
}
