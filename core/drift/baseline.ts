/** The baseline: how the AI fields were distributed when all was well. A short text that stands on the panel. */
import { z } from 'zod';
import type { FieldSchema } from '../fields/schema';
import type { CrmValue } from '../value';
import { makeBins } from './bins';

const count = z.number().int().min(0);
const size = z.number().int().min(1);
const numberField = z
	.object({ n: size, mean: z.number(), cuts: z.array(z.number()), counts: z.array(count) })
	.refine(({ n, cuts, counts }) => counts.length === cuts.length + 1 && sum(counts) === n);
const valueField = z
	.object({ n: size, mean: z.number().optional(), values: z.record(count), other: count })
	.refine(({ n, values, other }) => sum(Object.values(values)) + other === n);

const baselineSchema = z.object({
	v: z.literal(1),
	/** ISO time. */
	takenAt: z.string().min(1),
	account: z.string(),
	object: z.string(),
	fields: z.record(z.union([numberField, valueField])),
});

export type Baseline = z.infer<typeof baselineSchema>;
export type FieldBaseline = Baseline['fields'][string];

const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);

/** The values of a field that can be compared over time: numbers, and choices by their name. Texts cannot. */
export function comparable(field: FieldSchema, values: readonly CrmValue[]): (number | string)[] | undefined {
	switch (field.type) {
		case 'number':
			return values.filter((value) => typeof value === 'number');
		case 'choice':
			return values.filter((value) => typeof value === 'string');
		case 'yes/no':
			return values.filter((value) => typeof value === 'boolean').map(String);
		default:
			return undefined;
	}
}

/** What the baseline keeps of one field; undefined where there is no value. */
export function fieldBaseline(values: readonly (number | string)[]): FieldBaseline | undefined {
	if (values.length === 0) return undefined;
	const mean = meanOf(values);
	const bins = makeBins(values);
	if ('cuts' in bins) return { n: values.length, mean: mean ?? 0, cuts: [...bins.cuts], counts: [...bins.counts] };
	return {
		n: values.length,
		...(mean === undefined ? {} : { mean }),
		values: { ...bins.values },
		other: bins.other,
	};
}

/** The average of numbers, to two decimals; undefined where there are none. */
export function meanOf(values: readonly (number | string)[]): number | undefined {
	const numbers = values.filter((value) => typeof value === 'number');
	return numbers.length === 0 ? undefined : Math.round((sum(numbers) / numbers.length) * 100) / 100;
}

/** One line of text, to be pasted into the panel. */
export function baselineText(baseline: Baseline): string {
	return JSON.stringify(baseline);
}

/** The baseline in a pasted text; undefined where the text is none. */
export function readBaseline(text: string): Baseline | undefined {
	try {
		const parsed = baselineSchema.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}
