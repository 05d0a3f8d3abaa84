/** The HttpPort over n8n's own request helper: token refresh, proxies and outbound policies stay n8n's. */
import { randomInt } from 'node:crypto';
import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { NoAnswer, type HttpPort, type HttpRequest, type HttpResponse } from '../crm/http-port';

export type Caller = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** Codes of failures before a connection stood: certainly nothing reached the CRM. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED']);

/** One refresh at a time per credential: a hundred requests on an expired token must not make a hundred logins. */
const refreshing = new Map<string, Promise<boolean>>();

export interface PortOptions {
	/** The credential type that signs the requests. */
	readonly credentialType: string;
	/** Scheme and host, no slash at the end. */
	readonly baseUrl: string;
	/** Names the account for rate budgets; no secret. */
	readonly key: string;
	/** A cheap path for the one request that renews an expired token; undefined for tokens that cannot be renewed. */
	readonly renewBy?: string | undefined;
	/** Milliseconds until a request counts as unanswered. */
	readonly timeout?: number;
}

export function createPort(caller: Caller, options: PortOptions): HttpPort {
	const request = async (
		wanted: HttpRequest,
		statuses: NonNullable<IHttpRequestOptions['ignoreHttpStatusErrors']>,
	): Promise<HttpResponse> => {
		const query: IDataObject = {};
		for (const [name, value] of Object.entries(wanted.query ?? {})) if (value !== undefined) query[name] = value;
		const answer = await attempt(async () => {
			const full = (await caller.helpers.httpRequestWithAuthentication.call(caller, options.credentialType, {
				method: wanted.method,
				baseURL: options.baseUrl,
				url: wanted.path,
				qs: query,
				headers: { Accept: 'application/json', ...wanted.headers },
				...(wanted.body === undefined ? {} : { body: wanted.body as IDataObject }),
				json: true,
				returnFullResponse: true,
				ignoreHttpStatusErrors: statuses,
				// An answer from another host must not get the credential.
				disableFollowRedirect: true,
				timeout: options.timeout ?? 60_000,
			})) as { readonly statusCode: number; readonly headers: Record<string, unknown>; readonly body: unknown };
			return { status: full.statusCode, headers: lowerCase(full.headers), body: full.body };
		});
		if (answer instanceof NoAnswer) throw answer;
		return answer;
	};

	const renew = async (path: string): Promise<boolean> => {
		const running = refreshing.get(options.key);
		if (running) return await running;
		const started = request({ method: 'GET', path }, { ignore: true, except: [401] })
			.then((answer) => answer.status !== 401)
			.catch(() => false)
			.finally(() => refreshing.delete(options.key));
		refreshing.set(options.key, started);
		return await started;
	};

	return {
		key: options.key,
		async send(wanted) {
			const answer = await request(wanted, true);
			if (answer.status !== 401 || options.renewBy === undefined) return answer;
			return (await renew(options.renewBy)) ? await request(wanted, true) : answer;
		},
		now: () => Date.now(),
		sleep: async (milliseconds) => await sleep(milliseconds),
		random: () => randomInt(2 ** 32) / 2 ** 32,
	};
}

/** The answer, also where n8n's helper makes an error of it; NoAnswer where none arrived. */
async function attempt(send: () => Promise<HttpResponse>): Promise<HttpResponse | NoAnswer> {
	try {
		return await send();
	} catch (error) {
		const status = statusOf(error);
		// The helper was asked to throw for no status of the CRM but a 401: who refuses here is the login.
		if (status !== undefined) return { status: [400, 403].includes(status) ? 401 : status, headers: {}, body: {} };
		const code = codeOf(error);
		return new NoAnswer(code ?? 'no answer', !(code !== undefined && NOT_SENT.has(code)));
	}
}

function lowerCase(headers: Record<string, unknown>): Record<string, string | undefined> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name.toLowerCase(),
			typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : undefined,
		]),
	);
}

interface Failure {
	readonly code?: unknown;
	readonly httpCode?: unknown;
	readonly statusCode?: unknown;
	readonly cause?: unknown;
	readonly context?: { readonly code?: unknown };
	readonly response?: { readonly status?: unknown };
}

/** The HTTP status in an error of n8n's helper, where the CRM answered. */
function statusOf(error: unknown): number | undefined {
	for (const failure of chain(error)) {
		for (const value of [failure.httpCode, failure.statusCode, failure.response?.status]) {
			const status = Number(value);
			if (Number.isInteger(status) && status >= 100 && status < 600) return status;
		}
	}
	return undefined;
}

function codeOf(error: unknown): string | undefined {
	for (const failure of chain(error)) {
		for (const value of [failure.code, failure.context?.code]) {
			if (typeof value === 'string' && /^[A-Z_]+$/.test(value)) return value;
		}
	}
	return undefined;
}

function chain(error: unknown): Failure[] {
	const failures: Failure[] = [];
	let current = error;
	while (typeof current === 'object' && current !== null && failures.length < 5) {
		failures.push(current);
		current = (current as Failure).cause;
	}
	return failures;
}
