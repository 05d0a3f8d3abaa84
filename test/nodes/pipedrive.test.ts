/** Our nodes in n8n's engine in front of a sandbox Pipedrive: found, judged, written; and where its tokens may travel. */
import type { IDataObject } from 'n8n-workflow';
import { CrmAiPipedriveApi } from '../../credentials/CrmAiPipedriveApi.credentials';
import { CrmAiPipedriveOAuth2Api } from '../../credentials/CrmAiPipedriveOAuth2Api.credentials';
import { pipedrive } from '../../n8n/connect/pipedrive';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { FieldSafeWrite } from '../../nodes/FieldSafeWrite/FieldSafeWrite.node';
import { IdentityLookup } from '../../nodes/IdentityLookup/IdentityLookup.node';
import { allScopes } from '../../sandbox/pipedrive/options';
import { startPipedriveSandbox, type PipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { runNode, runWorkflow, type TestCredential } from './engine';
import { crmOf, outcomesAt } from './stage';

let sandbox: PipedriveSandbox;
beforeEach(async () => {
	sandbox = await startPipedriveSandbox({ aiFields: true });
});
afterEach(async () => {
	await sandbox.close();
});

const base = (object = 'contact', authentication = 'apiToken') => ({
	crm: 'pipedrive',
	authentication,
	object: { __rl: true, mode: 'list', value: object },
});
const byToken = (): TestCredential[] => [
	{ type: CrmAiPipedriveApi, data: { apiToken: sandbox.token, testServer: sandbox.url } },
];

/** Suggestions as a workflow's own model call would put them on the items. */
const suggestions = (values: Readonly<Record<string, unknown>>): IDataObject[] =>
	Object.entries(values).map(([field, value]) => ({
		field,
		value: value as string,
		scorer: { method: 'rules', version: '1', inputHash: 'x' },
	}));

async function lookUp(email: string, object = 'contact') {
	return await runNode({
		type: IdentityLookup,
		parameters: {
			...base(object),
			operation: 'find',
			matchUsing: 'auto',
			fields: ['job_title', 'ai_lead_score', 'ai_fit_segment'],
		},
		items: [{ email }],
		credentials: byToken(),
	});
}

describe('Lookup, Gate and Write on Pipedrive', () => {
	it('writes AI fields, keeps what a person typed in a shared one, and names the person’s edit', async () => {
		const id = sandbox.control.create({
			object: 'person',
			values: { name: 'Ada Lovelace', email: 'ada@lovelace.example' },
		});
		sandbox.control.edit({ object: 'person', id, field: 'job_title', value: 'CTO', user: 502 });
		const looked = await lookUp('Ada@Lovelace.example');
		expect(looked.outputs.map((items) => items.length)).toEqual([1, 0, 0]);
		const [item] = looked.outputs[0] ?? [];
		const contract = crmOf(item);
		expect(contract).toMatchObject({ system: 'pipedrive', account: String(sandbox.companyId), object: 'contact', id });
		expect(contract.snapshot?.edits['job_title']).toMatchObject({ by: 'human', actor: 'user:502' });

		const proposals = suggestions({ ai_lead_score: 80, ai_fit_segment: 'hot', job_title: 'CEO' });
		const run = await runWorkflow({
			nodes: [
				{ name: 'Gate', type: ConflictGate, parameters: { ...base() } },
				{ name: 'Write', type: FieldSafeWrite, parameters: { ...base(), operation: 'write', mode: 'write' } },
			],
			credentials: byToken(),
			items: [{ ...item?.json, crm: { ...(item?.json['crm'] as IDataObject), proposals } }],
		});
		if (run.error) throw run.error;
		expect(outcomesAt(run, 0, 'Write').sort()).toEqual([
			'ai_fit_segment: written (ai field)',
			'ai_lead_score: written (ai field)',
		]);
		expect(run.items('Gate', 1).length + run.items('Gate', 2).length).toBe(1);
		const value = (field: string) => sandbox.control.value({ object: 'person', id, field });
		expect(value('ai_lead_score')).toBe('80');
		expect(value('job_title')).toBe('CTO');
		expect(value('ai_provenance')).toContain('ai_lead_score');
	});

	it('asks the changelog for shared fields only: AI fields cost no tokens for it', async () => {
		const id = sandbox.control.create({ object: 'person', values: { name: 'Ada', email: 'ada@lovelace.example' } });
		const write = async (field: string, value: unknown) => {
			sandbox.control.resetStats();
			const run = await runNode({
				type: FieldSafeWrite,
				parameters: { ...base(), operation: 'write', mode: 'write' },
				items: [
					{
						crm: {
							system: 'pipedrive',
							account: String(sandbox.companyId),
							object: 'contact',
							id,
							match: { status: 'matched', confidence: 1, via: ['record id'], why: 'x', candidates: [] },
							proposals: suggestions({ [field]: value }),
							decisions: [],
							outcomes: [],
						},
					},
				],
				credentials: byToken(),
			});
			expect(outcomesAt(run, 0)).toEqual([expect.stringContaining(`${field}: written`)]);
			return sandbox.control.stats().byPurpose['changelog'] ?? 0;
		};
		expect(await write('ai_lead_score', 70)).toBe(0);
		expect(await write('job_title', 'CTO')).toBe(2);
	});

	it('finds a company by its website and a person by OAuth2', async () => {
		const acme = sandbox.control.create({
			object: 'company',
			values: { name: 'Acme', website: 'https://www.acme.example.com' },
		});
		const ada = sandbox.control.create({
			object: 'person',
			values: { name: 'Ada', email: 'ada@lovelace.example', org_id: acme },
		});
		sandbox.control.addRefreshToken({ refreshToken: 'refresh', userId: 900, scopes: allScopes });
		const run = await runNode({
			type: IdentityLookup,
			parameters: { ...base('contact', 'oAuth2'), operation: 'find', matchUsing: 'auto' },
			items: [{ email: 'ada@lovelace.example' }],
			credentials: [
				{
					type: CrmAiPipedriveOAuth2Api,
					data: {
						clientId: 'client',
						clientSecret: 'client-secret',
						testServer: sandbox.url,
						// Expired: n8n renews it at the test server.
						oauthTokenData: { access_token: 'old', refresh_token: 'refresh', token_type: 'bearer' },
					},
				},
			],
		});
		expect(crmOf(run.outputs[0]?.[0])).toMatchObject({ id: ada, system: 'pipedrive' });
	});

	it('a wrong token leaves every item by Failed with one clear message', async () => {
		const run = await runNode({
			type: IdentityLookup,
			parameters: { ...base(), operation: 'find', matchUsing: 'auto' },
			items: [{ email: 'ada@lovelace.example' }, { email: 'bob@lovelace.example' }],
			credentials: [{ type: CrmAiPipedriveApi, data: { apiToken: 'wrong', testServer: sandbox.url } }],
			onError: 'continueRegularOutput',
		});
		const all = JSON.stringify([run.outputs, run.error]);
		expect(all).toContain('Pipedrive did not accept the credential');
		expect(all).not.toContain('wrong"');
	});
});

describe('Where Pipedrive’s tokens travel', () => {
	it.each([
		[{}, 'https://api.pipedrive.com'],
		[{ companyDomain: 'acme' }, 'https://acme.pipedrive.com'],
		[{ companyDomain: ' https://acme.pipedrive.com/ ' }, 'https://acme.pipedrive.com'],
		[{ oauthTokenData: { api_domain: 'https://acme-2.pipedrive.com' } }, 'https://acme-2.pipedrive.com'],
		[{ oauthTokenData: { api_domain: 'https://evil.example.com' } }, 'https://api.pipedrive.com'],
		[{ companyDomain: 'acme.pipedrive.com.evil.example' }, 'https://api.pipedrive.com'],
		[{ companyDomain: 'evil.example/x?' }, 'https://api.pipedrive.com'],
		[{ companyDomain: 'evil.example#' }, 'https://api.pipedrive.com'],
		[{ companyDomain: 'user@evil' }, 'https://api.pipedrive.com'],
	])('%j -> %s', (data, address) => {
		expect(pipedrive.baseUrl(data)).toBe(address);
	});
});
