/** Several requests in one. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm */
import { list, object, text, type Json } from '../../core/json';
import type { Answer, Call, Route } from '../../core/stand-in';
import { refused } from '../errors';
import type { Org } from '../org';
import { Dispatcher } from './dispatch';
import { ok, route, type Asked } from './route';

const most = 25;
/** Queries and collections among them. */
const mostHeavy = 5;
const forbiddenHeaders = ['accept', 'authorization', 'content-type'];

export function compositeRoutes(
	org: Org,
	routes: readonly Route[],
	failed: (error: unknown, call: Call) => Answer,
	count: (requests: number) => void,
): Route[] {
	const dispatcher = new Dispatcher(routes, failed);
	return [
		route(org, 'POST', '/composite', 'composite', (asked) => composite(org, dispatcher, asked)),
		route(org, 'POST', '/composite/batch', 'batch', (asked) => batch(dispatcher, asked, count)),
	];
}

interface SubResult {
	readonly body: unknown;
	readonly httpHeaders: Readonly<Record<string, string>>;
	readonly httpStatusCode: number;
	readonly referenceId: string;
}

function composite(org: Org, dispatcher: Dispatcher, { call }: Asked): Answer {
	const body = object(call.body);
	const requests = list(body.compositeRequest).map(object);
	if (requests.length === 0) throw refused(400, 'INVALID_INPUT', 'compositeRequest is required');
	if (requests.length > most) throw refused(400, 'LIMIT_EXCEEDED', `The limit of ${most} subrequests was exceeded.`);
	const heavy = requests.filter(({ url }) => /\/(query|queryAll|composite\/sobjects)\b/.test(text(url)));
	if (heavy.length > mostHeavy) {
		throw refused(400, 'LIMIT_EXCEEDED', `The limit of ${mostHeavy} query and collection subrequests was exceeded.`);
	}
	const names = new Set<string>();
	for (const request of requests) checkRequest(request, names);

	const results: SubResult[] = [];
	const known = new Map<string, unknown>();
	let records = 0;
	for (const request of requests) {
		const result = run(org, dispatcher, call, request, known);
		results.push(result);
		if (result.httpStatusCode < 300) {
			records++;
			known.set(result.referenceId, result.body);
		}
	}
	call.log.records = records;
	return ok({ compositeResponse: results });
}

function checkRequest(request: Json, names: Set<string>): void {
	const name = text(request.referenceId);
	if (!/^[A-Za-z]\w*$/.test(name))
		throw refused(
			400,
			'INVALID_INPUT',
			`Provided referenceId ('${name}') must start with a letter and contain only letters, numbers and underscores.`,
		);
	if (names.has(name)) throw refused(400, 'INVALID_INPUT', `Provided referenceId ('${name}') is not unique.`);
	names.add(name);
	for (const header of Object.keys(object(request.httpHeaders))) {
		if (forbiddenHeaders.includes(header.toLowerCase())) {
			throw refused(400, 'INVALID_INPUT', `The header ${header} is not allowed in a subrequest.`);
		}
	}
}

function run(
	org: Org,
	dispatcher: Dispatcher,
	call: Call,
	request: Json,
	known: ReadonlyMap<string, unknown>,
): SubResult {
	const referenceId = text(request.referenceId);
	const filled = fill({ url: request.url, body: request.body }, known);
	if (filled.missing !== null) {
		const message = `Invalid reference specified. No value for ${filled.missing} found.`;
		return { body: [{ errorCode: 'PROCESSING_HALTED', message }], httpHeaders: {}, httpStatusCode: 400, referenceId };
	}
	const { url, body } = object(filled.value);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(object(request.httpHeaders))) {
		const lower = name.toLowerCase();
		const conditional = lower.startsWith('if-');
		if (!conditional || org.options.compositeHeaders) headers[lower] = text(value);
	}
	const answer = dispatcher.run(call, text(request.method).toUpperCase(), text(url), body, headers);
	return {
		body: answer.body ?? null,
		httpHeaders: answer.headers?.location === undefined ? {} : { Location: answer.headers.location },
		httpStatusCode: answer.status,
		referenceId,
	};
}

/** @{name.path} -> what an earlier subrequest answered. */
function fill(
	value: unknown,
	known: ReadonlyMap<string, unknown>,
): { readonly value: unknown; readonly missing: string | null } {
	let missing: string | null = null;
	const one = (given: unknown): unknown => {
		if (Array.isArray(given)) return given.map(one);
		if (typeof given === 'object' && given !== null) {
			return Object.fromEntries(Object.entries(given).map(([key, part]) => [key, one(part)]));
		}
		if (typeof given !== 'string') return given;
		return given.replace(/@\{(\w+)((?:\.\w+|\[\d+\])*)\}/g, (whole, name: string, path: string) => {
			let found = known.get(name);
			for (const [, key, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
				found = index === undefined ? object(found)[key ?? ''] : list(found)[Number(index)];
			}
			if (found === undefined || found === null) missing = whole;
			return text(found);
		});
	};
	const filled = one(value);
	return { value: filled, missing };
}

/** Each subrequest counts against the limit. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm */
function batch(dispatcher: Dispatcher, { call }: Asked, count: (requests: number) => void): Answer {
	const body = object(call.body);
	const requests = list(body.batchRequests).map(object);
	if (requests.length > most) throw refused(400, 'LIMIT_EXCEEDED', `The limit of ${most} subrequests was exceeded.`);
	count(requests.length - 1);
	let halted = false;
	const results = requests.map((request) => {
		if (halted) {
			const message = 'The request was not processed because an earlier one failed.';
			return { statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message }] };
		}
		const url = text(request.url);
		const path = url.startsWith('/') ? url : `/services/data/${url}`;
		const answer = dispatcher.run(call, text(request.method).toUpperCase(), path, request.richInput, {});
		halted = body.haltOnError === true && answer.status >= 300;
		return { statusCode: answer.status, result: answer.body ?? null };
	});
	return ok({ hasErrors: results.some(({ statusCode }) => statusCode >= 300), results });
}
