/**
 * A trained scorecard as it stands on the panel and in an item: plain JSON that a person can read and check. Every
 * attribute has bins, every bin has points; a record's score is the sum of the points of its bins.
 */
import { z } from 'zod';
import { hashValue } from '../../value';
import type { Scale } from './points';

const points = z.number().finite();
const share = z.number().min(0).max(1);
const bin = z.object({ points, share });

const attributeSchema = z.discriminatedUnion('kind', [
	z.object({
		name: z.string().min(1),
		label: z.string(),
		kind: z.literal('number'),
		/** Each up to below its limit; the last has none. */
		ranges: z.array(bin.extend({ below: z.number().finite().optional() })).min(1),
		missing: bin,
	}),
	z.object({
		name: z.string().min(1),
		label: z.string(),
		kind: z.literal('category'),
		/** In small letters. */
		values: z.array(bin.extend({ is: z.string() })),
		other: bin,
		missing: bin,
	}),
	z.object({
		name: z.string().min(1),
		label: z.string(),
		kind: z.literal('presence'),
		filled: bin,
		missing: bin,
	}),
]);

const cardSchema = z
	.object({
		v: z.literal(1),
		kind: z.literal('scorecard'),
		name: z.string(),
		/** ISO time. */
		madeAt: z.string(),
		outcome: z.object({ field: z.string(), success: z.array(z.string()) }),
		/** What it was trained on. */
		rows: z.number().int().min(1),
		successes: z.number().int().min(1),
		scale: z.object({ base: points, odds: z.number().positive(), double: z.number().positive() }),
		/** Points before any attribute. */
		start: points,
		attributes: z.array(attributeSchema).min(1).max(500),
		/** Attributes that are not used, and why. */
		leftOut: z.array(z.object({ name: z.string(), why: z.string() })),
		quality: z.object({
			testedOn: z.enum(['newest records', 'records chosen by chance', 'records of another list']),
			n: z.number(),
			auc: z.number(),
			brier: z.number(),
			logLoss: z.number(),
			ece: z.number(),
		}),
		/** How its scores are distributed: counts per whole score from 0 to 100. */
		scores: z.array(z.number().int().min(0)).length(101),
	})
	.passthrough();

const refusalSchema = z.object({
	v: z.literal(1),
	kind: z.literal('no scorecard'),
	/** One sentence. */
	why: z.string(),
	conversions: z.number().int().min(0),
	needed: z.number().int().min(0),
});

export type Scorecard = z.infer<typeof cardSchema>;
export type Attribute = Scorecard['attributes'][number];
/** What stands in the place of a scorecard that could not be trained: points rules take over. */
export type NoScorecard = z.infer<typeof refusalSchema>;

/** A pasted text or a value of an item as a scorecard; undefined where it is none. */
export function readScorecard(given: unknown): Scorecard | NoScorecard | undefined {
	try {
		const value: unknown = typeof given === 'string' ? JSON.parse(given) : given;
		const card = cardSchema.safeParse(value);
		if (card.success) return rising(card.data) ? card.data : undefined;
		const refusal = refusalSchema.safeParse(value);
		return refusal.success ? refusal.data : undefined;
	} catch {
		return undefined;
	}
}

/** Ranges must follow each other, or a number could fall into two of them. */
function rising(card: Scorecard): boolean {
	return card.attributes.every((attribute) => {
		if (attribute.kind !== 'number') return true;
		const limits = attribute.ranges.map(({ below }) => below);
		return limits.every((limit, at) =>
			at === limits.length - 1
				? limit === undefined
				: limit !== undefined && (at === 0 || limit > (limits[at - 1] ?? Infinity)),
		);
	});
}

/** All that decides a score, as a hash: another scale, another point, another attribute is another version. */
export function versionOf({ scale, start, attributes }: Pick<Scorecard, 'scale' | 'start' | 'attributes'>): string {
	// Without the shares, which decide nothing.
	const deciding = attributes.map((attribute) =>
		JSON.stringify(attribute, (key, value: unknown) => (key === 'share' ? undefined : value)),
	);
	return hashValue([scale.base, scale.odds, scale.double, start, ...deciding]).slice(0, 8);
}

export type { Scale };
