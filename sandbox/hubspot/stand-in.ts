/** HubSpot for the sandbox server: routes, admission, limits and the words of its refusals. */
import type { FaultRule } from '../core/faults';
import { RollingWindow } from '../core/limits';
import { BadJson, type Answer, type Call, type Route, type StandIn } from '../core/stand-in';
import type { Token } from './auth';
import { answerOf, HubSpotError, invalid, rateLimited } from './errors';
import type { Portal } from './portal';
import { accountRoutes } from './routes/account';
import { associationRoutes } from './routes/associations';
import { objectRoutes } from './routes/objects';
import { propertyRoutes } from './routes/properties';

export class HubSpot implements StandIn {
	readonly routes: readonly Route[];
	private readonly rolling = new Map<number, RollingWindow>();
	private search: RollingWindow;
	private daily = 0;

	constructor(private readonly portal: Portal) {
		this.routes = [
			...objectRoutes(portal),
			...associationRoutes(portal),
			...propertyRoutes(portal),
			...accountRoutes(portal),
		];
		this.search = new RollingWindow(portal.options.limits.searchPerSecond, 1_000);
	}

	/** Starts all windows anew, with the present options. */
	resetLimits(): void {
		this.rolling.clear();
		this.search = new RollingWindow(this.portal.options.limits.searchPerSecond, 1_000);
		this.daily = 0;
	}

	admit(call: Call, route: Route): { readonly refuse?: Answer; readonly headers: Readonly<Record<string, string>> } {
		const base = { 'x-hubspot-correlation-id': call.requestId };
		if (route.admission === 'open') return { headers: base };
		let token: Token;
		try {
			token = this.portal.auth.authenticate(call.headers.authorization);
		} catch (error) {
			return { refuse: this.failed(error, call), headers: base };
		}
		const { limits } = this.portal.options;
		const now = Date.now();
		if (this.daily >= limits.daily) return { refuse: rateLimited('DAILY', call.requestId), headers: base };
		this.daily++;
		if (route.admission === 'search') {
			// Search has a limit of its own and sends no rate limit headers.
			return this.search.take(now)
				? { headers: base }
				: { refuse: rateLimited('SECONDLY', call.requestId), headers: base };
		}
		const window = this.windowOf(token);
		const taken = window.take(now);
		const headers = { ...base, ...this.limitHeaders(token, window.remaining(now)) };
		return taken ? { headers } : { refuse: rateLimited('TEN_SECONDLY_ROLLING', call.requestId), headers };
	}

	failed(error: unknown, call: Call): Answer {
		if (error instanceof HubSpotError) return answerOf(error, call.requestId);
		if (error instanceof BadJson) return answerOf(invalid(error.message), call.requestId);
		const message = error instanceof Error ? error.message : String(error);
		const refused = new HubSpotError(500, 'INTERNAL_ERROR', `internal error (sandbox: ${message})`);
		return answerOf(refused, call.requestId);
	}

	fault(rule: FaultRule, call: Call): Answer {
		const headers = rule.retryAfterSeconds === undefined ? {} : { 'retry-after': String(rule.retryAfterSeconds) };
		if (rule.kind === 'rate limit') {
			const policy = call.log.purpose === 'search' ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING';
			return { ...rateLimited(policy, call.requestId), headers };
		}
		if (rule.kind === 'html 503') {
			const body =
				'<!DOCTYPE html><html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503</h1></body></html>';
			return { status: 503, body, headers: { 'content-type': 'text/html', ...headers } };
		}
		const status = rule.status ?? 500;
		const category = { 423: 'LOCKED', 477: 'MIGRATION_IN_PROGRESS' }[status] ?? 'INTERNAL_ERROR';
		return { ...answerOf(new HubSpotError(status, category, 'internal error'), call.requestId), headers };
	}

	notFound(call: Call): Answer {
		return { status: 404, body: { status: 'error', message: 'No such endpoint.', correlationId: call.requestId } };
	}

	private windowOf(token: Token): RollingWindow {
		const { tenSeconds, windowMs } = this.portal.options.limits;
		let window = this.rolling.get(token.appId);
		if (!window) this.rolling.set(token.appId, (window = new RollingWindow(tenSeconds, windowMs)));
		return window;
	}

	/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
	private limitHeaders(token: Token, remaining: number): Record<string, string> {
		const { limits } = this.portal.options;
		const daily = {
			'x-hubspot-ratelimit-daily': String(limits.daily),
			'x-hubspot-ratelimit-daily-remaining': String(limits.daily - this.daily),
		};
		return {
			'x-hubspot-ratelimit-interval-milliseconds': String(limits.windowMs),
			'x-hubspot-ratelimit-max': String(limits.tenSeconds),
			'x-hubspot-ratelimit-remaining': String(remaining),
			...(token.kind === 'oauth' ? {} : daily),
		};
	}
}
