/** Properties, validation rules, associations, account and owners over the dated paths. */
import { aiFields } from '../../core/fields/ai-fields';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { at, client, listAt, type Send } from './api';

let sandbox: Sandbox;
let send: Send;
const open = async (options: SandboxOptions = {}): Promise<void> => {
	sandbox = await startSandbox(options);
	send = client(sandbox);
};
afterEach(async () => {
	await sandbox.close();
});

const names = (body: unknown): unknown[] => listAt(body, 'results').map((entry) => at(entry, 'name'));

describe('Property definitions', () => {
	it.each(['contacts', 'companies', 'deals', 'tickets', 'notes', 'tasks', 'calls', 'meetings', 'emails'])(
		'describe %s the same on the dated and the older path',
		async (object) => {
			await open();
			const dated = await send('GET', `/crm/properties/2026-09/${object}`);
			const old = await send('GET', `/crm/v3/properties/${object}`);
			expect([dated.status, old.status]).toEqual([200, 200]);
			expect(dated.body).toEqual(old.body);
			expect(names(dated.body)).toContain('hs_object_id');
			expect(new Set(names(dated.body)).size).toBe(listAt(dated.body, 'results').length);
		},
	);

	it('name the change time lastmodifieddate on contacts and hs_lastmodifieddate elsewhere', async () => {
		await open();
		const contact = names((await send('GET', '/crm/properties/2026-09/contacts')).body);
		const company = names((await send('GET', '/crm/properties/2026-09/companies')).body);
		expect([contact.includes('lastmodifieddate'), contact.includes('hs_lastmodifieddate')]).toEqual([true, false]);
		expect([company.includes('lastmodifieddate'), company.includes('hs_lastmodifieddate')]).toEqual([false, true]);
	});

	it('show sensitive properties only where asked for', async () => {
		await open();
		expect(names((await send('GET', '/crm/properties/2026-09/contacts')).body)).not.toContain('national_id');
		const sensitive = await send('GET', '/crm/properties/2026-09/contacts?dataSensitivity=sensitive');
		expect(names(sensitive.body)).toEqual(['national_id']);
	});

	it('mark money, calculated, unique and hidden ones', async () => {
		await open();
		const one = async (object: string, name: string) =>
			(await send('GET', `/crm/properties/2026-09/${object}/${name}`)).body;
		expect(await one('deals', 'amount')).toMatchObject({ numberDisplayHint: 'currency', showCurrencySymbol: true });
		expect(await one('contacts', 'score_total')).toMatchObject({
			calculated: true,
			modificationMetadata: { readOnlyValue: true },
		});
		expect(await one('contacts', 'external_customer_id')).toMatchObject({
			hasUniqueValue: true,
			hubspotDefined: false,
		});
		expect(at(await one('contacts', 'tier'), 'options')).toContainEqual({
			label: 'Retired tier',
			value: 'Z',
			hidden: true,
			displayOrder: 3,
		});
	});

	it('have no AI fields at first, and all of them with the option', async () => {
		await open();
		const ours = aiFields.map(({ name }) => name);
		const before = names((await send('GET', '/crm/properties/2026-09/contacts')).body);
		expect(ours.filter((name) => before.includes(name))).toEqual([]);
		await sandbox.close();
		await open({ aiFields: true });
		for (const object of ['contacts', 'companies', 'deals', 'tickets']) {
			const after = names((await send('GET', `/crm/properties/2026-09/${object}`)).body);
			expect(ours.filter((name) => !after.includes(name))).toEqual([]);
		}
	});

	const field = { name: 'fit', label: 'Fit', type: 'string', fieldType: 'text', groupName: 'contactinformation' };
	it.each([
		['a new one', {}, 201],
		['a name in capitals', { name: 'Fit' }, 400],
		['a name that exists', { name: 'email' }, 409],
		['a group that does not exist', { groupName: 'nowhere' }, 400],
		['a control that does not fit the type', { fieldType: 'checkbox' }, 400],
		['an enumeration without options', { type: 'enumeration', fieldType: 'select' }, 400],
		['no label', { label: '' }, 400],
	])('can be created: %s', async (_what, change, status) => {
		await open();
		expect((await send('POST', '/crm/properties/2026-09/contacts', { ...field, ...change })).status).toBe(status);
	});

	it('can be created in a group of their own, in batches, and archived', async () => {
		await open();
		const groups = '/crm/properties/2026-09/contacts/groups';
		expect((await send('POST', groups, { name: 'ai_layer', label: 'AI' })).status).toBe(201);
		expect((await send('POST', groups, { name: 'ai_layer', label: 'AI' })).status).toBe(409);
		expect(names((await send('GET', groups)).body)).toContain('ai_layer');
		const inputs = ['one', 'two'].map((name) => ({ ...field, name, groupName: 'ai_layer' }));
		const made = await send('POST', '/crm/properties/2026-09/contacts/batch/create', { inputs });
		expect([made.status, names(made.body)]).toEqual([201, ['one', 'two']]);
		expect((await send('DELETE', '/crm/properties/2026-09/contacts/one')).status).toBe(204);
		expect((await send('GET', '/crm/properties/2026-09/contacts/one')).status).toBe(404);
		const id = sandbox.control.create({ object: 'contact', values: {} });
		const write = (name: string) =>
			send('PATCH', `/crm/objects/2026-09/contacts/${id}`, { properties: { [name]: 'x' } });
		expect([(await write('one')).status, (await write('two')).status]).toEqual([400, 200]);
	});

	it('come with the validation rules of the administrator', async () => {
		await open();
		const all = await send('GET', '/crm/property-validations/2026-09/0-1');
		const code = listAt(all.body, 'results').find((entry) => at(entry, 'propertyName') === 'account_code');
		expect(at(code, 'propertyValidationRules', 0)).toEqual({
			ruleType: 'WHITESPACE',
			ruleArguments: ['TRIM'],
			shouldApplyNormalization: true,
		});
		const one = await send('GET', '/crm/property-validations/2026-09/0-1/team_size');
		expect(listAt(one.body, 'results').map((rule) => at(rule, 'ruleType'))).toEqual([
			'MIN_NUMBER',
			'MAX_NUMBER',
			'DECIMAL',
		]);
	});
});

describe('Associations over the dated paths', () => {
	it('can be made, read in batches, listed and removed', async () => {
		await open();
		const contact = sandbox.control.create({ object: 'contact', values: {} });
		const lonely = sandbox.control.create({ object: 'contact', values: {} });
		const company = sandbox.control.create({ object: 'company', values: { name: 'Alder' } });
		const pair = '/crm/associations/2026-09/contacts/companies';
		const made = await send('POST', `${pair}/batch/create`, {
			inputs: [
				{
					from: { id: contact },
					to: { id: company },
					types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
				},
			],
		});
		expect(made.status).toBe(201);
		const read = await send('POST', `${pair}/batch/read`, { inputs: [{ id: contact }, { id: lonely }] });
		expect(read.status).toBe(207);
		expect(read.body).toMatchObject({
			results: [{ from: { id: contact }, to: [{ toObjectId: company }] }],
			errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [lonely] } }],
		});
		const path = `/crm/objects/2026-09/contacts/${contact}/associations`;
		const types = listAt((await send('GET', `${path}/companies`)).body, 'results', 0, 'associationTypes');
		expect(types).toEqual([
			{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
			{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
		]);
		expect(sandbox.control.value({ object: 'contact', id: contact, field: 'associatedcompanyid' })).toBe(company);
		expect((await send('DELETE', `${path}/companies/${company}`)).status).toBe(204);
		expect((await send('PUT', `${path}/default/companies/${company}`)).status).toBe(200);
		expect(sandbox.control.associated({ object: 'company', id: company, to: 'contact' })).toEqual([contact]);
		expect(listAt((await send('GET', `${pair}/labels`)).body, 'results').map((type) => at(type, 'typeId'))).toEqual([
			279, 1,
		]);
	});

	it('of a note go to existing records only, by types that exist', async () => {
		await open();
		const note = (id: string, associationTypeId: number) =>
			send('POST', '/crm/objects/2026-09/notes', {
				properties: { hs_timestamp: '2026-01-01T10:00:00Z', hs_note_body: 'x' },
				associations: [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] }],
			});
		const contact = sandbox.control.create({ object: 'contact', values: {} });
		expect((await note(contact, 202)).status).toBe(201);
		expect((await note('7', 202)).status).toBe(400);
		expect((await note(contact, 9_999)).status).toBe(400);
		expect(sandbox.control.ids({ object: 'note' })).toHaveLength(1);
	});

	it('follow a merge to the survivor', async () => {
		await open();
		const [winner, loser] = ['w', 'l'].map((name) =>
			sandbox.control.create({ object: 'contact', values: { email: `${name}@example.com` } }),
		) as [string, string];
		const note = sandbox.control.create({ object: 'note', values: {}, associate: [{ object: 'contact', id: loser }] });
		sandbox.control.merge({ object: 'contact', winner, loser });
		expect(sandbox.control.associated({ object: 'contact', id: winner, to: 'notes' })).toEqual([note]);
		expect(sandbox.control.associated({ object: 'note', id: note, to: 'contacts' })).toEqual([winner]);
	});
});

describe('The account', () => {
	it('tells portal, currency and time zone on both paths', async () => {
		await open({ portalId: 42, currency: 'USD', timeZone: 'America/Denver' });
		for (const path of ['/account-info/2026-09/details', '/account-info/v3/details']) {
			const reply = await send('GET', path);
			expect(reply.body).toMatchObject({ portalId: 42, companyCurrency: 'USD', timeZone: 'America/Denver' });
			expect(at(reply.body, 'uiDomain')).toBe(new URL(sandbox.url).host);
		}
	});

	it('has owners, pipelines and custom objects', async () => {
		await open();
		expect(listAt((await send('GET', '/crm/owners/2026-09')).body, 'results').map((owner) => at(owner, 'id'))).toEqual([
			'70501',
			'70502',
			'70503',
		]);
		const pipelines = await send('GET', '/crm/pipelines/2026-09/deals');
		expect(listAt(pipelines.body, 'results', 0, 'stages')).toHaveLength(7);
		const schema = {
			name: 'machine',
			labels: { singular: 'Machine', plural: 'Machines' },
			primaryDisplayProperty: 'serial',
			properties: [{ name: 'serial', label: 'Serial', type: 'string', fieldType: 'text', hasUniqueValue: true }],
		};
		const made = await send('POST', '/crm-object-schemas/2026-09/schemas', schema);
		expect([made.status, at(made.body, 'objectTypeId')]).toEqual([201, expect.stringMatching(/^2-\d+$/)]);
		const typeId = String(at(made.body, 'objectTypeId'));
		for (const name of [typeId, 'machine', 'p20111222_machine']) {
			const record = await send('POST', `/crm/objects/2026-09/${name}`, { properties: { serial: `S-${name}` } });
			expect(record.status).toBe(201);
			const found = await send('GET', `/crm/objects/2026-09/${typeId}/S-${name}?idProperty=serial`);
			expect(at(found.body, 'id')).toBe(at(record.body, 'id'));
		}
	});
});
