import fc from 'fast-check';
import { capProblem, textCounts, type Load, type PlannedChange } from '../../../core/policy/caps';

const change = (
	value: PlannedChange['value'],
	freeText: PlannedChange['freeText'] = undefined,
	name = 'f',
): PlannedChange => ({
	field: name,
	label: name.toUpperCase(),
	freeText,
	value,
});
const load = (records: readonly (readonly PlannedChange[])[], over: Partial<Load> = {}): Load => ({
	records,
	before: 0,
	waiting: 0,
	most: 500,
	...over,
});
const times = (count: number, value: PlannedChange['value'], freeText?: PlannedChange['freeText']) =>
	Array.from({ length: count }, () => [change(value, freeText)]);
const sentence = 'Acme raised 20 million and is hiring in Berlin.';

describe('the cap on records (S1-18)', () => {
	test.each<[string, Load, number | undefined]>([
		['exactly the limit may be written', load(times(500, 1)), undefined],
		['one more may not', load(times(501, 1)), 501],
		[
			'records that change nothing do not count',
			load([...times(500, 1), ...Array.from({ length: 90 }, () => [])]),
			undefined,
		],
		['records that were changed before count', load(times(1, 1), { before: 500 }), 501],
		['records that a loop holds back count', load(times(10, 1), { waiting: 491 }), 501],
		['where nothing would change, nothing is stopped', load([[]], { before: 800 }), undefined],
		['a limit of 0 stops everything', load(times(1, 1), { most: 0 }), 1],
	])('%s', (_name, given, count) => {
		const problem = capProblem(given);
		expect(problem && 'most' in problem ? problem.count : undefined).toBe(count);
	});
});

describe('one text for many records (S0-09)', () => {
	test.each<[string, Load, number | undefined]>([
		['20 records may share a text', load(times(20, sentence, 'long')), undefined],
		['21 may not', load(times(21, sentence, 'long')), 21],
		['a short long text counts, too', load(times(21, 'n/a', 'long')), 21],
		['a short one-line text may repeat', load(times(60, 'United Kingdom', 'one line')), undefined],
		['a long one-line text may not', load(times(60, sentence, 'one line')), 60],
		['29 characters in one line may repeat', load(times(60, 'x'.repeat(29), 'one line')), undefined],
		['30 may not', load(times(60, 'x'.repeat(30), 'one line')), 60],
		['one space is not none', load([...times(20, 'a b', 'long'), ...times(20, 'ab', 'long')]), undefined],
		['several spaces are one', load([...times(20, 'a b', 'long'), ...times(20, 'a \t b', 'long')]), 40],
		['choices and numbers may repeat', load(times(60, sentence)), undefined],
		['emptied fields are no text', load(times(60, null, 'long')), undefined],
		[
			'spaces and case do not tell texts apart',
			load(Array.from({ length: 30 }, (_, i) => [change(i % 2 ? ` ${sentence}\n` : sentence.toUpperCase(), 'long')])),
			30,
		],
		[
			'the same text in two fields is two texts',
			load(Array.from({ length: 30 }, (_, i) => [change(sentence, 'long', i % 2 ? 'a' : 'b')])),
			undefined,
		],
	])('%s', (_name, given, count) => {
		const problem = capProblem(given);
		expect(problem?.kind === 'one text for many' ? problem.count : undefined).toBe(count);
	});

	test('the field is named, whatever its text holds', () => {
		expect(capProblem(load(Array.from({ length: 21 }, () => [change('a\nb', 'long', 'ai_reason')])))).toEqual({
			kind: 'one text for many',
			field: 'ai_reason',
			label: 'AI_REASON',
			count: 21,
		});
	});

	test('of several texts the one on the most records is named, wherever it stands', () => {
		const few = Array.from({ length: 21 }, () => [change('few', 'long', 'a')]);
		const many = Array.from({ length: 30 }, () => [change('many', 'long', 'b')]);
		for (const records of [[...few, ...many], [...many, ...few], few.concat(many.slice(0, 25)).reverse()]) {
			expect(capProblem(load(records))).toMatchObject({ field: 'b' });
		}
	});

	test('both limits are told with their numbers, the one on records first', () => {
		expect(capProblem(load(times(40, sentence, 'long'), { most: 30, before: 2, waiting: 3 }))).toEqual({
			kind: 'too many records',
			count: 45,
			most: 30,
			waiting: 3,
		});
	});

	test('texts of earlier calls of the execution count, as in a loop of single items', () => {
		const texts = textCounts(times(15, sentence, 'long'));
		expect(JSON.stringify(texts)).not.toContain('Acme');
		expect(textCounts(times(15, 5))).toEqual({});
		expect(capProblem(load(times(5, sentence, 'long'), { textsBefore: texts }))).toBeUndefined();
		expect(capProblem(load(times(6, sentence, 'long'), { textsBefore: texts }))).toMatchObject({ count: 21 });
		expect(capProblem(load(times(20, 'Something else altogether.', 'long'), { textsBefore: texts }))).toBeUndefined();
		// What was written is written: a call that changes other fields is not stopped by it.
		expect(
			capProblem(load([[change(1)]], { textsBefore: { ...texts, ...textCounts(times(40, 'x', 'long')) } })),
		).toBeUndefined();
	});
});

test('fewer records never meet a cap that more records do not', () => {
	const planned = fc.array(
		fc.record({
			field: fc.constantFrom('a', 'b'),
			label: fc.constant('L'),
			freeText: fc.constantFrom('long' as const, 'one line' as const, undefined),
			value: fc.constantFrom('x', sentence, 5, null),
		}),
		{ maxLength: 2 },
	);
	fc.assert(
		fc.property(fc.array(planned, { maxLength: 80 }), fc.nat(80), fc.nat(60), (records, cut, most) => {
			if (capProblem(load(records, { most })) === undefined) {
				expect(capProblem(load(records.slice(0, cut), { most }))).toBeUndefined();
			}
		}),
	);
});
