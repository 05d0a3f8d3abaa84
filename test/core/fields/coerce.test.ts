// S0-29: typed to the field before it is written. S0-30: what a CRM would drop silently is refused ahead.
import fc from 'fast-check';
import { aiFields } from '../../../core/fields/ai-fields';
import { coerce, writable } from '../../../core/fields/coerce';
import type { Choice, FieldSchema, FieldType } from '../../../core/fields/schema';
import { sanitizeText } from '../../../core/fields/texts';
import type { CrmValue } from '../../../core/value';
import { ownTime } from '../../own-time';
import { field, short } from './field';

const { DateTime } = jest.requireActual<{ DateTime: { fromISO(text: string): object } }>('luxon');

const choice = (value: string, label = value, active = true): Choice => ({ value, label, active });
const segment: Partial<FieldSchema> = {
	type: 'choice',
	choices: [
		choice('hot_1', 'Hot'),
		choice('warm', 'Warm  Lead'),
		choice('old', 'Old', false),
		choice('a', 'Twin'),
		choice('b', 'twin'),
		choice('hot_2', 'Cold'),
	],
};
const zero = '\u200b';

type Row = readonly [over: Partial<FieldSchema>, given: unknown, expected: unknown];
const number: Partial<FieldSchema> = { type: 'number' };
const whole: Partial<FieldSchema> = { type: 'number', decimals: 0 };
const date: Partial<FieldSchema> = { type: 'date' };
const time: Partial<FieldSchema> = { type: 'date and time' };

const rows: Readonly<Record<string, readonly Row[]>> = {
	number: [
		[number, 42, 42],
		[number, 0, 0],
		[number, '42', 42],
		[number, ' 42.5 ', 42.5],
		[number, '-7', -7],
		[number, '007', 7],
		[number, '1e3', '! wrong type'],
		[number, '12abc', '! wrong type'],
		[number, '85%', '! wrong type'],
		[number, '1,234.5', '! ambiguous'],
		[number, '1.234,5', '! ambiguous'],
		[number, '1,5', '! ambiguous'],
		[number, '1 234', '! ambiguous'],
		[number, '0x1f', '! wrong type'],
		[number, '.', '! wrong type'],
		[number, 'Infinity', '! wrong type'],
		[number, NaN, '! wrong type'],
		[number, Infinity, '! wrong type'],
		[number, true, '! wrong type'],
		[number, [1], '! wrong type'],
		[number, {}, '! wrong type'],
		[number, '12345678901234567890', '! out of range'],
		[number, 2 ** 60, '! out of range'],
		[number, '9007199254740991', 9007199254740991],
		[number, ' ', null],
		[whole, 71.6, '! out of range'],
		[whole, '71.0', 71],
		[{ type: 'number', decimals: 2 }, 0.1 + 0.2, 0.3],
		[{ type: 'number', decimals: 2 }, 1.005, '! out of range'],
		[{ type: 'number', rules: [{ kind: 'decimals', argument: '1' }] }, 1.25, '! out of range'],
		[{ type: 'number', rules: [{ kind: 'max', argument: '100' }] }, 101, '! breaks a rule'],
		[{ type: 'number', rules: [{ kind: 'max', argument: '100' }] }, '100', 100],
		[{ type: 'number', rules: [{ kind: 'min', argument: '0' }] }, -1, '! breaks a rule'],
		[{ type: 'number', rules: [{ kind: 'max', argument: 'soon' }] }, 101, 101],
	],
	'yes/no': [
		[{ type: 'yes/no' }, false, false],
		[{ type: 'yes/no' }, ' YES ', true],
		[{ type: 'yes/no' }, 'No', false],
		[{ type: 'yes/no' }, '0', false],
		[{ type: 'yes/no' }, 1, true],
		[{ type: 'yes/no' }, 2, '! wrong type'],
		[{ type: 'yes/no' }, 'maybe', '! wrong type'],
		[{ type: 'yes/no' }, {}, '! wrong type'],
	],
	text: [
		[{}, 'plain', 'plain'],
		[{}, '  two  words\n', 'two  words'],
		[{}, 0, '0'],
		[{}, false, 'false'],
		[{}, '', null],
		[{}, `${zero} `, null],
		[{}, { a: 1 }, '! wrong type'],
		[{}, ['a'], '! wrong type'],
		[{}, NaN, '! wrong type'],
		[{ maxLength: 3 }, 'abc', 'abc'],
		[{ maxLength: 3 }, 'abcd', '! too long'],
		[{ rules: [{ kind: 'min length', argument: '3' }] }, 'ab', '! breaks a rule'],
		[{ rules: [{ kind: 'max length', argument: '3' }] }, 'abcd', '! too long'],
		[{ rules: [{ kind: 'pattern', argument: '^[A-Z]{2}\\d+$' }] }, 'AB12', 'AB12'],
		[{ rules: [{ kind: 'pattern', argument: '^[A-Z]{2}\\d+$' }] }, 'ab12', '! breaks a rule'],
		[{ rules: [{ kind: 'pattern', argument: '(unclosed' }] }, 'x', 'x'],
		[{ rules: [{ kind: 'other', argument: '3' }] }, 'abcd', 'abcd'],
	],
	date: [
		[date, '2026-03-04', '2026-03-04'],
		[date, '2026-3-4', '2026-03-04'],
		[date, '2026/03/04', '2026-03-04'],
		[date, 'March 4, 2026', '2026-03-04'],
		[date, 'mar 4th 2026', '2026-03-04'],
		[date, '4 Mar 2026', '2026-03-04'],
		[date, '4. March 2026', '2026-03-04'],
		[date, '25/12/2026', '2026-12-25'],
		[date, '12/25/2026', '2026-12-25'],
		[date, '25.12.2026', '2026-12-25'],
		[date, '3/3/2026', '2026-03-03'],
		[date, '3/4/2026', '! ambiguous'],
		[date, '03.04.2026', '! ambiguous'],
		[date, '13/13/2026', '! out of range'],
		[date, '3/4/26', '! wrong type'],
		[date, '2026-02-30', '! out of range'],
		[date, '2024-02-29', '2024-02-29'],
		[date, '2025-02-29', '! out of range'],
		[date, '1899-12-31', '! out of range'],
		[date, '2201-01-01', '! out of range'],
		[date, 'tomorrow', '! wrong type'],
		[date, 'Marc 4, 2026', '! wrong type'],
		[date, '2026-03-04T00:00:00Z', '2026-03-04'],
		[date, '2026-03-04T00:00:00', '2026-03-04'],
		[date, '2026-03-04T00:00:00+01:00', '! ambiguous'],
		[date, '2026-03-04T12:00:00Z', '! ambiguous'],
		[date, Date.UTC(2026, 2, 4), '2026-03-04'],
		[date, String(Date.UTC(2026, 2, 4)), '2026-03-04'],
		[date, Date.UTC(2026, 2, 4) + 1, '! ambiguous'],
		[date, 46085, '! ambiguous'],
		[date, 1772582400, '! ambiguous'],
		[date, new Date('2026-03-04'), '2026-03-04'],
		[date, new Date(NaN), '! out of range'],
		[date, DateTime.fromISO('2026-03-04T00:00:00Z'), '2026-03-04'],
		[date, true, '! wrong type'],
		[{ ...date, rules: [{ kind: 'before', argument: '2026-01-01' }] }, '2026-03-04', '! breaks a rule'],
		[{ ...date, rules: [{ kind: 'after', argument: '2026-01-01' }] }, '2025-03-04', '! breaks a rule'],
		[{ ...date, rules: [{ kind: 'after', argument: '2026-01-01' }] }, '2026-03-04', '2026-03-04'],
		[{ ...date, rules: [{ kind: 'after', argument: 'last week' }] }, '2025-03-04', '2025-03-04'],
	],
	'date and time': [
		[time, '2026-03-04T15:30:00Z', '2026-03-04T15:30:00.000Z'],
		[time, '2026-03-04 15:30+01:00', '2026-03-04T14:30:00.000Z'],
		[time, '2026-03-04T15:30:00.1234567-0530', '2026-03-04T21:00:00.123Z'],
		[time, '2026-03-04T15:30:00+02', '2026-03-04T13:30:00.000Z'],
		[time, '2026-03-04T15:30:00', '! ambiguous'],
		[time, '2026-03-04', '! wrong type'],
		[time, '2026-02-30T10:00:00Z', '! out of range'],
		[time, '2026-03-04T24:00:00Z', '! out of range'],
		[time, '2026-03-04T10:60:00Z', '! out of range'],
		[time, '2026-03-04T10:00:00+25:00', '! out of range'],
		[time, 1772638200000, '2026-03-04T15:30:00.000Z'],
		[time, 1772638200, '! ambiguous'],
		[time, 9e20, '! out of range'],
		[time, '1965-03-04T10:00:00Z', '1965-03-04T10:00:00.000Z'],
	],
	choice: [
		[segment, 'warm', 'warm'],
		[segment, 'HOT', 'hot_1'],
		[segment, ' warm lead ', 'warm'],
		[segment, `War${zero}m`, 'warm'],
		[segment, 'Twin', '! ambiguous'],
		[segment, 'a', 'a'],
		[segment, 'Old', '! inactive option'],
		[segment, 'old', '! inactive option'],
		[segment, 'Tepid', '! unknown option'],
		[{ ...segment, openChoices: true }, 'Tepid', 'Tepid'],
		[{ ...segment, openChoices: true }, 'HOT', 'hot_1'],
		[{ ...segment, openChoices: true }, 'Twin', '! ambiguous'],
		[segment, ['warm'], '! wrong type'],
		[{ type: 'choice', choices: [choice('1', 'One')] }, 1, '1'],
		// The stored value comes before another option's label.
		[{ type: 'choice', choices: [choice('1', '2'), choice('2', '1')] }, '1', '1'],
	],
	choices: [
		[{ ...segment, type: 'choices' }, ['warm', 'Hot', 'warm'], ['hot_1', 'warm']],
		[{ ...segment, type: 'choices' }, 'warm; Hot', ['hot_1', 'warm']],
		[{ ...segment, type: 'choices' }, 'warm', ['warm']],
		[{ ...segment, type: 'choices' }, [], null],
		[{ ...segment, type: 'choices' }, ';warm', '! wrong type'],
		[{ ...segment, type: 'choices' }, 'warm;Tepid', '! unknown option'],
		[{ ...segment, type: 'choices' }, 'warm;Twin', '! ambiguous'],
		[{ ...segment, type: 'choices' }, [{}], '! wrong type'],
		[{ ...segment, type: 'choices' }, {}, '! wrong type'],
		[{ type: 'choices', openChoices: true }, 'y;x', ['x', 'y']],
		[{ type: 'choices', openChoices: true }, ['x;y'], '! wrong type'],
	],
	email: [
		[{ type: 'email' }, ' Jane.Doe@ACME.com ', 'Jane.Doe@acme.com'],
		[{ type: 'email' }, 'jane@münchen.de', 'jane@xn--mnchen-3ya.de'],
		[{ type: 'email' }, 'jane', '! wrong type'],
		[{ type: 'email' }, 'jane@localhost', '! wrong type'],
		[{ type: 'email' }, 'a@b.com, c@d.com', '! wrong type'],
		[{ type: 'email' }, 'jane..doe@acme.com', '! wrong type'],
		[{ type: 'email' }, 5, '! wrong type'],
	],
	url: [
		[{ type: 'url' }, 'https://acme.com/a?b=c#d', 'https://acme.com/a?b=c#d'],
		[{ type: 'url' }, 'acme.com', '! wrong type'],
		[{ type: 'url' }, 'javascript:alert(1)', '! wrong type'],
		[{ type: 'url' }, 'data:text/html,x', '! wrong type'],
		[{ type: 'url' }, 'https:acme.com', '! wrong type'],
		[{ type: 'url' }, 'https://user:secret@acme.com', '! wrong type'],
		[{ type: 'url' }, 'https://acme.com/a b', '! wrong type'],
	],
	phone: [
		[{ type: 'phone' }, '+1 (415) 555-0100', '+1 (415) 555-0100'],
		[{ type: 'phone' }, '020 7946 0958 ext. 12', '020 7946 0958 ext. 12'],
		[{ type: 'phone' }, 4155550100, '4155550100'],
		[{ type: 'phone' }, '4.15556E+10', '! wrong type'],
		[{ type: 'phone' }, 'call me', '! wrong type'],
		[{ type: 'phone' }, '12', '! wrong type'],
		[{ type: 'phone' }, true, '! wrong type'],
	],
	reference: [
		[{ type: 'reference' }, '123', '123'],
		[{ type: 'reference' }, 123, '123'],
		[{ type: 'reference' }, 1.5, '! wrong type'],
		[{ type: 'reference' }, 'Jane Doe', '! wrong type'],
		[{ type: 'reference' }, ' ', null],
	],
	structured: [
		[{ type: 'structured' }, { city: 'Wien', zip: null, list: [1, 'a'] }, { city: 'Wien', zip: null, list: [1, 'a'] }],
		[{ type: 'structured' }, { city: 'Wien', zip: undefined }, { city: 'Wien' }],
		[{ type: 'structured' }, JSON.parse('{"a":{"__proto__":{"admin":true}}}'), '! wrong type'],
		[{ type: 'structured' }, { constructor: 1 }, '! wrong type'],
		[{ type: 'structured' }, { at: new Date(0) }, '! wrong type'],
		[{ type: 'structured' }, { n: NaN }, '! wrong type'],
		[{ type: 'structured' }, '{"a":1}', '! wrong type'],
	],
	unsupported: [
		[{ type: 'unsupported' }, 'x', '! unsupported'],
		[{ type: 'unsupported' }, null, '! unsupported'],
	],
};

describe('coercing a value to a field (S0-29, S0-30)', () => {
	for (const [type, table] of Object.entries(rows)) {
		const named = table.map(([over, given, expected], at) => [given, expected, at + 1, over] as const);
		test.each(named)(`${type}: %j becomes %j (row %d)`, (given, expected, _row, over) => {
			expect(short(coerce(field(over), given))).toEqual(expected);
		});
	}

	const types: readonly FieldType[] = [
		...(Object.keys(rows).filter((type) => type !== 'unsupported') as FieldType[]),
		'long text',
	];

	test.each(types)('an empty %s is null, and a missing one is refused', (type) => {
		for (const empty of [null, '', []]) expect(coerce(field({ type }), empty)).toEqual({ ok: true, value: null });
		expect(short(coerce(field({ type }), undefined))).toBe('! no value');
	});

	test('whatever comes in, the answer is a value or a refusal with both sentences, and never an exception', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...types),
				fc.anything({ withDate: true, withNullPrototype: true }),
				(type, given) => {
					const coerced = coerce(field({ type }), given);
					if (!coerced.ok) {
						expect(coerced.message).toMatch(/^The value for A Field \(a_field\) .+\.$/);
						expect(coerced.hint.length).toBeGreaterThan(10);
					}
				},
			),
			{ numRuns: 2000 },
		);
	});

	test('a canonical value is left as it is when it comes in again', () => {
		const text = fc.string({ unit: 'binary', maxLength: 40 });
		const inputs = fc.oneof(text, fc.double(), fc.boolean(), fc.array(text, { maxLength: 3 }), fc.date().map(Number));
		fc.assert(
			fc.property(fc.constantFrom(...types), inputs, (type, given) => {
				const schema = field({ type, openChoices: true, decimals: type === 'number' ? 3 : undefined });
				const once = coerce(schema, given);
				if (once.ok) expect(coerce(schema, once.value)).toEqual(once);
			}),
			{ numRuns: 3000 },
		);
	});

	test('every day that exists is read in each of its unambiguous forms', () => {
		const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true });
		fc.assert(
			fc.property(days, (day) => {
				const iso = day.toISOString().slice(0, 10);
				const [year, month, number] = iso.split('-').map(Number);
				const name = day.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' });
				for (const written of [
					`${name} ${number}, ${year}`,
					`${number} ${name} ${year}`,
					`${year}/${month}/${number}`,
				]) {
					expect(coerce(field(date), written)).toEqual({ ok: true, value: iso });
				}
			}),
		);
	});
});

describe('refusals', () => {
	const secret = 'jane.roe.private';

	test.each(Object.keys(rows) as FieldType[])('a refused %s is not repeated in the message or the hint', (type) => {
		const schema = field({ type, maxLength: 5, choices: [choice('a')] });
		const coerced = coerce(schema, secret);
		if (coerced.ok) throw new Error('expected a refusal');
		expect(coerced.message + coerced.hint).not.toContain(secret);
	});

	test('the hint lists eight options at most, with labels, and counts the rest', () => {
		const choices = Array.from({ length: 12 }, (_, at) => choice(`v${at}`, `Label ${at}`));
		const coerced = coerce(field({ type: 'choice', choices }), 'x');
		if (coerced.ok) throw new Error('expected a refusal');
		expect(coerced.hint).toContain('"Label 7" (v7) and 4 more');
		expect(coerced.hint).not.toContain('Label 8');
	});

	test('an ambiguous label says how many options have it and names their stored values', () => {
		const coerced = coerce(field(segment), 'twin');
		expect(coerced).toMatchObject({ message: expect.stringContaining('fits two options that are called "Twin"') });
		expect(coerced).toMatchObject({ hint: expect.stringContaining('"a", "b"') });
	});

	test('read-only and calculated fields are named as such, and others are writable', () => {
		expect(writable(field())).toBeUndefined();
		expect(writable(field({ readOnly: true }))?.message).toMatch(/read-only/);
		expect(writable(field({ readOnly: true, calculated: true }))?.message).toMatch(/calculated/);
	});
});

describe('text', () => {
	test.each<readonly [string, string]>([
		['a\u0000b\u0007c\u007f', 'abc'],
		['one\r\ntwo\rthree\tfour', 'one\ntwo\nthree\tfour'],
		['pay\u202egnp.exe\u2066', 'paygnp.exe'],
		['ze\u200bro\u2060wi\ufeffdth\u200d', 'zerowidth'],
		['hid\u{e0061}\u{e0062}den', 'hidden'],
		['half \ud83d emoji', 'half  emoji'],
		['👩‍👩‍👧 ❤️‍🔥', '👩‍👩‍👧 ❤️‍🔥'],
		['می‌خواهم', 'می‌خواهم'],
		['क्‍ष', 'क्‍ष'],
		['ad\u200cmin', 'admin'],
		['Zürich – 東京', 'Zürich – 東京'],
	])('%j becomes %j', (given, expected) => {
		expect(sanitizeText(given)).toBe(expected);
	});

	test('sanitising twice changes nothing more', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const once = sanitizeText(text);
				expect(sanitizeText(once)).toBe(once);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('patterns of administrators', () => {
	const withPattern = (argument: string): FieldSchema => field({ rules: [{ kind: 'pattern', argument }] });

	test.each(['(a+)+$', '(a|a)*$', '((ab)*)*c', '(?=a)b', '(a)\\1', 'a*a*a*a*a*a*a*b', 'x'.repeat(201)])(
		'a pattern that could take long or is not understood is left to the CRM: %s',
		(argument) => {
			const took = ownTime(() => {
				for (const text of [`${'a'.repeat(26)}!`, `${'a'.repeat(5000)}!`]) {
					expect(short(coerce(withPattern(argument), text))).toBe(text);
				}
			});
			expect(took).toBeLessThan(500);
		},
	);
});

describe('the AI fields', () => {
	test('are the nine of Set Up AI Fields, each with a label and a description', () => {
		expect(aiFields.map((spec) => spec.name)).toEqual([
			'ai_lead_score',
			'ai_score_reason',
			'ai_fit_segment',
			'ai_summary',
			'ai_summary_status',
			'ai_reply_draft',
			'ai_review_status',
			'ai_updated_at',
			'ai_provenance',
		]);
		for (const spec of aiFields) {
			expect(spec.label).not.toBe('');
			expect(spec.description).toMatch(/\.$/);
			expect(spec.type === 'choice').toBe(spec.choices !== undefined);
		}
	});

	test('take what AI would write into them', () => {
		const samples: Readonly<Record<string, CrmValue>> = {
			ai_lead_score: 71.6,
			ai_score_reason: 'Asked for a demo.',
			ai_summary: 'Key points: wants a demo.\nNext: call on Monday.',
			ai_reply_draft: 'Thank you for your mail.',
			ai_fit_segment: 'Hot',
			ai_summary_status: 'Up to Date',
			ai_review_status: 'open',
			ai_updated_at: '2026-03-04T15:30:00.000Z',
			ai_provenance: '{}',
		};
		for (const { name, type, choices = [] } of aiFields) {
			const schema = field({ name, type, choices: choices.map((option) => ({ ...option, active: true })) });
			expect(coerce(schema, samples[name])).toMatchObject({ ok: true });
		}
	});
});
