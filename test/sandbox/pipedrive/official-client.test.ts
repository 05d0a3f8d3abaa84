/** Pipedrive's own client for Node, v2 and v1, against the sandbox: it builds requests in its own way. */
import * as v1 from 'pipedrive/v1';
import * as v2 from 'pipedrive/v2';
import { startPipedriveSandbox, type PipedriveSandbox } from '../../../sandbox/pipedrive/sandbox';

let sandbox: PipedriveSandbox;
let newer: v2.Configuration;
let older: v1.Configuration;

beforeEach(async () => {
	sandbox = await startPipedriveSandbox({ aiFields: true });
	newer = new v2.Configuration({ apiKey: sandbox.token, basePath: `${sandbox.url}/api/v2` });
	older = new v1.Configuration({ apiKey: sandbox.token, basePath: `${sandbox.url}/v1` });
});
afterEach(async () => {
	await sandbox.close();
});

const persons = () => new v2.PersonsApi(newer);
const make = async (AddPersonRequest: v2.AddPersonRequest): Promise<number> =>
	(await persons().addPerson({ AddPersonRequest })).data?.id ?? 0;

describe('The official Pipedrive client against the sandbox', () => {
	it('creates, reads, updates and deletes a person', async () => {
		const id = await make({ name: 'Ada Lovelace', emails: [{ value: 'ada@example.com' }] });
		const { data } = await persons().getPerson({ id });
		expect(data).toMatchObject({
			first_name: 'Ada',
			last_name: 'Lovelace',
			emails: [{ value: 'ada@example.com', primary: true, label: 'work' }],
			is_deleted: false,
		});
		await persons().updatePerson({ id, UpdatePersonRequest: { job_title: 'CTO' } });
		expect((await persons().getPerson({ id })).data).toMatchObject({ job_title: 'CTO', name: 'Ada Lovelace' });
		await persons().deletePerson({ id });
		expect((await persons().getPerson({ id })).data?.is_deleted).toBe(true);
		expect((await persons().getPersons({ ids: String(id) })).data).toEqual([]);
	});

	it('pages through a list by cursor, filters by change time, and leaves out ids that are missing', async () => {
		const ids: number[] = [];
		for (let n = 0; n < 7; n++) ids.push(await make({ name: `Person ${n}` }));
		const first = await persons().getPersons({ limit: 5 });
		expect(first.data).toHaveLength(5);
		const rest = await persons().getPersons({ limit: 5, cursor: first.additional_data?.next_cursor ?? '' });
		expect(rest.data?.map(({ id }) => id)).toEqual(ids.slice(5));
		expect(rest.additional_data?.next_cursor).toBeNull();
		const some = await persons().getPersons({ ids: `${ids[3]},999999` });
		expect(some.data?.map(({ id }) => id)).toEqual([ids[3]]);
		sandbox.control.advanceClock({ ms: 10_000 });
		await persons().updatePerson({ id: ids[2] ?? 0, UpdatePersonRequest: { job_title: 'x' } });
		const since = new Date(Date.now() + 5_000).toISOString().replace(/\.\d+/, '');
		const changed = await persons().getPersons({ updated_since: since, sort_by: 'update_time' });
		expect(changed.data?.map(({ id }) => id)).toEqual([ids[2]]);
		await expect(persons().getPersons({ updated_since: new Date().toISOString() })).rejects.toMatchObject({
			code: 'ERR_SCHEMA_VALIDATION_FAILED',
		});
	});

	it('describes custom fields by 40-digit keys, makes new ones, and takes options by id', async () => {
		const fields = new v2.PersonFieldsApi(newer);
		const created = await fields.addPersonField({
			AddPersonFieldRequest: { field_name: 'Tier', field_type: 'enum', options: [{ label: 'A' }, { label: 'B' }] },
		});
		const key = created.data?.field_code ?? '';
		expect(key).toMatch(/^[0-9a-f]{40}$/);
		const { data } = await fields.getPersonFields();
		const score = data?.find(({ field_name }) => field_name === 'AI Lead Score')?.field_code ?? '';
		const [a] = created.data?.options ?? [];
		const id = await make({ name: 'Ada', custom_fields: { [key]: a?.id, [score]: 80 } });
		const read = await persons().getPerson({ id, custom_fields: `${key},${score}` });
		expect(read.data?.custom_fields).toEqual({ [key]: a?.id, [score]: 80 });
		await persons().updatePerson({ id, UpdatePersonRequest: { custom_fields: { [key]: null } } });
		expect((await persons().getPerson({ id })).data?.custom_fields).toMatchObject({ [key]: null, [score]: 80 });
	});

	it.each([
		['an unknown key', { nonsense: 1 }, "nonsense: Parameter 'nonsense' is not allowed for this request"],
		['a number as text', { owner_id: '501' }, "owner_id: Expected 'number' as value"],
		['an unknown custom field', { custom_fields: { ['0'.repeat(40)]: 'x' } }, 'is not allowed for this request'],
		['a name that is empty', { name: '' }, 'name: Must not be empty'],
		['e-mails as text', { emails: 'ada@example.com' }, "emails: Expected 'array' as value"],
	])('refuses %s', async (_name, body, message) => {
		const id = await make({ name: 'Ada' });
		const refused = persons().updatePerson({ id, UpdatePersonRequest: body as v2.UpdatePersonRequest });
		await expect(refused).rejects.toMatchObject({
			success: false,
			error: expect.stringContaining(message) as string,
			code: 'ERR_SCHEMA_VALIDATION_FAILED',
		});
	});

	it('finds persons by e-mail, phone and name, organizations by a field, and refuses a term that is too short', async () => {
		const id = await make({
			name: 'Ada Lovelace',
			emails: [{ value: 'Ada@Example.com' }],
			phones: [{ value: '+49 (30) 901-820' }],
		});
		const search = async (term: string, fields: v2.PersonsApiSearchPersonsRequest['fields'], exact_match: boolean) =>
			(await persons().searchPersons({ term, ...(fields ? { fields } : {}), exact_match })).data?.items?.map(
				({ item }) => item?.id,
			);
		expect(await search('ada@example.com', 'email', true)).toEqual([id]);
		expect(await search('ada@example', 'email', true)).toEqual([]);
		expect(await search('30901820', 'phone', false)).toEqual([id]);
		expect(await search('lovelace', 'name', false)).toEqual([id]);
		await expect(search('a', 'name', false)).rejects.toMatchObject({ success: false });

		const organizations = new v2.OrganizationsApi(newer);
		const acme = await organizations.addOrganization({
			AddOrganizationRequest: { name: 'Acme', website: 'https://acme.example' },
		});
		const found = await new v2.ItemSearchApi(newer).searchItemByField({
			term: 'acme.example',
			entity_type: 'organization',
			match: 'middle',
			field: 'website',
		});
		expect(found.data).toMatchObject([{ id: acme.data?.id }]);
	});

	it('tells who changed what, newest first, in the changelog', async () => {
		const id = await make({ name: 'Ada' });
		sandbox.control.edit({ object: 'person', id: String(id), field: 'job_title', value: 'CTO', user: 502 });
		sandbox.control.advanceClock({ ms: 2_000 });
		await persons().updatePerson({ id, UpdatePersonRequest: { job_title: 'CEO' } });
		const { data } = await new v1.PersonsApi(older).getPersonChangelog({ id });
		expect(data).toMatchObject([
			{ field_key: 'job_title', old_value: 'CTO', new_value: 'CEO', actor_user_id: 900, change_source: 'api' },
			{ field_key: 'job_title', old_value: null, new_value: 'CTO', actor_user_id: 502, change_source: 'app' },
		]);
		expect(data?.[0]?.time).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
	});

	it('merges persons, keeps both addresses, and marks the loser as deleted', async () => {
		const loser = await make({ name: 'Ada', emails: [{ value: 'old@example.com' }] });
		const winner = await make({ name: 'Ada L', emails: [{ value: 'new@example.com' }] });
		await new v1.PersonsApi(older).mergePersons({ id: loser, MergePersonsRequest: { merge_with_id: winner } });
		expect((await persons().getPerson({ id: winner })).data?.emails?.map(({ value }) => value)).toEqual([
			'new@example.com',
			'old@example.com',
		]);
		expect((await persons().getPerson({ id: loser })).data?.is_deleted).toBe(true);
		const log = await new v1.PersonsApi(older).getPersonChangelog({ id: loser });
		expect(log.data?.[0]).toMatchObject({ field_key: 'merge_what_id', new_value: String(winner) });
	});

	it('keeps notes, tasks and deals of a person', async () => {
		const person_id = await make({ name: 'Ada' });
		const notes = new v1.NotesApi(older);
		const added = await notes.addNote({
			AddNoteRequest: { content: '<b>Hi</b><script>alert(1)</script>', person_id },
		});
		expect(added.data?.content).toBe('<b>Hi</b>');
		expect((await notes.getNotes({ person_id })).data).toHaveLength(1);

		const activities = new v2.ActivitiesApi(newer);
		await activities.addActivity({
			AddActivityRequest: {
				subject: 'Review',
				type: 'task',
				due_date: '2026-11-27',
				due_time: '09:00',
				participants: [{ person_id, primary: true }],
			},
		});
		expect((await activities.getActivities({ person_id })).data).toMatchObject([
			{ subject: 'Review', type: 'task', due_date: '2026-11-27', due_time: '09:00' },
		]);

		const deals = new v2.DealsApi(newer);
		const deal = await deals.addDeal({ AddDealRequest: { title: 'Renewal', person_id, value: 1_000 } });
		expect(deal.data).toMatchObject({ value: 1_000, currency: 'EUR', status: 'open' });
		expect((await deals.getDeals({ person_id })).data).toHaveLength(1);
	});

	it('keeps leads in v1, with the custom fields of deals beside the others', async () => {
		const person_id = await make({ name: 'Ada' });
		const leads = new v1.LeadsApi(older);
		const { data } = await leads.addLead({ AddLeadRequest: { title: 'Ada wants more', person_id } });
		expect(data?.id).toMatch(/^[0-9a-f-]{36}$/);
		const key = sandbox.control.property({ object: 'deal', name: 'ai_lead_score' })?.code ?? '';
		const body = { value: { amount: 10, currency: 'USD' }, [key]: 70 } as v1.UpdateLeadRequest;
		await leads.updateLead({ id: data?.id ?? '', UpdateLeadRequest: body });
		expect((await leads.getLead({ id: data?.id ?? '' })).data).toMatchObject({
			value: { amount: 10, currency: 'USD' },
			[key]: 70,
		});
		const found = await new v2.LeadsApi(newer).searchLeads({ term: 'wants' });
		expect(found.data).toMatchObject({ items: [{ item: { id: data?.id } }] });
	});

	it('knows who asks, by API token and by OAuth, and refuses others', async () => {
		const me = await new v1.UsersApi(older).getCurrentUser();
		expect(me.data).toMatchObject({
			id: 900,
			company_id: 7_700_100,
			company_domain: 'sandbox',
			default_currency: 'EUR',
		});
		const oauth = new v1.Configuration({ accessToken: () => sandbox.oauthToken, basePath: `${sandbox.url}/v1` });
		expect((await new v1.UsersApi(oauth).getCurrentUser()).data?.id).toBe(900);
		const wrong = new v1.Configuration({ apiKey: 'wrong', basePath: `${sandbox.url}/v1` });
		await expect(new v1.UsersApi(wrong).getCurrentUser()).rejects.toMatchObject({ errorCode: 401 });
	});

	it('subscribes and unsubscribes webhooks', async () => {
		const webhooks = new v1.WebhooksApi(older);
		const request = {
			subscription_url: 'https://n8n.example/hook',
			event_action: 'change',
			event_object: 'person',
			name: 'test',
		} as v1.AddWebhookRequest;
		const { data } = await webhooks.addWebhook({ AddWebhookRequest: request });
		expect((await webhooks.getWebhooks()).data).toHaveLength(1);
		await webhooks.deleteWebhook({ id: data?.id ?? 0 });
		expect((await webhooks.getWebhooks()).data).toHaveLength(0);
	});
});
