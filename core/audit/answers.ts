/** The audit row of an answer that a person gave to a question, and of a question that nobody answered in time. */
import type { AskedAbout } from '../review/asked';
import type { RuleId } from '../policy/rules';
import { valueText, head, scorerColumns, type AuditRow, type AuditRun, type Known } from './row';
import type { CrmValue } from '../value';

export interface GivenAnswer {
	readonly field: string;
	readonly status: 'approved' | 'rejected' | 'expired';
	/** What had been asked; undefined where the record did not keep it. */
	readonly asked: AskedAbout | undefined;
	/** The value that stands in the field now. */
	readonly now: CrmValue;
	readonly rule: RuleId;
	readonly why: string;
	/** Who decided, as far as anybody can tell; empty where nobody did. */
	readonly approver: string;
}

export function answerRow(contract: Known, answer: GivenAnswer, run: AuditRun): AuditRow {
	const { asked, status } = answer;
	const now = valueText(answer.now);
	return {
		...head(contract, answer.field, run),
		before: asked ? asked.before : now,
		suggested: asked ? asked.suggested : status === 'approved' ? now : null,
		after: now,
		outcome: status,
		rule: answer.rule,
		why: answer.why,
		reason: asked?.reason ?? '',
		confidence: asked?.confidence ?? null,
		...scorerColumns(asked?.scorer),
		policy_hash: run.policyHash,
		gate_policy_hash: asked?.gate ?? '',
		approver: answer.approver,
		error_class: '',
		error_code: '',
	};
}
