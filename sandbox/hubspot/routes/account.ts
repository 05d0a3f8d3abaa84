/** The account itself, and the smaller APIs around it. */
import type { Route } from '../../core/stand-in';
import type { Portal } from '../portal';
import { ownerRoutes } from './owners';
import { accountBases, expand, type RouteSpec } from './paths';
import { pipelineRoutes, schemaRoutes } from './schemas';
import { tokenRoutes } from './tokens';

export function accountRoutes(portal: Portal): Route[] {
	const specs: RouteSpec[] = [
		// https://developers.hubspot.com/docs/api-reference/latest/account/account-information
		{
			bases: accountBases,
			method: 'GET',
			path: '/details',
			purpose: 'account',
			run: () => ({
				status: 200,
				body: {
					portalId: portal.options.portalId,
					accountType: 'DEVELOPER_TEST',
					timeZone: portal.options.timeZone,
					companyCurrency: portal.options.currency,
					additionalCurrencies: [],
					utcOffset: '+01:00',
					utcOffsetMilliseconds: 3_600_000,
					uiDomain: new URL(portal.url).host,
					dataHostingLocation: 'eu1',
				},
			}),
		},
		...tokenRoutes(portal),
		...ownerRoutes(portal),
		...pipelineRoutes(portal),
		...schemaRoutes(portal),
	];
	return expand(portal, specs);
}
