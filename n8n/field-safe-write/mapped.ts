/** Map Myself: suggestions from the resource mapper. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Proposal, Scorer } from '../../core/record';
import type { CrmValue } from '../../core/value';
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
	// Asked for as `fields.value`, n8n would check the types itself and stop the whole node at the first item that does
	// not fit; we check each field against the CRM's own description and take option labels, too.
	const mapper = caller.getNodeParameter(parameter, index, null) as { readonly value?: unknown } | null;
	const value = mapper?.value;
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value)
		.filter(([, given]) => given !== null && given !== undefined)
		.map(([field, given]: [string, unknown]) => ({ field, value: given, scorer }));
}

/** A mapped suggestion as it can stand in an item's JSON, for later nodes. */
export function asProposal({ value, ...rest }: WriteRequest['proposals'][number]): Proposal {
	const { field, confidence, reason, scorer: by } = rest;
	return {
		field,
		value: plain(value),
		...(confidence === undefined ? {} : { confidence }),
		...(reason === undefined ? {} : { reason }),
		scorer: by,
	};
}

/** What an expression gave, as it can stand in an item's JSON: a date and time becomes its ISO text. */
export function plain(value: unknown): CrmValue {
	const text = JSON.stringify(value) as string | undefined;
	return text === undefined ? null : (JSON.parse(text) as CrmValue);
}
