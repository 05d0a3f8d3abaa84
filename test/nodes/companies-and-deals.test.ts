/** Companies and deals through every node, on every CRM: one table of what is there, one set of promises. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CrmAiHubSpotApi } from '../../credentials/CrmAiHubSpotApi.credentials';
import { CrmAiPipedriveApi } from '../../credentials/CrmAiPipedriveApi.credentials';
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { AiScore } from '../../nodes/AiScore/AiScore.node';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { DriftMonitor } from '../../nodes/DriftMonitor/DriftMonitor.node';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { startSandbox } from '../../sandbox/server';
import { runNode, runWorkflow, type TestCredential } from './engine';
import { crmOf, FieldSafeWrite, IdentityLookup, outcomesAt } from './stage';

type ObjectName = 'company' | 'deal';

interface Place {
	readonly base: INodeParameters;
	readonly credential: TestCredential;
	company(name: string, domain: string, externalId?: string): string;
	deal(name: string, company: string): string;
	/** Somebody in the CRM types a value. */
	type(object: ObjectName, id: string, field: string, value: string): void;
	value(object: ObjectName, id: string, field: string): string | null;
	/** The field that holds the customer number of a company. */
	readonly externalId: string;
	/** A field that people fill, of each object. */
	readonly words: Readonly<Record<ObjectName, string>>;
	close(): Promise<void>;
}

const longAgo = Date.now() - 400 * 86_400_000;

async function hubspot(): Promise<Place> {
	const sandbox = await startSandbox({ aiFields: true, limits: { tenSeconds: 1e6, searchPerSecond: 1e6 } });
	const { control, url, token } = sandbox;
	const make = (object: ObjectName, values: Record<string, string>) =>
		control.create({ object, values, source: 'IMPORT', at: longAgo });
	return {
		base: { crm: 'hubspot', authentication: 'accessToken' },
		credential: { type: CrmAiHubSpotApi, data: { accessToken: token, testServer: url } },
		company: (name, domain, externalId) =>
			make('company', { name, domain, ...(externalId === undefined ? {} : { erp_number: externalId }) }),
		deal(name, company) {
			const id = make('deal', { dealname: name });
			control.associate({ from: { object: 'deal', id }, to: { object: 'company', id: company } });
			return id;
		},
		type: (object, id, field, value) => control.edit({ object, id, field, value }),
		value: (object, id, field) => control.value({ object, id, field }),
		externalId: 'erp_number',
		words: { company: 'description', deal: 'description' },
		close: async () => await sandbox.close(),
	};
}

async function salesforce(): Promise<Place> {
	const sandbox = await startSalesforceSandbox({ aiFields: true, limits: { daily: 1e9 } });
	const { control, url, clientId, clientSecret } = sandbox;
	const make = (object: ObjectName, values: Record<string, string>) =>
		control.create({ object, values, source: 'integration', at: longAgo });
	return {
		base: { crm: 'salesforce', authentication: 'clientCredentials' },
		credential: { type: CrmAiSalesforceApi, data: { clientId, clientSecret, testServer: url } },
		company: (name, domain, externalId) =>
			make('company', {
				Name: name,
				Website: `https://www.${domain}`,
				...(externalId === undefined ? {} : { External_Customer_Id__c: externalId }),
			}),
		deal: (name, company) =>
			make('deal', { Name: name, AccountId: company, StageName: 'Prospecting', CloseDate: '2027-01-01' }),
		type: (object, id, field, value) => control.edit({ object, id, field, value }),
		value: (object, id, field) => control.value({ object, id, field }),
		externalId: 'External_Customer_Id__c',
		words: { company: 'Description', deal: 'NextStep' },
		close: async () => await sandbox.close(),
	};
}

async function pipedrive(): Promise<Place> {
	const sandbox = await startPipedriveSandbox({
		aiFields: true,
		limits: { burst: 1e5, search: 1e5, dailyTokens: 1e9 },
	});
	const { control, url, token } = sandbox;
	const externalId = control.createProperty({ object: 'company', name: 'Customer Number', type: 'varchar' });
	const own = (object: ObjectName) => control.createProperty({ object, name: 'Next Step', type: 'varchar' });
	const words = { company: own('company'), deal: own('deal') };
	const make = (object: ObjectName, values: Record<string, string>) =>
		control.create({ object, values, source: 'import', at: longAgo });
	return {
		base: { crm: 'pipedrive', authentication: 'apiToken' },
		credential: { type: CrmAiPipedriveApi, data: { apiToken: token, testServer: url } },
		company: (name, domain, number) =>
			make('company', {
				name,
				website: `https://www.${domain}`,
				...(number === undefined ? {} : { [externalId]: number }),
			}),
		deal: (title, company) => make('deal', { title, org_id: company }),
		type: (object, id, field, value) => control.edit({ object, id, field, value, user: 502 }),
		value: (object, id, field) => control.value({ object, id, field }),
		externalId,
		words,
		close: async () => await sandbox.close(),
	};
}

describe.each([
	['HubSpot', hubspot],
	['Salesforce', salesforce],
	['Pipedrive', pipedrive],
])('on %s', (_name, open) => {
	let place: Place;
	beforeEach(async () => (place = await open()));
	afterEach(async () => await place.close());

	const on = (object: ObjectName, more: INodeParameters = {}): INodeParameters => ({
		...place.base,
		object: { __rl: true, mode: 'list', value: object },
		...more,
	});
	const lookUp = async (object: ObjectName, items: readonly IDataObject[], more: INodeParameters = {}) =>
		await runNode({
			type: IdentityLookup,
			parameters: on(object, { operation: 'find', ...more }),
			items,
			credentials: [place.credential],
		});
	/** Matched, ambiguous and unmatched ids; an unmatched item counts as ''. */
	const left = ({ outputs }: Awaited<ReturnType<typeof lookUp>>) =>
		outputs.map((items) => items.map((item) => crmOf(item).id ?? ''));

	const scored = async (object: ObjectName, items: readonly IDataObject[]) => {
		const field = place.words[object];
		const rule = [
			{ field, condition: 'is not empty', value: '', points: 40 },
			{ field: 'ai_summary', condition: 'is empty', value: '', points: 35 },
		];
		const run = await runWorkflow({
			nodes: [
				{
					name: 'Lookup',
					type: IdentityLookup,
					parameters: on(object, { operation: 'find', fields: [field, 'ai_lead_score', 'ai_summary'] }),
				},
				{
					name: 'Score',
					type: AiScore,
					parameters: on(object, { method: 'rules', rules: { rule }, options: { minimumFilled: 1 } }),
				},
				{ name: 'Gate', type: ConflictGate, parameters: on(object) },
				{ name: 'Write', type: FieldSafeWrite, parameters: on(object, { operation: 'write', mode: 'write' }) },
			],
			items,
			credentials: [place.credential],
		});
		expect(run.error).toBeUndefined();
		return run;
	};
	const watched = async (object: ObjectName) => {
		const run = await runNode({
			type: DriftMonitor,
			parameters: on(object, { fields: ['ai_lead_score'], baselineFrom: 'none' }),
			items: [{}],
			credentials: [place.credential],
		});
		expect(run.error).toBeUndefined();
		const [report] = run.outputs.flat();
		return report?.json['checks'] as unknown as readonly { check: string; status: string }[];
	};

	it('a company is matched by domain and name together, and by a domain that several have never alone', async () => {
		const acme = place.company('Acme Logistics GmbH', 'acme.example');
		const twins = [place.company('Borealis Foods', 'group.example'), place.company('Cobalt Media', 'group.example')];
		const run = await lookUp('company', [
			{ company: 'ACME Logistics', domain: 'https://acme.example/about' },
			{ domain: 'group.example' },
			{ company: 'Acme Logistics', domain: 'zenith.example' },
			{ company: 'Zenith Mining', domain: 'zenith.example' },
		]);
		expect(left(run)).toEqual([[acme], ['', ''], ['']]);
		const [byDomain, byName] = (run.outputs[1] ?? []).map((item) => crmOf(item).match.candidates.map(({ id }) => id));
		expect([...(byDomain ?? [])].sort()).toEqual([...twins].sort());
		expect(byName).toEqual([acme]);
	});

	it('two companies of one domain are told apart by name', async () => {
		const one = place.company('Acme Logistics', 'acme.example');
		const other = place.company('Acme Insurance', 'acme.example');
		const items = [
			{ company: 'Acme Insurance', domain: 'acme.example' },
			{ company: 'Acme Logistics', domain: 'acme.example' },
		];
		expect(left(await lookUp('company', items))).toEqual([[other, one], [], []]);
	});

	it('a company is matched by its number in another system', async () => {
		const acme = place.company('Acme Logistics', 'acme.example', '4711');
		place.company('Acme Logistics', 'acme-2.example', '4712');
		const key = [{ kind: 'unique', field: place.externalId, value: '={{ $json.number }}' }];
		const run = await lookUp('company', [{ number: '4711' }, { number: '471' }], {
			matchUsing: 'define',
			keys: { key },
		});
		expect(left(run)).toEqual([[acme], [], ['']]);
	});

	it('a deal is matched within the company whose record ID the item gives, where two companies have one name', async () => {
		const [one, other] = [
			place.company('Acme Logistics', 'acme.example'),
			place.company('Acme Logistics', 'acme.test'),
		];
		place.deal('Renewal 2027', one);
		const meant = place.deal('Renewal 2027', other);
		place.deal('Renewal 2026', other);
		const key = ['dealName', 'companyId'].map((kind) => ({ kind, value: `={{ $json.${kind} }}` }));
		const run = await lookUp(
			'deal',
			[
				{ dealName: 'Renewal 2027', companyId: other },
				{ dealName: 'Renewal 2028', companyId: other },
			],
			{ matchUsing: 'define', keys: { key } },
		);
		expect(left(run)).toEqual([[meant], [], ['']]);
	});

	it('a deal is matched by its name within the company that the item names, not by its name alone', async () => {
		const acme = place.company('Acme Logistics', 'acme.example');
		const borealis = place.company('Borealis Foods', 'borealis.example');
		const ours = place.deal('Renewal 2027', acme);
		const theirs = place.deal('Renewal 2027', borealis);
		const run = await lookUp('deal', [
			{ deal_name: 'Renewal 2027', company: 'Acme Logistics', domain: 'acme.example' },
			{ deal_name: 'Renewal 2027', company: 'Borealis Foods', domain: 'borealis.example' },
			{ deal_name: 'Renewal 2027' },
		]);
		expect(left(run)[0]).toEqual([ours, theirs]);
		expect(left(run)[1]).toEqual(['']);
	});

	it.each(['company', 'deal'] as const)('a %s is scored, judged, written and watched', async (object) => {
		const acme = place.company('Acme Logistics', 'acme.example');
		const id = object === 'company' ? acme : place.deal('Renewal 2027', acme);
		place.type(object, id, place.words[object], 'Main Street 1');
		const item = { deal_name: 'Renewal 2027', company: 'Acme Logistics', domain: 'acme.example' };
		const run = await scored(object, [item]);
		expect(outcomesAt(run, 0, 'Write')).toContain('ai_lead_score: written (ai field)');
		expect(crmOf(run.items('Write')[0])).toMatchObject({ object, id });
		expect(place.value(object, id, 'ai_lead_score')).toBe('75');
		expect(place.value(object, id, place.words[object])).toBe('Main Street 1');
		expect(place.value(object, id, 'ai_provenance')).toContain('ai_lead_score');
		const again = await scored(object, [item]);
		expect(outcomesAt(again, 0, 'Write').filter((outcome) => outcome.includes('written'))).toEqual([]);

		const checks = await watched(object);
		expect(checks.find(({ check }) => check === 'credential')).toMatchObject({ status: 'good' });
		expect(checks.find(({ check }) => check === 'last write')).toMatchObject({ status: 'good' });
	});

	it.each(['company', 'deal'] as const)('what a person typed into a %s goes to review', async (object) => {
		const acme = place.company('Acme Logistics', 'acme.example');
		const id = object === 'company' ? acme : place.deal('Renewal 2027', acme);
		const field = place.words[object];
		place.type(object, id, field, 'Main Street 1');
		const run = await runWorkflow({
			nodes: [
				{ name: 'Lookup', type: IdentityLookup, parameters: on(object, { operation: 'find', fields: [field] }) },
				{
					name: 'Write',
					type: FieldSafeWrite,
					parameters: on(object, {
						operation: 'write',
						mode: 'write',
						valuesFrom: 'map',
						fields: { mappingMode: 'defineBelow', value: { [field]: 'Side Street 2' } },
					}),
				},
			],
			items: [{ deal_name: 'Renewal 2027', company: 'Acme Logistics', domain: 'acme.example' }],
			credentials: [place.credential],
		});
		expect(run.error).toBeUndefined();
		expect(outcomesAt(run, 1, 'Write')).toEqual([expect.stringMatching(/: review \(/)]);
		expect(place.value(object, id, field)).toBe('Main Street 1');
	});
});
