/** Failures as n8n shows them: what happened, where, what to do next. */
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { CrmError, type CrmErrorData } from '../core/errors';

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

/**
 * Ends a node's run that could do nothing. Throws where the user wants the workflow to stop; otherwise gives every
 * item as `{error, details}` with its pair: n8n moves these to the error output, and throwing would put them on the first.
 */
export function failRun(
	caller: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	error: CrmErrorData,
	credentialName: string,
): INodeExecutionData[] {
	const { message, description } = explain(error, credentialName);
	if (!caller.continueOnFail()) {
		throw new NodeOperationError(caller.getNode(), message, { description });
	}
	return items.map((_, index) => ({
		json: {
			error: message,
			details: { class: error.kind, hint: description, code: error.code ?? null },
		},
		pairedItem: { item: index },
	}));
}
