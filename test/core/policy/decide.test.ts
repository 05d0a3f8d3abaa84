import fc from 'fast-check';
import { decide, type Judgement, type Question } from '../../../core/policy/decide';
import type { Edit, Scorer } from '../../../core/record';
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

function judged(given: Ask): Judgement {
	const value = given.value === undefined ? 'new' : given.value;
	return decide({
		field: field({ label: 'City' }),
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
}

function ask(given: Ask): string {
	const { action, rule, why, owner, same } = judged(given);
	expect(why).toMatch(/\.$/);
	expect(owner).toBe(given.owner ?? 'shared');
	expect(same).toBe(rule === 'equal value');
	return `${action}: ${rule}`;
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

	test.each<[Ask, string]>([
		[{ owner: 'people' }, '"City" is People Only: AI never writes it.'],
		[{ evidence: { current: 'new' } }, '"City" already holds this value.'],
		[
			{ value: null, evidence: { current: 'old' } },
			'The suggestion for "City" is empty, and an empty suggestion never clears a field.',
		],
		[{ approvedBy: 'Robin' }, 'Approved by Robin.'],
		[
			{ evidence: { stamp: stampOf('x', { refused: [hashValue('new')] }) } },
			'A person already replaced, cleared or rejected this very value in "City".',
		],
		[{ protectedBecause: 'the owner' }, `"City" holds the owner: it changes only with a person's approval.`],
		[{ scorer: model }, 'The model gave no confidence for "City"; at least 85 % is needed.'],
		[{ scorer: model, confidence: 0.5 }, 'The confidence of 50 % for "City" is below 85 %.'],
		[
			{ scorer: model, confidence: 0.9 },
			`The model's confidence has not been checked against reviewed decisions yet, so it may write AI fields only; "City" is shared with people.`,
		],
		[{ evidence: { current: 'old', edit: human } }, '"City" holds a value that a person entered.'],
		[{ evidence: { edit: human } }, 'A person emptied "City".'],
		[{ evidence: { current: 'old', stamp: stampOf('old') } }, '"City" still holds the value that AI wrote.'],
		[{ owner: 'ai' }, '"City" is an AI field.'],
		[{ owner: 'ai', evidence: { current: 'old', edit: workflow } }, '"City" is an AI field.'],
		[{}, '"City" is empty.'],
		[
			{ evidence: { current: 'old', historyKnown: false } },
			`Nothing tells who entered the value of "City", so it counts as a person's.`,
		],
		[{ evidence: { current: 'old', edit: workflow } }, '"City" holds a value that AI did not write.'],
		[
			{
				evidence: {
					current: 'old',
					edit: human,
					review: { hash: hashValue('new'), status: 'open', at: human.at },
				},
			},
			'A person has already been asked about this very value for "City" and has not answered yet.',
		],
		[
			{
				evidence: {
					current: 'old',
					edit: human,
					readAt: human.at,
					review: { hash: hashValue('new'), status: 'expired', at: human.at, until: '2026-03-01' },
				},
			},
			'The task that asked about this very value for "City" was deleted: nobody is asked again before its time is over.',
		],
	])('of %j people are told: %s', (given, sentence) => {
		expect(judged(given).why).toBe(sentence);
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
	protectedBecause: any.seldom(fc.constant('the owner')),
	approvedBy: any.seldom(fc.constant('Robin')),
	settings: any.settings,
});
const runs = any.runs(2000);
/** How far an action goes. */
const reach = { skip: 0, review: 1, write: 2 };

describe('whatever the evidence', () => {
	test('a People Only field is never written, nor is anybody asked about it', () => {
		fc.assert(
			fc.property(question, (asked) => {
				const { action, rule } = decide({ ...asked, owner: 'people' });
				expect(`${action}: ${rule}`).toBe('skip: people only');
			}),
			runs,
		);
	});

	test('a more careful owner never widens an action', () => {
		const careful = ['ai', 'shared', 'people'] as const;
		fc.assert(
			fc.property(question, fc.nat(2), fc.nat(2), (asked, a, b) => {
				const of = (place: number) => reach[decide({ ...asked, owner: careful[place] ?? 'people' }).action];
				expect(of(Math.max(a, b))).toBeLessThanOrEqual(of(Math.min(a, b)));
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

	test('a lower confidence, or none from a method that guesses, never widens an action', () => {
		fc.assert(
			fc.property(question, any.confidence, any.confidence, (asked, a, b) => {
				const guessed = { ...asked.proposal.scorer, method: 'model' as const };
				const at = (given: number | undefined, scorer: Scorer) =>
					reach[decide({ ...asked, proposal: { ...asked.proposal, confidence: given, scorer } }).action];
				const [low, high] = [Math.min(a, b), Math.max(a, b)];
				for (const scorer of [asked.proposal.scorer, guessed, { ...guessed, method: 'other' as const }]) {
					expect(at(low, scorer)).toBeLessThanOrEqual(at(high, scorer));
				}
				expect(at(undefined, guessed)).toBeLessThanOrEqual(at(low, guessed));
			}),
			runs,
		);
	});

	test('a higher limit never widens an action', () => {
		fc.assert(
			fc.property(question, any.confidence, any.confidence, (asked, a, b) => {
				const at = (minimumConfidence: number) =>
					reach[decide({ ...asked, settings: { ...asked.settings, minimumConfidence } }).action];
				expect(at(Math.max(a, b))).toBeLessThanOrEqual(at(Math.min(a, b)));
			}),
			runs,
		);
	});

	test('below the limit only an approval is written, and without a check of the confidence only an AI field', () => {
		fc.assert(
			fc.property(question, any.confidence, (asked, given) => {
				const { action, rule } = decide({ ...asked, proposal: { ...asked.proposal, confidence: given } });
				if (action !== 'write' || rule === 'approved by a person') return;
				expect(given).toBeGreaterThanOrEqual(asked.settings.minimumConfidence);
				const { method, calibrated: checked } = asked.proposal.scorer;
				if (['model', 'other'].includes(method) && !checked) expect(asked.owner).toBe('ai');
			}),
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

	const byPerson = fc.constantFrom('human' as const, 'unknown' as const);
	const othersEdit = fc.option(
		fc.tuple(any.edit, fc.constantFrom('automation' as const, 'integration' as const)).map(([edit, by]) => ({
			...edit,
			by,
		})),
		{ nil: undefined },
	);

	test('evidence of a person’s edit never makes a write more likely', () => {
		let stopped = 0;
		fc.assert(
			fc.property(question, any.edit, byPerson, othersEdit, (asked, other, by, instead) => {
				const from = asked.evidence.editsCountFrom;
				// An edit that the panel counts no longer says nothing for a person; the next test is about those.
				if (from !== undefined && other.at < from) return;
				const withEdit = (edit: Edit | undefined) => decide({ ...asked, evidence: { ...asked.evidence, edit } }).action;
				const withPerson = withEdit({ ...other, by });
				const without = withEdit(instead);
				if (withPerson === 'write') expect(without).toBe('write');
				if (without === 'write' && withPerson !== 'write') stopped++;
			}),
			{ ...runs, seed: 6 },
		);
		expect(stopped).toBeGreaterThan(runs.numRuns / 100);
	});

	test('a person’s edit that counts no longer is worth no more than a machine’s', () => {
		fc.assert(
			fc.property(question, any.edit, byPerson, any.isoTime, (asked, other, by, editsCountFrom) => {
				const withEdit = (who: Edit['by']) =>
					decide({ ...asked, evidence: { ...asked.evidence, editsCountFrom, edit: { ...other, by: who } } }).action;
				if (withEdit(by) !== 'write') return;
				expect(withEdit('automation')).toBe('write');
				expect(withEdit('integration')).toBe('write');
			}),
			runs,
		);
	});

	test('a later edit by a person, and edits that count for longer, never make a write more likely', () => {
		fc.assert(
			fc.property(question, any.edit, byPerson, any.isoTime, any.isoTime, (asked, other, by, a, b) => {
				const [early, late] = a < b ? [a, b] : [b, a];
				const edited = (at: string) =>
					decide({ ...asked, evidence: { ...asked.evidence, edit: { ...other, at, by } } }).action;
				if (edited(late) === 'write') expect(edited(early)).toBe('write');
				const edit = { ...other, by };
				const counting = (editsCountFrom: string | undefined) =>
					decide({ ...asked, evidence: { ...asked.evidence, edit, editsCountFrom } }).action;
				if (counting(early) === 'write') expect(counting(late)).toBe('write');
				if (counting(undefined) === 'write') expect(counting(early)).toBe('write');
			}),
			runs,
		);
	});

	test('a stamp that says “a person’s value was put back” or “refused” never makes a write more likely', () => {
		fc.assert(
			fc.property(question, any.fieldValue, (asked, refused) => {
				const { stamp } = asked.evidence;
				if (!stamp) return;
				const withStamp = (more: Partial<FieldStamp>) =>
					decide({ ...asked, evidence: { ...asked.evidence, stamp: { ...stamp, ...more } } }).action;
				const plain = withStamp({ restoredFor: undefined });
				if (withStamp({ restoredFor: 'human' }) === 'write') expect(plain).toBe('write');
				const more = [...(stamp.refused ?? []), hashValue(refused)];
				if (withStamp({ refused: more }) === 'write') expect(withStamp({})).toBe('write');
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
