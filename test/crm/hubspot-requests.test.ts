/** The exact requests that the adapter sends, over a port without a network. */
import { createHubSpot } from '../../crm/hubspot/hubspot';
import type { HttpRequest } from '../../crm/http-port';
import { fakePort, type Answer } from './fake-port';

const text = { type: 'string', fieldType: 'text' };
const properties = [
	{ name: 'email', ...text },
	{ name: 'city', ...text },
	{ name: 'interests', type: 'enumeration', fieldType: 'checkbox' },
	{ name: 'code', ...text, hasUniqueValue: true },
];

function hubspot(reply: (request: HttpRequest) => Answer, options: Parameters<typeof createHubSpot>[1] = {}) {
	const port = fakePort((request) => {
		if (request.path.startsWith('/account-info')) return { body: { portalId: 7, uiDomain: 'app-eu1.hubspot.com' } };
		if (request.path.startsWith('/crm/properties/')) return { body: { results: properties } };
		if (request.path.startsWith('/crm/property-validations/')) return { status: 403, body: {} };
		return reply(request);
	});
	const crm = createHubSpot(port, options);
	const sent = () => port.sent.filter(({ path }) => !/account-info|\/properties\/|validations/.test(path));
	return { crm, port, sent };
}

const common = [
	'firstname',
	'lastname',
	'email',
	'lastmodifieddate',
	'hs_merged_object_ids',
	'hs_calculated_merged_vids',
];

test('paths carry the version, which can be chosen', async () => {
	const { crm, port } = hubspot(() => ({}));
	await crm.describe('contact');
	expect(port.sent.map(({ path }) => path).sort()).toEqual([
		'/account-info/2026-09/details',
		'/crm/properties/2026-09/contacts',
		'/crm/property-validations/2026-09/0-1',
	]);
	const other = hubspot(() => ({}), { version: '2027-03' });
	await other.crm.describe('deals');
	expect(other.port.sent.map(({ path }) => path)).toContain('/crm/properties/2027-03/deals');
});

test('a read with history asks for values and versions of the asked fields', async () => {
	const { crm, sent } = hubspot(() => ({ body: { results: [{ id: '5', properties: { city: 'Rome' } }] } }));
	const results = await crm.read('contact', ['5'], ['city'], { edits: true });
	expect(sent()).toMatchObject([
		{
			method: 'POST',
			path: '/crm/objects/2026-09/contacts/batch/read',
			body: { inputs: [{ id: '5' }], properties: ['city', ...common], propertiesWithHistory: ['city'] },
		},
	]);
	expect(results.get('5')).toMatchObject({
		value: { label: 'contact 5', url: 'https://app-eu1.hubspot.com/contacts/7/record/0-1/5' },
	});
});

test('a read takes 50 records with history and 100 without', async () => {
	const ids = Array.from({ length: 101 }, (_, index) => String(index + 1));
	const reply = (request: HttpRequest) => {
		const { inputs } = request.body as { inputs: { id: string }[] };
		return { body: { results: inputs.map(({ id }) => ({ id, properties: {} })) } };
	};
	for (const [edits, sizes] of [
		[true, [50, 50, 1]],
		[false, [100, 1]],
	] as const) {
		const { crm, sent } = hubspot(reply);
		await crm.read('contact', ids, ['city'], { edits });
		expect(sent().map(({ body }) => (body as { inputs: unknown[] }).inputs.length)).toEqual(sizes);
	}
});

test('a record that is neither answered nor reported missing is asked for alone', async () => {
	const { crm, sent } = hubspot((request) =>
		request.method === 'GET'
			? { body: { id: '9', properties: { city: 'Rome' } } }
			: { body: { results: [] }, status: 207 },
	);
	const results = await crm.read('contact', ['5'], ['city'], { edits: true });
	expect(sent()[1]).toMatchObject({
		method: 'GET',
		path: '/crm/objects/2026-09/contacts/5',
		query: { properties: ['city', ...common].join(','), propertiesWithHistory: 'city' },
	});
	expect(results.get('5')).toMatchObject({ ok: true, value: { id: '9' } });
});

test('a write sends text values with a trace id for each record', async () => {
	const { crm, sent } = hubspot(() => ({ body: { results: [{ id: '5' }, { id: '6' }] } }));
	await crm.write('contact', [
		{ id: '5', values: { city: 'Rome', interests: ['b', 'a'] } },
		{ id: '6', values: { city: null } },
	]);
	expect(sent()).toMatchObject([
		{
			method: 'POST',
			path: '/crm/objects/2026-09/contacts/batch/update',
			body: {
				inputs: [
					{ id: '5', properties: { city: 'Rome', interests: 'a;b' }, objectWriteTraceId: '0' },
					{ id: '6', properties: { city: '' }, objectWriteTraceId: '1' },
				],
			},
		},
	]);
});

test('warnings name the field and never the value', async () => {
	const warning = {
		category: 'PROPERTY_VALUE_NORMALIZED',
		message: 'Secret was normalized',
		context: { propertyName: 'city', rawValue: 'Secret', normalizedValue: 'secret' },
	};
	const { crm } = hubspot(() => ({ body: { results: [{ id: '5', warnings: [warning] }] } }));
	const [result] = await crm.write('contact', [{ id: '5', values: { city: 'Secret' } }]);
	expect(result).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining('city') as string] } });
	expect(JSON.stringify(result)).not.toMatch(/secret/i);
});

test('a record that an answer leaves out is not taken for written', async () => {
	const { crm } = hubspot(() => ({ body: { results: [{ id: '5' }] } }));
	const patches = ['5', '6'].map((id) => ({ id, values: { city: 'x' } }));
	expect(await crm.write('contact', patches)).toMatchObject([
		{ ok: true },
		{ ok: false, error: { kind: 'unexpected' } },
	]);
});

test('finding by e-mail reads by idProperty, then searches five misses at a time among the secondary addresses', async () => {
	const { crm, sent } = hubspot((request) => ({
		body: { results: [] },
		status: request.path.endsWith('search') ? 200 : 207,
	}));
	const emails = Array.from({ length: 6 }, (_, index) => `p${index}@example.com`);
	await crm.find(
		'contact',
		emails.map((email) => ({ email })),
		['city'],
	);
	const [read, ...searches] = sent();
	expect(read).toMatchObject({
		path: '/crm/objects/2026-09/contacts/batch/read',
		body: { idProperty: 'email', inputs: emails.map((id) => ({ id })) },
	});
	expect(searches.map(({ body }) => (body as { filterGroups: unknown[] }).filterGroups.length)).toEqual([5, 1]);
	expect(searches[1]?.body).toEqual({
		filterGroups: [
			{ filters: [{ propertyName: 'hs_additional_emails', operator: 'CONTAINS_TOKEN', value: 'p5@example.com' }] },
		],
		properties: ['email', 'hs_additional_emails'],
		limit: 200,
	});
});

test('finding by phone searches numbers without country code, both ways they may be stored', async () => {
	const { crm, sent } = hubspot(() => ({ body: { results: [] } }));
	await crm.find('contact', [{ phone: '+4930901820' }, { phone: '+14155550101' }], []);
	const values = ['30901820', '030901820', '4155550101'];
	expect(sent()[0]?.body).toEqual({
		filterGroups: ['hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number'].map(
			(propertyName) => ({ filters: [{ propertyName, operator: 'IN', values }] }),
		),
		properties: [],
		limit: 200,
	});
});

test('no search is longer than the 3,000 characters that HubSpot takes', async () => {
	const { crm, sent } = hubspot(() => ({ body: { results: [] } }));
	const phones = Array.from({ length: 300 }, (_, index) => ({ phone: `+49151${String(10_000_000 + index)}` }));
	const emails = phones.map((_, index) => ({ email: `${'x'.repeat(60)}${index}@${'y'.repeat(60)}.example.com` }));
	await crm.find('contact', [...phones, ...emails], []);
	const searches = sent().filter(({ path }) => path.endsWith('/search'));
	expect(searches.length).toBeGreaterThan(60);
	for (const { body } of searches) expect(JSON.stringify(body).length).toBeLessThanOrEqual(3_000);
});

test('ids, object names and fields cannot break out of their place in a path', async () => {
	const { crm, sent } = hubspot(() => ({ body: {} }));
	await expect(crm.read('../oauth', ['1'], [], { edits: false })).rejects.toMatchObject({ kind: 'not found' });
	await crm.read('contact', ['1/../2', '1?x', '%2e'], [], { edits: false });
	await crm.write('contact', [{ id: '1/../2', values: { city: 'x' } }]);
	expect(sent()).toEqual([]);
});

test('a note carries its association, its escaped text and the reference in the last line', async () => {
	const { crm, sent } = hubspot((request) => (request.path.endsWith('/notes') ? { body: { id: '77' } } : { body: {} }));
	const note = { title: 'A & B', body: 'one <two>\nthree', at: '2026-11-20T10:00:00.000Z' };
	expect(await crm.addNote('deal', '5', note, 'run-1')).toEqual({ ok: true, value: { id: '77', created: true } });
	expect(sent().map(({ path }) => path)).toEqual([
		'/crm/associations/2026-09/deals/notes/batch/read',
		'/crm/objects/2026-09/notes',
	]);
	expect(sent()[1]?.body).toEqual({
		properties: {
			hs_timestamp: '2026-11-20T10:00:00.000Z',
			hs_note_body: '<p><strong>A &amp; B</strong></p><p>one &lt;two&gt;<br>three</p><p>ref: run-1</p>',
		},
		associations: [{ to: { id: '5' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 214 }] }],
	});
});

test('a body that is too long is cut, and the reference stays', async () => {
	const { crm, sent } = hubspot(() => ({ body: { id: '77' } }));
	await crm.addNote(
		'contact',
		'5',
		{ title: 't', body: '<&>"'.repeat(30_000), at: '2026-11-20T10:00:00.000Z' },
		'run-1',
	);
	const { properties: made } = sent().at(-1)?.body as { properties: { hs_note_body: string } };
	expect(made.hs_note_body.length).toBeLessThanOrEqual(65_536);
	expect(made.hs_note_body.endsWith('…</p><p>ref: run-1</p>')).toBe(true);
});

describe('the account', () => {
	const details = { portalId: 7, uiDomain: 'app.hubspot.com' };
	const account = async (
		options: Parameters<typeof createHubSpot>[1],
		token: Answer,
		info: Answer = { body: details },
	) => {
		const port = fakePort((request) => (request.path.startsWith('/oauth') ? token : info));
		return { port, who: await createHubSpot(port, options).whoAmI() };
	};
	const accessToken = async () => await Promise.resolve('pat-secret');

	test('app and scopes come from the token page; the user who made the app is not us', async () => {
		const body = { hubId: 7, appId: 55, userId: 501, scopes: ['a'] };
		const { who, port } = await account({ accessToken }, { body });
		expect(who).toEqual({ account: '7', app: '55', scopes: ['a'] });
		expect(port.sent.find(({ method }) => method === 'POST')?.body).toEqual({ tokenKey: 'pat-secret' });
	});

	test.each([401, 403, 404, 400])('a credential without such a page (%d) still works', async (status) => {
		const { who } = await account({ accessToken }, { status, body: {} });
		expect(who).toEqual({ account: '7' });
	});

	test('without the token the page is not asked', async () => {
		const { port } = await account({}, { status: 500 });
		expect(port.sent).toHaveLength(1);
	});

	test('the token page stands in for account details that the credential may not read', async () => {
		const { who } = await account({ accessToken }, { body: { hubId: 7 } }, { status: 403, body: {} });
		expect(who).toEqual({ account: '7' });
	});

	test.each([
		['http://127.0.0.1:4600/', 'http://127.0.0.1:4600/contacts/7/record/0-1/5'],
		['http://localhost:4600', 'http://localhost:4600/contacts/7/record/0-1/5'],
		['https://api.hubapi.com', 'https://app-eu1.hubspot.com/contacts/7/record/0-1/5'],
		['http://127.0.0.1.evil.example', 'https://app-eu1.hubspot.com/contacts/7/record/0-1/5'],
	])('with the base URL %s records open at %s', async (baseUrl, url) => {
		const { crm } = hubspot(() => ({ body: { results: [{ id: '5' }] } }), { baseUrl });
		expect((await crm.read('contact', ['5'], [], { edits: false })).get('5')).toMatchObject({ value: { url } });
	});
});

test('sensitive fields are listed where the credential has their scope', async () => {
	const seen: unknown[] = [];
	const port = fakePort((request) => {
		if (request.path.startsWith('/oauth')) return { body: { scopes: ['crm.objects.contacts.sensitive.read.v2'] } };
		if (request.path.startsWith('/account-info')) return { body: { portalId: 7 } };
		if (!request.path.startsWith('/crm/properties/')) return { status: 404, body: {} };
		seen.push(request.query);
		const isSensitive = request.query?.['dataSensitivity'] === 'sensitive';
		const plain = { name: 'city', ...text };
		return { body: { results: [isSensitive ? { name: 'ssn', ...text, dataSensitivity: 'sensitive' } : plain] } };
	});
	const crm = createHubSpot(port, { accessToken: async () => await Promise.resolve('t') });
	const fields = await crm.describe('contact');
	expect(seen).toEqual(expect.arrayContaining([{}, { dataSensitivity: 'sensitive' }]));
	expect(fields.map(({ name, sensitive }) => [name, sensitive])).toEqual([
		['city', false],
		['ssn', true],
	]);
});
