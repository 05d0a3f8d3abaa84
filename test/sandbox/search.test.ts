/** Search: operators, case rules, limits, index lag. */
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { at, client, listAt, type Reply, type Send } from './api';

let sandbox: Sandbox;
let send: Send;
const open = async (options: SandboxOptions = {}): Promise<void> => {
	sandbox = await startSandbox({ limits: { searchPerSecond: 1_000 }, ...options });
	send = client(sandbox);
};
afterEach(async () => {
	await sandbox.close();
});

const search = (body: unknown, object = 'contacts'): Promise<Reply> =>
	send('POST', `/crm/objects/2026-09/${object}/search`, body);
const where = (propertyName: string, operator: string, operand: Record<string, unknown> = {}) => ({
	filterGroups: [{ filters: [{ propertyName, operator, ...operand }] }],
});
const make = (values: Record<string, string>): string => sandbox.control.create({ object: 'contact', values });

interface Row {
	readonly filter: readonly [string, string, Record<string, unknown>?];
	readonly found: readonly string[];
}

describe('Operators', () => {
	const rows: readonly Row[] = [
		{ filter: ['firstname', 'EQ', { value: 'ADA' }], found: ['ada'] },
		{ filter: ['firstname', 'NEQ', { value: 'ada' }], found: ['ben'] },
		{ filter: ['firstname', 'IN', { values: ['ada'] }], found: ['ada'] },
		{ filter: ['firstname', 'IN', { values: ['Ada'] }], found: [] },
		{ filter: ['firstname', 'NOT_IN', { values: ['ada'] }], found: ['ben'] },
		{ filter: ['tier', 'EQ', { value: 'A' }], found: ['ada'] },
		{ filter: ['tier', 'EQ', { value: 'a' }], found: [] },
		{ filter: ['interests', 'IN', { values: ['security'] }], found: ['ada'] },
		{ filter: ['team_size', 'GT', { value: '9' }], found: ['ben'] },
		{ filter: ['team_size', 'LTE', { value: '9' }], found: ['ada'] },
		{ filter: ['team_size', 'BETWEEN', { value: '9', highValue: '100' }], found: ['ada', 'ben'] },
		{ filter: ['contract_start', 'GTE', { value: '2026-03-01' }], found: ['ben'] },
		{ filter: ['contract_start', 'LT', { value: String(Date.UTC(2026, 2, 1)) }], found: ['ada'] },
		{ filter: ['city', 'HAS_PROPERTY'], found: ['ada'] },
		{ filter: ['city', 'NOT_HAS_PROPERTY'], found: ['ben', 'nobody'] },
		{ filter: ['email', 'CONTAINS_TOKEN', { value: '*@one.example.com' }], found: ['ada'] },
		{ filter: ['hs_additional_emails', 'CONTAINS_TOKEN', { value: 'ada@old.example.org' }], found: ['ada'] },
		{ filter: ['hs_additional_emails', 'CONTAINS_TOKEN', { value: 'da@old.example.org' }], found: [] },
		{ filter: ['hs_searchable_calculated_phone_number', 'EQ', { value: '2015550101' }], found: ['ada'] },
		{ filter: ['hs_searchable_calculated_phone_number', 'EQ', { value: '+12015550101' }], found: [] },
		{ filter: ['associations.companies', 'HAS_PROPERTY'], found: ['ada'] },
	];
	it.each(rows)('finds $found by $filter', async ({ filter, found }) => {
		await open();
		const names: Record<string, string> = {};
		const ada = make({
			firstname: 'Ada',
			email: 'ada@one.example.com',
			hs_additional_emails: 'a2@example.org;ada@old.example.org',
			tier: 'A',
			interests: 'reporting;security',
			team_size: '9',
			contract_start: '2026-02-01',
			city: 'Lyon',
			phone: '+1 201 555 0101',
		});
		names[ada] = 'ada';
		names[
			make({ firstname: 'Ben', email: 'ben@two.example.com', tier: 'B', team_size: '50', contract_start: '2026-03-01' })
		] = 'ben';
		names[make({})] = 'nobody';
		sandbox.control.create({
			object: 'company',
			values: { name: 'Alder' },
			associate: [{ object: 'contact', id: ada }],
		});
		const reply = await search(where(...filter));
		expect(reply.status).toBe(200);
		expect(listAt(reply.body, 'results').map((result) => names[String(at(result, 'id'))])).toEqual(found);
		expect(at(reply.body, 'total')).toBe(found.length);
	});

	it('finds the records that belong to a company', async () => {
		await open();
		const contact = make({ firstname: 'Ada' });
		const company = sandbox.control.create({
			object: 'company',
			values: {},
			associate: [{ object: 'contact', id: contact }],
		});
		make({ firstname: 'Ben' });
		const reply = await search(where('associations.company', 'EQ', { value: company }));
		expect(listAt(reply.body, 'results').map((result) => at(result, 'id'))).toEqual([contact]);
	});

	it('matches the words of a query in names, addresses and phones', async () => {
		await open();
		const id = make({ firstname: 'Ada', lastname: 'Berg', hs_additional_emails: 'ada@old.example.org' });
		make({ firstname: 'Ada', lastname: 'Falk' });
		for (const query of ['ada berg', 'ADA@OLD.example.org', 'ber']) {
			expect(listAt((await search({ query })).body, 'results').map((result) => at(result, 'id'))).toEqual([id]);
		}
	});
});

describe('Limits of a search', () => {
	const filter = { propertyName: 'city', operator: 'HAS_PROPERTY' };
	const filters = (count: number) => Array.from({ length: count }, () => filter);
	it.each([
		['five groups', 200, { filterGroups: Array.from({ length: 5 }, () => ({ filters: filters(1) })) }],
		['six groups', 400, { filterGroups: Array.from({ length: 6 }, () => ({ filters: filters(1) })) }],
		['six filters in a group', 200, { filterGroups: [{ filters: filters(6) }] }],
		['seven filters in a group', 400, { filterGroups: [{ filters: filters(7) }] }],
		['18 filters', 200, { filterGroups: Array.from({ length: 3 }, () => ({ filters: filters(6) })) }],
		[
			'19 filters',
			400,
			{ filterGroups: [...Array.from({ length: 3 }, () => ({ filters: filters(6) })), { filters: filters(1) }] },
		],
		['200 on a page', 200, { limit: 200 }],
		['201 on a page', 400, { limit: 201 }],
		['the last page below 10,000', 200, { limit: 100, after: '9900' }],
		['a page beyond 10,000', 400, { limit: 100, after: '9901' }],
		['a body of more than 3,000 characters', 400, { query: 'x'.repeat(3_000) }],
		['two sorts', 400, { sorts: ['city', 'email'] }],
		['an unknown property', 400, where('nope', 'HAS_PROPERTY')],
		['an unknown operator', 400, where('city', 'LIKE', { value: 'x' })],
		['an operator without its operand', 400, where('city', 'EQ')],
	])('answers %s with %i', async (_what, status, body) => {
		await open();
		expect((await search(body)).status).toBe(status);
	});

	it('takes five a second, and refuses the sixth without rate limit headers', async () => {
		await open({ limits: {} });
		const replies = [];
		for (let i = 0; i < 6; i++) replies.push(await search({}));
		expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
		expect(replies[5]?.body).toMatchObject({
			errorType: 'RATE_LIMIT',
			policyName: 'SECONDLY',
			message: 'You have reached your secondly limit.',
		});
		for (const { headers } of replies) {
			const names: string[] = [];
			headers.forEach((_value, name) => names.push(name));
			expect(names.filter((name) => name.startsWith('x-hubspot-ratelimit') || name === 'retry-after')).toEqual([]);
		}
	});
});

describe('The search index', () => {
	it('shows records and values only after a while, and drops deleted records at once', async () => {
		await open({ now: () => Date.UTC(2026, 0, 1), indexLagMs: 5_000 });
		const id = make({ city: 'Lyon' });
		const found = async () =>
			listAt((await search({ ...where('city', 'HAS_PROPERTY'), properties: ['city'] })).body, 'results');
		expect(await found()).toEqual([]);
		sandbox.control.advanceClock({ ms: 5_000 });
		expect(await found()).toHaveLength(1);
		await send('PATCH', `/crm/objects/2026-09/contacts/${id}`, { properties: { city: 'Porto' } });
		expect(at(await found(), 0, 'properties', 'city')).toBe('Lyon');
		sandbox.control.advanceClock({ ms: 5_000 });
		expect(at(await found(), 0, 'properties', 'city')).toBe('Porto');
		sandbox.control.delete({ object: 'contact', id });
		expect(await found()).toEqual([]);
	});

	it('sorts by change time and pages to the end', async () => {
		await open({ seedContacts: 45 });
		const seen: string[] = [];
		let after: unknown = '0';
		while (after !== undefined) {
			const reply = await search({
				limit: 20,
				after,
				sorts: [{ propertyName: 'lastmodifieddate', direction: 'DESCENDING' }],
			});
			seen.push(...listAt(reply.body, 'results').map((result) => String(at(result, 'properties', 'lastmodifieddate'))));
			after = at(reply.body, 'paging', 'next', 'after');
		}
		expect(seen).toHaveLength(45);
		expect(seen).toEqual([...seen].sort().reverse());
	});
});
