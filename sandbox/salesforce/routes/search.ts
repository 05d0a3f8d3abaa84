/** Search. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search.htm and resources_search_parameterized.htm */
import { list, object, strings, text, type Json } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import type { Org } from '../org';
import { runSosl, returningOf, search, type Scope } from '../sosl/run';
import { malformedSearch, parseText } from '../sosl/text';
import type { Asking } from '../soql/run';
import { ok, route, type Asked } from './route';

export function searchRoutes(org: Org): Route[] {
	return [
		route(org, 'GET', '/search', 'search', (asked) => {
			const source = asked.call.query.get('q') ?? '';
			return found(asked, runSosl(source, asking(org, asked)));
		}),
		route(org, 'POST', '/parameterizedSearch', 'search', (asked) => parameterized(org, asked, object(asked.call.body))),
		route(org, 'GET', '/parameterizedSearch', 'search', (asked) => {
			const { query } = asked.call;
			const sobjects = query.getAll('sobject').map((name) => ({
				name,
				fields: (query.get(`${name}.fields`) ?? 'Id').split(','),
				where: query.get(`${name}.where`) ?? undefined,
				limit: query.get(`${name}.limit`) ?? undefined,
			}));
			return parameterized(org, asked, { q: query.get('q') ?? '', in: query.get('in') ?? 'ALL', sobjects });
		}),
	];
}

function asking(org: Org, { session, version }: Asked): Asking {
	return { org, userId: session.userId, all: false, tooling: false, version };
}

function found({ call }: Asked, searchRecords: readonly unknown[]): Answer {
	call.log.records = searchRecords.length;
	return ok({ searchRecords });
}

function parameterized(org: Org, asked: Asked, body: Json): Answer {
	const scope = (text(body.in) || 'ALL').toUpperCase();
	if (!['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'].includes(scope))
		throw malformedSearch(`Invalid value for in: ${scope}`);
	const shared = strings(body.fields);
	const returning = list(body.sobjects).map((given) => {
		const spec = object(given);
		const fields = strings(spec.fields);
		const chosen = fields.length > 0 ? fields : shared.length > 0 ? shared : ['Id'];
		const where = text(spec.where) === '' ? '' : ` WHERE ${text(spec.where)}`;
		const limit = text(spec.limit) || text(body.defaultLimit);
		return returningOf(text(spec.name), `${chosen.join(', ')}${where}${limit === '' ? '' : ` LIMIT ${limit}`}`);
	});
	const overall = Math.min(2_000, Number(text(body.overallLimit) || 2_000));
	const wanted = parseText(text(body.q), false);
	return found(asked, search(wanted, scope as Scope, returning, overall, asking(org, asked)));
}
