/**
 * The audit row: one flat line per decision, for a Data Table, a sheet or a database. Undo and Drift Monitor read it
 * back, so a column's name and meaning never change; new ones may be added.
 */
import type { Contract, Decision, Outcome, Scorer } from '../record';
import { canonicalJson, type CrmValue } from '../value';

/** Column names are what n8n's Data Table and SQL take alike: lower case, at most 63 characters. */
export interface AuditRow {
	/** ISO time of the decision, by our clock. */
	readonly time: string;
	/** ISO time of what set the workflow off; null where nobody said. */
	readonly event_at: string | null;
	/** n8n's execution id. */
	readonly execution: string;
	readonly workflow: string;
	/** The node that decided. */
	readonly node: string;
	readonly crm: string;
	readonly account: string;
	readonly object: string;
	/** The CRM's record id. */
	readonly record: string;
	readonly record_url: string;
	readonly field: string;
	/** Values as text (see valueText); null for an empty field. */
	readonly before: string | null;
	readonly suggested: string | null;
	readonly after: string | null;
	/** The outcome's status; of Conflict Gate `review` or `skipped`; of answered questions `approved`, `rejected`, `expired`. */
	readonly outcome: string;
	readonly rule: string;
	readonly why: string;
	/** The scorer's reason. */
	readonly reason: string;
	/** 0 to 1; null where the method gives none. */
	readonly confidence: number | null;
	readonly scorer_method: string;
	/** With `, calibrated` where the confidence is not the model's own word any more. */
	readonly scorer_version: string;
	/** Hash of what the scorer looked at. */
	readonly input_hash: string;
	/** Hash of the prompt; empty for a method without one. */
	readonly prompt_hash: string;
	/** Hash of the rules of the node that decided. */
	readonly policy_hash: string;
	/** Hash of the rules of the Conflict Gate in front; empty without one. */
	readonly gate_policy_hash: string;
	/** Tokens that the model used for this record, null where it did not say. */
	readonly tokens: number | null;
	/** Who approved or rejected, where somebody did. */
	readonly approver: string;
	/** Kind of the failure, and the CRM's own code. */
	readonly error_class: string;
	readonly error_code: string;
}

/** Stands behind the version in rows whose confidence is a calibrated one. */
export const CALIBRATED = ', calibrated';

/** What is the same for all rows of one run. */
export interface AuditRun {
	readonly time: string;
	readonly execution: string;
	readonly workflow: string;
	readonly node: string;
	readonly policyHash: string;
}

/** A value as one text: a text as it is, everything else as JSON. The field's type tells how to read it back. */
export function valueText(value: CrmValue): string | null {
	if (value === null || typeof value === 'string') return value;
	return canonicalJson(value);
}

export type Known = Pick<Contract, 'system' | 'account' | 'object' | 'id' | 'url' | 'eventAt'>;
type Suggestion = { readonly field: string; readonly reason?: string | undefined; readonly scorer: Scorer };

/** The rows of one record's outcomes in the order given; what is `unchanged` needs none. */
export function outcomeRows(
	contract: Known,
	outcomes: readonly Outcome[],
	suggestions: readonly Suggestion[],
	decisions: readonly Decision[],
	run: AuditRun,
): AuditRow[] {
	return outcomes
		.filter(({ status }) => status !== 'unchanged')
		.map((outcome) => {
			const decision = decisions.find(({ field }) => field === outcome.field);
			return {
				...head(contract, outcome.field, run),
				before: valueText(outcome.before),
				suggested: valueText(outcome.suggested),
				after: valueText(outcome.after),
				outcome: outcome.status,
				rule: outcome.rule,
				why: outcome.why,
				reason: outcome.reason ?? '',
				confidence: outcome.confidence ?? null,
				...scorerColumns(suggestions.find(({ field }) => field === outcome.field)?.scorer),
				policy_hash: run.policyHash,
				gate_policy_hash: decision?.policyHash ?? '',
				// A claimed approval that did not hold is no approval.
				approver: outcome.rule === 'approved by a person' ? (decision?.approvedBy ?? '') : '',
				error_class: outcome.error?.kind ?? '',
				error_code: outcome.error?.code ?? '',
			};
		});
}

/** The rows of what Conflict Gate holds back. What it lets pass is decided, and audited, by Field-Safe Write. */
export function decisionRows(contract: Contract, decisions: readonly Decision[], run: AuditRun): AuditRow[] {
	return decisions
		.filter(({ action, rule }) => action !== 'write' && rule !== 'equal value')
		.map((decision) => {
			const proposal = contract.proposals.find(({ field }) => field === decision.field);
			const now = valueText(contract.snapshot?.values[decision.field] ?? null);
			return {
				...head(contract, decision.field, run),
				before: now,
				suggested: valueText(proposal?.value ?? null),
				after: now,
				outcome: decision.action === 'review' ? 'review' : 'skipped',
				rule: decision.rule,
				why: decision.why,
				reason: proposal?.reason ?? '',
				confidence: proposal?.confidence ?? null,
				...scorerColumns(proposal?.scorer),
				policy_hash: run.policyHash,
				gate_policy_hash: run.policyHash,
				approver: '',
				error_class: '',
				error_code: '',
			};
		});
}

export function head(contract: Known, field: string, run: AuditRun) {
	return {
		time: run.time,
		event_at: contract.eventAt ?? null,
		execution: run.execution,
		workflow: run.workflow,
		node: run.node,
		crm: contract.system,
		account: contract.account,
		object: contract.object,
		record: contract.id ?? '',
		record_url: contract.url ?? '',
		field,
	};
}

export function scorerColumns(scorer: Scorer | undefined) {
	return {
		scorer_method: scorer?.method ?? '',
		scorer_version: scorer?.calibrated === true ? `${scorer.version}${CALIBRATED}` : (scorer?.version ?? ''),
		input_hash: scorer?.inputHash ?? '',
		prompt_hash: scorer?.promptHash ?? '',
		tokens: scorer?.tokens ?? null,
	};
}
