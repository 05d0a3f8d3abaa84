/** Map Myself: suggestions from the resource mapper. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Scorer } from '../../core/record';
import type { WriteRequest } from '../../crm/write/request';

/** What a mapping says comes from the workflow's author: it needs no confidence. */
const scorer: Scorer = { method: 'mapped', version: '', inputHash: '' };

/**
 * The mapped values of one item. A field that was added and left empty (null) is no suggestion; an expression that
 * gives an empty text is an empty one, which by default clears nothing.
 */
export function mappedSuggestions(
	caller: IExecuteFunctions,
	index: number,
	parameter = 'fields',
): WriteRequest['proposals'] {
	const value: unknown = caller.getNodeParameter(`${parameter}.value`, index, null);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value)
		.filter(([, given]) => given !== null && given !== undefined)
		.map(([field, given]: [string, unknown]) => ({ field, value: given, scorer }));
}
