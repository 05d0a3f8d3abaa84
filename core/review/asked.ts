/**
 * What an open question keeps in the record's stamp for the audit row of its answer: when a rep answers in the CRM, the
 * item that asked is long gone. It is dropped with the answer.
 */
import { z } from 'zod';
import { valueText } from '../audit/row';
import { scorerSchema, type Decision, type Proposal } from '../record';
import type { CrmValue } from '../value';

export const askedSchema = z.object({
	/** The value that stood in the field, and the suggestion, as audit rows name them; long texts are cut. */
	before: z.string().nullable(),
	suggested: z.string().nullable(),
	confidence: z.number().optional(),
	reason: z.string().optional(),
	scorer: scorerSchema,
	/** Hash of the Conflict Gate's rules. */
	gate: z.string().optional(),
});
export type AskedAbout = z.infer<typeof askedSchema>;

/** Many questions have to fit into one text field. */
const MOST_CHARACTERS = 300;

/** `value` is the suggestion as the CRM would store it, `before` what stands there now. */
export function askedAbout(
	proposal: Pick<Proposal, 'confidence' | 'reason' | 'scorer'>,
	value: CrmValue,
	before: CrmValue,
	decision: Decision | undefined,
): AskedAbout {
	const { confidence, reason, scorer } = proposal;
	return {
		before: cellOf(before),
		suggested: cellOf(value),
		...(confidence === undefined ? {} : { confidence }),
		...(reason === undefined ? {} : { reason: cut(reason) }),
		scorer,
		...(decision?.policyHash === undefined ? {} : { gate: decision.policyHash }),
	};
}

function cut(text: string): string {
	const characters = [...text];
	return characters.length <= MOST_CHARACTERS ? text : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}

function cellOf(value: CrmValue): string | null {
	const text = valueText(value);
	return text === null ? null : cut(text);
}
