/** Salesforce without field history: a precondition for every record, 25 together or one by one. */
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { createSalesforce } from '../../crm/salesforce/salesforce';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { fetchPort } from '../../test/crm/fetch-port';
import { sumOf, type BenchVariant } from './bench-crm';

/** Salesforce takes 2,000 records a read, 25 conditional updates a composite, and addresses of 16,384 bytes. */
const bound = (writes: number) => ({
	find: 3,
	'read with history': 1,
	'fresh read': 1,
	write: writes,
	'verify and settle': 1,
});

const variant = (name: string, compositeHeaders: boolean, writes: number): BenchVariant => ({
	name,
	bound: bound(writes),
	boundOfConnection: { 'who am I': 1, describe: 1 },
	most: Math.floor(1.3 * (sumOf(bound(writes)) + 4)),
	async start(people, latencyMs) {
		const sandbox = await startSalesforceSandbox({ aiFields: true, latencyMs, compositeHeaders });
		const { control, url, token, clientId, clientSecret } = sandbox;
		const longAgo = Date.now() - 100 * 86_400_000;
		for (const { first, last, email, title, phone } of people) {
			const values = { Email: email, FirstName: first, LastName: last, Title: title, Phone: phone };
			control.create({ object: 'contact', values, source: 'integration', at: longAgo });
		}
		control.resetStats();
		return {
			connect: () => createSalesforce(fetchPort(url, { token, key: 'bench', waiting: 'real' }), { baseUrl: url }),
			requests: () => control.requests(),
			stats: () => control.stats(),
			value: (id, field) => control.value({ object: 'contact', id, field }),
			purposeOf({ purpose, path }, phase) {
				if (purpose === 'versions') return 'who am I';
				if (purpose === 'composite' || purpose === 'update') return 'write';
				if (purpose === 'batch read') {
					return phase === 'lookup' ? 'read with history' : phase === 'fresh read' ? 'fresh read' : 'verify and settle';
				}
				if (!/query/.test(purpose)) return purpose;
				return /FROM(%20|\+| )Contact(%20|\+| )/.test(path) ? 'find' : 'users and field history';
			},
			isWrite: ({ purpose }) => purpose === 'composite' || purpose === 'update',
			panel: { crm: 'salesforce', authentication: 'clientCredentials' },
			credential: { type: CrmAiSalesforceApi, data: { clientId, clientSecret, testServer: url } },
			fields: { title: 'Title', phone: 'Phone' },
			close: async () => await sandbox.close(),
		};
	},
});

export const salesforce: readonly BenchVariant[] = [
	variant('Salesforce (composite)', true, 40),
	variant('Salesforce (single requests)', false, 1_000),
];
