import fc from 'fast-check';
import { decide, type Question } from '../../../core/policy/decide';
import type { Scorer } from '../../../core/record';
import type { FieldStamp } from '../../../core/stamp';
import { hashValue, isBlank, type CrmValue } from '../../../core/value';
import { field } from '../fields/field';
import * as any from './arbitraries';

const rules: Scorer = { method: 'rules', version: '1', inputHash: 'x' };
const model: Scorer = { ...rules, method: 'model' };
const calibrated: Scorer = { ...model, calibrated: true };

const stampOf = (value: CrmValue, more: Partial<FieldStamp> = {}): FieldStamp => ({
	hash: hashValue(value),
	readAt: '2026-01-01T00:00:00.000Z',
	writtenAt: '2026-01-01T00:00:01.000Z',
	run: '1',
	...more,
});
const human = { at: '2026-02-01T00:00:00.000Z', by: 'human', evidence: 'history' } as const;
const workflow = { ...human, by: 'automation' } as const;

interface Ask {
	readonly value?: CrmValue;
	readonly owner?: Question['owner'];
	readonly scorer?: Scorer;
	readonly confidence?: number;
	readonly evidence?: Partial<Question['evidence']>;
	readonly protectedBecause?: string;
	readonly approvedBy?: string;
	readonly clear?: boolean;
}

function ask(given: Ask): string {
	const value = given.value === undefined ? 'new' : given.value;
	const judgement = decide({
		field: field(),
		value,
		proposal: {
			field: 'a_field',
			value,
			scorer: given.scorer ?? rules,
			...(given.confidence === undefined ? {} : { confidence: given.confidence }),
		},
		evidence: { current: null, historyKnown: true, ...given.evidence },
		owner: given.owner ?? 'shared',
		protectedBecause: given.protectedBecause,
		approvedBy: given.approvedBy,
		settings: { minimumConfidence: 0.85, clearEmptyValues: given.clear ?? false },
	});
	expect(judgement.why.length).toBeGreaterThan(10);
	return `${judgement.action}: ${judgement.rule}`;
}

describe('the judgement on one suggestion', () => {
	test.each<[string, Ask, string]>([
		// Ownership (S0-32 to S0-36)
		['an empty shared field is written', {}, 'write: empty field'],
		['an empty AI field is written', { owner: 'ai' }, 'write: ai field'],
		[
			'an AI field’s value that nothing explains is a person’s',
			{ owner: 'ai', evidence: { current: 'old', historyKnown: false } },
			"review: a person's value",
		],
		[
			'an AI field’s value that a machine wrote is replaced',
			{ owner: 'ai', evidence: { current: 'old', historyKnown: true } },
			'write: ai field',
		],
		['a People Only field is left alone', { owner: 'people' }, 'skip: people only'],
		[
			'People Only also where the value is equal',
			{ owner: 'people', evidence: { current: 'new' } },
			'skip: people only',
		],
		['an equal value needs no write', { evidence: { current: 'new', edit: human } }, 'skip: equal value'],
		["a person's value is asked about", { evidence: { current: 'old', edit: human } }, "review: a person's value"],
		[
			"a person's value in an AI field, too",
			{ owner: 'ai', evidence: { current: 'old', edit: human } },
			"review: a person's value",
		],
		[
			'a value in a shared field without any stamp is a person’s',
			{ evidence: { current: 'old' } },
			"review: a person's value",
		],
		[
			'a workflow’s value in an AI field is replaced',
			{ owner: 'ai', evidence: { current: 'old', edit: workflow } },
			'write: ai field',
		],
		[
			'a workflow’s value in a shared field is not',
			{ evidence: { current: 'old', edit: workflow } },
			"review: a person's value",
		],
		[
			'our own value is refreshed',
			{ evidence: { current: 'old', stamp: stampOf('old'), edit: { ...human, by: 'integration' } } },
			'write: our own value',
		],
		['a field that a person emptied stays empty', { evidence: { edit: human } }, 'review: cleared by a person'],
		['... in an AI field, too', { owner: 'ai', evidence: { edit: human } }, 'review: cleared by a person'],
		[
			"a person's value that was put back",
			{ evidence: { current: 'old', stamp: stampOf('old', { restoredFor: 'human' }) } },
			"review: a person's value",
		],
		// Blanks
		[
			'an empty suggestion clears nothing',
			{ value: null, evidence: { current: 'old', stamp: stampOf('old') } },
			'skip: blank suggestion',
		],
		[
			'... even with an approval',
			{ value: null, approvedBy: 'Robin', evidence: { current: 'old' } },
			'skip: blank suggestion',
		],
		[
			'... unless that is wanted',
			{ value: null, clear: true, evidence: { current: 'old', stamp: stampOf('old') } },
			'write: our own value',
		],
		['0 is a value, no blank', { value: 0 }, 'write: empty field'],
		['no is a value, no blank', { value: false }, 'write: empty field'],
		// Confidence (S1-29)
		['0.85 passes', { owner: 'ai', scorer: model, confidence: 0.85 }, 'write: ai field'],
		['0.8499 does not', { owner: 'ai', scorer: model, confidence: 0.8499 }, 'review: low confidence'],
		['a model without confidence counts as 0', { owner: 'ai', scorer: model }, 'review: low confidence'],
		[
			'another tool without confidence counts as 0',
			{ owner: 'ai', scorer: { ...rules, method: 'other' } },
			'review: low confidence',
		],
		['points rules need none', { owner: 'ai', scorer: rules }, 'write: ai field'],
		['a mapped value needs none', { scorer: { ...rules, method: 'mapped' } }, 'write: empty field'],
		[
			'a mapped value with too little is held back',
			{ scorer: { ...rules, method: 'mapped' }, confidence: 0.5 },
			'review: low confidence',
		],
		[
			'an unchecked confidence writes no shared field',
			{ scorer: model, confidence: 0.99 },
			'review: confidence not calibrated',
		],
		[
			'... nor does that of another tool',
			{ scorer: { ...rules, method: 'other' }, confidence: 0.99 },
			'review: confidence not calibrated',
		],
		['a checked one does', { scorer: calibrated, confidence: 0.99 }, 'write: empty field'],
		// Protection and approval (S1-30)
		['a protected field is asked about', { protectedBecause: 'the owner' }, 'review: protected field'],
		['... also where the row says AI', { owner: 'ai', protectedBecause: 'the owner' }, 'review: protected field'],
		[
			'an approval opens a protected field',
			{ protectedBecause: 'the owner', approvedBy: 'Robin' },
			'write: approved by a person',
		],
		['an approval opens no People Only field', { owner: 'people', approvedBy: 'Robin' }, 'skip: people only'],
		// Memory of a no
		[
			'a rejected value is not suggested again',
			{ evidence: { stamp: stampOf('x', { refused: [hashValue('new')] }) } },
			'skip: refused before',
		],
		[
			'... not even into an AI field',
			{ owner: 'ai', evidence: { stamp: stampOf('x', { refused: [hashValue('new')] }) } },
			'skip: refused before',
		],
		[
			'a value that a person cleared after we wrote it',
			{ evidence: { current: null, edit: human, stamp: stampOf('new') } },
			'skip: refused before',
		],
		[
			'a value that a person replaced after we wrote it',
			{ evidence: { current: 'old', edit: human, stamp: stampOf('new') } },
			'skip: refused before',
		],
		[
			'another value than the refused one is asked about',
			{ evidence: { current: 'old', edit: human, stamp: stampOf('other') } },
			"review: a person's value",
		],
		[
			'a put-back value is the person’s own: suggesting it later is no repetition',
			{ evidence: { current: 'old', edit: human, stamp: stampOf('new', { restoredFor: 'human' }) } },
			"review: a person's value",
		],
		[
			'a person may approve a value that was refused',
			{ approvedBy: 'Robin', evidence: { stamp: stampOf('x', { refused: [hashValue('new')] }) } },
			'write: approved by a person',
		],
	])('%s', (_name, given, expected) => {
		expect(ask(given)).toBe(expected);
	});

	test('messages show the confidence without rounding it up to the limit', () => {
		const judgement = decide({
			field: field({ label: 'Score' }),
			value: 5,
			proposal: { field: 'a_field', value: 5, confidence: 0.8499999, scorer: model },
			evidence: { current: null, historyKnown: true },
			owner: 'ai',
			settings: { minimumConfidence: 0.85, clearEmptyValues: false },
		});
		expect(judgement.why).toBe('The confidence of 84.99 % for "Score" is below 85 %.');
	});

	test.each([0.29, 0.57, 0.58, 0.56, 0.07, 0.14, 0.28, 0.55, 0.999, 1])(
		'a limit of %d is shown as it was set',
		(limit) => {
			const judgement = decide({
				field: field(),
				value: 5,
				proposal: { field: 'a_field', value: 5, scorer: model },
				evidence: { current: null, historyKnown: true },
				owner: 'ai',
				settings: { minimumConfidence: limit, clearEmptyValues: false },
			});
			expect(judgement.why).toContain(`at least ${Number((limit * 100).toFixed(2))} %`);
		},
	);

	test('a confidence or limit that is no number never passes', () => {
		for (const [confidence, minimumConfidence] of [
			[Number.NaN, 0.85],
			[0.9, Number.NaN],
		] as const) {
			const { action } = decide({
				field: field(),
				value: 5,
				proposal: { field: 'a_field', value: 5, confidence, scorer: model },
				evidence: { current: null, historyKnown: true },
				owner: 'ai',
				settings: { minimumConfidence, clearEmptyValues: false },
			});
			expect(action).toBe('review');
		}
	});
});

const question: fc.Arbitrary<Question> = fc.record({
	field: fc.constant(field()),
	proposal: any.proposal,
	value: any.fieldValue,
	evidence: any.evidence,
	owner: any.owner,
	protectedBecause: fc.option(fc.constant('the owner'), { nil: undefined }),
	approvedBy: fc.option(fc.constant('Robin'), { nil: undefined }),
	settings: any.settings,
});
const runs = { numRuns: 2000 };

describe('whatever the evidence', () => {
	test('a People Only field is never written', () => {
		fc.assert(
			fc.property(question, (asked) => {
				expect(decide({ ...asked, owner: 'people' }).action).toBe('skip');
			}),
			runs,
		);
	});

	test('a protected field is never written without an approval', () => {
		fc.assert(
			fc.property(question, (asked) => {
				const { action } = decide({ ...asked, protectedBecause: 'the owner', approvedBy: undefined });
				expect(action).not.toBe('write');
			}),
			runs,
		);
	});

	test('lower confidence never widens an action', () => {
		const reach = { skip: 0, review: 1, write: 2 };
		fc.assert(
			fc.property(
				question,
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(asked, a, b) => {
					const at = (confidence: number) =>
						reach[decide({ ...asked, proposal: { ...asked.proposal, confidence } }).action];
					expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
				},
			),
			runs,
		);
	});

	test('a blank is never written unless empty values are meant to clear', () => {
		fc.assert(
			fc.property(question, (asked) => {
				const { action } = decide({ ...asked, value: null, settings: { ...asked.settings, clearEmptyValues: false } });
				expect(action).toBe('skip');
			}),
			runs,
		);
	});

	test('evidence of a person’s edit never makes a write more likely', () => {
		fc.assert(
			fc.property(question, any.edit, fc.constantFrom('human' as const, 'unknown' as const), (asked, other, by) => {
				const evidence = { ...asked.evidence, historyKnown: true };
				const withPerson = decide({ ...asked, evidence: { ...evidence, edit: { ...other, by } } });
				if (withPerson.action !== 'write') return;
				for (const edit of [
					{ ...other, by: 'automation' as const },
					{ ...other, by: 'integration' as const },
					undefined,
				]) {
					expect(decide({ ...asked, evidence: { ...evidence, edit } }).action).toBe('write');
				}
			}),
			runs,
		);
	});

	test('with a person’s edit on top that counts, only an approval or our own untouched value is written', () => {
		fc.assert(
			fc.property(question, any.isoTime, (asked, at) => {
				const evidence = {
					...asked.evidence,
					editsCountFrom: undefined,
					edit: { at, by: 'human', evidence: 'history' } as const,
				};
				const judgement = decide({ ...asked, evidence });
				if (judgement.action !== 'write') return;
				const approved = asked.approvedBy !== undefined;
				const untouched = !isBlank(evidence.current) && evidence.stamp?.hash === hashValue(evidence.current);
				expect(approved || (untouched && evidence.stamp?.restoredFor === undefined)).toBe(true);
			}),
			runs,
		);
	});

	test('a value that the stamp lists as refused is written by approval only', () => {
		fc.assert(
			fc.property(question, (asked) => {
				const stamp = stampOf('anything', { refused: [hashValue(asked.value)] });
				const { action } = decide({ ...asked, approvedBy: undefined, evidence: { ...asked.evidence, stamp } });
				expect(action).not.toBe('write');
			}),
			runs,
		);
	});

	test('"same" is said exactly where the field holds the suggestion', () => {
		fc.assert(
			fc.property(question, (asked) => {
				const { same, action } = decide(asked);
				expect(same).toBe(asked.owner !== 'people' && asked.value === asked.evidence.current);
				if (same) expect(action).toBe('skip');
			}),
			runs,
		);
	});
});
