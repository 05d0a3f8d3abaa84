/** The credentials: what their Test button asks, and that a token travels to HubSpot or to this computer only. */
import './engine/user-folder';
import { type ICredentialType, type IDataObject, type INode, Workflow } from 'n8n-workflow';
import { CrmAiHubSpotApi } from '../../credentials/CrmAiHubSpotApi.credentials';
import { CrmAiHubSpotOAuth2Api } from '../../credentials/CrmAiHubSpotOAuth2Api.credentials';
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { CrmAiSalesforceOAuth2Api } from '../../credentials/CrmAiSalesforceOAuth2Api.credentials';
import { counts, oAuth2Credential, openStage, sentences, type Stage, token, tokenCredential } from './stage';
import { NodeTypes } from './engine/node-types';
import { allScopes } from '../../sandbox/hubspot/options';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

/** A text of a credential as n8n works it out; `data` is what a person typed into the window. */
function resolve(text: string, data: IDataObject): string {
	const types = new NodeTypes();
	const node: INode = {
		id: 'n',
		name: 'n',
		...types.add('n8n-nodes-base.noOp'),
		position: [0, 0],
		parameters: {},
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: types });
	const more = { $credentials: data, $self: data };
	return String(workflow.expression.getSimpleParameterValue(node, text, 'internal', more, undefined, text));
}

/** Sends what the Test button sends; answers the message of the rule that applies. */
async function test(type: ICredentialType, data: IDataObject, bearer: string) {
	const { request, rules } = type.test ?? { request: { url: '' } };
	const url = resolve(String(request.baseURL), data).replace(/\/$/, '') + request.url;
	const response = await fetch(url, { headers: { Authorization: `Bearer ${bearer}` } });
	const rule = (rules ?? []).find(
		(entry) => entry.type === 'responseCode' && entry.properties.value === response.status,
	);
	return {
		status: response.status,
		message: rule && 'message' in rule.properties ? rule.properties.message : undefined,
	};
}

/** Addresses that look like this computer and are not, or that lead astray; some would even reach the sandbox. */
const elsewhere = (): string[] => {
	const port = new URL(stage.url).port;
	return [
		'https://api.hubapi.com.evil.example',
		'http://evil.example',
		'http://127.0.0.1.evil.example',
		'http://localhost.evil.example:80',
		`http://me@127.0.0.1:${port}`,
		`http://127.0.0.1:${port}@evil.example`,
		`http://127.0.0.1:${port}/path`,
		`http://127.0.0.1:${port}?x`,
		`http://127.0.0.1:${port}#x`,
		`http://127.0.0.1:${port}\\@evil.example`,
		`http://127.0.0.1:${port}\n.evil.example`,
		`http://0x7f000001:${port}`,
		`http://2130706433:${port}`,
		`http://127.0.0.2:${port}`,
		`HTTP://127.0.0.1:${port}/../`,
		'ftp://127.0.0.1',
		'//127.0.0.1',
		'169.254.169.254',
	];
};

describe('the Test button', () => {
	it.each([
		['the token credential', new CrmAiHubSpotApi()],
		['the OAuth2 credential', new CrmAiHubSpotOAuth2Api()],
	])('of %s passes with a good token', async (_, type) => {
		expect(await test(type, { testServer: stage.url, accessToken: token }, token)).toEqual({ status: 200 });
	});

	it('says of a wrong token that HubSpot does not know it', async () => {
		const said = await test(new CrmAiHubSpotApi(), { testServer: stage.url }, 'pat-wrong');
		expect(said).toEqual({ status: 401, message: expect.stringContaining('Copy it again') as string });
	});

	it('sends the token as bearer token, and nothing else of the credential', () => {
		const { properties } = new CrmAiHubSpotApi().authenticate;
		expect(Object.keys(properties)).toEqual(['headers']);
		const headers: Record<string, string> = {};
		for (const [name, text] of Object.entries(properties.headers ?? {})) {
			headers[name] = resolve(text as string, { accessToken: 'abc' });
		}
		expect(headers).toEqual({ Authorization: 'Bearer abc' });
	});

	it.each([
		['the token credential', new CrmAiHubSpotApi()],
		['the OAuth2 credential', new CrmAiHubSpotOAuth2Api()],
	])('of %s asks HubSpot itself where the address is empty or not on this computer', (_, type) => {
		const base = String(type.test?.request.baseURL);
		for (const testServer of [undefined, '', ...elsewhere()]) {
			expect(resolve(base, { testServer })).toBe('https://api.hubapi.com');
		}
		for (const testServer of ['http://127.0.0.1:4600', 'http://localhost:1/', 'http://[::1]:4600']) {
			expect(resolve(base, { testServer })).toBe(testServer);
		}
	});
});

describe('the Test button of Salesforce', () => {
	const own = 'https://acme--uat.sandbox.my.salesforce.com';

	it.each<[string, ICredentialType, (address: string) => IDataObject]>([
		['the app credential', new CrmAiSalesforceApi(), (loginUrl) => ({ loginUrl, accessToken: 'kept' })],
		[
			'the OAuth2 credential',
			new CrmAiSalesforceOAuth2Api(),
			(address) => ({ oauthTokenData: { instance_url: address } }),
		],
	])('of %s sends the kept token to Salesforce only', (_, type, data) => {
		const base = String(type.test?.request.baseURL);
		expect(resolve(base, data(own))).toBe(own);
		expect(resolve(base, { ...data(own), testServer: 'http://127.0.0.1:4600' })).toBe('http://127.0.0.1:4600');
		const astray = [
			'',
			`${own}.evil.example`,
			`${own}@evil.example`,
			`${own}\n.evil.example`,
			'http://acme.my.salesforce.com',
		];
		for (const address of [...astray, 'https://evil.example/.my.salesforce.com', ...elsewhere()]) {
			expect(resolve(base, data(address))).toBe('https://login.salesforce.com');
			expect(resolve(base, { ...data(own), testServer: address })).toBe(own);
		}
	});
});

describe('the address that an OAuth2 token is renewed at', () => {
	it('is HubSpot’s, or that of a test server on this computer', () => {
		const property = new CrmAiHubSpotOAuth2Api().properties.find(({ name }) => name === 'accessTokenUrl');
		const text = property?.default as string;
		for (const testServer of [undefined, '', ...elsewhere()]) {
			expect(resolve(text, { testServer })).toBe('https://api.hubapi.com/oauth/2026-03/token');
		}
		expect(resolve(text, { testServer: 'http://127.0.0.1:4600/' })).toBe('http://127.0.0.1:4600/oauth/2026-03/token');
	});
});

describe('a Test Server address that is not on this computer', () => {
	it('is refused before anything is sent, whoever runs the node and however', async () => {
		const id = stage.contact();
		stage.control.addToken({ token: 'oauth-far', appId: 8, scopes: allScopes, kind: 'oauth' });
		stage.control.resetStats();
		for (const address of elsewhere()) {
			const runs = [
				await stage.lookup({}, [{ record_id: id }], { credentials: [tokenCredential(address)] }),
				await stage.lookup({ operation: 'list' }, [{}], { credentials: [tokenCredential(address)] }),
				await stage.write({ mode: 'write' }, [stage.suggest(id)], { credentials: [tokenCredential(address)] }),
				await stage.write({ mode: 'write', authentication: 'oAuth2' }, [stage.suggest(id)], {
					credentials: [oAuth2Credential(address, 'oauth-far', 'refresh')],
				}),
			];
			for (const run of runs) {
				expect(run.error?.message).toBe('The credential’s Test Server address is not on this computer');
				expect(counts(run)).toEqual([]);
				expect(sentences(run)).not.toContain(token);
			}
		}
		expect(stage.control.stats().total).toBe(0);
	});
});

describe('secrets', () => {
	it('are password fields, and an OAuth2 credential shows none of its own', () => {
		const fields = new CrmAiHubSpotApi().properties.filter(({ typeOptions }) => typeOptions?.password === true);
		expect(fields.map(({ name }) => name)).toEqual(['accessToken']);
		const own = new CrmAiHubSpotOAuth2Api().properties.filter(({ type }) => type !== 'hidden').map(({ name }) => name);
		expect(own).toEqual(['scope', 'testServer']);
	});
});
