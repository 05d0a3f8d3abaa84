/** What a review page needs while n8n holds the execution: it lies in the execution itself, nowhere else. */
import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { AuditRow } from '../../core/audit/row';
import { contractSchema, decisionSchema, errorSchema } from '../../core/record';
import type { CrmValue } from '../../core/value';

const value = z.unknown().transform((given) => (given ?? null) as CrmValue);

const waitingSchema = z.object({
	/** Known to the page that this wait has shown, and to nobody else. */
	nonce: z.string().min(20),
	/** ISO time. */
	until: z.string(),
	/** Suggestions that did not fit on the page. */
	left: z.number(),
	remark: z.string().optional(),
	/** The text of an agent's question; the rest is empty then. */
	message: z.string().optional(),
	rows: z.array(
		z.object({
			item: z.number(),
			id: z.string(),
			field: z.string(),
			value,
			confidence: z.number().optional(),
			reason: z.string().optional(),
			rule: z.string(),
			why: z.string(),
		}),
	),
	/** One entry per item: what it says about its record, or why it could not be used. */
	items: z.array(
		z.union([
			z.object({ ok: z.literal(true), contract: contractSchema }),
			z.object({
				ok: z.literal(false),
				error: errorSchema,
			}),
		]),
	),
	leaving: z.array(
		z.object({
			item: z.number(),
			field: z.string(),
			kind: z.enum(['undecided', 'rejected']),
			decision: decisionSchema,
		}),
	),
	/** Audit rows that leave with the decision: nothing leaves a node that waits. */
	told: z.array(z.object({ item: z.number(), row: z.custom<AuditRow>((row) => typeof row === 'object') })).default([]),
});

export type Waiting = z.infer<typeof waitingSchema>;

const KEY = 'humanReview';

export function keepWaiting(caller: IExecuteFunctions, waiting: Waiting): void {
	caller.getContext('node')[KEY] = JSON.stringify(waiting);
}

/** Undefined where this node does not wait, or its data cannot be read. */
export function readWaiting(caller: IWebhookFunctions): Waiting | undefined {
	// A brace in the node's name would end the expression.
	const name = JSON.stringify(caller.getNode().name).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
	const text = caller.evaluateExpression(`{{ $(${name}).context["${KEY}"] }}`);
	if (typeof text !== 'string') return undefined;
	try {
		const parsed = waitingSchema.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}

/** The items that wait. */
export function waitingItems(caller: IWebhookFunctions): INodeExecutionData[] {
	const items = caller.evaluateExpression('{{ $input.all() }}') as unknown;
	return Array.isArray(items) ? (items as INodeExecutionData[]) : [];
}
