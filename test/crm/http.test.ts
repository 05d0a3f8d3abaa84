import fc from 'fast-check';
import { CrmError } from '../../core/errors';
import { Budget } from '../../crm/budget';
import { createHttp, type Call, type ErrorReading, type HttpOptions } from '../../crm/http';
import { NoAnswer, type HttpResponse } from '../../crm/http-port';
import { backoff, defaultRetryPolicy, delayBefore, retryAfterMs } from '../../crm/retry';
import { fakePort } from './fake-port';

const get: Call = { method: 'GET', path: '/thing', purpose: 'read' };
const post: Call = { method: 'POST', path: '/thing', body: { a: 1 }, purpose: 'create' };

function readError(response: HttpResponse): ErrorReading {
	const kinds = { 401: 'auth', 403: 'permission', 429: 'rate limit', 503: 'unavailable', 423: 'unavailable' } as const;
	const kind = kinds[response.status as keyof typeof kinds] ?? 'unexpected';
	return {
		error: new CrmError({ kind, status: response.status, message: 'no', hint: 'wait' }),
		nothingApplied: response.status === 423,
		final: response.body === 'final',
	};
}

const options: HttpOptions = { name: 'Test CRM', buckets: { default: { max: 1000, intervalMs: 1000 } }, readError };

describe('repetition (S2-29)', () => {
	test.each([
		['429', { status: 429 }, post, 2],
		['503 of a GET', { status: 503 }, get, 2],
		['503 of a POST marked idempotent', { status: 503 }, { ...post, idempotent: true }, 2],
		['503 of a POST that may have been applied', { status: 503 }, post, 1],
		['423 of a POST that was certainly not applied', { status: 423 }, post, 2],
		['an answer lost on the way back to a POST', new NoAnswer('reset', true), post, 1],
		['an answer lost on the way back to a GET', new NoAnswer('reset', true), get, 2],
		['a POST that never left', new NoAnswer('refused', false), post, 2],
		['a cut answer to a GET', { status: 200, body: '{"results": [' }, get, 2],
		['a cut answer to a POST', { status: 200, body: '{"results": [' }, post, 1],
		['403', { status: 403 }, get, 1],
		['a limit that does not pass by waiting', { status: 429, body: 'final' }, get, 1],
	] as const)('after %s the request goes out the expected number of times', async (_, first, call, times) => {
		const port = fakePort((_request, count) => (count === 1 ? first : { status: 200, body: { fine: true } }));
		const http = createHttp(port, options);
		const outcome = await http.request(call).then(
			(response) => response.body,
			(error: unknown) => error,
		);
		expect(port.sent).toHaveLength(times);
		expect(http.requests).toEqual({ [call.purpose]: times });
		if (times === 2) expect(outcome).toEqual({ fine: true });
		else expect(outcome).toBeInstanceOf(CrmError);
	});

	test('five attempts are made and the last error is thrown', async () => {
		const port = fakePort(() => ({ status: 503 }));
		await expect(createHttp(port, options).request(get)).rejects.toMatchObject({ kind: 'unavailable', status: 503 });
		expect(port.sent).toHaveLength(5);
	});

	test('Retry-After in seconds is waited for', async () => {
		const port = fakePort((_, count) => (count === 1 ? { status: 503, headers: { 'retry-after': '7' } } : {}));
		await createHttp(port, options).request(get);
		expect(port.slept[0]).toBeGreaterThanOrEqual(7_000);
		expect(port.slept[0]).toBeLessThan(7_000 + defaultRetryPolicy.baseMs);
	});

	test('Retry-After longer than two minutes is cut, and the total budget ends the waiting', async () => {
		const port = fakePort(() => ({ status: 503, headers: { 'retry-after': '3600' } }));
		await expect(createHttp(port, options).request(get)).rejects.toMatchObject({ status: 503 });
		expect(port.slept).toHaveLength(1);
		expect(port.slept[0]).toBeLessThanOrEqual(120_000 + defaultRetryPolicy.baseMs);
	});

	test('a 429 makes the other requests of the account wait as well', async () => {
		const reply = (_: unknown, count: number) => (count === 1 ? { status: 429, headers: { 'retry-after': '3' } } : {});
		const port = fakePort(reply);
		const http = createHttp(port, { ...options, concurrency: 1 });
		await Promise.all([http.request(get), http.request(get), http.request(get)]);
		const [first, ...others] = port.sent.map((request) => request.at);
		for (const at of others) expect(at - (first ?? 0)).toBeGreaterThanOrEqual(3_000);
	});

	test('an uncertain POST says that it may have been carried out', async () => {
		const port = fakePort(() => new NoAnswer('reset', true));
		await expect(createHttp(port, options).request(post)).rejects.toMatchObject({
			status: 0,
			hint: expect.stringContaining('may have carried the request out') as string,
		});
	});
});

describe('back-off', () => {
	test('lies between 0 and the doubling bound, never above the cap', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 40 }),
				fc.double({ min: 0, max: 0.999999, noNaN: true }),
				(attempt, random) => {
					const wait = backoff(attempt, random, defaultRetryPolicy);
					expect(wait).toBeGreaterThanOrEqual(0);
					expect(wait).toBeLessThanOrEqual(Math.min(20_000, 250 * 2 ** (attempt - 1)));
				},
			),
		);
	});

	test('never comes back before the CRM asked to', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 120_000 }),
				fc.double({ min: 0, max: 0.99, noNaN: true }),
				(asked, random) => {
					expect(delayBefore(1, asked, random, defaultRetryPolicy)).toBeGreaterThanOrEqual(asked);
				},
			),
		);
	});

	const now = Date.UTC(2026, 10, 20, 12, 0, 0);
	test.each([
		['5', 5_000],
		['0', 0],
		['1.5', 1_500],
		['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
		['Fri, 20 Nov 2026 11:59:00 GMT', 0],
		['', undefined],
		['soon', undefined],
		['-5', undefined],
		[undefined, undefined],
	])('reads Retry-After %p as %p', (header, expected) => {
		expect(retryAfterMs(header, now)).toBe(expected);
	});
});

describe('authentication failure', () => {
	test('stops everything after it: what was not sent fails with the same error and sends nothing (S2-13)', async () => {
		const port = fakePort((_, count) => ({ status: count <= 2 ? 200 : 401 }));
		const http = createHttp(port, { ...options, concurrency: 1 });
		const results = await Promise.allSettled(Array.from({ length: 20 }, async () => await http.request(get)));
		expect(port.sent).toHaveLength(3);
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(2);
		const errors = new Set(
			results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
		);
		expect(errors.size).toBe(1);
		expect(http.stopped).toMatchObject({ kind: 'auth' });
	});

	test('does not touch another connection to the same account', async () => {
		const bad = createHttp(
			fakePort(() => ({ status: 401 }), { key: 'same' }),
			options,
		);
		const good = createHttp(
			fakePort(() => ({ status: 200 }), { key: 'same' }),
			options,
		);
		await expect(bad.request(get)).rejects.toMatchObject({ kind: 'auth' });
		await expect(good.request(get)).resolves.toMatchObject({ status: 200 });
	});

	test('of a probe says nothing about the credential', async () => {
		const port = fakePort((request) => ({ status: request.path === '/probe' ? 401 : 200 }));
		const http = createHttp(port, options);
		await expect(http.request({ ...post, path: '/probe', probe: true })).rejects.toMatchObject({ kind: 'auth' });
		await expect(http.request(get)).resolves.toMatchObject({ status: 200 });
	});
});

describe('concurrency', () => {
	test('no more requests are under way than allowed, and every caller gets its own answer', async () => {
		let open = 0;
		let most = 0;
		const port = fakePort(async (request) => {
			most = Math.max(most, ++open);
			await new Promise((resolve) => setImmediate(resolve));
			open--;
			return { body: { path: request.path } };
		});
		const http = createHttp(port, options);
		const paths = Array.from({ length: 40 }, (_, index) => `/${index}`);
		const answers = await Promise.all(paths.map(async (path) => (await http.request({ ...get, path })).body));
		expect(answers).toEqual(paths.map((path) => ({ path })));
		expect(most).toBe(6);
	});
});

describe('rate budget (S2-17)', () => {
	test('never starts more than 90 % of the limit within any interval', () => {
		const requests = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 50 }), requests, (max, gaps) => {
				const budget = new Budget({ max, intervalMs: 1_000 });
				const starts: number[] = [];
				let now = 0;
				for (const gap of gaps) {
					now += gap;
					for (let wait = budget.reserve(now); wait > 0; wait = budget.reserve(now)) now += wait;
					starts.push(now);
				}
				const allowed = Math.max(1, Math.floor(max * 0.9));
				for (const start of starts) {
					const within = starts.filter((other) => other > start - 1_000 && other <= start);
					expect(within.length).toBeLessThanOrEqual(allowed);
				}
			}),
		);
	});

	test('is one for all connections to an account, and another for each account and bucket', async () => {
		const limited = {
			...options,
			buckets: { default: { max: 10, intervalMs: 1_000 }, search: { max: 2, intervalMs: 1_000 } },
		};
		const port = fakePort(() => ({}), { key: 'shared' });
		const [one, two] = [createHttp(port, limited), createHttp(port, limited)];
		for (let count = 0; count < 9; count++) await (count % 2 === 0 ? one : two).request(get);
		expect(port.slept).toEqual([]);
		await one.request({ ...get, bucket: 'search' });
		expect(port.slept).toEqual([]);
		await two.request(get);
		expect(port.slept).not.toEqual([]);

		const other = fakePort(() => ({}), { key: 'other account' });
		await createHttp(other, limited).request(get);
		expect(other.slept).toEqual([]);
	});

	test('takes over the limit and the use by other programs that the answers tell', () => {
		const budget = new Budget({ max: 100, intervalMs: 10_000 });
		expect(budget.reserve(0)).toBe(0);
		// 190 in ten seconds, 185 left: four were others.
		budget.learn({ max: 190, remaining: 185, intervalMs: 10_000 }, 0);
		let granted = 1;
		while (budget.reserve(0) === 0) granted++;
		expect(granted).toBe(Math.floor(190 * 0.9) - 4);
		expect(budget.reserve(10_001)).toBe(0);
	});
});
