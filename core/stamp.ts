/**
 * The stamp: what the provenance field (default `ai_provenance`) of a record remembers about our writes. It is how
 * the next run tells its own value from a person's, how a killed run is settled, and how a no is remembered.
 */
import { z } from 'zod';
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
		/** Hashes of values that a person rejected or cleared. */
		refused: z.array(z.string()).optional(),
		/** A person's value was put back: the field counts as edited by a person. */
		restoredFor: z.literal('human').optional(),
		/** The review that is open for this field. */
		review: z
			.object({ hash: z.string(), status: z.enum(['open', 'approved', 'rejected', 'expired']), at: z.string() })
			.optional(),
	})
	.passthrough();

const stampSchema = z.object({ v: z.literal(1), fields: z.record(fieldStampSchema) }).passthrough();

export type FieldStamp = z.infer<typeof fieldStampSchema>;
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
 * The text for the provenance field. Where it would be longer than `maxLength`, the fields written longest ago are
 * left out: for them evidence falls back on the CRM's history.
 */
export function writeStamp(stamp: Stamp, maxLength: number): string {
	const newestFirst = Object.entries(stamp.fields).sort(([, a], [, b]) =>
		a.writtenAt === b.writtenAt ? 0 : a.writtenAt < b.writtenAt ? 1 : -1,
	);
	for (let keep = newestFirst.length; keep >= 0; keep--) {
		const text = JSON.stringify({ ...stamp, fields: Object.fromEntries(newestFirst.slice(0, keep)) });
		if (text.length <= maxLength) return text;
	}
	return '';
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
	return { ...theirs, fields };
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
		...(kept.length > 0 ? { refused: kept } : {}),
		...(writing.restored ? { restoredFor: 'human' as const } : {}),
	};
}
