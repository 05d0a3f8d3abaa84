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

/** A Salesforce External Client App with the client credentials flow: one login per token, kept by n8n until it expires. */
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

	/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_client_credentials_flow.htm */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const testServer = textOf(credentials['testServer']);
		const host = testServer === '' ? textOf(credentials['loginUrl']) : testServer;
		if (testServer === '' ? !MY_DOMAIN.test(host) : !LOOPBACK.test(host)) {
			throw new TypeError('My Domain URL must look like https://yourcompany.my.salesforce.com');
		}
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: `${host.replace(/\/$/, '')}/services/oauth2/token`,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({
				grant_type: 'client_credentials',
				client_id: textOf(credentials['clientId']),
				client_secret: textOf(credentials['clientSecret']),
			}),
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
