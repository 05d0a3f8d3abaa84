import { createSign } from 'node:crypto';
import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/;
/** A token must never travel to another host than Salesforce's. https://help.salesforce.com/s/articleView?id=sf.domain_name_overview.htm */
const MY_DOMAIN = /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*\.(my\.salesforce\.com|my\.salesforce\.mil)\/?$/i;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** With the status of a login that was refused, since trying again cannot help. */
const refused = (message: string): Error => Object.assign(new TypeError(message), { statusCode: 400 });

/** Salesforce refuses an assertion that is valid for longer. */
const ASSERTION_SECONDS = 180;

/** A PEM key as it was made, also where a field of one line took its line ends or a file wrote them out. */
function pemOf(text: string): string {
	const [, kind = '', body = ''] =
		/-----BEGIN ([A-Z ]+)-----([\s\S]+?)-----END \1-----/.exec(text.replaceAll('\\n', '\n')) ?? [];
	const lines = body.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
	return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
}

/** Who signs in, signed with the app's key. https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm */
function assertionOf(host: string, claims: { readonly iss: string; readonly sub: string }, key: string): string {
	const isTest = /\.(sandbox|scratch)\.my\.salesforce\./i.test(host) || /^https:\/\/[a-z0-9-]+--/i.test(host);
	const aud = isTest ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
	const exp = Math.floor(Date.now() / 1000) + ASSERTION_SECONDS;
	const signed = [{ alg: 'RS256' }, { ...claims, aud, exp }]
		.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.join('.');
	try {
		return `${signed}.${createSign('RSA-SHA256').update(signed).sign(pemOf(key), 'base64url')}`;
	} catch {
		throw refused('The private key of the Salesforce credential cannot be read. Paste all of it, without password');
	}
}

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_client_credentials_flow.htm */
function grantOf(host: string, credentials: ICredentialDataDecryptedObject): Record<string, string> {
	const clientId = textOf(credentials['clientId']);
	if (credentials['signInWith'] !== 'privateKey') {
		const secret = textOf(credentials['clientSecret']);
		return { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
	}
	const claims = { iss: clientId, sub: textOf(credentials['username']) };
	const assertion = assertionOf(host, claims, textOf(credentials['privateKey']));
	return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
}

/** A Salesforce External Client App without a person signing in: one login per token, kept by n8n until it expires. */
export class CrmAiSalesforceApi implements ICredentialType {
	name = 'crmAiSalesforceApi';

	displayName = 'CRM AI Layer: Salesforce Client Credentials API';

	icon: Icon = { light: 'file:crmAi.svg', dark: 'file:crmAi.dark.svg' };

	documentationUrl = 'https://github.com/crm-ai-layer/n8n-nodes-crm-ai-layer#salesforce-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{ displayName: 'Instance URL', name: 'instanceUrl', type: 'hidden', default: '' },
		{
			displayName: 'My Domain URL',
			name: 'loginUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://yourcompany.my.salesforce.com',
			description: 'Salesforce: Setup > My Domain. Sandboxes have an address of their own.',
		},
		{
			displayName: 'Sign In With',
			name: 'signInWith',
			type: 'options',
			options: [
				{ name: 'Consumer Secret (Client Credentials)', value: 'secret' },
				{ name: 'Private Key (JWT Bearer)', value: 'privateKey' },
			],
			default: 'secret',
		},
		{
			displayName: 'Consumer Key',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Setup > External Client App Manager > your app > Settings > OAuth Settings',
		},
		{
			displayName: 'Consumer Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signInWith: ['secret'] } },
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. crm-ai@yourcompany.com',
			description: 'The Salesforce user that this package works as. An administrator must have admitted it to the app.',
			displayOptions: { show: { signInWith: ['privateKey'] } },
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description: 'The key, without password, whose certificate was uploaded to the app',
			displayOptions: { show: { signInWith: ['privateKey'] } },
		},
		{
			displayName: 'Test Server',
			name: 'testServer',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://127.0.0.1:4600',
			description:
				'Leave empty to use Salesforce itself. Only for this package’s own test server: an address on this computer.',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const testServer = textOf(credentials['testServer']);
		const host = testServer === '' ? textOf(credentials['loginUrl']) : testServer;
		if (testServer === '' ? !MY_DOMAIN.test(host) : !LOOPBACK.test(host)) {
			throw refused('My Domain URL must look like https://yourcompany.my.salesforce.com');
		}
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: `${host.replace(/\/$/, '')}/services/oauth2/token`,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams(grantOf(host, credentials)),
		})) as { readonly access_token: string; readonly instance_url: string };
		return { accessToken: answer.access_token, instanceUrl: answer.instance_url };
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($credentials.testServer || "") ? $credentials.testServer : /^https:\\/\\/[a-z0-9-]+(\\.[a-z0-9-]+)*\\.my\\.salesforce\\.(com|mil)\\/?$/i.test(($credentials.loginUrl || "").trim()) ? $credentials.loginUrl.trim() : "https://login.salesforce.com" }}',
			// Not userinfo: it answers 403 to an ended session, and needs a scope of its own.
			url: '/services/data/v66.0/',
		},
	};
}
