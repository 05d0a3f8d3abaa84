/** What became of every suggestion of an execution: by Write, or before it by the Gate. */
import type { Decision, Outcome, Proposal } from '../../core/record';
import { sumOf, type Sums } from '../../core/policy/sums';
import type { Execution } from '../n8n';

interface CrmPart {
	readonly id?: string;
	readonly proposals?: readonly Proposal[];
	readonly decisions?: readonly Decision[];
	readonly outcomes?: readonly Outcome[];
}

export interface Counted {
	readonly sums: Sums;
	/** Fields held back for a person, by the rule that stopped them. */
	readonly heldBack: Readonly<Record<string, number>>;
	readonly repaired: number;
	/** Records for which the scorers knew too little. */
	readonly notScored: number;
}

const partsOf = (execution: Execution, node: string, outputs: readonly number[]): CrmPart[] =>
	outputs
		.flatMap((output) => execution.items(node, output))
		.flatMap(({ json }) => (json['crm'] as CrmPart | undefined) ?? []);

export function count(execution: Execution): Counted {
	const outcomes = partsOf(execution, 'Write Safely', [0, 1, 2]).flatMap((part) => part.outcomes ?? []);
	const [review, skip] = [1, 2].map((output) =>
		partsOf(execution, 'Conflict Gate', [output]).flatMap((part) => part.decisions ?? []),
	);
	const scored = ['Score by Model', 'Score by Rules']
		.flatMap((node) => partsOf(execution, node, [0]))
		.flatMap((part) => part.proposals ?? []);

	const sums = { suggested: 0, written: 0, unchanged: 0, skipped: 0, review: 0, failed: 0 };
	const heldBack: Record<string, number> = {};
	const hold = (rule: string) => (heldBack[rule] = (heldBack[rule] ?? 0) + 1);
	for (const outcome of outcomes) {
		sums[sumOf[outcome.status]] += 1;
		if (sumOf[outcome.status] === 'review') hold(outcome.rule);
	}
	for (const decision of review ?? []) {
		sums.review += 1;
		hold(decision.rule);
	}
	for (const decision of skip ?? []) sums[decision.rule === 'equal value' ? 'unchanged' : 'skipped'] += 1;
	// Counted where suggestions are made; without a scorer in the workflow they are made in Write itself.
	sums.suggested = scored.length > 0 ? scored.length : outcomes.length;
	return {
		sums,
		heldBack,
		repaired: outcomes.filter((outcome) => outcome.status === 'repaired').length,
		notScored: ['Score by Model', 'Score by Rules'].reduce((sum, node) => sum + execution.items(node, 1).length, 0),
	};
}
