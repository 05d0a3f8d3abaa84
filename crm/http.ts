/**
 * The request function that every adapter uses: retry of what passes by itself, the account's rate budget, at most a
 * few requests at once, and one stop for all after an authentication failure.
 */
import { CrmError } from '../core/errors';
import { budgetFor, type BudgetLimit, type LimitReading } from './budget';
import { NoAnswer, type HttpPort, type HttpRequest, type HttpResponse } from './http-port';
import { defaultRetryPolicy, delayBefore, retryAfterMs, type RetryPolicy } from './retry';

export interface Call extends HttpRequest {
	/** What the request is for, in a few words; requests are counted by it. */
	readonly purpose: string;
	/** The rate budget that the request counts against; default 'default'. */
	readonly bucket?: string | undefined;
	/** True where sending it twice does what sending it once does. GET, PUT and DELETE always are. */
	readonly idempotent?: boolean | undefined;
	/** True where a 401 says nothing about the credential: an endpoint that some kinds of credential may not use. */
	readonly probe?: boolean | undefined;
}

/** How the adapter reads an answer that is no success. */
export interface ErrorReading {
	readonly error: CrmError;
	/** True where waiting cannot help although the kind is transient: the day's limit is used up. */
	readonly final?: boolean | undefined;
	/** True where nothing more may be sent at all, as after an authentication failure: the CRM blocks who goes on. */
	readonly stops?: boolean | undefined;
	/** True where the CRM certainly did nothing, so that even a creating request may be sent again. */
	readonly nothingApplied?: boolean | undefined;
}

export interface HttpOptions {
	/** The CRM's name for messages. */
	readonly name: string;
	readonly buckets: { readonly default: BudgetLimit; readonly [bucket: string]: BudgetLimit };
	readonly readError: (response: HttpResponse, call: Call) => ErrorReading;
	/** What the answer's headers tell about the limit. */
	readonly readLimit?: ((response: HttpResponse, call: Call) => LimitReading | undefined) | undefined;
	/** Most requests under way at once; default 6. */
	readonly concurrency?: number | undefined;
	readonly retry?: Partial<RetryPolicy> | undefined;
}

export interface Http {
	/** Throws CrmError for everything that is not a 2xx answer in the end. */
	request(call: Call): Promise<HttpResponse>;
	/** Requests sent so far, repetitions included, by purpose. */
	readonly requests: Readonly<Record<string, number>>;
	/** The error that stopped this connection, once there was one. */
	readonly stopped: CrmError | undefined;
}

export function createHttp(port: HttpPort, options: HttpOptions): Http {
	const policy: RetryPolicy = { ...defaultRetryPolicy, ...options.retry };
	const requests: Record<string, number> = {};
	const slot = createSlots(options.concurrency ?? 6);
	let stopped: CrmError | undefined;

	const budget = (call: Call) => {
		const bucket = call.bucket ?? 'default';
		return budgetFor(port.key, bucket, options.buckets[bucket] ?? options.buckets.default, port.now());
	};

	const send = async (call: Call): Promise<HttpResponse | Failure> => {
		requests[call.purpose] = (requests[call.purpose] ?? 0) + 1;
		let response: HttpResponse;
		try {
			response = await port.send(call);
		} catch (error) {
			if (!(error instanceof NoAnswer)) throw error;
			return { error: silence(options.name, call, error), repeat: !error.sent || isRepeatable(call) };
		}
		const limit = options.readLimit?.(response, call);
		if (limit !== undefined) budget(call).learn(limit, port.now());
		if (response.status >= 200 && response.status < 300) {
			// Text where JSON belongs is an answer that was cut on its way, or a page of something in between.
			if (typeof response.body !== 'string' || response.body.trim() === '') return response;
			const error = unreadable(options.name, call, response.status);
			return { error, repeat: isRepeatable(call) };
		}
		const reading = options.readError(response, call);
		const asked = reading.error.retryAfterMs ?? retryAfterMs(response.headers['retry-after'], port.now());
		return { error: reading.error, repeat: mayRepeat(reading, call), asked, stops: reading.stops };
	};

	/** Sends once, when budget and slots allow. What one answer means for the others is settled before the next one leaves. */
	const attempt = async (call: Call, count: number): Promise<HttpResponse | (Failure & { delay: number })> => {
		for (;;) {
			const outcome = await slot(async () => {
				if (stopped !== undefined) throw stopped;
				const wait = budget(call).reserve(port.now());
				if (wait > 0) return { wait };
				const answer = await send(call);
				if (!('error' in answer)) return answer;
				const refusesAll = answer.error.kind === 'auth' && call.probe !== true;
				if (refusesAll || answer.stops === true) stopped ??= answer.error;
				const delay = delayBefore(count, answer.asked, port.random(), policy);
				// The limit is the account's, so everybody waits, not only the request that was told.
				if (answer.error.kind === 'rate limit' && answer.repeat) budget(call).block(port.now() + delay);
				return { ...answer, delay };
			});
			if (!('wait' in outcome)) return outcome;
			await port.sleep(outcome.wait);
		}
	};

	return {
		requests,
		get stopped() {
			return stopped;
		},
		async request(call) {
			const started = port.now();
			for (let count = 1; ; count++) {
				const answer = await attempt(call, count);
				if (!('error' in answer)) return answer;
				if (!answer.repeat || count >= policy.attempts) throw answer.error;
				if (port.now() + answer.delay - started > policy.totalMs) throw answer.error;
				await port.sleep(answer.delay);
			}
		},
	};
}

interface Failure {
	readonly error: CrmError;
	readonly repeat: boolean;
	readonly asked?: number | undefined;
	readonly stops?: boolean | undefined;
}

function isRepeatable(call: Call): boolean {
	return call.idempotent ?? ['GET', 'PUT', 'DELETE'].includes(call.method);
}

function mayRepeat(reading: ErrorReading, call: Call): boolean {
	if (reading.final === true || reading.stops === true) return false;
	if (reading.error.kind === 'rate limit') return true;
	if (reading.error.kind !== 'unavailable') return false;
	return reading.nothingApplied === true || isRepeatable(call);
}

function silence(name: string, call: Call, cause: NoAnswer): CrmError {
	return new CrmError({
		kind: 'unavailable',
		status: 0,
		message: `${name} did not answer (${call.purpose}).`,
		hint: nextStep(name, call, cause.sent),
	});
}

function unreadable(name: string, call: Call, status: number): CrmError {
	return new CrmError({
		kind: 'unavailable',
		status,
		message: `The answer of ${name} arrived damaged (${call.purpose}).`,
		hint: nextStep(name, call, true),
	});
}

function nextStep(name: string, call: Call, sent: boolean): string {
	return sent && !isRepeatable(call)
		? `${name} may have carried the request out. Look at the record, then run the workflow again.`
		: `Check the network and status page of ${name}, then run the workflow again.`;
}

/** Runs at most `count` tasks at once, first come, first served. */
function createSlots(count: number): <T>(task: () => Promise<T>) => Promise<T> {
	let free = count;
	const waiting: (() => void)[] = [];
	return async (task) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => waiting.push(resolve));
		try {
			return await task();
		} finally {
			const next = waiting.shift();
			if (next === undefined) free++;
			else next();
		}
	};
}
