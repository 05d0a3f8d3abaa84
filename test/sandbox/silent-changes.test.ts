/** What HubSpot stores in place of what was sent (S0-30), and what it refuses. */
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { at, client, type Send } from './api';

let sandbox: Sandbox;
let send: Send;
const open = async (options: SandboxOptions = {}): Promise<void> => {
	sandbox = await startSandbox(options);
	send = client(sandbox);
};
afterEach(async () => {
	await sandbox.close();
});

const path = (id: string, version = '2026-09'): string => `/crm/objects/${version}/contacts/${id}`;
const make = (values: Record<string, string> = {}): string => sandbox.control.create({ object: 'contact', values });
const stored = (id: string, field: string): string | null => sandbox.control.value({ object: 'contact', id, field });

describe('Values that are stored otherwise than sent, with a 200', () => {
	interface Case {
		readonly field: string;
		readonly sent: unknown;
		readonly expected: string | null;
		readonly before?: Record<string, string>;
	}
	const cases: readonly (readonly [string, Case])[] = [
		['an e-mail in lower case', { field: 'email', sent: 'Ada@Example.COM', expected: 'ada@example.com' }],
		['whitespace around a number as it is', { field: 'team_size', sent: ' 12 ', expected: ' 12 ' }],
		['whitespace around an option as it is', { field: 'tier', sent: ' A ', expected: ' A ' }],
		['a number without leading zeros', { field: 'budget', sent: '007', expected: '7' }],
		['a number without exponent', { field: 'team_size', sent: '1e3', expected: '1000' }],
		[
			'options appended after a leading semicolon',
			{ field: 'interests', sent: ';security', expected: 'reporting;security', before: { interests: 'reporting' } },
		],
		[
			'options replaced without one',
			{ field: 'interests', sent: 'security', expected: 'security', before: { interests: 'reporting' } },
		],
		[
			'rich text without its active parts',
			{ field: 'rich_profile', sent: '<p onclick="x()">Hi<script>x()</script></p>', expected: '<p>Hi</p>' },
		],
		['what a normalising rule makes of it', { field: 'account_code', sent: ' ab-1 ', expected: 'AB-1' }],
		['decimals cut by a rule', { field: 'budget', sent: '12.349', expected: '12.35' }],
		[
			'no move backwards of the lifecycle stage',
			{ field: 'lifecyclestage', sent: 'lead', expected: 'customer', before: { lifecyclestage: 'customer' } },
		],
		[
			'a move forwards of the lifecycle stage',
			{ field: 'lifecyclestage', sent: 'customer', expected: 'customer', before: { lifecyclestage: 'lead' } },
		],
		['an empty text as nothing', { field: 'city', sent: '', expected: null, before: { city: 'Lyon' } }],
		['a JSON number as text', { field: 'team_size', sent: 12, expected: '12' }],
		['a date without change', { field: 'contract_start', sent: '2026-03-01', expected: '2026-03-01' }],
		['midnight in milliseconds as a date', { field: 'contract_start', sent: '1772323200000', expected: '2026-03-01' }],
		[
			'a time with offset in UTC',
			{ field: 'next_review_at', sent: '2026-03-01T10:00:00+02:00', expected: '2026-03-01T08:00:00.000Z' },
		],
	];
	it.each(cases)('stores %s', async (_what, { field, sent, expected, before }) => {
		await open();
		const id = make(before);
		const reply = await send('PATCH', path(id), { properties: { [field]: sent } });
		expect(reply.status).toBe(200);
		expect(stored(id, field)).toBe(expected);
		expect(reply.body).not.toHaveProperty('warnings');
	});

	it('lets the lifecycle stage go back after it was cleared', async () => {
		await open();
		const id = make({ lifecyclestage: 'customer' });
		await send('PATCH', path(id), { properties: { lifecyclestage: '' } });
		await send('PATCH', path(id), { properties: { lifecyclestage: 'lead' } });
		expect(stored(id, 'lifecyclestage')).toBe('lead');
	});

	it.each([
		['contract_start', '2026-03-01T15:30:00Z', '2026-03-01'],
		['contract_start', '1772379000', '2026-03-01'],
		['next_review_at', '2026-03-01', '2026-03-01T00:00:00.000Z'],
		['next_review_at', '1772379000', '2026-03-01T15:30:00.000Z'],
	])('normalises %s %s with a warning on 2026-09 and refuses it before', async (field, sent, expected) => {
		await open();
		const id = make();
		for (const version of ['v3', '2026-03']) {
			const refused = await send('PATCH', path(id, version), { properties: { [field]: sent } });
			expect([refused.status, at(refused.body, 'errors', 0, 'code')]).toEqual([400, 'INVALID_DATE']);
		}
		const reply = await send('PATCH', path(id), { properties: { [field]: sent } });
		expect(reply.status).toBe(200);
		expect(at(reply.body, 'warnings', 0)).toMatchObject({
			category: 'PROPERTY_VALUE_NORMALIZED',
			context: { propertyName: field, rawValue: sent, normalizedValue: expected },
		});
		expect(stored(id, field)).toBe(expected);
	});

	it.each([true, false])('has warnings on batch results: %s', async (batchWarnings) => {
		await open({ batchWarnings });
		const inputs = [{ id: make(), properties: { contract_start: '2026-03-01T15:30:00Z' } }];
		const reply = await send('POST', '/crm/objects/2026-09/contacts/batch/update', { inputs });
		expect(reply.status).toBe(200);
		expect(at(reply.body, 'results', 0, 'warnings') !== undefined).toBe(batchWarnings);
	});

	it('ignores read-only and unknown properties of notes, or refuses them in the other reading', async () => {
		await open();
		const properties = {
			hs_timestamp: '2026-01-01T10:00:00Z',
			hs_note_body: 'x',
			hs_createdate: '2020-01-01',
			nope: '1',
		};
		const ignored = await send('POST', '/crm/objects/2026-09/notes', { properties });
		expect(ignored.status).toBe(201);
		expect(at(ignored.body, 'properties', 'hs_createdate')).not.toMatch(/^2020/);
		sandbox.control.configure({ activityUnknownProperties: 'rejected' });
		expect((await send('POST', '/crm/objects/2026-09/notes', { properties })).status).toBe(400);
	});

	it('keeps a phone as typed, beside its searchable form without country code', async () => {
		await open();
		const id = make();
		const phone = '+1 (201) 555-0123';
		await send('PATCH', path(id), { properties: { phone } });
		const reply = await send('GET', `${path(id)}?properties=phone,hs_searchable_calculated_phone_number`);
		expect(at(reply.body, 'properties')).toMatchObject({ phone, hs_searchable_calculated_phone_number: '2015550123' });
	});
});

describe('Write rules of the portal', () => {
	it('can ignore a write, with the stored or the sent value in the answer', async () => {
		await open();
		const id = make({ city: 'Lyon' });
		sandbox.control.writeRule({ object: 'contact', property: 'city', effect: 'ignore', count: 1 });
		sandbox.control.writeRule({ object: 'contact', property: 'city', effect: 'ignore', echo: 'sent' });
		const first = await send('PATCH', path(id), { properties: { city: 'Porto' } });
		expect([first.status, at(first.body, 'properties', 'city')]).toEqual([200, 'Lyon']);
		const second = await send('PATCH', path(id), { properties: { city: 'Porto' } });
		expect([second.status, at(second.body, 'properties', 'city')]).toEqual([200, 'Porto']);
		expect(stored(id, 'city')).toBe('Lyon');
	});

	it('can store another value', async () => {
		await open();
		const id = make();
		sandbox.control.writeRule({ object: 'contact', property: 'city', effect: 'change', to: 'PORTO' });
		await send('PATCH', path(id), { properties: { city: 'Porto' } });
		expect(stored(id, 'city')).toBe('PORTO');
	});

	it('can let a workflow overwrite the value, at once or later', async () => {
		await open();
		const id = make();
		sandbox.control.writeRule({ object: 'contact', property: 'city', effect: 'overwrite', to: 'Leeds' });
		await send('PATCH', path(id), { properties: { city: 'Porto' } });
		expect(
			sandbox.control.history({ object: 'contact', id, field: 'city' }).map(({ value, source }) => [value, source]),
		).toEqual([
			['Leeds', 'AUTOMATION_PLATFORM'],
			['Porto', 'INTEGRATION'],
		]);
		sandbox.control.clearWriteRules();
		sandbox.control.writeRule({ object: 'contact', property: 'city', effect: 'overwrite', to: 'Denver', afterMs: 20 });
		await send('PATCH', path(id), { properties: { city: 'Porto' } });
		expect(stored(id, 'city')).toBe('Porto');
		await new Promise((resolve) => setTimeout(resolve, 60));
		expect(stored(id, 'city')).toBe('Denver');
	});
});

describe('Values that are refused with a 400', () => {
	it.each([
		['nope', '1', 'PROPERTY_DOESNT_EXIST'],
		['ai_lead_score', '80', 'PROPERTY_DOESNT_EXIST'],
		['score_total', '1', 'READ_ONLY_VALUE'],
		['lastmodifieddate', '2026-01-01T00:00:00Z', 'READ_ONLY_VALUE'],
		['tier', 'Gold', 'INVALID_OPTION'],
		['tier', 'a', 'INVALID_OPTION'],
		['newsletter_consent', 'yes', 'INVALID_OPTION'],
		['interests', 'reporting;Security', 'INVALID_OPTION'],
		['hubspot_owner_id', '1', 'INVALID_OPTION'],
		['hubspot_owner_id', '70504', 'INVALID_OPTION'],
		['budget', '1,000', 'INVALID_INTEGER'],
		['budget', '1.2.3', 'INVALID_FLOAT'],
		['contract_start', '3/4/2026', 'INVALID_DATE'],
		['contract_start', '2026-02-30', 'INVALID_DATE'],
		['email', 'nobody', 'INVALID_EMAIL'],
		['city', 'x'.repeat(65_537), 'VALUE_TOO_LONG'],
		['team_size', '-1', 'MIN_NUMBER_VALIDATION_FAILED'],
		['team_size', '1.5', 'DECIMAL_VALIDATION_FAILED'],
		['account_code', 'a_b', 'REGEX_VALIDATION_FAILED'],
		['account_code', 'ABCDEFGHIJKLM', 'MAX_LENGTH_VALIDATION_FAILED'],
	])('refuses %s = %.20s as %s and stores nothing', async (field, value, code) => {
		await open();
		const id = make();
		const reply = await send('PATCH', path(id), {
			properties: { firstname: 'Ada', [field]: value },
		});
		expect(reply.status).toBe(400);
		expect(reply.body).toMatchObject({ status: 'error', category: 'VALIDATION_ERROR' });
		expect(at(reply.body, 'correlationId')).toEqual(expect.any(String));
		expect(at(reply.body, 'errors', 0)).toMatchObject({ code, context: { propertyName: [field] } });
		const message = String(at(reply.body, 'message'));
		expect(JSON.parse(message.slice(message.indexOf('[')))).toMatchObject([
			{ isValid: false, error: code, name: field },
		]);
		expect(stored(id, 'firstname')).toBeNull();
	});

	it('takes 65,536 characters', async () => {
		await open();
		const id = make();
		expect((await send('PATCH', path(id), { properties: { sales_notes: 'x'.repeat(65_536) } })).status).toBe(200);
	});

	it('asks for the properties that the portal requires of new records, on 2026-09 only', async () => {
		await open({ requiredOnCreate: { contacts: ['email'] } });
		const body = { properties: { firstname: 'Ada' } };
		const reply = await send('POST', '/crm/objects/2026-09/contacts', body);
		expect([reply.status, at(reply.body, 'errors', 0, 'code')]).toEqual([400, 'MISSING_REQUIRED_PROPERTY']);
		expect((await send('POST', '/crm/objects/2026-03/contacts', body)).status).toBe(201);
	});

	it('asks for what a value of another property makes necessary, on 2026-09 only', async () => {
		await open({
			requiredWhen: { contacts: [{ property: 'hs_lead_status', equals: 'UNQUALIFIED', required: ['sales_notes'] }] },
		});
		const id = make();
		const properties = { hs_lead_status: 'UNQUALIFIED' };
		const reply = await send('PATCH', path(id), { properties });
		expect(reply.status).toBe(400);
		expect(at(reply.body, 'errors', 0)).toMatchObject({
			code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
			context: { propertyName: ['sales_notes'] },
		});
		expect((await send('PATCH', path(id), { properties: { ...properties, sales_notes: 'No budget' } })).status).toBe(
			200,
		);
		expect((await send('PATCH', path(make(), 'v3'), { properties })).status).toBe(200);
	});
});
