/** Every node on Salesforce, in n8n's engine: from an e-mail address to a checked write, by both kinds of credential. */
import { generateKeyPairSync } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { CrmAiSalesforceOAuth2Api } from '../../credentials/CrmAiSalesforceOAuth2Api.credentials';
import { AiScore } from '../../nodes/AiScore/AiScore.node';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { DriftMonitor } from '../../nodes/DriftMonitor/DriftMonitor.node';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { runNode, runWorkflow, type EngineNode, type TestCredential } from './engine';
import { FieldSafeWrite, IdentityLookup, outcomesAt } from './stage';

let sandbox: SalesforceSandbox;
beforeEach(async () => (sandbox = await startSalesforceSandbox({ aiFields: true, limits: { daily: 1e9 } })));
afterEach(async () => await sandbox.close());

const longAgo = () => Date.now() - 400 * 86_400_000;
const contact = (values: Readonly<Record<string, string>>) =>
	sandbox.control.create({
		object: 'contact',
		values: { LastName: 'Byron', ...values },
		source: 'integration',
		at: longAgo(),
	});
/** Like a person's and unlike a shared mailbox's. */
const personal = (n: number) =>
	`${[...String(n).padStart(3, '0')].map((digit) => ['ba', 'den', 'fi', 'gor', 'hul', 'kam', 'lis', 'mon', 'ner', 'pol'][Number(digit)]).join('')}.byron@engines.example`;
const value = (id: string, field: string) => sandbox.control.value({ object: 'contact', id, field });

function clientCredentials(): TestCredential {
	const { clientId, clientSecret, url } = sandbox;
	return { type: CrmAiSalesforceApi, data: { clientId, clientSecret, testServer: url } };
}

function oAuth2(accessToken: string, refreshToken: string): TestCredential {
	const { clientId, clientSecret, url } = sandbox;
	const tokens = { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer', instance_url: url };
	return { type: CrmAiSalesforceOAuth2Api, data: { clientId, clientSecret, testServer: url, oauthTokenData: tokens } };
}

const on = (way: 'clientCredentials' | 'oAuth2', more: INodeParameters = {}): INodeParameters => ({
	crm: 'salesforce',
	authentication: way,
	object: { __rl: true, mode: 'list', value: 'contact' },
	...more,
});

const pipeline = (way: 'clientCredentials' | 'oAuth2'): EngineNode[] => [
	{
		name: 'Lookup',
		type: IdentityLookup,
		parameters: on(way, { fields: ['ai_lead_score', 'Title', 'Email'] }),
	},
	{
		name: 'Gate',
		type: ConflictGate,
		parameters: on(way, {
			suggestionsFrom: 'map',
			fields: {
				mappingMode: 'defineBelow',
				value: { ai_lead_score: '={{ $json.score }}', Title: '={{ $json.title }}' },
			},
		}),
	},
	{ name: 'Write', type: FieldSafeWrite, parameters: on(way, { mode: 'write' }) },
];

describe('from an e-mail address to a checked write', () => {
	it('goes through Lookup, Gate and Write; what a person typed goes to review', async () => {
		const ann = contact({ Email: 'ann@engines.example' });
		const bob = contact({ Email: 'bob@engines.example', Title: 'Captain' });
		const items: IDataObject[] = [
			{ email: 'Ann@Engines.example', score: 80, title: 'CTO' },
			{ email: 'bob@engines.example', score: 20, title: 'CFO' },
			{ email: 'nobody@engines.example', score: 1, title: 'x' },
		];
		const run = await runWorkflow({ nodes: pipeline('clientCredentials'), items, credentials: [clientCredentials()] });
		expect(run.error).toBeUndefined();
		expect(run.items('Lookup', 2)).toHaveLength(1);
		expect(outcomesAt(run, 0, 'Write')).toEqual([
			'ai_lead_score: written (ai field)',
			'Title: written (empty field)',
			'ai_lead_score: written (ai field)',
		]);
		expect([value(ann, 'ai_lead_score'), value(ann, 'Title')]).toEqual(['80', 'CTO']);
		expect([value(bob, 'ai_lead_score'), value(bob, 'Title')]).toEqual(['20', 'Captain']);
		expect(run.items('Gate', 1)).toHaveLength(1);
	});

	it('goes through Get Records, AI Score and Write', async () => {
		const id = contact({ FirstName: 'Ann', Title: 'Head of Sales', Phone: '+33 4 72 00 00 00' });
		const rules = [
			{ field: 'Title', condition: 'contains', value: 'head', points: 50 },
			{ field: 'Phone', condition: 'is not empty', value: '', points: 25 },
		];
		const run = await runWorkflow({
			nodes: [
				{
					name: 'Lookup',
					type: IdentityLookup,
					parameters: on('clientCredentials', {
						operation: 'list',
						listBy: 'empty',
						emptyField: 'ai_lead_score',
						fields: ['FirstName', 'Title', 'Phone', 'ai_lead_score'],
					}),
				},
				{ name: 'Score', type: AiScore, parameters: on('clientCredentials', { rules: { rule: rules } }) },
				{ name: 'Write', type: FieldSafeWrite, parameters: on('clientCredentials', { mode: 'write' }) },
			],
			items: [{}],
			credentials: [clientCredentials()],
		});
		expect(run.error).toBeUndefined();
		expect(outcomesAt(run, 0, 'Write')).toContain('ai_lead_score: written (ai field)');
		expect(value(id, 'ai_lead_score')).toBe('75');
	});

	it('Drift Monitor watches the field', async () => {
		contact({ Email: 'ann@engines.example', ai_lead_score: '50' });
		const run = await runNode({
			type: DriftMonitor,
			parameters: on('clientCredentials', { fields: ['ai_lead_score'] }),
			items: [{}],
			credentials: [clientCredentials()],
		});
		expect(run.error).toBeUndefined();
		expect(JSON.stringify(run.outputs)).toContain('ai_lead_score');
	});
});

describe('contacts and leads together', () => {
	it('are looked up and written by one workflow; a converted lead leads to its contact', async () => {
		const { control } = sandbox;
		const lead = (values: Readonly<Record<string, string>>) =>
			control.create({ object: 'lead', values: { Company: 'Engines', ...values }, at: longAgo() });
		const ada = lead({ FirstName: 'Ada', LastName: 'Lovelace', Email: 'ada.lovelace@engines.example' });
		const bob = contact({ FirstName: 'Bob', Email: 'bob.byron@engines.example' });
		const cid = lead({ FirstName: 'Cid', LastName: 'Campeador', Email: 'cid.campeador@engines.example' });
		const { contactId } = control.convert({ id: cid });
		control.advanceClock({ ms: 5_000 });
		const people = { object: { __rl: true, mode: 'id', value: 'People' } };
		const run = await runWorkflow({
			nodes: pipeline('clientCredentials').map((node) => ({ ...node, parameters: { ...node.parameters, ...people } })),
			items: ['ada.lovelace', 'bob.byron', 'cid.campeador'].map((name, n) => ({
				email: `${name}@engines.example`,
				score: n + 1,
				title: 'CTO',
			})),
			credentials: [clientCredentials()],
		});
		expect(run.error).toBeUndefined();
		expect(control.value({ object: 'lead', id: ada, field: 'ai_lead_score' })).toBe('1');
		expect([value(bob, 'ai_lead_score'), value(contactId, 'ai_lead_score')]).toEqual(['2', '3']);
		expect(outcomesAt(run, 0, 'Write')).toHaveLength(6);
	});
});

describe('tokens', () => {
	it('one login serves all nodes of a run, and the next run too', async () => {
		contact({ Email: 'ann@engines.example' });
		const credentials = [clientCredentials()];
		const items = [{ email: 'ann@engines.example', score: 80, title: 'CTO' }];
		const run = await runWorkflow({ nodes: pipeline('clientCredentials'), items, credentials });
		expect(run.error).toBeUndefined();
		expect(sandbox.control.logins()).toBe(1);
	});

	it.each(['clientCredentials', 'oAuth2'] as const)(
		'a session that ends in the middle of 200 requests is renewed once (%s)',
		async (way) => {
			sandbox.control.configure({ compositeHeaders: false });
			const ids = Array.from({ length: 200 }, (_, n) => contact({ Email: personal(n) }));
			sandbox.control.addToken({ token: 'oauth-first', user: 'integration' });
			sandbox.control.addRefreshToken({ refreshToken: 'oauth-refresh', user: 'integration' });
			const credential = way === 'oAuth2' ? oAuth2('oauth-first', 'oauth-refresh') : clientCredentials();
			let ended = false;
			sandbox.control.schedule({
				nth: 40,
				phase: 'before',
				purpose: 'update',
				action: () => {
					ended = true;
					for (const entry of tokensInUse()) sandbox.control.expireToken({ token: entry });
				},
			});
			const before = sandbox.control.logins();
			const run = await runWorkflow({
				nodes: pipeline(way),
				items: ids.map((_, n) => ({ email: personal(n), score: n % 100, title: 'CTO' })),
				credentials: [credential],
			});
			expect(run.error).toBeUndefined();
			expect(ended).toBe(true);
			expect(outcomesAt(run, 0, 'Write')).toHaveLength(400);
			expect(ids.map((id) => value(id, 'ai_lead_score'))).toEqual(ids.map((_, n) => String(n % 100)));
			expect(sandbox.control.logins() - before).toBe(way === 'oAuth2' ? 1 : 2);
		},
	);

	describe('a login with a private key (JWT bearer)', () => {
		const { privateKey, publicKey } = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		const credential = (key: string): TestCredential => ({
			type: CrmAiSalesforceApi,
			data: {
				signInWith: 'privateKey',
				clientId: sandbox.clientId,
				username: sandbox.control.username({ user: 'integration' }),
				privateKey: key,
				testServer: sandbox.url,
			},
		});
		beforeEach(() => {
			sandbox.control.configure({ jwtPublicKey: publicKey });
		});

		it.each([
			['as it is', privateKey],
			['in one line, as a one-line field keeps it', privateKey.replaceAll('\n', ' ')],
			['with its line ends written out', privateKey.replaceAll('\n', '\\n')],
		])('writes like any other, with one login, the key %s', async (_, key) => {
			const id = contact({ Email: 'ann@engines.example' });
			const items = [{ email: 'ann@engines.example', score: 80, title: 'CTO' }];
			const run = await runWorkflow({ nodes: pipeline('clientCredentials'), items, credentials: [credential(key)] });
			expect(run.error).toBeUndefined();
			expect(value(id, 'ai_lead_score')).toBe('80');
			expect(sandbox.control.logins()).toBe(1);
		});

		it.each([
			['half a key', privateKey.slice(0, 200)],
			['a key of something else', '-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----'],
		])('%s is refused in plain words, and nothing of it is shown', async (_, key) => {
			const id = contact({});
			const run = await runNode({
				type: IdentityLookup,
				parameters: on('clientCredentials'),
				items: [{ record_id: id }],
				credentials: [credential(key)],
			});
			expect(run.error?.message).toMatch(/credential|private key/i);
			expect(JSON.stringify([run.error?.message, run.error?.description])).not.toContain(key.slice(30, 60));
		});
	});

	it('a login that Salesforce refuses is one clear message that names the credential', async () => {
		const id = contact({ Email: 'ann@engines.example' });
		const { url } = sandbox;
		const data = { clientId: 'wrong', clientSecret: 'wrong-secret-4711', testServer: url };
		const run = await runNode({
			type: IdentityLookup,
			parameters: on('clientCredentials'),
			items: [{ record_id: id }],
			credentials: [{ type: CrmAiSalesforceApi, data }],
		});
		expect(run.error?.message).toContain('Salesforce did not accept the credential');
		expect(run.error?.message).toContain('crmAiSalesforceApi');
		expect(JSON.stringify([run.error?.message, run.error?.description])).not.toContain('4711');
	});

	it('a token travels to Salesforce’s hosts and to this computer only', async () => {
		contact({ Email: 'ann@engines.example' });
		for (const loginUrl of [
			'https://evil.example',
			'https://x.my.salesforce.com.evil.example',
			'http://x.my.salesforce.com',
			'',
		]) {
			const run = await runNode({
				type: IdentityLookup,
				parameters: on('clientCredentials'),
				items: [{ email: 'ann@engines.example' }],
				credentials: [
					{
						type: CrmAiSalesforceApi,
						data: { clientId: 'c', clientSecret: 's', loginUrl, accessToken: 'secret-token' },
					},
				],
			});
			expect(run.error?.message).toBe('The credential does not say where this Salesforce is');
		}
	});
});

/** All sessions that the sandbox has given so far. */
function tokensInUse(): string[] {
	const auth = (sandbox.control as unknown as { org: { auth: { tokens: Map<string, unknown> } } }).org.auth;
	return [...auth.tokens.keys()];
}
