/** What is said of a record whose creation got no answer. */
import type { CrmErrorData } from '../core/errors';
import { CREATION_UNCERTAIN } from './crm';

export function uncertain(crm: string, object: string, status: number): CrmErrorData {
	return {
		kind: 'unavailable',
		status,
		code: CREATION_UNCERTAIN,
		message: `${crm} gave no answer when a new ${object} was sent, and it was not found there a moment later. It was not sent again.`,
		hint: `Run the workflow again in some minutes: if ${crm} did create the record, it is found then and not created twice.`,
	};
}
