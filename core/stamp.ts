/**
 * The stamp: what the provenance field (default `ai_provenance`) of a record remembers about our writes. It is how
 * the next run tells its own value from a person's, how a killed run is settled, and how a no is remembered.
 */
import { z } from 'zod';
import type { Scorer } from './record';
import { askedSchema } from './review/asked';
import { hashValue, type CrmValue } from './value';

const fieldStampSchema = z
	.object({
		/** Hash of the value as the CRM stores it. */
		hash: z.string(),
		/** ISO time of the read that the decision was made on. */
		readAt: z.string(),
		writtenAt: z.string(),
		/** Execution that wrote. */
		run: z.string(),
		/** The CRM's time of the newest version that the decision saw: a person's later one was not considered. */
		seen: z.string().optional(),
		/** Hash of that version's value: two versions may carry the same millisecond. */
		seenHash: z.string().optional(),
		confidence: z.number().optional(),
		/** Method and version of the scorer. */
		scorer: z.string().optional(),
		/** Hash of what a model was shown for this value: the same once more needs no new answer. */
		inputs: z.string().optional(),
		/** Hashes of values that a person rejected or cleared. */
		refused: z.array(z.string()).optional(),
		/** A person's value was put back: the field counts as edited by a person. */
		restoredFor: z.literal('human').optional(),
	})
	.passthrough();

/** What Human Review asked about a field, and what a person said. AI need not have written the field. */
const fieldReviewSchema = z
	.object({
		/** Hash of the suggestion as the CRM would store it. */
		hash: z.string(),
		status: z.enum(['open', 'approved', 'rejected', 'expired']),
		/** ISO time of the last change of this status. */
		at: z.string(),
		/** ISO time after which an open review counts no longer. */
		until: z.string().optional(),
		/** Hash of the value that stood in the field when a person was asked. */
		shown: z.string().optional(),
		/** The CRM's id of the task that asks. */
		task: z.string().optional(),
		/** For the audit row of the answer; as long as the question is open. */
		asked: askedSchema.optional().catch(undefined),
		/** Hashes of values that a person rejected. */
		refused: z.array(z.string()).optional(),
	})
	.passthrough();

const stampSchema = z
	.object({
		v: z.literal(1),
		fields: z.record(fieldStampSchema),
		reviews: z.record(fieldReviewSchema).optional(),
		/** Set on a record that we made: when (ISO time), and by which execution. */
		created: z.object({ at: z.string(), run: z.string() }).optional(),
	})
	.passthrough();

export type FieldStamp = z.infer<typeof fieldStampSchema>;
export type FieldReview = z.infer<typeof fieldReviewSchema>;
export type Stamp = z.infer<typeof stampSchema>;

export const emptyStamp: Stamp = { v: 1, fields: {} };

/** Most refused values that are remembered for a field; the oldest go first. */
const MOST_REFUSED = 20;

/** The stamp in a provenance field's text; an empty or unreadable text is an empty stamp. */
export function readStamp(text: CrmValue | undefined): Stamp {
	if (typeof text !== 'string' || text === '') return emptyStamp;
	try {
		const parsed = stampSchema.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : emptyStamp;
	} catch {
		return emptyStamp;
	}
}

/**
 * The text for the provenance field. Where it would be longer than `maxLength`, what open questions keep for the audit
 * is left out, then reviews that are over, then the fields written longest ago: for them evidence falls back on the
 * CRM's history.
 */
export function writeStamp(stamp: Stamp, maxLength: number): string {
	const newestFirst = Object.entries(stamp.fields).sort(([, a], [, b]) =>
		a.writtenAt === b.writtenAt ? 0 : a.writtenAt < b.writtenAt ? 1 : -1,
	);
	const whole = plainJson({ ...stamp, fields: Object.fromEntries(newestFirst) });
	if (whole.length <= maxLength) return whole;
	const { reviews, ...rest } = stamp;
	const brief = Object.entries(reviews ?? {}).map(([field, { asked: _asked, ...review }]) => [field, review] as const);
	const open = brief.filter(([, { status }]) => status === 'open');
	if (open.length > 0) {
		const text = plainJson({ ...rest, fields: Object.fromEntries(newestFirst), reviews: Object.fromEntries(brief) });
		if (text.length <= maxLength) return text;
	}
	const short = open.length > 0 ? { ...rest, reviews: Object.fromEntries(open) } : rest;
	for (let keep = newestFirst.length; keep >= 0; keep--) {
		const text = plainJson({ ...short, fields: Object.fromEntries(newestFirst.slice(0, keep)) });
		if (text.length <= maxLength) return text;
	}
	return '';
}

/** JSON in ASCII without markup: some CRMs change other characters of a text, and a changed stamp is no stamp. */
function plainJson(stamp: object): string {
	const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	return JSON.stringify(stamp).replace(/[<>&\u007f-\uffff]/g, code);
}

/** A review as it is noted; what was refused before stays with the field. */
export type ReviewEntry = Pick<FieldReview, 'hash' | 'status' | 'at' | 'until' | 'shown' | 'task' | 'asked'>;

/** The stamp with a review noted; earlier refusals of the field are kept, and `refused` joins them. */
export function noteReview(stamp: Stamp, field: string, review: ReviewEntry, refused?: string): Stamp {
	const known = stamp.reviews?.[field]?.refused ?? [];
	const kept = [...new Set([...known, ...(refused === undefined ? [] : [refused])])].slice(-MOST_REFUSED);
	const entry: FieldReview = { ...review, ...(kept.length > 0 ? { refused: kept } : {}) };
	return { ...stamp, reviews: { ...stamp.reviews, [field]: entry } };
}

/** The review of the field that a person has still to answer at the given ISO time. */
export function openReview(review: FieldReview | undefined, at: string | undefined): FieldReview | undefined {
	if (review?.status !== 'open') return undefined;
	const over = review.until !== undefined && at !== undefined && Date.parse(review.until) <= Date.parse(at);
	return over ? undefined : review;
}

/**
 * The review because of which the same question must not be put again at the given ISO time: one that is open, or one
 * whose task was deleted before its time was over.
 */
export function pendingReview(review: FieldReview | undefined, at: string | undefined): FieldReview | undefined {
	if (review?.status !== 'expired') return openReview(review, at);
	const quiet = review.until !== undefined && at !== undefined && Date.parse(review.until) > Date.parse(at);
	return quiet ? review : undefined;
}

/** Two runs stamped one record at once: per field the later write stands, and refusals of both are kept. */
export function mergeStamps(theirs: Stamp, ours: Stamp): Stamp {
	const fields: Record<string, FieldStamp> = { ...theirs.fields };
	for (const [field, own] of Object.entries(ours.fields)) {
		const other = fields[field];
		if (!other) {
			fields[field] = own;
			continue;
		}
		const later = other.writtenAt > own.writtenAt ? other : own;
		const refused = [...new Set([...(other.refused ?? []), ...(own.refused ?? [])])].slice(-MOST_REFUSED);
		fields[field] = refused.length > 0 ? { ...later, refused } : later;
	}
	const reviews = mergeReviews(theirs.reviews ?? {}, ours.reviews ?? {});
	return { ...ours, ...theirs, fields, ...(Object.keys(reviews).length > 0 ? { reviews } : {}) };
}

function mergeReviews(theirs: Record<string, FieldReview>, ours: Record<string, FieldReview>) {
	const reviews: Record<string, FieldReview> = { ...theirs };
	for (const [field, own] of Object.entries(ours)) {
		const other = reviews[field];
		const later = other && other.at > own.at ? other : own;
		const refused = [...new Set([...(other?.refused ?? []), ...(own.refused ?? [])])].slice(-MOST_REFUSED);
		reviews[field] = refused.length > 0 ? { ...later, refused } : later;
	}
	return reviews;
}

/** How a stamp names the scorer of a value, and for a model what it was shown. */
export function scorerMark({ method, version, inputHash }: Scorer): Pick<FieldStamp, 'scorer' | 'inputs'> {
	return { scorer: `${method} ${version}`.trim(), ...(method === 'model' ? { inputs: inputHash } : {}) };
}

/** What a new write adds to the stamp of one field. */
export interface Writing {
	/** The value as the CRM will store it (Crm.predict). */
	readonly stored: CrmValue;
	readonly readAt: string;
	readonly writtenAt: string;
	readonly run: string;
	readonly seen?: { readonly at: string; readonly value: CrmValue } | undefined;
	readonly confidence?: number | undefined;
	readonly scorer?: string | undefined;
	readonly inputs?: string | undefined;
	/** The value that stands in the field is a person's, put back under our write. */
	readonly restored?: boolean | undefined;
	/** A value that this write shows to be refused: the one that a person replaced. */
	readonly refused?: CrmValue | undefined;
	/** A person replaced or cleared the value that the earlier stamp names: it counts as refused. */
	readonly replaced?: boolean | undefined;
}

/** The field's stamp after a write, with earlier refusals kept. */
export function stampField(earlier: FieldStamp | undefined, writing: Writing): FieldStamp {
	const refused = [
		...(earlier?.refused ?? []),
		...(earlier && writing.replaced && earlier.restoredFor === undefined ? [earlier.hash] : []),
		...(writing.refused === undefined ? [] : [hashValue(writing.refused)]),
	];
	const kept = [...new Set(refused)].slice(-MOST_REFUSED);
	return {
		hash: hashValue(writing.stored),
		readAt: writing.readAt,
		writtenAt: writing.writtenAt,
		run: writing.run,
		...(writing.seen === undefined ? {} : { seen: writing.seen.at, seenHash: hashValue(writing.seen.value) }),
		...(writing.confidence === undefined ? {} : { confidence: writing.confidence }),
		...(writing.scorer === undefined ? {} : { scorer: writing.scorer }),
		...(writing.inputs === undefined ? {} : { inputs: writing.inputs }),
		...(kept.length > 0 ? { refused: kept } : {}),
		...(writing.restored ? { restoredFor: 'human' as const } : {}),
	};
}
