/** Every field type of HubSpot x valid, invalid, empty, null and boundary: what is sent, and what the re-read says. */
import { fetchPort } from '../fetch-port';
import { coerce, writable } from '../../../core/fields/coerce';
import type { FieldSchema } from '../../../core/fields/schema';
import { sameValue, type CrmValue } from '../../../core/value';
import { createHubSpot } from '../../../crm/hubspot/hubspot';
import { startSandbox, type Sandbox } from '../../../sandbox/server';

let sandbox: Sandbox;
let id: string;
let owner: string;
beforeAll(async () => {
	sandbox = await startSandbox({ aiFields: true, seedContacts: 1, limits: { tenSeconds: 1e6, daily: 1e9 } });
	id = sandbox.control.create({ object: 'contact', values: { firstname: 'Ada' } });
	owner = (await connect().users?.())?.[0]?.id ?? '';
});
afterAll(async () => await sandbox.close());

function connect() {
	const port = fetchPort(sandbox.url, { token: sandbox.token });
	return createHubSpot(port, { baseUrl: sandbox.url, accessToken: async () => await Promise.resolve(sandbox.token) });
}

interface Row {
	/** A property of contacts: type/fieldType. */
	readonly name: string;
	readonly native: string;
	/** What the port shows the field as. */
	readonly shown: FieldSchema['type'];
	/** Given value, the canonical value that stands there afterwards. */
	readonly good: readonly (readonly [unknown, CrmValue])[];
	readonly bad: readonly unknown[];
}

const rows: readonly Row[] = [
	{
		name: 'jobtitle',
		native: 'string/text',
		shown: 'text',
		good: [
			['Zoë <b>&amp; "x"', 'Zoë <b>&amp; "x"'],
			[' spaces at the ends go ', 'spaces at the ends go'],
			[12, '12'],
		],
		bad: [{ a: 1 }, 'x'.repeat(65_537)],
	},
	{
		name: 'account_code',
		native: 'string/text with rules of the administrator',
		shown: 'text',
		good: [['AB-12', 'AB-12']],
		bad: ['x'.repeat(13), 'no spaces'],
	},
	{
		name: 'sales_notes',
		native: 'string/textarea',
		shown: 'long text',
		good: [
			['one\ntwo', 'one\ntwo'],
			['x'.repeat(65_536), 'x'.repeat(65_536)],
		],
		bad: ['x'.repeat(65_537), { a: 1 }],
	},
	{ name: 'rich_profile', native: 'string/html', shown: 'long text', good: [['plain', 'plain']], bad: [{ a: 1 }] },
	{
		name: 'ai_lead_score',
		native: 'number/number',
		shown: 'number',
		good: [
			[0, 0],
			[-3.25, -3.25],
			['12.5', 12.5],
			[1e-7, 1e-7],
			[9_007_199_254_740_991, 9_007_199_254_740_991],
		],
		bad: ['12 apples', Number.NaN, Infinity, {}, true],
	},
	{
		name: 'team_size',
		native: 'number/number with least and most',
		shown: 'number',
		good: [
			[0, 0],
			[100_000, 100_000],
		],
		bad: [-1, 100_001, 1.5],
	},
	{ name: 'budget', native: 'number/number, an amount', shown: 'number', good: [[99.95, 99.95]], bad: ['a lot'] },
	{
		name: 'newsletter_consent',
		native: 'bool/booleancheckbox',
		shown: 'yes/no',
		good: [
			[true, true],
			[false, false],
			['no', false],
		],
		bad: ['perhaps', 7],
	},
	{
		name: 'contract_start',
		native: 'date/date',
		shown: 'date',
		good: [
			['2026-02-28', '2026-02-28'],
			['2028-02-29', '2028-02-29'],
		],
		bad: ['2026-02-30', '3/4/2026', 'tomorrow'],
	},
	{
		name: 'ai_updated_at',
		native: 'datetime/date',
		shown: 'date and time',
		good: [
			['2026-11-20T13:14:15.678Z', '2026-11-20T13:14:15.678Z'],
			['2026-11-20T01:30:00+01:00', '2026-11-20T00:30:00.000Z'],
		],
		bad: ['yesterday', '2026-11-20T25:00:00Z'],
	},
	{
		name: 'tier',
		native: 'enumeration/select',
		shown: 'choice',
		good: [
			['A', 'A'],
			['silver', 'B'],
		],
		bad: ['Platinum', 'Retired tier', 7],
	},
	{ name: 'lifecyclestage', native: 'enumeration/radio', shown: 'choice', good: [['Lead', 'lead']], bad: ['x'] },
	{
		name: 'interests',
		native: 'enumeration/checkbox',
		shown: 'choices',
		good: [
			[
				['security', 'Reporting'],
				['reporting', 'security'],
			],
			['Automation', ['automation']],
		],
		bad: [['security', 'none such']],
	},
	{
		name: 'email',
		native: 'string/text, an address',
		shown: 'email',
		good: [['Ann.Types@Example.COM', 'ann.types@example.com']],
		bad: ['no address', { a: 1 }],
	},
	{
		name: 'phone',
		native: 'string/phonenumber',
		shown: 'phone',
		good: [['+49 30 901820', '+49 30 901820']],
		bad: [{ n: 1 }],
	},
	{
		name: 'hubspot_owner_id',
		native: 'enumeration/select',
		shown: 'reference',
		good: [['owner', 'owner']],
		bad: ['x'],
	},
];

describe.each(rows)('$name, $native ($shown)', ({ name, shown, good, bad }) => {
	let field: FieldSchema;
	beforeAll(async () => {
		const found = (await connect().describe('contact')).find((entry) => entry.name === name);
		if (found === undefined) throw new Error(`no field ${name}`);
		field = found;
	});
	const resolved = (value: unknown): unknown => (value === 'owner' ? owner : value);
	/** The canonical value as a fresh connection reads it. */
	const stored = async (): Promise<CrmValue> => {
		const result = (await connect().read('contact', [id], [name], { edits: false })).get(id);
		if (result?.ok !== true) throw new Error(result?.error.message ?? 'no answer');
		return result.value.values[name] ?? null;
	};
	/** Writes as Field-Safe Write does, and answers what the verifying re-read says. */
	const write = async (value: CrmValue): Promise<'stored' | 'not stored' | 'refused'> => {
		const crm = connect();
		const [result] = await crm.write('contact', [{ id, values: { [name]: value } }]);
		if (result?.ok !== true) return 'refused';
		return sameValue(await stored(), crm.predict(field, value)) ? 'stored' : 'not stored';
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
			expect(connect().predict(field, coerced.value)).toEqual(resolved(canonical));
			expect([given, await write(coerced.value)]).toEqual([given, 'stored']);
			expect(await stored()).toEqual(resolved(canonical));
		}
	});

	test('refuses bad values before anything is sent, or HubSpot does, and never stores something else', async () => {
		for (const given of bad) {
			const coerced = coerce(field, given);
			if (coerced.ok) expect([given, await write(coerced.value)]).toEqual([given, 'refused']);
			else expect(coerced.message).not.toBe('');
		}
	});

	test('null and an empty text clear it', async () => {
		for (const empty of [null, '']) {
			expect(coerce(field, empty)).toEqual({ ok: true, value: null });
			expect(await write(null)).toBe('stored');
			expect(await stored()).toBeNull();
		}
	});
});

test('what HubSpot calculates or sets itself is shown as read-only', async () => {
	const schema = new Map((await connect().describe('contact')).map((field) => [field.name, field]));
	for (const name of ['hs_object_id', 'createdate', 'lastmodifieddate', 'score_total']) {
		const field = schema.get(name);
		expect([name, field && writable(field)]).toEqual([name, expect.objectContaining({ code: 'not writable' })]);
	}
});
