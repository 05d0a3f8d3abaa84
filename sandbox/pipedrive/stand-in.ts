/** Pipedrive for the sandbox server: routes, admission, token budget, limits and the words of its refusals. */
import type { FaultRule } from '../core/faults';
import { object, text } from '../core/json';
import { RollingWindow } from '../core/limits';
import { BadJson, type Answer, type Call, type Route, type StandIn } from '../core/stand-in';
import type { Token } from './auth';
import type { Company } from './company';
import { answerOf, blocked, PipedriveError, rateLimited } from './errors';
import { admissionOf, routesOf } from './routes/dress';
import { fieldRoutes } from './routes/fields';
import { recordRoutes } from './routes/records';
import { searchRoutes } from './routes/search';
import { v1Routes } from './routes/v1';

interface Windows {
	readonly burst: RollingWindow;
	readonly search: RollingWindow;
	/** Refused requests in a row. */
	refused: number;
	blockedUntil: number;
}

export class Pipedrive implements StandIn {
	readonly routes: readonly Route[];
	private readonly windows = new Map<string, Windows>();

	constructor(private readonly company: Company) {
		this.routes = [
			this.tokenRoute(),
			...routesOf(company, [
				...searchRoutes(company),
				...fieldRoutes(company),
				...recordRoutes(company),
				...v1Routes(company),
			]),
		];
	}

	/** Starts all windows and budgets anew, with the present options. */
	resetLimits(): void {
		this.windows.clear();
		this.company.spentTokens = 0;
	}

	admit(call: Call, route: Route): { readonly refuse?: Answer; readonly headers: Readonly<Record<string, string>> } {
		const { kind, cost } = admissionOf(route);
		if (kind === 'open') return { headers: {} };
		let token: Token;
		try {
			token = this.company.auth.authenticate(call.headers, call.query);
		} catch (error) {
			return { refuse: this.failed(error, call), headers: {} };
		}
		const { limits, rateLimitBody } = this.company.options;
		const now = Date.now();
		const windows = this.windowsOf(token);
		if (windows.blockedUntil > now) return { refuse: blocked(), headers: {} };
		const headers = this.headers(token, windows, now, route);
		const daily = this.company.spentTokens + cost > limits.dailyTokens;
		const changes = token.kind === 'api token' && ['POST', 'PUT'].includes(route.method);
		if (daily || (changes && token.changes >= limits.dailyChanges)) {
			return { refuse: this.refuse(windows, rateLimited(rateLimitBody, true)), headers };
		}
		const room = windows.burst.take(now) && (kind !== 'search' || windows.search.take(now));
		if (!room) return { refuse: this.refuse(windows, rateLimited(rateLimitBody)), headers };
		windows.refused = 0;
		this.company.spentTokens += cost;
		if (changes) token.changes++;
		return { headers: this.headers(token, windows, now, route) };
	}

	failed(error: unknown, _call: Call): Answer {
		if (error instanceof PipedriveError) return answerOf(error);
		if (error instanceof BadJson) return { status: 400, body: { success: false, error: 'Bad request: invalid JSON' } };
		throw error;
	}

	fault(rule: FaultRule, _call: Call): Answer {
		const headers = rule.retryAfterSeconds === undefined ? {} : { 'retry-after': String(rule.retryAfterSeconds) };
		if (rule.kind === 'rate limit') {
			const answer = rateLimited(this.company.options.rateLimitBody);
			return { ...answer, headers: { ...answer.headers, ...headers } };
		}
		if (rule.kind === 'html 503') {
			return {
				status: 503,
				body: '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>',
				headers: { 'content-type': 'text/html', ...headers },
			};
		}
		const status = rule.status ?? 500;
		// Pipedrive itself refuses in JSON; what stands in front of it answers with a page.
		if (status === 403 && rule.code === undefined) return blocked();
		return { status, body: { success: false, error: 'Internal error', errorCode: status }, headers };
	}

	notFound(call: Call): Answer {
		return { status: 404, body: { success: false, error: `Unknown method: ${call.method} ${call.path}` } };
	}

	private windowsOf(token: Token): Windows {
		const known = this.windows.get(token.token);
		if (known) return known;
		const { burst, search, windowMs } = this.company.options.limits;
		const windows: Windows = {
			burst: new RollingWindow(burst, windowMs),
			search: new RollingWindow(search, windowMs),
			refused: 0,
			blockedUntil: 0,
		};
		this.windows.set(token.token, windows);
		return windows;
	}

	/** A client that goes on in spite of 429 is blocked. */
	private refuse(windows: Windows, answer: Answer): Answer {
		windows.refused++;
		const { blockAfter, blockMs } = this.company.options.limits;
		if (windows.refused < blockAfter) return answer;
		windows.blockedUntil = Date.now() + blockMs;
		return blocked();
	}

	private headers(token: Token, windows: Windows, now: number, route: Route): Record<string, string> {
		const search = admissionOf(route).kind === 'search';
		const window = search ? windows.search : windows.burst;
		const { dailyChanges, windowMs } = this.company.options.limits;
		return {
			'x-ratelimit-limit': String(window.limit),
			'x-ratelimit-remaining': String(window.remaining(now)),
			'x-ratelimit-reset': String(Math.ceil(windowMs / 1000)),
			...(token.kind === 'api token'
				? { 'x-daily-requests-left': String(Math.max(0, dailyChanges - token.changes)) }
				: {}),
		};
	}

	/** https://pipedrive.readme.io/docs/marketplace-oauth-authorization (step 5 and 7) */
	private tokenRoute(): Route {
		return {
			method: 'POST',
			path: '/oauth/token',
			purpose: 'token',
			admission: 'open 0',
			run: (call) => {
				const token = this.company.auth.exchange(text(object(call.body)['refresh_token']));
				if (!token)
					return { status: 400, body: { success: false, error: 'invalid_grant', message: 'Invalid refresh token' } };
				return {
					status: 200,
					body: {
						access_token: token.token,
						token_type: 'bearer',
						refresh_token: text(object(call.body)['refresh_token']),
						scope: token.scopes.join(' '),
						expires_in: 3600,
						api_domain: this.company.url,
					},
				};
			},
		};
	}
}
