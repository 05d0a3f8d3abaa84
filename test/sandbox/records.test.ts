/** Records over the dated paths: batches and their partial errors, both readings of what is unverified, history, merges. */
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

const contacts = '/crm/objects/2026-09/contacts';
const make = (values: Record<string, string>): string => sandbox.control.create({ object: 'contact', values });

describe('Reading over the dated paths', () => {
	it.each(['contacts', 'contact', '0-1', 'CONTACTS'])('accepts the object as %s', async (name) => {
		await open();
		const id = make({ email: 'a@example.com' });
		for (const base of ['/crm/objects/2026-09', '/crm/objects/2026-03', '/crm/v3/objects']) {
			const reply = await send('GET', `${base}/${name}/${id}?properties=email`);
			expect([reply.status, at(reply.body, 'properties', 'email')]).toEqual([200, 'a@example.com']);
		}
		expect((await send('GET', `/crm/objects/2025-01/${name}/${id}`)).status).toBe(404);
	});

	it('tells a field that was cleared from one that never had a value', async () => {
		await open();
		const id = make({ city: 'Lyon' });
		await send('PATCH', `${contacts}/${id}`, { properties: { city: '' } });
		const reply = await send('GET', `${contacts}/${id}?properties=city,jobtitle,no_such_property`);
		expect(at(reply.body, 'properties')).toMatchObject({ city: '', jobtitle: null });
		expect(at(reply.body, 'properties')).not.toHaveProperty('no_such_property');
		expect(at(reply.body, 'url')).toBe(`${sandbox.url}/contacts/20111222/record/0-1/${id}`);
	});

	it('answers at most 50 records with history in one batch, in HubSpot’s words', async () => {
		await open();
		const inputs = Array.from({ length: 51 }, () => ({ id: make({}) }));
		const reply = await send('POST', `${contacts}/batch/read`, {
			inputs,
			properties: [],
			propertiesWithHistory: ['city'],
		});
		expect(reply.status).toBe(400);
		expect(at(reply.body, 'message')).toMatch(
			/^The maximum number of inputs supported in a batch request for property histories is 50\./,
		);
		const plain = await send('POST', `${contacts}/batch/read`, { inputs, properties: ['city'] });
		expect(listAt(plain.body, 'results')).toHaveLength(51);
		expect(
			(await send('POST', `${contacts}/batch/read`, { inputs: Array.from({ length: 101 }, () => inputs[0]) })).status,
		).toBe(400);
	});

	it('shuffles batch results, in the same way for the same seed', async () => {
		const orders: unknown[][] = [];
		for (const seed of [5, 5, 6]) {
			await open({ seed, seedContacts: 30 });
			const ids = sandbox.control.ids({ object: 'contact' });
			const reply = await send('POST', `${contacts}/batch/read`, { inputs: ids.map((id) => ({ id })), properties: [] });
			const order = listAt(reply.body, 'results').map((result) => ids.indexOf(String(at(result, 'id'))));
			expect([...order].sort((a, b) => a - b)).toEqual(ids.map((_id, i) => i));
			expect(order).not.toEqual(ids.map((_id, i) => i));
			orders.push(order);
			if (orders.length < 3) await sandbox.close();
		}
		expect(orders[0]).toEqual(orders[1]);
		expect(orders[0]).not.toEqual(orders[2]);
	});

	it('finds deleted records in the recycling bin only', async () => {
		await open();
		const id = make({});
		sandbox.control.delete({ object: 'contact', id });
		const body = { inputs: [{ id }], properties: [] };
		expect((await send('POST', `${contacts}/batch/read`, body)).status).toBe(207);
		const bin = await send('POST', `${contacts}/batch/read?archived=true`, body);
		expect([bin.status, at(bin.body, 'results', 0, 'archived')]).toEqual([200, true]);
		sandbox.control.restore({ object: 'contact', id });
		expect((await send('POST', `${contacts}/batch/read`, body)).status).toBe(200);
	});
});

describe('History', () => {
	it('names source, user and time of every version, newest first', async () => {
		await open();
		const id = make({ jobtitle: 'Buyer' });
		sandbox.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'CTO', user: 502 });
		await send('PATCH', `${contacts}/${id}`, { properties: { jobtitle: 'CEO' } });
		sandbox.control.edit({
			object: 'contact',
			id,
			field: 'jobtitle',
			value: 'Owner',
			source: 'AUTOMATION_PLATFORM',
			sourceId: 'flow:1',
		});
		const reply = await send('GET', `${contacts}/${id}?propertiesWithHistory=jobtitle`);
		expect(listAt(reply.body, 'propertiesWithHistory', 'jobtitle')).toMatchObject([
			{ value: 'Owner', sourceType: 'AUTOMATION_PLATFORM', sourceId: 'flow:1' },
			{ value: 'CEO', sourceType: 'INTEGRATION', sourceId: '4600100' },
			{ value: 'CTO', sourceType: 'CRM_UI', sourceId: 'userId:502', updatedByUserId: 502 },
			{ value: 'Buyer', sourceType: 'CRM_UI', updatedByUserId: 501 },
		]);
		expect(at(reply.body, 'propertiesWithHistory', 'jobtitle', 0, 'timestamp')).toMatch(/^\d{4}-.*\.\d{3}Z$/);
		expect(at(reply.body, 'propertiesWithHistory', 'jobtitle', 1)).not.toHaveProperty('updatedByUserId');
	});

	it.each([
		['contact', 45],
		['company', 20],
	])('keeps the last versions of a %s field: %i', async (object, cap) => {
		await open();
		const id = sandbox.control.create({ object, values: {} });
		for (let i = 0; i < cap + 5; i++) sandbox.control.edit({ object, id, field: 'city', value: `City ${i}` });
		const history = sandbox.control.history({ object, id, field: 'city' });
		expect(history).toHaveLength(cap);
		expect(history[0]?.value).toBe(`City ${cap + 4}`);
	});

	it('adds no version for an equal value, and moves the record’s change time only where it is set so', async () => {
		await open({ now: () => 1_700_000_000_000 });
		const id = make({ city: 'Lyon' });
		const changed = async () => at((await send('GET', `${contacts}/${id}`)).body, 'properties', 'lastmodifieddate');
		const before = await changed();
		sandbox.control.advanceClock({ ms: 1000 });
		sandbox.control.configure({ equalWriteTouches: false });
		await send('PATCH', `${contacts}/${id}`, { properties: { city: 'Lyon' } });
		expect(await changed()).toBe(before);
		sandbox.control.configure({ equalWriteTouches: true });
		await send('PATCH', `${contacts}/${id}`, { properties: { city: 'Lyon' } });
		expect(await changed()).toBe('2023-11-14T22:13:21.000Z');
		expect(sandbox.control.history({ object: 'contact', id, field: 'city' })).toHaveLength(1);
	});
});

describe('Batch update', () => {
	const inputs = (good: string, bad: string, traces: boolean) => [
		{ id: good, properties: { city: 'Porto' }, ...(traces ? { objectWriteTraceId: 't-good' } : {}) },
		{ id: bad, properties: { city: 'Porto', nope: '1' }, ...(traces ? { objectWriteTraceId: 't-bad' } : {}) },
	];

	it('fails as a whole for one bad input without trace ids', async () => {
		await open();
		const [good, bad] = [make({}), make({})];
		const reply = await send('POST', `${contacts}/batch/update`, { inputs: inputs(good, bad, false) });
		expect(reply.status).toBe(400);
		expect(at(reply.body, 'errors', 0)).toMatchObject({
			code: 'PROPERTY_DOESNT_EXIST',
			context: { propertyName: ['nope'] },
		});
		expect(sandbox.control.value({ object: 'contact', id: good, field: 'city' })).toBeNull();
	});

	it('answers 207 and applies the good inputs where trace ids are honoured', async () => {
		await open({ batchMultiStatus: true });
		const [good, bad] = [make({}), make({})];
		const reply = await send('POST', `${contacts}/batch/update`, { inputs: inputs(good, bad, true) });
		expect(reply.status).toBe(207);
		expect(reply.body).toMatchObject({
			numErrors: 1,
			results: [{ id: good, objectWriteTraceId: 't-good' }],
			errors: [{ category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['t-bad'] } }],
		});
		expect(sandbox.control.value({ object: 'contact', id: good, field: 'city' })).toBe('Porto');
	});

	it('fails as a whole in the other reading, in which trace ids change nothing', async () => {
		await open({ batchMultiStatus: false });
		const [good, bad] = [make({}), make({})];
		expect((await send('POST', `${contacts}/batch/update`, { inputs: inputs(good, bad, true) })).status).toBe(400);
		expect(sandbox.control.value({ object: 'contact', id: good, field: 'city' })).toBeNull();
	});

	it('refuses merged ids, which the single update accepts', async () => {
		await open();
		const [winner, loser] = [make({ email: 'w@example.com' }), make({ email: 'l@example.com' })];
		sandbox.control.merge({ object: 'contact', winner, loser });
		const batch = await send('POST', `${contacts}/batch/update`, {
			inputs: [{ id: loser, properties: { city: 'Porto' } }],
		});
		expect([batch.status, at(batch.body, 'context', 'ids')]).toEqual([400, [loser]]);
		const single = await send('PATCH', `${contacts}/${loser}`, { properties: { city: 'Porto' } });
		expect([single.status, at(single.body, 'id')]).toEqual([200, winner]);
	});

	it('refuses one record twice, also by two names of it', async () => {
		await open();
		const id = make({ email: 'a@example.com' });
		const update = { properties: { city: 'Porto' } };
		const reply = await send('POST', `${contacts}/batch/update`, {
			inputs: [
				{ id, ...update },
				{ id: 'a@example.com', idProperty: 'email', ...update },
			],
		});
		expect([reply.status, at(reply.body, 'message')]).toEqual([
			400,
			`Duplicate IDs found in batch input: [${id}]. IDs must be unique`,
		]);
	});
});

describe('Merged records and e-mail addresses', () => {
	it('answers the survivor for a merged id, in batches too, and says so in its properties', async () => {
		await open();
		const [winner, loser] = [make({ email: 'w@example.com' }), make({ email: 'l@example.com', city: 'Leeds' })];
		sandbox.control.merge({ object: 'contact', winner, loser });
		const properties = ['city', 'hs_merged_object_ids', 'hs_calculated_merged_vids', 'hs_additional_emails'];
		const reply = await send('POST', `${contacts}/batch/read`, { inputs: [{ id: loser }, { id: winner }], properties });
		expect([reply.status, listAt(reply.body, 'results').length]).toEqual([200, 1]);
		expect(at(reply.body, 'results', 0)).toMatchObject({
			id: winner,
			properties: { city: 'Leeds', hs_merged_object_ids: loser, hs_additional_emails: 'l@example.com' },
		});
		expect(at(reply.body, 'results', 0, 'properties', 'hs_calculated_merged_vids')).toMatch(
			new RegExp(`^${loser}:\\d+$`),
		);
	});

	it.each([
		[true, 200],
		[false, 404],
	])(
		'finds a contact by a secondary address only if secondaryEmailLookup is %s',
		async (secondaryEmailLookup, status) => {
			await open({ secondaryEmailLookup });
			const id = make({ email: 'first@example.com', hs_additional_emails: 'second@example.com' });
			expect((await send('GET', `${contacts}/FIRST@example.com?idProperty=email`)).status).toBe(200);
			const reply = await send('GET', `${contacts}/second@example.com?idProperty=email`);
			expect(reply.status).toBe(status);
			if (status === 200) expect(at(reply.body, 'id')).toBe(id);
		},
	);

	it('keeps addresses unique over primary and secondary ones', async () => {
		await open();
		const id = make({ email: 'first@example.com', hs_additional_emails: 'second@example.com' });
		const reply = await send('POST', contacts, { properties: { email: 'Second@example.com' } });
		expect(reply.status).toBe(409);
		expect(reply.body).toMatchObject({ category: 'CONFLICT', message: `Contact already exists. Existing ID: ${id}` });
	});

	it('keeps unique properties unique', async () => {
		await open();
		make({ external_customer_id: 'C-1' });
		const other = make({});
		const reply = await send('PATCH', `${contacts}/${other}`, { properties: { external_customer_id: 'c-1' } });
		expect([reply.status, at(reply.body, 'errors', 0, 'code')]).toEqual([400, 'CONFLICTING_UNIQUE_VALUE']);
	});
});
