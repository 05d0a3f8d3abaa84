/** The official client meets the sandbox: what it can do against a real org it can do here. */
import { Connection } from 'jsforce';
import { startOrg, version, type Org } from './api';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ aiFields: true, fieldHistory: true });
});
afterEach(async () => {
	await org.close();
});

describe('jsforce against the Salesforce sandbox', () => {
	it('creates, reads, changes and deletes a record', async () => {
		const contacts = org.client.sobject('Contact');
		const made = await contacts.create({ LastName: 'Berg', FirstName: 'Ada', Email: 'Ada@Example.com' });
		expect(made.success).toBe(true);
		const id = String(made.id);
		expect(id).toHaveLength(18);
		expect(await contacts.retrieve(id)).toMatchObject({ Name: 'Ada Berg', Email: 'ada@example.com', Title: null });
		await contacts.update({ Id: id, Title: ' CTO ' });
		expect(org.control.value({ object: 'contact', id, field: 'Title' })).toBe('CTO');
		await contacts.destroy(id);
		await expect(contacts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
	});

	it('runs SOQL with parents, children, conditions and paging', async () => {
		const accountId = org.control.create({ object: 'company', values: { Name: 'Alder Foods' } });
		for (let i = 0; i < 5; i++) {
			org.control.create({
				object: 'contact',
				values: { LastName: `No ${i}`, AccountId: accountId, Title: i % 2 ? 'CTO' : '' },
			});
		}
		const found = await org.client.query(
			"SELECT Id, Name, Account.Name, Owner.Name, LastModifiedBy.Profile.UserLicense.Name FROM Contact WHERE Account.Name LIKE 'alder%' AND (Title = null OR LastName = 'No 1') ORDER BY LastName DESC LIMIT 3",
		);
		expect(found.records.map(({ Name }) => Name as unknown)).toEqual(['No 4', 'No 2', 'No 1']);
		expect(found.records[0]).toMatchObject({
			Account: { Name: 'Alder Foods' },
			Owner: { Name: 'Robin Hale' },
			LastModifiedBy: { Profile: { UserLicense: { Name: 'Salesforce' } } },
		});
		const parents = await org.client.query(
			"SELECT Id, (SELECT LastName FROM Contacts WHERE Title = 'CTO') FROM Account",
		);
		expect(parents.records[0]).toMatchObject({ Contacts: { totalSize: 2, done: true } });
		expect((await org.client.query('SELECT COUNT() FROM Contact')).totalSize).toBe(5);
	});

	it('describes objects and fields', async () => {
		const { sobjects } = await org.client.describeGlobal();
		expect(sobjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['Contact', 'LeadHistory', 'Thing__c']));
		const { fields } = await org.client.describe('Contact');
		const field = (name: string) => fields.find((one) => one.name === name);
		expect(field('Tier__c')).toMatchObject({ type: 'picklist', restrictedPicklist: true, custom: true });
		expect(field('MailingAddress')).toMatchObject({ type: 'address', updateable: false });
		expect(field('ai_lead_score__c')).toMatchObject({ type: 'double', precision: 18, scale: 2, updateable: true });
	});

	it('updates and reads many records at once, each with its own error', async () => {
		const ids = ['A', 'B'].map((LastName) =>
			org.control.create({ object: 'lead', values: { LastName, Company: 'X' } }),
		);
		const results = await org.client.sobject('Lead').update([
			{ Id: ids[0], Title: 'CTO' },
			{ Id: ids[1], Email: 'nonsense' },
		] as never);
		expect(results).toMatchObject([
			{ success: true, id: ids[0] },
			{ success: false, errors: [{ statusCode: 'INVALID_EMAIL_ADDRESS', fields: ['Email'] }] },
		]);
		const read = await org.client.request({
			method: 'POST',
			url: '/composite/sobjects/Lead',
			body: JSON.stringify({ ids: [...ids, '00Q5j00000ZZZZZ'], fields: ['Title'] }),
		});
		expect(read).toMatchObject([{ Title: 'CTO' }, { Title: null }, null]);
	});

	it('logs in with client credentials and learns who it is', async () => {
		const client = new Connection({
			instanceUrl: org.sandbox.url,
			loginUrl: org.sandbox.url,
			version,
			oauth2: { clientId: org.sandbox.clientId, clientSecret: org.sandbox.clientSecret, loginUrl: org.sandbox.url },
		});
		const { organizationId } = await client.authorize({ grant_type: 'client_credentials' });
		expect(organizationId).toBe(org.sandbox.orgId);
		expect(await client.identity()).toMatchObject({
			organization_id: org.sandbox.orgId,
			display_name: 'Integration User',
		});
		expect(client.limitInfo.apiUsage).toMatchObject({ used: 1, limit: 100_000 });
	});
});
