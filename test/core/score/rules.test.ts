/** Points, bands, limits and the trace of a rules score; and the facts that rules look at. */
import fc from 'fast-check';
import type { ItemContext } from '../../../core/record';
import { conditions } from '../../../core/score/conditions';
import { factOf, labelsOf, type Known } from '../../../core/score/facts';
import { bandOf, filledOf, hopeless, scoreByRules, type PointsRule } from '../../../core/score/rules';
import { scorerOf } from '../../../core/score/version';
import type { CrmValue } from '../../../core/value';
import { field as schemaField } from '../fields/field';

const now = Date.parse('2026-11-20T12:00:00Z');
const bands = [
	{ name: 'Warm', from: 40 },
	{ name: 'Hot', from: 70 },
	{ name: 'Cold', from: 0 },
];
const record: Readonly<Record<string, CrmValue>> = {
	title: 'Head of Sales',
	city: 'Lyon',
	size: 0,
	news: false,
	mail: null,
};
const rule = (field: string, condition: PointsRule['condition'], value: string, points: number): PointsRule => ({
	field,
	label: field.toUpperCase(),
	condition,
	value,
	points,
});
const score = (rules: readonly PointsRule[], minimum = 0, values = record) =>
	scoreByRules(rules, bands, minimum, (field) => ({ value: values[field] }), now);
const scoreOf = (rules: readonly PointsRule[]) => {
	const result = score(rules);
	if (!result.ok) throw new Error('No score');
	return result.score;
};

describe('a score by points rules', () => {
	it('adds what holds and names it in the reason, the weightiest first', () => {
		expect(
			score([
				rule('title', 'contains', 'head', 50),
				rule('city', 'is', 'Paris', 40),
				rule('mail', 'is empty', '', -5),
				rule('news', 'is not empty', '', 10),
			]),
		).toEqual({
			ok: true,
			score: 55,
			band: 'Warm',
			reason: '+50 TITLE contains head; +10 NEWS is filled in; −5 MAIL is empty.',
		});
	});

	it.each<[string, number[], number, string]>([
		['above 100', [80, 70], 100, '; the sum of 150 counts as 100.'],
		['below 0', [-10, -20], 0, '; the sum of -30 counts as 0.'],
		['exactly 100', [60, 40], 100, ' is filled in.'],
		['exactly 0', [40, -40], 0, ' is filled in.'],
		['decimals, rounded', [0.4, 0.2], 1, ' is filled in.'],
	])('keeps the sum between 0 and 100: %s', (_name, points, expected, ending) => {
		const result = score(points.map((each) => rule('title', 'is not empty', '', each)));
		expect(result).toMatchObject({ ok: true, score: expected });
		expect(result.ok && result.reason.endsWith(ending)).toBe(true);
	});

	it('says so where no rule holds', () => {
		expect(score([rule('title', 'is', 'CEO', 10)])).toEqual({
			ok: true,
			score: 0,
			band: 'Cold',
			reason: 'No rule applies, so 0 points.',
		});
	});

	it.each<[string, PointsRule[], number, unknown]>([
		[
			'two of three',
			['title', 'city', 'mail'].map((field) => rule(field, 'is not empty', '', 5)),
			3,
			{ ok: false, filled: 2 },
		],
		[
			'0 and false are filled',
			['title', 'size', 'news'].map((field) => rule(field, 'is not empty', '', 5)),
			3,
			{ ok: true },
		],
		[
			'one field in three rules is one',
			[1, 2, 3].map(() => rule('mail', 'is empty', '', 5)),
			3,
			{ ok: false, filled: 0 },
		],
		['fewer rules than the minimum ask for all', [rule('title', 'is not empty', '', 5)], 3, { ok: true, score: 5 }],
		['an unknown field is not filled', [rule('nothing', 'is not', 'x', 5)], 1, { ok: false, filled: 0 }],
		['a minimum of 0 scores everything', [rule('nothing', 'is not', 'x', 5)], 0, { ok: true, score: 5 }],
		['no rule at all gives no score', [], 0, { ok: false, filled: 0 }],
	])('too few filled fields give no score, never a zero: %s', (_name, rules, minimum, expected) => {
		expect(score(rules, minimum)).toMatchObject(expected as object);
	});

	it.each([
		[100, 'Hot'],
		[70, 'Hot'],
		[69, 'Warm'],
		[40, 'Warm'],
		[39, 'Cold'],
		[0, 'Cold'],
	])('%d is in the band %s', (value, band) => expect(bandOf(value, bands)).toBe(band));

	it('below all bands there is none', () => {
		expect(bandOf(10, [{ name: 'Hot', from: 70 }])).toBeUndefined();
		expect(bandOf(10, [])).toBeUndefined();
	});
});

describe('a rule that can never hold is named before a record is looked at', () => {
	const choices = [{ value: 'mql', label: 'Marketing Qualified', active: true }];
	it.each<[PointsRule['condition'], string, string | undefined]>([
		['at least', 'many', 'its value is not a plain number'],
		['at most', '', 'its value is not a plain number'],
		['at least', '1e3', 'its value is not a plain number'],
		['at most', '1,000', 'its value is not a plain number'],
		['is not', ' ', 'holds for every record'],
		['within days', 'a week', 'its value is not a plain number'],
		['contains', ' ', 'it has no value'],
		['is', '', 'it has no value'],
		['is one of', ',;', 'it has no value'],
		['is', 'sql', 'the field has no such option'],
		['is one of', 'sql, lead', 'the field has no such option'],
		['is', 'marketing qualified', undefined],
		['is one of', 'sql, MQL', undefined],
		['is not', 'sql', undefined],
		['is empty', '', undefined],
		['at least', '0', undefined],
		['within days', '30', undefined],
	])('%s %j: %s', (condition, value, expected) => {
		const problem = hopeless(rule('stage', condition, value, 5), schemaField({ type: 'choice', choices }));
		if (expected === undefined) expect(problem).toBeUndefined();
		else expect(problem).toContain(expected);
	});

	it('figures about activities count as filled in once there is one', () => {
		const filled = (value: CrmValue) => filledOf(['activities.count'], () => ({ value }));
		expect([filled(0), filled(1), filledOf(['size'], () => ({ value: 0 }))]).toEqual([0, 1, 1]);
	});
});

const anyRule = fc.record({
	field: fc.constantFrom('title', 'city', 'size', 'news', 'mail', 'none'),
	label: fc.string(),
	condition: fc.constantFrom(...conditions),
	value: fc.constantFrom('', '0', 'lyon', 'head', '30', 'lyon, head'),
	points: fc.oneof(fc.integer({ min: -120, max: 120 }), fc.double({ min: -50, max: 50, noNaN: true })),
});

describe('whatever the rules are', () => {
	it('the order of the rules changes neither the score nor the reason', () => {
		const shuffled = fc
			.array(anyRule, { minLength: 1, maxLength: 12 })
			.chain((rules) => fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })));
		fc.assert(
			fc.property(shuffled, ([rules, other]) => expect(score(other)).toEqual(score(rules))),
			{ numRuns: 500 },
		);
	});

	it('a rule with fewer points never raises the score', () => {
		fc.assert(
			fc.property(fc.array(anyRule, { minLength: 1 }), fc.nat(), fc.nat({ max: 300 }), (rules, at, less) => {
				const lowered = rules.map((each, index) =>
					index === at % rules.length ? { ...each, points: each.points - less } : each,
				);
				expect(scoreOf(lowered)).toBeLessThanOrEqual(scoreOf(rules));
			}),
			{ numRuns: 500 },
		);
	});

	it('any JSON in any field gives a whole number from 0 to 100, or none', () => {
		fc.assert(
			fc.property(fc.array(anyRule), fc.jsonValue(), fc.nat({ max: 5 }), (rules, value, minimum) => {
				const result = scoreByRules(rules, bands, minimum, () => ({ value: value as CrmValue }), now);
				if (result.ok) {
					expect(Number.isInteger(result.score)).toBe(true);
					expect(result.score >= 0 && result.score <= 100).toBe(true);
				} else expect(typeof result.filled).toBe('number');
			}),
		);
	});
});

const activity = (id: string, at: string, direction?: 'in' | 'out'): ItemContext['activities'][number] => ({
	kind: 'email',
	id,
	at,
	title: '',
	body: '',
	...(direction && { direction }),
});

describe('the facts that rules look at', () => {
	const known = (more: Partial<Known> = {}): Known => ({
		snapshot: { readAt: '', edits: {}, values: { city: 'Lyon', phone: null, news: false } },
		item: {
			city: 'Paris',
			news: true,
			phone: '1',
			size: 0,
			bad: Number.NaN,
			deep: { a: 1 },
			list: [1, { b: 2 }],
			tags: ['a', 'b'],
		},
		...more,
	});
	const context: ItemContext = {
		related: [],
		truncated: false,
		activities: [activity('1', '2026-11-01T00:00:00Z', 'in'), activity('2', '2026-11-10T12:00:00Z', 'out')],
	};
	it.each<[string, string, Known, unknown]>([
		['the record comes before the item', 'city', known(), 'Lyon'],
		['the item stands in for what is empty in the CRM', 'phone', known(), '1'],
		['what is empty in the CRM and unknown elsewhere is empty', 'phone', known({ item: {} }), null],
		['nothing in the item stands in for a false of the CRM', 'news', known(), false],
		['the item fills what was not read', 'size', known(), 0],
		['nobody knows it', 'other', known(), undefined],
		['not a number is nothing', 'bad', known(), undefined],
		['objects are nothing', 'deep', known(), undefined],
		['lists of texts are values', 'tags', known(), ['a', 'b']],
		['other lists are nothing', 'list', known(), undefined],
		['activities that were not read are unknown', 'activities.count', known(), undefined],
		['activities are counted', 'activities.count', known({ context }), 2],
		['incoming ones are replies', 'activities.replies', known({ context }), 1],
		['days since the last one', 'activities.daysSinceLast', known({ context }), 10],
		[
			'no activity at all has no last one',
			'activities.daysSinceLast',
			known({ context: { ...context, activities: [] } }),
			null,
		],
		['none are 0', 'activities.count', known({ context: { ...context, activities: [] } }), 0],
		['a name of JavaScript is no field', 'constructor', known({ context }), undefined],
		['nor is another', 'toString', known({ context }), undefined],
		['nor the prototype', '__proto__', known({ context }), undefined],
	])('%s', (_name, name, given, expected) => expect(factOf(given, name, now)).toEqual(expected));

	it('a task that is still to come says nothing about the last contact', () => {
		const task = activity('3', '2026-12-01T00:00:00Z');
		const days = (activities: ItemContext['activities']) =>
			factOf(known({ context: { ...context, activities } }), 'activities.daysSinceLast', now);
		expect(days([...context.activities, task])).toBe(10);
		expect(days([task])).toBeNull();
	});

	it('labels are those of the options that the field holds', () => {
		const choices = [
			{ value: 'a', label: 'Alpha', active: true },
			{ value: 'b', label: 'Beta', active: false },
		];
		expect(labelsOf(schemaField({ type: 'choice', choices }), 'b')).toEqual(['Beta']);
		expect(labelsOf(schemaField({ type: 'choices', choices }), ['a', 'b'])).toEqual(['Alpha', 'Beta']);
		expect(labelsOf(schemaField(), 'a')).toEqual([]);
		expect(labelsOf(undefined, undefined)).toEqual([]);
	});
});

describe('the version of a scorer', () => {
	it('changes with the recipe, keeps the user’s name in front, and hashes the inputs', () => {
		const a = scorerOf('rules', ' lead 3 ', [1], { x: 1 });
		expect(a).toEqual({
			method: 'rules',
			version: expect.stringMatching(/^lead 3 [0-9a-f]{8}$/),
			inputHash: a.inputHash,
		});
		expect(scorerOf('rules', 'lead 3', [2], { x: 1 }).version).not.toBe(a.version);
		expect(scorerOf('rules', 'lead 3', [1], { x: 2 })).toMatchObject({ version: a.version });
		expect(scorerOf('rules', 'lead 3', [1], { x: 2 }).inputHash).not.toBe(a.inputHash);
		expect(scorerOf('rules', '', [1], {}).version).toMatch(/^[0-9a-f]{8}$/);
	});
});
