/** What is special about Salesforce, over real HTTP against the sandbox: people in two objects, keys, types, attacks. */
import { coerce } from '../../core/fields/coerce';
import type { FieldSchema } from '../../core/fields/schema';
import type { CrmValue } from '../../core/value';
import type { Found, IdentityKeys, Result } from '../../crm/crm';
import { createSalesforce } from '../../crm/salesforce/salesforce';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { collect } from './contract/setup';
import { fetchPort } from './fetch-port';
import { attacks } from './salesforce-attacks';

let sandbox: SalesforceSandbox;
beforeEach(async () => (sandbox = await startSalesforceSandbox({ aiFields: true })));
afterEach(async () => await sandbox.close());

const connect = (token = sandbox.token) =>
	createSalesforce(fetchPort(sandbox.url, { token }), { baseUrl: sandbox.url });
const make = (object: string, values: Readonly<Record<string, string>>) => {
	const names =
		object === 'contact' ? { LastName: 'Nobody' } : object === 'lead' ? { LastName: 'Nobody', Company: 'None' } : {};
	return sandbox.control.create({ object, values: { ...names, ...values } });
};
const find = async (object: string, ...queries: readonly IdentityKeys[]) => {
	const results: readonly Result<readonly Found[]>[] = await connect().find(object, queries, []);
	return results.map((result) => {
		if (!result.ok) throw new Error(result.error.message);
		return result.value;
	});
};
const ids = async (object: string, query: IdentityKeys) => (await find(object, query))[0]?.map(({ id }) => id).sort();

describe('people', () => {
	test('are searched for in contacts and leads together', async () => {
		const contact = make('contact', { Email: 'ann@example.com' });
		const lead = make('lead', { Email: 'ann@example.com' });
		const [found] = await find('person', { email: 'ann@example.com' });
		expect(found?.map(({ object, id }) => [object, id])).toEqual([
			['contact', contact],
			['lead', lead],
		]);
		expect(await ids('person', { id: lead })).toEqual([lead]);
		expect(await ids('person', { id: contact })).toEqual([contact]);
	});

	test('an id of one of them hides nothing in the other, and an id of neither is refused', async () => {
		const contact = make('contact', { Email: 'ann@example.com' });
		const lead = make('lead', {});
		expect(await ids('person', { id: lead, email: 'ann@example.com' })).toEqual([contact, lead].sort());
		const company = make('company', { Name: 'Acme' });
		const queries = ['4711', company].map((id) => ({ id, email: 'ann@example.com' }));
		expect(await connect().find('person', queries, [])).toMatchObject([
			{ ok: false, error: { code: 'INVALID_RECORD_ID' } },
			{ ok: false, error: { code: 'INVALID_RECORD_ID' } },
		]);
	});

	test('a note and a task for a record that was merged away stand on the survivor, once', async () => {
		const [winner, loser] = [make('contact', {}), make('contact', {})];
		const note = { title: 'Hi', body: 'there', at: '2026-11-20T10:00:00.000Z', dueAt: '2026-11-21T10:00:00.000Z' };
		sandbox.control.merge({ object: 'contact', winner, loser });
		const crm = connect();
		for (const created of [true, false]) {
			expect(await crm.addNote('contact', loser, note, 'r')).toMatchObject({ ok: true, value: { created } });
			expect(await crm.addTask('contact', loser, note, 'r')).toMatchObject({ ok: true, value: { created } });
		}
		const context = await crm.context('contact', [winner], { associated: [], activities: true, max: 5 });
		expect(context.get(winner)).toMatchObject({ ok: true, value: { activities: [{}, {}] } });
	});

	test('a converted lead leads to its contact, by any key, and is listed no more', async () => {
		const lead = make('lead', { Email: 'ann@example.com' });
		const { contactId } = sandbox.control.convert({ id: lead });
		for (const query of [{ id: lead }, { email: 'ann@example.com' }]) {
			const [found] = await find('lead', query);
			expect(found).toMatchObject([{ object: 'contact', id: contactId, mergedFrom: lead }]);
		}
		const [both] = await find('person', { email: 'ann@example.com' });
		expect(both?.map(({ object, id }) => [object, id])).toEqual([['contact', contactId]]);
		expect(await collect(connect().list('lead', { empty: 'ai_lead_score' }, [], 10))).toEqual([]);
	});

	test('are read, written and given notes by whichever object their id is of', async () => {
		const [contact, lead] = [make('contact', {}), make('lead', {})];
		const crm = connect();
		const patches = [lead, contact].map((id, n) => ({ id, values: { ai_lead_score: n } }));
		expect(await crm.write('person', patches)).toMatchObject([{ ok: true }, { ok: true }]);
		const read = await crm.read('person', [contact, lead, 'x'], ['ai_lead_score'], { edits: true });
		expect([...read.keys()]).toEqual([contact, lead, 'x']);
		expect(read.get(lead)).toMatchObject({ ok: true, value: { object: 'lead', values: { ai_lead_score: 0 } } });
		expect(read.get('x')).toMatchObject({ ok: false });
		const note = { title: 'Hi', body: 'there', at: '2026-11-20T10:00:00.000Z' };
		expect(await crm.addNote('person', lead, note, 'r')).toMatchObject({ ok: true });
		const context = await crm.context('person', [lead, contact], { associated: [], activities: true, max: 5 });
		expect(context.get(lead)).toMatchObject({ ok: true, value: { activities: [{ body: 'there' }] } });
	});
});

describe('a value that Salesforce takes a whole batch down for', () => {
	test.each(['whole', 'record'] as const)('fails its own record only (%s)', async (collectionParseErrors) => {
		sandbox.control.configure({ collectionParseErrors });
		const ids = Array.from({ length: 20 }, () => make('contact', {}));
		const bad = ids[13];
		const crm = connect();
		const patches = ids.map((id, n) => ({ id, values: { ai_lead_score: id === bad ? 'many' : n } }));
		const results = await crm.write('contact', patches);
		expect(results.map(({ ok }) => ok)).toEqual(ids.map((id) => id !== bad));
		expect(results[13]).toMatchObject({ ok: false, error: { kind: 'validation' } });
		const read = await crm.read('contact', ids, ['ai_lead_score'], { edits: false });
		expect(ids.map((id) => read.get(id))).toMatchObject(
			ids.map((id, n) => ({ value: { values: { ai_lead_score: id === bad ? null : n } } })),
		);
		expect(crm.requests['write']).toBeLessThanOrEqual(11);
	});

	test('a field that is gone fails the records that name it, in two requests', async () => {
		const ids = Array.from({ length: 20 }, () => make('contact', {}));
		const crm = connect();
		await crm.describe('contact');
		sandbox.control.configure({ fieldSecurity: { 'Contact.Title': 'none' } });
		const patches = ids.map((id, n) => ({ id, values: n < 10 ? { Title: 'CTO' } : { ai_lead_score: n } }));
		const results = await crm.write('contact', patches);
		expect(results.map(({ ok }) => ok)).toEqual(ids.map((_, n) => n >= 10));
		expect(crm.requests['write']).toBeLessThanOrEqual(2);
	});
});

describe('keys beyond id, e-mail and phone', () => {
	test('a company is found by its domain, wherever it stands in the address, and by nothing that only resembles it', async () => {
		const acme = make('company', { Name: 'Acme', Website: 'https://www.acme.example.com/about' });
		make('company', { Name: 'Other', Website: 'notacme.example' });
		make('company', { Name: 'Third', Website: 'https://evil.test/?u=example.com' });
		expect(await ids('company', { domain: 'example.com' })).toEqual([acme]);
	});

	test('names are found widely, people by last name and initial', async () => {
		const acme = make('company', { Name: 'ACME Robotics Ltd.' });
		make('company', { Name: 'Robotics United' });
		expect(await ids('company', { name: 'Acme Robotics GmbH' })).toEqual([acme]);
		const ann = make('contact', { FirstName: 'Ann', LastName: 'Smith' });
		const nameless = make('contact', { LastName: 'Smith' });
		make('contact', { FirstName: 'Bob', LastName: 'Smith' });
		expect(await ids('contact', { person: { first: 'Anna', last: 'smith' } })).toEqual([ann, nameless].sort());
	});

	test('LinkedIn profiles are compared as profiles', async () => {
		const ann = make('contact', { LinkedIn__c: 'https://www.linkedin.com/in/Ann-Smith/?x=1' });
		make('contact', { LinkedIn__c: 'https://www.linkedin.com/in/ann-smith-2' });
		expect(await ids('contact', { linkedin: 'in/ann-smith' })).toEqual([ann]);
	});

	test('deals and people of a company, and the company of a person, are found by association', async () => {
		const acme = make('company', { Name: 'Acme' });
		const ann = make('contact', { AccountId: acme });
		const deal = make('deal', { Name: 'Big', StageName: 'Prospecting', CloseDate: '2027-01-01', AccountId: acme });
		expect(await ids('contact', { parent: { object: 'company', id: acme } })).toEqual([ann]);
		expect(await ids('deal', { parent: { object: 'company', id: acme } })).toEqual([deal]);
		expect(await ids('company', { parent: { object: 'contact', id: ann } })).toEqual([acme]);
		expect(await ids('contact', { parent: { object: 'contact', id: ann } })).toEqual([]);
	});

	test('15 and 18 character ids are the same record, another object’s id is none', async () => {
		const id = make('contact', {});
		expect(await ids('contact', { id: id.slice(0, 15) })).toEqual([id]);
		const [other] = await connect().find('company', [{ id }], []);
		expect(other).toMatchObject({ ok: false, error: { kind: 'validation' } });
	});

	test('the profile says who the record is', async () => {
		const acme = make('company', {
			Name: 'Acme',
			Website: 'acme.example',
			BillingCity: 'Ulm',
			BillingCountry: 'Germany',
		});
		make('contact', {
			FirstName: 'Ann',
			LastName: 'Smith',
			Email: 'ann@acme.example',
			Second_Email__c: 'ann@home.example',
			Phone: '+49 30 901820',
			Title: 'CTO',
			AccountId: acme,
			MailingCity: 'Ulm',
			External_Customer_Id__c: 'C-1',
		});
		const [contact, company] = [
			(await find('contact', { email: 'ann@home.example' }))[0]?.[0],
			(await find('company', { name: 'Acme' }))[0]?.[0],
		];
		expect(contact?.profile).toEqual({
			firstName: 'Ann',
			lastName: 'Smith',
			emails: ['ann@acme.example', 'ann@home.example'],
			phones: ['+49 30 901820'],
			title: 'CTO',
			companyName: 'Acme',
			companyId: acme,
			domains: [],
			city: 'Ulm',
			uniques: { External_Customer_Id__c: 'C-1' },
		});
		expect(company?.profile).toMatchObject({
			name: 'Acme',
			domains: ['acme.example'],
			city: 'Ulm',
			country: 'Germany',
		});
		expect(contact?.via).toEqual(['secondary email']);
	});
});

describe('every field type', () => {
	const today = '2026-02-28';
	// [field, value, what stands there after the write; undefined: refused before anything is sent]
	const table: readonly (readonly [field: string, value: unknown, stored: CrmValue | undefined])[] = [
		['Title', 'CTO', 'CTO'],
		['Title', '  CTO\r\n', 'CTO'],
		['Title', 'x'.repeat(128), 'x'.repeat(128)],
		['Title', 'x'.repeat(129), undefined],
		['Title', '', null],
		['Title', null, null],
		['Title', { a: 1 }, undefined],
		['Sales_Notes__c', 'one\r\ntwo', 'one\ntwo'],
		['Sales_Notes__c', 'x'.repeat(40_000), undefined],
		['ai_lead_score', 0, 0],
		['ai_lead_score', '12.34', 12.34],
		['ai_lead_score', 1.005, undefined],
		['ai_lead_score', 'high', undefined],
		['ai_lead_score', 1e17, undefined],
		['ai_lead_score', null, null],
		['Seats__c', 999_999, 999_999],
		['Seats__c', 1_000_000, undefined],
		['Seats__c', 1.5, undefined],
		['Newsletter__c', false, false],
		['Newsletter__c', 'yes', true],
		['Newsletter__c', 'perhaps', undefined],
		['Renewal_Date__c', today, today],
		['Renewal_Date__c', '2026-02-30', undefined],
		['Renewal_Date__c', '3/4/2026', undefined],
		['Renewal_Date__c', null, null],
		['ai_updated_at', '2026-11-20T13:14:15.678Z', '2026-11-20T13:14:15.000Z'],
		['ai_updated_at', 'yesterday', undefined],
		['Tier__c', 'A', 'A'],
		['Tier__c', 'gold', 'A'],
		['Tier__c', 'Platinum', undefined],
		['Tier__c', null, null],
		['LeadSource', 'Something new', 'Something new'],
		['Interests__c', ['Training', 'Analytics'], ['Analytics', 'Training']],
		['Interests__c', 'Hardware', ['Hardware']],
		['Interests__c', ['Analytics', ''], undefined],
		['Interests__c', [], null],
		['Email', 'Ann@Example.COM', 'ann@example.com'],
		['Email', 'no address', undefined],
		['Phone', '+49 30 901820', '+49 30 901820'],
		['LinkedIn__c', 'https://www.linkedin.com/in/ann', 'https://www.linkedin.com/in/ann'],
		['AccountId', 'no id', undefined],
	];

	test.each(table)('%s: %j', async (name, value, stored) => {
		const id = make('contact', { Title: 'before', Sales_Notes__c: 'before', ai_lead_score: '7', Tier__c: 'B' });
		const crm = connect();
		const field = (await crm.describe('contact')).find((entry) => entry.name === name) as FieldSchema;
		const coerced = coerce(field, value);
		if (!coerced.ok) {
			expect(stored).toBeUndefined();
			return;
		}
		const results = await crm.write('contact', [{ id, values: { [name]: coerced.value } }]);
		const [result] = results;
		if (stored === undefined) {
			expect(result).toMatchObject({ ok: false, error: { kind: 'validation', fields: [name] } });
			return;
		}
		expect(result).toMatchObject({ ok: true });
		const read = (await crm.read('contact', [id], [name], { edits: false })).get(id);
		expect(read).toMatchObject({ ok: true, value: { values: { [name]: stored } } });
		expect(crm.predict(field, coerced.value)).toEqual(stored);
	});

	test('fields that cannot be written say so: name, formula, system fields, addresses', async () => {
		const schema = new Map((await connect().describe('contact')).map((field) => [field.name, field]));
		for (const name of ['Id', 'Name', 'CreatedDate', 'SystemModstamp', 'MailingAddress']) {
			expect(schema.get(name)).toMatchObject({ readOnly: true });
		}
	});
});

describe('texts that look like queries, patterns, addresses or tags', () => {
	test.each(attacks)('%j is stored as it is, and searched for literally', async (attack) => {
		const id = make('contact', { LastName: 'Victim', Email: 'victim@example.com', External_Customer_Id__c: 'C-1' });
		const crm = connect();
		const plain = attack.replace(/\p{Cc}/gu, ' ').trim();
		if (plain !== '') {
			const [written] = await crm.write('contact', [{ id, values: { Title: plain, Sales_Notes__c: attack } }]);
			expect(written).toMatchObject({ ok: true });
			expect(sandbox.control.value({ object: 'contact', id, field: 'Title' })).toBe(plain);
		}
		const queries: readonly IdentityKeys[] = [
			{ unique: { field: 'External_Customer_Id__c', value: attack } },
			{ email: `${attack}@example.com` },
			{ phone: attack },
			{ linkedin: attack },
			{ mailbox: attack },
			{ mailbox: `${attack}@example.com` },
			{ name: attack },
			{ person: { first: attack, last: attack } },
		];
		for (const result of await crm.find('contact', queries, [])) expect(result).toEqual({ ok: true, value: [] });
		const byId = await crm.find('contact', [{ id: attack }], []);
		expect(byId).toMatchObject([{ ok: false, error: { code: 'INVALID_RECORD_ID' } }]);
		for (const object of ['company', 'deal']) {
			const results = await crm.find(
				object,
				[{ domain: attack }, { name: attack }, { parent: { object: 'company', id: attack } }],
				[],
			);
			for (const result of results) expect(result).toEqual({ ok: true, value: [] });
		}
		await expect(crm.describe(attack)).rejects.toMatchObject({ kind: 'not found' });
		const refused = await crm.write('contact', [
			{ id: attack, values: { Title: 'x' } },
			{ id, values: { [attack]: 'x' } },
		]);
		expect(refused).toMatchObject([{ ok: false }, { ok: false }]);
		const note = { title: attack, body: attack, at: '2026-11-20T10:00:00.000Z' };
		const [first, again] = [
			await crm.addNote('contact', id, note, attack),
			await crm.addNote('contact', id, note, attack),
		];
		expect([first, again]).toMatchObject([
			{ ok: true, value: { created: true } },
			{ ok: true, value: { created: false } },
		]);
	});
});

describe('whose edit it was', () => {
	test('a credential of a person’s own user: what we wrote is ours by value, time or stamp, what the person types is not', async () => {
		sandbox.control.configure({ fieldHistory: { Contact: ['Title', 'ai_lead_score__c'] } });
		sandbox.control.addToken({ token: 'rep-token', user: 'rep1' });
		const id = make('contact', {});
		sandbox.control.advanceClock({ ms: 60_000 });
		const writer = connect('rep-token');
		await writer.write('contact', [{ id, values: { ai_lead_score: 5 } }]);
		sandbox.control.advanceClock({ ms: 60_000 });
		sandbox.control.edit({ object: 'contact', id, field: 'Title', value: 'typed', user: 'rep1' });
		const read = (await writer.read('contact', [id], ['ai_lead_score', 'Title'], { edits: true })).get(id);
		if (read?.ok !== true) throw new Error('not read');
		expect(read.value.history['ai_lead_score']?.[0]).toMatchObject({ own: true, by: 'integration' });
		expect(read.value.history['Title']?.[0]).toMatchObject({ own: false, by: 'human' });
	});

	test('the history says it where it is on, also that a long text was changed by a person, though not to what', async () => {
		sandbox.control.configure({ fieldHistory: { Contact: ['Sales_Notes__c'] } });
		const id = make('contact', {});
		sandbox.control.edit({ object: 'contact', id, field: 'Sales_Notes__c', value: 'typed' });
		const read = (await connect().read('contact', [id], ['Sales_Notes__c', 'Title'], { edits: true })).get(id);
		if (read?.ok !== true) throw new Error('not read');
		expect(read.value.edits['Sales_Notes__c']).toMatchObject({ by: 'human', evidence: 'history' });
		expect(read.value.history).toEqual({});
		expect(read.value.edits['Title']).toMatchObject({ evidence: 'record' });
	});
});

describe('polling', () => {
	test('tells deleted and merged records, and own writes', async () => {
		const start = new Date(Date.now() - 60_000).toISOString();
		const [gone, winner, loser, ours] = [
			make('contact', {}),
			make('contact', {}),
			make('contact', {}),
			make('contact', {}),
		];
		sandbox.control.advanceClock({ ms: 5_000 });
		sandbox.control.delete({ object: 'contact', id: gone });
		sandbox.control.merge({ object: 'contact', winner, loser });
		await connect().write('contact', [{ id: ours, values: { Title: 'x' } }]);
		sandbox.control.advanceClock({ ms: 5_000 });
		const changes = await collect(connect().changedSince('contact', start));
		const told = new Map(changes.map((change) => [change.id, change]));
		expect(told.get(gone)).toMatchObject({ kind: 'deleted', own: false });
		expect(told.get(loser)).toMatchObject({ kind: 'merged' });
		expect(told.get(ours)).toMatchObject({ own: true });
	});
});

describe('the org', () => {
	test('an org without the tested version is spoken to in its own newest', async () => {
		sandbox.control.configure({ versions: ['60.0', '61.0'] });
		const port = fetchPort(sandbox.url, { token: sandbox.token });
		await createSalesforce(port, { baseUrl: sandbox.url }).describe('contact');
		expect(port.sent.at(-1)?.path).toBe('/services/data/v61.0/sobjects/Contact/describe');
	});

	test('stops before the last calls of the day are gone, and says how many are used', async () => {
		sandbox.control.configure({ limits: { daily: 50 } });
		const id = make('contact', {});
		const crm = connect();
		const errors = new Set<string>();
		for (let count = 0; count < 60; count++) {
			const result = (await crm.read('contact', [id], ['Title'], { edits: false })).get(id);
			if (result?.ok === false) errors.add(result.error.code ?? '');
		}
		expect([...errors]).toEqual(['API_CALLS_NEARLY_USED_UP']);
		expect(sandbox.control.stats().total).toBeLessThan(50);
	});

	test('custom objects are listed and work by their API name', async () => {
		const crm = connect();
		expect((await crm.objects()).map(({ name }) => name)).toEqual([
			'contact',
			'lead',
			'company',
			'deal',
			'Thing__c',
			'person',
		]);
		const id = make('Thing__c', { Name: 'T-1' });
		expect(await crm.write('Thing__c', [{ id, values: { ai_lead_score: 4 } }])).toMatchObject([{ ok: true }]);
		expect(sandbox.control.value({ object: 'Thing__c', id, field: 'ai_lead_score__c' })).toBe('4');
		for (const alias of ['Account', 'accounts', 'companies', 'company'])
			expect(await crm.describe(alias)).not.toEqual([]);
	});

	test('users are the active people', async () => {
		const users = (await connect().users?.()) ?? [];
		expect(users.map(({ name }) => name)).toContain('Robin Hale');
		expect(users.map(({ name }) => name)).not.toContain('Una Marsh');
	});

	test('created fields can be used at once, and the next step for people is named', async () => {
		const spec = { name: 'ai_next_step', label: 'AI Next Step', type: 'text', description: 'x' } as const;
		const [answer] = await connect().createFields('contact', [spec]);
		expect(answer).toMatchObject({ status: 'created' });
		expect(answer?.message).toContain('Page Layouts');
		const id = make('contact', {});
		expect(await connect().write('contact', [{ id, values: { ai_next_step: 'call' } }])).toMatchObject([{ ok: true }]);
	});
});
