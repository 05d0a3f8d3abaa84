/** The adapter against the sandbox HubSpot: limits, lags, losses, and how many requests the work takes. */
import { createHubSpot } from '../../crm/hubspot/hubspot';
import { startSandbox } from '../../sandbox/server';
import { collect } from './contract/setup';
import { fetchPort } from './fetch-port';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
type Options = NonNullable<Parameters<typeof startSandbox>[0]>;

const noLimits = { tenSeconds: 1e6, searchPerSecond: 1e6, daily: 1e9, windowMs: 10_000 };
let sandbox: Sandbox;

async function start(options: Options = {}): Promise<void> {
	sandbox = await startSandbox({ seed: 1, limits: noLimits, ...options });
}

function connect(more: { readonly key?: string; readonly waiting?: 'real' } = {}) {
	const port = fetchPort(sandbox.url, { token: sandbox.token, ...more });
	const accessToken = async () => await Promise.resolve(sandbox.token);
	return { port, crm: createHubSpot(port, { baseUrl: sandbox.url, accessToken }) };
}

afterEach(async () => await sandbox.close());

function contacts(
	count: number,
	values: (index: number) => Record<string, string> = () => ({}),
	at?: number,
): string[] {
	return Array.from({ length: count }, (_, index) =>
		sandbox.control.create({ object: 'contact', values: values(index), ...(at === undefined ? {} : { at }) }),
	);
}

describe('bad records in a batch', () => {
	const bad = [3, 17, 64];
	const patches = (ids: readonly string[]) =>
		ids.map((id, index) => ({ id, values: bad.includes(index) ? { tier: 'none such' } : { city: `c${index}` } }));

	test.each([
		[true, 1],
		[false, 40],
	])('with multi-status answers %p, 97 of 100 are written in at most %d requests', async (batchMultiStatus, most) => {
		await start({ batchMultiStatus });
		const ids = contacts(100);
		const { crm } = connect();
		const results = await crm.write('contact', patches(ids));
		expect(results.flatMap((result, index) => (result.ok ? [] : [index]))).toEqual(bad);
		for (const index of bad) {
			expect(results[index]).toMatchObject({ error: { kind: 'validation', code: 'INVALID_OPTION', fields: ['tier'] } });
		}
		expect(crm.requests['write']).toBeLessThanOrEqual(most);
		ids.forEach((id, index) => {
			const stored = sandbox.control.value({ object: 'contact', id, field: 'city' });
			expect(stored).toBe(bad.includes(index) ? null : `c${index}`);
		});
	});

	test('a merged id cannot be written in a batch and fails alone', async () => {
		await start();
		const [winner = '', loser = '', other = ''] = contacts(3);
		sandbox.control.merge({ object: 'contact', winner, loser });
		const { crm } = connect();
		const results = await crm.write('contact', [
			{ id: loser, values: { city: 'x' } },
			{ id: other, values: { city: 'y' } },
		]);
		expect(results).toMatchObject([{ ok: false, error: { kind: 'not found' } }, { ok: true }]);
	});

	test('an unknown field that HubSpot reports fails all its records at once, without halving', async () => {
		await start({ batchMultiStatus: false });
		const ids = contacts(100);
		const { crm } = connect();
		await crm.describe('contact');
		// The field disappears after it was described.
		sandbox.control.changeProperty({ object: 'contact', name: 'sales_notes', change: { archived: true } });
		const results = await crm.write(
			'contact',
			ids.map((id, index) => ({ id, values: index % 2 === 0 ? { sales_notes: 'x' } : { city: 'x' } })),
		);
		expect(results.map((result) => result.ok)).toEqual(ids.map((_, index) => index % 2 === 1));
		expect(crm.requests['write']).toBe(2);
	});
});

describe('faults', () => {
	test.each(['error', 'html 503', 'rate limit', 'reset before', 'reset after', 'error after', 'cut body'] as const)(
		'a write survives "%s": the value stands once, and its result is good',
		async (kind) => {
			await start();
			const [id = ''] = contacts(1);
			const { crm } = connect();
			await crm.describe('contact');
			sandbox.control.fault({ kind, purpose: 'batch update', count: 1 });
			expect(await crm.write('contact', [{ id, values: { city: 'Rome' } }])).toMatchObject([{ ok: true }]);
			const history = sandbox.control.history({ object: 'contact', id, field: 'city' });
			expect(history).toHaveLength(1);
		},
	);

	test('a note whose answer was lost is found by its reference, not made twice', async () => {
		await start();
		const [id = ''] = contacts(1);
		const { crm } = connect();
		sandbox.control.fault({ kind: 'reset after', path: '/notes$', method: 'POST', count: 1 });
		const note = { title: 't', body: 'b', at: '2026-11-20T10:00:00.000Z' };
		expect(await crm.addNote('contact', id, note, 'run-1')).toMatchObject({ ok: true, value: { created: true } });
		expect(sandbox.control.ids({ object: 'notes' })).toHaveLength(1);
	});
});

describe('listing beyond what one search shows', () => {
	const since = '2026-01-01T00:00:00.000Z';
	const base = Date.parse('2026-03-01T00:00:00.000Z');

	test('12,000 records come completely, once each, in order, past the cap of 10,000', async () => {
		await start();
		for (let index = 0; index < 12_000; index++) {
			sandbox.control.create({ object: 'contact', values: { city: 'x' }, at: base + index * 1_000 });
		}
		const { crm, port } = connect();
		const listed = await collect(crm.list('contact', { changedSince: since }, ['city'], 20_000));
		expect(listed).toHaveLength(12_000);
		expect(new Set(listed.map(({ id }) => id)).size).toBe(12_000);
		const times = listed.map(({ changedAt }) => changedAt ?? '');
		expect(times).toEqual([...times].sort());
		expect(port.sent.filter(({ status }) => status >= 400)).toEqual([]);
	}, 120_000);

	test('an import that gave 900 records the same change time does not stop the walk', async () => {
		await start();
		const before = contacts(5, () => ({ city: 'x' }), base);
		const imported = contacts(900, () => ({ city: 'x' }), base + 1_000);
		const after = contacts(5, () => ({ city: 'x' }), base + 2_000);
		const listed = await collect(connect().crm.list('contact', { changedSince: since }, [], 5_000));
		expect(listed.map(({ id }) => id)).toEqual([...before, ...imported, ...after]);
	});

	test('records that change while the walk is under way are not skipped', async () => {
		await start();
		const ids = contacts(450, () => ({ city: 'x' }), base);
		ids.forEach((id, index) =>
			sandbox.control.edit({ object: 'contact', id, field: 'city', value: 'y', at: base + index }),
		);
		const listed = new Set<string>();
		for await (const { id } of connect().crm.list('contact', { changedSince: since }, [], 1_000)) {
			if (listed.size === 100) {
				// These were listed already and leave their places to the end of the order.
				for (const moved of ids.slice(0, 90))
					sandbox.control.edit({ object: 'contact', id: moved, field: 'city', value: 'z' });
			}
			expect(listed.has(id)).toBe(false);
			listed.add(id);
		}
		expect(listed.size).toBe(450);
	});

	test('more fields than a search can name are read by id', async () => {
		await start();
		const [id = ''] = contacts(1, () => ({ city: 'Rome' }));
		const { crm } = connect();
		const fields = (await crm.describe('contact')).map(({ name }) => name);
		const many = [...fields, ...Array.from({ length: 100 }, (_, index) => `some_long_field_name_${index}`)];
		const listed = await collect(crm.list('contact', { changedSince: since }, many, 10));
		expect(listed).toMatchObject([{ id, values: { city: 'Rome', some_long_field_name_99: null } }]);
	});
});

describe('polling', () => {
	test('a change that the index shows late, after newer ones, is still told, once', async () => {
		await start();
		const now = Date.now();
		const newer = sandbox.control.create({ object: 'contact', values: { city: 'x' }, at: now - 1_000 });
		const first = await collect(connect().crm.changedSince('contact', new Date(now - 60_000).toISOString()));
		expect(first.map(({ id }) => id)).toEqual([newer]);
		// Made before the other one, and shown only now.
		const late = sandbox.control.create({ object: 'contact', values: { city: 'x' }, at: now - 20_000 });
		const second = await collect(connect().crm.changedSince('contact', first[0]?.cursor ?? ''));
		expect(second).toMatchObject([{ id: late, kind: 'created' }]);
		expect(await collect(connect().crm.changedSince('contact', second[0]?.cursor ?? ''))).toEqual([]);
	});

	test('nothing is told twice or lost while the index lags behind', async () => {
		await start({ indexLagMs: 5_000 });
		const told: string[] = [];
		const ids: string[] = [];
		let cursor = new Date(Date.now() - 60_000).toISOString();
		for (let round = 0; round < 6; round++) {
			ids.push(...contacts(3, () => ({ city: 'x' })));
			sandbox.control.advanceClock({ ms: 2_000 });
			const changes = await collect(connect().crm.changedSince('contact', cursor));
			told.push(...changes.map(({ id }) => id));
			cursor = changes.at(-1)?.cursor ?? cursor;
		}
		sandbox.control.advanceClock({ ms: 10_000 });
		told.push(...(await collect(connect().crm.changedSince('contact', cursor))).map(({ id }) => id));
		expect(told.sort()).toEqual(ids.sort());
	});

	test('own writes are told apart by the stamp, a rep edit on top of them is not own (S0-17)', async () => {
		await start({ aiFields: true });
		const [mine = '', touched = '', foreign = ''] = contacts(3);
		const start0 = new Date(Date.now()).toISOString();
		sandbox.control.advanceClock({ ms: 5_000 });
		const stamp = { ai_updated_at: '2026-11-20T10:00:00.000Z' };
		await connect().crm.write(
			'contact',
			[mine, touched].map((id) => ({ id, values: stamp })),
		);
		sandbox.control.advanceClock({ ms: 5_000 });
		for (const id of [touched, foreign]) sandbox.control.edit({ object: 'contact', id, field: 'city', value: 'x' });
		const changes = await collect(connect().crm.changedSince('contact', start0));
		expect(new Map(changes.map(({ id, own }) => [id, own]))).toEqual(
			new Map([
				[mine, true],
				[touched, false],
				[foreign, false],
			]),
		);
	});
});

describe('activities (S0-57, S1-35)', () => {
	test('calls, meetings, mails, notes and tasks come as plain text with their direction and owner', async () => {
		await start();
		const [id = ''] = contacts(1);
		const make = (object: string, day: string, values: Record<string, string>) =>
			sandbox.control.create({
				object,
				values: { hs_timestamp: `2026-11-${day}T10:00:00.000Z`, ...values },
				associate: [{ object: 'contact', id }],
			});
		make('emails', '04', {
			hs_email_subject: 'Re: offer',
			hs_email_html: '<style>p{}</style><p>Yes,&nbsp;please</p><p>Ann</p>',
			hs_email_direction: 'INCOMING_EMAIL',
		});
		make('calls', '02', { hs_call_title: 'Intro', hs_call_body: 'Budget &lt; 10k', hs_call_direction: 'OUTBOUND' });
		make('meetings', '03', { hs_meeting_title: 'Demo', hs_meeting_body: '<ul><li>a</li><li>b</li></ul>' });
		make('tasks', '05', { hs_task_subject: 'Call back', hs_task_body: 'soon', hubspot_owner_id: '70501' });
		make('notes', '01', { hs_note_body: 'met at the fair' });
		const want = { associated: [], activities: true, max: 10 };
		const result = (await connect().crm.context('contact', [id], want)).get(id);
		if (result?.ok !== true) throw new Error('no context');
		expect(result.value.activities.map(({ id: _, at: __, ...rest }) => rest)).toEqual([
			{ kind: 'note', title: '', body: 'met at the fair' },
			{ kind: 'call', title: 'Intro', body: 'Budget < 10k', direction: 'out' },
			{ kind: 'meeting', title: 'Demo', body: 'a\nb' },
			{ kind: 'email', title: 'Re: offer', body: 'Yes, please\nAnn', direction: 'in' },
			{ kind: 'task', title: 'Call back', body: 'soon', author: 'owner:70501' },
		]);
	});

	test('context of 150 records takes as many requests as that of a few', async () => {
		await start();
		const ids = contacts(150);
		const company = sandbox.control.create({ object: 'company', values: { name: 'Acme' } });
		for (const id of ids) {
			sandbox.control.associate({ from: { object: 'contact', id }, to: { object: 'company', id: company } });
		}
		const { crm } = connect();
		const results = await crm.context('contact', ids, { associated: ['company'], activities: true, max: 5 });
		expect([...results.values()].every((result) => result.ok && result.value.related[0]?.label === 'Acme')).toBe(true);
		expect(crm.requests['associations']).toBe(6);
		expect(crm.requests['read']).toBe(1);
	});

	test('a context that could be read only in part is an error that names the permission (S1-06)', async () => {
		await start();
		const [id = ''] = contacts(1);
		const scopes = ['oauth', 'crm.objects.contacts.read', 'crm.schemas.contacts.read'];
		sandbox.control.addToken({ token: sandbox.token, appId: 1, scopes });
		const want = { associated: ['company'], activities: false, max: 5 };
		const result = (await connect().crm.context('contact', [id], want)).get(id);
		expect(result).toMatchObject({ ok: false, error: { kind: 'permission' } });
		expect(result?.ok === false && result.error.message).toContain('crm.objects.companies.read');
	});
});

describe('permissions', () => {
	test('what writing needs and the credential lacks is named before anything is written (S1-44)', async () => {
		await start();
		const scopes = ['oauth', 'crm.objects.contacts.read', 'crm.objects.companies.read', 'crm.objects.companies.write'];
		sandbox.control.addToken({ token: sandbox.token, appId: 1, scopes });
		const { crm } = connect();
		expect(await crm.missingPermissions('contact')).toEqual(['crm.objects.contacts.write']);
		expect(await crm.missingPermissions('company')).toEqual([]);
		expect(await crm.missingPermissions('ticket')).toEqual(['tickets']);
	});
});

describe('users that a task can be given to', () => {
	it('are the active owners by name, over all pages, and a task belongs to the one that was named', async () => {
		await start();
		const { crm } = connect();
		const users = (await crm.users?.()) ?? [];
		expect(users.map(({ name }) => name)).toEqual([...users].map(({ name }) => name).sort());
		expect(users).toContainEqual({ id: '70502', name: 'Sam Okafor' });
		expect(users.map(({ id }) => id)).not.toContain('70504');
		const [id] = contacts(1);
		const task = { title: 't', body: 'b', at: '2026-11-20T10:00:00.000Z', dueAt: '2026-11-27T10:00:00.000Z' };
		const made = await crm.addTask('contact', id ?? '', { ...task, owner: '70502' }, 'r');
		if (!made.ok) throw new Error(made.error.message);
		const owner = sandbox.control.value({ object: 'tasks', id: made.value.id, field: crm.ownerField ?? '' });
		expect(owner).toBe('70502');
	});
});

describe('custom objects', () => {
	test('are listed, described, written, found, listed by change and annotated by their type id (S1-09)', async () => {
		await start();
		const type = sandbox.control.createObject({
			name: 'machine',
			labels: { singular: 'Machine', plural: 'Machines' },
			primaryDisplayProperty: 'serial',
			requiredProperties: ['serial'],
			properties: [
				{ name: 'serial', label: 'Serial', type: 'string', fieldType: 'text', hasUniqueValue: true },
				{ name: 'hours', label: 'Hours', type: 'number', fieldType: 'number' },
			],
			associatedObjects: ['CONTACT'],
		});
		const id = sandbox.control.create({ object: type, values: { serial: 'SN-1' } });
		const { crm } = connect();
		expect(await crm.objects()).toContainEqual({ name: type, label: 'Machines', custom: true });
		expect(await crm.write(type, [{ id, values: { hours: 12 } }])).toMatchObject([{ ok: true }]);
		const [found] = await crm.find(type, [{ unique: { field: 'serial', value: 'SN-1' } }], ['hours']);
		expect(found).toMatchObject({ ok: true, value: [{ id, label: 'SN-1', snapshot: { values: { hours: 12 } } }] });
		const listed = await collect(crm.list(type, { changedSince: '2026-01-01T00:00:00Z' }, ['hours'], 10));
		expect(listed).toMatchObject([{ id, url: `${sandbox.url}/contacts/20111222/record/${type}/${id}` }]);
		const note = { title: 't', body: 'b', at: '2026-11-20T10:00:00.000Z' };
		expect(await crm.addNote(type, id, note, 'r')).toMatchObject({ ok: true, value: { created: true } });
		expect(await crm.addNote(type, id, note, 'r')).toMatchObject({ ok: true, value: { created: false } });
	});
});

describe('companies, deals and tickets (S1-09)', () => {
	test.each([
		['company', 'name', '0-2'],
		['deal', 'dealname', '0-3'],
		['ticket', 'subject', '0-5'],
	])('%s is written, read with its history, listed, and takes notes and tasks', async (object, field, typeId) => {
		await start();
		const id = sandbox.control.create({ object, values: { [field]: 'Before' } });
		const { crm } = connect();
		expect(await crm.write(object, [{ id, values: { [field]: 'After' } }])).toMatchObject([{ ok: true }]);
		const read = (await crm.read(object, [id], [field], { edits: true })).get(id);
		expect(read).toMatchObject({
			ok: true,
			value: { label: 'After', url: `${sandbox.url}/contacts/20111222/record/${typeId}/${id}` },
		});
		expect(read?.ok === true && read.value.history[field]?.map(({ value, own }) => [value, own])).toEqual([
			['After', true],
			['Before', false],
		]);
		const listed = await collect(crm.list(object, { changedSince: '2026-01-01T00:00:00Z' }, [field], 10));
		expect(listed.map((snapshot) => snapshot.id)).toEqual([id]);
		const task = { title: 't', body: 'b', at: '2026-11-20T10:00:00Z', dueAt: '2026-11-21T10:00:00Z' };
		expect(await crm.addNote(object, id, task, 'r')).toMatchObject({ ok: true });
		expect(await crm.addTask(object, id, task, 'r')).toMatchObject({ ok: true });
		const context = (await crm.context(object, [id], { associated: [], activities: true, max: 5 })).get(id);
		expect(context?.ok === true && context.value.activities.map(({ kind }) => kind).sort()).toEqual(['note', 'task']);
	});
});

test('a deleted record is told apart from one that never was', async () => {
	await start();
	const [id = ''] = contacts(1);
	sandbox.control.delete({ object: 'contact', id });
	const results = await connect().crm.read('contact', [id, '999999999'], [], { edits: true });
	expect(results.get(id)).toMatchObject({ ok: false, error: { kind: 'not found', code: 'ARCHIVED' } });
	expect(results.get('999999999')).toMatchObject({ ok: false, error: { code: 'OBJECT_NOT_FOUND' } });
});

test('1,000 contacts by e-mail, with history, written and verified take at most 90 requests', async () => {
	await start({ seedContacts: 0, limits: { ...noLimits, tenSeconds: 190 } });
	const ids = contacts(1_000, (index) => ({ email: `p${index}@example.com` }));
	const fields = ['city', 'sales_notes', 'tier'];

	const lookup = connect().crm;
	await Promise.all([lookup.whoAmI(), lookup.describe('contact')]);
	const found = await lookup.find(
		'contact',
		ids.map((_, index) => ({ email: `p${index}@example.com` })),
		fields,
	);
	expect(found.map((result) => result.ok && result.value[0]?.id)).toEqual(ids);
	await lookup.read('contact', ids, fields, { edits: true });

	const write = connect().crm;
	await Promise.all([write.whoAmI(), write.describe('contact')]);
	await write.read('contact', ids, fields, { edits: true });
	const written = await write.write(
		'contact',
		ids.map((id, index) => ({ id, values: { city: `c${index}` } })),
	);
	expect(written.every((result) => result.ok)).toBe(true);
	const verified = await write.read('contact', ids, fields, { edits: true });
	ids.forEach((id, index) => {
		const result = verified.get(id);
		expect(result?.ok === true && result.value.history['city']?.[0]).toMatchObject({ value: `c${index}`, own: true });
	});

	expect(lookup.requests).toEqual({ account: 2, describe: 2, 'find by e-mail': 10, 'read with history': 20 });
	expect(write.requests).toEqual({ account: 2, describe: 2, 'read with history': 40, write: 10 });
	expect(sandbox.control.stats().total).toBeLessThanOrEqual(90);
});

test('two connections to one account share the search limit and never get a 429 for it', async () => {
	await start({ limits: { ...noLimits, searchPerSecond: 5, windowMs: 10_000 } });
	const account = { key: 'one account', waiting: 'real' } as const;
	const [one, two] = [connect(account).crm, connect(account).crm];
	await Promise.all([one.describe('contact'), two.describe('contact')]);
	const queries = Array.from({ length: 30 }, (_, index) => ({ email: `nobody${index}@example.com` }));
	await Promise.all([one.find('contact', queries, []), two.find('contact', queries, [])]);
	expect(sandbox.control.stats().byStatus['429']).toBeUndefined();
});
