/** A trained scorecard says how its scores were distributed when it was trained: a baseline from the first day. */
import { z } from 'zod';
import type { FieldSchema } from '../fields/schema';
import { fieldBaseline, type Baseline } from './baseline';

/** What is needed of it; core/score/scorecard has the whole. */
const trained = z.object({
	kind: z.literal('scorecard'),
	madeAt: z.string().min(1),
	/** Counts per whole score from 0 to 100. */
	scores: z.array(z.number().int().min(0)).length(101),
});

/** The baseline of the first watched number field; undefined where the text or object is no scorecard. */
export function scorecardBaseline(
	given: unknown,
	fields: readonly FieldSchema[],
	about: Pick<Baseline, 'account' | 'object'>,
): Baseline | undefined {
	const field = fields.find(({ type }) => type === 'number');
	const card = trained.safeParse(typeof given === 'string' ? json(given) : given);
	if (!card.success || !field) return undefined;
	const values = card.data.scores.flatMap((count, score) => new Array<number>(count).fill(score));
	const kept = fieldBaseline(values);
	return kept && { v: 1, takenAt: card.data.madeAt, ...about, fields: { [field.name]: kept } };
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
