/**
 * Running SOQL. Queries travel in the address, so long lists are cut into parts that fit.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.md
 */
import { CrmError } from '../../core/errors';
import { list, object, text, type Json } from '../json';
import type { Connection } from './connection';
import type { Soql } from './soql';

/** Salesforce takes addresses of up to 16,384 bytes; path, host and headers need some of them. */
const longestQuery = 14_000;
/** Longer texts cannot stand in a WHERE: nothing in Salesforce can be equal to them. */
const longestText = 4_000;

export interface Queried {
	readonly records: readonly Json[];
	/** ISO time by Salesforce's clock, not later than the look at the first page. */
	readonly at: string;
	/** False where there were more records than `most`. */
	readonly complete: boolean;
}

export interface QueryOptions {
	readonly purpose: string;
	/** Also deleted and merged records. */
	readonly deleted?: boolean | undefined;
	/** Stops after so many records. */
	readonly most?: number | undefined;
}

/** All records of a query. Throws CrmError. */
export async function query(connection: Connection, soql: Soql, options: QueryOptions): Promise<Queried> {
	const records: Json[] = [];
	let at: string | undefined;
	let complete = true;
	for await (const page of queryPages(connection, soql, options)) {
		at ??= page.at;
		records.push(...page.records);
		complete = page.complete;
		if (options.most !== undefined && records.length >= options.most) break;
	}
	return { records, at: at ?? new Date(connection.port.now()).toISOString(), complete };
}

/** The records of a query, page after page. Throws CrmError. */
export async function* queryPages(connection: Connection, soql: Soql, options: QueryOptions): AsyncGenerator<Queried> {
	let path: string | undefined =
		`/${options.deleted === true ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql.text)}`;
	while (path !== undefined) {
		const { response, at } = await connection.send({ method: 'GET', path, purpose: options.purpose });
		const body = object(response.body);
		path = nextPath(text(body['nextRecordsUrl']));
		if (path === undefined && body['done'] === false) throw cutShort(response.status, options.purpose);
		yield { records: list(body['records']).map(object), at, complete: path === undefined };
	}
}

/** Records that are not told of would look as if they did not exist. */
function cutShort(status: number, purpose: string): CrmError {
	return new CrmError({
		kind: 'unexpected',
		status,
		message: `Salesforce had more records than it gave, and did not tell where they are (${purpose}).`,
		hint: 'Run the workflow again. If it stays, report it with the time of the run.',
	});
}

/** Only the part behind the version, and only in the form that a cursor has. */
function nextPath(url: string | undefined): string | undefined {
	return /^\/services\/data\/v\d+\.\d(\/query(?:All)?\/[\w-]+)$/.exec(url ?? '')?.[1];
}

/** One query per part of the ids, all answers together. Throws CrmError. */
export async function queryByIds(
	connection: Connection,
	ids: readonly string[],
	make: (part: readonly string[]) => Soql,
	purpose: string,
	deleted = false,
): Promise<Queried> {
	const answers = await Promise.all(
		parts(ids, (part) => make(part)).map(async (part) => await query(connection, make(part), { purpose, deleted })),
	);
	return {
		records: answers.flatMap(({ records }) => records),
		at: answers.map(({ at }) => at).sort()[0] ?? new Date(connection.port.now()).toISOString(),
		complete: answers.every(({ complete }) => complete),
	};
}

/**
 * The items in as few parts as fit into one query each. Values that are longer than any field are left out; throws
 * CrmError where the fields alone are too much.
 */
export function parts<T>(items: readonly T[], make: (part: readonly T[]) => Soql): readonly (readonly T[])[] {
	const fixed = encodedLength(make([]));
	const result: T[][] = [];
	let room = 0;
	for (const item of items) {
		// What one more item adds, the words that join it to the ones before in every field included.
		const length = encodedLength(make([item, item])) - encodedLength(make([item]));
		if (length > longestText) continue;
		if (fixed + length > longestQuery) throw tooManyFields();
		if (result.length === 0 || room < length) {
			result.push([]);
			room = longestQuery - fixed;
		}
		result.at(-1)?.push(item);
		room -= length;
	}
	return result;
}

function tooManyFields(): CrmError {
	return new CrmError({
		kind: 'validation',
		status: 0,
		code: 'TOO_MANY_FIELDS',
		message: 'These are too many fields for one query of Salesforce.',
		hint: 'Choose fewer fields to read, or split the work over two nodes.',
	});
}

function encodedLength(soql: Soql): number {
	return encodeURIComponent(soql.text).length;
}
