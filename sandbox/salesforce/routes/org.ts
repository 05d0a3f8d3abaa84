/** Versions, objects, limits. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm */
import type { Answer, Route } from '../../core/stand-in';
import { describeOf, summaryOf } from '../describe';
import type { Org } from '../org';
import { param, ok, route, type Asked } from './route';

const resources = ['tooling', 'limits', 'query', 'queryAll', 'search', 'parameterizedSearch', 'sobjects', 'composite'];

export function orgRoutes(org: Org, used: () => number): Route[] {
	return [
		{
			method: 'GET',
			path: '/services/data',
			purpose: 'versions',
			admission: 'open',
			run: () =>
				ok(
					org.options.versions.map((version) => ({
						label: labelOf(Number(version)),
						url: `/services/data/v${version}`,
						version,
					})),
				),
		},
		// https://developer.salesforce.com/docs/platform/api-rest/guide/dome-discoveryresource.md
		route(org, 'GET', '', 'versions', ({ version, session }) =>
			ok({
				...Object.fromEntries(resources.map((name) => [name, `/services/data/${version}/${name}`])),
				identity: `${org.url}/id/${org.orgId}/${session.userId}`,
			}),
		),
		route(org, 'GET', '/sobjects', 'describe', (asked) => global(org, asked, false)),
		route(org, 'GET', '/tooling/sobjects', 'describe', (asked) => global(org, asked, true)),
		route(org, 'GET', '/sobjects/:type', 'describe', ({ call, version }) =>
			ok({ objectDescribe: summaryOf(org.type(param(call, 'type')), version), recentItems: [] }),
		),
		route(org, 'GET', '/sobjects/:type/describe', 'describe', ({ call, session, version }) =>
			ok(describeOf(org, session.userId, org.type(param(call, 'type')), version)),
		),
		route(org, 'GET', '/limits', 'limits', () => {
			const { daily } = org.options.limits;
			return ok({
				DailyApiRequests: { Max: daily, Remaining: Math.max(0, daily - used()) },
				DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
				DataStorageMB: { Max: 1_024, Remaining: 900 },
			});
		}),
	];
}

/** Summer '26 is 67.0, and three releases come a year. */
function labelOf(version: number): string {
	const season = ["Winter '", "Spring '", "Summer '"][
		(version - 65) % 3 < 0 ? ((version - 65) % 3) + 3 : (version - 65) % 3
	];
	return `${season}${26 + Math.floor((version - 65) / 3)}`;
}

function global(org: Org, { version }: Asked, tooling: boolean): Answer {
	const types = [...org.types.values()].filter(
		(type) => type.tooling === tooling && org.findType(type.name) !== undefined,
	);
	return ok({ encoding: 'UTF-8', maxBatchSize: 200, sobjects: types.map((type) => summaryOf(type, version)) });
}
