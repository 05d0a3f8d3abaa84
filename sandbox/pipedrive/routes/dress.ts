/** What all route files share: a request with its token, its costs, and lists in pages. */
import { object } from '../../core/json';
import type { Answer, Call, Route } from '../../core/stand-in';
import type { Source } from '../../core/store';
import type { Token } from '../auth';
import type { Company } from '../company';
import { PipedriveError } from '../errors';

export interface PipedriveCall extends Call {
	readonly token: Token;
	readonly source: Source;
	readonly json: Readonly<Record<string, unknown>>;
}

/** How a route counts: `kind` names the burst limit, `cost` the tokens of the daily budget. */
export interface Admission {
	readonly kind: 'standard' | 'search' | 'open';
	readonly cost: number;
}

export interface Spec {
	readonly method: Route['method'];
	readonly path: string;
	readonly purpose: string;
	readonly cost: number;
	readonly kind?: Admission['kind'];
	/** One of these scopes. */
	readonly scopes: readonly string[];
	readonly writes?: boolean;
	readonly run: (call: PipedriveCall) => Answer;
}

/** https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting (token costs) */
export const costs = { one: 1, list: 10, search: 20, write: 5, v1Write: 10, changelog: 20, merge: 40, fields: 10 };

export function routesOf(company: Company, specs: readonly Spec[]): Route[] {
	return specs.flatMap((spec) =>
		bases(spec.path).map((path) => ({
			method: spec.method,
			path,
			purpose: spec.purpose,
			admission: `${spec.kind ?? 'standard'} ${spec.cost}`,
			run: (call: Call): Answer => {
				const token = company.auth.authenticate(call.headers, call.query);
				company.auth.requireScope(token, spec.scopes, spec.writes === true);
				const source = company.auth.source(token, call.requestId);
				return spec.run({ ...call, token, source, json: object(call.body) });
			},
		})),
	);
}

/** v1 answers under /v1 and /api/v1. */
function bases(path: string): string[] {
	return path.startsWith('/v1/') ? [path, `/api${path}`] : [path];
}

export function admissionOf(route: Route): Admission {
	const [kind = 'standard', cost = '0'] = (route.admission ?? '').split(' ');
	return { kind: kind as Admission['kind'], cost: Number(cost) };
}

export function data(value: unknown, more: Readonly<Record<string, unknown>> = {}, status = 200): Answer {
	return { status, body: { success: true, data: value, ...more } };
}

/** One page of a list with cursor. */
export function page<T>(
	call: PipedriveCall,
	all: readonly T[],
	most = 500,
): { readonly items: readonly T[]; readonly next: string | null } {
	const limit = whole(call, 'limit', 100, 1, most);
	const cursor = call.query.get('cursor');
	const start = cursor === null || cursor === '' ? 0 : readCursor(cursor);
	const end = start + limit;
	return { items: all.slice(start, end), next: end < all.length ? makeCursor(end) : null };
}

/** One page of a v1 list with start and limit. */
export function oldPage<T>(
	call: PipedriveCall,
	all: readonly T[],
): { readonly items: readonly T[]; readonly more: Record<string, unknown> } {
	const start = whole(call, 'start', 0, 0, Number.MAX_SAFE_INTEGER);
	const limit = whole(call, 'limit', 100, 1, 500);
	const hasMore = start + limit < all.length;
	const pagination = {
		start,
		limit,
		more_items_in_collection: hasMore,
		...(hasMore ? { next_start: start + limit } : {}),
	};
	return { items: all.slice(start, start + limit), more: { additional_data: { pagination } } };
}

export function whole(call: PipedriveCall, name: string, fallback: number, least: number, most: number): number {
	const text = call.query.get(name);
	if (text === null || text === '') return fallback;
	const value = Number(text);
	if (Number.isInteger(value) && value >= least && value <= most) return value;
	throw invalidQuery(name, `must be between ${least} and ${most}`);
}

export function invalidQuery(name: string, problem: string): PipedriveError {
	return new PipedriveError(400, `Validation failed: ${name}: ${problem}`, { code: 'ERR_SCHEMA_VALIDATION_FAILED' });
}

function makeCursor(start: number): string {
	return Buffer.from(JSON.stringify({ start })).toString('base64url');
}

function readCursor(cursor: string): number {
	try {
		const start = Number(object(JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown)['start']);
		if (Number.isInteger(start) && start >= 0) return start;
	} catch {
		// Refused below.
	}
	throw invalidQuery('cursor', 'Invalid cursor');
}

/** A flag as a query has it. */
export function flag(call: PipedriveCall, name: string): boolean {
	return ['true', '1'].includes(call.query.get(name) ?? '');
}
