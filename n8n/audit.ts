/** Audit rows as items, and the word that is due where nobody keeps them. */
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { answerRow } from '../core/audit/answers';
import type { AuditRow, AuditRun } from '../core/audit/row';
import type { Contract } from '../core/record';
import { hashValue, type CrmValue } from '../core/value';
import type { Answer } from '../crm/review/answers';
import { calledByAgent } from './agent';
import { hint } from './hints';

/** What all rows of this run say about it. `policy` is everything on the panel that decisions depend on. */
export function auditRun(
	caller: Pick<IExecuteFunctions | IWebhookFunctions, 'getWorkflow' | 'getExecutionId' | 'getNode'>,
	policy: unknown,
): AuditRun {
	const workflow = caller.getWorkflow();
	return {
		time: new Date().toISOString(),
		execution: caller.getExecutionId(),
		workflow: workflow.name ?? workflow.id ?? '',
		node: caller.getNode().name,
		policyHash: policyHash(policy),
	};
}

/** A changed panel is another policy: rows before and after the change can be told apart. */
export function policyHash(policy: unknown): string {
	return hashValue(JSON.parse(JSON.stringify(policy ?? null)) as CrmValue);
}

/** What reps answered in the CRM, by the run that met it first; questions that are still open have no row. */
export function answerRows(contract: Contract, answers: readonly Answer[], run: AuditRun): AuditRow[] {
	return answers.flatMap(({ field, status, review, current, telling }) =>
		status === 'open' || telling === undefined
			? []
			: [answerRow(contract, { field, status, asked: review.asked, now: current, ...telling }, run)],
	);
}

export function auditItems(rows: readonly AuditRow[], index: number): INodeExecutionData[] {
	return rows.map((row) => ({ json: { ...row }, pairedItem: { item: index } }));
}

/** Says that rows were made which nobody keeps: an unconnected output swallows them. `output` counts from 0. */
export function tellUnkept(caller: IExecuteFunctions, rows: number, output: number): void {
	if (rows === 0 || calledByAgent(caller) || isConnected(caller, output)) return;
	hint(
		caller,
		`${rows} audit ${rows === 1 ? 'row was' : 'rows were'} not kept, since nothing is connected to the output Audit. Connect a Data Table or a sheet there (template "Audit to Data Table"): Undo and Drift Monitor read them.`,
		'warning',
	);
}

/** What n8n's contexts can do beyond their published type: the connections that arrive at a node, per input. */
interface Connections {
	getConnections?: (
		this: unknown,
		destination: { readonly name: string },
		type: string,
	) => readonly (readonly { readonly node: string; readonly index: number }[] | null)[];
}

/** True also where this n8n does not tell: a false alarm on every run would be worse. */
export function isConnected(caller: IExecuteFunctions, output: number): boolean {
	const own = caller.getNode().name;
	const { getConnections } = caller as IExecuteFunctions & Connections;
	if (getConnections === undefined) return true;
	return (
		caller
			.getChildNodes(own)
			// What is switched off keeps nothing.
			.filter(({ disabled }) => !disabled)
			.some(({ name }) =>
				getConnections
					.call(caller, { name }, NodeConnectionTypes.Main)
					.some((input) => (input ?? []).some(({ node, index }) => node === own && index === output)),
			)
	);
}
