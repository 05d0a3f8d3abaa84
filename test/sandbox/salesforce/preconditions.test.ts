/** Writes that are refused when the record changed meanwhile, in both readings of what the documents leave open. */
import { codeOf, startOrg, version, type Org } from './api';

let org: Org;
let id: string;
/** Whole seconds, so that tests say exactly when something happens. */
let now: number;
const start = async (options: Parameters<typeof startOrg>[0] = {}) => {
	now = Date.parse('2026-06-01T10:00:00Z');
	org = await startOrg({ now: () => now, ...options });
	id = org.control.create({ object: 'contact', values: { LastName: 'Berg', Title: 'CTO' } });
};
afterEach(async () => {
	await org.close();
});

const http = (time: number) => new Date(time).toUTCString();
const patch = async (since: number, path = `/sobjects/Contact/${id}`) =>
	await org.send('PATCH', path, { Title: 'AI' }, { 'if-unmodified-since': http(since) });
const title = () => org.control.value({ object: 'contact', id, field: 'Title' });

describe('If-Unmodified-Since', () => {
	it('lets a write pass where nothing changed since, and refuses it with 412 where a rep was there', async () => {
		await start();
		expect((await patch(now)).status).toBe(204);
		now += 5_000;
		org.control.edit({ object: 'contact', id, field: 'Title', value: 'CEO' });
		const refused = await patch(now - 2_000);
		expect(refused.status).toBe(412);
		expect(codeOf(refused)).toBe('PRECONDITION_FAILED');
		expect(title()).toBe('CEO');
	});

	it('does not see an edit within the same second: the validator is weak', async () => {
		await start();
		const read = now;
		now += 400;
		org.control.edit({ object: 'contact', id, field: 'Title', value: 'CEO' });
		expect((await patch(read)).status).toBe(204);
		expect(title()).toBe('AI');
	});

	it('refuses a date that is no HTTP date', async () => {
		await start();
		const reply = await org.send(
			'PATCH',
			`/sobjects/Contact/${id}`,
			{ Title: 'AI' },
			{ 'if-unmodified-since': '2026-06-01' },
		);
		expect(reply.status).toBe(400);
		expect(title()).toBe('CTO');
	});

	it('compares with LastModifiedDate or with SystemModstamp, as the option says', async () => {
		await start({ preconditionField: 'SystemModstamp' });
		now += 10_000;
		org.control.systemTouch({ object: 'contact', id });
		expect((await patch(now - 5_000)).status).toBe(412);
		org.control.configure({ preconditionField: 'LastModifiedDate' });
		expect((await patch(now - 5_000)).status).toBe(204);
	});

	it.each([
		[true, 412, 'CEO'],
		[false, 204, 'AI'],
	])('is heeded on composite subrequests where the option says %s', async (compositeHeaders, status, left) => {
		await start({ compositeHeaders });
		now += 5_000;
		org.control.edit({ object: 'contact', id, field: 'Title', value: 'CEO' });
		const { body } = await org.send('POST', '/composite', {
			compositeRequest: [
				{
					method: 'PATCH',
					url: `/services/data/v${version}/sobjects/Contact/${id}`,
					referenceId: 'one',
					body: { Title: 'AI' },
					httpHeaders: { 'If-Unmodified-Since': http(now - 3_000) },
				},
			],
		});
		expect(body).toMatchObject({ compositeResponse: [{ referenceId: 'one', httpStatusCode: status }] });
		expect(title()).toBe(left);
	});

	it('answers 304 to If-Modified-Since where nothing changed', async () => {
		await start();
		const read = async (since: number) =>
			(await org.send('GET', `/sobjects/Contact/${id}`, undefined, { 'if-modified-since': http(since) })).status;
		expect(await read(now)).toBe(304);
		expect(await read(now - 60_000)).toBe(200);
	});
});
