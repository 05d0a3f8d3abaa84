/** Pipedrive: one request per record, with AI's own fields, and with shared ones whose edits are looked up. */
import { CrmAiPipedriveApi } from '../../credentials/CrmAiPipedriveApi.credentials';
import { createPipedrive } from '../../crm/pipedrive/pipedrive';
import type { WritePolicy } from '../../crm/write/request';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { fetchPort } from '../../test/crm/fetch-port';
import { sumOf, type BenchVariant } from './bench-crm';

/** Pipedrive lists 500 persons a page, reads 100 by id, and writes and tells changes of one record a request. */
const bound = (changelogs: number) => ({
	find: 2,
	'read with history': 10,
	'fresh read': 10,
	write: 1_000,
	'verify and settle': 10,
	...(changelogs === 0 ? {} : { changelog: changelogs }),
});

const variant = (name: string, changelogs: number, policy: Partial<WritePolicy>): BenchVariant => ({
	name,
	bound: bound(changelogs),
	boundOfConnection: { 'who am I': 1, describe: 1 },
	// Who changed them is asked record by record: the changelog is on for what AI does not own.
	boundOfPeoplesFields: { changelog: 1_000 },
	rate: { burst: 480, perSecond: 240 },
	most: Math.floor(1.3 * (sumOf(bound(changelogs)) + 4)),
	policy,
	async start(people, latencyMs) {
		// The largest plan's burst limit for OAuth: smaller plans take longer, with as many requests.
		const limits = { burst: 480, dailyTokens: 1e9 };
		const sandbox = await startPipedriveSandbox({ aiFields: true, latencyMs, limits });
		const { control, url, token, oauthToken } = sandbox;
		const longAgo = Date.now() - 100 * 86_400_000;
		for (const { first, last, email, title, phone } of people) {
			const values = { email, name: `${first} ${last}`, job_title: title, phone };
			control.create({ object: 'person', values, source: 'import', at: longAgo });
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
			panel: { crm: 'pipedrive', authentication: 'apiToken' },
			credential: { type: CrmAiPipedriveApi, data: { apiToken: token, testServer: url } },
			fields: { title: 'job_title', phone: 'phone' },
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
