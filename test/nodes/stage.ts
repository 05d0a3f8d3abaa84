/** A sandbox HubSpot over real HTTP, and our nodes in n8n's engine in front of it. */
import { runNode, runWorkflow, type EngineConnection, type EngineNode, type EngineRun, type NodeRun } from './engine';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { CrmAiHubSpotApi } from '../../credentials/CrmAiHubSpotApi.credentials';
import { CrmAiHubSpotOAuth2Api } from '../../credentials/CrmAiHubSpotOAuth2Api.credentials';
import type { Contract, Outcome, Proposal } from '../../core/record';
import { FieldSafeWrite } from '../../nodes/FieldSafeWrite/FieldSafeWrite.node';
import { IdentityLookup } from '../../nodes/IdentityLookup/IdentityLookup.node';
import { allScopes } from '../../sandbox/hubspot/options';
import type { SandboxControl } from '../../sandbox/control';
import { startSandbox, type SandboxOptions } from '../../sandbox/server';
import type { NodeClass, TestCredential } from './engine';

export { FieldSafeWrite, IdentityLookup };

/** Longer than what a test needs to be told apart from: no real name, address or token holds these words. */
export const token = 'pat-test-7f3c9e1b5d';
export const mail = 'ada.private@lovelace.example';

type Settings = Pick<EngineNode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;
export type Items = readonly (IDataObject | INodeExecutionData)[];

export interface RunOptions extends Settings {
	readonly credentials?: readonly TestCredential[];
	readonly executionId?: string;
}

export interface Stage {
	readonly url: string;
	readonly account: string;
	readonly control: SandboxControl;
	readonly credentials: readonly TestCredential[];
	/** A contact made by an import, long ago. */
	contact(values?: Readonly<Record<string, string>>): string;
	contacts(count: number): string[];
	value(id: string, field: string): string | null;
	/** Requests so far that could have changed a record, a field or an association. */
	writes(): number;
	/** Values that API requests changed since the last call, without the stamp fields: "id.field=value". */
	changes(): string[];
	lookup(parameters: INodeParameters, items: Items, options?: RunOptions): Promise<NodeRun>;
	write(parameters: INodeParameters, items: Items, options?: RunOptions): Promise<NodeRun>;
	workflow(nodes: readonly EngineNode[], items: Items, connections?: readonly EngineConnection[]): Promise<EngineRun>;
	/** An item that Identity Lookup matched to the record, with suggestions made by points rules. */
	suggest(id: string, values?: Readonly<Record<string, unknown>>, more?: Partial<Contract>): IDataObject;
	close(): Promise<void>;
}

let executions = 0;

export async function openStage(options: SandboxOptions = {}): Promise<Stage> {
	const sandbox = await startSandbox({
		aiFields: true,
		limits: { tenSeconds: 100_000, searchPerSecond: 1000 },
		tokens: [{ token, appId: 4_600_200, scopes: allScopes, kind: 'private app' }],
		...options,
	});
	const { control, url } = sandbox;
	const account = String(sandbox.portalId);
	const longAgo = Date.now() - 400 * 86_400_000;
	let seen = control.journal().at(-1)?.seq ?? 0;
	const credentials = [tokenCredential(url)];
	const contact = (values: Readonly<Record<string, string>> = {}) =>
		control.create({ object: 'contact', values: { firstname: 'Ada', ...values }, source: 'IMPORT', at: longAgo });
	const run = async (type: NodeClass, parameters: INodeParameters, items: Items, more: RunOptions = {}) =>
		await runNode({ type, parameters, items, credentials, executionId: `t${++executions}`, ...more });

	return {
		url,
		account,
		control,
		credentials,
		contact,
		contacts: (count) => Array.from({ length: count }, (_, index) => contact({ lastname: `No ${index}` })),
		value: (id, field) => control.value({ object: 'contact', id, field }),
		writes: () =>
			control.requests().filter(({ purpose }) => /update|create|upsert|archive|merge|[ai]ssociate|change/.test(purpose))
				.length,
		changes() {
			const entries = control
				.journal({ since: seen })
				.filter((entry) => entry.requestId !== null && entry.kind === 'value');
			seen = control.journal({ since: 0 }).at(-1)?.seq ?? seen;
			return entries
				.filter(({ property }) => property !== 'ai_updated_at' && property !== 'ai_provenance')
				.map(({ id, property, value }) => `${id}.${property ?? ''}=${value ?? ''}`);
		},
		lookup: async (parameters, items, more) => await run(IdentityLookup, parameters, items, more),
		write: async (parameters, items, more) => await run(FieldSafeWrite, parameters, items, more),
		workflow: async (nodes, items, connections) =>
			await runWorkflow({
				nodes,
				items,
				credentials,
				executionId: `t${++executions}`,
				...(connections && { connections }),
			}),
		suggest: (id, values = { ai_lead_score: 80 }, more = {}) => ({
			crm: matched(account, id, {
				proposals: Object.entries(values).map(([field, value]) => ({
					field,
					value: value as Proposal['value'],
					scorer: { method: 'rules', version: '1', inputHash: 'x' },
				})),
				...more,
			}),
		}),
		close: async () => await sandbox.close(),
	};
}

function matched(account: string, id: string, more: Partial<Contract>): IDataObject {
	const url = `http://127.0.0.1/${id}`;
	const contract: Contract = {
		system: 'hubspot',
		account,
		object: 'contact',
		id,
		url,
		match: {
			status: 'matched',
			confidence: 1,
			via: ['record id'],
			why: 'Exactly one record has this record id.',
			candidates: [{ object: 'contact', id, url, label: 'Ada', via: ['record id'] }],
		},
		proposals: [],
		decisions: [],
		outcomes: [],
		...more,
	};
	return { ...contract };
}

export function tokenCredential(testServer: string, accessToken = token): TestCredential {
	return { type: CrmAiHubSpotApi, data: { accessToken, testServer } };
}

export function oAuth2Credential(testServer: string, accessToken: string, refreshToken: string): TestCredential {
	return {
		type: CrmAiHubSpotOAuth2Api,
		data: {
			clientId: 'client',
			clientSecret: 'client-secret',
			testServer,
			oauthTokenData: { access_token: accessToken, refresh_token: refreshToken, token_type: 'bearer' },
		},
	};
}

/** The contract of an item; fails where there is none. */
export function crmOf(item: INodeExecutionData | undefined): Contract {
	const crm = item?.json['crm'];
	if (typeof crm !== 'object' || crm === null) throw new Error(`No crm in ${JSON.stringify(item?.json)}`);
	return crm as unknown as Contract;
}

/** Outcomes of all items of one output as "field: status (rule)". */
export function outcomesAt(run: NodeRun | EngineRun, output: number, node = 'Node'): string[] {
	return itemsAt(run, output, node).flatMap((item) => outcomesOf(item).map(shortly));
}

export function outcomesOf(item: INodeExecutionData): readonly Outcome[] {
	return crmOf(item).outcomes;
}

export const shortly = ({ field, status, rule }: Outcome) => `${field}: ${status} (${rule})`;

export function itemsAt(run: NodeRun | EngineRun, output: number, node = 'Node'): INodeExecutionData[] {
	return ('all' in run ? run.all : run).items(node, output);
}

/** How many items left by each output. */
export const counts = (run: NodeRun) => run.outputs.map((items) => items.length);

/** The reason on an item that could not be used. */
export function reasonOf(item: INodeExecutionData | undefined): string {
	const reason = item?.json['crmError'] as { message?: string; hint?: string } | undefined;
	return `${reason?.message ?? ''} ${reason?.hint ?? ''}`.trim();
}

export const hintsOf = (run: NodeRun) => run.hints.map(({ message }) => message);

/** Every sentence that a run shows to people: errors, hints, reasons. The items' own data is left out. */
export function sentences(run: NodeRun | EngineRun): string {
	const all = 'all' in run ? run.all : run;
	const texts: string[] = [];
	const collect = (value: unknown, spoken: boolean): void => {
		if (typeof value === 'string') {
			if (spoken) texts.push(value);
		} else if (Array.isArray(value)) value.forEach((entry) => collect(entry, spoken));
		else if (typeof value === 'object' && value !== null) {
			for (const [key, entry] of Object.entries(value)) {
				collect(entry, spoken || ['error', 'crmError', 'details', 'why', 'hints', 'hint', 'message'].includes(key));
			}
		}
	};
	for (const runs of Object.values(all.run.data.resultData.runData)) {
		for (const task of runs) {
			collect({ hints: task.hints, error: errorText(task.error) }, false);
			collect(
				task.data?.main?.map((items) => items?.map(({ json }) => json)),
				false,
			);
		}
	}
	collect({ error: errorText(all.error) }, false);
	return texts.join('\n');
}

function errorText(error: unknown): string {
	if (!(error instanceof Error)) return '';
	const { description, messages, context } = error as Error & {
		description?: unknown;
		messages?: unknown;
		context?: unknown;
	};
	return JSON.stringify([error.message, description, messages, context, error.stack]);
}
