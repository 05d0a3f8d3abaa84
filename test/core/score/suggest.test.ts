/** From a judgement to suggestions, and what a target field takes as an answer. */
import type { FieldSchema } from '../../../core/fields/schema';
import type { Proposal } from '../../../core/record';
import { bandsThatDoNotFit, suggestionsFor, withSuggestions, type Destinations } from '../../../core/score/suggest';
import { misfit, rangeOf, unsuitable } from '../../../core/score/target';
import { field } from '../fields/field';

const scorer = { method: 'rules', version: '1', inputHash: 'x' } as const;
const score = field({ name: 'score', type: 'number' });
const choices = ['hot', 'warm'].map((value) => ({ value, label: value.toUpperCase(), active: true }));
const segment = field({ name: 'segment', type: 'choice', choices });
const text = field({ name: 'reason', type: 'long text' });
const bands = [
	{ name: 'Hot', from: 70 },
	{ name: 'Warm', from: 40 },
	{ name: 'Cold', from: 0 },
];
const to = (more: Partial<Destinations> = {}): Destinations => ({
	target: score,
	band: segment,
	reason: text,
	bands,
	...more,
});
const suggested = (value: Proposal['value'], reason: string | undefined, destinations: Destinations) =>
	suggestionsFor({ value, reason, confidence: undefined, scorer }, destinations).map(
		(proposal) => `${proposal.field}=${proposal.value as string | number}`,
	);

describe('suggestions for the panel’s own fields', () => {
	it.each<[string, string[], Destinations, Proposal['value'], string | undefined]>([
		['score, band and reason', ['score=80', 'segment=hot', 'reason=Good'], to(), 80, 'Good'],
		['a band that is no option is left out', ['score=10', 'reason=Good'], to(), 10, 'Good'],
		['no reason, no suggestion for it', ['score=80', 'segment=hot'], to(), 80, undefined],
		['no destinations, only the result', ['score=80'], to({ band: undefined, reason: undefined }), 80, 'Good'],
		['a dropdown has no band of itself', ['segment=hot'], to({ target: segment, reason: undefined }), 'hot', 'x'],
		['a reason does not go into a field that is no text', ['score=80', 'segment=hot'], to({ reason: score }), 80, 'x'],
		[
			'a reason is shortened to what its field holds',
			['score=80', 'segment=hot', 'reason=abcd…'],
			to({ reason: field({ ...text, maxLength: 5 }) }),
			80,
			'abcdefgh',
		],
	])('%s', (_name, expected, destinations, value, reason) => {
		expect(suggested(value, reason, destinations)).toEqual(expected);
	});

	it('replace what the same scorer said, and keep what others said', () => {
		const of = (name: string, version: string): Proposal => ({ field: name, value: 1, scorer: { ...scorer, version } });
		const all = withSuggestions([of('score', '1'), of('score', '2'), of('city', '1')], [of('score', '1')]);
		expect(all.map(({ field: name, scorer: { version } }) => `${name} ${version}`)).toEqual([
			'score 2',
			'city 1',
			'score 1',
		]);
	});

	it('bands that are no option are named', () => expect(bandsThatDoNotFit(bands, segment)).toEqual(['Cold']));
});

describe('what a target takes', () => {
	const rule = (kind: 'min' | 'max', argument: string) => ({ kind, argument });
	it.each<[string, FieldSchema['rules'], object]>([
		['a score by default', [], { min: 0, max: 100, whole: true }],
		['the administrator’s range', [rule('min', '1'), rule('max', '5')], { min: 1, max: 5, whole: false }],
		['the narrower of two', [rule('max', '50'), rule('max', '80')], { min: 0, max: 50, whole: true }],
	])('%s', (_name, rules, expected) => expect(rangeOf(field({ type: 'number', rules }))).toEqual(expected));

	it.each<[string, FieldSchema, Proposal['value'], boolean]>([
		['0', score, 0, true],
		['100', score, 100, true],
		['101', score, 101, false],
		['a fraction of a score', score, 80.5, false],
		['an option', segment, 'hot', true],
		['no option, though the CRM is open for others', { ...segment, openChoices: true }, 'new', false],
		['a long text', text, 'x'.repeat(1001), false],
		['a text', text, 'x', true],
	])('an answer fits or not: %s', (_name, target, value, fits) => {
		expect(misfit(target, value) === undefined).toBe(fits);
	});

	it.each<[string, FieldSchema, boolean]>([
		['a number', score, true],
		['a dropdown', segment, true],
		['a dropdown without options', { ...segment, choices: [] }, false],
		['an e-mail address', field({ type: 'email' }), false],
		['a reference', field({ type: 'reference' }), false],
	])('a result can be saved in it or not: %s', (_name, target, fits) => {
		expect(unsuitable(target) === undefined).toBe(fits);
	});
});
