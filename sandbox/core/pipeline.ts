/** The way of every API request: latency, scheduled actions, faults, admission, the CRM itself, and back. */
import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from './clock';
import type { Faults, FaultRule } from './faults';
import type { Schedule } from './schedule';
import { BadJson, type Answer, type Call, type Route, type StandIn } from './stand-in';
import type { RequestLog } from './stats';

export interface Pipeline {
	readonly clock: Clock;
	readonly faults: Faults;
	readonly schedule: Schedule;
	readonly log: RequestLog;
	/** Milliseconds per request, half before and half after the work. */
	latencyMs: number;
}

/** A fastify that keeps raw bodies, takes JSON and forms, and listens to loopback names only. */
export function createApp(): FastifyInstance {
	const app = fastify({
		logger: false,
		bodyLimit: 16 * 1024 * 1024,
		forceCloseConnections: true,
		routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1000 },
	});
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
	// A page on the internet whose name points here (DNS rebinding) must not reach the control API.
	app.addHook('onRequest', async (request, reply) => {
		const host = (request.headers.host ?? '').replace(/:\d+$/, '');
		if (!['127.0.0.1', 'localhost', '[::1]', 'host.docker.internal'].includes(host)) {
			await reply.code(403).send({ message: 'The sandbox answers on loopback names only.' });
		}
		if (request.headers['sec-fetch-site'] === 'cross-site' && request.method !== 'GET') {
			await reply.code(403).send({ message: 'Another site may not act in the sandbox.' });
		}
	});
	return app;
}

export function mount(app: FastifyInstance, standIn: StandIn, pipeline: Pipeline): void {
	for (const route of standIn.routes) {
		app.route({
			method: route.method,
			url: route.path,
			handler: (request, reply) => handle(standIn, pipeline, route, request, reply),
		});
	}
}

async function handle(
	standIn: StandIn,
	pipeline: Pipeline,
	route: Route,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply | undefined> {
	const rawBody = typeof request.body === 'string' ? request.body : '';
	const parsed = parseBody(rawBody, request.headers['content-type']);
	const query = new URL(request.url, 'http://sandbox').searchParams;
	const body = parsed.ok ? parsed.value : undefined;
	const purpose = typeof route.purpose === 'string' ? route.purpose : route.purpose(body, query);
	const requestId = randomUUID();
	const facts = { method: request.method, path: request.url, purpose };
	const log = pipeline.log.start({ requestId, at: Date.now(), route: templateOf(route.path), ...facts });
	const call: Call = {
		...facts,
		params: request.params as Record<string, string>,
		query,
		headers: request.headers,
		body,
		rawBody,
		requestId,
		log,
	};

	await pause(pipeline.latencyMs / 2);
	const before = pipeline.schedule.run('before', facts);
	if (before) await before;
	const faults = pipeline.faults.draw(facts);
	for (const slow of faults.filter(({ kind }) => kind === 'slow')) await pause(slow.delayMs ?? 1_000);

	if (faults.some(({ kind }) => kind === 'reset before')) return reset(pipeline, call, reply);
	const { answer, headers } = answerTo(standIn, route, call, faults, parsed);
	const after = pipeline.schedule.run('after', facts);
	if (after) await after;
	await pause(pipeline.latencyMs / 2);
	if (faults.some(({ kind }) => kind === 'reset after')) return reset(pipeline, call, reply);
	return send(pipeline, call, reply, answer, headers, faults);
}

function answerTo(
	standIn: StandIn,
	route: Route,
	call: Call,
	faults: readonly FaultRule[],
	parsed: Parsed,
): { readonly answer: Answer; readonly headers: Readonly<Record<string, string>> } {
	const instead = faults.find(({ kind }) => ['rate limit', 'error', 'html 503'].includes(kind));
	if (instead) return { answer: standIn.fault(instead, call), headers: {} };
	const admitted = standIn.admit(call, route);
	if (admitted.refuse) return { answer: admitted.refuse, headers: admitted.headers };
	let answer: Answer;
	try {
		if (!parsed.ok) throw parsed.error;
		answer = route.run(call);
	} catch (error) {
		answer = standIn.failed(error, call);
	}
	const afterwards = faults.find(({ kind }) => kind === 'error after');
	if (afterwards && answer.status < 300) answer = standIn.fault(afterwards, call);
	return { answer, headers: admitted.headers };
}

function send(
	pipeline: Pipeline,
	call: Call,
	reply: FastifyReply,
	answer: Answer,
	headers: Readonly<Record<string, string>>,
	faults: readonly FaultRule[],
): FastifyReply {
	pipeline.log.finish(call.log, answer.status);
	void reply
		.code(answer.status)
		.headers({ ...headers, date: new Date(pipeline.clock.now()).toUTCString(), ...answer.headers });
	if (answer.body === undefined) return reply.send();
	if (typeof answer.body === 'string') return reply.send(answer.body);
	const text = JSON.stringify(answer.body);
	const cut = faults.some(({ kind }) => kind === 'cut body');
	return reply.type('application/json;charset=utf-8').send(cut ? text.slice(0, text.length / 2) : text);
}

/** Breaks the connection; the client cannot tell whether anything was applied. */
function reset(pipeline: Pipeline, call: Call, reply: FastifyReply): undefined {
	pipeline.log.finish(call.log, 0);
	reply.hijack();
	reply.raw.socket?.resetAndDestroy();
	return undefined;
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Error };

function parseBody(raw: string, contentType: string | undefined): Parsed {
	if (raw === '') return { ok: true, value: undefined };
	if (contentType?.includes('x-www-form-urlencoded')) {
		return { ok: true, value: Object.fromEntries(new URLSearchParams(raw)) };
	}
	try {
		return { ok: true, value: JSON.parse(raw) as unknown };
	} catch {
		return { ok: false, error: new BadJson('Invalid input JSON on line 1, column 1') };
	}
}

/** ':version(^...$)' -> ':version' */
function templateOf(path: string): string {
	return path.replace(/\([^)]*\)\$?\)/g, '').replace(/\(\^[^/]*\)/g, '');
}

/** Waits; not at all for 0. */
export async function pause(milliseconds: number): Promise<void> {
	if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
