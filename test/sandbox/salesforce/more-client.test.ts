/** The official client meets search, replication, upsert, the Tooling API and the limits. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { Connection } from 'jsforce';
import { startOrg, version, type Org } from './api';

let org: Org;
afterEach(async () => {
	await org.close();
});
const lead = (values: Record<string, string>) =>
	org.control.create({ object: 'lead', values: { Company: 'X', ...values } });

describe('jsforce against the Salesforce sandbox', () => {
	it('searches by SOSL over several objects, by e-mail, phone and name', async () => {
		org = await startOrg();
		const ada = org.control.create({
			object: 'contact',
			values: { FirstName: 'Ada', LastName: 'Berg-Lund', Email: 'ada@example.com', Phone: '+1 201 555 0100' },
		});
		const kim = lead({ FirstName: 'Kim', LastName: 'Berg', Email: 'kim@example.com', Phone: '(201) 555-0100' });
		const find = async (text: string, scope: string) =>
			(
				await org.client.search(
					`FIND {${text}} IN ${scope} FIELDS RETURNING Contact(Id, Name), Lead(Id WHERE Company = 'X' LIMIT 5)`,
				)
			).searchRecords.map(({ Id }) => Id as unknown);
		expect(await find('ada@example.com', 'EMAIL')).toEqual([ada]);
		expect(await find('2015550100', 'PHONE')).toEqual([ada, kim]);
		expect(await find('Berg', 'NAME')).toEqual([ada, kim]);
		expect(await find('"Berg Lund"', 'NAME')).toEqual([ada]);
		expect(await find('Berg AND NOT Ada', 'NAME')).toEqual([kim]);
		expect(await find('Ber*', 'NAME')).toEqual([ada, kim]);
		expect(await find('Ber', 'NAME')).toEqual([]);
	});

	it('creates or updates by external id, and says which', async () => {
		org = await startOrg();
		const contacts = org.client.sobject('Contact');
		const first = await contacts.upsert(
			{ External_Customer_Id__c: 'C-1', LastName: 'Berg' },
			'External_Customer_Id__c',
		);
		const second = await contacts.upsert({ External_Customer_Id__c: 'C-1', Title: 'CTO' }, 'External_Customer_Id__c');
		expect([first, second]).toMatchObject([
			{ success: true, created: true },
			{ success: true, created: false },
		]);
		expect(org.control.values({ object: 'contact', id: String(first.id) })).toMatchObject({
			LastName: 'Berg',
			Title: 'CTO',
		});
	});

	it('tells what was updated and deleted, and how far that is certain', async () => {
		let now = Date.parse('2026-06-01T10:00:30Z');
		org = await startOrg({ now: () => now, openTransactionMs: 120_000 });
		const [old, fresh] = [lead({ LastName: 'Old' }), lead({ LastName: 'Fresh' })];
		now += 10 * 60_000;
		org.control.edit({ object: 'lead', id: fresh, field: 'Title', value: 'CTO' });
		org.control.delete({ object: 'lead', id: old });
		now += 10 * 60_000;
		const leads = org.client.sobject('Lead');
		const window = ['2026-06-01T10:05:00Z', '2026-06-01T10:30:00Z'] as const;
		expect(await leads.updated(...window)).toEqual({ ids: [fresh], latestDateCovered: '2026-06-01T10:18:30.000+0000' });
		expect(await leads.deleted(...window)).toMatchObject({ deletedRecords: [{ id: old }] });
		await expect(leads.updated('2026-04-01T10:00:00Z', '2026-06-01T10:00:00Z')).rejects.toMatchObject({
			errorCode: 'INVALID_REPLICATION_DATE',
		});
	});

	it('makes a custom field that nobody sees until a permission set grants it', async () => {
		org = await startOrg();
		const made = await org.client.tooling.sobject('CustomField').create({
			FullName: 'Lead.ai_lead_score__c',
			Metadata: { label: 'AI Lead Score', type: 'Number', precision: 18, scale: 2 },
		} as never);
		expect(made).toMatchObject({ success: true });
		const seen = async () =>
			(await org.client.sobject('Lead').describe()).fields.find(({ name }) => name === 'ai_lead_score__c');
		expect(await seen()).toBeUndefined();
		await expect(org.client.query('SELECT ai_lead_score__c FROM Lead')).rejects.toMatchObject({
			errorCode: 'INVALID_FIELD',
		});
		const { records } = await org.client.query("SELECT Id FROM PermissionSet WHERE Name = 'CRM_API_Access'");
		const grant = { ParentId: records[0]?.Id, SobjectType: 'Lead', Field: 'Lead.ai_lead_score__c' };
		await org.client
			.sobject('FieldPermissions')
			.create({ ...grant, PermissionsRead: true, PermissionsEdit: false } as never);
		expect(await seen()).toMatchObject({ updateable: false, type: 'double', scale: 2 });
		const { records: grants } = await org.client.query(
			"SELECT Id FROM FieldPermissions WHERE Field = 'Lead.ai_lead_score__c'",
		);
		await org.client.sobject('FieldPermissions').update({ Id: String(grants[0]?.Id), PermissionsEdit: true } as never);
		expect(await seen()).toMatchObject({ updateable: true });
		const found = await org.client.tooling.query(
			"SELECT Id FROM CustomField WHERE DeveloperName = 'ai_lead_score' AND TableEnumOrId = 'Lead'",
		);
		expect(found.records).toHaveLength(1);
		await expect(
			org.client.tooling.sobject('CustomField').create({
				FullName: 'Lead.ai_lead_score__c',
				Metadata: { label: 'AI Lead Score', type: 'Number', precision: 18, scale: 2 },
			} as never),
		).rejects.toMatchObject({ errorCode: 'DUPLICATE_DEVELOPER_NAME' });
	});

	it('reads long results page by page', async () => {
		org = await startOrg();
		for (let i = 0; i < 2_100; i++) lead({ LastName: `No ${i}` });
		const names: unknown[] = [];
		const first = await org.client.query('SELECT LastName FROM Lead ORDER BY CreatedDate');
		names.push(...first.records.map(({ LastName }) => LastName as unknown));
		const second = await org.client.queryMore(first.nextRecordsUrl ?? '');
		names.push(...second.records.map(({ LastName }) => LastName as unknown));
		expect([first.done, second.done, first.totalSize]).toEqual([false, true, 2_100]);
		expect(new Set(names).size).toBe(2_100);
	});

	it('tells the daily limit on every answer, and refuses beyond it', async () => {
		org = await startOrg({ limits: { daily: 2 } });
		await org.client.query('SELECT Id FROM Lead');
		expect(org.client.limitInfo.apiUsage).toEqual({ used: 1, limit: 2 });
		expect(await org.client.limits()).toMatchObject({ DailyApiRequests: { Max: 2, Remaining: 0 } });
		await expect(org.client.query('SELECT Id FROM Lead')).rejects.toMatchObject({
			errorCode: 'REQUEST_LIMIT_EXCEEDED',
		});
	});

	it('renews its session by refresh token when it dies', async () => {
		org = await startOrg();
		org.control.addRefreshToken({ refreshToken: 'refresh-1', user: 'integration' });
		const client = new Connection({
			instanceUrl: org.sandbox.url,
			accessToken: org.sandbox.token,
			refreshToken: 'refresh-1',
			version,
			oauth2: { clientId: org.sandbox.clientId, clientSecret: org.sandbox.clientSecret, loginUrl: org.sandbox.url },
		});
		org.control.expireToken({ token: org.sandbox.token });
		expect((await client.query('SELECT Id FROM Lead')).totalSize).toBe(0);
		expect(org.control.logins()).toBe(1);
		await expect(org.client.query('SELECT Id FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_SESSION_ID' });
	});

	it('takes a signed assertion for a login, and no forged one', async () => {
		const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
		org = await startOrg({ jwtPublicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }) as string });
		const login = async (claims: object, privateKey = keys.privateKey) => {
			const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
			const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
			const assertion = `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
			const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
			return (await fetch(`${org.sandbox.url}/services/oauth2/token`, { method: 'POST', body })).status;
		};
		const claims = {
			iss: org.sandbox.clientId,
			sub: 'integration.user@sandbox.example.com',
			aud: org.sandbox.url,
			exp: Math.floor(Date.now() / 1000) + 120,
		};
		expect(await login(claims)).toBe(200);
		expect(await login({ ...claims, sub: 'nobody@example.com' })).toBe(400);
		expect(await login({ ...claims, exp: 1 })).toBe(400);
		expect(await login(claims, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)).toBe(400);
	});
});
