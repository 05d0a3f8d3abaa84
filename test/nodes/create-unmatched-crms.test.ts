/** Create When Unmatched on Salesforce and Pipedrive, where records have required fields and duplicates other checks. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CrmAiPipedriveApi } from '../../credentials/CrmAiPipedriveApi.credentials';
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { readStamp } from '../../core/stamp';
import type { PipedriveSandboxOptions } from '../../sandbox/pipedrive/sandbox';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import type { SalesforceSandboxOptions } from '../../sandbox/salesforce/sandbox';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { runNode, runWorkflow, type NodeRun } from './engine';
import { counts, crmOf, FieldSafeWrite, hintsOf, IdentityLookup, outcomesAt } from './stage';

const whys = (run: NodeRun, output: number) => run.outputs[output]?.map((item) => crmOf(item).match.why);
const contracts = (run: NodeRun, output = 0) => (run.outputs[output] ?? []).map(crmOf);
const located = (value: string) => ({ __rl: true, mode: 'list', value });

describe('Create When Unmatched on Salesforce', () => {
	const open = async (options: SalesforceSandboxOptions = {}) => {
		const sandbox = await startSalesforceSandbox({ aiFields: true, limits: { daily: 1e9 }, ...options });
		const { clientId, clientSecret, url, control } = sandbox;
		const credentials = [{ type: CrmAiSalesforceApi, data: { clientId, clientSecret, testServer: url } }];
		const base = (object: string, more: INodeParameters = {}): INodeParameters => ({
			crm: 'salesforce',
			authentication: 'clientCredentials',
			object: located(object),
			...more,
		});
		return {
			control,
			credentials,
			base,
			close: async () => await sandbox.close(),
			create: async (object: string, items: readonly IDataObject[], more: INodeParameters = {}) =>
				await runNode({
					type: IdentityLookup,
					parameters: base(object, { options: { createUnmatched: true, ...more } }),
					items,
					credentials,
				}),
		};
	};

	it('makes a lead of a new person by default, a contact where chosen, and refuses what lacks a required field', async () => {
		const org = await open();
		try {
			const person = { email: 'ada@engines-s.example', full_name: 'Ada Lovelace', company: 'Engines' };
			const leads = await org.create('person', [
				person,
				{ email: 'no.company@engines-s.example', full_name: 'Bob Byron' },
				{ email: 'nameless@engines-s.example', company: 'Engines' },
			]);
			expect(counts(leads)).toEqual([1, 0, 2]);
			const [lead] = contracts(leads);
			expect(lead).toMatchObject({ object: 'lead', match: { created: true } });
			const stored = (object: string, id: string | undefined, field: string) =>
				org.control.value({ object, id: id ?? '', field });
			expect(['LastName', 'FirstName', 'Company', 'Email'].map((field) => stored('lead', lead?.id, field))).toEqual([
				'Lovelace',
				'Ada',
				'Engines',
				'ada@engines-s.example',
			]);
			expect(readStamp(stored('lead', lead?.id, 'ai_provenance')).created).toBeDefined();
			expect(whys(leads, 2)).toEqual([
				expect.stringContaining('Salesforce makes no such record without "Company".'),
				expect.stringContaining('Salesforce makes no such record without "Last Name".'),
			]);

			const again = await org.create('person', [person]);
			expect(contracts(again)).toMatchObject([{ object: 'lead', id: lead?.id }]);
			expect(hintsOf(again)).toEqual(['1 matched.']);

			const contacts = await org.create('person', [{ email: 'carl@engines-s.example', full_name: 'Carl Curie' }], {
				createPeopleAs: 'contact',
			});
			expect(contracts(contacts)).toMatchObject([{ object: 'contact', match: { created: true } }]);
		} finally {
			await org.close();
		}
	});

	it('leaves a person whom a duplicate rule takes for another record to a person, or finds it', async () => {
		const org = await open({ duplicateRules: [{ object: 'Lead', fields: ['Phone'], action: 'alert' }] });
		try {
			const create = (values: Readonly<Record<string, string>>) =>
				org.control.create({ object: 'lead', values: { Company: 'Engines', ...values } });
			const held = create({ LastName: 'Switchboard', Phone: '+12025550195', Email: 'sam@held-s.example' });
			const run = await org.create('lead', [
				{ email: 'otto@new-s.example', full_name: 'Otto Newman', company: 'Other', phone: '+1 202 555 0195' },
			]);
			expect(counts(run)).toEqual([0, 1, 0]);
			expect(contracts(run, 1)[0]?.match.candidates).toMatchObject([{ object: 'lead', id: held }]);
		} finally {
			await org.close();
		}
	});

	it('hands new leads to nobody, unless assignment rules are chosen', async () => {
		const org = await open({ assignmentRules: { Lead: 'rep2' } });
		try {
			const owner = async (name: string, options: INodeParameters) => {
				const item = {
					email: `${name.toLowerCase()}@assigned-s.example`,
					full_name: `${name} Byron`,
					company: 'Engines',
				};
				const [made] = contracts(await org.create('lead', [item], options));
				return org.control.value({ object: 'lead', id: made?.id ?? '', field: 'OwnerId' });
			};
			const ours = await owner('Ann', {});
			expect(await owner('Bob', {})).toBe(ours);
			expect(await owner('Carl', { runAssignmentRules: true })).not.toBe(ours);
		} finally {
			await org.close();
		}
	});

	it('puts a contact under its account, and Field-Safe Write fills it although the org keeps no history', async () => {
		const org = await open();
		try {
			const account = org.control.create({
				object: 'company',
				values: { Name: 'Larkspur Mills', Website: 'https://larkspur-s.example' },
			});
			const item = {
				email: 'lena@larkspur-s.example',
				full_name: 'Lena Lark',
				company: 'Larkspur Mills',
				domain: 'larkspur-s.example',
			};
			const write = async (values: INodeParameters) => {
				org.control.advanceClock({ ms: 5_000 });
				return await runWorkflow({
					nodes: [
						{
							name: 'Lookup',
							type: IdentityLookup,
							parameters: org.base('contact', { fields: ['Title', 'Phone'], options: { createUnmatched: true } }),
						},
						{
							name: 'Write',
							type: FieldSafeWrite,
							parameters: org.base('contact', {
								mode: 'write',
								valuesFrom: 'map',
								fields: { mappingMode: 'defineBelow', value: values },
							}),
						},
					],
					items: [item],
					credentials: org.credentials,
				});
			};
			const first = await write({ ai_lead_score: 60, Title: 'CTO' });
			expect(first.error).toBeUndefined();
			const id = crmOf(first.items('Lookup')[0]).id ?? '';
			expect(org.control.value({ object: 'contact', id, field: 'AccountId' })).toBe(account);
			expect(outcomesAt(first, 0, 'Write').sort()).toEqual([
				'Title: written (empty field)',
				'ai_lead_score: written (ai field)',
			]);
			org.control.edit({ object: 'contact', id, field: 'Title', value: 'Founder' });
			const second = await write({ ai_lead_score: 61, Title: 'CEO' });
			expect(outcomesAt(second, 0, 'Write')).toEqual(['ai_lead_score: written (our own value)']);
			expect(outcomesAt(second, 1, 'Write')).toEqual(["Title: review (a person's value)"]);
		} finally {
			await org.close();
		}
	});

	it('names the required fields of a deal, and takes them from Values for New Records', async () => {
		const org = await open();
		try {
			org.control.create({
				object: 'company',
				values: { Name: 'Larkspur Mills', Website: 'https://larkspur-s.example' },
			});
			const item = { deal_name: 'Larkspur rollout 2027', company: 'Larkspur Mills', domain: 'larkspur-s.example' };
			const bare = await org.create('deal', [item]);
			expect(whys(bare, 2)?.[0]).toMatch(/without .*"Stage".*/);
			const run = await org.create('deal', [item], {
				newValues: {
					value: [
						{ field: 'StageName', value: 'Prospecting' },
						{ field: 'CloseDate', value: '2027-03-31' },
					],
				},
			});
			expect(contracts(run)).toMatchObject([{ object: 'deal', match: { created: true } }]);
			const again = await org.create('deal', [item]);
			expect(contracts(again)).toMatchObject([{ id: contracts(run)[0]?.id }]);
		} finally {
			await org.close();
		}
	});

	it('tells of a deleted record by its e-mail address instead of making it again', async () => {
		const org = await open();
		try {
			const id = org.control.create({ object: 'contact', values: { LastName: 'Gone', Email: 'gone@bin-s.example' } });
			org.control.delete({ object: 'contact', id });
			const run = await org.create('contact', [{ email: 'gone@bin-s.example', full_name: 'Gerd Gone' }]);
			expect(whys(run, 2)?.[0]).toContain('was deleted in the CRM. Not created');
		} finally {
			await org.close();
		}
	});
});

describe('Create When Unmatched on Pipedrive', () => {
	const open = async (options: PipedriveSandboxOptions = {}) => {
		const sandbox = await startPipedriveSandbox({ aiFields: true, ...options });
		const { control, token, url } = sandbox;
		const credentials = [{ type: CrmAiPipedriveApi, data: { apiToken: token, testServer: url } }];
		return {
			control,
			close: async () => await sandbox.close(),
			create: async (object: string, items: readonly IDataObject[]) =>
				await runNode({
					type: IdentityLookup,
					parameters: {
						crm: 'pipedrive',
						authentication: 'apiToken',
						object: located(object),
						options: { createUnmatched: true },
					},
					items,
					credentials,
				}),
			creations: () => control.requests().filter(({ purpose }) => purpose === 'create').length,
		};
	};

	it('makes a person with its organization, and refuses one without a name', async () => {
		const company = await open();
		try {
			const org = company.control.create({
				object: 'company',
				values: { name: 'Larkspur Mills', website: 'larkspur-p.example' },
			});
			const run = await company.create('contact', [
				{
					email: 'lena@larkspur-p.example',
					full_name: 'Lena Lark',
					phone: '+1 202 555 0196',
					company: 'Larkspur Mills',
					domain: 'larkspur-p.example',
				},
				{ email: 'nameless@larkspur-p.example' },
			]);
			expect(counts(run)).toEqual([1, 0, 1]);
			const [made] = contracts(run);
			expect(made).toMatchObject({ object: 'contact', match: { created: true, candidates: [{ label: 'Lena Lark' }] } });
			const stored = (field: string) => company.control.value({ object: 'contact', id: made?.id ?? '', field });
			expect([stored('name'), stored('email'), stored('phone'), stored('org_id')]).toEqual([
				'Lena Lark',
				'lena@larkspur-p.example',
				'+12025550196',
				org,
			]);
			expect(whys(run, 2)?.[0]).toContain('Pipedrive makes no such record without "Name".');
		} finally {
			await company.close();
		}
	});

	it('never makes a person twice, although the search does not know the first one yet', async () => {
		const company = await open({ indexLagMs: 3_600_000 });
		try {
			const item = { email: 'lena@lagging-p.example', full_name: 'Lena Lag' };
			const [first] = contracts(await company.create('contact', [item]));
			const again = await company.create('contact', [item]);
			expect(counts(again)).toEqual([1, 0, 0]);
			expect(contracts(again)[0]).toMatchObject({ id: first?.id });
			expect(contracts(again)[0]?.match.why).toContain('Nothing was created');
			expect(company.creations()).toBe(1);
		} finally {
			await company.close();
		}
	});
});
