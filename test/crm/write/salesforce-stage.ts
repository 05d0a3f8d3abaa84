/** A sandbox Salesforce over real HTTP with a few records in it, and the write transaction in front of it. */
import { readStamp, type FieldStamp } from '../../../core/stamp';
import type { HttpPort } from '../../../crm/http-port';
import { createSalesforce, type SalesforceCrm } from '../../../crm/salesforce/salesforce';
import type { WritePolicy, WriteReport, WriteRequest, WriteRun } from '../../../crm/write/request';
import { write } from '../../../crm/write/transaction';
import {
	startSalesforceSandbox,
	type SalesforceSandbox,
	type SalesforceSandboxOptions,
} from '../../../sandbox/salesforce/sandbox';
import { fetchPort, type FetchPort } from '../fetch-port';
import { policy, rules } from './stage';

export interface SalesforceGiven {
	readonly policy?: Partial<WritePolicy>;
	readonly run?: Partial<WriteRun>;
	readonly object?: string;
	readonly port?: (port: HttpPort) => HttpPort;
}

export interface SalesforceStage {
	readonly sandbox: SalesforceSandbox;
	readonly control: SalesforceSandbox['control'];
	/** A contact made long ago by another program. */
	contact(values?: Readonly<Record<string, string>>): string;
	contacts(count: number): string[];
	connect(wrap?: (port: HttpPort) => HttpPort): { readonly crm: SalesforceCrm; readonly port: FetchPort };
	run(requests: readonly WriteRequest[], given?: SalesforceGiven): Promise<WriteReport>;
	suggest(id: string, values: Readonly<Record<string, unknown>>, more?: Partial<WriteRequest>): WriteRequest;
	value(id: string, field: string): string | null;
	stamp(id: string, field: string): FieldStamp | undefined;
	close(): Promise<void>;
}

let executions = 0;

export async function salesforceStage(options: SalesforceSandboxOptions = {}): Promise<SalesforceStage> {
	const sandbox = await startSalesforceSandbox({ aiFields: true, limits: { daily: 1e9 }, ...options });
	const { control, url, token } = sandbox;
	const longAgo = Date.now() - 400 * 86_400_000;
	const contact = (values: Readonly<Record<string, string>> = {}) =>
		control.create({ object: 'contact', values: { LastName: 'Byron', ...values }, source: 'integration', at: longAgo });
	const connect: SalesforceStage['connect'] = (wrap = (port) => port) => {
		const port = fetchPort(url, { token, waiting: 'real' });
		return { port, crm: createSalesforce(wrap(port), { baseUrl: url }) };
	};
	return {
		sandbox,
		control,
		contact,
		contacts: (count) => Array.from({ length: count }, (_, index) => contact({ FirstName: `No ${index}` })),
		connect,
		async run(requests, given = {}) {
			const { crm } = connect(given.port);
			return await write(
				crm,
				given.object ?? 'contact',
				requests,
				{ ...policy, ...given.policy },
				{
					preview: false,
					execution: String(++executions),
					now: () => new Date().toISOString(),
					changedBefore: 0,
					waiting: 0,
					...given.run,
				},
			);
		},
		suggest: (id, values, more) => ({
			account: sandbox.orgId,
			id,
			proposals: Object.entries(values).map(([field, value]) => ({ field, value, scorer: rules })),
			decisions: [],
			...more,
		}),
		value: (id, field) => control.value({ object: 'contact', id, field }),
		stamp: (id, field) => readStamp(control.value({ object: 'contact', id, field: 'ai_provenance' })).fields[field],
		close: async () => await sandbox.close(),
	};
}

/** Requests that a port has sent, as "METHOD path" below the version. */
export function sentTo(port: FetchPort, path: RegExp): number {
	return port.sent.filter((sent) => path.test(`${sent.method} ${sent.path.replace(/^\/services\/data\/v[\d.]+/, '')}`))
		.length;
}
