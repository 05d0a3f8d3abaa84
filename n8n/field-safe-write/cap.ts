/** The panel's Most Records Changed a Run. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { CrmError } from '../../core/errors';
import { numberOf } from '../panel-values';

/** Throws CrmError for what is no number: compared with it, every count would be small enough. */
export function capOf(caller: IExecuteFunctions): number {
	const number = numberOf(caller.getNodeParameter('mostRecords', 0, 500));
	if (number !== undefined && number >= 0) return number;
	throw new CrmError({
		kind: 'validation',
		message: 'Most Records Changed a Run is not a number.',
		hint: 'Write a number, or mend the expression. Nothing was written.',
		status: 0,
	});
}
