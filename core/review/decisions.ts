/**
 * From the answers on the page to decisions, judged on the record as it is at this moment. All or nothing: one answer
 * that cannot be taken shows the page again, and nothing is decided.
 */
import type { FieldSchema } from '../fields/schema';
import type { Edit } from '../record';
import { hashValue, sameValue, type CrmValue } from '../value';
import type { Form } from './form';
import { readEntered } from './input';
import { showEdit, showValue } from './show';

/** One suggestion on the page. Plain data: it waits in the execution. */
export interface ReviewRow {
	/** Position of the item that carries it. */
	readonly item: number;
	readonly id: string;
	readonly field: string;
	/** The suggestion as the CRM would store it. */
	readonly value: CrmValue;
	readonly confidence?: number | undefined;
	readonly reason?: string | undefined;
	readonly rule: string;
	readonly why: string;
}

/** The record's side of a row, read a moment ago. */
export type Present =
	| {
			readonly ok: true;
			readonly field: FieldSchema;
			readonly current: CrmValue;
			readonly edit?: Edit | undefined;
			readonly label: string;
			readonly url: string;
			/** What the field holds that only a person's approval changes. */
			readonly protectedBecause?: string | undefined;
	  }
	/** The record is gone, the field was closed: nothing can be decided here. */
	| { readonly ok: false; readonly label: string; readonly why: string };

export type Verdict =
	| { readonly kind: 'approved'; readonly value: CrmValue; readonly edited: boolean; readonly comment: string }
	| { readonly kind: 'rejected'; readonly comment: string }
	| { readonly kind: 'undecided'; readonly why: string };

export type Judged =
	| { readonly ok: true; readonly verdicts: readonly Verdict[] }
	| { readonly ok: false; readonly problem: string; readonly rows: ReadonlyMap<number, string> };

/** Judges a whole form. `present` has one entry per row. */
export function judgeForm(
	form: Form,
	rows: readonly ReviewRow[],
	present: readonly Present[],
	predict: (field: FieldSchema, value: CrmValue) => CrmValue,
): Judged {
	const problems = new Map<number, string>();
	const verdicts = rows.map((row, index): Verdict => {
		const now = present[index];
		const answer = form.answers[index];
		const open: Verdict = { kind: 'undecided', why: 'Nobody decided on the review page; the CRM keeps its value.' };
		if (!now || !answer) return open;
		if (!now.ok) return { kind: 'undecided', why: now.why };
		const choice = answer.choice ?? (now.protectedBecause === undefined ? form.bulk : undefined);
		if (choice === undefined) return open;
		if (choice === 'reject') return { kind: 'rejected', comment: answer.comment };
		if (answer.shown !== hashValue(now.current)) {
			problems.set(
				index,
				`"${now.field.label}" changed while this page was open: it now holds ${showValue(now.field, now.current)} (${showEdit(now.edit)}). Please decide again.`,
			);
			return open;
		}
		const entered = readEntered(now.field, row.value, answer.entered, predict);
		if (!entered.ok) {
			problems.set(index, entered.message);
			return open;
		}
		if (sameValue(entered.value, now.current)) {
			return { kind: 'undecided', why: `"${now.field.label}" already holds this value.` };
		}
		return { kind: 'approved', value: entered.value, edited: entered.edited, comment: answer.comment };
	});
	if (form.name === '')
		return { ok: false, problem: 'Please enter your name: it stands in the record of this decision.', rows: problems };
	if (problems.size > 0) {
		const count = problems.size === 1 ? 'One answer needs' : `${problems.size} answers need`;
		return { ok: false, problem: `Nothing was decided yet. ${count} another look.`, rows: problems };
	}
	if (form.bulk === undefined && form.answers.every(({ choice }) => choice === undefined)) {
		return {
			ok: false,
			problem: 'Nothing was decided yet: choose Approve or Reject for at least one suggestion.',
			rows: problems,
		};
	}
	return { ok: true, verdicts };
}
