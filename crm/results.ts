/** Small helpers for answers about many records. */
import { CrmError, type CrmErrorData } from '../core/errors';
import type { Result } from './crm';

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
