/**
 * Webhooks: subscribed by API, told genuine by the password that the subscription carries, since Pipedrive does not sign.
 * https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Result, WebhookCall, WebhookEvent, Webhooks } from '../crm';
import { object, text, type Json } from '../json';
import { asCrmError, failed, ok } from '../results';
import type { Connection } from './connection';
import { findObject } from './objects';

const windowMs = 5 * 60_000;
/** Pipedrive tries again after 3, 30 and 150 seconds, with the time of the event. */
const retriesMs = 4 * 60_000;
const aheadMs = 60_000;

export function createWebhooks(connection: Connection): Webhooks {
	return {
		manual: undefined,
		subscribe: async (objectName, targetUrl) => await subscribe(connection, objectName, targetUrl),
		unsubscribe: async (subscription) => await unsubscribe(connection, subscription),
		verify,
		parse: (call) => parse(call),
	};
}

/** The password stands in the address (https://user:password@host/path) and goes to Pipedrive apart from it. */
async function subscribe(
	connection: Connection,
	objectName: string,
	targetUrl: string,
): Promise<Result<{ readonly subscription: string }>> {
	try {
		const target = connection.object(objectName);
		const url = new URL(targetUrl);
		const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
		url.username = '';
		url.password = '';
		// https://developers.pipedrive.com/docs/api/v1/Webhooks#addWebhook
		const response = await connection.http.request({
			method: 'POST',
			path: '/v1/webhooks',
			body: {
				subscription_url: url.href,
				event_action: '*',
				event_object: target.entity,
				name: 'n8n CRM AI Layer',
				version: '2.0',
				...(password === '' ? {} : { http_auth_user: user === '' ? 'n8n' : user, http_auth_password: password }),
			},
			purpose: 'webhooks',
		});
		const id = text(object(object(response.body)['data'])['id']);
		if (id !== undefined) return ok({ subscription: id });
		return failed({
			kind: 'unexpected',
			status: response.status,
			message: 'Pipedrive did not give the id of the subscription.',
			hint: 'Look at Pipedrive: Tools and apps > Webhooks.',
		});
	} catch (error) {
		return failed(asCrmError(error));
	}
}

/** A subscription that is gone already counts as cancelled. */
async function unsubscribe(connection: Connection, subscription: string): Promise<Result<null>> {
	try {
		const path = `/v1/webhooks/${encodeURIComponent(subscription)}`;
		await connection.http.request({ method: 'DELETE', path, purpose: 'webhooks' });
		return ok(null);
	} catch (error) {
		const crmError = asCrmError(error);
		return crmError.kind === 'not found' ? ok(null) : failed(crmError);
	}
}

/** The secret is the password of HTTP basic authentication, with any user name. */
export function verify(call: WebhookCall, secret: string, now: number): boolean {
	const header = Object.entries(call.headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
	const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header?.trim() ?? '')?.[1];
	if (encoded === undefined || secret === '') return false;
	const pair = Buffer.from(encoded, 'base64').toString('utf8');
	const password = pair.slice(pair.indexOf(':') + 1);
	const digest = (value: string) => createHash('sha256').update(value, 'utf8').digest();
	if (!pair.includes(':') || !timingSafeEqual(digest(password), digest(secret))) return false;
	const at = Date.parse(text(metaOf(call)['timestamp']) ?? '');
	return !Number.isNaN(at) && now - at <= windowMs + retriesMs && at - now <= aheadMs;
}

function metaOf(call: WebhookCall): Json {
	return object(bodyOf(call)['meta']);
}

function bodyOf(call: WebhookCall): Json {
	try {
		return object(JSON.parse(call.rawBody) as unknown);
	} catch {
		return {};
	}
}

/** One call tells of one record. */
function parse(call: WebhookCall): readonly WebhookEvent[] {
	const meta = metaOf(call);
	const id = text(meta['entity_id']) ?? text(meta['id_entity']);
	const entity = text(meta['entity']);
	if (id === undefined || entity === undefined) return [];
	const at = Date.parse(text(meta['timestamp']) ?? '');
	const survivor = text(meta['merged_to_id']);
	const changed = Object.keys(object(bodyOf(call)['previous']));
	const action = text(meta['action']);
	return [
		{
			object: findObject(entity)?.name ?? entity,
			id,
			at: new Date(Number.isNaN(at) ? 0 : at).toISOString(),
			kind: survivor !== undefined ? 'merged' : kindOf(action),
			// The user alone does not tell a program from a person who works with the same account.
			own: text(meta['change_source']) === 'api' && text(meta['user_id']) === text(meta['webhook_owner_id']),
			eventId: text(meta['correlation_id']) ?? text(meta['id']) ?? `${entity}:${id}:${text(meta['timestamp']) ?? ''}`,
			account: text(meta['company_id']) ?? '',
			...(changed.length === 1 ? { field: changed[0] } : {}),
			...(survivor === undefined ? {} : { survivor }),
		},
	];
}

function kindOf(action: string | undefined): WebhookEvent['kind'] {
	if (action === 'create' || action === 'added') return 'created';
	if (action === 'delete' || action === 'deleted') return 'deleted';
	return action === 'change' || action === 'updated' ? 'changed' : 'unknown';
}
