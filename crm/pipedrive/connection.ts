/** What every part of the adapter shares: the request function and what was read once. */
import { CrmError } from '../../core/errors';
import { createHttp, type Call, type Http } from '../http';
import type { HttpPort, HttpResponse } from '../http-port';
import { createOnce, sharedly } from '../once';
import type { SharedMemory } from '../shared-memory';
import { readAccount, type AccountInfo } from './account';
import { readFields, type Fields } from './describe';
import { readError } from './errors';
import { findObject, type PipedriveObject } from './objects';
import { OwnWrites } from './own-writes';

export interface PipedriveOptions {
	/** The API's base URL. Only a loopback address is used: record links then open there and not in Pipedrive. */
	readonly baseUrl?: string | undefined;
	/** A field that every write of ours sets: by it changedSince tells own changes. Default ai_updated_at. */
	readonly stampField?: string | undefined;
	/** Remembers account and field lists for other connections with the same token, for a short while. */
	readonly shared?: SharedMemory | undefined;
	/** Most requests at once; default 6. */
	readonly concurrency?: number | undefined;
}

export interface Connection {
	readonly http: Http;
	readonly port: HttpPort;
	readonly options: PipedriveOptions;
	readonly own: OwnWrites;
	/** Read once. Throws CrmError. */
	account(): Promise<AccountInfo>;
	/** The object of a name as users and items give it. Throws CrmError 'not found'. */
	object(name: string): PipedriveObject;
	/** The object's fields. Read once per object. Throws CrmError. */
	fields(object: PipedriveObject): Promise<Fields>;
	/** Reads the fields anew at the next call, since they changed. */
	forgetFields(object: PipedriveObject): void;
	/** The moment of an answer by Pipedrive's clock, as ISO time. */
	answeredAt(response: HttpResponse): string;
}

/**
 * The least that any plan has: requests per token and two seconds. Answers tell the real limit of this token.
 * https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
 */
const buckets = {
	// A little more than two seconds, since requests need different times to arrive.
	default: { max: 20, intervalMs: 2_200 },
	search: { max: 10, intervalMs: 2_200 },
};

export function connect(port: HttpPort, options: PipedriveOptions): Connection {
	const http = createHttp(port, {
		name: 'Pipedrive',
		buckets,
		readError,
		readLimit,
		...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
	});
	const once = createOnce();
	const connection: Connection = {
		http,
		port,
		options,
		own: new OwnWrites(),
		account: () => once('account', () => sharedly(options.shared, 'account', () => readAccount(connection))),
		object(name) {
			const found = findObject(name);
			if (found !== undefined) return found;
			throw new CrmError({
				kind: 'not found',
				status: 0,
				message: `Pipedrive has no object "${name}" that this node knows.`,
				hint: 'Choose contact (people), company (organizations), deal or lead from the list.',
			});
		},
		fields: (object) => {
			const key = `fields ${object.path}`;
			return once(key, () => sharedly(options.shared, key, () => readFields(connection, object)));
		},
		forgetFields(object) {
			// Leads and deals have the same custom fields.
			for (const path of ['deals', 'leads'].includes(object.path) ? ['deals', 'leads'] : [object.path]) {
				once.forget(`fields ${path}`);
				options.shared?.delete(`fields ${path}`);
			}
		},
		answeredAt(response) {
			const time = Date.parse(response.headers['date'] ?? '');
			return new Date(Number.isNaN(time) ? port.now() : time).toISOString();
		},
	};
	return connection;
}

/** The unit of x-ratelimit-reset is not documented, so the window stays the documented one. */
function readLimit(response: HttpResponse, call: Call) {
	const max = headerNumber(response, 'x-ratelimit-limit');
	const remaining = headerNumber(response, 'x-ratelimit-remaining');
	// A search answer may tell the limit of all requests instead of its own.
	const fits = call.bucket !== 'search' || (max !== undefined && max <= buckets.search.max);
	return fits ? { max, remaining } : undefined;
}

function headerNumber(response: HttpResponse, name: string): number | undefined {
	const value = response.headers[name]?.trim() ?? '';
	return /^\d+$/.test(value) ? Number(value) : undefined;
}
