/** What every part of the adapter shares: the request function, the paths, and what was read once. */
import { CrmError } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Account } from '../crm';
import { createHttp, type Http } from '../http';
import type { HttpPort, HttpResponse } from '../http-port';
import { createOnce, sharedly } from '../once';
import type { SharedMemory } from '../shared-memory';
import { readAccount } from './account';
import { readFields } from './describe';
import { readError } from './errors';
import { customObject, isCustomObject, standardObject, type HubSpotObject } from './objects';
import { OwnWrites } from './own-writes';
import { createPaths, type Paths } from './paths';
import { readSchemas } from './schemas';
import { apiVersion } from './version';

export interface HubSpotOptions {
	/** The dated API version; default version.ts. */
	readonly version?: string | undefined;
	/** The API's base URL. Only a loopback address is used: record links then open there and not in HubSpot. */
	readonly baseUrl?: string | undefined;
	/**
	 * Gives the access token, for the one endpoint that takes it in its body and tells the app id and the scopes.
	 * Without it own writes are recognised by value and time. https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview
	 */
	readonly accessToken?: (() => Promise<string | undefined>) | undefined;
	/** A field that every write of ours sets: by its history changedSince tells own changes. Default ai_updated_at. */
	readonly stampField?: string | undefined;
	/** Remembers account and field lists for other connections with the same token, for a short while. */
	readonly shared?: SharedMemory | undefined;
	/** Most requests at once; default 6. */
	readonly concurrency?: number | undefined;
}

export interface AccountInfo extends Account {
	/** Where records open, without a slash at the end. */
	readonly webBase: string;
}

export interface Connection {
	readonly http: Http;
	readonly paths: Paths;
	readonly port: HttpPort;
	readonly options: HubSpotOptions;
	readonly own: OwnWrites;
	/** Read once. Throws CrmError. */
	account(): Promise<AccountInfo>;
	/** The object of a name as users and items give it. Throws CrmError 'not found'. */
	object(name: string): Promise<HubSpotObject>;
	/** All custom objects of the account. Read once. */
	customObjects(): Promise<readonly HubSpotObject[]>;
	/** The object's fields by name. Read once per object. Throws CrmError. */
	fields(object: HubSpotObject): Promise<ReadonlyMap<string, FieldSchema>>;
	/** Reads the fields anew at the next call, since they changed. */
	forgetFields(object: HubSpotObject): void;
	/** The moment of an answer by HubSpot's clock, as ISO time. */
	answeredAt(response: HttpResponse): string;
}

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const buckets = {
	default: { max: 100, intervalMs: 10_000 },
	// Search answers carry no limit headers; 5 a second for the whole account.
	// A little more than a second, since requests need different times to arrive.
	search: { max: 5, intervalMs: 1_100 },
};

export function connect(port: HttpPort, options: HubSpotOptions): Connection {
	const http = createHttp(port, {
		name: 'HubSpot',
		buckets,
		readError,
		readLimit,
		...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
	});
	const once = createOnce();
	const connection: Connection = {
		http,
		paths: createPaths(options.version ?? apiVersion),
		port,
		options,
		own: new OwnWrites(),
		account: () =>
			once('account', async () => {
				const account = await sharedly(options.shared, 'account', () => readAccount(connection));
				connection.own.know(account.app);
				return account;
			}),
		customObjects: () => once('custom objects', () => readSchemas(connection)),
		async object(name) {
			const standard = standardObject(name);
			if (standard !== undefined) return standard;
			if (!isCustomObject(name)) throw unknownObject(name);
			const custom = await connection.customObjects();
			const found = custom.find((entry) => entry.name === name || entry.path === name);
			// A credential without the schema scope may still read the records.
			return found ?? customObject(name, name, []);
		},
		fields: (object) => {
			const key = `fields ${object.path}`;
			return once(key, () => sharedly(options.shared, key, () => readFields(connection, object)));
		},
		forgetFields(object) {
			once.forget(`fields ${object.path}`);
			options.shared?.delete(`fields ${object.path}`);
		},
		answeredAt(response) {
			const time = Date.parse(response.headers['date'] ?? '');
			return new Date(Number.isNaN(time) ? port.now() : time).toISOString();
		},
	};
	return connection;
}

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines (response headers) */
function readLimit(response: HttpResponse) {
	return {
		max: headerNumber(response, 'x-hubspot-ratelimit-max'),
		remaining: headerNumber(response, 'x-hubspot-ratelimit-remaining'),
		intervalMs: headerNumber(response, 'x-hubspot-ratelimit-interval-milliseconds'),
	};
}

function headerNumber(response: HttpResponse, name: string): number | undefined {
	const value = response.headers[name]?.trim() ?? '';
	return /^\d+$/.test(value) ? Number(value) : undefined;
}

function unknownObject(name: string): CrmError {
	return new CrmError({
		kind: 'not found',
		status: 0,
		message: `HubSpot has no object "${name}" that this node knows.`,
		hint: 'Choose contact, company, deal, ticket, or a custom object from the list.',
	});
}
