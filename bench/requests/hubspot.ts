/** HubSpot: contacts with history, 100 a write. */
import { CrmAiHubSpotApi } from '../../credentials/CrmAiHubSpotApi.credentials';
import { createHubSpot } from '../../crm/hubspot/hubspot';
import { startSandbox } from '../../sandbox/server';
import { fetchPort } from '../../test/crm/fetch-port';
import type { BenchVariant } from './bench-crm';

/** HubSpot finds 100 contacts a request by e-mail, reads 50 with history, and writes 100. */
const bound = {
	find: 10,
	'read with history': 20,
	'fresh read': 20,
	write: 10,
	'verify and settle': 20,
};

export const hubspot: readonly BenchVariant[] = [
	{
		name: 'HubSpot',
		bound,
		boundOfConnection: { 'who am I': 2, describe: 2 },
		rate: { burst: 190, perSecond: 19 },
		most: 90,
		async start(people, latencyMs) {
			const sandbox = await startSandbox({ aiFields: true, latencyMs });
			const { control, url, token } = sandbox;
			const longAgo = Date.now() - 100 * 86_400_000;
			for (const { first, last, email, title, phone } of people) {
				const values = { email, firstname: first, lastname: last, jobtitle: title, phone };
				control.create({ object: 'contact', values, source: 'IMPORT', at: longAgo });
			}
			control.resetStats();
			return {
				connect: () =>
					createHubSpot(fetchPort(url, { token, key: 'bench', waiting: 'real' }), {
						baseUrl: url,
						accessToken: async () => await Promise.resolve(token),
					}),
				requests: () => control.requests(),
				stats: () => control.stats(),
				value: (id, field) => control.value({ object: 'contact', id, field }),
				purposeOf({ purpose }, phase) {
					if (purpose === 'account' || purpose === 'token info') return 'who am I';
					if (purpose === 'batch read') return 'find';
					if (purpose === 'batch read with history') {
						return phase === 'lookup'
							? 'read with history'
							: phase === 'fresh read'
								? 'fresh read'
								: 'verify and settle';
					}
					return purpose === 'batch update' ? 'write' : purpose;
				},
				isWrite: ({ purpose }) => purpose === 'batch update',
				panel: { crm: 'hubspot', authentication: 'accessToken' },
				credential: { type: CrmAiHubSpotApi, data: { accessToken: token, testServer: url } },
				fields: { title: 'jobtitle', phone: 'phone' },
				close: async () => await sandbox.close(),
			};
		},
	},
];
