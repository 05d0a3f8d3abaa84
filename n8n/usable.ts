/** What every node after Identity Lookup asks of an item: a record that is certain, of this object, in this CRM. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readContract, type ReadContract } from './contract';
import { isMeant } from './object';

/** The item's contract, or why this node cannot work with the item. */
export function usableContract(
	caller: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	object: string,
): ReadContract {
	const found = readContract(caller, item, index);
	if (!found.ok) return found;
	const { contract } = found;
	if (!isMeant(object, contract.object)) {
		return {
			ok: false,
			message: `The item is about a ${contract.object}, but this node works on ${object}.`,
			hint: 'Choose the same object here and in Identity Lookup.',
		};
	}
	if (contract.system !== caller.getNodeParameter('crm', index)) {
		return {
			ok: false,
			message: `The item comes from ${contract.system}, which is not the CRM of this node.`,
			hint: 'Choose the same CRM in both nodes.',
		};
	}
	if (contract.match.status !== 'matched') {
		return {
			ok: false,
			message: `The item has no certain record: it is ${contract.match.status}.`,
			hint: 'Connect only the Matched output of Identity Lookup to this node.',
		};
	}
	return found;
}
