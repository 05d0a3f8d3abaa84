/** The harness itself: what it promises to tests of our nodes must be n8n's behaviour, not the harness's own. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	type IAuthenticate,
	type ICredentialType,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	NodeConnectionTypes,
	NodeOperationError,
} from 'n8n-workflow';
import { loadOptionsContext, runNode, runWorkflow } from './engine';

let executions = 0;

/** Adds `seen: true`; fails for items with `bad`, as item error or, without continueOnFail, by throwing. */
class Probe implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: [1],
		description: 'Marks items',
		defaults: { name: 'Probe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		credentials: [{ name: 'probeApi', required: false }],
		properties: [
			{ displayName: 'Label', name: 'label', type: 'string', default: 'none' },
			{ displayName: 'Call', name: 'call', type: 'boolean', default: false },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		executions++;
		const seen: INodeExecutionData[] = [];
		for (const [item, { json }] of this.getInputData().entries()) {
			const label = this.getNodeParameter('label', item) as string;
			if (json.bad === true) {
				if (!this.continueOnFail()) throw new NodeOperationError(this.getNode(), 'bad item', { itemIndex: item });
				seen.push({ json: { error: 'bad item', details: { item } }, pairedItem: { item } });
				continue;
			}
			if (this.getNodeParameter('call', item) === true) {
				const { baseUrl } = await this.getCredentials<{ baseUrl: string }>('probeApi');
				const url = `${baseUrl}/probe`;
				await this.helpers.httpRequestWithAuthentication.call(this, 'probeApi', { url, json: true });
			}
			seen.push({ json: { ...json, seen: true, label }, pairedItem: { item } });
		}
		this.addExecutionHints({ message: `${seen.length} seen`, location: 'outputPane' });
		return [seen, []];
	}
}

class ProbeApi implements ICredentialType {
	name = 'probeApi';
	displayName = 'Probe API';
	properties: ICredentialType['properties'] = [
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{ displayName: 'Token', name: 'token', type: 'string', default: 'default-token' },
		{ displayName: 'Session', name: 'session', type: 'hidden', typeOptions: { expirable: true }, default: '' },
	];
	authenticate: IAuthenticate = {
		type: 'generic',
		properties: {
			headers: { Authorization: '=Bearer {{ $credentials.token }}', 'X-Session': '={{ $credentials.session }}' },
		},
	};
	preAuthentication = () => Promise.resolve({ session: 'fresh' });
}

/** Its window is n8n's own OAuth2 one, filled in for one service. */
class ProbeOAuth2Api implements ICredentialType {
	name = 'probeOAuth2Api';
	extends = ['oAuth2Api'];
	displayName = 'Probe OAuth2 API';
	properties: ICredentialType['properties'] = [
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', default: '={{$self["baseUrl"]}}/token' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];
}

class OAuth2Probe extends Probe {
	constructor() {
		super();
		this.description.credentials = [{ name: 'probeOAuth2Api', required: true }];
	}

	override async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { baseUrl } = await this.getCredentials<{ baseUrl: string }>('probeOAuth2Api');
		const url = `${baseUrl}/probe`;
		await this.helpers.httpRequestWithAuthentication.call(this, 'probeOAuth2Api', { url, json: true });
		return [this.getInputData(), []];
	}
}

describe('a single node', () => {
	it('gets its parameters by expression for each item and keeps paired items', async () => {
		const { outputs, error, hints } = await runNode({
			type: Probe,
			parameters: { label: '={{ $json.name + "!" }}' },
			items: [{ name: 'a' }, { name: 'b' }],
		});
		expect(error).toBeUndefined();
		expect(outputs[0]?.map(({ json }) => json.label)).toEqual(['a!', 'b!']);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(outputs[1]).toEqual([]);
		expect(hints).toEqual([{ message: '2 seen', location: 'outputPane' }]);
	});

	it('sends items with an error to the error output, which is the last one, with the input merged in', async () => {
		const { outputs } = await runNode({
			type: Probe,
			onError: 'continueErrorOutput',
			items: [{ name: 'a' }, { name: 'b', bad: true }],
		});
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[2]?.[0]?.json).toMatchObject({ name: 'b', error: 'bad item', details: { item: 1 } });
	});

	it('stops with the error where On Error is not set, after as many tries as Retry On Fail allows', async () => {
		executions = 0;
		const { error, outputs } = await runNode({
			type: Probe,
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
			items: [{ bad: true }],
		});
		expect(error?.message).toBe('bad item');
		expect(outputs).toEqual([]);
		expect(executions).toBe(3);
	});
});

describe('credentials', () => {
	let server: Server;
	let baseUrl: string;
	const seen: IncomingHttpHeaders[] = [];
	let answers: number[] = [];

	beforeAll(async () => {
		server = createServer((request, response) => {
			const json = { 'content-type': 'application/json' };
			if (request.url === '/token') {
				response.writeHead(200, json).end('{"access_token":"renewed","token_type":"bearer"}');
				return;
			}
			seen.push(request.headers);
			response.writeHead(answers.shift() ?? 200, json).end('{}');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(() => server.close());
	beforeEach(() => seen.splice(0));

	it("are applied by the type's own authenticate, with defaults and an expirable token fetched before use", async () => {
		const credentials = [{ type: ProbeApi, data: { baseUrl } }];
		const { error } = await runNode({ type: Probe, parameters: { call: true }, credentials, items: [{}] });
		expect(error).toBeUndefined();
		expect(seen.map((headers) => [headers.authorization, headers['x-session']])).toEqual([
			['Bearer default-token', 'fresh'],
		]);
	});

	it('are renewed once by the engine when the server answers 401, and the renewed data is kept', async () => {
		answers = [401, 200];
		const credentials = [{ type: ProbeApi, data: { baseUrl, session: 'stale' } }];
		const { error, all } = await runNode({ type: Probe, parameters: { call: true }, credentials, items: [{}] });
		expect(error).toBeUndefined();
		expect(seen.map((headers) => headers['x-session'])).toEqual(['stale', 'fresh']);
		expect(all.credentials.dataOf('probeApi')).toMatchObject({ session: 'fresh' });
	});

	it('of OAuth2 are refreshed by the engine when the server answers 401, and the new token is kept', async () => {
		answers = [401, 200];
		const oauthTokenData = { access_token: 'old', refresh_token: 'refresh', token_type: 'bearer' };
		const data = { baseUrl, grantType: 'authorizationCode', clientId: 'id', clientSecret: 'secret', oauthTokenData };
		const credentials = [{ type: ProbeOAuth2Api, data }];
		const { error, all } = await runNode({ type: OAuth2Probe, credentials, items: [{}] });
		expect(error).toBeUndefined();
		expect(seen.map((headers) => headers.authorization)).toEqual(['Bearer old', 'Bearer renewed']);
		expect(all.credentials.dataOf('probeOAuth2Api').oauthTokenData).toMatchObject({ access_token: 'renewed' });
	});
});

describe('a workflow', () => {
	it('resolves paired items over several nodes, ours and n8n’s own', async () => {
		const run = await runWorkflow({
			nodes: [
				{ name: 'First', type: Probe, parameters: { label: 'first' } },
				{ name: 'Rename', type: 'n8n-nodes-base.set', parameters: { mode: 'raw', jsonOutput: '={"renamed":true}' } },
				{
					name: 'Last',
					type: Probe,
					parameters: { label: '={{ $("First").item.json.name + ($json.seen === undefined) }}' },
				},
			],
			items: [{ name: 'a' }, { name: 'b' }],
		});
		expect(run.error).toBeUndefined();
		expect(run.items('Last').map(({ json }) => json)).toEqual([
			{ renamed: true, seen: true, label: 'atrue' },
			{ renamed: true, seen: true, label: 'btrue' },
		]);
	});

	it('runs a node once per batch inside Loop Over Items', async () => {
		const run = await runWorkflow({
			nodes: [
				{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', parameters: { batchSize: 2 } },
				{ name: 'Body', type: Probe },
			],
			connections: [
				{ from: 'Loop', output: 1, to: 'Body' },
				{ from: 'Body', to: 'Loop' },
			],
			items: [1, 2, 3, 4, 5].map((n) => ({ n })),
		});
		expect(run.error).toBeUndefined();
		expect(run.runs('Body')).toHaveLength(3);
		expect(run.items('Loop', 0).map(({ json }) => json.n)).toEqual([1, 2, 3, 4, 5]);
	});
});

describe('dropdown methods', () => {
	it('see the parameters as they stand in the panel', () => {
		const method = function (this: ILoadOptionsFunctions) {
			return this.getCurrentNodeParameter('label');
		};
		expect(method.call(loadOptionsContext({ type: Probe, parameters: { label: 'x' } }))).toBe('x');
	});
});
