/** From verdicts on the page to decisions that Field-Safe Write accepts: each yes is signed for exactly one value. */
import type { FieldResult } from './leave';
import type { ReviewRow, Verdict } from '../../core/review/decisions';
import { APPROVAL_LASTS, signApproval } from '../../core/policy/approval';
import type { Contract, Decision } from '../../core/record';
import { showValue } from '../../core/review/show';
import type { FieldSchema } from '../../core/fields/schema';
import { hashValue, type CrmValue } from '../../core/value';
import type { ReviewNote } from '../../crm/review/remember';

export interface Signing {
	readonly key: Buffer;
	readonly object: string;
	readonly execution: string;
	/** Who decided, by their own word. */
	readonly name: string;
	/** Milliseconds. */
	readonly now: number;
}

/** The decision on one row. `current` is the value at this moment. */
export function resultOf(
	row: ReviewRow,
	verdict: Verdict,
	contract: Contract,
	field: FieldSchema | undefined,
	current: CrmValue,
	signing: Signing,
): FieldResult {
	const { item } = row;
	const name = row.field;
	const comment = 'comment' in verdict && verdict.comment !== '' ? ` Comment: ${verdict.comment}` : '';
	const base = { item, field: name };
	if (verdict.kind === 'undecided') {
		const decision: Decision = { field: name, action: 'review', rule: 'review asked for', why: verdict.why };
		return { ...base, kind: 'undecided', decision };
	}
	if (verdict.kind === 'rejected') {
		const why = `Rejected by ${signing.name} on the review page.${comment}`;
		return { ...base, kind: 'rejected', decision: { field: name, action: 'skip', rule: 'rejected by a person', why } };
	}
	const { value, edited } = verdict;
	const what = { account: contract.account, object: signing.object, id: row.id, field: name, value };
	const approval = signApproval(signing.key, what, {
		current,
		expiresAt: new Date(signing.now + APPROVAL_LASTS).toISOString(),
		execution: signing.execution,
		approvedBy: signing.name,
	});
	const own = contract.proposals.find((proposal) => proposal.field === name);
	const suggested = field ? showValue(field, row.value) : '';
	const why = `Approved by ${signing.name} on the review page${edited ? `, who changed the suggestion ${suggested}` : ''}.${comment}`;
	return {
		...base,
		kind: 'approved',
		decision: { field: name, action: 'write', rule: 'approved by a person', why, approvedBy: signing.name, approval },
		proposal: edited
			? {
					field: name,
					value,
					reason: `Entered by ${signing.name}. AI had suggested ${suggested}.`,
					scorer: { method: 'mapped', version: 'human review', inputHash: '' },
				}
			: own && { ...own, value },
	};
}

/** What the CRM is to remember of a verdict: a no, or a suggestion that a person replaced by a value of their own. */
export function noteOf(row: ReviewRow, verdict: Verdict, now: number): ReviewNote | undefined {
	const at = new Date(now).toISOString();
	const hash = hashValue(row.value);
	if (verdict.kind === 'undecided') return undefined;
	if (verdict.kind === 'rejected') {
		return { id: row.id, field: row.field, review: { hash, status: 'rejected', at }, refused: hash };
	}
	const review = { hash: hashValue(verdict.value), status: 'approved' as const, at };
	return { id: row.id, field: row.field, review, ...(verdict.edited ? { refused: hash } : {}) };
}
