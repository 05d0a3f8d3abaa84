import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Pipedrive by OAuth2: the user signs in with an app of their own; n8n renews the token. */
export class CrmAiPipedriveOAuth2Api implements ICredentialType {
	name = 'crmAiPipedriveOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'CRM AI Layer: Pipedrive OAuth2 API';

	icon: Icon = { light: 'file:crmAi.svg', dark: 'file:crmAi.dark.svg' };

	documentationUrl = 'https://github.com/crm-ai-layer/n8n-nodes-crm-ai-layer#pipedrive-credential';

	properties: INodeProperties[] = [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: 'https://oauth.pipedrive.com/oauth/authorize',
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($self["testServer"] || "") ? $self["testServer"].replace(/\\/$/, "") + "/oauth/token" : "https://oauth.pipedrive.com/oauth/token" }}',
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: 'base contacts:full deals:full leads:full activities:full search:read recents:read admin',
			description: 'Permissions to ask for, separated by spaces. They must be the same as in your Pipedrive app.',
		},
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'header' },
		{
			displayName: 'Test Server',
			name: 'testServer',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://127.0.0.1:4600',
			description:
				'Leave empty to use Pipedrive itself. Only for this package’s own test server: an address on this computer.',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($credentials.testServer || "") ? $credentials.testServer : "https://api.pipedrive.com" }}',
			url: '/v1/users/me',
		},
	};
}
