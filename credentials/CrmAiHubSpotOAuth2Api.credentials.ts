import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

/** HubSpot by OAuth2: the user signs in with an app of their own; n8n renews the token. */
export class CrmAiHubSpotOAuth2Api implements ICredentialType {
	name = 'crmAiHubSpotOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'CRM AI Layer: HubSpot OAuth2 API';

	icon: Icon = { light: 'file:crmAi.svg', dark: 'file:crmAi.dark.svg' };

	documentationUrl = 'https://github.com/crm-ai-layer/n8n-nodes-crm-ai-layer#hubspot-credential';

	properties: INodeProperties[] = [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: 'https://app.hubspot.com/oauth/authorize',
			required: true,
		},
		{
			// https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($self["testServer"] || "") ? $self["testServer"].replace(/\\/$/, "") + "/oauth/2026-03/token" : "https://api.hubapi.com/oauth/2026-03/token" }}',
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default:
				'oauth crm.objects.contacts.read crm.objects.contacts.write crm.objects.companies.read crm.objects.companies.write crm.objects.deals.read crm.objects.deals.write crm.schemas.contacts.read crm.schemas.contacts.write crm.schemas.companies.read crm.schemas.companies.write crm.schemas.deals.read crm.schemas.deals.write',
			description: 'Permissions to ask for, separated by spaces. They must be the same as in your HubSpot app.',
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
				'Leave empty to use HubSpot itself. Only for this package’s own test server: an address on this computer.',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($credentials.testServer || "") ? $credentials.testServer : "https://api.hubapi.com" }}',
			url: '/account-info/2026-09/details',
		},
	};
}
