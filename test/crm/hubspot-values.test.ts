/** Wire values and canonical values (S0-29, S2-08). */
import fc from 'fast-check';
import type { FieldSchema, FieldType } from '../../core/fields/schema';
import { sameValue, type CrmValue } from '../../core/value';
import { readField } from '../../crm/hubspot/describe';
import { standardObjects } from '../../crm/hubspot/objects';
import { readValidations } from '../../crm/hubspot/validations';
import { fromWire, predict, toWire } from '../../crm/hubspot/values';

const [contact] = standardObjects;

function field(type: FieldType, rules: FieldSchema['rules'] = []): FieldSchema {
	const native = { type: '', control: '' };
	const flags = { readOnly: false, calculated: false, unique: false, currency: false, sensitive: false, hidden: false };
	return { name: 'f', label: 'F', type, choices: [], openChoices: false, ...flags, rules, native };
}

describe('reading', () => {
	test.each<[FieldType, string | null, CrmValue]>([
		['text', '', null],
		['text', null, null],
		['text', ' x ', ' x '],
		['number', '0', 0],
		['number', '-0', 0],
		['number', '007', 7],
		['number', '1.50', 1.5],
		['number', '1e3', 1000],
		['number', '1,5', '1,5'],
		['number', '', null],
		['number', 'Infinity', 'Infinity'],
		['number', '0x10', '0x10'],
		['number', '12345678901234567890', '12345678901234567890'],
		['yes/no', 'true', true],
		['yes/no', 'false', false],
		['yes/no', 'yes', 'yes'],
		['date', '2026-11-20', '2026-11-20'],
		['date', '1795132800000', '2026-11-20'],
		['date', '1795132800001', '1795132800001'],
		['date', '2026-11-20T00:00:00Z', '2026-11-20'],
		['date', '3/4/2026', '3/4/2026'],
		['date and time', '1795132800123', '2026-11-20T00:00:00.123Z'],
		['date and time', '2026-11-20T01:30:00+01:00', '2026-11-20T00:30:00.000Z'],
		['date and time', '2026-11-20T00:30:00Z', '2026-11-20T00:30:00.000Z'],
		['date and time', 'tomorrow', 'tomorrow'],
		['choices', 'b;a', ['a', 'b']],
		['choices', ';a;;a', ['a']],
		['choice', 'a', 'a'],
	])('%s %p is %p', (type, wire, canonical) => {
		expect(fromWire({ type }, wire)).toEqual(canonical);
	});
});

describe('writing', () => {
	test.each<[FieldType, CrmValue, string]>([
		['text', null, ''],
		['number', 0, '0'],
		['number', 1e-7, '0.0000001'],
		['number', 1.5e21, '1500000000000000000000'],
		['number', -2.5e-8, '-0.000000025'],
		['yes/no', false, 'false'],
		['choices', ['b', 'a', 'b'], 'a;b'],
		['choices', ';a', 'a'],
		['choices', [], ''],
		['date', '2026-11-20', '2026-11-20'],
	])('%s %p is sent as %p', (type, value, wire) => {
		expect(toWire({ type }, value)).toBe(wire);
	});

	test('a choice list never starts with the ";" that appends instead of replacing', () => {
		const option = fc.string().filter((text) => !text.includes(';'));
		fc.assert(
			fc.property(fc.array(option), (options) => {
				expect(toWire({ type: 'choices' }, options).startsWith(';')).toBe(false);
			}),
		);
	});

	test('every number that JSON can hold is sent in decimal notation and comes back as itself', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				const wire = toWire({ type: 'number' }, value);
				expect(wire).toMatch(/^-?\d+(\.\d+)?$/);
				expect(Number(wire) === value || (value === 0 && Number(wire) === 0)).toBe(true);
			}),
		);
	});
});

describe('predicting', () => {
	test('a prediction predicts itself, for every type and value', () => {
		const types = fc.constantFrom<FieldType>('text', 'number', 'yes/no', 'date', 'date and time', 'choices', 'email');
		const values = fc.oneof(
			fc.string(),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
			fc.boolean(),
			fc.constant(null),
		);
		fc.assert(
			fc.property(types, values, (type, value) => {
				const once = predict(field(type), value);
				expect(sameValue(predict(field(type), once), once)).toBe(true);
			}),
		);
	});

	test('an e-mail is lower case, text is left as it is', () => {
		expect(predict(field('email'), ' Ann@Example.COM ')).toBe('ann@example.com');
		expect(predict(field('text'), ' Ann ')).toBe(' Ann ');
	});

	test('spaces at the ends go where a rule makes HubSpot take them away', () => {
		const rule = { ruleType: 'WHITESPACE', ruleArguments: ['TRIM'], shouldApplyNormalization: true };
		const rules = (shouldApplyNormalization: boolean) =>
			readValidations({
				results: [{ propertyName: 'f', propertyValidationRules: [{ ...rule, shouldApplyNormalization }] }],
			}).get('f') ?? [];
		expect(predict(field('text', rules(true)), ' A1 ')).toBe('A1');
		expect(predict(field('text', rules(false)), ' A1 ')).toBe(' A1 ');
	});
});

describe('field types', () => {
	const read = (property: Readonly<Record<string, unknown>>) => {
		if (contact === undefined) throw new Error('no contact');
		return readField(contact, typeof property['name'] === 'string' ? property['name'] : 'f', property, []);
	};
	const yesNo = [{ value: 'true' }, { value: 'false' }];
	test.each<[Readonly<Record<string, unknown>>, FieldType]>([
		[{ type: 'string', fieldType: 'text' }, 'text'],
		[{ type: 'string', fieldType: 'textarea' }, 'long text'],
		[{ type: 'string', fieldType: 'html' }, 'long text'],
		[{ type: 'string', fieldType: 'file' }, 'unsupported'],
		[{ type: 'string', fieldType: 'phonenumber' }, 'phone'],
		[{ type: 'string', fieldType: 'text', name: 'email' }, 'email'],
		[{ type: 'string', fieldType: 'text', textDisplayHint: 'domain_name' }, 'url'],
		[{ type: 'number', fieldType: 'number' }, 'number'],
		[{ type: 'bool', fieldType: 'booleancheckbox', options: yesNo }, 'yes/no'],
		[{ type: 'enumeration', fieldType: 'booleancheckbox', options: yesNo }, 'yes/no'],
		[{ type: 'enumeration', fieldType: 'booleancheckbox', options: [{ value: 'a' }, { value: 'b' }] }, 'choice'],
		[{ type: 'enumeration', fieldType: 'radio' }, 'choice'],
		[{ type: 'enumeration', fieldType: 'checkbox' }, 'choices'],
		[{ type: 'enumeration', fieldType: 'select', referencedObjectType: 'OWNER' }, 'reference'],
		[{ type: 'enumeration', fieldType: 'select', externalOptions: true }, 'reference'],
		[{ type: 'datetime', fieldType: 'date' }, 'date and time'],
		[{ type: 'date', fieldType: 'date' }, 'date'],
		[{ type: 'json', fieldType: 'text' }, 'structured'],
		[{ type: 'brand new', fieldType: 'text' }, 'unsupported'],
		[{}, 'unsupported'],
	])('%j is %s', (property, type) => {
		expect(read(property).type).toBe(type);
	});

	test('calculated and read-only properties, hidden options, money and sensitive data are marked', () => {
		expect(read({ type: 'number', calculated: true })).toMatchObject({ readOnly: true, calculated: true });
		expect(read({ type: 'number', modificationMetadata: { readOnlyValue: true } })).toMatchObject({
			readOnly: true,
			calculated: false,
		});
		expect(read({ type: 'number', numberDisplayHint: 'currency' }).currency).toBe(true);
		expect(read({ type: 'string', dataSensitivity: 'highly_sensitive' }).sensitive).toBe(true);
		const options = [
			{ value: 'a', label: 'A' },
			{ value: 'b', label: 'B', hidden: true },
		];
		expect(read({ type: 'enumeration', fieldType: 'select', options }).choices).toEqual([
			{ value: 'a', label: 'A', active: true },
			{ value: 'b', label: 'B', active: false },
		]);
	});
});
