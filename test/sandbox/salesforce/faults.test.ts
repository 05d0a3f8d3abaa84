/** Races at an exact place, faults, limits, and the page. */
import { codeOf, startOrg, type Org } from './api';

let org: Org;
let id: string;
const start = async (options: Parameters<typeof startOrg>[0] = {}) => {
	org = await startOrg({ aiFields: true, ...options });
	id = org.control.create({ object: 'contact', values: { FirstName: 'Ada', LastName: 'Berg' } });
};
afterEach(async () => {
	await org.close();
});
const patch = async (title: string) => await org.send('PATCH', `/sobjects/Contact/${id}`, { Title: title });
const title = () => org.control.value({ object: 'contact', id, field: 'Title' });

describe('Races', () => {
	it('a rep edits exactly before or after a request', async () => {
		await start();
		const edit = (value: string) => ({ kind: 'edit', object: 'contact', id, field: 'Title', value }) as const;
		org.control.schedule({ phase: 'before', purpose: 'update', action: edit('before') });
		org.control.schedule({ phase: 'after', purpose: 'update', nth: 2, action: edit('after') });
		await patch('AI 1');
		expect(title()).toBe('AI 1');
		await patch('AI 2');
		expect(title()).toBe('after');
		expect(org.control.journal({ id, property: 'Title' }).map(({ value, source }) => `${value} ${source}`)).toEqual([
			'before UI',
			'AI 1 API',
			'AI 2 API',
			'after UI',
		]);
	});
});

describe('Faults', () => {
	it.each([
		[{ kind: 'rate limit' }, 403, 'REQUEST_LIMIT_EXCEEDED', null],
		[{ kind: 'error', status: 400 }, 400, 'UNABLE_TO_LOCK_ROW', null],
		[{ kind: 'error', status: 503 }, 503, 'SERVER_UNAVAILABLE', null],
		[{ kind: 'html 503' }, 503, undefined, null],
		[{ kind: 'error after', status: 500 }, 500, 'UNKNOWN_EXCEPTION', 'AI'],
	] as const)('%j answers %s %s', async (rule, status, code, left) => {
		await start();
		org.control.fault(rule);
		const reply = await patch('AI');
		expect([reply.status, codeOf(reply)]).toEqual([status, code]);
		expect(title()).toBe(left);
	});

	it.each([
		['reset before', null],
		['reset after', 'AI'],
	] as const)('%s breaks the connection', async (kind, left) => {
		await start();
		org.control.fault({ kind });
		await expect(patch('AI')).rejects.toThrow();
		expect(title()).toBe(left);
	});

	it('a row that another transaction holds can be written later', async () => {
		await start();
		org.control.lockRow({ object: 'contact', id });
		expect(codeOf(await patch('AI'))).toBe('UNABLE_TO_LOCK_ROW');
		expect((await patch('AI')).status).toBe(204);
	});

	it('a dead session answers 401, for everything or from the next write on', async () => {
		await start();
		org.control.expireToken({ token: org.sandbox.token, afterRecords: 1, at: 'next write' });
		expect((await patch('one')).status).toBe(204);
		expect((await org.send('GET', `/sobjects/Contact/${id}`)).status).toBe(200);
		expect(codeOf(await patch('two'))).toBe('INVALID_SESSION_ID');
		expect((await org.send('GET', `/sobjects/Contact/${id}`)).status).toBe(401);
		org.control.renewToken({ token: org.sandbox.token });
		expect((await patch('three')).status).toBe(204);
	});

	it('too many requests at once are refused', async () => {
		await start({ limits: { concurrent: 3 }, latencyMs: 40 });
		const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await patch('AI')).status));
		expect(statuses).toContain(403);
		expect(org.control.stats()).toMatchObject({ total: 8, byPurpose: { update: 8 }, mostAtOnce: 8 });
	});

	it('the search index lags where the option says so, and queries never do', async () => {
		await start({ indexLagMs: 60_000 });
		const search = async () =>
			(
				(await org.send('GET', `/search?q=${encodeURIComponent('FIND {Berg} RETURNING Contact(Id)')}`)).body as {
					searchRecords: unknown[];
				}
			).searchRecords.length;
		expect(await search()).toBe(0);
		expect(await org.query("SELECT Id FROM Contact WHERE LastName = 'Berg'")).toHaveLength(1);
		org.control.advanceClock({ ms: 61_000 });
		expect(await search()).toBe(1);
	});
});

describe('The org', () => {
	it('is the same for the same seed, and can be reset to its beginning', async () => {
		const now = () => 1_780_000_000_000;
		await start({ seedContacts: 60, seed: 7, now });
		const everything = () => JSON.stringify(org.control.journal({ since: 0 }));
		org.control.reset();
		const first = everything();
		await org.close();
		await start({ seedContacts: 60, seed: 7, now });
		org.control.reset();
		expect(JSON.parse(everything())).toHaveLength((JSON.parse(first) as unknown[]).length);
		expect(org.control.ids({ object: 'lead' })).toHaveLength(20);
	});

	it('holds the traps: one address on two contacts, people as lead and contact, converted leads, merged contacts', async () => {
		await start({ seedContacts: 120 });
		const { records } = await org.client.query<{ Email: string; n: number }>(
			'SELECT Email, COUNT(Id) n FROM Contact WHERE Email != null GROUP BY Email',
		);
		expect(records.some(({ n }) => n > 1)).toBe(true);
		expect(await org.query('SELECT Id FROM Lead WHERE IsConverted = true')).not.toHaveLength(0);
		expect(await org.query('SELECT Id FROM Contact WHERE MasterRecordId != null', true)).not.toHaveLength(0);
		const leads = await org.query('SELECT Email FROM Lead WHERE IsConverted = false AND Email != null');
		const emails = new Set((await org.query('SELECT Email FROM Contact')).map(({ Email }) => Email));
		expect(leads.some(({ Email }) => emails.has(Email))).toBe(true);
	});

	it('shows records on a page under Salesforce’s own addresses, where a rep edits them', async () => {
		await start();
		await patch('<b>AI</b>');
		const page = async (path: string) => await (await fetch(org.sandbox.url + path)).text();
		for (const path of [`/lightning/r/Contact/${id}/view`, `/${id}`, `/${id.slice(0, 15)}`]) {
			const text = await page(path);
			expect(text).toContain('<h1>Ada Berg</h1>');
			expect(text).toContain('&lt;b&gt;AI&lt;/b&gt;');
			expect(text).toContain('Integration User (API)');
		}
		const form = new URLSearchParams({ field: 'Title', value: 'CEO', user: 'rep2' });
		const saved = await fetch(`${org.sandbox.url}/records/Contact/${id}/edit`, { method: 'POST', body: form });
		expect(await saved.text()).toContain('Title was saved.');
		expect(title()).toBe('CEO');
		expect(org.control.history({ object: 'contact', id, field: 'Title' })[0]).toMatchObject({ source: 'UI' });
		expect(await page('/')).toContain('Ada Berg');
	});

	it('can be controlled over HTTP', async () => {
		await start();
		const call = async (method: string, argument: object) =>
			(await (
				await fetch(`${org.sandbox.url}/_sandbox/${method}`, { method: 'POST', body: JSON.stringify(argument) })
			).json()) as unknown;
		await call('edit', { object: 'contact', id, field: 'ai_lead_score', value: '12', user: 'rep3' });
		expect(await call('value', { object: 'contact', id, field: 'ai_lead_score' })).toBe('12');
		expect((await fetch(`${org.sandbox.url}/_sandbox/act`, { method: 'POST' })).status).toBe(404);
	});
});
