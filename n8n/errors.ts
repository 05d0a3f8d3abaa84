/** Failures as n8n shows them: what happened, where, what to do next. */
import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';
import { CrmError, type CrmErrorData } from '../core/errors';
import { calledByAgent } from './agent';

/** Any failure as plain data; what is not ours keeps its own words. */
export function errorData(error: unknown): CrmErrorData {
	if (error instanceof CrmError) return error.toData();
	const described = error instanceof NodeOperationError ? error.description : undefined;
	return {
		kind: 'unexpected',
		message: error instanceof Error ? error.message : 'Something unexpected happened',
		hint: described ?? 'Run the workflow again. If it happens again, report it with the node’s version.',
		status: 0,
	};
}

/** One message for a run: for an auth failure it names the credential, since that is what has to be mended. */
export function explain(
	error: CrmErrorData,
	credentialName: string,
): { readonly message: string; readonly description: string } {
	const credential = error.kind === 'auth' || error.kind === 'permission' ? ` (credential "${credentialName}")` : '';
	return { message: `${error.message}${credential}`, description: error.hint };
}

/** The failure of a request as n8n's own error, for what has no items: dropdowns. */
export function nodeError(node: INode, error: unknown, credentialName: string): NodeOperationError {
	const { message, description } = explain(errorData(error), credentialName);
	return new NodeOperationError(node, message, { description });
}

/** Why an item could not be read: an expression on the panel failed for it. */
export function expressionProblem(error: unknown): CrmErrorData {
	const said = error instanceof Error && error.message !== '' ? `: ${error.message}` : '.';
	return {
		kind: 'validation',
		message: `An expression on this node's panel failed for this item${said}`,
		hint: 'Open the node with this item as its input: the expression that failed is marked.',
		status: 0,
	};
}

/** Failures that the same item may be spared by another time; the others come back until somebody mends something. */
const passing: ReadonlySet<CrmErrorData['kind']> = new Set([
	'rate limit',
	'unavailable',
	'conflict',
	'auth',
	'unexpected',
]);

/** The failure of an item as later nodes find it: the class, what happened, the advice, and whether replaying may help. */
export function crmErrorOf(error: CrmErrorData): IDataObject {
	return {
		class: error.kind,
		message: error.message,
		hint: error.hint,
		...(error.code === undefined ? {} : { code: error.code }),
		...(error.fields === undefined ? {} : { fields: [...error.fields] }),
		replay: passing.has(error.kind) ? 'later' : 'after mending',
	};
}

/** An item that could not be used: its own data, and why. */
export function failedItem(item: INodeExecutionData, index: number, error: CrmErrorData): INodeExecutionData {
	return {
		json: { ...item.json, crmError: crmErrorOf(error) },
		...(item.binary === undefined ? {} : { binary: item.binary }),
		pairedItem: { item: index },
	};
}

/**
 * Ends a node's run that could do nothing. Throws where the user wants the workflow to stop; otherwise gives every
 * item with `error` and `details` and its pair, for an output other than the first: throwing would put all items there.
 */
export function failRun(
	caller: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	error: CrmErrorData,
	credentialName: string,
): INodeExecutionData[] {
	const { message, description } = explain(error, credentialName);
	const toErrorOutput = caller.getNode().onError === 'continueErrorOutput';
	const agent = calledByAgent(caller);
	// Of a tool with an error output n8n drops all that it returns, and tells the agent only what it throws.
	if (!caller.continueOnFail() || (agent && toErrorOutput)) {
		// An agent is told the message only.
		throw new NodeOperationError(caller.getNode(), agent ? `${message} ${description}` : message, { description });
	}
	// n8n moves `{error, details}` to the error output and adds the item's data itself, but only if nothing else is there.
	return items.map((item, index) => ({
		json: {
			...(toErrorOutput ? {} : item.json),
			error: message,
			details: { class: error.kind, hint: description, code: error.code ?? null },
		},
		...(item.binary === undefined ? {} : { binary: item.binary }),
		pairedItem: { item: index },
	}));
}
