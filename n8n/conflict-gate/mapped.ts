/** Map Myself: suggestions from the resource mapper, with the confidence that the workflow's author wires in. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Proposal, Scorer } from '../../core/record';
import { mappedSuggestions, plain } from '../field-safe-write/mapped';

export interface Mapped {
	readonly proposals: Proposal[];
	/** True where a confidence was wired in and this item gives none that can be used: it counts as 0. */
	readonly withoutConfidence: boolean;
}

/**
 * The mapped values of one item. A confidence that is wired in is some model's: it is compared, a missing one counts as
 * 0, and like every unchecked confidence it opens AI fields only. Without one, the values are the author's own word.
 */
export function mappedProposals(caller: IExecuteFunctions, index: number): Mapped {
	const wired = isSet(caller.getNode().parameters['confidence']);
	const confidence = wired ? confidenceOf(caller.getNodeParameter('confidence', index, '')) : undefined;
	const scorer: Scorer = { method: wired ? 'other' : 'mapped', version: '', inputHash: '' };
	const proposals = mappedSuggestions(caller, index).map(({ field, value }): Proposal => ({
		field,
		value: plain(value),
		...(confidence === undefined ? {} : { confidence }),
		scorer,
	}));
	return { proposals, withoutConfidence: wired && confidence === undefined };
}

const isSet = (parameter: unknown) =>
	typeof parameter === 'number' || (typeof parameter === 'string' && parameter.trim() !== '');

/** A number from 0 to 1; anything else is no confidence. 85 may be meant as a percentage or be a mistake. */
function confidenceOf(given: unknown): number | undefined {
	const text = typeof given === 'string' ? given.trim() : given;
	const number = typeof text === 'string' && text !== '' ? Number(text) : text;
	return typeof number === 'number' && number >= 0 && number <= 1 ? number : undefined;
}
