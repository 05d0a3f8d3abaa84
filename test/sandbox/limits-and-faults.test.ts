/** Tokens, scopes, rate limits and injected faults. */
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

const contacts = '/crm/objects/2026-09/contacts';
const make = (values: Record<string, string> = {}): string => sandbox.control.create({ object: 'contact', values });
const city = (id: string): string | null => sandbox.control.value({ object: 'contact', id, field: 'city' });

describe('Tokens and scopes', () => {
	it('answers 401 for no token and an unknown one', async () => {
		await open();
		for (const token of ['', 'wrong']) {
			const reply = await client(sandbox, token)('GET', contacts);
			expect([reply.status, at(reply.body, 'category')]).toEqual([401, 'INVALID_AUTHENTICATION']);
		}
	});

	it('answers 401 EXPIRED_AUTHENTICATION after the expiry time, by its own clock', async () => {
		await open();
		sandbox.control.addToken({
			token: 'short',
			appId: 1,
			scopes: ['crm.objects.contacts.read'],
			expiresAt: Date.now() + 60_000,
		});
		expect((await client(sandbox, 'short')('GET', contacts)).status).toBe(200);
		sandbox.control.advanceClock({ ms: 60_001 });
		const reply = await client(sandbox, 'short')('GET', contacts);
		expect([reply.status, at(reply.body, 'category')]).toEqual([401, 'EXPIRED_AUTHENTICATION']);
	});

	it('names the missing scope', async () => {
		await open();
		sandbox.control.addToken({ token: 'reader', appId: 1, scopes: ['crm.objects.contacts.read'] });
		const read = client(sandbox, 'reader');
		const id = make();
		expect((await read('GET', `${contacts}/${id}`)).status).toBe(200);
		const reply = await read('PATCH', `${contacts}/${id}`, { properties: { city: 'Lyon' } });
		expect(reply.status).toBe(403);
		expect(reply.body).toMatchObject({
			category: 'MISSING_SCOPES',
			errors: [{ context: { requiredGranularScopes: ['crm.objects.contacts.write'] } }],
		});
		expect((await read('GET', '/crm/properties/2026-09/contacts')).status).toBe(200);
		expect((await read('GET', '/crm/objects/2026-09/deals')).status).toBe(403);
		expect(city(id)).toBeNull();
	});

	it.each(['reached', 'next write'] as const)(
		'lets a token die after 3 written records, noticed when %s',
		async (moment) => {
			await open();
			const ids = Array.from({ length: 6 }, () => make());
			const update = (some: string[]) =>
				send('POST', `${contacts}/batch/update`, { inputs: some.map((id) => ({ id, properties: { city: 'Lyon' } })) });
			sandbox.control.expireToken({ token: sandbox.token, afterRecords: 3, at: moment });
			expect((await update(ids.slice(0, 3))).status).toBe(200);
			expect((await send('GET', contacts)).status).toBe(moment === 'reached' ? 401 : 200);
			const refused = await update(ids.slice(3));
			expect([refused.status, at(refused.body, 'category')]).toEqual([401, 'EXPIRED_AUTHENTICATION']);
			expect((await send('GET', contacts)).status).toBe(401);
			expect(ids.filter((id) => city(id) === 'Lyon')).toEqual(ids.slice(0, 3));
			sandbox.control.renewToken({ token: sandbox.token });
			expect((await update(ids.slice(3))).status).toBe(200);
		},
	);

	it('tells app, user and scopes of a token', async () => {
		await open();
		sandbox.control.addToken({ token: 'user-token', appId: 9, userId: 502, scopes: ['oauth'] });
		const info = await send('POST', '/oauth/v2/private-apps/get/access-token-info', { tokenKey: 'user-token' });
		expect(info.body).toEqual({ userId: 502, hubId: 20_111_222, appId: 9, scopes: ['oauth'] });
		const old = await send('GET', '/oauth/v1/access-tokens/user-token');
		expect(old.body).toMatchObject({ hub_id: 20_111_222, app_id: 9, user_id: 502 });
	});

	it('stamps the user of a user-level token into the history', async () => {
		await open();
		sandbox.control.addToken({ token: 'user-token', appId: 9, userId: 502, scopes: ['crm.objects.contacts.write'] });
		const id = make();
		await client(sandbox, 'user-token')('PATCH', `${contacts}/${id}`, { properties: { city: 'Lyon' } });
		const reply = await send('GET', `${contacts}/${id}?propertiesWithHistory=city`);
		expect(at(reply.body, 'propertiesWithHistory', 'city', 0)).toMatchObject({
			sourceType: 'INTEGRATION',
			sourceId: '9',
			updatedByUserId: 502,
		});
	});
});

describe('Rate limits', () => {
	it('counts down in the headers, refuses, and recovers as the window rolls on', async () => {
		await open({ limits: { tenSeconds: 2, windowMs: 150 } });
		const remaining: (string | null)[] = [];
		for (let i = 0; i < 2; i++)
			remaining.push((await send('GET', contacts)).headers.get('x-hubspot-ratelimit-remaining'));
		expect(remaining).toEqual(['1', '0']);
		const refused = await send('GET', contacts);
		expect(refused.status).toBe(429);
		expect(refused.body).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' });
		expect(refused.headers.get('x-hubspot-ratelimit-max')).toBe('2');
		expect(refused.headers.get('retry-after')).toBeNull();
		await new Promise((resolve) => setTimeout(resolve, 170));
		expect((await send('GET', contacts)).status).toBe(200);
	});

	it('has a daily limit, and shows it to all but OAuth apps', async () => {
		await open({ limits: { daily: 2 } });
		sandbox.control.addToken({ token: 'oauth-token', appId: 2, kind: 'oauth', scopes: ['crm.objects.contacts.read'] });
		expect((await send('GET', contacts)).headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('1');
		expect((await client(sandbox, 'oauth-token')('GET', contacts)).headers.get('x-hubspot-ratelimit-daily')).toBeNull();
		const refused = await send('GET', contacts);
		expect([refused.status, at(refused.body, 'policyName')]).toEqual([429, 'DAILY']);
	});

	it('gives each app a window of its own', async () => {
		await open({ limits: { tenSeconds: 1 } });
		sandbox.control.addToken({ token: 'other', appId: 2, scopes: ['crm.objects.contacts.read'] });
		expect((await send('GET', contacts)).status).toBe(200);
		expect((await client(sandbox, 'other')('GET', contacts)).status).toBe(200);
		expect((await send('GET', contacts)).status).toBe(429);
	});
});

describe('Faults', () => {
	const patch = (id: string) => send('PATCH', `${contacts}/${id}`, { properties: { city: 'Lyon' } });

	it('answers 429 with and without Retry-After, as often as asked', async () => {
		await open();
		const id = make();
		sandbox.control.fault({ kind: 'rate limit', method: 'PATCH', retryAfterSeconds: 7 });
		sandbox.control.fault({ kind: 'rate limit', method: 'PATCH', skip: 1 });
		const replies = [await patch(id), await patch(id), await patch(id)];
		expect(replies.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
			[429, '7'],
			[429, null],
			[200, null],
		]);
	});

	it('answers server errors as JSON and as an HTML page, before anything is applied', async () => {
		await open();
		const id = make();
		sandbox.control.fault({ kind: 'error', purpose: 'update', status: 502 });
		expect((await patch(id)).status).toBe(502);
		sandbox.control.fault({ kind: 'html 503', path: '/contacts/\\d+$' });
		const html = await patch(id);
		expect([html.status, html.headers.get('content-type')]).toEqual([503, 'text/html']);
		expect(city(id)).toBeNull();
	});

	it('breaks the connection before and after the change is applied', async () => {
		await open();
		const [before, after] = [make(), make()];
		sandbox.control.fault({ kind: 'reset before' });
		await expect(patch(before)).rejects.toThrow('fetch failed');
		expect(city(before)).toBeNull();
		sandbox.control.fault({ kind: 'reset after' });
		await expect(patch(after)).rejects.toThrow('fetch failed');
		expect(city(after)).toBe('Lyon');
		expect(sandbox.control.stats().byStatus).toEqual({ '0': 2 });
	});

	it('can answer with an error although the change is applied', async () => {
		await open();
		const id = make();
		sandbox.control.fault({ kind: 'error after', status: 504 });
		expect((await patch(id)).status).toBe(504);
		expect(city(id)).toBe('Lyon');
	});

	it('can be slow, and cut an answer short', async () => {
		await open();
		const id = make();
		sandbox.control.fault({ kind: 'slow', delayMs: 80 });
		const start = performance.now();
		await patch(id);
		expect(performance.now() - start).toBeGreaterThan(75);
		sandbox.control.fault({ kind: 'cut body' });
		expect(typeof (await patch(id)).body).toBe('string');
	});

	it('draws by probability from the seed: the same run, the same faults', async () => {
		const runs: number[][] = [];
		for (let run = 0; run < 2; run++) {
			await open({ seed: 3 });
			sandbox.control.fault({ kind: 'error', probability: 0.5 });
			const statuses: number[] = [];
			for (let i = 0; i < 20; i++) statuses.push((await send('GET', contacts)).status);
			runs.push(statuses);
			if (run === 0) await sandbox.close();
		}
		expect(runs[0]).toEqual(runs[1]);
		expect(new Set(runs[0])).toEqual(new Set([200, 500]));
	});

	it('takes as long as the latency says, for each request', async () => {
		await open({ latencyMs: 50 });
		const start = performance.now();
		await Promise.all([send('GET', contacts), send('GET', contacts), send('GET', contacts)]);
		expect(performance.now() - start).toBeGreaterThan(47);
		// Side by side, not one after the other.
		expect(sandbox.control.stats().mostAtOnce).toBe(3);
	});

	it('refuses a body that is no JSON', async () => {
		await open();
		const reply = await fetch(sandbox.url + contacts, {
			method: 'POST',
			headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
			body: '{"properties":',
		});
		expect([reply.status, at(await reply.json(), 'category')]).toEqual([400, 'VALIDATION_ERROR']);
	});
});
