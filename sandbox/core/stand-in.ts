/** What one stand-in CRM hands to the server: its routes and how it admits and refuses requests. */
import type { FaultRule } from './faults';
import type { RequestEntry } from './stats';

/** One API request on its way through. */
export interface Call {
	readonly method: string;
	/** Path with query. */
	readonly path: string;
	readonly params: Readonly<Record<string, string>>;
	readonly query: URLSearchParams;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Parsed JSON or form; undefined where there is none. */
	readonly body: unknown;
	readonly rawBody: string;
	readonly requestId: string;
	readonly log: RequestEntry;
}

export interface Answer {
	readonly status: number;
	/** Sent as JSON; a string as it is; nothing where undefined. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	readonly path: string;
	/** For the statistics: describe, search, read, batch update ... */
	readonly purpose: string | ((body: unknown, query: URLSearchParams) => string);
	readonly run: (call: Call) => Answer;
	/** Free for the stand-in's own admission rules (scopes, kind of limit). */
	readonly admission?: string;
}

export interface StandIn {
	readonly routes: readonly Route[];
	/** Authentication and limits. An answer refuses the request; headers go with every answer. */
	admit(call: Call, route: Route): { readonly refuse?: Answer; readonly headers: Readonly<Record<string, string>> };
	/** The CRM's words for something that was thrown. */
	failed(error: unknown, call: Call): Answer;
	/** The CRM's words for an injected fault of the kinds 'rate limit', 'error', 'error after' and 'html 503'. */
	fault(rule: FaultRule, call: Call): Answer;
	notFound(call: Call): Answer;
}

/** Thrown for a body that is no JSON. */
export class BadJson extends Error {}
