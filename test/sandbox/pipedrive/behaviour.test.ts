/** What makes Pipedrive treacherous: silent changes, budgets and blocks, lag, faults; and the control API. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	startPipedriveSandbox,
	type PipedriveSandbox,
	type PipedriveSandboxOptions,
} from '../../../sandbox/pipedrive/sandbox';
import { at, listAt, type Reply } from '../api';

let sandbox: PipedriveSandbox;
const start = async (options: PipedriveSandboxOptions = {}): Promise<void> => {
	sandbox = await startPipedriveSandbox(options);
};
afterEach(async () => {
	await sandbox.close();
});

async function send(method: string, path: string, body?: unknown, token = sandbox.token): Promise<Reply> {
	const response = await fetch(sandbox.url + path, {
		method,
		headers: { 'x-api-token': token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	let parsed: unknown = text;
	try {
		parsed = JSON.parse(text) as unknown;
	} catch {
		// Stays text: an HTML page.
	}
	return { status: response.status, headers: response.headers, body: parsed };
}

const person = (values: Readonly<Record<string, string>> = { name: 'Ada' }) =>
	sandbox.control.create({ object: 'person', values });

describe('Silent changes of the Pipedrive stand-in', () => {
	it('empties every part of an address that is not given', async () => {
		await start();
		const id = person();
		const path = `/api/v2/persons/${id}`;
		await send('PATCH', path, {
			postal_address: { value: 'Main St 1, Berlin', locality: 'Berlin', country: 'Germany' },
		});
		await send('PATCH', path, { postal_address: { value: 'Side St 2' } });
		const address = at((await send('GET', path)).body, 'data', 'postal_address');
		expect(address).toMatchObject({ value: 'Side St 2', locality: null, country: null });
	});

	it('fills in the currency and the time zone that were not given', async () => {
		await start({ currency: 'SEK', timeZone: 'Europe/Stockholm' });
		const id = person();
		const money = sandbox.control.createProperty({ object: 'person', name: 'Budget', type: 'monetary' });
		const time = sandbox.control.createProperty({ object: 'person', name: 'Best Time', type: 'time' });
		const custom_fields = { [money]: { value: 5 }, [time]: { value: '09:00:00' } };
		const answer = await send('PATCH', `/api/v2/persons/${id}`, { custom_fields });
		expect(at(answer.body, 'data', 'custom_fields')).toEqual({
			[money]: { value: 5, currency: 'SEK' },
			[time]: { value: '09:00:00', timezone_name: 'Europe/Stockholm' },
		});
	});

	it.each([
		['replaced', ['new@example.com']],
		['added', ['new@example.com', 'ada@example.com']],
	] as const)('takes an array of addresses as all there are, or as more (%s)', async (contactArrays, stored) => {
		await start({ contactArrays });
		const id = person({ name: 'Ada', email: 'ada@example.com' });
		const answer = await send('PATCH', `/api/v2/persons/${id}`, { emails: [{ value: 'new@example.com' }] });
		expect(listAt(answer.body, 'data', 'emails').map((entry) => at(entry, 'value'))).toEqual(stored);
	});

	it('an unknown custom field is refused or ignored, a long text refused or cut, as configured', async () => {
		await start();
		const id = person();
		const path = `/api/v2/persons/${id}`;
		const unknown = { custom_fields: { ['0'.repeat(40)]: 1 } };
		const long = { job_title: 'x'.repeat(300) };
		expect((await send('PATCH', path, unknown)).status).toBe(400);
		expect((await send('PATCH', path, long)).status).toBe(400);
		sandbox.control.configure({ unknownCustomField: 'ignored', longVarchar: 'truncated' });
		expect((await send('PATCH', path, unknown)).status).toBe(200);
		await send('PATCH', path, long);
		expect(sandbox.control.value({ object: 'person', id, field: 'job_title' })).toHaveLength(255);
	});

	it('a set is cleared by null only', async () => {
		await start();
		const id = person();
		const key = sandbox.control.createProperty({
			object: 'person',
			name: 'Interests',
			type: 'set',
			options: ['a', 'b'],
		});
		const patch = async (value: unknown) =>
			(await send('PATCH', `/api/v2/persons/${id}`, { custom_fields: { [key]: value } })).status;
		const [a] = sandbox.control.property({ object: 'person', name: 'interests' })?.options ?? [];
		expect([await patch([a?.id]), await patch([]), await patch(null)]).toEqual([200, 400, 200]);
	});
});

describe('Limits of the Pipedrive stand-in', () => {
	it('counts requests in two-second windows, tells how many are left, and refuses with 429', async () => {
		await start({ limits: { burst: 3, windowMs: 60_000 } });
		const replies = [];
		for (let n = 0; n < 4; n++) replies.push(await send('GET', '/v1/users/me'));
		expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
		expect(replies.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(['2', '1', '0', '0']);
		expect(replies[0]?.headers.get('x-ratelimit-limit')).toBe('3');
	});

	it('blocks a token with an HTML page after too many 429 in a row', async () => {
		await start({ limits: { burst: 1, windowMs: 60_000, blockAfter: 3 } });
		const statuses = [];
		for (let n = 0; n < 5; n++) statuses.push((await send('GET', '/v1/users/me')).status);
		expect(statuses).toEqual([200, 429, 429, 403, 403]);
		const page = await send('GET', '/v1/users/me');
		expect(page.headers.get('content-type')).toContain('text/html');
		expect(page.body).toContain('Cloudflare');
	});

	it('charges every endpoint its tokens, and stops when the day is spent', async () => {
		await start({ limits: { dailyTokens: 26 } });
		const id = person();
		await send('GET', `/v1/persons/${id}/changelog`);
		await send('PATCH', `/api/v2/persons/${id}`, { job_title: 'x' });
		expect(sandbox.control.spentTokens()).toBe(25);
		expect((await send('GET', '/api/v2/persons?limit=1')).status).toBe(429);
	});

	it('searches are limited on their own', async () => {
		await start({ limits: { search: 1, windowMs: 60_000 } });
		const search = async () => (await send('GET', '/api/v2/persons/search?term=ada')).status;
		expect([await search(), await search()]).toEqual([200, 429]);
		expect((await send('GET', '/v1/users/me')).status).toBe(200);
	});
});

describe('Time, faults and the other side', () => {
	it('search shows older states while its index lags; a read by id does not', async () => {
		await start({ indexLagMs: 60_000 });
		const id = person({ name: 'Ada Lovelace' });
		expect(listAt((await send('GET', '/api/v2/persons/search?term=lovelace')).body, 'data', 'items')).toEqual([]);
		expect((await send('GET', `/api/v2/persons/${id}`)).status).toBe(200);
		sandbox.control.advanceClock({ ms: 61_000 });
		expect(listAt((await send('GET', '/api/v2/persons/search?term=lovelace')).body, 'data', 'items')).toHaveLength(1);
	});

	it.each(['api', null] as const)('the changelog names changes through the API as configured (%s)', async (source) => {
		await start({ apiChangeSource: source });
		const id = person();
		await send('PATCH', `/api/v2/persons/${id}`, { job_title: 'x' });
		const [entry] = listAt((await send('GET', `/v1/persons/${id}/changelog`)).body, 'data');
		expect(at(entry, 'change_source')).toBe(source);
	});

	it('a deleted record is marked, or not found, as configured', async () => {
		await start();
		const id = person();
		sandbox.control.delete({ object: 'person', id });
		expect(at((await send('GET', `/api/v2/persons/${id}`)).body, 'data', 'is_deleted')).toBe(true);
		sandbox.control.configure({ deletedRecord: 'not found' });
		expect((await send('GET', `/api/v2/persons/${id}`)).status).toBe(404);
	});

	it('a scheduled edit of a rep lands exactly before the request that it was placed before', async () => {
		await start();
		const id = person();
		sandbox.control.schedule({
			phase: 'before',
			purpose: 'update',
			action: { kind: 'edit', object: 'person', id, field: 'job_title', value: 'by a rep' },
		});
		await send('PATCH', `/api/v2/persons/${id}`, { job_title: 'by us' });
		const journal = sandbox.control.journal({ object: 'person', id, property: 'job_title' });
		expect(journal.map(({ value, source }) => [value, source])).toEqual([
			['by a rep', 'app'],
			['by us', 'api'],
		]);
	});

	it('a fault hits the request, and a write rule makes a 200 store nothing', async () => {
		await start();
		const id = person();
		sandbox.control.fault({ kind: 'html 503', purpose: 'update' });
		expect((await send('PATCH', `/api/v2/persons/${id}`, { job_title: 'x' })).status).toBe(503);
		sandbox.control.writeRule({ object: 'person', property: 'job_title', effect: 'ignore' });
		expect((await send('PATCH', `/api/v2/persons/${id}`, { job_title: 'x' })).status).toBe(200);
		expect(sandbox.control.value({ object: 'person', id, field: 'job_title' })).toBeNull();
	});

	it('an OAuth token needs its scope, a user without rights may only look', async () => {
		await start();
		sandbox.control.addToken({ token: 'reader', userId: 501, kind: 'api token', scopes: [], mayWrite: false });
		const id = person();
		expect((await send('GET', `/api/v2/persons/${id}`, undefined, 'reader')).status).toBe(200);
		expect((await send('PATCH', `/api/v2/persons/${id}`, { job_title: 'x' }, 'reader')).status).toBe(403);
		sandbox.control.addToken({ token: 'narrow', userId: 501, kind: 'oauth', scopes: ['deals:read'] });
		const narrow = await fetch(`${sandbox.url}/api/v2/persons`, { headers: { authorization: 'Bearer narrow' } });
		expect(narrow.status).toBe(403);
	});

	it('delivers webhooks with basic auth and tells merges', async () => {
		await start();
		const calls: { readonly authorization: string | undefined; readonly body: unknown }[] = [];
		const listener = createServer((request, response) => {
			let text = '';
			request.on('data', (part: Buffer) => (text += part.toString()));
			request.on('end', () => {
				calls.push({ authorization: request.headers.authorization, body: JSON.parse(text) as unknown });
				response.end();
			});
		});
		await new Promise<void>((done) => listener.listen(0, '127.0.0.1', () => done()));
		const { port } = listener.address() as AddressInfo;
		const [winner, loser] = [person(), person()];
		await send('POST', '/v1/webhooks', {
			subscription_url: `http://127.0.0.1:${port}/`,
			event_action: 'delete',
			event_object: 'person',
			name: 'test',
			http_auth_user: 'u',
			http_auth_password: 'p',
		});
		sandbox.control.merge({ object: 'person', winner, loser });
		const until = Date.now() + 5_000;
		while (calls.length === 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
		listener.close();
		expect(calls).toMatchObject([
			{
				authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
				body: { meta: { action: 'delete', entity: 'person', entity_id: loser, merged_to_id: winner } },
			},
		]);
	});

	it('seeds the same people for the same seed, with the traps of real data, and again after reset', async () => {
		await start({ seedContacts: 120, seed: 7, aiFields: true });
		const look = () =>
			sandbox.control.ids({ object: 'person' }).map((id) => sandbox.control.values({ object: 'person', id }));
		const first = look();
		expect(first).toHaveLength(120);
		expect(first.filter(({ emails }) => emails?.startsWith('info@'))).not.toHaveLength(0);
		expect(new Set(first.map(({ phones }) => phones)).size).toBeLessThan(
			first.filter(({ phones }) => phones).length + 1,
		);
		expect(sandbox.control.journal()).toEqual([]);
		sandbox.control.reset();
		const again = look();
		expect(again.map(({ name, emails, phones }) => [name, emails, phones])).toEqual(
			first.map(({ name, emails, phones }) => [name, emails, phones]),
		);
	});
});
