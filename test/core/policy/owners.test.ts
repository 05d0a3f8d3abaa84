import fc from 'fast-check';
import { contradictions, matchesPattern, ownerOf, type Owner, type OwnerRule } from '../../../core/policy/owners';
import { runs } from './arbitraries';

describe('patterns', () => {
	test.each<[string, string, boolean]>([
		['ai_score', 'ai_score', true],
		['AI_Score', 'ai_score', true],
		[' ai_score ', 'ai_score', true],
		['ai_score', 'ai_score2', false],
		['ai_*', 'ai_', true],
		['ai_*', 'my_ai_', false],
		['*_owner_id', 'x_owner_id', true],
		['*_owner_id', 'owner_id', false],
		['*optin*', 'hs_optin_mail', true],
		['a*b*c', 'a-b-c', true],
		['a*b*c', 'a-c', false],
		['a*a', 'a', false],
		['ab*ba', 'aba', false],
		['*ab*b', 'ab', false],
		['*ab*ba*', 'aba', false],
		['*', 'anything', true],
		['a.c', 'abc', false],
		['', 'abc', false],
	])('%j names %j: %j', (pattern, name, matches) => {
		expect(matchesPattern(pattern, name)).toBe(matches);
	});

	test('agree with the regular expression of the same meaning', () => {
		const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
		const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
		fc.assert(
			fc.property(text, name, (pattern, field) => {
				expect(matchesPattern(pattern, field)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(field));
			}),
			runs(3000),
		);
	});
});

describe('the owner of a field', () => {
	test.each<[string, string, OwnerRule[], Owner]>([
		['ai_ fields are the AI’s', 'ai_lead_score', [], 'ai'],
		['whatever their case', 'AI_Lead_Score__c', [], 'ai'],
		['all others are shared', 'industry', [], 'shared'],
		['a field that only contains ai_ is shared', 'mail_ai_x', [], 'shared'],
		['a row decides', 'industry', [{ field: 'industry', owner: 'people' }], 'people'],
		['also about an ai_ field', 'ai_x', [{ field: 'ai_x', owner: 'people' }], 'people'],
		[
			'a name beats a pattern',
			'ai_x',
			[
				{ field: 'ai_*', owner: 'people' },
				{ field: 'AI_X', owner: 'ai' },
			],
			'ai',
		],
		[
			'a longer pattern beats a shorter one',
			'hs_lead_x',
			[
				{ field: 'hs_lead_*', owner: 'ai' },
				{ field: 'hs_*', owner: 'people' },
			],
			'ai',
		],
		[
			'spaces around a pattern do not make it longer',
			'ab',
			[
				{ field: '  a*   ', owner: 'ai' },
				{ field: '*ab', owner: 'people' },
			],
			'people',
		],
		[
			'of two equal rows the more careful counts',
			'x',
			[
				{ field: 'x', owner: 'ai' },
				{ field: 'x', owner: 'people' },
			],
			'people',
		],
		[
			'... in either order',
			'x',
			[
				{ field: 'x', owner: 'shared' },
				{ field: 'x', owner: 'ai' },
			],
			'shared',
		],
	])('%s', (_name, name, rules, expected) => {
		expect(ownerOf(name, rules)).toBe(expected);
	});

	test('an exact row stands, whatever patterns stand around it and in whatever order', () => {
		const pattern = fc
			.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 40 })
			.filter((text) => text.includes('*'));
		const row = fc.record({ field: pattern, owner: fc.constantFrom<Owner[]>('ai', 'shared', 'people') });
		fc.assert(
			fc.property(fc.array(row), fc.constantFrom<Owner[]>('ai', 'shared', 'people'), fc.nat(20), (rows, own, place) => {
				const rules = [...rows.slice(0, place), { field: 'ab', owner: own }, ...rows.slice(place)];
				expect(ownerOf('ab', rules)).toBe(own);
			}),
		);
	});

	test('the order of rows never matters', () => {
		const row = fc.record({
			field: fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 3 }),
			owner: fc.constantFrom<Owner[]>('ai', 'shared', 'people'),
		});
		fc.assert(
			fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
				expect(ownerOf('ab', rows)).toBe(ownerOf('ab', [...rows].reverse()));
			}),
			runs(2000),
		);
	});

	test('rows that contradict each other are named; equal and different rows are not', () => {
		expect(
			contradictions([
				{ field: 'x', owner: 'ai' },
				{ field: ' X', owner: 'people' },
				{ field: 'y', owner: 'ai' },
				{ field: 'y', owner: 'ai' },
				{ field: 'y*', owner: 'people' },
				{ field: 'z*', owner: 'people' },
				{ field: 'Z*', owner: 'shared' },
				{ field: 'z*', owner: 'ai' },
			]),
		).toEqual([
			'"x" has 2 owners: AI and People Only. Keep one row.',
			'"z*" has 3 owners: People Only and Shared and AI. Keep one row.',
		]);
	});
});
