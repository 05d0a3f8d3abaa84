/**
 * The sandbox: a stand-in HubSpot with state, for the demo, tests and benchmarks. Never shipped.
 *
 *   const sandbox = await startSandbox({ seedContacts: 1000, latencyMs: 50, aiFields: true });
 *   sandbox.url                    http://127.0.0.1:{random port}: the base address of API, control API and web page
 *   sandbox.token                  a token with all scopes
 *   sandbox.control                act as a rep, place races, inject faults, read journal and statistics (control.ts)
 *   await sandbox.close()
 *
 * The same seed gives the same people, ids, order of results and faults. Time is real unless `now` is given.
 */
import { Clock } from './core/clock';
import { Faults } from './core/faults';
import { createApp, mount, type Pipeline } from './core/pipeline';
import { Random } from './core/random';
import { Schedule } from './core/schedule';
import { RequestLog } from './core/stats';
import { SandboxControl } from './control';
import { mountControl } from './control-http';
import { addAiFields } from './hubspot/ai-field-properties';
import { defaultOptions, defaultToken, type PortalOptions } from './hubspot/options';
import { hubspotPage } from './hubspot/page';
import { Portal } from './hubspot/portal';
import { HubSpot } from './hubspot/stand-in';
import { mountPage } from './page';
import { seedContacts, seedOwners } from './hubspot/seed';

export interface SandboxOptions extends Partial<Omit<PortalOptions, 'limits'>> {
	readonly limits?: Partial<PortalOptions['limits']>;
	/** 0 (default) takes a free port. */
	readonly port?: number;
	/** Default 127.0.0.1. */
	readonly host?: string;
	/** Seed of everything random; default 1. */
	readonly seed?: number;
	/** Made-up contacts, with companies and deals, to begin with; default 0. */
	readonly seedContacts?: number;
	/** True: the ai_* fields exist from the start. */
	readonly aiFields?: boolean;
	/** Milliseconds per request; default 0. */
	readonly latencyMs?: number;
	/** Milliseconds that the CRM's clock is ahead (or, negative, behind). */
	readonly clockSkewMs?: number;
	/** The clock; Date.now by default. */
	readonly now?: () => number;
}

export interface Sandbox {
	readonly url: string;
	readonly token: string;
	readonly portalId: number;
	readonly control: SandboxControl;
	close(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, host = '127.0.0.1', seed = 1, latencyMs = 0, clockSkewMs = 0, now = Date.now, ...rest } = options;
	const { seedContacts: contacts = 0, aiFields = false, limits, ...portalOptions } = rest;
	const random = new Random(seed);
	const clock = new Clock(now, clockSkewMs);
	const settings: PortalOptions = {
		...defaultOptions,
		...portalOptions,
		limits: { ...defaultOptions.limits, ...limits },
	};
	const portal = new Portal(settings, clock, random);
	const pipeline: Pipeline = {
		clock,
		faults: new Faults(new Random(seed + 1)),
		schedule: new Schedule(),
		log: new RequestLog(),
		latencyMs,
	};
	const hubspot = new HubSpot(portal);
	const fill = (): void => {
		if (portal.owners.length === 0) seedOwners(portal);
		if (contacts > 0) seedContacts(portal, contacts, seed);
		portal.journal.markStart();
	};
	if (aiFields) {
		for (const type of portal.objectTypes.filter(({ activity }) => !activity)) addAiFields(portal, type);
	}
	fill();
	const control = new SandboxControl(portal, hubspot, pipeline, fill);

	const timers = new Set<NodeJS.Timeout>();
	portal.later = (milliseconds, run) => {
		const timer = setTimeout(() => {
			timers.delete(timer);
			run();
		}, milliseconds);
		timers.add(timer);
	};
	const app = createApp();
	mount(app, hubspot, pipeline);
	mountControl(app, control);
	mountPage(app, hubspotPage(portal));
	app.setNotFoundHandler((request, reply) =>
		reply.code(404).send({ status: 'error', message: `No such endpoint: ${request.method} ${request.url}` }),
	);
	const url = await app.listen({ port, host });
	portal.url = url;
	return {
		url,
		token: settings.tokens[0]?.token ?? defaultToken,
		portalId: settings.portalId,
		control,
		close: async () => {
			for (const timer of timers) clearTimeout(timer);
			await app.close();
		},
	};
}
