/** What is going on around the node: items that a Loop Over Items still holds back, and counts over its batches. */
import type { IExecuteFunctions } from 'n8n-workflow';

/** Items that wait in loops around this node. A cap that is counted before the first write has to count them. */
export function waitingInLoops(caller: IExecuteFunctions): number {
	let waiting = 0;
	for (const parent of caller.getParentNodes(caller.getNode().name)) {
		if (!parent.type.endsWith('.splitInBatches')) continue;
		try {
			const proxy = caller.getWorkflowDataProxy(0);
			const lookup = proxy['$'] as (name: string) => { readonly context?: { readonly items?: unknown } };
			const items = lookup(parent.name).context?.items;
			if (Array.isArray(items)) waiting += items.length;
		} catch {
			// A loop that has not run yet holds nothing back.
			waiting += 0;
		}
	}
	return waiting;
}

/** Records that this node changed so far in this execution: a loop calls it once per batch. */
export function changedSoFar(caller: IExecuteFunctions): number {
	const { changed } = caller.getContext('node');
	return typeof changed === 'number' ? changed : 0;
}

export function countChanged(caller: IExecuteFunctions, changed: number): void {
	caller.getContext('node')['changed'] = changedSoFar(caller) + changed;
}
