/** Every field type of Pipedrive x valid, invalid, empty, null and boundary: what is sent, and what the re-read says. */
import { coerce, writable } from '../../../core/fields/coerce';
import type { FieldSchema } from '../../../core/fields/schema';
import { sameValue, type CrmValue } from '../../../core/value';
import type { FieldType } from '../../../sandbox/pipedrive/entities';
import { openPipedrive, type PipedriveStage } from './stage';

let stage: PipedriveStage;
let id: string;
beforeAll(async () => {
	stage = await openPipedrive();
	id = stage.control.create({ object: 'person', values: { name: 'Ada' } });
});
afterAll(async () => {
	await stage.close();
});

interface Row {
	readonly type: FieldType;
	readonly options?: readonly string[];
	/** Label, where the adapter reads the type off it. */
	readonly label?: string;
	/** What the port shows the field as. */
	readonly shown: FieldSchema['type'];
	/** Given value and canonical value; 'option 0' stands for the first option's id. */
	readonly good: readonly (readonly [unknown, CrmValue])[];
	readonly bad: readonly unknown[];
}

const rows: readonly Row[] = [
	{
		type: 'varchar',
		shown: 'text',
		good: [
			['Zoë <b>&amp; "x"', 'Zoë <b>&amp; "x"'],
			['x'.repeat(255), 'x'.repeat(255)],
			[12, '12'],
		],
		bad: ['x'.repeat(256), { a: 1 }],
	},
	{ type: 'varchar_auto', shown: 'text', good: [['Berlin', 'Berlin']], bad: ['x'.repeat(256)] },
	{
		type: 'text',
		shown: 'long text',
		good: [
			['one\ntwo', 'one\ntwo'],
			['x'.repeat(65_000), 'x'.repeat(65_000)],
		],
		bad: ['x'.repeat(65_001), ['a']],
	},
	{
		type: 'double',
		shown: 'number',
		good: [
			[0, 0],
			[-3.25, -3.25],
			['12.5', 12.5],
			[9_007_199_254_740_991, 9_007_199_254_740_991],
		],
		bad: ['12 apples', Number.NaN, {}],
	},
	{
		type: 'monetary',
		shown: 'number',
		good: [
			[0, 0],
			[99.95, 99.95],
		],
		bad: ['a lot', []].slice(0, 1),
	},
	{ type: 'phone', shown: 'phone', good: [['+49 30 901820', '+49 30 901820']], bad: [{ n: 1 }] },
	{ type: 'date', shown: 'date', good: [['2026-02-28', '2026-02-28']], bad: ['2026-02-30', 'tomorrow'] },
	{ type: 'daterange', shown: 'date', good: [], bad: ['2026-13-01'] },
	{
		type: 'time',
		shown: 'text',
		good: [
			['09:30:00', '09:30:00'],
			['00:00', '00:00:00'],
			['23:59:59', '23:59:59'],
		],
		bad: ['24:00', '9 o’clock'],
	},
	{
		type: 'enum',
		options: ['A', 'B'],
		shown: 'choice',
		good: [
			['option 0', 'option 0'],
			['B', 'option 1'],
		],
		bad: ['C', 4711],
	},
	{
		type: 'enum',
		options: ['Yes', 'No'],
		label: 'Newsletter',
		shown: 'yes/no',
		good: [
			[true, true],
			[false, false],
			['no', false],
		],
		bad: ['perhaps', 7],
	},
	{
		type: 'set',
		options: ['A', 'B', 'C'],
		shown: 'choices',
		good: [
			[
				['A', 'C'],
				['option 0', 'option 2'],
			],
			['B', ['option 1']],
		],
		bad: [['A', 'Z']],
	},
	{ type: 'address', shown: 'text', good: [['Main St 1, Berlin', 'Main St 1, Berlin']], bad: [{ value: 'x' }] },
	{ type: 'org', shown: 'reference', good: [], bad: ['Acme Ltd'] },
	{ type: 'people', shown: 'reference', good: [], bad: ['Ada Lovelace'] },
	{ type: 'user', shown: 'reference', good: [['501', '501']], bad: ['Robin Hale'] },
	{
		type: 'varchar',
		label: 'AI Checked At',
		shown: 'date and time',
		good: [['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z']],
		bad: ['last week'],
	},
];

describe.each(rows)('$type ($shown)', ({ type, options, label, shown, good, bad }) => {
	let field: FieldSchema;
	let ids: readonly string[];
	beforeAll(async () => {
		const name = label ?? `Field ${type} ${shown}`;
		const code = stage.control.createProperty({ object: 'person', name, type, ...(options ? { options } : {}) });
		const found = (await stage.connect().crm.describe('contact')).find(({ native }) => native.control === code);
		if (found === undefined) throw new Error(`no field ${name}`);
		field = found;
		ids = (stage.control.property({ object: 'person', name: code })?.options ?? []).map((option) => String(option.id));
	});
	const resolved = (value: unknown): unknown => {
		if (Array.isArray(value)) return (value as unknown[]).map(resolved).sort();
		const place = typeof value === 'string' ? /^option (\d)$/.exec(value)?.[1] : undefined;
		return place === undefined ? value : ids[Number(place)];
	};
	/** Writes as Field-Safe Write does, and answers what the verifying re-read says. */
	const write = async (value: CrmValue): Promise<'stored' | 'not stored' | 'refused'> => {
		const { crm } = stage.connect();
		const [result] = await crm.write('contact', [{ id, values: { [field.name]: value } }]);
		if (result?.ok !== true) return 'refused';
		const stored = (await stage.read('contact', id, field.name)) as CrmValue;
		return sameValue(stored, crm.predict(field, value)) ? 'stored' : 'not stored';
	};

	test('is shown as what it is, and can be written', () => {
		expect(field.type).toBe(shown);
		expect(writable(field)).toBeUndefined();
	});

	test('takes good values and gives them back in canonical form', async () => {
		for (const [given, canonical] of good) {
			const coerced = coerce(field, resolved(given));
			expect(coerced).toMatchObject({ ok: true });
			if (!coerced.ok) continue;
			expect(stage.connect().crm.predict(field, coerced.value)).toEqual(resolved(canonical));
			expect(await write(coerced.value)).toBe('stored');
		}
	});

	test('refuses bad values before anything is sent, or Pipedrive does, and never stores something else', async () => {
		for (const given of bad) {
			const coerced = coerce(field, resolved(given));
			if (coerced.ok) expect(await write(coerced.value)).toBe('refused');
			else expect(coerced.message).not.toBe('');
		}
	});

	test('null and an empty text clear it', async () => {
		for (const empty of [null, '']) {
			const coerced = coerce(field, empty);
			expect(coerced).toEqual({ ok: true, value: null });
			expect(await write(null)).toBe('stored');
			expect(await stage.read('contact', id, field.name)).toBeNull();
		}
	});
});

test('a link to another record takes its id, a range both its ends', async () => {
	const org = stage.control.create({ object: 'company', values: { name: 'Acme' } });
	const range = stage.control.createProperty({ object: 'person', name: 'Holidays', type: 'daterange' });
	const { crm } = stage.connect();
	const values = { org_id: org, [range]: '2026-12-24', [`${range}.until`]: '2026-12-31' };
	expect(await crm.write('contact', [{ id, values }])).toMatchObject([{ ok: true }]);
	for (const [name, value] of Object.entries(values)) expect(await stage.read('contact', id, name)).toBe(value);
});

test('what Pipedrive sets itself is shown as read-only', async () => {
	const schema = await stage.connect().crm.describe('contact');
	for (const name of ['id', 'add_time', 'update_time', 'first_name', 'last_name', 'is_deleted']) {
		expect(schema.find((field) => field.name === name)?.readOnly).toBe(true);
	}
});
