/** OAuth and what a token says about itself. https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth */
import { object, text } from '../../core/json';
import type { Answer } from '../../core/stand-in';
import { HubSpotError } from '../errors';
import type { Portal } from '../portal';
import type { Base, RouteSpec } from './paths';

const oauthBases: readonly Base[] = [
	{ path: '/oauth/v1', version: 'v3' },
	{ path: '/oauth/v3', version: 'v3' },
	{ path: '/oauth/:version(^(?:2026-03|2026-09)$)' },
];

export function tokenRoutes(portal: Portal): RouteSpec[] {
	return [
		{
			bases: oauthBases,
			method: 'POST',
			path: '/token',
			purpose: 'oauth token',
			admission: 'open',
			run: (call) => exchange(portal, object(call.body)),
		},
		{
			bases: oauthBases,
			method: 'GET',
			path: '/access-tokens/:token',
			purpose: 'token info',
			admission: 'open',
			run: (call) => {
				const token = portal.auth.get(call.params.token ?? '');
				if (!token || token.expired) throw new HubSpotError(404, 'OBJECT_NOT_FOUND', 'access token not found');
				const expiresIn = Math.max(0, Math.round(((token.expiresAt ?? 0) - portal.clock.now()) / 1000));
				return {
					status: 200,
					body: {
						token: token.token,
						user: 'rep@example.com',
						hub_domain: 'sandbox.example.com',
						scopes: token.scopes,
						hub_id: portal.options.portalId,
						app_id: token.appId,
						expires_in: expiresIn,
						user_id: token.userId ?? portal.options.rep,
						token_type: 'access',
					},
				};
			},
		},
		{
			bases: [{ path: '/oauth/v2/private-apps', version: 'v3' }],
			method: 'POST',
			path: '/get/access-token-info',
			purpose: 'token info',
			admission: 'open',
			run: (call) => {
				const token = portal.auth.get(text(object(call.body).tokenKey));
				if (!token || token.expired)
					throw new HubSpotError(404, 'OBJECT_NOT_FOUND', 'No token was found for the given key');
				return {
					status: 200,
					body: {
						userId: token.userId ?? portal.options.rep,
						hubId: portal.options.portalId,
						appId: token.appId,
						scopes: token.scopes,
					},
				};
			},
		},
	];
}

function exchange(portal: Portal, body: Readonly<Record<string, unknown>>): Answer {
	if (text(body.grant_type) !== 'refresh_token')
		throw new HubSpotError(400, 'BAD_GRANT_TYPE', 'unsupported grant type');
	const refreshToken = text(body.refresh_token);
	const token = portal.auth.exchange(refreshToken);
	if (!token) {
		return { status: 400, body: { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' } };
	}
	return {
		status: 200,
		body: {
			token_type: 'bearer',
			access_token: token.token,
			refresh_token: refreshToken,
			expires_in: 1800,
			hub_id: portal.options.portalId,
			scopes: token.scopes,
		},
	};
}
