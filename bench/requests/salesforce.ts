/** Salesforce without field history: a precondition for every record, 25 together or one by one. */
import { createSalesforce } from '../../crm/salesforce/salesforce';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { fetchPort } from '../../test/crm/fetch-port';
import type { BenchVariant } from './bench-crm';

/** Salesforce takes 2,000 records a read, 25 conditional updates a composite, and addresses of 16,384 bytes. */
const bound = (writes: number) => ({
	'who am I': 2,
	describe: 2,
	find: 3,
	'read with history': 1,
	'fresh read': 1,
	write: writes,
	'verify and settle': 1,
});
const sum = (counts: Readonly<Record<string, number>>) =>
	Object.values(counts).reduce((total, count) => total + count, 0);

const variant = (name: string, compositeHeaders: boolean, writes: number): BenchVariant => ({
	name,
	bound: bound(writes),
	most: Math.floor(1.3 * sum(bound(writes))),
	async start(people, latencyMs) {
		const sandbox = await startSalesforceSandbox({ aiFields: true, latencyMs, compositeHeaders });
		const { control, url, token } = sandbox;
		const longAgo = Date.now() - 100 * 86_400_000;
		for (const { first, last, email } of people) {
			const values = { Email: email, FirstName: first, LastName: last };
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
			close: async () => await sandbox.close(),
		};
	},
});

export const salesforce: readonly BenchVariant[] = [
	variant('Salesforce (composite)', true, 40),
	variant('Salesforce (single requests)', false, 1_000),
];
