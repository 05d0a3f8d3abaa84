/** What Undo reads off its input, and by which writes a field gets which value back. */
import * as fc from 'fast-check';
import type { Judgement } from '../../../core/policy/decide';
import { judgeUndo } from '../../../core/policy/undo';
import { hashValue, type CrmValue } from '../../../core/value';
import { entriesOf, type UndoEntry } from '../../../core/undo/entries';
import { targetsOf } from '../../../core/undo/targets';
import { typed } from '../../../core/undo/typed';
import { field } from '../fields/field';

const entry = (more: Partial<UndoEntry> = {}): UndoEntry => ({
	system: 'hubspot',
	account: '1',
	object: 'contact',
	record: '42',
	field: 'city',
	before: null,
	after: 'Lyon',
	time: '2026-01-01',
	execution: '7',
	rule: 'empty field',
	url: '',
	...more,
});

const row = {
	time: '2026-01-01',
	execution: '7',
	crm: 'hubspot',
	account: '1',
	object: 'contact',
	record: '42',
	field: 'city',
	before: null,
	after: 'Lyon',
	outcome: 'written',
	rule: 'empty field',
};

const contract = {
	system: 'hubspot',
	account: '1',
	object: 'contact',
	id: '42',
	url: 'u',
	match: { status: 'matched', confidence: 1, via: [], why: '', candidates: [] },
	outcomes: [
		{ field: 'city', status: 'written', before: null, after: 'Lyon', suggested: 'Lyon', rule: 'empty field', why: '' },
		{ field: 'tier', status: 'review', before: 'a', after: 'a', suggested: 'b', rule: 'low confidence', why: '' },
	],
};

describe('the input', () => {
	test('an audit row, an item of Field-Safe Write and a whole execution tell of the same write', () => {
		expect(entriesOf(row)).toEqual([entry()]);
		expect(entriesOf({ crm: contract })).toEqual([entry({ time: '', execution: '', url: 'u' })]);
		const task = { data: { main: [[{ json: { crm: contract } }], null] } };
		const execution = {
			id: 7,
			startedAt: '2026-01-01',
			data: { resultData: { runData: { Write: [task], Later: [task] } } },
		};
		expect(entriesOf(execution)).toEqual([entry({ url: 'u' })]);
	});

	test('a row about something that was not written is known, and tells of no write', () => {
		expect(entriesOf({ ...row, outcome: 'review' })).toEqual([]);
		expect(entriesOf({ ...row, outcome: 'would write' })).toEqual([]);
	});

	test.each([[{}], [{ name: 'Ada' }], [{ crm: { ...contract, outcomes: [] } }], [{ crm: 'mine' }], [{ data: [] }]])(
		'%j tells of nothing',
		(json) => expect(entriesOf(json)).toBeUndefined(),
	);
});

describe('one value per field', () => {
	test('the value before the first of several writes that followed each other comes back', () => {
		const first = entry({ before: 'Bonn', after: 'Lyon', time: '1', rule: 'approved by a person' });
		const second = entry({ before: 'Lyon', after: 'Porto', time: '2', rule: 'our own value' });
		expect(targetsOf([second, first])).toEqual([
			{ record: '42', field: 'city', before: 'Bonn', wrote: 'Porto', persons: true },
		]);
	});

	test.each([
		['as dates, as Postgres gives them', (day: number) => new Date(Date.UTC(2026, 0, day))],
		['as n8n’s own dates', (day: number) => ({ toMillis: () => Date.UTC(2026, 0, day) })],
		['as milliseconds', (day: number) => Date.UTC(2026, 0, day)],
	])('rows with times %s are followed in their order', (_name, at) => {
		const rows = [
			{ ...row, before: 'Bonn', after: 'Lyon', time: at(1) },
			{ ...row, before: 'Lyon', after: 'Porto', time: at(2) },
		];
		expect(targetsOf(rows.flatMap((json) => entriesOf(json) ?? []))).toMatchObject([
			{ before: 'Bonn', wrote: 'Porto' },
		]);
	});

	test('what came before a person’s edit between two writes is not ours to bring back', () => {
		const first = entry({ before: null, after: 'Lyon', time: '1' });
		const second = entry({ before: 'Rome', after: 'Porto', time: '2', rule: 'approved by a person' });
		expect(targetsOf([first, second])).toMatchObject([{ before: 'Rome', wrote: 'Porto', persons: true }]);
	});

	test('rows about an undo are no AI writes', () => {
		const undone = entry({ before: 'Lyon', after: null, time: '3', rule: 'taken back' });
		expect(targetsOf([entry(), undone])).toMatchObject([{ before: null, wrote: 'Lyon' }]);
		expect(targetsOf([undone])).toEqual([]);
	});

	test('an AI value, and nothing at all, are no person’s', () => {
		expect(targetsOf([entry({ before: 'Lyon', after: 'Rome', rule: 'our own value' })])[0]?.persons).toBe(false);
		expect(targetsOf([entry({ rule: 'approved by a person' })])[0]?.persons).toBe(false);
	});
});

test.each([
	['number', '20', 20],
	['number', 'abc', undefined],
	['yes/no', 'false', false],
	['yes/no', 'TRUE', true],
	['yes/no', '1', undefined],
	['choices', '["a","b"]', ['a', 'b']],
	['choices', 'a;b', undefined],
	['text', '["a"]', '["a"]'],
	['text', ' spaced ', ' spaced '],
	['number', 5, 5],
	['text', null, null],
	['number', '', null],
] as const)('a %s cell %j is the value %j', (type, cell, value) => expect(typed(field({ type }), cell)).toEqual(value));

describe('the judgement', () => {
	const at = '2026-01-02T00:00:00.000Z';
	const stampOf = (value: CrmValue) => ({ hash: hashValue(value), readAt: at, writtenAt: at, run: '7' });
	const human = { at, by: 'human', evidence: 'history' } as const;
	const own = { at, by: 'integration', evidence: 'history' } as const;
	const judge = (current: CrmValue, evidence: object, value: CrmValue = null, wrote: CrmValue = 'Lyon') =>
		judgeUndo({ label: 'City' }, value, { wrote, persons: false }, { current, historyKnown: true, ...evidence });

	test.each<[string, () => Judgement, string]>([
		['the AI’s value with its stamp', () => judge('Lyon', { stamp: stampOf('Lyon'), edit: own }), 'taken back'],
		['the AI’s value without a stamp', () => judge('Lyon', { edit: own }), 'taken back'],
		['the AI’s value without stamp and history', () => judge('Lyon', { historyKnown: false }), 'taken back'],
		['a field that AI emptied', () => judge(null, { stamp: stampOf(null), edit: own }, 'Bonn', null), 'taken back'],
		['the value from before', () => judge(null, { stamp: stampOf(null) }), 'equal value'],
		['a person’s value', () => judge('Rome', { stamp: stampOf('Lyon'), edit: human }), "a person's value"],
		[
			'a person’s value without history',
			() => judge('Rome', { stamp: stampOf('Lyon'), historyKnown: false }),
			"a person's value",
		],
		['a person’s same value in a field without stamp', () => judge('Lyon', { edit: human }), "a person's value"],
		[
			'a field that a person emptied',
			() => judge(null, { stamp: stampOf('Lyon'), edit: human }, 'Bonn'),
			'cleared by a person',
		],
		['a later run’s value', () => judge('Rome', { stamp: stampOf('Rome'), edit: own }), 'changed since'],
		[
			'a person’s value that was put back',
			() => judge('Lyon', { stamp: { ...stampOf('Lyon'), restoredFor: 'human' } }),
			"a person's value",
		],
	])('%s', (_, judged, rule) => {
		const judgement = judged();
		expect(judgement.rule).toBe(rule);
		expect(judgement.action).toBe(rule === 'taken back' ? 'write' : rule === 'equal value' ? 'skip' : 'review');
		expect(judgement.same).toBe(rule === 'equal value');
		const told: Record<string, string> = {
			'taken back': '"City" still held what AI wrote; the value from before is back.',
			'equal value': '"City" already holds the value from before.',
			"a person's value": 'A person changed "City" since: it is left as it is.',
			'cleared by a person': 'A person emptied "City" since: it is left empty.',
			'changed since': '"City" no longer holds what this run wrote: it is left as it is.',
		};
		expect(judgement.why).toBe(told[rule]);
	});

	test('never writes where the field holds anything but what AI wrote', () => {
		const value = fc.constantFrom<CrmValue>(null, 'Lyon', 'Rome', 0, false);
		fc.assert(
			fc.property(
				value,
				value,
				value,
				fc.boolean(),
				fc.option(fc.constantFrom(human, own)),
				(current, before, wrote, historyKnown, edit) => {
					const judgement = judge(current, { historyKnown, ...(edit && { edit }) }, before, wrote);
					if (judgement.action === 'write') expect(current).toEqual(wrote);
					if (edit === human) expect(judgement.action).not.toBe('write');
				},
			),
		);
	});
});
