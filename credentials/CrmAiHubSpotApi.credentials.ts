import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/** A HubSpot service key or app token: one secret, sent as bearer token. */
export class CrmAiHubSpotApi implements ICredentialType {
	name = 'crmAiHubSpotApi';

	displayName = 'CRM AI Layer: HubSpot Token API';

	icon: Icon = { light: 'file:crmAi.svg', dark: 'file:crmAi.dark.svg' };

	documentationUrl = 'https://github.com/crm-ai-layer/n8n-nodes-crm-ai-layer#hubspot-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. pat-eu1-…',
			description:
				'A service key (HubSpot: Settings > Integrations > Service Keys) or the access token of a private or project app. It needs read and write access to the objects that you use, and to their properties.',
		},
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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($credentials.testServer || "") ? $credentials.testServer : "https://api.hubapi.com" }}',
			url: '/account-info/2026-09/details',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'HubSpot does not know this token. Copy it again, or create a new service key.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The token is known but lacks permissions. Give it access to account information and to the objects that you use.',
				},
			},
		],
	};
}
