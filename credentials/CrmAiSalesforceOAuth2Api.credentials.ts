import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Salesforce by OAuth2: the user signs in with an app of their own; n8n renews the token. */
export class CrmAiSalesforceOAuth2Api implements ICredentialType {
	name = 'crmAiSalesforceOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'CRM AI Layer: Salesforce OAuth2 API';

	icon: Icon = { light: 'file:crmAi.svg', dark: 'file:crmAi.dark.svg' };

	documentationUrl = 'https://github.com/crm-ai-layer/n8n-nodes-crm-ai-layer#salesforce-credential';

	properties: INodeProperties[] = [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production or Developer Edition', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'production',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default:
				'={{ $self["environment"] === "sandbox" ? "https://test.salesforce.com/services/oauth2/authorize" : "https://login.salesforce.com/services/oauth2/authorize" }}',
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($self["testServer"] || "") ? $self["testServer"].replace(/\\/$/, "") + "/services/oauth2/token" : ($self["environment"] === "sandbox" ? "https://test.salesforce.com/services/oauth2/token" : "https://login.salesforce.com/services/oauth2/token") }}',
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: 'full refresh_token',
			description: 'Permissions to ask for, separated by spaces. They must be the same as in your Salesforce app.',
		},
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
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

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($credentials.testServer || "") ? $credentials.testServer : /^https:\\/\\/[a-z0-9-]+(\\.[a-z0-9-]+)*\\.salesforce\\.(com|mil)\\/?$/i.test($credentials.oauthTokenData?.instance_url || "") ? $credentials.oauthTokenData.instance_url : "https://login.salesforce.com" }}',
			url: '/services/data/v66.0/',
		},
	};
}
