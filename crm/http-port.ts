/** What an adapter needs from the outside: one request, and time. n8n's request helper stands behind it (n8n/http.ts). */

export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Path below the base URL, with every variable part already encoded. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
	/** Sent as JSON. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface HttpResponse {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	/** Parsed JSON, or the text where it is none. */
	readonly body: unknown;
}

/** Why no answer arrived. `sent: false` is certain: nothing reached the CRM, so a write may be repeated. */
export class NoAnswer extends Error {
	constructor(
		message: string,
		readonly sent: boolean,
	) {
		super(message);
		this.name = 'NoAnswer';
	}
}

export interface HttpPort {
	/** Names the account for rate budgets: credential id and host. Never a secret. */
	readonly key: string;
	/** Any HTTP status is an answer. Throws NoAnswer where none arrived. */
	send(request: HttpRequest): Promise<HttpResponse>;
	/** Milliseconds since 1970. */
	now(): number;
	sleep(milliseconds: number): Promise<void>;
	/** 0 <= x < 1. */
	random(): number;
}
