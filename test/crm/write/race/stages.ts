/** A stand-in of each CRM in which a rep and the write transaction meet in one field. */
import type { Crm } from '../../../../crm/crm';
import type { HttpPort } from '../../../../crm/http-port';
import { createHubSpot } from '../../../../crm/hubspot/hubspot';
import { createPipedrive } from '../../../../crm/pipedrive/pipedrive';
import { createSalesforce } from '../../../../crm/salesforce/salesforce';
import type { CommonControl } from '../../../../sandbox/core/control';
import type { JournalEntry } from '../../../../sandbox/core/journal';
import { startPipedriveSandbox } from '../../../../sandbox/pipedrive/sandbox';
import { startSalesforceSandbox } from '../../../../sandbox/salesforce/sandbox';
import { startSandbox } from '../../../../sandbox/server';
import { fetchPort } from '../../fetch-port';

export const raceCrms = ['hubspot', 'salesforce', 'pipedrive'] as const;
export type RaceCrm = (typeof raceCrms)[number];

export interface RaceStage {
	/** The field that both write, by its name in the port. */
	readonly field: string;
	readonly account: string;
	readonly token: string;
	/** For another process than this one: where the stand-in answers, and the key of a credential for it. */
	readonly login: { readonly url: string; readonly token: string };
	/** What is suggested for the nth record. */
	suggestion(n: number): number | string;
	/** False where nothing is ever put back: a write is refused in time, or nobody can see what it covered. */
	readonly putsBack: boolean;
	/** A new connection, as every run of a node makes one. */
	connect(wrap?: (port: HttpPort) => HttpPort): Crm;
	contact(): string;
	/** A rep's edit; null empties the field. */
	edit(id: string, value: string | null): void;
	/** Everything that became true after `since` (a seq), oldest first. */
	journal(since: number): readonly JournalEntry[];
	/** The journal's name of `field`. */
	readonly property: string;
	value(id: string): string | null;
	readonly control: CommonControl<never> | CommonControl<unknown>;
	close(): Promise<void>;
}

export interface RaceSetting {
	readonly crm: RaceCrm;
	/** False: Salesforce without field history, Pipedrive without its changelog (a field that belongs to AI). */
	readonly history: boolean;
	readonly latencyMs: number;
	readonly seed?: number;
	readonly clockSkewMs?: number;
	/** 'skipped' sets the port's clock forward instead of waiting; default: waits as told. */
	readonly waiting?: 'real' | 'skipped';
}

interface Acting {
	create(record: {
		readonly object: string;
		readonly values: Readonly<Record<string, string>>;
		readonly source?: string;
		readonly at?: number;
	}): string;
	edit(edit: {
		readonly object: string;
		readonly id: string;
		readonly field: string;
		readonly value: string | null;
	}): void;
	value(of: { readonly object: string; readonly id: string; readonly field: string }): string | null;
	journal(filter: { readonly since?: number; readonly object?: string }): readonly JournalEntry[];
}

const plenty = { burst: 1e6, search: 1e6, dailyTokens: 1e9, dailyChanges: 1e9 };

export async function raceStage(setting: RaceSetting): Promise<RaceStage> {
	const { latencyMs, seed = 1, clockSkewMs = 0, waiting = 'real' } = setting;
	const common = { aiFields: true, latencyMs, seed, clockSkewMs };
	switch (setting.crm) {
		case 'hubspot': {
			const sandbox = await startSandbox({ ...common, limits: { tenSeconds: 1e6, searchPerSecond: 1e6 } });
			return stageOf(sandbox, {
				account: String(sandbox.portalId),
				waiting,
				putsBack: true,
				source: 'IMPORT',
				values: { firstname: 'Ada' },
				connect: (port) =>
					createHubSpot(port, {
						baseUrl: sandbox.url,
						accessToken: async () => await Promise.resolve(sandbox.token),
					}),
			});
		}
		case 'salesforce': {
			const sandbox = await startSalesforceSandbox({
				...common,
				limits: { daily: 1e9 },
				fieldHistory: setting.history,
			});
			return stageOf(sandbox, {
				account: sandbox.orgId,
				waiting,
				putsBack: setting.history,
				source: 'integration',
				values: { LastName: 'Byron' },
				connect: (port) => createSalesforce(port, { baseUrl: sandbox.url }),
			});
		}
		case 'pipedrive': {
			const sandbox = await startPipedriveSandbox({ ...common, limits: plenty });
			return stageOf(
				{ ...sandbox, token: sandbox.oauthToken, control: sandbox.control },
				{
					key: sandbox.token,
					account: String(sandbox.companyId),
					waiting,
					putsBack: setting.history,
					source: 'api',
					values: { name: 'Ada Byron' },
					// People's edits are asked for where people share the field: the changelog is dear.
					...(setting.history ? { field: 'job_title' } : {}),
					connect: (port) => createPipedrive(port, { baseUrl: sandbox.url }),
				},
			);
		}
	}
}

interface Running {
	readonly url: string;
	readonly token: string;
	readonly control: Acting & (CommonControl<never> | CommonControl<unknown>);
	close(): Promise<void>;
}

function stageOf(
	sandbox: Omit<Running, 'control'> & { readonly control: unknown },
	more: {
		readonly account: string;
		/** Of a credential in n8n, where that is another than the one that is used here. */
		readonly key?: string;
		readonly putsBack: boolean;
		readonly field?: string;
		readonly source: string;
		readonly values: Readonly<Record<string, string>>;
		readonly connect: (port: HttpPort) => Crm;
		readonly waiting: 'real' | 'skipped';
	},
): RaceStage {
	// The controls of the stand-ins differ in what a user and a source are called, and in nothing that is used here.
	const control = sandbox.control as Running['control'];
	const field = more.field ?? 'ai_lead_score';
	const object = 'contact';
	const longAgo = Date.now() - 400 * 86_400_000;
	const contact = () => control.create({ object, values: more.values, source: more.source, at: longAgo });
	const edit = (id: string, value: string | null) => control.edit({ object, id, field, value });
	const probe = contact();
	edit(probe, '1');
	const property =
		control.journal({ object }).findLast(({ id, value }) => id === probe && value === '1')?.property ?? '';
	return {
		field,
		account: more.account,
		token: sandbox.token,
		login: { url: sandbox.url, token: more.key ?? sandbox.token },
		putsBack: more.putsBack,
		suggestion: (n) => (field === 'ai_lead_score' ? n % 100 : `Job ${n}`),
		connect: (wrap = (port) => port) =>
			more.connect(wrap(fetchPort(sandbox.url, { token: sandbox.token, waiting: more.waiting }))),
		contact,
		edit,
		journal: (since) => control.journal({ since, object }),
		property,
		value: (id) => control.value({ object, id, field }),
		control,
		close: async () => await sandbox.close(),
	};
}
