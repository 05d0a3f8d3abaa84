/** How items leave Human Review: per record by each output at most once, Undecided first, since n8n expires into it. */
import type { INodeExecutionData } from 'n8n-workflow';
import type { Contract, Decision, Proposal } from '../../core/record';
import { failedItem } from '../errors';
import { copyWith } from '../leave';
import type { Prepared } from './questions';

export type Kind = 'undecided' | 'approved' | 'rejected';
const order: readonly Kind[] = ['undecided', 'approved', 'rejected'];

/** What became of one field of one item. */
export interface FieldResult {
	readonly item: number;
	readonly field: string;
	readonly kind: Kind;
	readonly decision: Decision;
	/** The approved suggestion, where a person changed it. */
	readonly proposal?: Proposal | undefined;
}

/** The three outputs. Fields without a result leave undecided, as they came. */
export function leaveBy(
	items: readonly INodeExecutionData[],
	prepared: readonly Prepared[],
	results: readonly FieldResult[],
): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = [[], [], []];
	items.forEach((item, index) => {
		const entry = prepared[index];
		if (!entry) return;
		if (!entry.ok) {
			outputs[0]?.push(failedItem(item, index, entry.error));
			return;
		}
		const { contract } = entry;
		const mine = new Map(results.filter((one) => one.item === index).map((one) => [one.field, one]));
		const fields = [...new Set(contract.proposals.map(({ field }) => field))];
		order.forEach((kind, output) => {
			const leaving = fields.filter((field) => (mine.get(field)?.kind ?? 'undecided') === kind);
			const copy = copyWith(item, index, contract, leaving, parts(contract, leaving, mine, kind));
			if (copy) outputs[output]?.push(copy);
		});
	});
	return outputs;
}

function parts(
	contract: Contract,
	fields: readonly string[],
	results: ReadonlyMap<string, FieldResult>,
	kind: Kind,
): Partial<Contract> {
	const decided = fields.flatMap((field) => {
		const earlier = contract.decisions.find((decision) => decision.field === field);
		const result = results.get(field);
		// The Gate's terms (owner, threshold) stay with the decision: Field-Safe Write judges by them again.
		return result ? [{ ...terms(earlier), ...result.decision }] : earlier ? [earlier] : [];
	});
	if (kind !== 'approved') return { decisions: decided };
	const proposals = fields.flatMap((field) => {
		const own = contract.proposals.find((proposal) => proposal.field === field);
		return results.get(field)?.proposal ?? own ?? [];
	});
	// What Field-Safe Write said before the approval is over.
	return { decisions: decided, proposals, outcomes: [] };
}

function terms(earlier: Decision | undefined): Partial<Decision> {
	if (!earlier) return {};
	const { approval: _approval, approvedBy: _approvedBy, ...rest } = earlier;
	return rest;
}
