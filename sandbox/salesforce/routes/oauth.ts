/** Logins and who is logged in. https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_endpoints.htm */
import { createHmac, verify } from 'node:crypto';
import { object, text, type Json } from '../../core/json';
import type { Answer, Call, Route } from '../../core/stand-in';
import type { Token } from '../auth';
import { notFound, refused } from '../errors';
import type { Org } from '../org';
import { sessionOf } from '../session';
import { userSpecs } from '../users';

export function oauthRoutes(org: Org): Route[] {
	return [
		{
			method: 'POST',
			path: '/services/oauth2/token',
			purpose: 'oauth token',
			admission: 'open',
			run: (call) => token(org, object(call.body), call),
		},
		{
			method: 'POST',
			path: '/services/oauth2/revoke',
			purpose: 'oauth token',
			admission: 'open',
			run: (call) => {
				const revoked = org.auth.get(text(object(call.body).token) || (call.query.get('token') ?? ''));
				if (revoked) revoked.expired = true;
				return { status: 200 };
			},
		},
		{
			method: 'GET',
			path: '/services/oauth2/userinfo',
			purpose: 'account',
			run: (call) => ({ status: 200, body: userInfo(org, sessionOf(org, call).userId) }),
		},
		{
			method: 'GET',
			path: '/id/:org/:user',
			purpose: 'account',
			run: (call) => {
				const { userId } = sessionOf(org, call);
				if (call.params.user?.slice(0, 15) !== userId.slice(0, 15)) throw notFound();
				return { status: 200, body: identity(org, userId) };
			},
		},
	];
}

function token(org: Org, body: Json, call: Call): Answer {
	const { clientId, clientSecret, runAs } = org.options;
	const basic = /^Basic (.+)$/i.exec(typeof call.headers.authorization === 'string' ? call.headers.authorization : '');
	const [id, secret] = basic
		? Buffer.from(basic[1] ?? '', 'base64')
				.toString('utf8')
				.split(':')
				.map(decodeURIComponent)
		: [text(body.client_id), text(body.client_secret)];
	switch (text(body.grant_type)) {
		case 'client_credentials':
			if (id !== clientId) return failure('invalid_client_id', 'client identifier invalid');
			if (secret !== clientSecret) return failure('invalid_client', 'invalid client credentials');
			return success(org, org.auth.login(runAs));
		case 'refresh_token': {
			if (id !== clientId) return failure('invalid_client_id', 'client identifier invalid');
			const refresh = text(body.refresh_token);
			const user = org.auth.userOfRefreshToken(refresh);
			if (user === undefined) return failure('invalid_grant', 'expired access/refresh token');
			return success(org, org.auth.login(user));
		}
		case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
			return jwt(org, text(body.assertion));
		default:
			return failure('unsupported_grant_type', 'grant type not supported');
	}
}

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm */
function jwt(org: Org, assertion: string): Answer {
	const { jwtPublicKey, clientId } = org.options;
	const [head = '', claims = '', signature = ''] = assertion.split('.');
	if (jwtPublicKey === null) return failure('invalid_grant', 'no client certificate was found');
	const genuine = verify(
		'RSA-SHA256',
		Buffer.from(`${head}.${claims}`),
		jwtPublicKey,
		Buffer.from(signature, 'base64url'),
	);
	const said = object(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8') || '{}') as unknown);
	if (!genuine || said.iss !== clientId) return failure('invalid_client', 'invalid client credentials');
	const now = org.clock.now() / 1000;
	const expires = Number(said.exp);
	if (!(expires > now - 30)) return failure('invalid_grant', 'expired authorization code');
	const audiences = ['https://login.salesforce.com', 'https://test.salesforce.com', org.url];
	if (!audiences.includes(text(said.aud))) return failure('invalid_grant', 'audience is invalid');
	const user = userSpecs.find(({ key }) => org.store.value(userRecord(org, org.userId(key)), 'Username') === said.sub);
	if (!user) return failure('invalid_grant', "user hasn't approved this consumer");
	return success(org, org.auth.login(user.key));
}

/** No answer says how long the session lives, and no refresh token comes back. */
function success(org: Org, made: Token): Answer {
	const issued = String(org.clock.now());
	const id = identityUrl(org, org.userId(made.user));
	const signature = createHmac('sha256', org.options.clientSecret)
		.update(id + issued)
		.digest('base64');
	return {
		status: 200,
		body: {
			access_token: made.token,
			signature,
			scope: 'api',
			instance_url: org.url,
			id,
			token_type: 'Bearer',
			issued_at: issued,
			api_instance_url: org.url,
		},
	};
}

function failure(error: string, description: string): Answer {
	return { status: 400, body: { error, error_description: description } };
}

function identityUrl(org: Org, userId: string): string {
	return `${org.url}/id/${org.orgId}/${userId}`;
}

function userRecord(org: Org, userId: string) {
	const record = org.store.get('User', userId);
	if (!record) throw refused(404, 'NOT_FOUND', 'No such user');
	return record;
}

function userInfo(org: Org, userId: string): Record<string, unknown> {
	const record = userRecord(org, userId);
	const value = (name: string): string => org.store.value(record, name) ?? '';
	return {
		sub: identityUrl(org, userId),
		user_id: userId,
		organization_id: org.orgId,
		preferred_username: value('Username'),
		nickname: value('Alias'),
		name: `${value('FirstName')} ${value('LastName')}`.trim(),
		email: value('Email'),
		email_verified: true,
		given_name: value('FirstName'),
		family_name: value('LastName'),
		zoneinfo: value('TimeZoneSidKey'),
		active: value('IsActive') === 'true',
		user_type: value('UserType').toUpperCase(),
		language: 'en_US',
		locale: value('LocaleSidKey'),
		utcOffset: 0,
		updated_at: new Date(org.metaOf(record).modifiedAt).toISOString(),
		urls: urls(org),
	};
}

function urls(org: Org): Record<string, string> {
	const base = `${org.url}/services/data/v{version}`;
	return {
		rest: `${base}/`,
		sobjects: `${base}/sobjects/`,
		search: `${base}/search/`,
		query: `${base}/query/`,
		tooling_rest: `${base}/tooling/`,
		metadata: `${org.url}/services/Soap/m/{version}/${org.orgId.slice(0, 15)}`,
	};
}

function identity(org: Org, userId: string): Record<string, unknown> {
	const info = userInfo(org, userId);
	return {
		id: identityUrl(org, userId),
		asserted_user: true,
		user_id: userId,
		organization_id: org.orgId,
		username: info.preferred_username,
		nick_name: info.nickname,
		display_name: info.name,
		email: info.email,
		active: info.active,
		user_type: info.user_type,
		urls: urls(org),
	};
}
