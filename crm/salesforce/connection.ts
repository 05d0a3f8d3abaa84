/** What every part of the adapter shares: the request function, the paths, and what was read once. */
import { CrmError } from '../../core/errors';
import type { Account } from '../crm';
import { createHttp, type Call, type Http } from '../http';
import type { HttpPort, HttpResponse } from '../http-port';
import { createOnce, sharedly, type Once } from '../once';
import type { SharedMemory } from '../shared-memory';
import { readOrg } from './account';
import { readSchema, type Schema } from './describe';
import { readError } from './errors';
import { readCustomObjects } from './object-list';
import { otherObject, standardObject, type SalesforceObject } from './objects';
import { Usage } from './usage';
import { createUsers, type Users } from './users';
import { WrittenHere } from './written-here';

export interface SalesforceOptions {
	/** The instance: scheme and host. Record links open there. */
	readonly baseUrl: string;
	/** The API version, for example 66.0; default the tested one, or the org's newest where it does not have that. */
	readonly version?: string | undefined;
	/** The field that holds our stamp: by it own writes are told from the same user's own edits. Default ai_provenance. */
	readonly stampField?: string | undefined;
	/** A field that every write of ours sets: by its time changedSince tells own changes. Default ai_updated_at. */
	readonly updatedField?: string | undefined;
	/** Remembers org and field lists for other connections with the same credential, for a short while. */
	readonly shared?: SharedMemory | undefined;
	/** Most requests at once; default 6. */
	readonly concurrency?: number | undefined;
}

export interface Org extends Account {
	/** 66.0 */
	readonly version: string;
}

export interface Answer {
	readonly response: HttpResponse;
	/** ISO time by Salesforce's clock, not later than the moment at which Salesforce looked. */
	readonly at: string;
}

export interface Connection {
	readonly http: Http;
	readonly port: HttpPort;
	readonly options: SalesforceOptions;
	readonly once: Once;
	readonly users: Users;
	readonly written: WrittenHere;
	/** Which org, user and API version. Read once. Throws CrmError. */
	org(): Promise<Org>;
	/** Sends to a path below /services/data/vNN.N. Throws CrmError. */
	send(call: Call): Promise<Answer>;
	/** The object of a name as users and items give it. Throws CrmError 'not found'. */
	object(name: string): Promise<SalesforceObject>;
	customObjects(): Promise<readonly SalesforceObject[]>;
	/** The object's fields. Read once per object. Throws CrmError. */
	schema(object: SalesforceObject): Promise<Schema>;
	/** Reads the fields anew at the next call, since they changed. */
	forgetSchema(object: SalesforceObject): void;
	/** From the memory of this connection, or of another one with the same credential. */
	remembered<T>(key: string, read: () => Promise<T>): Promise<T>;
}

/** Salesforce limits calls a day and long calls at once, not calls a second: this only keeps us from a flood. */
const buckets = { default: { max: 1_000, intervalMs: 1_000 } };

export function connect(port: HttpPort, options: SalesforceOptions): Connection {
	const usage = new Usage();
	const http = createHttp(port, {
		name: 'Salesforce',
		buckets,
		readError,
		readLimit: (response) => usage.note(response),
		...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
	});
	const once = createOnce();
	const remembered = <T>(key: string, read: () => Promise<T>) =>
		once(key, () => sharedly(options.shared, `salesforce ${key}`, read));
	const connection: Connection = {
		http,
		port,
		options,
		once,
		remembered,
		users: createUsers(() => connection),
		written: new WrittenHere(),
		org: () => remembered('org', () => readOrg(connection)),
		async send(call) {
			usage.check();
			const { version } = await connection.org();
			const began = port.now();
			const response = await http.request({
				...call,
				path: `/services/data/v${version}${call.path}`,
				headers: { 'Sforce-Call-Options': 'client=crm-ai-layer', ...call.headers },
			});
			return { response, at: notLaterThan(response, began, port.now()) };
		},
		async object(name) {
			const standard = standardObject(name);
			if (standard !== undefined) return standard;
			const sobject = name.trim();
			if (!/^[A-Za-z]\w*$/.test(sobject)) throw unknownObject(name);
			if (!/__c$/i.test(sobject)) return otherObject(sobject, sobject, false);
			const custom = await connection.customObjects();
			const found = custom.find((entry) => entry.name.toLowerCase() === sobject.toLowerCase());
			if (found === undefined) throw unknownObject(name);
			return found;
		},
		customObjects: () => remembered('custom objects', () => readCustomObjects(connection)),
		schema: (object) => remembered(`schema ${object.sobject}`, () => readSchema(connection, object)),
		forgetSchema(object) {
			const key = `schema ${object.sobject}`;
			once.forget(key);
			options.shared?.delete(`salesforce ${key}`);
		},
	};
	return connection;
}

/**
 * The Date header is written when the answer leaves, in whole seconds; Salesforce looked at the records earlier, but
 * not earlier than the request left here.
 */
function notLaterThan(response: HttpResponse, began: number, ended: number): string {
	const answered = Date.parse(response.headers['date'] ?? '');
	return new Date((Number.isNaN(answered) ? ended : answered) - (ended - began)).toISOString();
}

export function unknownObject(name: string): CrmError {
	return new CrmError({
		kind: 'not found',
		status: 0,
		message: `Salesforce has no object "${name}" that this user can see.`,
		hint: 'Choose contact, lead, company, deal, or a custom object from the list.',
	});
}
