/** What people did with open questions: in the field, in the status that list views show, and with the task that asks. */
import { coerce } from '../../core/fields/coerce';
import {
	reviewStatuses,
	answerOf,
	closed,
	tellAnswer,
	type ReviewStatus,
	type Seen,
	type Telling,
} from '../../core/review/status';
import type { FieldSchema } from '../../core/fields/schema';
import { noteReview, type FieldReview, type Stamp } from '../../core/stamp';
import { hashValue, sameValue, type CrmValue } from '../../core/value';
import type { Crm, Result, Snapshot, TaskState } from '../crm';
import { readReviewRecords, type ReviewFields, type ReviewNote, type ReviewRecord } from './records';

/** An open question, and what became of it by now. */
export interface Answer {
	readonly id: string;
	readonly field: string;
	/** The review as it stood open. */
	readonly review: FieldReview;
	readonly status: ReviewStatus;
	/** The value that stands in the field. */
	readonly current: CrmValue;
	/** How the answer is told in audit rows; undefined while the question is open. */
	readonly telling: Telling | undefined;
}

export interface Asked extends ReviewRecord {
	readonly id: string;
}

export function openReviews(stamp: Stamp): [string, FieldReview][] {
	return Object.entries(stamp.reviews ?? {}).filter(([, { status }]) => status === 'open');
}

/**
 * The answers to the open questions about fields that the snapshots show. Sends one request for many tasks, and none
 * where no task asks. Tasks that cannot be read answer nothing.
 */
export async function answersOf(
	crm: Crm,
	object: string,
	records: readonly Asked[],
	statusField: string,
	now: string,
): Promise<readonly Answer[]> {
	const all = records.flatMap((record) =>
		openReviews(record.stamp).map(([field, review]) => ({ record, field, review })),
	);
	if (all.length === 0) return [];
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	// A field that is gone from the CRM has no value to wait for: its question ends with its time.
	const open = all.filter(({ record, field }) => record.snapshot.values[field] !== undefined || !schema.has(field));
	const tasks = [...new Set(open.flatMap(({ review }) => review.task ?? []))];
	const states = tasks.length === 0 ? new Map<string, Result<TaskState>>() : await crm.taskStates(tasks);
	const shows = schema.get(statusField);
	return open.map(({ record: { id, snapshot, stamp }, field, review }) => {
		const current = snapshot.values[field] ?? null;
		const own = stamp.fields[field];
		const state = review.task === undefined ? undefined : states.get(review.task);
		const seen: Seen = {
			current,
			edit: snapshot.edits[field],
			ours: own !== undefined && own.restoredFor === undefined && own.hash === hashValue(current),
			declined: shows !== undefined && saidNo(crm, snapshot, shows),
			statusEdit: snapshot.edits[statusField],
			task: state?.ok === true ? state.value : undefined,
			now,
		};
		const status = answerOf(review, seen);
		const telling = status === 'open' ? undefined : tellAnswer(review, status, seen);
		return { id, field, review, status, current, telling };
	});
}

/** What the CRM is to remember of the answers; nothing of questions that are still open. */
export function notesOf(answers: readonly Answer[], now: string): ReviewNote[] {
	return answers
		.filter(({ status }) => status !== 'open')
		.map(({ id, field, review, status }) => ({
			id,
			field,
			review: closed(review, status, now),
			...(status === 'rejected' ? { refused: review.hash } : {}),
		}));
}

/** The stamp as it will be once the answers are remembered. */
export function withNotes(stamp: Stamp, notes: readonly ReviewNote[]): Stamp {
	return notes.reduce((known, note) => noteReview(known, note.field, note.review, note.refused), stamp);
}

export interface Settled {
	readonly records: ReadonlyMap<string, Result<ReviewRecord>>;
	/** Every question that was open on these records, with its answer by now. */
	readonly answers: readonly Answer[];
	/** What is to be remembered (rememberReviews); the records' stamps show it already. */
	readonly notes: readonly ReviewNote[];
}

/** Records as a review sees them, with the answers to all open questions in their stamps. */
export async function readSettled(
	crm: Crm,
	object: string,
	ids: readonly string[],
	fields: readonly string[],
	places: ReviewFields,
	now: string,
): Promise<Settled> {
	const first = await readReviewRecords(crm, object, ids, fields, places);
	const records = new Map(first);
	const known = new Set((await crm.describe(object)).map(({ name }) => name));
	const unread = [...first].flatMap(([id, record]) => {
		const open = record.ok ? openReviews(record.value.stamp).map(([field]) => field) : [];
		const missing = open.filter((field) => known.has(field) && !fields.includes(field));
		return missing.length === 0 ? [] : [{ id, missing }];
	});
	if (unread.length > 0) {
		const more = [...new Set([...fields, ...unread.flatMap(({ missing }) => missing)])];
		const again = unread.map(({ id }) => id);
		for (const [id, record] of await readReviewRecords(crm, object, again, more, places)) records.set(id, record);
	}
	const asked = [...records].flatMap(([id, record]) => (record.ok ? [{ id, ...record.value }] : []));
	const answers = await answersOf(crm, object, asked, places.status, now);
	const notes = notesOf(answers, now);
	for (const { id, snapshot, stamp } of asked) {
		const mine = notes.filter((note) => note.id === id);
		if (mine.length > 0) records.set(id, { ok: true, value: { snapshot, stamp: withNotes(stamp, mine) } });
	}
	return { records, answers, notes };
}

/** True where a person set Rejected while questions are open, as far as the CRM tells: we never leave both at once. */
export function saidNo(crm: Crm, { values, edits }: Snapshot, field: FieldSchema): boolean {
	const edit = edits[field.name];
	const byMachine = edit?.evidence === 'history' && (edit.by === 'automation' || edit.by === 'integration');
	return !byMachine && isStatus(crm, field, values[field.name] ?? null, 'rejected');
}

/** True where the field shows a review's status, under whatever name the CRM keeps the option. */
export function showsStatus(crm: Crm, field: FieldSchema, current: CrmValue): boolean {
	return reviewStatuses.some((status) => isStatus(crm, field, current, status));
}

function isStatus(crm: Crm, field: FieldSchema, current: CrmValue, status: ReviewStatus): boolean {
	const coerced = coerce(field, status);
	return coerced.ok && sameValue(crm.predict(field, coerced.value), current);
}
