/**
 * The stand-in Salesforce org, for the demo, tests and benchmarks. Never shipped.
 *
 *   const sandbox = await startSalesforceSandbox({ aiFields: true, fieldHistory: true });
 *   sandbox.url                    http://127.0.0.1:{random port}: My Domain and instance URL in one
 *   sandbox.token                  a session of the integration user; clientId and clientSecret log in anew
 *   sandbox.control                act as a rep, place races, inject faults, read journal and statistics (control.ts)
 *   await sandbox.close()
 *
 * The same seed gives the same people, ids, order of results and faults. Time is real unless `now` is given.
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
import { SalesforceControl } from './control';
import { defaultOptions, defaultToken, type OrgOptions } from './options';
import { Org } from './org';
import { salesforcePage } from './page';
import { seedPeople } from './seed';
import { Salesforce } from './stand-in';

export interface SalesforceSandboxOptions extends Partial<Omit<OrgOptions, 'limits'>> {
	readonly limits?: Partial<OrgOptions['limits']>;
	/** 0 (default) takes a free port. */
	readonly port?: number;
	/** Default 127.0.0.1. */
	readonly host?: string;
	/** Seed of everything random; default 1. */
	readonly seed?: number;
	/** Made-up contacts, with accounts, opportunities and leads, to begin with; default 0. */
	readonly seedContacts?: number;
	/** True: the ai_* fields exist from the start, and everybody sees them. */
	readonly aiFields?: boolean;
	/** Milliseconds per request; default 0. */
	readonly latencyMs?: number;
	/** Milliseconds that the org's clock is ahead (or, negative, behind). */
	readonly clockSkewMs?: number;
	/** The clock; Date.now by default. */
	readonly now?: () => number;
}

export interface SalesforceSandbox {
	readonly url: string;
	readonly token: string;
	/** 18 characters. */
	readonly orgId: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly control: SalesforceControl;
	close(): Promise<void>;
}

export async function startSalesforceSandbox(options: SalesforceSandboxOptions = {}): Promise<SalesforceSandbox> {
	const { port = 0, host = '127.0.0.1', seed = 1, latencyMs = 0, clockSkewMs = 0, now = Date.now, ...rest } = options;
	const { aiFields = false, seedContacts = 0, limits, ...orgOptions } = rest;
	const clock = new Clock(now, clockSkewMs);
	const settings: OrgOptions = { ...defaultOptions, ...orgOptions, limits: { ...defaultOptions.limits, ...limits } };
	const org = new Org(settings, clock, new Random(seed));
	if (aiFields) addAiFields(org);
	const pipeline: Pipeline = {
		clock,
		faults: new Faults(new Random(seed + 1)),
		schedule: new Schedule(),
		log: new RequestLog(),
		latencyMs,
	};
	const salesforce = new Salesforce(org, () => pipeline.log.underWay);
	const fill = (): void => {
		if (seedContacts > 0) seedPeople(org, seedContacts, seed);
		org.journal.markStart();
	};
	fill();
	const control = new SalesforceControl(org, salesforce, pipeline, fill);

	const timers = new Set<NodeJS.Timeout>();
	org.later = (milliseconds, run) => {
		const timer = setTimeout(() => {
			timers.delete(timer);
			run();
		}, milliseconds);
		timers.add(timer);
	};
	const app = createApp();
	mount(app, salesforce, pipeline);
	mountControl(app, control);
	mountPage(app, salesforcePage(org));
	app.setNotFoundHandler((_request, reply) => {
		const { status, body } = salesforce.notFound();
		return reply.code(status).send(body);
	});
	const url = await app.listen({ port, host });
	org.url = url;
	return {
		url,
		token: settings.tokens[0]?.token ?? defaultToken,
		orgId: org.orgId,
		clientId: settings.clientId,
		clientSecret: settings.clientSecret,
		control,
		close: async () => {
			for (const timer of timers) clearTimeout(timer);
			await app.close();
		},
	};
}
