/** The failure of an item that an answer about many left out. */
import type { CrmErrorData } from '../../core/errors';

export const noAnswer: CrmErrorData = {
	kind: 'unexpected',
	message: 'The CRM did not answer for this item.',
	hint: 'Run the workflow again.',
	status: 0,
};
