/** The output Audit of Human Review: a row for each no, for each answer in the CRM, and for what nobody answered. */
import type { INodeExecutionData } from 'n8n-workflow';
import { answerRow } from '../../core/audit/answers';
import { valueText, type AuditRow, type AuditRun } from '../../core/audit/row';
import type { Contract, Decision } from '../../core/record';
import type { ReviewRow } from '../../core/review/decisions';
import type { CrmValue } from '../../core/value';
import type { Answer } from '../../crm/review/answers';
import { answerRows, auditItems } from '../audit';

export const AUDIT = 3;

/** A row, and the item that it belongs to. */
export interface Told {
	readonly item: number;
	readonly row: AuditRow;
}

type Entry = { readonly ok: true; readonly contract: Contract } | { readonly ok: false };

/** Answers that reps gave in the CRM. */
export function toldAnswers(entries: readonly Entry[], answers: readonly Answer[], run: AuditRun): Told[] {
	return answers.flatMap((answer) => {
		const item = entries.findIndex((entry) => entry.ok && entry.contract.id === answer.id);
		const entry = entries[item];
		return entry?.ok === true ? answerRows(entry.contract, [answer], run).map((row) => ({ item, row })) : [];
	});
}

/** A no on the page. A yes is told by Field-Safe Write, which knows what came of it. */
export function toldNo(
	row: ReviewRow,
	decision: Decision,
	name: string,
	contract: Contract,
	current: CrmValue,
	run: AuditRun,
): Told {
	const proposal = contract.proposals.find(({ field }) => field === row.field);
	const gate = contract.decisions.find(({ field }) => field === row.field)?.policyHash;
	const asked = proposal && {
		before: valueText(current),
		suggested: valueText(row.value),
		confidence: proposal.confidence,
		reason: proposal.reason,
		scorer: proposal.scorer,
		gate,
	};
	const { field, rule, why } = decision;
	const answer = { field, status: 'rejected' as const, asked, now: current, rule, why, approver: name };
	return { item: row.item, row: answerRow(contract, answer, run) };
}

/** Audit comes after the three outputs that items leave by. */
export function withAudit(outputs: readonly INodeExecutionData[][], told: readonly Told[]): INodeExecutionData[][] {
	return [...outputs, told.flatMap(({ item, row }) => auditItems([row], item))];
}
