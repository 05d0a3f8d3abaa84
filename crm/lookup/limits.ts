/** What tells that an answer is a part only. */
import type { CrmErrorData } from '../../core/errors';

/** The CRM has more of them than the adapter looks through. */
export function isTooMany(error: CrmErrorData | undefined): boolean {
	return error?.code === 'TOO_MANY_RECORDS';
}

/** The credential may not ask this; asking again changes nothing, and other questions may be answered. */
export function isRefusal(error: CrmErrorData | undefined): boolean {
	return error !== undefined && ['permission', 'validation', 'not found'].includes(error.kind);
}
