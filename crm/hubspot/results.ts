/** Small helpers for answers about many records. */
import { CrmError, type CrmErrorData } from '../../core/errors';
import type { Result } from '../crm';

export function ok<T>(value: T): Result<T> {
	return { ok: true, value };
}

export function failed(error: CrmErrorData): { readonly ok: false; readonly error: CrmErrorData } {
	return { ok: false, error: error instanceof CrmError ? error.toData() : error };
}

/** The error as data; anything that is no CrmError is a defect of ours and goes on. */
export function asCrmError(error: unknown): CrmError {
	if (error instanceof CrmError) return error;
	throw error;
}

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
	const parts: (readonly T[])[] = [];
	for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
	return parts;
}

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
