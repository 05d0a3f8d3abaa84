/** How a portal behaves: what HubSpot's documents leave open, and what tests and benchmarks turn. */
import type { ValidationRule } from './property';

/** One access token. */
export interface TokenSpec {
	readonly token: string;
	readonly appId: number;
	/** Present where the token acts for a user; own writes then carry the user's id. */
	readonly userId?: number;
	readonly scopes: readonly string[];
	/** Milliseconds since 1970. */
	readonly expiresAt?: number;
	readonly kind?: 'private app' | 'oauth' | 'service key';
}

export interface PortalOptions {
	readonly portalId: number;
	readonly currency: string;
	readonly timeZone: string;
	readonly tokens: readonly TokenSpec[];
	/** The first user who edits as a rep where none is named. */
	readonly rep: number;

	/** Search shows the state of this many milliseconds ago. */
	readonly indexLagMs: number;

	// What HubSpot's documents leave open; both readings can be had.
	/** True: batch update with a trace id on each input answers 207 for a bad input; false: it fails as a whole. */
	readonly batchMultiStatus: boolean;
	/** True: idProperty=email finds a contact by a secondary address too. */
	readonly secondaryEmailLookup: boolean;
	/** Archived records are given by their e-mail address and unique values too, or by their id only. */
	readonly archivedByUniqueValue: boolean;
	/** True: `warnings` stand on the results of batch writes too. */
	readonly batchWarnings: boolean;
	/** Read-only and unknown properties of notes, tasks and other activities. */
	readonly activityUnknownProperties: 'ignored' | 'rejected';
	/** What moving lifecyclestage backwards does. */
	readonly lifecycleBackwards: 'ignored' | 'rejected';
	/** True: a write of the value that is there already moves the last-modified time. */
	readonly equalWriteTouches: boolean;

	readonly limits: {
		/** Requests per ten seconds and app, search excluded. */
		readonly tenSeconds: number;
		readonly searchPerSecond: number;
		readonly daily: number;
		/** Length of the rolling window, for tests that do not want to wait ten seconds. */
		readonly windowMs: number;
	};
	/** Validation rules by object (plural) and property, beside those that are there from the start. */
	readonly rules: Readonly<Record<string, Readonly<Record<string, readonly ValidationRule[]>>>>;
	/** Properties that a new record must have, by object (plural). Enforced by 2026-09 and later. */
	readonly requiredOnCreate: Readonly<Record<string, readonly string[]>>;
	/** Properties that a record must have once another one holds a value, by object (plural). Enforced by 2026-09 and later. */
	readonly requiredWhen: Readonly<Record<string, readonly RequiredWhen[]>>;
}

export interface RequiredWhen {
	readonly property: string;
	readonly equals: string;
	readonly required: readonly string[];
}

export const allScopes: readonly string[] = [
	'oauth',
	...['contacts', 'companies', 'deals', 'tickets', 'custom'].flatMap((name) => [
		`crm.objects.${name}.read`,
		`crm.objects.${name}.write`,
		`crm.schemas.${name}.read`,
		`crm.schemas.${name}.write`,
	]),
	'crm.objects.owners.read',
	'tickets',
];

export const defaultToken = 'sandbox-token';

export const defaultOptions: PortalOptions = {
	portalId: 20_111_222,
	currency: 'EUR',
	timeZone: 'Europe/Berlin',
	tokens: [{ token: defaultToken, appId: 4_600_100, scopes: allScopes, kind: 'private app' }],
	rep: 501,
	indexLagMs: 0,
	batchMultiStatus: true,
	secondaryEmailLookup: true,
	archivedByUniqueValue: true,
	batchWarnings: true,
	activityUnknownProperties: 'ignored',
	lifecycleBackwards: 'ignored',
	equalWriteTouches: true,
	limits: { tenSeconds: 190, searchPerSecond: 5, daily: 625_000, windowMs: 10_000 },
	rules: {},
	requiredOnCreate: {},
	requiredWhen: {},
};
