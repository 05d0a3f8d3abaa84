/** What Salesforce refuses, and what it silently changes. */
import { codeOf, startOrg, type Org } from './api';

let org: Org;
let id: string;
const start = async (options: Parameters<typeof startOrg>[0] = {}) => {
	org = await startOrg({ aiFields: true, ...options });
	id = org.control.create({ object: 'thing__c', values: { Name: 'One' } });
};
afterEach(async () => {
	await org.close();
});
const write = async (values: object, headers: Record<string, string> = {}) =>
	await org.send('PATCH', `/sobjects/Thing__c/${id}`, values, headers);
const stored = (field: string) => org.control.value({ object: 'thing__c', id, field });

describe('Silent changes', () => {
	it.each([
		['Level__c', 1.005, '1.01'],
		['Level__c', '12.345', '12.35'],
		['Level__c', -0.001, '0'],
		['Seats__c', 7.5, '8'],
		['Name', '  padded  ', 'padded'],
		['Sales_Notes__c', 'a\r\nb\n', 'a\nb'],
		['Checked_At__c', '2026-02-03T04:05:06.789Z', '2026-02-03T04:05:06.000Z'],
		['Checked_At__c', '2026-02-03T04:05:06+02:00', '2026-02-03T02:05:06.000Z'],
		['Interests__c', 'Training;Analytics;Training', 'Analytics;Training'],
		['Interests__c', 'Chess', 'Chess'],
		['Tier__c', 'a', 'A'],
		['Opens_At__c', '08:30', '08:30:00.000Z'],
		['Newsletter__c', 'TRUE', 'true'],
		['Sales_Notes__c', '   ', null],
		['Name', '', null],
	])('%s: %j is stored as %j, and the answer does not say so', async (field, value, expected) => {
		await start();
		expect(await write({ [field]: value })).toMatchObject({ status: 204, body: '' });
		expect(stored(field)).toBe(expected);
	});

	it('e-mail goes to lower case or stays, as the option says', async () => {
		await start();
		const contact = org.control.create({ object: 'contact', values: { LastName: 'x' } });
		const email = async () => {
			await org.send('PATCH', `/sobjects/Contact/${contact}`, { Email: 'Ada@Example.COM' });
			return org.control.value({ object: 'contact', id: contact, field: 'Email' });
		};
		expect(await email()).toBe('ada@example.com');
		org.control.configure({ lowerCaseEmail: false });
		expect(await email()).toBe('Ada@Example.COM');
	});

	it('an opportunity with products keeps its amount, and a stage sets the probability', async () => {
		await start();
		const deal = org.control.create({
			object: 'deal',
			values: { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-01' },
		});
		org.control.addProducts({ id: deal, sum: 900 });
		const reply = await org.send('PATCH', `/sobjects/Opportunity/${deal}`, { Amount: 5, StageName: 'Closed Won' });
		expect(reply.status).toBe(204);
		expect(org.control.values({ object: 'deal', id: deal })).toMatchObject({ Amount: '900', Probability: '100' });
	});

	it('a rule of the org ignores, changes or overwrites a written value', async () => {
		await start();
		org.control.writeRule({ object: 'Thing__c', property: 'ai_lead_score', effect: 'ignore', count: 1 });
		org.control.writeRule({ object: 'Thing__c', property: 'Price__c', effect: 'change', to: '1' });
		org.control.writeRule({ object: 'Thing__c', property: 'Level__c', effect: 'overwrite', to: '3' });
		await write({ ai_lead_score__c: 80, Price__c: 9, Level__c: 7 });
		expect([stored('ai_lead_score'), stored('Price__c'), stored('Level__c')]).toEqual([null, '1', '3']);
		expect(org.control.history({ object: 'thing__c', id, field: 'Level__c' })[0]).toMatchObject({
			value: '3',
			source: 'AUTOMATION',
		});
		await write({ ai_lead_score__c: 80 });
		expect(stored('ai_lead_score')).toBe('80');
	});

	it('an active assignment rule takes the record away, unless the header says no', async () => {
		await start({ assignmentRules: { Lead: 'rep3' } });
		const lead = org.control.create({ object: 'lead', values: { LastName: 'x', Company: 'y' } });
		const owner = () => org.control.value({ object: 'lead', id: lead, field: 'OwnerId' });
		await org.send('PATCH', `/sobjects/Lead/${lead}`, { Title: 'a' }, { 'sforce-auto-assign': 'FALSE' });
		expect(owner()).toBe(org.control.users().rep1);
		await org.send('PATCH', `/sobjects/Lead/${lead}`, { Title: 'b' });
		expect(owner()).toBe(org.control.users().rep3);
	});
});

describe('Refusals', () => {
	it.each([
		[{ Level__c: 'abc' }, 'JSON_PARSER_ERROR'],
		[{ Level__c: true }, 'JSON_PARSER_ERROR'],
		[{ Name: 5 }, 'JSON_PARSER_ERROR'],
		[{ Name: ['x'] }, 'JSON_PARSER_ERROR'],
		[{ Renewal_Date__c: '2026-02-30' }, 'JSON_PARSER_ERROR'],
		[{ Checked_At__c: '2026-02-03' }, 'JSON_PARSER_ERROR'],
		[{ Newsletter__c: 'yes' }, 'JSON_PARSER_ERROR'],
		[{ Seats__c: 1_000_000 }, 'NUMBER_OUTSIDE_VALID_RANGE'],
		[{ Name: 'x'.repeat(81) }, 'STRING_TOO_LONG'],
		[{ Tier__c: 'Gold' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
		[{ Nope__c: 1 }, 'INVALID_FIELD'],
		[{ Level_Doubled__c: 1 }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
		[{ LastModifiedDate: '2026-01-01T00:00:00Z' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
		[{ Account__c: '001000000000001' }, 'INVALID_CROSS_REFERENCE_KEY'],
		[{ Account__c: 'nonsense' }, 'MALFORMED_ID'],
		['{"Name": ', 'JSON_PARSER_ERROR'],
	])('%j is refused with %s and changes nothing', async (body, code) => {
		await start();
		const before = org.control.values({ object: 'thing__c', id });
		expect(codeOf(await org.send('PATCH', `/sobjects/Thing__c/${id}`, body))).toBe(code);
		expect(org.control.values({ object: 'thing__c', id })).toEqual(before);
	});

	it('a required field, a unique value, a validation rule', async () => {
		await start({
			validationRules: [{ object: 'Thing__c', field: 'Name', refuse: '^No$', message: 'Not that name.' }],
		});
		expect(codeOf(await org.send('POST', '/sobjects/Lead', { LastName: 'x' }))).toBe('REQUIRED_FIELD_MISSING');
		org.control.create({ object: 'thing__c', values: { External_Customer_Id__c: 'C-1' } });
		expect(codeOf(await write({ External_Customer_Id__c: 'c-1' }))).toBe('DUPLICATE_VALUE');
		expect(codeOf(await write({ Name: 'No' }))).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION');
	});

	it('deleted, merged and converted records', async () => {
		await start();
		const lead = (LastName: string) =>
			org.control.create({ object: 'lead', values: { LastName, Company: 'y', Email: 'a@example.com' } });
		const [converted, loser, winner] = [lead('a'), lead('b'), lead('c')];
		const { contactId } = org.control.convert({ id: converted });
		org.control.merge({ object: 'lead', winner, loser });
		const patch = async (which: string) => codeOf(await org.send('PATCH', `/sobjects/Lead/${which}`, { Title: 'x' }));
		expect(await patch(converted)).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
		expect(await patch(loser)).toBe('ENTITY_IS_DELETED');
		expect(await patch('00Q5j00000ZZZZZ')).toBe('NOT_FOUND');
		expect(await patch('nonsense')).toBe('MALFORMED_ID');
		expect(
			await org.query(`SELECT IsConverted, ConvertedContact.Email FROM Lead WHERE Id = '${converted}'`),
		).toMatchObject([{ IsConverted: true, ConvertedContact: { Email: 'a@example.com' } }]);
		expect(org.control.value({ object: 'contact', id: contactId, field: 'LastName' })).toBe('a');
	});

	it('fields and objects that the user may only read, or not see', async () => {
		await start({
			fieldSecurity: { 'Thing__c.Name': 'read', 'Thing__c.Level__c': 'none' },
			objectSecurity: { Lead: 'read', Opportunity: 'none' },
		});
		expect(codeOf(await write({ Name: 'x' }))).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
		expect(codeOf(await write({ Level__c: 1 }))).toBe('INVALID_FIELD');
		expect(codeOf(await org.send('POST', '/sobjects/Lead', { LastName: 'x', Company: 'y' }))).toBe(
			'INSUFFICIENT_ACCESS_OR_READONLY',
		);
		expect((await org.send('GET', '/sobjects/Opportunity/describe')).status).toBe(404);
	});

	it('duplicates, until the header allows them; a blocking rule never', async () => {
		const rule = { object: 'Contact', fields: ['Email'], action: 'alert' as const };
		await start({ duplicateRules: [rule] });
		org.control.create({ object: 'contact', values: { LastName: 'a', Email: 'a@example.com' } });
		const make = async (headers = {}) =>
			await org.send('POST', '/sobjects/Contact', { LastName: 'b', Email: 'A@example.com' }, headers);
		expect(codeOf(await make())).toBe('DUPLICATES_DETECTED');
		expect((await make({ 'sforce-duplicate-rule-header': 'allowSave=true' })).status).toBe(201);
		org.control.configure({ duplicateRules: [{ ...rule, action: 'block' }] });
		expect(codeOf(await make({ 'sforce-duplicate-rule-header': 'allowSave=true' }))).toBe('DUPLICATES_DETECTED');
	});
});

describe('Collections', () => {
	const records = (values: object[]) => values.map((value) => ({ attributes: { type: 'Thing__c' }, id, ...value }));

	it('answer 200 with an error for each bad record, and all or none where asked', async () => {
		await start();
		const body = records([{ Name: 'Good' }, { Tier__c: 'Bad' }]);
		const some = await org.send('PATCH', '/composite/sobjects', { allOrNone: false, records: body });
		expect(some).toMatchObject({
			status: 200,
			body: [
				{ success: true },
				{ success: false, errors: [{ statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST' }] },
			],
		});
		expect(stored('Name')).toBe('Good');
		await org.send('PATCH', '/composite/sobjects', {
			allOrNone: true,
			records: records([{ Name: 'Other' }, { Tier__c: 'Bad' }]),
		});
		expect(stored('Name')).toBe('Good');
	});

	it.each([
		['whole', 400],
		['record', 200],
	] as const)('a value of the wrong JSON type fails the %s', async (collectionParseErrors, status) => {
		await start({ collectionParseErrors });
		const reply = await org.send('PATCH', '/composite/sobjects', {
			records: records([{ Name: 'Good' }, { Level__c: 'abc' }]),
		});
		expect(reply.status).toBe(status);
		expect(stored('Name')).toBe(status === 200 ? 'Good' : 'One');
	});

	it('take 200 records, reads 2,000, composite 25', async () => {
		await start();
		const many = (count: number) => Array.from({ length: count }, () => ({ Name: 'x' }));
		expect((await org.send('PATCH', '/composite/sobjects', { records: records(many(200)) })).status).toBe(200);
		expect((await org.send('PATCH', '/composite/sobjects', { records: records(many(201)) })).status).toBe(400);
		const ids = (count: number) => ({ ids: Array.from({ length: count }, () => id), fields: ['Name'] });
		expect((await org.send('POST', '/composite/sobjects/Thing__c', ids(2_000))).status).toBe(200);
		expect((await org.send('POST', '/composite/sobjects/Thing__c', ids(2_001))).status).toBe(400);
		const compositeRequest = Array.from({ length: 26 }, (_, i) => ({
			method: 'GET',
			url: '/services/data/v66.0/limits',
			referenceId: `r${i}`,
		}));
		expect((await org.send('POST', '/composite', { compositeRequest })).status).toBe(400);
		expect((await org.send('POST', '/composite', { compositeRequest: compositeRequest.slice(1) })).status).toBe(200);
	});

	it('a composite hands ids from one subrequest to the next, and each has its own status', async () => {
		await start();
		const url = '/services/data/v66.0/sobjects';
		const { body } = await org.send('POST', '/composite', {
			compositeRequest: [
				{ method: 'POST', url: `${url}/Account`, referenceId: 'company', body: { Name: 'New' } },
				{
					method: 'POST',
					url: `${url}/Contact`,
					referenceId: 'person',
					body: { LastName: 'x', AccountId: '@{company.id}' },
				},
				{ method: 'PATCH', url: `${url}/Thing__c/${id}`, referenceId: 'bad', body: { Tier__c: 'Gold' } },
			],
		});
		expect(body).toMatchObject({
			compositeResponse: [{ httpStatusCode: 201 }, { httpStatusCode: 201 }, { httpStatusCode: 400 }],
		});
		const [contact] = org.control.ids({ object: 'contact' });
		expect(org.control.associated({ object: 'contact', id: contact ?? '', to: 'company' })).toHaveLength(1);
	});
});
