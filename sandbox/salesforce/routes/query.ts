/** Queries, page by page. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm */
import { object, text } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import { malformedQuery, refused } from '../errors';
import type { Org } from '../org';
import { header } from '../session';
import { runQuery } from '../soql/run';
import { ok, param, route, type Asked } from './route';

/** What the query is about, for the statistics. */
const purposeOf = (all: boolean) => (_body: unknown, query: URLSearchParams) =>
	/\bFROM\s+\w+History\b/i.test(query.get('q') ?? '') ? 'query history' : all ? 'query all' : 'query';

export function queryRoutes(org: Org): Route[] {
	const paths = [
		['/query', false, false],
		['/queryAll', true, false],
		['/tooling/query', false, true],
	] as const;
	return paths.flatMap(([path, all, tooling]) => [
		route(org, 'GET', path, purposeOf(all), (asked) => start(org, asked, path, all, tooling)),
		route(org, 'GET', `${path}/:cursor`, 'query more', (asked) => more(org, asked, path)),
	]);
}

function start(org: Org, asked: Asked, path: string, all: boolean, tooling: boolean): Answer {
	const q = asked.call.query.get('q') ?? text(object(asked.call.body).q);
	if (q === '') throw malformedQuery('SOQL statement is missing');
	const { total, records } = runQuery(q, { org, userId: asked.session.userId, all, tooling, version: asked.version });
	asked.call.log.records = records.length;
	const size = pageSize(asked);
	if (records.length <= size) return ok({ totalSize: total, done: true, records });
	const cursor = org.newId('01g');
	org.cursors.set(cursor, records);
	return page(org, asked, path, cursor, 0, size);
}

function more(org: Org, asked: Asked, path: string): Answer {
	const match = /^(\w{18})-(\d+)$/.exec(param(asked.call, 'cursor'));
	const [, cursor = '', from = ''] = match ?? [];
	if (!org.cursors.has(cursor)) throw refused(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
	return page(org, asked, path, cursor, Number(from), pageSize(asked));
}

function page(org: Org, { version }: Asked, path: string, cursor: string, from: number, size: number): Answer {
	const records = org.cursors.get(cursor) ?? [];
	const next = from + size;
	const done = next >= records.length;
	return ok({
		totalSize: records.length,
		done,
		...(done ? {} : { nextRecordsUrl: `/services/data/${version}${path}/${cursor}-${next}` }),
		records: records.slice(from, next),
	});
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_queryoptions.htm */
function pageSize({ call }: Asked): number {
	const asked = /batchSize\s*=\s*(\d+)/i.exec(header(call, 'sforce-query-options'))?.[1];
	return asked === undefined ? 2_000 : Math.min(2_000, Math.max(200, Number(asked)));
}
