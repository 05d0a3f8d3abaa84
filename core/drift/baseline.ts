/** The baseline: how the AI fields were distributed when all was well. A short text that stands on the panel. */
import { z } from 'zod';
import type { FieldSchema } from '../fields/schema';
import type { CrmValue } from '../value';
import { countSorted, cutsOfSorted, tally, MOST_NUMBER_VALUES, PARTS } from './statistics/bins';
import { distributionOf, reduced, type Distribution } from './statistics/distribution';
import { momentsOf } from './statistics/moments';
import { atOnce, sortInSteps } from './statistics/sort';

const count = z.number().int().min(0);
const size = z.number().int().min(1);
/** What every field's part may say beside its values; older baselines do not. */
const about = {
	/** Of so many records that were read, so many had no value. */
	records: count.optional(),
	missing: count.optional(),
	/** How many of the values came from which prompt, model or rule version. */
	scorers: z.record(count).optional(),
};
const numberField = z
	.object({
		n: size,
		mean: z.number(),
		std: z.number().min(0).optional(),
		cuts: z.array(z.number()),
		counts: z.array(count),
		/** The distribution itself, reduced to at most 200 points: values and how often each stands. */
		points: z.array(z.number()).optional(),
		weights: z.array(size).optional(),
		...about,
	})
	.refine(({ n, cuts, counts }) => counts.length === cuts.length + 1 && sum(counts) === n)
	.refine(({ n, points = [], weights = [] }) => points.length === weights.length && [0, n].includes(sum(weights)));
const valueField = z
	.object({ n: size, mean: z.number().optional(), values: z.record(count), other: count, ...about })
	.refine(({ n, values, other }) => sum(Object.values(values)) + other === n);

export const fieldBaselineSchema = z.union([numberField, valueField]);
const baselineSchema = z.object({
	v: z.literal(1),
	/** ISO time. */
	takenAt: z.string().min(1),
	account: z.string(),
	object: z.string(),
	fields: z.record(fieldBaselineSchema),
});

export type Baseline = z.infer<typeof baselineSchema>;
export type FieldBaseline = z.infer<typeof fieldBaselineSchema>;
export type About = Pick<FieldBaseline, 'records' | 'missing' | 'scorers'>;

/** Most points of the distribution that a baseline keeps: scores from 0 to 100 are kept as they are. */
const MOST_POINTS = 200;

const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);

/** The values of a field that can be compared over time: numbers, and choices by their name. Texts cannot. */
export function comparable(field: FieldSchema, values: readonly CrmValue[]): (number | string)[] | undefined {
	switch (field.type) {
		case 'number':
			return values.filter((value) => typeof value === 'number').filter(Number.isFinite);
		case 'choice':
			return values.filter((value) => typeof value === 'string');
		case 'yes/no':
			return values.filter((value) => typeof value === 'boolean').map(String);
		default:
			return undefined;
	}
}

/** What the baseline keeps of one field; undefined where there is no value. */
export function fieldBaseline(values: readonly (number | string)[], more: About = {}): FieldBaseline | undefined {
	const numbers = values.filter((value) => typeof value === 'number');
	if (numbers.length === values.length) return atOnce(numberBaselineInSteps(numbers, more));
	const { values: counted, other } = tally(values);
	return { n: values.length, values: counted, other, ...more };
}

/** The same for many numbers, with places to pause. NaN is left out. */
export function* numberBaselineInSteps(
	values: ArrayLike<number>,
	more: About = {},
): Generator<void, FieldBaseline | undefined> {
	const sorted = yield* sortInSteps(values);
	if (sorted.length === 0) return undefined;
	const { n, mean, std } = momentsOf(sorted);
	yield;
	const distribution = distributionOf(sorted);
	if (distribution.points.length <= MOST_NUMBER_VALUES) {
		return { n, mean: short(mean), values: byValue(distribution), other: 0, ...more };
	}
	const cuts = cutsOfSorted(sorted, PARTS);
	const { points, counts } = reduced(distribution, MOST_POINTS);
	return {
		n,
		mean: short(mean),
		std: short(std),
		cuts,
		counts: countSorted(sorted, cuts),
		points: Array.from(points),
		weights: Array.from(counts),
		...more,
	};
}

/** The distribution that a baseline keeps; undefined for choices, and where the baseline is too old to have one. */
export function baselineDistribution(field: FieldBaseline): Distribution | undefined {
	if ('cuts' in field) {
		return field.points === undefined || field.weights === undefined || field.points.length === 0
			? undefined
			: { points: field.points, counts: field.weights, n: field.n };
	}
	if (field.mean === undefined || field.other > 0) return undefined;
	const pairs = Object.entries(field.values)
		.map(([value, times]) => [Number(value), times] as const)
		.sort(([a], [b]) => a - b);
	if (pairs.some(([value]) => Number.isNaN(value))) return undefined;
	return { points: pairs.map(([value]) => value), counts: pairs.map(([, times]) => times), n: field.n };
}

/** Average and spread of a baseline's numbers; undefined for choices. */
export function baselineMoments(field: FieldBaseline) {
	if (field.mean === undefined) return undefined;
	if ('cuts' in field && field.std !== undefined) return { n: field.n, mean: field.mean, std: field.std };
	const kept = baselineDistribution(field);
	if (!kept) return undefined;
	const { mean } = field;
	const squares = Array.from(kept.points, (point, index) => (kept.counts[index] ?? 0) * (point - mean) ** 2);
	return { n: field.n, mean, std: Math.sqrt(sum(squares) / field.n) };
}

/** The average of numbers; undefined where there are none. */
export function meanOf(values: readonly (number | string)[]): number | undefined {
	const numbers = values.filter((value) => typeof value === 'number');
	return numbers.length === 0 ? undefined : momentsOf(numbers).mean;
}

/** One line of text, to be pasted into the panel. */
export function baselineText(baseline: Baseline): string {
	return JSON.stringify(baseline);
}

/** The baseline in a text or an object; undefined where it is none. A text may have been pasted with its quotes. */
export function readBaseline(given: unknown): Baseline | undefined {
	if (typeof given !== 'string') {
		const parsed = baselineSchema.safeParse(given);
		return parsed.success ? parsed.data : undefined;
	}
	try {
		return readBaseline(JSON.parse(given) as unknown);
	} catch {
		return undefined;
	}
}

const short = (value: number) => Number(value.toPrecision(10));

const byValue = ({ points, counts }: Distribution) =>
	Object.fromEntries(Array.from(points, (point, index) => [String(point), counts[index] ?? 0]));
