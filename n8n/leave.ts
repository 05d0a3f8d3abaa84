/** How items leave our nodes: per record by each output at most once, with only that output's fields. */
import type { INodeExecutionData } from 'n8n-workflow';
import type { Contract } from '../core/record';
import { withContract } from './contract';

/**
 * The item's copy for one output: of suggestions, decisions and outcomes only what is about `fields` stays, or what
 * `parts` gives instead. Undefined where no field leaves that way.
 */
export function copyWith(
	item: INodeExecutionData,
	index: number,
	contract: Contract,
	fields: readonly string[],
	parts: Partial<Contract> = {},
): INodeExecutionData | undefined {
	if (fields.length === 0) return undefined;
	const mine = new Set(fields);
	const about = <T extends { readonly field: string }>(entries: readonly T[]) =>
		entries.filter(({ field }) => mine.has(field));
	return {
		json: withContract(item.json, {
			...contract,
			proposals: about(contract.proposals),
			decisions: about(contract.decisions),
			outcomes: about(contract.outcomes),
			...parts,
		}),
		...(item.binary === undefined ? {} : { binary: item.binary }),
		pairedItem: { item: index },
	};
}
