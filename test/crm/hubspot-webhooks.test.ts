/** Webhook signature and payloads (S1-10, S1-26). */
import { createHmac } from 'node:crypto';
import { createHubSpot } from '../../crm/hubspot/hubspot';
import type { WebhookCall } from '../../crm/crm';
import { fakePort } from './fake-port';

const { webhooks } = createHubSpot(fakePort(() => ({})));
const secret = 'client-secret';
const now = Date.UTC(2026, 10, 20, 12);

function signed(call: Partial<WebhookCall>, signedUrl?: string, at = now): WebhookCall {
	const whole = { method: 'POST', url: 'https://n8n.example/webhook/abc', rawBody: '[]', ...call };
	const source = `${whole.method}${signedUrl ?? whole.url}${whole.rawBody}${at}`;
	const signature = createHmac('sha256', secret).update(source).digest('base64');
	return { ...whole, headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(at) } };
}

describe('signature', () => {
	test('a call that HubSpot signed is accepted, header names in any case', () => {
		const call = signed({ rawBody: '[{"objectId":1,"name":"Zoë"}]' });
		expect(webhooks.verify(call, secret, now)).toBe(true);
		const headers = Object.fromEntries(
			Object.entries(call.headers).map(([name, value]) => [name.toUpperCase(), value]),
		);
		expect(webhooks.verify({ ...call, headers }, secret, now)).toBe(true);
	});

	test('a changed method, address, body, time or secret is refused', () => {
		const call = signed({});
		expect(webhooks.verify({ ...call, method: 'GET' }, secret, now)).toBe(false);
		expect(webhooks.verify({ ...call, url: `${call.url}?x=1` }, secret, now)).toBe(false);
		expect(webhooks.verify({ ...call, rawBody: '[ ]' }, secret, now)).toBe(false);
		expect(webhooks.verify(call, 'other', now)).toBe(false);
		expect(webhooks.verify(call, '', now)).toBe(false);
		const headers = { ...call.headers, 'x-hubspot-request-timestamp': String(now + 1) };
		expect(webhooks.verify({ ...call, headers }, secret, now)).toBe(false);
	});

	test.each([
		[0, true],
		[300_000, true],
		[300_001, false],
		[-30_000, true],
		[-120_000, false],
	])('a call that is %d ms old: accepted is %p', (age, accepted) => {
		expect(webhooks.verify(signed({}, undefined, now - age), secret, now)).toBe(accepted);
	});

	test('exactly the listed characters of the address are decoded before signing', () => {
		const url = 'https://n8n.example/w%2Fx?a=%3A%3f%40%21%24%27%28%29%2A%2C%3B&b=%20%26%3D%25';
		const plain = "https://n8n.example/w/x?a=:?@!$'()*,;&b=%20%26%3D%25";
		expect(webhooks.verify(signed({ url }, plain), secret, now)).toBe(true);
	});

	test.each([
		{},
		{ 'x-hubspot-signature-v3': 'x' },
		{ 'x-hubspot-signature-v3': '', 'x-hubspot-request-timestamp': 'soon' },
	])('headers %j are refused without an exception', (headers) => {
		expect(webhooks.verify({ ...signed({}), headers }, secret, now)).toBe(false);
	});
});

describe('events', () => {
	const event = {
		objectId: 12345,
		propertyName: 'lifecyclestage',
		propertyValue: 'lead',
		changeSource: 'CRM_UI',
		sourceId: 'userId:501',
		eventId: 900,
		subscriptionId: 77,
		subscriptionType: 'contact.propertyChange',
		portalId: 20111222,
		appId: 4600100,
		occurredAt: now,
		attemptNumber: 0,
	};
	const parse = (...events: readonly unknown[]) => webhooks.parse(signed({ rawBody: JSON.stringify(events) }));

	test('a property change is read with account, field and time', () => {
		expect(parse(event)).toEqual([
			{
				object: 'contact',
				id: '12345',
				at: '2026-11-20T12:00:00.000Z',
				kind: 'changed',
				account: '20111222',
				field: 'lifecyclestage',
				own: false,
				eventId: `900:77:12345:${now}`,
			},
		]);
	});

	test('eventType is read like subscriptionType, and a type id like the name', () => {
		const { subscriptionType: _, ...rest } = event;
		const [documented] = parse({ ...rest, eventType: 'deal.creation' });
		expect(documented).toMatchObject({ object: 'deal', kind: 'created' });
		expect(parse({ ...event, subscriptionType: 'object.deletion', objectTypeId: '0-5' })[0]).toMatchObject({
			object: 'ticket',
			kind: 'deleted',
		});
		expect(parse({ ...event, subscriptionType: 'object.creation', objectTypeId: '2-42' })[0]?.object).toBe('2-42');
	});

	test('a write of the subscribed app itself is own', () => {
		expect(parse({ ...event, changeSource: 'INTEGRATION', sourceId: '4600100' })[0]?.own).toBe(true);
		expect(parse({ ...event, changeSource: 'INTEGRATION', sourceId: '999' })[0]?.own).toBe(false);
		expect(parse({ ...event, sourceId: '4600100' })[0]?.own).toBe(false);
	});

	test('a merge tells for every id that is gone which one survived', () => {
		const merge = { ...event, subscriptionType: 'company.merge', primaryObjectId: 1, mergedObjectIds: [2, 3] };
		expect(parse(merge).map(({ id, kind, survivor }) => [id, kind, survivor])).toEqual([
			['2', 'merged', '1'],
			['3', 'merged', '1'],
		]);
		expect(parse({ ...merge, newObjectId: 9 }).map(({ id, survivor }) => [id, survivor])).toEqual([
			['1', '9'],
			['2', '9'],
			['3', '9'],
		]);
	});

	test('a repeated delivery has the same event id, another change another one', () => {
		const [first, repeated, other] = parse(event, { ...event, attemptNumber: 3 }, { ...event, occurredAt: now + 1 });
		expect(repeated?.eventId).toBe(first?.eventId);
		expect(other?.eventId).not.toBe(first?.eventId);
	});

	test('what is no event is left out', () => {
		expect(parse(null, 'x', 3, {}, event)).toHaveLength(1);
	});

	test('subscribing by API is refused with instructions', async () => {
		const answer = await webhooks.subscribe('contact', 'https://n8n.example');
		expect(answer).toMatchObject({ ok: false, error: { hint: webhooks.manual } });
	});
});
