/** Who changed what when: field history where the admin keeps it, the record's last change everywhere. */
import { startOrg, type Org } from './api';

let org: Org;
let id: string;
let now: number;
const start = async (options: Parameters<typeof startOrg>[0] = {}) => {
	now = Date.parse('2026-06-01T10:00:00.250Z');
	org = await startOrg({ aiFields: true, now: () => now, ...options });
	id = org.control.create({ object: 'lead', values: { LastName: 'Berg', Company: 'Alder', Title: 'CTO' } });
	now += 60_000;
};
afterEach(async () => {
	await org.close();
});
const rows = async () =>
	await org.query(
		`SELECT Field, OldValue, NewValue, CreatedById, CreatedBy.UserType, CreatedDate FROM LeadHistory WHERE LeadId = '${id}' AND Field != 'created'`,
	);

describe('Field history', () => {
	it('has a row for each change of a tracked field, with old and new value and who it was', async () => {
		await start({ fieldHistory: true });
		const { rep2, integration } = org.control.users();
		org.control.edit({ object: 'lead', id, field: 'Title', value: 'CEO', user: 502 });
		now += 1_000;
		await org.send('PATCH', `/sobjects/Lead/${id}`, { ai_lead_score__c: 80.5, FirstName: 'untracked' });
		expect(await rows()).toMatchObject([
			{
				Field: 'Title',
				OldValue: 'CTO',
				NewValue: 'CEO',
				CreatedById: rep2,
				CreatedDate: '2026-06-01T10:01:00.000+0000',
			},
			{ Field: 'ai_lead_score__c', OldValue: null, NewValue: 80.5, CreatedById: integration },
		]);
	});

	it('tells of long text only that it changed, and of a lookup both names and ids', async () => {
		await start({ fieldHistory: true });
		org.control.edit({ object: 'lead', id, field: 'Sales_Notes__c', value: 'Met at the fair' });
		org.control.edit({ object: 'lead', id, field: 'OwnerId', value: org.control.users().rep2 ?? '' });
		expect(await rows()).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ Field: 'Sales_Notes__c', OldValue: null, NewValue: null }),
				expect.objectContaining({ Field: 'Owner', OldValue: 'Robin Hale', NewValue: 'Sam Okafor' }),
				expect.objectContaining({ Field: 'Owner', NewValue: org.control.users().rep2 }),
			]),
		);
	});

	it('is not there where the admin tracks nothing, and only for the tracked fields else', async () => {
		await start();
		await expect(rows()).rejects.toThrow('INVALID_TYPE');
		org.control.configure({ fieldHistory: { Lead: ['Title'] } });
		org.control.edit({ object: 'lead', id, field: 'Title', value: 'CEO' });
		org.control.edit({ object: 'lead', id, field: 'Phone', value: '1' });
		expect((await rows()).map(({ Field }) => Field)).toEqual(['Title']);
		expect(
			await org.query(
				"SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Lead' AND IsFieldHistoryTracked = true",
			),
		).toMatchObject([{ QualifiedApiName: 'Title' }]);
	});

	it('tracks at most 20 fields of an object', async () => {
		await start({ fieldHistory: true });
		for (const object of ['Lead', 'Contact', 'Account', 'Opportunity']) {
			const tracked = await org.query(
				`SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = '${object}' AND IsFieldHistoryTracked = true`,
			);
			expect(tracked.length).toBeLessThanOrEqual(20);
			expect(tracked.map(({ QualifiedApiName }) => QualifiedApiName)).toContain('ai_lead_score__c');
		}
	});
});

describe('The last change of a record', () => {
	it('names its author and its second, for reps, flows and our own writes', async () => {
		await start();
		const last = async () =>
			(await org.query(`SELECT LastModifiedById, LastModifiedDate FROM Lead WHERE Id = '${id}'`))[0];
		const { rep1, automation, integration } = org.control.users();
		org.control.edit({ object: 'lead', id, field: 'Title', value: 'CEO' });
		expect(await last()).toMatchObject({ LastModifiedById: rep1, LastModifiedDate: '2026-06-01T10:01:00.000+0000' });
		now += 5_000;
		org.control.edit({ object: 'lead', id, field: 'Title', value: 'CFO', source: 'automation' });
		expect(await last()).toMatchObject({
			LastModifiedById: automation,
			LastModifiedDate: '2026-06-01T10:01:05.000+0000',
		});
		now += 5_000;
		await org.send('PATCH', `/sobjects/Lead/${id}`, { Title: 'CFO' });
		expect(await last()).toMatchObject({
			LastModifiedById: integration,
			LastModifiedDate: '2026-06-01T10:01:10.000+0000',
		});
	});
});
