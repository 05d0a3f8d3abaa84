/** How a company account behaves: what Pipedrive's documents leave open, and what tests and benchmarks turn. */

/** One access token. It always acts for a user. */
export interface TokenSpec {
	readonly token: string;
	readonly userId: number;
	/** An API token goes into x-api-token, an OAuth token into Authorization. */
	readonly kind: 'api token' | 'oauth';
	/** OAuth only; an API token may do what its user may do. */
	readonly scopes: readonly string[];
	/** Milliseconds since 1970. */
	readonly expiresAt?: number;
	/** False: the user may look but not change. */
	readonly mayWrite?: boolean;
}

export interface CompanyOptions {
	readonly companyId: number;
	readonly companyDomain: string;
	readonly currency: string;
	readonly timeZone: string;
	readonly tokens: readonly TokenSpec[];
	/** The user who edits as a rep where none is named. */
	readonly rep: number;

	/** Search shows the state of this many milliseconds ago. */
	readonly indexLagMs: number;
	/** The changelog shows changes that are at least this old. */
	readonly changelogLagMs: number;

	// What Pipedrive's documents leave open; both readings can be had.
	/** What the changelog says about changes through the API. */
	readonly apiChangeSource: 'api' | null;
	/** True: the values that a record was created with stand in its changelog. */
	readonly creationInChangelog: boolean;
	/** What a write of a custom field key that does not exist does. */
	readonly unknownCustomField: 'rejected' | 'ignored';
	/** What a text of more than 255 characters does in a varchar field. */
	readonly longVarchar: 'rejected' | 'truncated';
	/** What `emails` and `phones` in a PATCH do with the addresses that are there. */
	readonly contactArrays: 'replaced' | 'added';
	/** What GET of a deleted or merged record answers. */
	readonly deletedRecord: 'marked' | 'not found';
	/** Phone numbers in search: digits only, or as they were typed. */
	readonly phoneSearch: 'digits' | 'as typed';
	/** What the body of a 429 is. */
	readonly rateLimitBody: 'json' | 'empty';

	readonly limits: {
		/** Requests per token and window. */
		readonly burst: number;
		readonly search: number;
		readonly windowMs: number;
		/** Tokens that the company may spend until midnight. */
		readonly dailyTokens: number;
		/** Changing requests that one API token may send until midnight. */
		readonly dailyChanges: number;
		/** So many refused requests in a row, and Cloudflare blocks the token. */
		readonly blockAfter: number;
		readonly blockMs: number;
	};
}

export const allScopes: readonly string[] = [
	'base',
	'contacts:full',
	'deals:full',
	'leads:full',
	'activities:full',
	'search:read',
	'recents:read',
	'users:read',
	'admin',
];

export const defaultToken = 'sandbox-token';

export const defaultOptions: CompanyOptions = {
	companyId: 7_700_100,
	companyDomain: 'sandbox',
	currency: 'EUR',
	timeZone: 'Europe/Berlin',
	tokens: [
		{ token: defaultToken, userId: 900, kind: 'api token', scopes: allScopes },
		{ token: 'sandbox-oauth-token', userId: 900, kind: 'oauth', scopes: allScopes },
	],
	rep: 501,
	indexLagMs: 0,
	changelogLagMs: 0,
	apiChangeSource: 'api',
	creationInChangelog: false,
	unknownCustomField: 'rejected',
	longVarchar: 'rejected',
	contactArrays: 'replaced',
	deletedRecord: 'marked',
	phoneSearch: 'digits',
	rateLimitBody: 'json',
	limits: {
		burst: 120,
		search: 10,
		windowMs: 2_000,
		dailyTokens: 2_000_000,
		dailyChanges: 100_000,
		blockAfter: 20,
		blockMs: 60_000,
	},
};
