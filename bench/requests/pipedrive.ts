/** Pipedrive: one request per record, with AI's own fields, and with shared ones whose edits are looked up. */
import { createPipedrive } from '../../crm/pipedrive/pipedrive';
import type { WritePolicy } from '../../crm/write/request';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { fetchPort } from '../../test/crm/fetch-port';
import type { BenchVariant } from './bench-crm';

/** Pipedrive lists 500 persons a page, reads 100 by id, and writes and tells changes of one record a request. */
const bound = (changelogs: number) => ({
	'who am I': 2,
	describe: 2,
	find: 2,
	'read with history': 10,
	'fresh read': 10,
	write: 1_000,
	'verify and settle': 10,
	...(changelogs === 0 ? {} : { changelog: changelogs }),
});
const sum = (counts: Readonly<Record<string, number>>) =>
	Object.values(counts).reduce((total, count) => total + count, 0);

const variant = (name: string, changelogs: number, policy: Partial<WritePolicy>): BenchVariant => ({
	name,
	bound: bound(changelogs),
	most: Math.floor(1.3 * sum(bound(changelogs))),
	policy,
	async start(people, latencyMs) {
		// The largest plan's burst limit for OAuth: smaller plans take longer, with as many requests.
		const limits = { burst: 480, dailyTokens: 1e9 };
		const sandbox = await startPipedriveSandbox({ aiFields: true, latencyMs, limits });
		const { control, url, oauthToken } = sandbox;
		const longAgo = Date.now() - 100 * 86_400_000;
		for (const { first, last, email } of people) {
			control.create({ object: 'person', values: { email, name: `${first} ${last}` }, source: 'import', at: longAgo });
		}
		control.resetStats();
		return {
			connect: () =>
				createPipedrive(fetchPort(url, { token: oauthToken, key: `bench ${name}`, waiting: 'real' }), { baseUrl: url }),
			requests: () => control.requests(),
			stats: () => control.stats(),
			value: (id, field) => control.value({ object: 'person', id, field }),
			purposeOf({ purpose, path }, phase) {
				if (purpose === 'update') return 'write';
				if (purpose !== 'list') return purpose;
				if (!path.includes('ids=')) return 'find';
				return phase === 'lookup' ? 'read with history' : phase === 'fresh read' ? 'fresh read' : 'verify and settle';
			},
			isWrite: ({ purpose }) => purpose === 'update',
			close: async () => {
				console.error(`${name}: ${control.spentTokens()} tokens of the company's daily budget`);
				await sandbox.close();
			},
		};
	},
});

export const pipedrive: readonly BenchVariant[] = [
	variant("Pipedrive (AI's own fields)", 0, {}),
	variant('Pipedrive (shared fields, with changelog)', 2_000, { owners: [{ field: 'ai_*', owner: 'shared' }] }),
];
