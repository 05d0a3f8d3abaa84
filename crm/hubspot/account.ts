/** Which account and app the credential belongs to. */
import { CrmError } from '../../core/errors';
import type { AccountInfo, Connection } from './connection';
import { object, text, texts, type Json } from './wire';

/** Throws CrmError where the account cannot be told. */
export async function readAccount(connection: Connection): Promise<AccountInfo> {
	const [details, token] = await Promise.all([readDetails(connection), readToken(connection)]);
	const portal = text(details instanceof CrmError ? undefined : details['portalId']) ?? text(token['hubId']);
	if (portal === undefined) {
		if (details instanceof CrmError) throw details;
		throw new CrmError({
			kind: 'unexpected',
			status: 200,
			message: 'HubSpot did not tell which account the credential belongs to.',
			hint: 'Check that the base URL of the credential is https://api.hubapi.com.',
		});
	}
	const plain: Json = details instanceof CrmError ? {} : details;
	const app = text(token['appId']);
	const name = text(plain['portalName']);
	const scopes = texts(token['scopes']);
	return {
		account: portal,
		...(name === undefined ? {} : { name }),
		// No `user`: the token's page names the person who made the app, and that person's edits are not ours.
		...(app === undefined ? {} : { app }),
		...(scopes.length === 0 ? {} : { scopes }),
		webBase: webBase(connection.options.baseUrl, text(plain['uiDomain'])),
	};
}

/** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/get-account-details */
async function readDetails(connection: Connection): Promise<Json | CrmError> {
	try {
		const response = await connection.http.request({
			method: 'GET',
			path: connection.paths.accountDetails,
			purpose: 'account',
		});
		return object(response.body);
	} catch (error) {
		if (error instanceof CrmError && error.kind !== 'auth') return error;
		throw error;
	}
}

/**
 * The app id and scopes of a static token. Service keys and OAuth tokens have no such page: nothing is known
 * then. https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview
 */
async function readToken(connection: Connection): Promise<Json> {
	const accessToken = await connection.options.accessToken?.();
	if (accessToken === undefined || accessToken === '') return {};
	try {
		const response = await connection.http.request({
			method: 'POST',
			path: connection.paths.privateApp,
			body: { tokenKey: accessToken },
			purpose: 'account',
			idempotent: true,
			probe: true,
		});
		return object(response.body);
	} catch (error) {
		if (error instanceof CrmError) return {};
		throw error;
	}
}

function webBase(baseUrl: string | undefined, uiDomain: string | undefined): string {
	const loopback = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(?=\/|$)/i;
	const local = loopback.exec(baseUrl ?? '')?.[0];
	if (local !== undefined) return local;
	if (uiDomain === undefined) return 'https://app.hubspot.com';
	const ui = loopback.exec(`http://${uiDomain}`)?.[0];
	return ui ?? `https://${uiDomain}`;
}
