/** Rep edits at exact moments, the journal as oracle, the control API over HTTP, determinism. */
import { get } from 'node:http';
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
const make = (values: Record<string, string> = {}): string => sandbox.control.create({ object: 'contact', values });
const readHistory = (id: string) =>
	send('POST', `${contacts}/batch/read`, { inputs: [{ id }], properties: ['city'], propertiesWithHistory: ['city'] });
const update = (id: string) =>
	send('POST', `${contacts}/batch/update`, { inputs: [{ id, properties: { city: 'Machine' } }] });

describe('Scheduled rep edits', () => {
	it('places an edit between a read with history and the update', async () => {
		await open();
		const id = make({ city: 'Old' });
		sandbox.control.schedule({
			phase: 'after',
			purpose: 'batch read with history',
			action: { kind: 'edit', object: 'contact', id, field: 'city', value: 'Human' },
		});
		expect(at((await readHistory(id)).body, 'results', 0, 'properties', 'city')).toBe('Old');
		expect(sandbox.control.pending()).toBe(0);
		await update(id);
		const changes = sandbox.control.journal({ object: 'contact', id, property: 'city' });
		expect(changes.map(({ value, previous, actor }) => [value, previous, actor])).toEqual([
			['Old', null, 'user:501'],
			['Human', 'Old', 'user:501'],
			['Machine', 'Human', 'app:4600100'],
		]);
	});

	it('places an edit right after the update was applied and before its answer', async () => {
		await open();
		const id = make();
		sandbox.control.schedule({
			phase: 'after',
			purpose: 'batch update',
			action: { kind: 'edit', object: 'contact', id, field: 'city', value: 'Human' },
		});
		expect(at((await update(id)).body, 'results', 0, 'properties', 'city')).toBe('Machine');
		const reply = await readHistory(id);
		expect(
			listAt(reply.body, 'results', 0, 'propertiesWithHistory', 'city').map((version) => at(version, 'value')),
		).toEqual(['Human', 'Machine']);
	});

	it('counts matching requests only, and can act before one or at every one', async () => {
		await open();
		const id = make({ city: 'Old' });
		const edits: string[] = [];
		sandbox.control.schedule({
			phase: 'before',
			nth: 2,
			method: 'GET',
			path: `/contacts/${id}`,
			action: { kind: 'edit', object: 'contact', id, field: 'city', value: 'Human' },
		});
		sandbox.control.schedule({ phase: 'before', nth: 'every', method: 'GET', action: () => edits.push('seen') });
		await send('GET', contacts);
		const read = async () => at((await send('GET', `${contacts}/${id}?properties=city`)).body, 'properties', 'city');
		expect([await read(), await read()]).toEqual(['Old', 'Human']);
		expect(edits).toHaveLength(3);
	});

	it('can merge, delete and restore at such a moment', async () => {
		await open();
		const [winner, loser] = [make({ email: 'w@example.com' }), make({ email: 'l@example.com' })];
		sandbox.control.schedule({
			phase: 'after',
			purpose: 'read',
			action: { kind: 'merge', object: 'contact', winner, loser },
		});
		expect(at((await send('GET', `${contacts}/${loser}`)).body, 'id')).toBe(loser);
		expect(at((await send('GET', `${contacts}/${loser}`)).body, 'id')).toBe(winner);
		sandbox.control.schedule({
			phase: 'before',
			purpose: 'read',
			action: { kind: 'delete', object: 'contact', id: winner },
		});
		expect((await send('GET', `${contacts}/${winner}`)).status).toBe(404);
		sandbox.control.schedule({
			phase: 'before',
			purpose: 'read',
			action: { kind: 'restore', object: 'contact', id: winner },
		});
		expect((await send('GET', `${contacts}/${winner}`)).status).toBe(200);
		expect(sandbox.control.journal({ object: 'contact' }).map(({ kind }) => kind)).toEqual(
			expect.arrayContaining(['created', 'value', 'merged', 'archived', 'restored']),
		);
	});
});

describe('The journal', () => {
	it('holds every change with the request that made it, in order, and nothing that changed nothing', async () => {
		await open({ seedContacts: 20 });
		expect(sandbox.control.journal()).toEqual([]);
		expect(sandbox.control.journal({ since: 0 }).length).toBeGreaterThan(100);
		const [id = ''] = sandbox.control.ids({ object: 'contact' });
		await update(id);
		await update(id);
		const [entry, ...more] = sandbox.control.journal();
		expect(more).toEqual([]);
		expect(entry).toMatchObject({
			kind: 'value',
			object: 'contacts',
			id,
			property: 'city',
			value: 'Machine',
			source: 'INTEGRATION',
		});
		expect(entry?.requestId).toBe(sandbox.control.requests()[0]?.requestId);
	});

	it('agrees with the history that the API answers', async () => {
		await open();
		const id = make({ city: 'A' });
		for (const value of ['B', 'C', null, 'D']) sandbox.control.edit({ object: 'contact', id, field: 'city', value });
		await update(id);
		const reply = await readHistory(id);
		const history = listAt(reply.body, 'results', 0, 'propertiesWithHistory', 'city').map((version) =>
			at(version, 'value'),
		);
		const journal = sandbox.control.journal({ id, property: 'city' }).map(({ value }) => value);
		expect(history).toEqual([...journal].reverse());
	});
});

describe('Statistics', () => {
	it('counts requests by purpose, by route and by status', async () => {
		await open();
		const id = make();
		await readHistory(id);
		await update(id);
		await send('GET', '/crm/properties/2026-09/contacts');
		await send('GET', `${contacts}/7`);
		expect(sandbox.control.stats()).toMatchObject({
			total: 4,
			byPurpose: { 'batch read with history': 1, 'batch update': 1, describe: 1, read: 1 },
			byStatus: { '200': 3, '404': 1 },
		});
		expect(Object.keys(sandbox.control.stats().byRoute)).toContain('POST /crm/objects/:version/:objectType/batch/read');
		expect(sandbox.control.requests().map(({ records }) => records)).toEqual([1, 1, undefined, undefined]);
		sandbox.control.resetStats();
		expect(sandbox.control.stats().total).toBe(0);
	});
});

/** The status of a control request that names another host, as after DNS rebinding. */
const statusFor = (host: string): Promise<number | undefined> =>
	new Promise((resolve, reject) => {
		get(`${sandbox.url}/_sandbox`, { headers: { host } }, (reply) => {
			reply.resume();
			resolve(reply.statusCode);
		}).on('error', reject);
	});

describe('The control API over HTTP', () => {
	it('acts as a rep, schedules and reads the journal without a token', async () => {
		await open();
		const id = make();
		const control = async (method: string, body?: unknown): Promise<unknown> => {
			const reply = await fetch(`${sandbox.url}/_sandbox/${method}`, {
				method: 'POST',
				body: JSON.stringify(body ?? {}),
			});
			expect(reply.status).toBe(200);
			return reply.json();
		};
		await control('edit', { object: 'contact', id, field: 'city', value: 'Human', user: 503 });
		await control('schedule', {
			phase: 'after',
			purpose: 'batch update',
			action: { kind: 'delete', object: 'contact', id },
		});
		await update(id);
		expect((await send('GET', `${contacts}/${id}`)).status).toBe(404);
		const journal = await control('journal', { id });
		expect(listAt(journal).map((entry) => [at(entry, 'kind'), at(entry, 'actor')])).toEqual([
			['created', 'user:501'],
			['value', 'user:503'],
			['value', 'app:4600100'],
			['archived', 'user:501'],
		]);
		expect(await control('stats')).toMatchObject({ byPurpose: { 'batch update': 1, read: 1 } });
	});

	it('refuses unknown methods, bad arguments, foreign names and foreign sites', async () => {
		await open();
		const post = (path: string, headers: Record<string, string> = {}) =>
			fetch(`${sandbox.url}/_sandbox/${path}`, { method: 'POST', body: '{}', headers });
		expect((await post('constructor')).status).toBe(404);
		expect((await post('edit')).status).toBe(400);
		expect((await post('reset', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
		expect(await statusFor('rebound.example.com')).toBe(403);
		expect(await statusFor('localhost:1')).toBe(200);
	});
});

describe('Determinism', () => {
	it('gives the same people, ids and values for the same seed, and others for another', async () => {
		const portals: string[] = [];
		for (const seed of [4, 4, 5]) {
			await open({ seed, seedContacts: 60, now: () => Date.UTC(2026, 5, 1) });
			const ids = sandbox.control.ids({ object: 'contact' });
			portals.push(JSON.stringify(ids.map((id) => [id, sandbox.control.values({ object: 'contact', id })])));
			if (portals.length < 3) await sandbox.close();
		}
		expect(portals[0]).toBe(portals[1]);
		expect(portals[0]).not.toBe(portals[2]);
	});

	it('is as at the start after a reset', async () => {
		await open({ seedContacts: 10 });
		const ids = sandbox.control.ids({ object: 'contact' });
		sandbox.control.delete({ object: 'contact', id: ids[0] ?? '' });
		make({ email: 'more@example.com' });
		sandbox.control.reset();
		expect(sandbox.control.ids({ object: 'contact' })).toHaveLength(10);
		expect(sandbox.control.journal()).toEqual([]);
	});

	it('lets the clock be ahead, in history, records and the Date header alike', async () => {
		await open({ now: () => Date.UTC(2026, 0, 1), clockSkewMs: 3_600_000 });
		const id = make({ city: 'Lyon' });
		const reply = await readHistory(id);
		expect(reply.headers.get('date')).toBe('Thu, 01 Jan 2026 01:00:00 GMT');
		expect(at(reply.body, 'results', 0, 'propertiesWithHistory', 'city', 0, 'timestamp')).toBe(
			'2026-01-01T01:00:00.000Z',
		);
	});
});

describe('The seeded people', () => {
	it('hold the traps of real data (S0-08, S0-54)', async () => {
		await open({ seedContacts: 400 });
		const people = sandbox.control
			.ids({ object: 'contact' })
			.map((id) => ({ id, ...sandbox.control.values({ object: 'contact', id }) }));
		const having = (test: (person: Record<string, string>) => boolean): number =>
			people.filter((person) => test(person)).length;
		const repeated = (values: (string | undefined)[]): number => {
			const given = values.filter((value) => value !== undefined);
			return given.length - new Set(given).size;
		};
		expect(having(({ email = '' }) => /^(info|sales|office)@/.test(email))).toBeGreaterThan(10);
		expect(having(({ email = '' }) => email.endsWith('@freemail.example'))).toBeGreaterThan(10);
		expect(having(({ email = '' }) => email === '')).toBeGreaterThan(10);
		expect(having((person) => 'hs_additional_emails' in person)).toBeGreaterThan(30);
		expect(having((person) => 'hs_merged_object_ids' in person)).toBe(10);
		expect(repeated(people.map((person: Record<string, string>) => person.phone))).toBeGreaterThan(5);
		expect(repeated(people.map((person: Record<string, string>) => person.email))).toBe(0);
		const edited = sandbox.control
			.journal({ since: 0, object: 'contact', property: 'jobtitle' })
			.filter(({ source }) => source === 'CRM_UI');
		expect(edited.length).toBeGreaterThan(80);
		const domains = sandbox.control
			.ids({ object: 'company' })
			.map((id) => sandbox.control.values({ object: 'company', id }).domain);
		expect(repeated(domains)).toBeGreaterThan(5);
	});

	it('have addresses and numbers that are reserved for fiction', async () => {
		await open({ seedContacts: 400 });
		for (const id of sandbox.control.ids({ object: 'contact' })) {
			const { email, phone, mobilephone } = sandbox.control.values({ object: 'contact', id });
			if (email) expect(email).toMatch(/(\.|@)example(\.com|\.net|\.org)?$|\.example$/);
			for (const number of [phone, mobilephone]) if (number) expect(number).toMatch(/ 555 01\d\d$/);
		}
	});
});
