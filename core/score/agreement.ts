/**
 * Several answers to the same question: how far they agree says more about a model's certainty than its own word
 * (self-consistency, https://arxiv.org/abs/2203.11171; https://arxiv.org/abs/2306.13063).
 */
import type { FieldSchema } from '../fields/schema';
import { canonicalJson } from '../value';
import type { Answer } from './answer';
import { isText, rangeOf } from './target';

type Good = Extract<Answer, { ok: true }>;

/** Scores that are this share of the field's range apart are the same opinion. */
const NEAR = 0.05;

/** True where several answers can be compared at all; no two free texts are the same. */
export const canAgree = (target: FieldSchema) => !isText(target);

/**
 * The answer that most others agree with, with the agreement as its confidence: the share of all samples that agree,
 * times what these said themselves, where they said it. Samples without a usable answer agree with nobody. Undefined
 * where fewer than half of the samples answered: then there is no opinion.
 */
export function agreed(samples: readonly Answer[], target: FieldSchema): Good | undefined {
	const good = samples.filter((answer): answer is Good => answer.ok);
	if (good.length === 0 || good.length * 2 < samples.length) return undefined;
	const supportOf = (answer: Good) => good.filter((other) => same(answer, other, target));
	// The first of equals, so that the same samples give the same answer.
	const best = good.reduce((leader, answer) =>
		supportOf(answer).length > supportOf(leader).length ||
		(supportOf(answer).length === supportOf(leader).length && centre(answer, good) < centre(leader, good))
			? answer
			: leader,
	);
	const support = supportOf(best);
	const said = support.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]));
	const word = said.length === 0 ? 1 : said.reduce((sum, one) => sum + one, 0) / said.length;
	return { ...best, confidence: (support.length / samples.length) * word };
}

/** Of numbers with the same support the one in the middle of the others. */
function centre({ value }: Good, all: readonly Good[]): number {
	if (typeof value !== 'number') return 0;
	return all.reduce((sum, other) => sum + (typeof other.value === 'number' ? Math.abs(other.value - value) : 0), 0);
}

function same(a: Good, b: Good, target: FieldSchema): boolean {
	if (typeof a.value !== 'number' || typeof b.value !== 'number')
		return canonicalJson(a.value) === canonicalJson(b.value);
	const { min, max } = rangeOf(target);
	const width = Number.isFinite(max - min) ? max - min : Math.max(Math.abs(a.value), Math.abs(b.value));
	return Math.abs(a.value - b.value) <= NEAR * width + 1e-9;
}
