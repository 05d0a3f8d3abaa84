/** A sandbox HubSpot over real HTTP with a few records in it, and the write transaction in front of it. */
import type { Decision, Outcome, Proposal, Scorer } from '../../../core/record';
import { readStamp, type FieldStamp } from '../../../core/stamp';
import type { Crm } from '../../../crm/crm';
import type { HttpPort } from '../../../crm/http-port';
import { createHubSpot } from '../../../crm/hubspot/hubspot';
import type { WritePolicy, WriteReport, WriteRequest, WriteRun } from '../../../crm/write/request';
import { write } from '../../../crm/write/transaction';
import type { SandboxControl } from '../../../sandbox/control';
import { startSandbox, type SandboxOptions } from '../../../sandbox/server';
import { fetchPort, type FetchPort } from '../fetch-port';

export const policy: WritePolicy = {
	owners: [],
	protectedFields: [],
	settings: { minimumConfidence: 0.85, clearEmptyValues: false },
	stampFields: { updatedAt: 'ai_updated_at', provenance: 'ai_provenance' },
	mostRecords: 500,
};

export const rules: Scorer = { method: 'rules', version: '1', inputHash: 'x' };

export interface Given {
	readonly policy?: Partial<WritePolicy>;
	readonly run?: Partial<WriteRun>;
	readonly object?: string;
	/** Wraps the port, to break it. */
	readonly port?: (port: HttpPort) => HttpPort;
}

export interface Stage {
	readonly url: string;
	readonly token: string;
	readonly account: string;
	readonly control: SandboxControl;
	/** A contact made by an import, long ago. */
	contact(values?: Readonly<Record<string, string>>): string;
	contacts(count: number): string[];
	/** A new connection, as every run of a node makes one. */
	connect(wrap?: (port: HttpPort) => HttpPort): { readonly crm: Crm; readonly port: FetchPort };
	/** One run of the write transaction over a new connection. */
	run(requests: readonly WriteRequest[], given?: Given): Promise<WriteReport>;
	/** A request that suggests values by points rules. */
	suggest(id: string, values: Readonly<Record<string, unknown>>, more?: Partial<WriteRequest>): WriteRequest;
	value(id: string, field: string): string | null;
	stamp(id: string, field: string): FieldStamp | undefined;
	/** Values that API requests changed since the last call, without the stamp fields: "id.field=value". */
	changes(): string[];
	close(): Promise<void>;
}

let executions = 0;

export async function stage(options: SandboxOptions = {}): Promise<Stage> {
	const sandbox = await startSandbox({
		aiFields: true,
		limits: { tenSeconds: 100_000, searchPerSecond: 1000 },
		...options,
	});
	const { control, url, token } = sandbox;
	const account = String(sandbox.portalId);
	const longAgo = Date.now() - 400 * 86_400_000;
	let seen = control.journal().at(-1)?.seq ?? 0;

	const contact = (values: Readonly<Record<string, string>> = {}) =>
		control.create({ object: 'contact', values: { firstname: 'Ada', ...values }, source: 'IMPORT', at: longAgo });
	const connect: Stage['connect'] = (wrap = (port) => port) => {
		const port = fetchPort(url, { token });
		return {
			port,
			crm: createHubSpot(wrap(port), { baseUrl: url, accessToken: async () => await Promise.resolve(token) }),
		};
	};
	return {
		url,
		token,
		account,
		control,
		contact,
		contacts: (count) => Array.from({ length: count }, (_, index) => contact({ lastname: `No ${index}` })),
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
			account,
			id,
			proposals: Object.entries(values).map(([field, value]) => ({ field, value, scorer: rules })),
			decisions: [],
			...more,
		}),
		value: (id, field) => control.value({ object: 'contact', id, field }),
		stamp: (id, field) => readStamp(control.value({ object: 'contact', id, field: 'ai_provenance' })).fields[field],
		changes() {
			const entries = control
				.journal({ since: seen })
				.filter((entry) => entry.requestId !== null && entry.kind === 'value');
			seen = control.journal({ since: 0 }).at(-1)?.seq ?? seen;
			return entries
				.filter(({ property }) => property !== 'ai_updated_at' && property !== 'ai_provenance')
				.map(({ id, property, value }) => `${id}.${property ?? ''}=${value ?? ''}`);
		},
		close: async () => await sandbox.close(),
	};
}

/** Outcomes as "field: status (rule)". */
export function short(report: WriteReport): string[][] {
	return report.requests.map(({ outcomes }) =>
		outcomes.map(({ field, status, rule }) => `${field}: ${status} (${rule})`),
	);
}

/** The only outcome of a report. */
export function only(report: WriteReport): Outcome {
	const all = report.requests.flatMap(({ outcomes }) => outcomes);
	if (all.length !== 1 || !all[0]) throw new Error(`${all.length} outcomes instead of one`);
	return all[0];
}

/** How often each status occurs. */
export function tally(report: WriteReport): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of report.requests.flatMap(({ outcomes }) => outcomes))
		counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

/** The input properties of all batch updates that a port has sent, in order. */
export function updates(port: FetchPort): { readonly id: string; readonly properties: Record<string, string> }[] {
	return port.sent
		.filter(({ path }) => path.endsWith('/batch/update'))
		.flatMap(({ body }) => (body as { inputs: { id: string; properties: Record<string, string> }[] }).inputs);
}

export const modelProposal = (field: string, value: unknown, confidence?: number, calibrated = true) =>
	({
		field,
		value,
		...(confidence === undefined ? {} : { confidence }),
		scorer: { method: 'model', version: 'm1', inputHash: 'x', calibrated },
	}) satisfies Omit<Proposal, 'value'> & { value: unknown };

export const gate = (field: string, action: Decision['action'], more: Partial<Decision> = {}): Decision => ({
	field,
	action,
	rule: action === 'write' ? 'ai field' : action === 'review' ? 'low confidence' : 'people only',
	why: 'Decided before.',
	...more,
});
