/** What became of an open review without a page: the rep's own edit, a status set by hand, or no answer in time. */
import type { RuleId } from '../policy/rules';
import type { Edit } from '../record';
import type { FieldReview, ReviewEntry, Stamp } from '../stamp';
import { hashValue, type CrmValue } from '../value';

export const reviewStatuses = ['open', 'approved', 'rejected', 'expired'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** What the record and the task show now. */
export interface Seen {
	readonly current: CrmValue;
	/** The field's last change, where the CRM tells. */
	readonly edit?: Edit | undefined;
	/** True where the field holds what AI wrote. */
	readonly ours: boolean;
	/** True where a person set the record's review status to Rejected. */
	readonly declined: boolean;
	/** The last change of that status, where the CRM tells. */
	readonly statusEdit?: Edit | undefined;
	/** What became of the task that asks; undefined where nobody can tell. */
	readonly task?: 'open' | 'completed' | 'gone' | undefined;
	/** ISO time. */
	readonly now: string;
}

/**
 * The status of an open review by now. The suggested value in the field is a yes, whoever typed it; another value that
 * a person typed since is a no, and so is a task that a person completed: the question was read, and the CRM's value
 * kept. Silence until the end is neither, nor is a deleted task.
 */
export function answerOf(review: FieldReview, seen: Seen): ReviewStatus {
	if (review.status !== 'open') return review.status;
	if (hashValue(seen.current) === review.hash) return 'approved';
	if (seen.declined || changedByPerson(review, seen) || seen.task === 'completed') return 'rejected';
	if (seen.task === 'gone') return 'expired';
	return review.until !== undefined && Date.parse(review.until) <= Date.parse(seen.now) ? 'expired' : 'open';
}

/** How an answer is told afterwards; `approver` is empty where no person decided. */
export interface Telling {
	readonly rule: RuleId;
	readonly why: string;
	readonly approver: string;
}

/** The CRM need not say who completed a task or typed a value. */
const SOMEBODY = 'a person in the CRM';

/** What an answer says in audit rows; for a review that is open no more. */
export function tellAnswer(review: FieldReview, status: Exclude<ReviewStatus, 'open'>, seen: Seen): Telling {
	if (status === 'approved') {
		return byMachine(seen)
			? { rule: 'equal value', why: 'The field holds the suggested value, and no person entered it.', approver: '' }
			: { rule: 'approved by a person', why: 'A person entered the suggested value.', approver: who(seen.edit) };
	}
	const no = (why: string, approver: string): Telling => ({ rule: 'rejected by a person', why, approver });
	if (status === 'rejected') {
		if (seen.declined) return no('A person set the review status to Rejected.', who(seen.statusEdit));
		if (changedByPerson(review, seen)) return no('A person entered another value.', who(seen.edit));
		return no('A person completed the task without entering the suggested value.', SOMEBODY);
	}
	const deleted = 'The task that asked was deleted, which is neither a yes nor a no; the value in the CRM stays.';
	const late = 'Nobody answered in time; the value in the CRM stays.';
	return { rule: 'nobody answered', why: seen.task === 'gone' ? deleted : late, approver: '' };
}

/** The last editor of the record need not be the field's. */
function who(edit: Edit | undefined): string {
	return edit?.evidence === 'history' && edit.actor !== undefined ? `${edit.actor} in the CRM` : SOMEBODY;
}

function byMachine({ edit, ours }: Seen): boolean {
	return edit?.evidence === 'history' ? edit.by === 'automation' || edit.by === 'integration' : ours;
}

/** By the field's history; where the CRM keeps none, another value than the one shown is a person's unless AI wrote it. */
function changedByPerson(review: FieldReview, { current, edit, ours }: Seen): boolean {
	if (edit?.evidence === 'history') {
		const byPerson = edit.by === 'human' || edit.by === 'unknown';
		return byPerson && Date.parse(edit.at) > Date.parse(review.at);
	}
	return review.shown !== undefined && review.shown !== hashValue(current) && !ours;
}

/** How the record remembers an answer. Whoever deleted a task is left in peace until its time would have been over. */
export function closed(review: FieldReview, status: ReviewStatus, now: string): ReviewEntry {
	const { hash, until } = review;
	const early = status === 'expired' && until !== undefined && Date.parse(until) > Date.parse(now);
	return { hash, status, at: now, ...(early ? { until } : {}) };
}

/** The one status that list views of the CRM show: open while anything is, else that of the latest answer. */
export function recordStatus(stamp: Stamp): ReviewStatus | undefined {
	const reviews = Object.values(stamp.reviews ?? {});
	if (reviews.some(({ status }) => status === 'open')) return 'open';
	return reviews.reduce<FieldReview | undefined>(
		(latest, one) => (latest && latest.at >= one.at ? latest : one),
		undefined,
	)?.status;
}
