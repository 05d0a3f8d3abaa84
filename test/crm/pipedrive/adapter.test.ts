/** What the Pipedrive adapter does beyond the contract: keys, parts of values, the changelog's price, blocks. */
import { createPipedrive } from '../../../crm/pipedrive/pipedrive';
import { fetchPort } from '../fetch-port';
import { openPipedrive, type PipedriveStage } from './stage';

let stage: PipedriveStage;
const open = async (options: Parameters<typeof openPipedrive>[0] = {}) => (stage = await openPipedrive(options));
afterEach(async () => {
	await stage.close();
});

const person = (values: Readonly<Record<string, string>> = {}) =>
	stage.control.create({ object: 'person', values: { name: 'Ada Lovelace', ...values } });

describe('finding beyond e-mail and phone', () => {
	test('a person by LinkedIn profile in a custom field, by last name, and by company', async () => {
		await open();
		stage.control.createProperty({ object: 'person', name: 'LinkedIn URL', type: 'varchar' });
		const acme = stage.control.create({ object: 'company', values: { name: 'Acme GmbH' } });
		const ada = person({ linkedin_url: 'https://www.linkedin.com/in/Ada-L/', org_id: acme });
		person({ name: 'Grace Hopper', linkedin_url: 'https://linkedin.com/in/ada-lovelace' });
		expect(await stage.find('contact', { linkedin: 'in/ada-l' })).toEqual([[ada, ['linkedin']]]);
		expect(await stage.find('contact', { person: { first: 'Ada', last: 'Lovelace' } })).toEqual([[ada, ['person']]]);
		expect(await stage.find('contact', { parent: { object: 'company', id: acme } })).toEqual([[ada, ['parent']]]);
	});

	test('a company by its website’s domain and by its name, with or without the legal form', async () => {
		await open();
		const acme = stage.control.create({
			object: 'company',
			values: { name: 'Acme', website: 'https://www.acme.example.com/about', linkedin: 'linkedin.com/company/acme' },
		});
		stage.control.create({ object: 'company', values: { name: 'Acmedia', website: 'https://notacme.example.org' } });
		expect(await stage.find('company', { domain: 'example.com' })).toEqual([[acme, ['domain']]]);
		expect(await stage.find('company', { name: 'ACME GmbH' })).toEqual([[acme, ['name']]]);
		expect(await stage.find('company', { linkedin: 'company/acme' })).toEqual([[acme, ['linkedin']]]);
	});

	test('deals by company, and leads by person and title', async () => {
		await open();
		const acme = stage.control.create({ object: 'company', values: { name: 'Acme' } });
		const ada = person();
		const deal = stage.control.create({ object: 'deal', values: { title: 'Acme renewal', org_id: acme } });
		const lead = stage.control.create({ object: 'lead', values: { title: 'Ada wants more', person_id: ada } });
		expect(await stage.find('deal', { parent: { object: 'company', id: acme } })).toEqual([[deal, ['parent']]]);
		expect(await stage.find('lead', { parent: { object: 'contact', id: ada } })).toEqual([[lead, ['parent']]]);
		expect(await stage.find('lead', { name: 'Ada wants more' })).toEqual([[lead, ['name']]]);
		expect(await stage.find('lead', { id: lead })).toEqual([[lead, ['record id']]]);
	});

	test('the profile says who a person is: all addresses with the primary first, the company, the ids', async () => {
		await open();
		stage.control.createProperty({ object: 'person', name: 'Customer ID', type: 'varchar' });
		const acme = stage.control.create({ object: 'company', values: { name: 'Acme' } });
		const id = person({ org_id: acme, customer_id: 'C-1', job_title: 'CTO' });
		const emails = [
			{ value: 'old@example.com', primary: false, label: 'home' },
			{ value: 'new@example.com', primary: true, label: 'work' },
		];
		stage.control.edit({ object: 'person', id, field: 'emails', value: JSON.stringify(emails) });
		const [found] = await stage.connect().crm.find('contact', [{ id }], []);
		const key = stage.control.property({ object: 'person', name: 'customer_id' })?.code ?? '';
		expect(found?.ok === true && found.value[0]?.profile).toMatchObject({
			firstName: 'Ada',
			lastName: 'Lovelace',
			emails: ['new@example.com', 'old@example.com'],
			title: 'CTO',
			companyName: 'Acme',
			companyId: acme,
			uniques: { [key]: 'C-1' },
		});
	});

	test('a term that is too short for Pipedrive’s search is not sent', async () => {
		await open();
		const { crm, port } = stage.connect();
		await crm.describe('company');
		const [found] = await crm.find('company', [{ name: 'X' }], []);
		expect(found).toEqual({ ok: true, value: [] });
		expect(port.sent.filter(({ path }) => path.includes('search'))).toEqual([]);
	});

	test('in a Pipedrive that keeps numbers as typed, the usual spellings are searched', async () => {
		await open({ phoneSearch: 'as typed' });
		const id = person({ phone: '+49 30 901820' });
		const other = person({ phone: '030 901821' });
		expect(await stage.find('contact', { phone: '+4930901820' })).toEqual([[id, ['phone']]]);
		expect(await stage.find('contact', { phone: '+4930901821' })).toEqual([[other, ['phone']]]);
	});

	test('a number that two people hold in two spellings has two holders', async () => {
		await open({ phoneSearch: 'as typed' });
		const ids = ['+49 30 901820', '030 901820', '030901820'].map((phone) => person({ phone }));
		const found = await stage.find('contact', { phone: '+4930901820' });
		expect(found.map(([id]) => id).sort()).toEqual([...ids].sort());
	});

	test('what only resembles a key in one field hides nobody who holds it in another', async () => {
		await open();
		stage.control.createProperty({ object: 'company', name: 'More Domains', type: 'varchar' });
		const company = (values: Readonly<Record<string, string>>) =>
			stage.control.create({ object: 'company', values: { name: 'Some', ...values } });
		company({ website: 'https://acme.example.uk' });
		const acme = company({ more_domains: 'acme.example' });
		expect(await stage.find('company', { domain: 'acme.example' })).toEqual([[acme, ['domain']]]);
	});

	test('a crowd that only resembles a key does not push its holder out of the answer', async () => {
		await open();
		const company = (website: string) => stage.control.create({ object: 'company', values: { name: 'Some', website } });
		for (let n = 0; n < 120; n++) company(`https://range${n}.example-ge.test`);
		const holder = company('https://ge.test');
		expect(await stage.find('company', { domain: 'ge.test' })).toEqual([[holder, ['domain']]]);
		for (let n = 0; n < 500; n++) company(`https://other${n}.example-ge.test`);
		const [found] = await stage.connect().crm.find('company', [{ domain: 'ge.test' }], []);
		expect(found).toMatchObject({ ok: false, error: { code: 'TOO_MANY_RECORDS' } });
	});

	test('a number that is too long to be told from its neighbours is refused as a key', async () => {
		await open();
		const field = stage.control.createProperty({ object: 'person', name: 'Customer Number', type: 'double' });
		person({ customer_number: '12345678901234568' });
		const known = person({ customer_number: '4711' });
		expect(await stage.find('contact', { unique: { field, value: '4711' } })).toEqual([[known, ['unique field']]]);
		const query = { unique: { field, value: '12345678901234567' } };
		const [found] = await stage.connect().crm.find('contact', [query], []);
		expect(found).toMatchObject({ ok: false, error: { code: 'NUMBER_TOO_LONG' } });
	});

	test('the company of a person, of a deal and of a lead, and the person of a deal', async () => {
		await open();
		const acme = stage.control.create({ object: 'company', values: { name: 'Acme' } });
		const ada = person({ org_id: acme });
		const deal = stage.control.create({ object: 'deal', values: { title: 'Big', org_id: acme, person_id: ada } });
		const lead = stage.control.create({ object: 'lead', values: { title: 'New', organization_id: acme } });
		for (const [object, id] of [
			['contact', ada],
			['deal', deal],
			['lead', lead],
		] as const) {
			expect(await stage.find('company', { parent: { object, id } })).toEqual([[acme, ['parent']]]);
		}
		expect(await stage.find('contact', { parent: { object: 'deal', id: deal } })).toEqual([[ada, ['parent']]]);
		expect(await stage.find('company', { parent: { object: 'contact', id: '999999' } })).toEqual([]);
	});

	test('a few keys are searched for one by one, many in one walk through a small account', async () => {
		await open();
		const ids = Array.from({ length: 40 }, (_, n) => person({ email: `p${n}@example.com` }));
		const purposes = async (count: number) => {
			const { crm } = stage.connect();
			const queries = ids.slice(0, count).map((_, n) => ({ email: `P${n}@example.com` }));
			const found = await crm.find('contact', queries, []);
			expect(found.map((result) => result.ok && result.value.map(({ id }) => id))).toEqual(
				ids.slice(0, count).map((id) => [id]),
			);
			return crm.requests;
		};
		expect(await purposes(3)).toMatchObject({ 'find by email': 3 });
		const many = await purposes(40);
		expect(many).toMatchObject({ 'find by list': 1 });
		expect(many).not.toHaveProperty('find by email');
	});

	test('where the account is too large to walk through, nothing is lost: the keys are searched for', async () => {
		await open();
		// Two pages for eight keys, and the wanted persons stand behind them.
		for (let n = 0; n < 1_001; n++) stage.control.create({ object: 'person', values: { name: `Filler ${n}` } });
		const ids = Array.from({ length: 8 }, (_, n) => person({ email: `p${n}@example.com` }));
		const { crm } = stage.connect();
		const found = await crm.find(
			'contact',
			ids.map((_, n) => ({ email: `p${n}@example.com` })),
			[],
		);
		expect(found.map((result) => result.ok && result.value.map(({ id }) => id))).toEqual(ids.map((id) => [id]));
		expect(crm.requests).toMatchObject({ 'find by list': 2, 'find by email': 8 });
	});
});

describe('values that Pipedrive replaces as a whole', () => {
	const write = async (object: string, id: string, values: Readonly<Record<string, string | number | null>>) =>
		(await stage.connect().crm.write(object, [{ id, values }]))[0];

	test.each(['replaced', 'added'] as const)(
		'a new e-mail becomes the primary one and drops no other (%s)',
		async (contactArrays) => {
			await open({ contactArrays });
			const id = person({ email: 'ada@work.example' });
			expect(await write('contact', id, { email: 'ada@new.example' })).toMatchObject({ ok: true });
			const stored = stage.control.values({ object: 'person', id })['emails'];
			expect(stored).toBe('ada@new.example');
			expect(await stage.find('contact', { email: 'ada@work.example' })).toEqual([[id, ['secondary email']]]);
		},
	);

	test('one of several e-mails is not emptied, since that would drop them all; a single one is', async () => {
		await open();
		const id = person({ email: 'ada@work.example' });
		await write('contact', id, { email: 'ada@new.example' });
		expect(await write('contact', id, { email: null })).toMatchObject({
			ok: false,
			error: { kind: 'validation', fields: ['email'] },
		});
		const single = person({ email: 'x@example.com' });
		expect(await write('contact', single, { email: null })).toMatchObject({ ok: true });
		expect(await stage.read('contact', single, 'email')).toBeNull();
	});

	test('a part of an address is written without emptying the others', async () => {
		await open();
		const address = JSON.stringify({ value: 'Main St 1, Berlin', locality: 'Berlin', country: 'Germany' });
		const id = stage.control.create({ object: 'company', values: { name: 'Acme', address } });
		await write('company', id, { 'address.locality': 'Potsdam', 'address.postal_code': '14467' });
		expect(JSON.parse(stage.control.value({ object: 'company', id, field: 'address' }) ?? '{}')).toMatchObject({
			value: 'Main St 1, Berlin',
			locality: 'Potsdam',
			postal_code: '14467',
			country: 'Germany',
		});
	});

	test('money keeps its currency, or gets the user’s own, and never one that Pipedrive chose', async () => {
		await open({ currency: 'SEK' });
		const key = stage.control.createProperty({ object: 'person', name: 'Budget', type: 'monetary' });
		const fresh = person();
		const kept = person({ budget: '{"value":5,"currency":"USD"}' });
		const { crm, port } = stage.connect();
		await crm.write('contact', [
			{ id: fresh, values: { [key]: 10 } },
			{ id: kept, values: { [key]: 0 } },
		]);
		const bodies = port.sent.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
		expect(bodies).toEqual(
			expect.arrayContaining([
				{ custom_fields: { [key]: { value: 10, currency: 'SEK' } } },
				{ custom_fields: { [key]: { value: 0, currency: 'USD' } } },
			]),
		);
		expect(await stage.read('contact', kept, key)).toBe(0);
		expect(await stage.read('contact', kept, `${key}.currency`)).toBe('USD');
	});

	test('a time of day names its zone', async () => {
		await open({ timeZone: 'Europe/Stockholm' });
		const key = stage.control.createProperty({ object: 'person', name: 'Best Time', type: 'time' });
		const id = person();
		const { crm, port } = stage.connect();
		await crm.write('contact', [{ id, values: { [key]: '09:30' } }]);
		expect(port.sent.at(-1)?.body).toEqual({
			custom_fields: { [key]: { value: '09:30:00', timezone_name: 'Europe/Stockholm' } },
		});
	});

	test('a value of a deal and a lead stands where each API keeps it', async () => {
		await open();
		const deal = stage.control.create({ object: 'deal', values: { title: 'Renewal' } });
		const lead = stage.control.create({ object: 'lead', values: { title: 'Ada' } });
		expect(await write('deal', deal, { value: 100, ai_lead_score: 70 })).toMatchObject({ ok: true });
		expect(await write('lead', lead, { value: 100, ai_lead_score: 70 })).toMatchObject({ ok: true });
		expect(await stage.read('deal', deal, 'value')).toBe(100);
		expect(await stage.read('lead', lead, 'value')).toBe(100);
		expect(await stage.read('lead', lead, 'ai_lead_score')).toBe(70);
	});

	test('AI fields have the names and options of every CRM', async () => {
		await open();
		const id = person();
		const values = { ai_fit_segment: 'hot', ai_lead_score: 80, ai_updated_at: '2026-11-20T10:00:00.000Z' };
		expect(await write('contact', id, values)).toMatchObject({ ok: true });
		for (const [name, value] of Object.entries(values)) expect(await stage.read('contact', id, name)).toBe(value);
		const segment = (await stage.connect().crm.describe('contact')).find(({ name }) => name === 'ai_fit_segment');
		expect(segment?.choices.map(({ value }) => value)).toEqual(['hot', 'warm', 'cold']);
	});

	test('two fields of one label keep their keys, whichever comes first, and setting up says to rename one', async () => {
		await open({ aiFields: false });
		const { aiFields } = await import('../../../core/fields/ai-fields');
		const [score] = aiFields.filter(({ name }) => name === 'ai_lead_score');
		if (score === undefined) throw new Error('no such field');
		const twins = ['AI Lead Score', 'AI lead score'].map((name) =>
			stage.control.createProperty({ object: 'person', name, type: 'double' }),
		);
		const { crm } = stage.connect();
		const names = (await crm.describe('contact')).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(twins));
		expect(names).not.toContain('ai_lead_score');
		const [answer] = await crm.createFields('contact', [score]);
		expect(answer).toMatchObject({ status: 'differs' });
		expect(answer?.message).toMatch(/rename/i);
	});

	test('what a person adds to the list while many records are written stays in it', async () => {
		await open();
		const ids = Array.from({ length: 30 }, (_, n) => person({ email: `p${n}@work.example` }));
		const last = ids.at(-1) ?? '';
		const add = () => {
			const entries = ['p29@work.example', 'typed@rep.example'];
			const value = JSON.stringify(entries.map((entry, n) => ({ value: entry, primary: n === 0, label: 'work' })));
			stage.control.edit({ object: 'person', id: last, field: 'emails', value });
		};
		stage.control.schedule({ nth: 5, phase: 'before', purpose: 'update', action: add });
		const { crm } = stage.connect();
		const patches = ids.map((id, n) => ({ id, values: { email: `new${n}@ai.example` } }));
		expect((await crm.write('contact', patches)).every(({ ok }) => ok)).toBe(true);
		expect(await stage.find('contact', { email: 'typed@rep.example' })).toEqual([[last, ['secondary email']]]);
	});

	test('the parts of a lead’s money, range and address stand where the older API keeps them', async () => {
		await open();
		const budget = stage.control.createProperty({ object: 'deal', name: 'Budget', type: 'monetary' });
		const term = stage.control.createProperty({ object: 'deal', name: 'Term', type: 'daterange' });
		const place = stage.control.createProperty({ object: 'deal', name: 'Place', type: 'address' });
		const lead = stage.control.create({ object: 'lead', values: { title: 'Ada' } });
		const { crm, port } = stage.connect();
		const values = {
			[`${budget}.currency`]: 'USD',
			[budget]: 100,
			[term]: '2026-12-01',
			[`${term}.until`]: '2026-12-31',
			[place]: 'Main St 1, Berlin',
			[`${place}.locality`]: 'Berlin',
		};
		expect(await crm.write('lead', [{ id: lead, values }])).toMatchObject([{ ok: true }]);
		expect(port.sent.at(-1)?.body).toEqual({
			[budget]: 100,
			[`${budget}_currency`]: 'USD',
			[term]: '2026-12-01',
			[`${term}_until`]: '2026-12-31',
			[place]: 'Main St 1, Berlin',
			[`${place}_locality`]: 'Berlin',
		});
		for (const [name, value] of Object.entries(values)) expect(await stage.read('lead', lead, name)).toBe(value);
		// Money that has a currency keeps it; money without one gets the user's own.
		expect(await crm.write('lead', [{ id: lead, values: { [budget]: 5 } }])).toMatchObject([{ ok: true }]);
		expect(await stage.read('lead', lead, `${budget}.currency`)).toBe('USD');
	});

	test('Set Up AI Fields on an empty account makes all of them under their common names', async () => {
		await open({ aiFields: false });
		const { aiFields } = await import('../../../core/fields/ai-fields');
		const { crm } = stage.connect();
		const made = await crm.createFields('contact', aiFields);
		expect(made.map(({ status }) => status)).toEqual(aiFields.map(() => 'created'));
		const names = (await stage.connect().crm.describe('contact')).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(aiFields.map(({ name }) => name)));
		expect((await crm.createFields('contact', aiFields)).map(({ status }) => status)).toEqual(
			aiFields.map(() => 'exists'),
		);
	});
});

describe('the changelog and its price', () => {
	test('is read for the fields whose edits are wanted only, and not at all where there are none', async () => {
		await open();
		const ids = [person(), person()];
		stage.control.edit({ object: 'person', id: ids[0] ?? '', field: 'job_title', value: 'CTO', user: 502 });
		const { crm } = stage.connect();
		const fields = ['job_title', 'ai_lead_score'];
		const none = await crm.read('contact', ids, fields, { edits: true, editsOf: [] });
		expect(crm.requests['changelog']).toBeUndefined();
		for (const result of none.values()) expect(result).toMatchObject({ ok: true, value: { edits: {}, history: {} } });
		const some = await crm.read('contact', ids, fields, { edits: true, editsOf: ['job_title'] });
		expect(crm.requests['changelog']).toBe(2);
		const first = some.get(ids[0] ?? '');
		expect(first?.ok === true && first.value.edits).toEqual({
			job_title: expect.objectContaining({ by: 'human', actor: 'user:502', evidence: 'history' }) as object,
		});
		expect(first?.ok === true && Object.keys(first.value.history)).toEqual(['job_title']);
	});

	test('several changes within one second stay several, in their order', async () => {
		await open();
		const id = person();
		for (const value of ['a', 'b', 'a']) stage.control.edit({ object: 'person', id, field: 'job_title', value });
		const result = (await stage.connect().crm.read('contact', [id], ['job_title'], { edits: true })).get(id);
		const versions = result?.ok === true ? (result.value.history['job_title'] ?? []) : [];
		expect(versions.map(({ value }) => value)).toEqual(['a', 'b', 'a']);
		expect(new Set(versions.map(({ at }) => at)).size).toBe(3);
	});

	test('an address whose parts the changelog does not tell apart was changed by whoever changed it', async () => {
		await open();
		const address = (city: string) => JSON.stringify({ value: `Main St 1, ${city}`, locality: city });
		const make = () =>
			stage.control.create({ object: 'company', values: { name: 'Acme', address: address('Berlin') } });
		const [typed, automated, both, untouched] = [make(), make(), make(), make()];
		const edit = (id: string, city: string, source?: 'automation') =>
			stage.control.edit({
				object: 'company',
				id,
				field: 'address',
				value: address(city),
				...(source ? { source } : {}),
			});
		edit(typed, 'Potsdam');
		edit(automated, 'Potsdam', 'automation');
		edit(both, 'Potsdam');
		edit(both, 'Ulm', 'automation');
		const port = fetchPort(stage.sandbox.url, { token: stage.sandbox.oauthToken });
		const asText = (value: unknown) =>
			typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as { value: string }).value : value;
		const crm = createPipedrive(
			{
				...port,
				async send(request) {
					const response = await port.send(request);
					if (!request.path.endsWith('/changelog')) return response;
					const { data, ...rest } = response.body as { data: Record<string, unknown>[] };
					const plain = data.map((entry) => ({
						...entry,
						old_value: asText(entry['old_value']),
						new_value: asText(entry['new_value']),
					}));
					return { ...response, body: { ...rest, data: plain } };
				},
			},
			{ baseUrl: stage.sandbox.url },
		);
		const read = await crm.read('company', [typed, automated, both, untouched], ['address.locality'], { edits: true });
		const seen = [typed, automated, both, untouched].map((id) => {
			const result = read.get(id);
			if (result?.ok !== true) throw new Error('not read');
			const { edits, history } = result.value;
			return [edits['address.locality']?.by, history['address.locality']];
		});
		// Of the last one nothing is told, so nobody changed it.
		expect(seen).toEqual([
			['human', undefined],
			['automation', undefined],
			['human', undefined],
			[undefined, []],
		]);
	});

	test('without the right to see it, the record is read all the same', async () => {
		await open();
		const id = person({ job_title: 'CTO' });
		stage.control.addToken({
			token: stage.sandbox.oauthToken,
			userId: 900,
			kind: 'oauth',
			scopes: ['base', 'contacts:full', 'search:read'],
		});
		const result = (await stage.connect().crm.read('contact', [id], ['job_title'], { edits: true })).get(id);
		expect(result).toMatchObject({ ok: true, value: { values: { job_title: 'CTO' }, history: {}, edits: {} } });
	});

	test('leads have none, and say so by having no history', async () => {
		await open();
		const id = stage.control.create({ object: 'lead', values: { title: 'Ada' } });
		const { crm } = stage.connect();
		const result = (await crm.read('lead', [id], ['title'], { edits: true })).get(id);
		expect(result).toMatchObject({ ok: true, value: { values: { title: 'Ada' }, history: {} } });
		expect(crm.requests['changelog']).toBeUndefined();
	});
});

describe('budgets and blocks', () => {
	test('a Cloudflare page is known for what it is, and nothing more is sent', async () => {
		await open();
		const ids = Array.from({ length: 30 }, () => person());
		const { crm } = stage.connect();
		await crm.describe('contact');
		await crm.whoAmI();
		stage.control.fault({ kind: 'error', status: 403, purpose: 'update', count: 1000 });
		const results = await crm.write(
			'contact',
			ids.map((id) => ({ id, values: { job_title: 'x' } })),
		);
		for (const result of results) {
			expect(result).toMatchObject({ ok: false, error: { kind: 'rate limit', code: 'BLOCKED' } });
		}
		const sent = stage.control.requests().filter(({ purpose }) => purpose === 'update').length;
		expect(sent).toBeLessThanOrEqual(6);
		await crm.write('contact', [{ id: ids[0] ?? '', values: { job_title: 'y' } }]);
		expect(stage.control.requests().filter(({ purpose }) => purpose === 'update')).toHaveLength(sent);
	});

	test('a day’s budget that is used up is not waited for', async () => {
		await open();
		const id = person();
		const { crm } = stage.connect();
		await crm.describe('contact');
		await crm.whoAmI();
		stage.control.configure({ limits: { dailyTokens: 0 } });
		const [result] = await crm.write('contact', [{ id, values: { job_title: 'x' } }]);
		expect(result).toMatchObject({ ok: false, error: { kind: 'rate limit', code: 'DAILY' } });
		expect(stage.control.requests().filter(({ status }) => status === 429)).toHaveLength(1);
	});

	test('stays inside the burst limit that the answers tell', async () => {
		await open({ limits: { burst: 20, windowMs: 2_000 } });
		const ids = Array.from({ length: 30 }, () => person());
		const port = fetchPort(stage.sandbox.url, { token: stage.sandbox.oauthToken, waiting: 'real' });
		const crm = createPipedrive(port, { baseUrl: stage.sandbox.url });
		const results = await crm.write(
			'contact',
			ids.map((id) => ({ id, values: { job_title: 'x' } })),
		);
		expect(results.every(({ ok }) => ok)).toBe(true);
		expect(stage.control.stats().byStatus).toEqual({ '200': 32 });
	});
});

describe('webhooks', () => {
	const secret = 'only-we-know';
	const call = (body: unknown, password: string) => ({
		method: 'POST',
		url: 'https://n8n.example/hook',
		headers: { Authorization: `Basic ${Buffer.from(`n8n:${password}`).toString('base64')}` },
		rawBody: JSON.stringify(body),
	});
	const now = Date.parse('2026-11-20T10:00:30Z');
	const event = (more: Readonly<Record<string, unknown>> = {}) => ({
		meta: {
			action: 'change',
			entity: 'person',
			entity_id: '12',
			company_id: '77',
			user_id: '5',
			webhook_owner_id: '5',
			change_source: 'app',
			timestamp: '2026-11-20T10:00:00.000Z',
			correlation_id: 'c-1',
			...more,
		},
		data: {},
		previous: { job_title: 'x' },
	});

	test('are subscribed with a password apart from the address, and cancelled', async () => {
		await open();
		const { crm, port } = stage.connect();
		const made = await crm.webhooks.subscribe('contact', `https://n8n:${secret}@n8n.example/hook`);
		expect(made).toMatchObject({ ok: true });
		expect(port.sent.at(-1)?.body).toMatchObject({
			subscription_url: 'https://n8n.example/hook',
			event_object: 'person',
			version: '2.0',
			http_auth_user: 'n8n',
			http_auth_password: secret,
		});
		const subscription = made.ok ? made.value.subscription : '';
		expect(await crm.webhooks.unsubscribe(subscription)).toEqual({ ok: true, value: null });
		expect(await crm.webhooks.unsubscribe(subscription)).toEqual({ ok: true, value: null });
	});

	test('are told genuine by the password and a fresh time', async () => {
		await open();
		const { webhooks } = stage.connect().crm;
		expect(webhooks.verify(call(event(), secret), secret, now)).toBe(true);
		expect(webhooks.verify(call(event(), 'guess'), secret, now)).toBe(false);
		expect(webhooks.verify(call(event(), ''), '', now)).toBe(false);
		expect(webhooks.verify(call(event({ timestamp: '2026-11-20T09:00:00Z' }), secret), secret, now)).toBe(false);
		expect(webhooks.verify({ ...call(event(), secret), headers: {} }, secret, now)).toBe(false);
	});

	test('tell what happened to which record, merges with the survivor', async () => {
		await open();
		const { webhooks } = stage.connect().crm;
		expect(webhooks.parse(call(event(), secret))).toEqual([
			{
				object: 'contact',
				id: '12',
				at: '2026-11-20T10:00:00.000Z',
				kind: 'changed',
				own: false,
				eventId: 'c-1',
				account: '77',
				field: 'job_title',
			},
		]);
		expect(webhooks.parse(call(event({ change_source: 'api' }), secret))).toMatchObject([{ own: true }]);
		expect(webhooks.parse(call(event({ action: 'delete', merged_to_id: 9 }), secret))).toMatchObject([
			{ kind: 'merged', id: '12', survivor: '9' },
		]);
	});
});
