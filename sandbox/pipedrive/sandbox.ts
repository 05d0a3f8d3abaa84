/**
 * The sandbox Pipedrive: a stand-in with state, for the demo, tests and benchmarks. Never shipped.
 *
 *   const sandbox = await startPipedriveSandbox({ seedContacts: 1000, latencyMs: 50, aiFields: true });
 *   sandbox.url                    http://127.0.0.1:{random port}: the base address of API, control API and web page
 *   sandbox.token                  an API token (x-api-token); sandbox.oauthToken for Authorization: Bearer
 *   sandbox.control                act as a rep, place races, inject faults, read journal and statistics (control.ts)
 *   await sandbox.close()
 */
import { Clock } from '../core/clock';
import { Faults } from '../core/faults';
import { createApp, mount, type Pipeline } from '../core/pipeline';
import { Random } from '../core/random';
import { Schedule } from '../core/schedule';
import { RequestLog } from '../core/stats';
import { mountControl } from '../control-http';
import { mountPage } from '../page';
import { addAiFields } from './ai-fields';
import { Company } from './company';
import { PipedriveControl } from './control';
import { defaultOptions, defaultToken, type CompanyOptions } from './options';
import { pipedrivePage } from './page';
import { seedPersons, seedUsers } from './seed';
import { Pipedrive } from './stand-in';
import { deliverWebhooks } from './webhooks';

export interface PipedriveSandboxOptions extends Partial<Omit<CompanyOptions, 'limits'>> {
	readonly limits?: Partial<CompanyOptions['limits']>;
	/** 0 (default) takes a free port. */
	readonly port?: number;
	/** Default 127.0.0.1. */
	readonly host?: string;
	/** Seed of everything random; default 1. */
	readonly seed?: number;
	/** Made-up persons, with organizations and deals, to begin with; default 0. */
	readonly seedContacts?: number;
	/** True: the AI fields exist from the start. */
	readonly aiFields?: boolean;
	/** Milliseconds per request; default 0. */
	readonly latencyMs?: number;
	/** Milliseconds that the CRM's clock is ahead (or, negative, behind). */
	readonly clockSkewMs?: number;
	/** The clock; Date.now by default. */
	readonly now?: () => number;
}

export interface PipedriveSandbox {
	readonly url: string;
	readonly token: string;
	readonly oauthToken: string;
	readonly companyId: number;
	readonly control: PipedriveControl;
	close(): Promise<void>;
}

export async function startPipedriveSandbox(options: PipedriveSandboxOptions = {}): Promise<PipedriveSandbox> {
	const { port = 0, host = '127.0.0.1', seed = 1, latencyMs = 0, clockSkewMs = 0, now = Date.now, ...rest } = options;
	const { seedContacts: persons = 0, aiFields = false, limits, ...companyOptions } = rest;
	const settings: CompanyOptions = {
		...defaultOptions,
		...companyOptions,
		limits: { ...defaultOptions.limits, ...limits },
	};
	const clock = new Clock(now, clockSkewMs);
	const company = new Company(settings, clock, new Random(seed));
	const pipeline: Pipeline = {
		clock,
		faults: new Faults(new Random(seed + 1)),
		schedule: new Schedule(),
		log: new RequestLog(),
		latencyMs,
	};
	const standIn = new Pipedrive(company);
	if (aiFields) addAiFields(company);
	const fill = (): void => {
		if (company.users.length === 0) seedUsers(company);
		if (persons > 0) seedPersons(company, persons, seed);
		company.journal.markStart();
	};
	fill();
	const control = new PipedriveControl(company, standIn, pipeline, fill);

	const timers = new Set<NodeJS.Timeout>();
	company.later = (milliseconds, run) => {
		const timer = setTimeout(() => {
			timers.delete(timer);
			run();
		}, milliseconds);
		timers.add(timer);
	};
	const app = createApp();
	mount(app, standIn, pipeline);
	mountControl(app, control);
	mountPage(app, pipedrivePage(company));
	const stopWebhooks = deliverWebhooks(company);
	app.setNotFoundHandler((request, reply) =>
		reply.code(404).send({ success: false, error: `Unknown method: ${request.method} ${request.url}` }),
	);
	company.url = await app.listen({ port, host });
	return {
		url: company.url,
		token: settings.tokens.find(({ kind }) => kind === 'api token')?.token ?? defaultToken,
		oauthToken: settings.tokens.find(({ kind }) => kind === 'oauth')?.token ?? '',
		companyId: settings.companyId,
		control,
		close: async () => {
			for (const timer of timers) clearTimeout(timer);
			stopWebhooks();
			await app.close();
		},
	};
}
