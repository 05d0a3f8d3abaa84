/** What is going on around the node: items that a Loop Over Items still holds back, and counts over its batches. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { CrmErrorData } from '../core/errors';
import type { TextCounts } from '../core/policy/caps';

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
			continue;
		}
	}
	return waiting;
}

/** Records that this node changed so far in this execution: a loop calls it once per batch. */
export function changedSoFar(caller: IExecuteFunctions): number {
	const { changed } = caller.getContext('node');
	return typeof changed === 'number' ? changed : 0;
}

/** Texts that this node wrote so far in this execution, as hashes. */
export function textsSoFar(caller: IExecuteFunctions): TextCounts {
	const { texts } = caller.getContext('node');
	return typeof texts === 'object' && texts !== null ? (texts as TextCounts) : {};
}

/** Keeps the counts for the next batch of a loop. */
export function countWritten(caller: IExecuteFunctions, changed: number, texts: TextCounts | undefined): void {
	const context = caller.getContext('node');
	context['changed'] = changedSoFar(caller) + changed;
	if (texts) context['texts'] = texts;
}

/**
 * The cap that stopped an earlier batch of this execution. Nothing may be written any more: towards its end a loop holds
 * few items back, and its last batches alone would pass.
 */
export function stopSoFar(caller: IExecuteFunctions): CrmErrorData | undefined {
	return caller.getContext('node')['stop'] as CrmErrorData | undefined;
}

export function keepStop(caller: IExecuteFunctions, error: CrmErrorData): void {
	caller.getContext('node')['stop'] = { ...error };
}
