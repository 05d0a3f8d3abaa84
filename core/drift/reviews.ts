/** What waits for people: how many reviews are open, how old the oldest is, and how often people say yes. */
import type { AuditEvent } from './audit-events';
import type { Check, CheckStatus } from './check';
import type { Limits } from './limits';
import { openReview, type FieldReview } from '../stamp';
import { wilson } from './statistics/wilson';
import { DAY, counted, days, percent } from './words';

const LEAST_ANSWERS = 20;

/** One suggestion that was put before a person. */
export interface Review {
	readonly status: 'open' | 'approved' | 'rejected' | 'expired';
	/** ISO time of the status. */
	readonly at: string | undefined;
}

/** What became of the tasks that ask, by their ids in the CRM. */
export type TaskStates = ReadonlyMap<string, 'open' | 'completed' | 'gone'>;

/**
 * The reviews that the stamps of records remember. An open one whose time is over, or whose task was deleted, is
 * expired; one whose task is done waits for nobody. `now` is an ISO time.
 */
export function reviewsOfStamps(reviews: readonly FieldReview[], now: string, tasks: TaskStates = new Map()): Review[] {
	return reviews.flatMap((review): Review[] => {
		const { at, status, task } = review;
		if (status !== 'open') return [{ status, at }];
		const state = task === undefined ? undefined : tasks.get(task);
		// Whether it was a yes or a no stands in the field, which need not have been read: it counts for neither.
		if (state === 'completed') return [];
		return [{ status: state === 'gone' || openReview(review, now) === undefined ? 'expired' : 'open', at }];
	});
}

/** What a record tells about one of its fields beside the audit rows. */
export interface Told {
	/** The record is no more. */
	readonly gone: boolean;
	readonly review: FieldReview | undefined;
}
type Tell = (record: string, field: string) => Told;

/** Undo leaves these for people to know, and asks nobody. */
const unasked: ReadonlySet<string> = new Set(['changed since', 'earlier value unknown']);

/**
 * The reviews in audit rows: what was put to review and has no later row for the same record and field is open, unless
 * `tell` knows better: an answer that a rep gives in the CRM stands in the record's stamp and in no row.
 */
export function reviewsOfRows(rows: readonly AuditEvent[], tell?: Tell, now?: string): Review[] {
	const { open, done } = followed(rows);
	return [...done, ...[...open.values()].map((asked) => (tell === undefined ? asked : withStamp(asked, tell, now)))];
}

/** Records with reviews that are open by the rows alone. */
export function recordsInReview(rows: readonly AuditEvent[]): string[] {
	return [...new Set([...followed(rows).open.values()].map(({ record }) => record))].filter((id) => id !== '');
}

interface Asked extends Review {
	readonly record: string;
	readonly field: string;
}

function withStamp({ record, field, ...asked }: Asked, tell: Tell, now = ''): Review {
	const { gone, review } = tell(record, field);
	if (gone) return { status: 'expired', at: asked.at };
	if (review === undefined || (asked.at !== undefined && Date.parse(review.at) < Date.parse(asked.at))) return asked;
	const [told = asked] = reviewsOfStamps([review], now);
	return told.status === 'open' ? asked : told;
}

function followed(rows: readonly AuditEvent[]): { readonly open: Map<string, Asked>; readonly done: Review[] } {
	const inOrder = [...rows].sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
	const open = new Map<string, Asked>();
	const done: Review[] = [];
	for (const row of inOrder) {
		const key = [row.object, row.record, row.field].join('\n');
		const answer = answerOf(row);
		if (row.outcome === 'review' && !unasked.has(row.rule)) {
			// The same suggestion asked again is still the same review.
			const { record = '', field = '' } = row;
			if (!open.has(key)) open.set(key, { status: 'open', at: row.at, record, field });
		} else if (row.rule === 'refused before') {
			// Every run tells of the same no again.
			if (open.delete(key)) done.push({ status: 'rejected', at: row.at });
		} else if (answer) {
			open.delete(key);
			done.push({ status: answer, at: row.at });
		} else if (row.outcome === 'written' || row.outcome === 'approved') open.delete(key);
	}
	return { open, done };
}

function answerOf({ outcome, rule }: AuditEvent): 'approved' | 'rejected' | 'expired' | undefined {
	// A machine that entered the suggested value ended the question, and is nobody's yes.
	if (outcome === 'approved') return rule === 'equal value' ? undefined : 'approved';
	if (outcome === 'written' && rule === 'approved by a person') return 'approved';
	if (outcome === 'rejected' && (rule === '' || rule === 'rejected by a person')) return 'rejected';
	if (outcome === 'rejectedbyaperson' || outcome === 'declined') return 'rejected';
	return outcome === 'expired' ? 'expired' : undefined;
}

/** `now` is an ISO time. No checks where nothing was ever reviewed. */
export function reviewChecks(reviews: readonly Review[], limits: Limits, now: string): Check[] {
	if (reviews.length === 0) return [];
	const open = reviews.filter(({ status }) => status === 'open');
	const oldest = open.flatMap(({ at }) => (at === undefined ? [] : [at])).sort()[0];
	const age = oldest === undefined ? 0 : Date.parse(now) - Date.parse(oldest);
	const tooOld = age > limits.reviewDays * DAY;
	const tooMany = open.length > limits.backlog;
	return [
		{
			check: 'reviews waiting',
			status: tooMany ? 'warning' : 'good',
			value: open.length,
			limit: limits.backlog,
			sentence: `${counted(open.length, 'suggestion')} wait${open.length === 1 ? 's' : ''} for a person (limit ${limits.backlog}).`,
		},
		{
			check: 'oldest review',
			status: tooOld ? 'warning' : 'good',
			value: oldest ?? null,
			limit: `${limits.reviewDays} days`,
			sentence:
				oldest === undefined
					? 'No review is waiting.'
					: `The oldest open review has waited ${days(age)} (limit ${limits.reviewDays} days).`,
		},
		accepted(reviews, limits),
	];
}

function accepted(reviews: readonly Review[], limits: Limits): Check {
	const answered = reviews.filter(({ status }) => status === 'approved' || status === 'rejected');
	const yes = answered.filter(({ status }) => status === 'approved').length;
	const of = answered.length;
	const { low, high } = wilson(yes, of);
	const say = (status: CheckStatus, sentence: string): Check => ({
		check: 'reviews accepted',
		status,
		value: of === 0 ? null : yes / of,
		limit: limits.accepted,
		sentence,
		details: { yes, of, low, high },
	});
	const share = `People accepted ${yes} of ${counted(of, 'reviewed suggestion')}`;
	if (of < LEAST_ANSWERS) return say('not enough data', `${share}: too few to judge (${LEAST_ANSWERS} needed).`);
	const sentence = `${share}: ${percent(yes / of)}, at least ${percent(limits.accepted)} expected.`;
	if (yes / of >= limits.accepted) return say('good', sentence);
	return say(high < limits.accepted ? 'alarm' : 'warning', sentence);
}
