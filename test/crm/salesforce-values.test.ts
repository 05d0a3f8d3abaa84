/** Ids, names and values of Salesforce. */
import fc from 'fast-check';
import { readField } from '../../crm/salesforce/describe';
import { recordId } from '../../crm/salesforce/ids';
import { inOrder } from '../../crm/salesforce/same-second';
import { canonicalNames } from '../../crm/salesforce/names';
import { fromWire, predict, toWire } from '../../crm/salesforce/values';
import type { CrmValue } from '../../core/value';

describe('record ids', () => {
	test('15 characters get their suffix, 18 are checked', () => {
		expect(recordId('0015j00000abcDE')).toBe('0015j00000abcDEAAY');
		expect(recordId('0015j00000abcDEAAY')).toBe('0015j00000abcDEAAY');
		expect(recordId(' 0015j00000abcDE ')).toBe('0015j00000abcDEAAY');
	});

	test('an id whose case was lost is refused: it would be another record', () => {
		expect(recordId('0015J00000ABCDEAAY')).toBeUndefined();
		expect(recordId('0015j00000abcdeAAY')).toBeUndefined();
	});

	test.each([
		'',
		'x',
		'0015j00000abcD',
		'0015j00000abcDEAA',
		"0015j00000abcD'",
		'../../limits?x',
		'0015j00000abcDEAAYx',
	])('%j is no id', (text) => expect(recordId(text)).toBeUndefined());
});

describe('names of AI fields', () => {
	const names = (...fields: readonly (readonly [name: string, label: string, custom?: boolean])[]) =>
		Object.fromEntries(canonicalNames(fields.map(([name, label, custom = true]) => ({ name, label, custom }))));

	test('are the same on every CRM, by API name or label', () => {
		expect(names(['ai_lead_score__c', 'Score'], ['AI_Score_Reason__c', 'x'], ['Hint__c', 'AI Updated At'])).toEqual({
			ai_lead_score__c: 'ai_lead_score',
			AI_Score_Reason__c: 'ai_score_reason',
			Hint__c: 'ai_updated_at',
		});
	});

	test('never make two fields one: the API name counts more, whatever comes first', () => {
		expect(names(['Other__c', 'AI Lead Score'], ['ai_lead_score__c', 'Score'])).toEqual({
			Other__c: 'Other__c',
			ai_lead_score__c: 'ai_lead_score',
		});
	});

	test('two fields that only a label would name alike keep their own names, in whatever order they come', () => {
		const twins = [
			['One__c', 'AI Score'],
			['Two__c', 'AI Score'],
		] as const;
		for (const fields of [twins, [...twins].reverse()]) {
			expect(names(...fields)).toEqual({ One__c: 'One__c', Two__c: 'Two__c' });
		}
	});

	test('a person account’s field of the contact is no field of the account, whatever its label', () => {
		expect(names(['AI_Lead_Score__pc', 'AI Lead Score'])).toEqual({ AI_Lead_Score__pc: 'AI_Lead_Score__pc' });
		expect(names(['AI_Lead_Score__pc', 'AI Lead Score'], ['ai_lead_score__c', 'AI Lead Score'])).toEqual({
			AI_Lead_Score__pc: 'AI_Lead_Score__pc',
			ai_lead_score__c: 'ai_lead_score',
		});
	});

	test('are given to custom fields only', () => {
		expect(names(['Title', 'AI Title', false], ['Email', 'Email', false], ['Said__c', 'Said'])).toEqual({
			Title: 'Title',
			Email: 'Email',
			Said__c: 'Said__c',
		});
	});
});

const field = (type: string, more: Readonly<Record<string, unknown>> = {}) =>
	readField('f', { name: 'f', label: 'F', type, updateable: true, ...more });

describe('values', () => {
	test.each<[string, Readonly<Record<string, unknown>>, CrmValue, unknown, CrmValue]>([
		['string', {}, ' a \r\nb ', ' a \r\nb ', 'a \nb'],
		['string', {}, '', null, null],
		['string', {}, '   ', '   ', null],
		['textarea', {}, 'a\r\nb', 'a\r\nb', 'a\nb'],
		['email', {}, 'Ann@X.COM', 'Ann@X.COM', 'ann@x.com'],
		['double', { scale: 2 }, 1.005, 1.005, 1.01],
		['double', { scale: 2 }, -1.005, -1.005, -1.01],
		['double', { scale: 0 }, 0.4, 0.4, 0],
		['double', { scale: 0 }, -0.4, -0.4, 0],
		['int', {}, 3, 3, 3],
		['percent', { scale: 1 }, 33.35, 33.35, 33.4],
		['currency', { scale: 2 }, 10, 10, 10],
		['boolean', {}, false, false, false],
		['boolean', {}, true, true, true],
		['date', {}, '2026-02-28', '2026-02-28', '2026-02-28'],
		['datetime', {}, '2026-11-20T13:14:15.678Z', '2026-11-20T13:14:15.678Z', '2026-11-20T13:14:15.000Z'],
		['picklist', {}, 'A', 'A', 'A'],
		['multipicklist', {}, ['b', 'a', 'b'], 'a;b', ['a', 'b']],
		['multipicklist', {}, [], null, null],
		['reference', {}, '0015j00000abcDEAAY', '0015j00000abcDEAAY', '0015j00000abcDEAAY'],
		['double', { scale: 2 }, null, null, null],
	])('%s %j: %j is sent as %j and predicted as %j', (type, more, value, sent, stored) => {
		expect(toWire(field(type, more), value)).toEqual(sent);
		expect(predict(field(type, more), value)).toEqual(stored);
	});

	test.each<[string, unknown, CrmValue]>([
		['datetime', '2026-11-20T10:00:00.000+0000', '2026-11-20T10:00:00.000Z'],
		['datetime', '2026-11-20T11:00:00.000+0100', '2026-11-20T10:00:00.000Z'],
		['double', '12.50', 12.5],
		['double', 0, 0],
		['boolean', 'false', false],
		['multipicklist', 'b;a', ['a', 'b']],
		['string', '', null],
		['double', 'n/a', 'n/a'],
		['address', { attributes: {}, city: 'Ulm' }, { city: 'Ulm' }],
	])('%s %j is read as %j', (type, raw, value) => expect(fromWire(field(type), raw)).toEqual(value));

	test('a prediction predicts itself', () => {
		const types = ['string', 'textarea', 'email', 'double', 'datetime', 'multipicklist', 'picklist'];
		const values = fc.oneof(fc.string(), fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.array(fc.string()));
		fc.assert(
			fc.property(fc.constantFrom(...types), values, (type, value) => {
				const schema = field(type, { scale: 2 });
				const once = predict(schema, value);
				expect(predict(schema, once)).toEqual(once);
			}),
		);
	});
});

describe('field types', () => {
	test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
		['string', { length: 80 }, { type: 'text', maxLength: 80, readOnly: false }],
		['textarea', { length: 32000 }, { type: 'long text', maxLength: 32000 }],
		['textarea', { htmlFormatted: true }, { type: 'unsupported' }],
		['email', {}, { type: 'email' }],
		['phone', {}, { type: 'phone' }],
		['url', {}, { type: 'url' }],
		['picklist', { restrictedPicklist: true }, { type: 'choice', openChoices: false }],
		['picklist', {}, { type: 'choice', openChoices: true }],
		['combobox', {}, { type: 'choice', openChoices: true }],
		['multipicklist', { restrictedPicklist: true }, { type: 'choices', openChoices: false }],
		['boolean', {}, { type: 'yes/no' }],
		[
			'int',
			{ digits: 8 },
			{
				type: 'number',
				decimals: 0,
				rules: [
					{ kind: 'max', argument: '99999999' },
					{ kind: 'min', argument: '-99999999' },
				],
			},
		],
		[
			'double',
			{ precision: 5, scale: 2 },
			{
				type: 'number',
				decimals: 2,
				rules: [
					{ kind: 'max', argument: '999.99' },
					{ kind: 'min', argument: '-999.99' },
				],
			},
		],
		['double', { precision: 18, scale: 2 }, { type: 'number', rules: [] }],
		['currency', { scale: 2 }, { type: 'number', currency: true }],
		['percent', { scale: 0 }, { type: 'number', decimals: 0 }],
		['date', {}, { type: 'date' }],
		['datetime', {}, { type: 'date and time' }],
		['time', {}, { type: 'unsupported' }],
		['reference', { referenceTo: ['Account'] }, { type: 'reference' }],
		['id', { updateable: false }, { type: 'text', unique: true, readOnly: true }],
		['address', { updateable: false }, { type: 'structured', readOnly: true }],
		['location', {}, { type: 'structured' }],
		['encryptedstring', {}, { type: 'text', sensitive: true }],
		['base64', {}, { type: 'unsupported' }],
		['anyType', {}, { type: 'unsupported' }],
		['brand new', {}, { type: 'unsupported' }],
		['string', { updateable: false }, { readOnly: true }],
		['double', { calculated: true }, { readOnly: true, calculated: true }],
		['string', { autoNumber: true }, { readOnly: true, calculated: true }],
		['string', { unique: true }, { unique: true }],
		['string', { externalId: true }, { unique: true }],
	])('%s %j is %j', (type, more, wanted) => expect(field(type, more)).toMatchObject(wanted));
});

describe('changes within one second', () => {
	const links = (...values: readonly CrmValue[]) =>
		values.slice(1).map((value, index) => ({ at: '2026-11-20T10:00:00.000Z', old: values[index] ?? null, value }));

	test('stand in the order in which each replaced the other, whatever order they come in', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 7 }),
				fc.infiniteStream(fc.nat()),
				(values, keys) => {
					const happened = links(...values);
					const shuffled = happened
						.map((link) => ({ link, key: keys.next().value as number }))
						.sort((a, b) => a.key - b.key)
						.map(({ link }) => link);
					expect(inOrder(shuffled)).toEqual([...happened].reverse());
				},
			),
		);
	});

	test('follow on what the second before left', () => {
		const [first, second] = links(1, 2, 1);
		const earlier = { at: '2026-11-20T09:00:00.000Z', old: null, value: 1 };
		expect(inOrder([first, second, earlier].flatMap((link) => link ?? []))).toEqual([second, first, earlier]);
	});

	test('follow on what was really last in the second before, in whatever order that one came', () => {
		const before = [1, 2, 3].map((value, n) => ({ at: '2026-11-20T09:00:00.000Z', old: n === 0 ? null : n, value }));
		// A ring: by itself it could begin anywhere.
		const ring = [
			[3, 1],
			[1, 9],
			[9, 3],
		].map(([old = 0, value = 0]) => ({ at: '2026-11-20T09:00:01.000Z', old, value }));
		const [a, b, c] = before;
		const given = [...ring, a, c, b].flatMap((link) => link ?? []);
		expect(inOrder(given).map(({ value }) => value)).toEqual([3, 9, 1, 3, 2, 1]);
	});

	test('that do not fit together stay as they came', () => {
		const odd = [...links(1, 2), ...links(5, 6)];
		expect(inOrder(odd)).toEqual(odd);
	});
});
