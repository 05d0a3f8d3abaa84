/** Each HubSpot API under its dated and its older paths, and the helpers that all route files share. */
import { object } from '../../core/json';
import type { Answer, Call, Route } from '../../core/stand-in';
import { recordScopes, type Token } from '../auth';
import type { ObjectType } from '../object-types';
import type { Portal } from '../portal';
import type { Source } from '../../core/store';
import type { Version } from '../writes';

/** The request as the HubSpot handlers see it. */
export interface HubSpotCall extends Call {
	readonly version: Version;
	readonly token: Token;
	readonly source: Source;
}

export type Handler = (call: HubSpotCall) => Answer;
export type Method = Route['method'];
/** How a route counts against the limits; `open` routes need no token. */
export type Admission = 'standard' | 'search' | 'open';

/** Paths of one API: `dated` has `:version` where the version stands. */
export interface Base {
	readonly path: string;
	readonly version?: Version;
}

const dated = ':version(^(?:2026-03|2026-09)$)';

export const objectBases: readonly Base[] = [
	{ path: `/crm/objects/${dated}` },
	{ path: '/crm/v3/objects', version: 'v3' },
	{ path: '/crm/objects/v3', version: 'v3' },
];
export const propertyBases: readonly Base[] = [
	{ path: `/crm/properties/${dated}` },
	{ path: '/crm/v3/properties', version: 'v3' },
];
export const validationBases: readonly Base[] = [
	{ path: `/crm/property-validations/${dated}` },
	{ path: '/crm/v3/property-validations', version: 'v3' },
];
export const ownerBases: readonly Base[] = [
	{ path: `/crm/owners/${dated}` },
	{ path: '/crm/v3/owners', version: 'v3' },
];
export const pipelineBases: readonly Base[] = [
	{ path: `/crm/pipelines/${dated}` },
	{ path: '/crm/v3/pipelines', version: 'v3' },
];
export const schemaBases: readonly Base[] = [
	{ path: `/crm-object-schemas/${dated}/schemas` },
	{ path: '/crm-object-schemas/v3/schemas', version: 'v3' },
	{ path: '/crm/schemas/v3/schemas', version: 'v3' },
	{ path: '/crm/v3/schemas', version: 'v3' },
];
export const accountBases: readonly Base[] = [
	{ path: `/account-info/${dated}` },
	{ path: '/account-info/v3', version: 'v3' },
];

export interface RouteSpec {
	readonly bases: readonly Base[];
	readonly method: Method;
	/** Below the base. */
	readonly path: string;
	readonly purpose: Route['purpose'];
	readonly admission?: Admission;
	readonly run: Handler;
}

/** One route per base. */
export function expand(portal: Portal, specs: readonly RouteSpec[]): Route[] {
	return specs.flatMap((spec) =>
		spec.bases.map((base) => ({
			method: spec.method,
			path: `${base.path}${spec.path}`,
			purpose: spec.purpose,
			admission: spec.admission ?? 'standard',
			run: (call: Call) => spec.run(dress(portal, call, base.version, spec.admission ?? 'standard')),
		})),
	);
}

function dress(portal: Portal, call: Call, version: Version | undefined, admission: Admission): HubSpotCall {
	const token = admission === 'open' ? anonymous : portal.auth.authenticate(call.headers.authorization);
	return {
		...call,
		version: version ?? (call.params.version as Version),
		token,
		source: portal.auth.source(token, call.requestId),
	};
}

const anonymous: Token = { token: '', appId: 0, scopes: [], written: 0, expired: false };

/** The object type of the path, with the scope checked. */
export function typeOf(
	portal: Portal,
	call: HubSpotCall,
	access: 'read' | 'write',
	name = call.params.objectType ?? '',
): ObjectType {
	const type = portal.type(name);
	portal.auth.requireScopes(call.token, recordScopes(type, access));
	return type;
}

/** Counts records that were read or written for the statistics. */
export function countRecords(call: HubSpotCall, answer: Answer): Answer {
	const results = object(answer.body).results;
	call.log.records = Array.isArray(results) ? results.length : answer.status < 300 ? 1 : 0;
	return answer;
}
