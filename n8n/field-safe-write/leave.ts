/** How items leave Field-Safe Write: outcomes by output, and audit rows. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { exitOf, type Exit } from '../../core/policy/sums';
import type { Contract, Outcome } from '../../core/record';
import { copyWith } from '../leave';

const order: readonly Exit[] = ['done', 'review', 'failed'];

/** The item's copies for Done, Review and Failed; undefined where no field leaves that way. */
export function split(
	item: INodeExecutionData,
	index: number,
	contract: Contract,
	outcomes: readonly Outcome[],
): (INodeExecutionData | undefined)[] {
	return order.map((exit) => {
		const mine = outcomes.filter((outcome) => exitOf(outcome.status) === exit);
		const fields = mine.map((outcome) => outcome.field);
		return copyWith(item, index, contract, fields, { outcomes: mine });
	});
}

/** One flat row per decision, except where nothing changed: for a Data Table or a sheet. */
export function auditRows(
	caller: IExecuteFunctions,
	index: number,
	contract: Contract,
	outcomes: readonly Outcome[],
): INodeExecutionData[] {
	const workflow = caller.getWorkflow();
	const time = new Date().toISOString();
	return outcomes
		.filter((outcome) => outcome.status !== 'unchanged')
		.map((outcome) => {
			const scorer = contract.proposals.find((proposal) => proposal.field === outcome.field)?.scorer;
			return {
				json: {
					time,
					execution: caller.getExecutionId(),
					workflow: workflow.name ?? workflow.id ?? '',
					crm: contract.system,
					account: contract.account,
					object: contract.object,
					record: contract.id ?? '',
					field: outcome.field,
					before: outcome.before,
					suggested: outcome.suggested,
					after: outcome.after,
					outcome: outcome.status,
					rule: outcome.rule,
					why: outcome.why,
					confidence: outcome.confidence ?? null,
					scorer: scorer === undefined ? 'mapped' : `${scorer.method} ${scorer.version}`.trim(),
				},
				pairedItem: { item: index },
			};
		});
}
