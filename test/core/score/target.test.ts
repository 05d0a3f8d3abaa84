/** Which numbers, options and texts a field takes as an answer, and that what is asked for is what is checked. */
import fc from 'fast-check';
import type { FieldRule, FieldSchema } from '../../../core/fields/schema';
import { readAnswer } from '../../../core/score/answer';
import { expectation, misfit, rangeOf, unsuitable } from '../../../core/score/target';
import { field } from '../fields/field';

const number = (...rules: readonly (readonly ['min' | 'max', string])[]): FieldSchema =>
	field({ type: 'number', rules: rules.map(([kind, argument]): FieldRule => ({ kind, argument })) });

describe('a number', () => {
	it.each<[string, FieldSchema, string]>([
		['without rules', number(), 'a whole number from 0 to 100'],
		['with a range of its own', number(['min', '0'], ['max', '1000']), 'a whole number from 0 to 1000'],
		['with a narrow range', number(['min', '0'], ['max', '1']), 'a number from 0 to 1'],
		[
			'with the narrowest of several rules',
			number(['min', '1'], ['min', '5'], ['max', '50']),
			'a whole number from 5 to 50',
		],
		['with a least value', number(['min', '10']), 'a whole number from 10 to 100'],
		['with a least value beyond a score', number(['min', '200']), 'a whole number, at least 200'],
		['with a greatest value', number(['max', '60']), 'a whole number from 0 to 60'],
		['with a greatest value above a score', number(['max', '1000']), 'a whole number from 0 to 100'],
		['with a greatest value below a score', number(['max', '-5']), 'a whole number, at most -5'],
		['with rules that contradict each other', number(['min', '50'], ['max', '10']), 'a whole number from 0 to 100'],
		['with a rule that cannot be read', number(['min', 'ten']), 'a whole number from 0 to 100'],
	])('%s', (_name, target, words) => expect(expectation(target)).toBe(words));

	it.each([
		['without rules', number(), 'a number in plain digits, without a unit'],
		['of a field without decimals', field({ type: 'number', decimals: 0 }), 'a whole number in plain digits'],
		['with a least value', number(['min', '1']), 'a number, at least 1'],
		['with both ends', number(['min', '1'], ['max', '500']), 'a number from 1 to 500'],
		['with rules that contradict each other', number(['min', '50'], ['max', '10']), 'a number in plain digits'],
	])('that is a fact %s is held to the field’s own rules', (_, target, words) => {
		expect(expectation(target, 1000, 'fact')).toContain(words);
		expect(misfit(target, 100, 1000, 'fact')).toBeUndefined();
	});

	it('is never asked for in a range that is empty', () => {
		const rule = fc.tuple(fc.constantFrom('min' as const, 'max' as const), fc.integer().map(String));
		fc.assert(
			fc.property(fc.array(rule, { maxLength: 4 }), (rules) => {
				const { min, max } = rangeOf(number(...rules));
				expect(min).toBeLessThanOrEqual(max);
			}),
		);
	});

	it('of the range is taken, the next beyond it is not', () => {
		const target = number(['min', '10'], ['max', '60']);
		expect([9, 10, 60, 61, 10.5].map((value) => misfit(target, value) === undefined)).toEqual([
			false,
			true,
			true,
			false,
			false,
		]);
		expect(readAnswer('{"value": 0.25}', number(['min', '0'], ['max', '1']))).toMatchObject({ ok: true, value: 0.25 });
	});
});

describe('options', () => {
	const choices = [
		{ value: 'a', label: 'Other', active: true },
		{ value: 'b', label: 'Other', active: true },
		{ value: 'c', label: 'Hot', active: true },
		{ value: 'd', label: 'Old', active: false },
	];

	it('of one label are asked for by their values, retired ones not at all', () => {
		expect(expectation(field({ type: 'choice', choices }))).toBe('exactly one of "a", "b", "Hot"');
	});

	it('are the only answers, also where the CRM would take others', () => {
		const open = field({ type: 'choice', choices, openChoices: true });
		expect(readAnswer('{"value": "Boiling"}', open).ok).toBe(false);
		expect(readAnswer('{"value": "Hot"}', open)).toMatchObject({ ok: true, value: 'c' });
	});
});

describe('a field that cannot take an answer', () => {
	it.each(['email', 'phone', 'url', 'reference', 'structured', 'unsupported'] as const)('%s', (type) => {
		expect(unsuitable(field({ type }))).toContain('cannot be saved in');
	});

	it('is also a dropdown without options', () => {
		expect(unsuitable(field({ type: 'choice' }))).toContain('no options');
		expect(unsuitable(field({ type: 'number' }))).toBeUndefined();
	});
});
