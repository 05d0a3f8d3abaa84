/** Salesforce for the sandbox server: routes, admission, limits and the words of its refusals. */
import type { FaultRule } from '../core/faults';
import type { Answer, Call, Route, StandIn } from '../core/stand-in';
import { BadJson } from '../core/stand-in';
import { answerOf, jsonParserError, refused, SalesforceError } from './errors';
import type { Org } from './org';
import { collectionRoutes } from './routes/collections';
import { compositeRoutes } from './routes/composite';
import { oauthRoutes } from './routes/oauth';
import { orgRoutes } from './routes/org';
import { queryRoutes } from './routes/query';
import { recordRoutes } from './routes/records';
import { replicationRoutes } from './routes/replication';
import { searchRoutes } from './routes/search';
import { toolingRoutes } from './routes/tooling';

export class Salesforce implements StandIn {
	readonly routes: readonly Route[];
	/** API requests of the last 24 hours. */
	private used = 0;

	constructor(
		private readonly org: Org,
		private readonly underWay: () => number,
	) {
		const single = [
			...recordRoutes(org),
			...collectionRoutes(org),
			...queryRoutes(org),
			...searchRoutes(org),
			...replicationRoutes(org),
			...toolingRoutes(org),
			...orgRoutes(org, () => this.used),
		];
		this.routes = [
			...oauthRoutes(org),
			...single,
			...compositeRoutes(
				org,
				single,
				(error, call) => this.failed(error, call),
				(more) => (this.used += more),
			),
		];
	}

	resetLimits(): void {
		this.used = 0;
	}

	admit(call: Call, route: Route): { readonly refuse?: Answer; readonly headers: Readonly<Record<string, string>> } {
		if (route.admission === 'open') return { headers: {} };
		try {
			this.org.auth.authenticate(call.headers.authorization);
		} catch (error) {
			return { refuse: this.failed(error, call), headers: {} };
		}
		const { daily, concurrent } = this.org.options.limits;
		if (this.used >= daily) return { refuse: overLimit('TotalRequests Limit exceeded.'), headers: this.usage() };
		if (this.underWay() > concurrent) {
			return {
				refuse: overLimit('ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
				headers: this.usage(),
			};
		}
		this.used++;
		return { headers: this.usage() };
	}

	failed(error: unknown, _call: Call): Answer {
		if (error instanceof SalesforceError) return answerOf(error);
		if (error instanceof BadJson) {
			return answerOf(jsonParserError("Unexpected character ('}' (code 125)) at [line:1, column:2]"));
		}
		const message = error instanceof Error ? error.message : String(error);
		return answerOf(refused(500, 'UNKNOWN_EXCEPTION', `An unexpected error occurred (sandbox: ${message})`));
	}

	fault(rule: FaultRule, call: Call): Answer {
		const headers = rule.retryAfterSeconds === undefined ? {} : { 'retry-after': String(rule.retryAfterSeconds) };
		// The limit that passes by itself; the day's one is an error of its own (status 403).
		if (rule.kind === 'rate limit') {
			return { ...overLimit('ConcurrentRequests (Concurrent API Requests) Limit exceeded.'), headers };
		}
		if (rule.kind === 'html 503') {
			const body =
				'<!DOCTYPE html><html><head><title>Down For Maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>';
			return { status: 503, body, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers } };
		}
		const status = rule.status ?? 500;
		const [code, message] = words[status] ?? ['UNKNOWN_EXCEPTION', 'An unexpected error occurred.'];
		return { ...this.failed(refused(status, rule.code ?? code, message), call), headers };
	}

	notFound(): Answer {
		return answerOf(refused(404, 'NOT_FOUND', 'The requested resource does not exist'));
	}

	/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm */
	private usage(): Record<string, string> {
		return { 'sforce-limit-info': `api-usage=${this.used}/${this.org.options.limits.daily}` };
	}
}

const words: Readonly<Record<number, readonly [string, string]>> = {
	400: ['UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record or 1 records: 0015j00000000AA'],
	401: ['INVALID_SESSION_ID', 'Session expired or invalid'],
	403: ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
	420: ['SERVER_UNAVAILABLE', 'The host is overloaded.'],
	503: ['SERVER_UNAVAILABLE', 'The server is unavailable due to excessive load.'],
};

function overLimit(message: string): Answer {
	return answerOf(refused(403, 'REQUEST_LIMIT_EXCEEDED', message));
}
