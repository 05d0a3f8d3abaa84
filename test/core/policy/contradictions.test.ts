/** What a panel says twice or in vain, as sentences for the person who fills it in. */
import fc from 'fast-check';
import { overlap, panelContradictions, type PanelRules } from '../../../core/policy/contradictions';
import { matchesPattern, type Owner } from '../../../core/policy/owners';
import { runs } from './arbitraries';

const told = (owners: readonly (readonly [string, Owner])[], more: Partial<PanelRules> = {}) =>
	panelContradictions({
		system: 'hubspot',
		owners: owners.map(([field, owner]) => ({ field, owner })),
		protectedFields: [],
		stampFields: ['ai_provenance', 'ai_updated_at'],
		...more,
	});

describe('two patterns overlap', () => {
	test.each<[string, string, boolean]>([
		['city', ' City ', true],
		['city', 'town', false],
		['ci*', 'city', true],
		['city', 'CI*', true],
		['ci*', 'town', false],
		['town', 'ci*', false],
		['ci*', 'c*', true],
		['c*', 'ci*', true],
		['ci*', 'to*', false],
		['*ty', '*y', true],
		['*y', '*ty', true],
		['*ty', '*to', false],
		['ci*', '*ty', true],
		['a*x', 'ab*', true],
		['a*x', 'b*x', false],
		['a*x', 'a*y', false],
		['a*m*x', 'a*n*x', true],
		['*', '*', true],
	])('%j and %j: %j', (one, other, expected) => {
		expect(overlap(one, other)).toBe(expected);
	});

	test('exactly where some name fits both', () => {
		const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 4 });
		const letters = ['a', 'b'];
		let names = [''];
		const all = [...names];
		for (let length = 1; length <= 7; length++) {
			names = names.flatMap((name) => letters.map((letter) => name + letter));
			all.push(...names);
		}
		fc.assert(
			fc.property(pattern, pattern, (one, other) => {
				const some = all.some((name) => matchesPattern(one, name) && matchesPattern(other, name));
				expect(overlap(one, other)).toBe(some);
			}),
			runs(300),
		);
	});
});

describe('the panel', () => {
	test('without a contradiction is told nothing', () => {
		expect(told([])).toEqual([]);
		expect(
			told(
				[
					['city', 'people'],
					['ci*', 'people'],
					['town', 'ai'],
					['amount', 'shared'],
					['amount_*', 'people'],
					['ai_score', 'people'],
					['z*', 'shared'],
				],
				{ protectedFields: ['zip'], thresholds: ['town', 'z*'], triggerField: 'town' },
			),
		).toEqual([]);
	});

	test('with two owners of one field is told so, once', () => {
		expect(
			told([
				['city', 'ai'],
				[' City', 'people'],
			]),
		).toEqual(['"city" has 2 owners: AI and People Only. Keep one row.']);
	});

	test('with rows that cover the same field is told which counts, once per pair', () => {
		expect(
			told([
				[' ci*', 'shared'],
				['city ', 'people'],
				['ci*', 'shared'],
				['town', 'people'],
			]),
		).toEqual([
			'"ci*" (Shared) and "city" (People Only) cover the same field: a name counts before a pattern, and a longer pattern before a shorter one.',
			'"city" (People Only) and "ci*" (Shared) cover the same field: a name counts before a pattern, and a longer pattern before a shorter one.',
		]);
		const [first, ...others] = told([
			['b_*', 'ai'],
			['*_b', 'people'],
			['b_*', 'ai'],
			['*_b', 'people'],
		]);
		expect(first).toMatch(/^"b_\*" \(AI\) and "\*_b" \(People Only\)/);
		expect(others).toHaveLength(1);
	});

	test('that closes the stamp’s fields is told that they are written all the same', () => {
		const rest = "is written all the same: it tells AI's values from a person's.";
		expect(told([[' ai_* ', 'people']])).toEqual([
			`"ai_*" is People Only, but the stamp in ai_provenance and ai_updated_at ${rest}`,
		]);
		expect(told([['ai_provenance', 'people']])).toEqual([
			`"ai_provenance" is People Only, but the stamp in ai_provenance ${rest}`,
		]);
		expect(told([['ai_provenance', 'shared']])).toEqual([]);
	});

	test.each<[string, string, Partial<PanelRules>, 'is' | 'covers' | undefined]>([
		['a built-in name', ' dealstage ', {}, 'is'],
		['a pattern around a built-in name', 'deal*', {}, 'covers'],
		['a pattern within a built-in pattern', 'my_consent*', {}, 'covers'],
		['a name of another CRM', 'StageName', {}, undefined],
		['... of this CRM', 'StageName', { system: 'salesforce' }, 'is'],
		['a name of the panel', 'city', { protectedFields: ['zip', 'ci*'] }, 'is'],
		['a pattern around a name of the panel', 'c*', { protectedFields: ['city'] }, 'covers'],
		['another name', 'city', { protectedFields: ['zip'] }, undefined],
		['a field of AI’s own with a protected word', 'ai_amount', {}, undefined],
		['... that the panel names', 'ai_amount', { protectedFields: ['ai_amount'] }, 'is'],
	])('that gives AI a protected field is told that people approve it: %s', (_name, field, more, kind) => {
		const still = "a person's approval.";
		expect(told([[field, 'ai']], more)).toEqual(
			kind === undefined
				? []
				: [
						kind === 'is'
							? `"${field.trim()}" is set to AI and is a protected field: it still changes only with ${still}`
							: `"${field.trim()}" is set to AI and covers protected fields: those still change only with ${still}`,
					],
		);
		expect(told([[field, 'shared']], more)).toEqual([]);
	});

	test('with a threshold for a People Only field is told that it is in vain', () => {
		expect(told([['city', 'people']], { thresholds: ['zip', 'city'] })).toEqual([
			'"city" has a row under Confidence by Field and is People Only: AI never writes it, however sure it is. Remove one of the two rows.',
		]);
	});

	test('whose trigger field AI cannot write is told that the workflow never starts, or waits', () => {
		expect(told([['city', 'people']], { triggerField: 'city' })).toEqual([
			'The Trigger Field "city" is People Only, so AI never writes it and the workflow of your CRM never starts. Change one of the two.',
		]);
		const waits = (field: string) => [
			`The Trigger Field "${field}" is a protected field: the workflow of your CRM starts only after a person's approval. Choose a field that AI may write, or put CRM Human Review in front.`,
		];
		expect(told([], { triggerField: 'dealstage' })).toEqual(waits('dealstage'));
		expect(told([], { triggerField: 'city', protectedFields: ['zip', 'ci*'] })).toEqual(waits('city'));
		expect(told([], { triggerField: 'city', protectedFields: ['zip'] })).toEqual([]);
		expect(told([], { triggerField: 'ai_amount' })).toEqual([]);
	});
});
