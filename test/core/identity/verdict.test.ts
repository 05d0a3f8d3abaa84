// S0-08, S0-09, S0-27, S0-54: keys that people share never match alone, a tie is ambiguous, no match stops.
import fc from 'fast-check';
import { defaultThresholds } from '../../../core/identity/confidence';
import type { JudgedCandidate } from '../../../core/identity/findings';
import type { Query } from '../../../core/identity/query';
import { judge } from '../../../core/identity/verdict';
import type { MatchKey } from '../../../core/record';
import { matchKeySchema, matchSchema } from '../../../core/record';

const record = (id: string, via: readonly MatchKey[], over: Partial<JudgedCandidate> = {}): JudgedCandidate => ({
	object: 'contact',
	id,
	url: `https://crm.example/${id}`,
	label: `Record ${id}`,
	via: [...via],
	...over,
});
const jane = 'jane@acme.com';
const phone = '+14155550100';
const unique = { field: 'erp_id', value: 'A7' };

type Row = readonly [
	title: string,
	query: Query,
	found: readonly JudgedCandidate[],
	status: 'matched' | 'ambiguous' | 'unmatched',
	confidence: number,
	why: RegExp,
];

const rows: readonly Row[] = [
	['a record id of one record', { id: '1' }, [record('1', ['record id'])], 'matched', 1, /record id/],
	['a unique value of one record', { unique }, [record('1', ['unique field'])], 'matched', 0.99, /unique field/],
	[
		'a unique value of two records',
		{ unique },
		[record('1', ['unique field']), record('2', ['unique field'])],
		'ambiguous',
		0.495,
		/2 records have this unique field/,
	],
	['an e-mail of one person', { email: jane }, [record('1', ['email'])], 'matched', 0.97, /e-mail/],
	['a secondary e-mail of one person', { email: jane }, [record('1', ['secondary email'])], 'matched', 0.95, /e-mail/],
	[
		'an e-mail at a free-mail provider',
		{ email: 'jane@gmail.com' },
		[record('1', ['email'])],
		'matched',
		0.97,
		/e-mail/,
	],
	[
		'an e-mail of two people',
		{ email: jane },
		[record('1', ['email']), record('2', ['secondary email'])],
		'ambiguous',
		0.485,
		/2 records have this e-mail/,
	],
	[
		'a role mailbox of one person',
		{ email: 'info@acme.com' },
		[record('1', ['email'])],
		'ambiguous',
		0.5,
		/shared mailbox/,
	],
	[
		'an e-mail that found a company',
		{ email: jane },
		[record('1', ['email'], { object: 'company' })],
		'ambiguous',
		0.5,
		/does not identify a company/,
	],
	['a phone number of one person', { phone }, [record('1', ['phone'])], 'matched', 0.92, /phone/],
	[
		'a phone number with extension',
		{ phone, phoneHasExtension: true },
		[record('1', ['phone'])],
		'ambiguous',
		0.5,
		/switchboard/,
	],
	[
		'a phone number of two people',
		{ phone },
		[record('1', ['phone']), record('2', ['phone'])],
		'ambiguous',
		0.25,
		/2 records have this phone/,
	],
	[
		'a phone number of a company',
		{ phone },
		[record('1', ['phone'], { object: 'company' })],
		'ambiguous',
		0.5,
		/company/,
	],
	[
		'a phone number beside an unknown e-mail',
		{ email: jane, phone },
		[record('1', ['phone'])],
		'ambiguous',
		0.5,
		/share a number/,
	],
	[
		'a phone number beside an unreadable e-mail',
		{ phone, unreadable: ['email'] },
		[record('1', ['phone'])],
		'ambiguous',
		0.5,
		/could not be read/,
	],
	[
		'a phone number beside a role mailbox of the same record',
		{ email: 'info@acme.com', phone },
		[record('1', ['email', 'phone'])],
		'ambiguous',
		0.5,
		/./,
	],
	[
		'e-mail and phone of one person',
		{ email: jane, phone },
		[record('1', ['email', 'phone'])],
		'matched',
		0.98,
		/e-mail address and phone/,
	],
	[
		'e-mail and phone of different people',
		{ email: jane, phone },
		[record('1', ['email']), record('2', ['phone'])],
		'ambiguous',
		0.49,
		/different records/,
	],
	[
		'an e-mail beside a switchboard of others',
		{ email: jane, phone },
		[record('1', ['email']), record('2', ['phone']), record('3', ['phone'])],
		'matched',
		0.97,
		/e-mail/,
	],
	[
		'a phone that would break the tie of an e-mail',
		{ email: jane, phone },
		[record('1', ['email', 'phone']), record('2', ['email'])],
		'ambiguous',
		0.49,
		/2 records have this e-mail/,
	],
	[
		'a record id that breaks the tie of an e-mail',
		{ id: '1', email: jane },
		[record('1', ['record id', 'email']), record('2', ['email'])],
		'matched',
		1,
		/record id/,
	],
	[
		'a record id against an e-mail',
		{ id: '1', email: jane },
		[record('1', ['record id']), record('2', ['email'])],
		'ambiguous',
		0.5,
		/different records/,
	],
	[
		'a record id against a phone number',
		{ id: '1', phone },
		[record('1', ['record id']), record('2', ['phone'])],
		'matched',
		1,
		/record id/,
	],
	[
		'a record id against a unique value',
		{ id: '1', unique },
		[record('1', ['record id']), record('2', ['unique field'])],
		'ambiguous',
		0.5,
		/different records/,
	],
	[
		'a record id of nobody beside a known e-mail',
		{ id: '1', email: jane },
		[record('2', ['email'])],
		'ambiguous',
		0.5,
		/No live record has the record id/,
	],
	[
		'a unique value of nobody beside a known e-mail',
		{ unique, email: jane },
		[record('2', ['email'])],
		'matched',
		0.93,
		/e-mail/,
	],
	[
		'an e-mail of a record with another unique value',
		{ unique, email: jane },
		[record('2', ['email'], { differs: ['unique'] })],
		'ambiguous',
		0.5,
		/another value/,
	],
	[
		'a merged record',
		{ id: '1' },
		[record('2', ['record id'], { mergedFrom: '1' })],
		'matched',
		1,
		/merged from record 1/,
	],
	['a deleted record', { id: '1' }, [record('1', ['record id'], { archived: true })], 'unmatched', 0, /deleted/],
	[
		'an e-mail of a live and a deleted record',
		{ email: jane },
		[record('1', ['email']), record('2', ['email'], { archived: true })],
		'matched',
		0.97,
		/e-mail/,
	],
	[
		'no record for any key',
		{ email: jane, phone },
		[],
		'unmatched',
		0,
		/No record has this e-mail address or phone number/,
	],
	['no key at all', {}, [], 'unmatched', 0, /no record id/],
	['no key, although records came along', {}, [record('1', ['email'])], 'unmatched', 0, /no record id/],
	['an unreadable phone only', { unreadable: ['phone'] }, [], 'unmatched', 0, /Country for Phone Numbers/],
	[
		'a record that no key of the item found',
		{ email: jane },
		[record('1', ['phone', 'listed'])],
		'unmatched',
		0,
		/No record/,
	],
];

describe('judging the candidates (S0-08, S0-09, S0-27, S0-54)', () => {
	test.each(rows)('%s', (_title, query, found, status, confidence, why) => {
		const match = judge(query, found);
		expect(match.status).toBe(status);
		expect(match.confidence).toBeCloseTo(confidence, 6);
		expect(match.why).toMatch(why);
	});

	test('a matched item names the one record, an ambiguous one all of them, without what was read along', () => {
		const found = [{ ...record('1', ['email']), snapshot: { values: { salary: 1 } } }, record('2', ['email'])];
		expect(judge({ email: jane }, found).candidates).toEqual([record('1', ['email']), record('2', ['email'])]);
		expect(judge({ email: jane }, found.slice(0, 1)).candidates).toEqual([record('1', ['email'])]);
	});

	test('the same record found by two keys is one candidate', () => {
		const match = judge({ email: jane, phone }, [record('1', ['phone']), record('1', ['email'])]);
		expect(match).toMatchObject({ status: 'matched', via: ['email', 'phone'] });
	});

	test('Certainty Needed sends what is less certain to a person, with both numbers', () => {
		const strict = { certainty: 0.96, reviewAbove: 0.05 };
		const match = judge({ email: jane }, [record('1', ['secondary email'])], strict);
		expect(match).toMatchObject({ status: 'ambiguous', why: expect.stringContaining('95 % sure, and 96 % is needed') });
		expect(judge({ email: jane }, [record('1', ['email'])], { ...strict, certainty: 0.97 }).status).toBe('matched');
	});

	test('Review Above lets little evidence go as unmatched', () => {
		const match = judge({ email: 'info@acme.com' }, [record('1', ['email'])], { certainty: 0.9, reviewAbove: 0.6 });
		expect(match).toMatchObject({ status: 'unmatched', candidates: [] });
	});

	test('no threshold, however low, makes a match of a tie or of a shared key', () => {
		const loose = { certainty: 0, reviewAbove: 0 };
		expect(judge({ email: jane }, [record('1', ['email']), record('2', ['email'])], loose).status).toBe('ambiguous');
		expect(judge({ email: 'sales@acme.com' }, [record('1', ['email'])], loose).status).toBe('ambiguous');
	});
});

const vias = fc.uniqueArray(fc.constantFrom(...matchKeySchema.options), { minLength: 1, maxLength: 4 });
const candidates = fc.array(
	fc.record({
		object: fc.constantFrom('contact', 'company'),
		id: fc.constantFrom('1', '2', '3', '4'),
		url: fc.constantFrom('', 'u'),
		label: fc.string({ unit: 'binary', maxLength: 5 }),
		via: vias,
		archived: fc.boolean(),
		mergedFrom: fc.option(fc.constantFrom('8', '9'), { nil: undefined }),
	}),
	{ maxLength: 6 },
);
const queries: fc.Arbitrary<Query> = fc.record(
	{
		id: fc.constantFrom('1', '', 'x'),
		unique: fc.constant(unique),
		email: fc.constantFrom(jane, 'info@acme.com', 'no address', ''),
		phone: fc.constantFrom(phone, ''),
		phoneHasExtension: fc.boolean(),
		unreadable: fc.subarray(['id', 'unique', 'email', 'phone'] as const),
	},
	{ requiredKeys: [] },
);

describe('for any item and any candidates', () => {
	test('the order of the candidates and of their keys changes nothing', () => {
		const shuffled = candidates.chain((found) =>
			fc.tuple(fc.constant(found), fc.shuffledSubarray(found, { minLength: found.length })),
		);
		fc.assert(
			fc.property(queries, shuffled, (query, [found, other]) => {
				const turned = other.map((candidate) => ({ ...candidate, via: [...candidate.via].reverse() }));
				expect(judge(query, turned)).toEqual(judge(query, found));
			}),
			{ numRuns: 3000 },
		);
	});

	test('a second record that the same keys found ends a match (S0-54)', () => {
		let matched = 0;
		fc.assert(
			fc.property(queries, candidates, (query, found) => {
				const match = judge(query, found);
				const winner = match.candidates[0];
				if (match.status !== 'matched' || winner === undefined) return;
				matched++;
				expect(judge(query, [...found, { ...winner, id: 'twin' }]).status).toBe('ambiguous');
			}),
			{ numRuns: 5000 },
		);
		expect(matched).toBeGreaterThan(100);
	});

	test('a match is one live record that a key of the item found, and never a shared mailbox alone', () => {
		fc.assert(
			fc.property(queries, candidates, (query, found) => {
				const match = judge(query, found);
				expect(matchSchema.parse(match)).toEqual(match);
				expect(match.status === 'unmatched').toBe(match.candidates.length === 0);
				if (match.status !== 'matched') return;
				expect(match.candidates).toHaveLength(1);
				expect(match.confidence).toBeGreaterThanOrEqual(defaultThresholds.certainty);
				expect(found.some((one) => one.id === match.candidates[0]?.id && one.archived !== true)).toBe(true);
				if (query.email === 'info@acme.com') expect(match.via).not.toEqual(['email']);
			}),
			{ numRuns: 3000 },
		);
	});

	test('there is a verdict with a sentence for whatever text stands in the keys', () => {
		const any = fc.string({ unit: 'binary' });
		fc.assert(
			fc.property(any, any, any, candidates, (id, email, number, found) => {
				expect(judge({ id, email, phone: number, unique: { field: id, value: email } }, found).why).toMatch(/\.$/);
			}),
			{ numRuns: 1000 },
		);
	});
});
