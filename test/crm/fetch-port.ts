/** An HttpPort over fetch, for tests that speak real HTTP to a stand-in. Every request is written down. */
import { NoAnswer, type HttpPort, type HttpRequest, type HttpResponse } from '../../crm/http-port';

export interface Sent {
	readonly method: string;
	readonly path: string;
	readonly query: Readonly<Record<string, string | number | boolean | undefined>>;
	readonly body: unknown;
	readonly status: number;
}

export interface FetchPort extends HttpPort {
	readonly sent: readonly Sent[];
}

let ports = 0;

export interface FetchPortOptions {
	readonly token: string;
	/** The rate budget's name; without it every port has a budget of its own. */
	readonly key?: string;
	/** 'real' waits as told; 'skipped' (default) sets the port's own clock forward instead. */
	readonly waiting?: 'real' | 'skipped';
}

export function fetchPort(baseUrl: string, options: FetchPortOptions): FetchPort {
	const sent: Sent[] = [];
	let ahead = 0;
	const now = () => Date.now() + ahead;
	return {
		key: options.key ?? `fetch ${ports++}`,
		sent,
		now,
		random: () => Math.random(),
		async sleep(milliseconds) {
			const until = now() + milliseconds;
			const real = options.waiting === 'real' ? milliseconds : 1;
			await new Promise((resolve) => setTimeout(resolve, real));
			ahead += Math.max(0, until - now());
		},
		async send(request) {
			const response = await answer(baseUrl, options.token, request);
			sent.push({
				method: request.method,
				path: request.path,
				query: request.query ?? {},
				body: request.body,
				status: response.status,
			});
			return response;
		},
	};
}

async function answer(baseUrl: string, token: string, request: HttpRequest): Promise<HttpResponse> {
	const url = new URL(request.path, baseUrl);
	for (const [name, value] of Object.entries(request.query ?? {})) {
		if (value !== undefined) url.searchParams.set(name, String(value));
	}
	let response: Response;
	try {
		response = await fetch(url, {
			method: request.method,
			headers: {
				authorization: `Bearer ${token}`,
				...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
				...request.headers,
			},
			...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
		});
	} catch (error) {
		throw new NoAnswer(error instanceof Error ? error.message : 'no answer', !isRefused(error));
	}
	const text = await response.text().catch(() => {
		throw new NoAnswer('the answer broke off', true);
	});
	return { status: response.status, headers: headersOf(response), body: parse(text) };
}

function headersOf(response: Response): Record<string, string> {
	const headers: Record<string, string> = {};
	response.headers.forEach((value, name) => (headers[name] = value));
	return headers;
}

function isRefused(error: unknown): boolean {
	const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
	return cause?.code === 'ECONNREFUSED' || cause?.code === 'ENOTFOUND';
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
