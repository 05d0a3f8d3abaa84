/**
 * Webhook calls: signature and events.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 * https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookCall, WebhookEvent, Webhooks } from '../crm';
import type { Connection } from './connection';
import { standardObjects } from './objects';
import { failed } from './results';
import { list, object, text, texts, type Json } from './wire';

const windowMs = 5 * 60_000;
/** HubSpot's clock may be a little ahead of ours. */
const aheadMs = 60_000;

const manual =
	'HubSpot lets only apps subscribe to changes, in their own settings. Add a webhook subscription with this address ' +
	"to your app (project app: the webhooks component; legacy app: its Webhooks tab), and paste the app's client secret " +
	'into this node. Service keys cannot receive webhooks: use polling with them.';

export function createWebhooks(connection: Connection): Webhooks {
	const unsupported = failed({
		kind: 'unexpected',
		status: 0,
		code: 'SUBSCRIBE_BY_HAND',
		message: 'HubSpot does not let this credential subscribe to changes by API.',
		hint: manual,
	});
	return {
		manual,
		subscribe: async () => await Promise.resolve(unsupported),
		unsubscribe: async () => await Promise.resolve(unsupported),
		verify,
		parse: (call) => parseEvents(call, connection.own.appId),
	};
}

/** Version 3: base64 of HMAC-SHA256 over method, address, body and timestamp. */
export function verify(call: WebhookCall, secret: string, now: number): boolean {
	const signature = header(call, 'x-hubspot-signature-v3');
	const timestamp = header(call, 'x-hubspot-request-timestamp');
	if (signature === undefined || timestamp === undefined || !/^\d{1,15}$/.test(timestamp) || secret === '')
		return false;
	const age = now - Number(timestamp);
	if (age > windowMs || age < -aheadMs) return false;
	const source = `${call.method.toUpperCase()}${decodeUri(call.url)}${call.rawBody}${timestamp}`;
	const expected = createHmac('sha256', secret).update(source, 'utf8').digest();
	const given = Buffer.from(signature, 'base64');
	return given.length === expected.length && timingSafeEqual(given, expected);
}

/** HubSpot signs the address with exactly these characters decoded. */
const decoded: Readonly<Record<string, string>> = {
	'%3A': ':',
	'%2F': '/',
	'%3F': '?',
	'%40': '@',
	'%21': '!',
	'%24': '$',
	'%27': "'",
	'%28': '(',
	'%29': ')',
	'%2A': '*',
	'%2C': ',',
	'%3B': ';',
};

function decodeUri(uri: string): string {
	return uri.replace(/%[0-9a-f]{2}/gi, (code) => decoded[code.toUpperCase()] ?? code);
}

function header(call: WebhookCall, name: string): string | undefined {
	return Object.entries(call.headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function parseEvents(call: WebhookCall, ownApp: string | undefined): readonly WebhookEvent[] {
	let body: unknown;
	try {
		body = JSON.parse(call.rawBody);
	} catch {
		return [];
	}
	return (Array.isArray(body) ? list(body) : [body]).map(object).flatMap((event) => parseEvent(event, ownApp));
}

function parseEvent(event: Json, ownApp: string | undefined): readonly WebhookEvent[] {
	// The documentation says eventType, the calls say subscriptionType.
	const type = text(event['subscriptionType']) ?? text(event['eventType']) ?? '';
	const [prefix = '', change = ''] = type.split('.');
	const id = text(event['objectId']) ?? text(event['primaryObjectId']);
	if (id === undefined) return [];
	const occurredAt = Number(text(event['occurredAt']) ?? '0');
	const field = text(event['propertyName']);
	const app = text(event['sourceId']);
	const isApp = ['INTEGRATION', 'API', 'INTEGRATIONS_PLATFORM'].includes(text(event['changeSource']) ?? '');
	const base = {
		object: objectName(prefix, text(event['objectTypeId'])),
		id,
		at: new Date(Number.isFinite(occurredAt) ? occurredAt : 0).toISOString(),
		account: text(event['portalId']) ?? '',
		own: isApp && app !== undefined && (app === ownApp || app === text(event['appId'])),
		// eventId alone is not unique; a repeated delivery has the same of all these.
		eventId: [event['eventId'], event['subscriptionId'], id, event['occurredAt']]
			.map((part) => text(part) ?? '')
			.join(':'),
		...(field === undefined ? {} : { field }),
	};
	if (change === 'merge') return mergeEvents(event, base);
	return [{ ...base, kind: kindOf(change, text(event['changeFlag'])) }];
}

/** A merge keeps one of the records or makes a new one; every other id is gone from then on. */
function mergeEvents(event: Json, base: Omit<WebhookEvent, 'kind'>): readonly WebhookEvent[] {
	const primary = text(event['primaryObjectId']) ?? base.id;
	const survivor = text(event['newObjectId']) ?? primary;
	const gone = [...new Set([primary, ...texts(event['mergedObjectIds'])])].filter((id) => id !== survivor);
	return gone.map((id) => ({ ...base, id, eventId: `${base.eventId}:${id}`, kind: 'merged', survivor }));
}

function kindOf(change: string, changeFlag: string | undefined): WebhookEvent['kind'] {
	if (change === 'creation' || change === 'restore' || changeFlag === 'NEW') return 'created';
	if (change === 'deletion' || change === 'privacyDeletion' || changeFlag === 'DELETED') return 'deleted';
	return change === 'propertyChange' || change === 'associationChange' ? 'changed' : 'unknown';
}

function objectName(prefix: string, typeId: string | undefined): string {
	const byType = standardObjects.find((entry) => entry.typeId === typeId);
	const byPrefix = standardObjects.find((entry) => entry.name === prefix);
	return (byType ?? byPrefix)?.name ?? typeId ?? prefix;
}
