/** Each condition against values that are missing, empty, zero, false, lists and texts. */
import fc from 'fast-check';
import { conditionInWords, conditions, meets, splitWanted, type Condition } from '../../../core/score/conditions';
import type { CrmValue } from '../../../core/value';

const now = Date.parse('2026-11-20T12:00:00Z');
const holds = (value: CrmValue | undefined, condition: Condition, wanted = '') =>
	meets({ value }, condition, wanted, now);

type Row = readonly [value: CrmValue | undefined, wanted: string, expected: boolean];
const rows: Readonly<Record<Condition, readonly Row[]>> = {
	is: [
		[undefined, 'x', false],
		[undefined, '', false],
		[null, '', false],
		['', 'x', false],
		[0, '0', true],
		[0, '', false],
		[80, '80.0', true],
		['080', '80', true],
		[false, 'false', true],
		[false, 'no', true],
		[true, 'Yes', true],
		[' Software ', 'sOFTWARE', true],
		['Software', 'soft', false],
		[['a', 'B'], 'b', true],
		[[], 'b', false],
		[{ city: 'Lyon' }, 'Lyon', false],
		['Ａcme', 'acme', true],
	],
	'is not': [
		[undefined, 'x', true],
		[null, 'x', true],
		['', 'x', true],
		[0, '0', false],
		[0, '1', true],
		[false, 'false', false],
		['A', 'a', false],
		[['a', 'b'], 'B', false],
		[[], 'b', true],
	],
	contains: [
		[undefined, 'x', false],
		[null, 'x', false],
		['', 'x', false],
		['Head of Sales', 'HEAD', true],
		['Head of Sales', '', false],
		['Head of Sales', '  ', false],
		[0, '0', true],
		[false, 'als', true],
		[['Blue', 'Green'], 'ree', true],
		[[], 'x', false],
	],
	'is one of': [
		[undefined, 'a, b', false],
		[null, 'a, b', false],
		['', 'a,,b', false],
		['B', 'a, b', true],
		['b', 'a;b', true],
		['b', 'a\nb', true],
		['c', 'a, b', false],
		[0, '0, 1', true],
		[0, '', false],
		[false, 'true, false', true],
		[['x', 'b'], 'a, b', true],
		[[], 'a', false],
	],
	'at least': [
		[undefined, '0', false],
		[null, '0', false],
		['', '0', false],
		[0, '0', true],
		[0, '1', false],
		['50', '50', true],
		['50 people', '10', false],
		[false, '0', false],
		[[100], '1', false],
		[5, '', false],
		[5, 'five', false],
		[-1, '-2', true],
	],
	'at most': [
		[undefined, '10', false],
		[null, '10', false],
		['', '10', false],
		[0, '0', true],
		[1, '0', false],
		['50', '50', true],
		[false, '1', false],
		[[], '1', false],
		[5, '', false],
	],
	'is empty': [
		[undefined, '', true],
		[null, '', true],
		['', '', true],
		[[], '', true],
		[0, '', false],
		[false, '', false],
		['x', '', false],
		[['x'], '', false],
	],
	'is not empty': [
		[undefined, '', false],
		[null, '', false],
		['', '', false],
		[[], '', false],
		[0, '', true],
		[false, '', true],
		['x', '', true],
		[['x'], '', true],
	],
	'is yes': [
		[undefined, '', false],
		[null, '', false],
		['', '', false],
		[true, '', true],
		['true', '', true],
		['Yes', '', true],
		[false, '', false],
		['no', '', false],
		[0, '', false],
		[['yes'], '', true],
		[[], '', false],
		['yes, please', '', false],
	],
	'within days': [
		[undefined, '30', false],
		[null, '30', false],
		['', '30', false],
		// A date is its whole day: yesterday is within the last day at any hour, today within the last 0.
		['2026-11-18', '1', false],
		['2026-11-19', '1', true],
		['2026-11-20', '1', true],
		['2026-11-20', '0', true],
		['2026-11-19', '0', false],
		['2026-11-21', '-1', false],
		['2026-11-19T12:00:00.000Z', '1', true],
		['2026-11-19T11:59:59.999Z', '1', false],
		// Today may have begun elsewhere on earth.
		['2026-11-21', '30', true],
		['2026-11-22', '30', false],
		['2026-11-20T12:00:00.001Z', '30', false],
		['2026-11-01', '', false],
		['2026-11-20', '-1', false],
		[0, '30', false],
		[false, '30', false],
		[['2026-11-19T12:00:00Z'], '30', false],
		['not a date', '30', false],
		['Budget 2026', '400', false],
		['1', '36500', false],
	],
};

describe('the conditions of a points rule', () => {
	for (const condition of conditions) {
		it.each(rows[condition])(`%j ${condition} %j: %s`, (value, wanted, expected) => {
			expect(holds(value, condition, wanted)).toBe(expected);
		});
	}

	it('is empty and is not empty are opposites, and so are is and is not, for any value', () => {
		fc.assert(
			fc.property(fc.option(fc.jsonValue(), { nil: undefined }), fc.string(), (value, wanted) => {
				const given = value as CrmValue | undefined;
				expect(holds(given, 'is empty')).toBe(!holds(given, 'is not empty'));
				expect(holds(given, 'is', wanted)).toBe(!holds(given, 'is not', wanted));
			}),
		);
	});

	it('a missing value meets only "is empty" and "is not"', () => {
		fc.assert(
			fc.property(fc.constantFrom(...conditions), fc.string(), (condition, wanted) => {
				expect(holds(undefined, condition, wanted)).toBe(condition === 'is empty' || condition === 'is not');
			}),
		);
	});

	it('any JSON is answered with yes or no, never with an exception', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.constantFrom(...conditions), fc.string(), (value, condition, wanted) => {
				expect(typeof holds(value as CrmValue, condition, wanted)).toBe('boolean');
			}),
		);
	});

	it('a rule may be written in the words that people see for an option', () => {
		const test = (condition: Condition, wanted: string) =>
			meets({ value: 'salesqualifiedlead', labels: ['Sales Qualified Lead'] }, condition, wanted, now);
		expect(test('is', 'sales qualified lead')).toBe(true);
		expect(test('is', 'SALESQUALIFIEDLEAD')).toBe(true);
		expect(test('is one of', 'Customer, Sales Qualified Lead')).toBe(true);
		expect(test('contains', 'qualified lead')).toBe(true);
		expect(test('is not', 'Sales Qualified Lead')).toBe(false);
	});

	it.each<[Condition, string]>([
		['is', 'is 5'],
		['is not', 'is not 5'],
		['contains', 'contains 5'],
		['is one of', 'is one of 5'],
		['at least', 'is at least 5'],
		['at most', 'is at most 5'],
		['is empty', 'is empty'],
		['is not empty', 'is filled in'],
		['is yes', 'is yes'],
		['within days', 'is within the last 5 days'],
	])('%s reads "%s" in a reason', (condition, expected) => expect(conditionInWords(condition, '5')).toBe(expected));

	it('a list of wanted values has no empty entries', () => {
		expect(splitWanted(' a ,, b;\n c ;')).toEqual(['a', 'b', 'c']);
	});
});
