/** Takes AI writes back: the write transaction with earlier values, judged by where the AI's value still stands. */
import type { Outcome } from '../../core/record';
import { undoScorer } from '../../core/undo/scorer';
import { typed } from '../../core/undo/typed';
import type { UndoTarget } from '../../core/undo/targets';
import type { Crm } from '../crm';
import type { Suggested, WritePolicy, WriteReport, WriteRun } from '../write/request';
import { write } from '../write/transaction';

/** What is to be taken back in one record. */
export interface UndoRequest {
	readonly account: string;
	readonly id: string;
	readonly targets: readonly UndoTarget[];
	/** Fields that AI wrote and whose earlier value nobody kept: they are reported, not touched. */
	readonly unknown: readonly string[];
}

/**
 * Brings earlier values back, or in Preview says which would come back. One outcome per target and unknown field, in
 * this order. Throws CrmError only where nothing could be read at all.
 */
export async function undo(
	crm: Crm,
	object: string,
	requests: readonly UndoRequest[],
	stampFields: WritePolicy['stampFields'],
	run: WriteRun,
): Promise<WriteReport> {
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	const prepared = requests.map((request) => {
		const proposals: Suggested[] = [];
		const lost: Outcome[] = [];
		for (const { field: name, before, wrote, persons } of request.targets) {
			const field = schema.get(name);
			const [value, was] = field ? [typed(field, before), typed(field, wrote)] : [before, wrote];
			if (value === undefined || was === undefined) lost.push(unreadable(name, before));
			else proposals.push({ field: name, value, scorer: undoScorer, undo: { wrote: was, persons } });
		}
		return { request, proposals, lost: [...lost, ...request.unknown.map(unknownBefore)] };
	});
	const report = await write(
		crm,
		object,
		prepared.map(({ request: { account, id }, proposals }) => ({ account, id, proposals, decisions: [] })),
		{
			owners: [],
			protectedFields: [],
			settings: { minimumConfidence: 1, clearEmptyValues: true },
			stampFields,
			// What was written under a cap can be taken back without one.
			mostRecords: Number.MAX_SAFE_INTEGER,
		},
		// Undo's rows are about what it takes back; answers to questions are for others to tell.
		{ ...run, unaudited: true },
	);
	return {
		...report,
		requests: report.requests.map((done, index) => ({
			...done,
			outcomes: [...done.outcomes, ...(prepared[index]?.lost ?? [])],
		})),
	};
}

const nothing = { before: null, after: null, suggested: null } as const;

function unreadable(field: string, cell: Outcome['suggested']): Outcome {
	const message = `The earlier value of "${field}" in the audit row cannot be read as a value of this field.`;
	const hint = 'Check whether a sheet or a database changed the column "before" or "after" of the row.';
	return {
		...nothing,
		suggested: cell,
		field,
		status: 'rejected',
		rule: 'earlier value unknown',
		why: message,
		error: { kind: 'validation', message, hint, status: 0, fields: [field] },
	};
}

function unknownBefore(field: string): Outcome {
	const message = `AI wrote "${field}", but neither the item nor the CRM's field history tells what was there before.`;
	const hint =
		'Connect the audit rows of that run (template "Audit to Data Table") and choose Undo By: Items on the Input.';
	return {
		...nothing,
		field,
		status: 'review',
		rule: 'earlier value unknown',
		why: message,
		error: { kind: 'not found', message, hint, status: 0, fields: [field] },
	};
}
