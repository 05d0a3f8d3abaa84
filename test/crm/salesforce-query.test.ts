/** Queries that Salesforce would cut short or could not take: said, never taken for "nothing there". */
import { createSalesforce } from '../../crm/salesforce/salesforce';
import { parts } from '../../crm/salesforce/query';
import { names, soql } from '../../crm/salesforce/soql';
import type { HttpPort } from '../../crm/http-port';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { fetchPort } from './fetch-port';

let sandbox: SalesforceSandbox;
beforeAll(async () => (sandbox = await startSalesforceSandbox({ aiFields: true })));
afterAll(async () => await sandbox.close());

test('a query with more fields than fit into an address is refused, not left out', () => {
	const many = Array.from({ length: 400 }, (_, n) => `A_Field_With_A_Rather_Long_Name_${n}__c`);
	const make = (part: readonly string[]) => soql`SELECT ${names(many)} FROM Contact WHERE Email IN ${part}`;
	expect(() => parts(['ann@example.com'], make)).toThrow(/too many fields/i);
});

test('a value that is longer than any field cannot be found, and the others are asked for', () => {
	const make = (part: readonly string[]) => soql`SELECT Id FROM Contact WHERE Email IN ${part}`;
	expect(parts(['a'.repeat(5_000), 'ann@example.com'], make)).toEqual([['ann@example.com']]);
});

test('an answer that says there is more, but not where, is no complete answer', async () => {
	const id = sandbox.control.create({ object: 'contact', values: { LastName: 'Smith', Email: 'ann@example.com' } });
	const port = fetchPort(sandbox.url, { token: sandbox.token });
	const cut: HttpPort = {
		...port,
		async send(request) {
			const response = await port.send(request);
			if (!request.path.includes('/query?')) return response;
			const body = { ...(response.body as object), done: false, nextRecordsUrl: 'https://elsewhere.example/next' };
			return { ...response, body };
		},
	};
	const crm = createSalesforce(cut, { baseUrl: sandbox.url });
	const [found] = await crm.find('contact', [{ email: 'ann@example.com' }], []);
	expect(found).toMatchObject({ ok: false, error: { kind: 'unexpected' } });
	expect(id).not.toBe('');
});

test('a number that is too long to be told from its neighbours is refused as a key', async () => {
	const port = fetchPort(sandbox.url, { token: sandbox.token });
	const numbered: HttpPort = {
		...port,
		async send(request) {
			const response = await port.send(request);
			if (!request.path.endsWith('/Contact/describe')) return response;
			const { fields, ...rest } = response.body as { fields: { name: string }[] };
			const asNumber = { type: 'double', precision: 18, scale: 0, digits: 0 };
			const changed = fields.map((field) =>
				field.name === 'External_Customer_Id__c' ? { ...field, ...asNumber } : field,
			);
			return { ...response, body: { ...rest, fields: changed } };
		},
	};
	const crm = createSalesforce(numbered, { baseUrl: sandbox.url });
	const query = (value: string) => ({ unique: { field: 'External_Customer_Id__c', value } });
	expect(await crm.find('contact', [query('12345678901234567'), query('no number')], [])).toMatchObject([
		{ ok: false, error: { code: 'NUMBER_TOO_LONG' } },
		{ ok: true, value: [] },
	]);
});
