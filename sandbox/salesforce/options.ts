/** How an org behaves: what Salesforce's documents leave open, and what tests and benchmarks turn. */

/** The made-up users of the org. */
export type UserKey = 'rep1' | 'rep2' | 'rep3' | 'rep4' | 'admin' | 'integration' | 'otherIntegration' | 'automation';

/** One access token. */
export interface TokenSpec {
	readonly token: string;
	/** Whom it acts for. */
	readonly user: UserKey;
	/** Milliseconds since 1970. */
	readonly expiresAt?: number;
}

export interface DuplicateRule {
	readonly object: string;
	/** Records are duplicates where one of these fields is equal, ignoring case. */
	readonly fields: readonly string[];
	/** alert: saved with `Sforce-Duplicate-Rule-Header: allowSave=true`; block: never saved. */
	readonly action: 'alert' | 'block';
	/** Updates are judged too, not new records only. */
	readonly onUpdate?: boolean;
}

export interface ValidationRule {
	readonly object: string;
	readonly field: string;
	/** Regular expression over the value as text; a new value that matches it is refused. */
	readonly refuse: string;
	readonly message: string;
}

export interface OrgOptions {
	readonly orgName: string;
	readonly currency: string;
	readonly timeZone: string;
	readonly tokens: readonly TokenSpec[];
	readonly clientId: string;
	readonly clientSecret: string;
	/** Whom the client credentials flow acts for. */
	readonly runAs: UserKey;
	/** The rep who edits where none is named. */
	readonly rep: UserKey;
	/** PEM public key of the app's certificate; JWT bearer is refused without one. */
	readonly jwtPublicKey: string | null;
	/** Milliseconds that a session lives; no answer of the token endpoint tells it. */
	readonly sessionMs: number;

	/** API versions that the org has, oldest first. */
	readonly versions: readonly string[];

	/** Search shows the state of this many milliseconds ago; queries never lag. */
	readonly indexLagMs: number;

	/** true: up to 20 usual fields per object and the AI fields are tracked; or the tracked fields by object. */
	readonly fieldHistory: boolean | Readonly<Record<string, readonly string[]>>;

	// What Salesforce's documents leave open; both readings can be had.
	/** Subrequests of a composite heed If-Unmodified-Since in their httpHeaders. */
	readonly compositeHeaders: boolean;
	/** What If-Unmodified-Since is compared with. */
	readonly preconditionField: 'LastModifiedDate' | 'SystemModstamp';
	/** Whether If-Unmodified-Since is judged before the fields of the body or after them. */
	readonly preconditionOrder: 'before fields' | 'after fields';
	/** A history object is there although nothing of its object is tracked. */
	readonly historyObjectsWithoutTracking: boolean;
	/** A value of the wrong JSON type fails a whole collection with 400, or its record only. */
	readonly collectionParseErrors: 'whole' | 'record';
	/** E-mail addresses are stored in lower case. */
	readonly lowerCaseEmail: boolean;
	/** Text loses spaces at its ends. */
	readonly trimText: boolean;
	/** Line ends are stored as \n; false keeps \r\n. */
	readonly normalizeLineEnds: boolean;
	/** A write of the values that are there already moves LastModifiedDate. */
	readonly equalWriteTouches: boolean;

	readonly duplicateRules: readonly DuplicateRule[];
	readonly validationRules: readonly ValidationRule[];
	/** Active assignment rules: new and changed records of the object go to that user, unless Sforce-Auto-Assign says no. */
	readonly assignmentRules: Readonly<Record<string, UserKey>>;
	/** Field-level security of the tokens' users: 'Contact.Title': 'read' or 'none'. */
	readonly fieldSecurity: Readonly<Record<string, 'read' | 'none'>>;
	/** Object permissions of the tokens' users; everything where absent. */
	readonly objectSecurity: Readonly<Record<string, 'read' | 'none'>>;
	/** The tokens' users may make custom fields. */
	readonly canCustomize: boolean;
	/** Milliseconds that the oldest open transaction has run: what changed since is not covered by updated() yet. */
	readonly openTransactionMs: number;

	readonly limits: {
		/** API requests in 24 hours. */
		readonly daily: number;
		/** Requests under way at once. Salesforce counts those over 20 seconds only; here all of them. */
		readonly concurrent: number;
	};
}

export const defaultToken = '00D5j000000sandboxEAC!sandbox-token';

export const defaultOptions: OrgOptions = {
	orgName: 'Sandbox Salesforce',
	currency: 'EUR',
	timeZone: 'Europe/Berlin',
	tokens: [{ token: defaultToken, user: 'integration' }],
	clientId: 'sandbox-client-id',
	clientSecret: 'sandbox-client-secret',
	runAs: 'integration',
	rep: 'rep1',
	jwtPublicKey: null,
	sessionMs: 7_200_000,
	versions: ['60.0', '61.0', '62.0', '63.0', '64.0', '65.0', '66.0', '67.0', '68.0'],
	indexLagMs: 0,
	fieldHistory: false,
	compositeHeaders: true,
	preconditionField: 'LastModifiedDate',
	preconditionOrder: 'before fields',
	historyObjectsWithoutTracking: false,
	collectionParseErrors: 'whole',
	lowerCaseEmail: true,
	trimText: true,
	normalizeLineEnds: true,
	equalWriteTouches: true,
	duplicateRules: [],
	validationRules: [],
	assignmentRules: {},
	fieldSecurity: {},
	objectSecurity: {},
	canCustomize: true,
	openTransactionMs: 0,
	limits: { daily: 100_000, concurrent: 1_000 },
};
