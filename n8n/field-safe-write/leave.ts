/** How items leave Field-Safe Write: outcomes by output. */
import type { INodeExecutionData } from 'n8n-workflow';
import { exitOf, type Exit } from '../../core/policy/sums';
import type { Contract, Outcome } from '../../core/record';
import { crmErrorOf } from '../errors';
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
		// The failure of an earlier attempt (a replayed dead letter) says nothing about this one.
		const { crmError: _earlier, ...json } = item.json;
		const error = exit === 'failed' ? mine.find((outcome) => outcome.error)?.error : undefined;
		const known = { ...item, json: error ? { ...json, crmError: crmErrorOf(error) } : json };
		return copyWith(known, index, contract, fields, { outcomes: mine });
	});
}
