/** HubSpot's own client for Node against the sandbox: it builds requests in its own way and reads answers by HubSpot's models. */
import { Client } from '@hubspot/api-client';
import { ApiException } from '@hubspot/api-client/lib/codegen/crm/contacts';
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/AssociationSpec';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter';
import {
	PropertyCreateFieldTypeEnum,
	PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate';
import { startSandbox, type Sandbox } from '../../sandbox/server';

let sandbox: Sandbox;
let hubspot: Client;

beforeEach(async () => {
	sandbox = await startSandbox({ limits: { searchPerSecond: 100 } });
	hubspot = new Client({ accessToken: sandbox.token, basePath: sandbox.url });
});
afterEach(async () => {
	await sandbox.close();
});

const contacts = () => hubspot.crm.contacts;
const make = async (properties: Record<string, string>) =>
	(await contacts().basicApi.create({ properties, associations: [] })).id;

describe('The official client against the sandbox', () => {
	it('creates, reads, updates and archives a contact', async () => {
		const created = await contacts().basicApi.create({
			properties: { email: 'Ada@Example.com', firstname: 'Ada' },
			associations: [],
		});
		expect(created.properties.email).toBe('ada@example.com');
		expect(created.createdAt).toBeInstanceOf(Date);

		const updated = await contacts().basicApi.update(created.id, { properties: { jobtitle: 'CTO' } });
		expect(updated.properties.jobtitle).toBe('CTO');

		const read = await contacts().basicApi.getById(created.id, ['jobtitle'], ['jobtitle']);
		expect(read.properties).toMatchObject({ jobtitle: 'CTO', hs_object_id: created.id });
		expect(read.propertiesWithHistory?.jobtitle?.[0]).toMatchObject({
			value: 'CTO',
			sourceType: 'INTEGRATION',
			sourceId: '4600100',
		});

		const byEmail = await contacts().basicApi.getById(
			'ada@example.com',
			['firstname'],
			undefined,
			undefined,
			false,
			'email',
		);
		expect(byEmail.id).toBe(created.id);

		await contacts().basicApi.archive(created.id);
		await expect(contacts().basicApi.getById(created.id)).rejects.toMatchObject({ code: 404 });
		const archived = await contacts().basicApi.getById(created.id, undefined, undefined, undefined, true);
		expect(archived.archived).toBe(true);
		const inputs = [{ id: 'ada@example.com' }];
		const input = { properties: ['email'], propertiesWithHistory: [], idProperty: 'email', inputs };
		const bin = await contacts().batchApi.read(input, true);
		expect(bin.results).toMatchObject([{ id: created.id, archived: true }]);
	});

	it('refuses an address that is there already and names its contact', async () => {
		const id = await make({ email: 'twice@example.com' });
		await expect(make({ email: 'Twice@example.com' })).rejects.toMatchObject({
			code: 409,
			body: { category: 'CONFLICT', message: `Contact already exists. Existing ID: ${id}` },
		});
	});

	it('throws its ApiException with HubSpot’s error body for a bad value', async () => {
		const id = await make({ email: 'a@example.com' });
		const failure = contacts().basicApi.update(id, { properties: { tier: 'Gold' } });
		await expect(failure).rejects.toBeInstanceOf(ApiException);
		await expect(failure).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR', status: 'error' } });
		expect(sandbox.control.value({ object: 'contact', id, field: 'tier' })).toBeNull();
	});

	it('runs batch create, read, update, upsert and archive', async () => {
		const created = await contacts().batchApi.create({
			inputs: ['x', 'y', 'z'].map((name) => ({
				properties: { email: `${name}@example.com`, external_customer_id: name },
				associations: [],
			})),
		});
		expect(created.results).toHaveLength(3);
		const ids = created.results.map(({ id }) => id);

		const read = await contacts().batchApi.read({
			inputs: ids.map((id) => ({ id })),
			properties: ['email'],
			propertiesWithHistory: ['email'],
		});
		expect(new Set(read.results.map(({ id }) => id))).toEqual(new Set(ids));
		expect(read.status).toBe('COMPLETE');

		const updated = await contacts().batchApi.update({
			inputs: ids.map((id) => ({ id, properties: { city: 'Porto' } })),
		});
		expect(updated.results.map(({ properties }) => properties.city)).toEqual(['Porto', 'Porto', 'Porto']);

		const upserted = await contacts().batchApi.upsert({
			inputs: [
				{ id: 'x', idProperty: 'external_customer_id', properties: { city: 'Lyon' } },
				{ id: 'new', idProperty: 'external_customer_id', properties: { city: 'Lyon' } },
			],
		});
		expect(upserted.results.map((result) => ('_new' in result ? result._new : undefined)).sort()).toEqual([
			false,
			true,
		]);

		await contacts().batchApi.archive({ inputs: ids.map((id) => ({ id })) });
		expect(sandbox.control.ids({ object: 'contact' })).toHaveLength(1);
	});

	it('reads a 207 with the missing ids', async () => {
		const id = await make({ email: 'a@example.com' });
		const read = await contacts().batchApi.read({
			inputs: [{ id }, { id: '7' }],
			properties: [],
			propertiesWithHistory: [],
		});
		expect(read.results.map((result) => result.id)).toEqual([id]);
		expect('errors' in read ? read.errors : undefined).toMatchObject([
			{ category: 'OBJECT_NOT_FOUND', context: { ids: ['7'] } },
		]);
	});

	it('searches with filters, sorts and paging', async () => {
		for (const name of ['Ben', 'Ada', 'Clara']) await make({ email: `${name}@example.com`, firstname: name });
		const request = (after: string) => ({
			filterGroups: [
				{ filters: [{ propertyName: 'email', operator: FilterOperatorEnum.ContainsToken, value: '*@example.com' }] },
			],
			sorts: ['firstname'],
			properties: ['firstname'],
			limit: 2,
			after,
		});
		const first = await contacts().searchApi.doSearch(request('0'));
		expect(first.total).toBe(3);
		expect(first.results.map(({ properties }) => properties.firstname)).toEqual(['Ada', 'Ben']);
		const second = await contacts().searchApi.doSearch(request(first.paging?.next?.after ?? ''));
		expect(second.results.map(({ properties }) => properties.firstname)).toEqual(['Clara']);
		expect(second.paging).toBeUndefined();
	});

	it('works with companies, deals, notes and tasks and their associations', async () => {
		const contact = await make({ email: 'a@example.com' });
		const company = await hubspot.crm.companies.basicApi.create({ properties: { name: 'Alder' }, associations: [] });
		await hubspot.crm.associations.v4.basicApi.createDefault('contacts', contact, 'companies', company.id);
		const note = await hubspot.crm.objects.notes.basicApi.create({
			properties: { hs_timestamp: '2026-11-01T10:00:00.000Z', hs_note_body: 'Called' },
			associations: [
				{
					to: { id: contact },
					types: [
						{ associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined, associationTypeId: 202 },
					],
				},
			],
		});
		const task = await hubspot.crm.objects.tasks.basicApi.create({
			properties: {
				hs_timestamp: '2026-11-02T10:00:00.000Z',
				hs_task_subject: 'Call back',
				hs_task_status: 'NOT_STARTED',
			},
			associations: [],
		});
		await hubspot.crm.associations.v4.basicApi.create('tasks', task.id, 'contacts', contact, [
			{ associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined, associationTypeId: 204 },
		]);

		const read = await hubspot.crm.associations.v4.batchApi.getPage('contacts', 'companies', {
			inputs: [{ id: contact }],
		});
		expect(read.results[0]?._from.id).toBe(contact);
		expect(read.results[0]?.to.map(({ toObjectId }) => String(toObjectId))).toEqual([company.id]);
		expect(read.results[0]?.to[0]?.associationTypes.map(({ typeId }) => typeId).sort()).toEqual([1, 279]);

		const notes = await hubspot.crm.associations.v4.basicApi.getPage('contacts', contact, 'notes');
		expect(notes.results.map(({ toObjectId }) => String(toObjectId))).toEqual([note.id]);
		expect(sandbox.control.associated({ object: 'contact', id: contact, to: 'tasks' })).toEqual([task.id]);

		await hubspot.crm.associations.v4.basicApi.archive('contacts', contact, 'companies', company.id);
		expect(sandbox.control.associated({ object: 'company', id: company.id, to: 'contacts' })).toEqual([]);

		const old = await hubspot.crm.associations.batchApi.read('contacts', 'notes', { inputs: [{ id: contact }] });
		expect(old.results[0]?.to.map(({ id }) => id)).toEqual([note.id]);
	});

	it('lists, creates, reads and archives properties', async () => {
		const { coreApi } = hubspot.crm.properties;
		const before = await coreApi.getAll('contacts');
		expect(before.results.length).toBeGreaterThan(70);
		expect(before.results.some(({ name }) => name === 'ai_lead_score')).toBe(false);
		const made = await coreApi.create('contacts', {
			name: 'ai_lead_score',
			label: 'AI lead score',
			type: PropertyCreateTypeEnum.Number,
			fieldType: PropertyCreateFieldTypeEnum.Number,
			groupName: 'contactinformation',
		});
		expect(made).toMatchObject({ name: 'ai_lead_score', calculated: false, hubspotDefined: false });
		expect((await coreApi.getByName('contacts', 'ai_lead_score')).modificationMetadata?.readOnlyValue).toBe(false);
		await coreApi.archive('contacts', 'ai_lead_score');
		await expect(coreApi.getByName('contacts', 'ai_lead_score')).rejects.toMatchObject({ code: 404 });
	});

	it('lists owners and pages through them', async () => {
		const page = await hubspot.crm.owners.ownersApi.getPage(undefined, undefined, 2);
		expect(page.results.map(({ userId }) => userId)).toEqual([501, 502]);
		const next = await hubspot.crm.owners.ownersApi.getPage(undefined, page.paging?.next?.after, 2);
		expect(next.results.map(({ id }) => id)).toEqual(['70503']);
		expect((await hubspot.crm.owners.ownersApi.getById(501, 'userId')).email).toBe('robin.hale@sandbox.example.com');
	});

	it('creates a custom object and writes records of it', async () => {
		const typeId = sandbox.control.createObject({
			name: 'machine',
			labels: { singular: 'Machine', plural: 'Machines' },
			primaryDisplayProperty: 'serial',
			properties: [{ name: 'serial', label: 'Serial', type: 'string', fieldType: 'text' }],
		});
		const schemas = await hubspot.crm.schemas.coreApi.getAll();
		expect(schemas.results.map(({ objectTypeId }) => objectTypeId)).toEqual([typeId]);
		const made = await hubspot.crm.objects.basicApi.create(typeId, { properties: { serial: 'M-1' }, associations: [] });
		const read = await hubspot.crm.objects.basicApi.getById('machine', made.id, ['serial']);
		expect(read.properties.serial).toBe('M-1');
	});

	it('merges contacts, after which the lost id answers the surviving record', async () => {
		const winner = await make({ email: 'w@example.com' });
		const loser = await make({ email: 'l@example.com', city: 'Leeds' });
		const merged = await contacts().basicApi.merge({ primaryObjectId: winner, objectIdToMerge: loser });
		expect(merged.id).toBe(winner);
		const read = await contacts().basicApi.getById(loser, ['city', 'hs_additional_emails', 'hs_merged_object_ids']);
		expect(read).toMatchObject({
			id: winner,
			properties: { city: 'Leeds', hs_additional_emails: 'l@example.com', hs_merged_object_ids: loser },
		});
	});

	it('exchanges a refresh token and uses the new access token', async () => {
		sandbox.control.addRefreshToken({ refreshToken: 'refresh-1', appId: 77, scopes: ['crm.objects.owners.read'] });
		const answer = await hubspot.oauth.tokensApi.create(
			'refresh_token',
			undefined,
			undefined,
			'id',
			'secret',
			'refresh-1',
		);
		expect(answer.expiresIn).toBe(1800);
		const other = new Client({ accessToken: answer.accessToken, basePath: sandbox.url });
		expect((await other.crm.owners.ownersApi.getPage()).results).toHaveLength(3);
		await expect(other.crm.contacts.basicApi.getPage()).rejects.toMatchObject({
			code: 403,
			body: { category: 'MISSING_SCOPES' },
		});
	});
});
