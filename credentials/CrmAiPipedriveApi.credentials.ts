import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/** A Pipedrive user's API token, sent as a header: in the address it would stand in every log. */
export class CrmAiPipedriveApi implements ICredentialType {
	name = 'crmAiPipedriveApi';

	displayName = 'CRM AI Layer: Pipedrive Token API';

	icon: Icon = { light: 'file:crmAi.svg', dark: 'file:crmAi.dark.svg' };

	documentationUrl = 'https://github.com/crm-ai-layer/n8n-nodes-crm-ai-layer#pipedrive-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Pipedrive: your name > Company Settings > Personal Preferences > API. What this package writes appears in the name of this user: use a user of its own for it.',
		},
		{
			displayName: 'Company Domain',
			name: 'companyDomain',
			type: 'string',
			default: '',
			placeholder: 'e.g. acme (of acme.pipedrive.com)',
			description:
				'The first part of the address at which you use Pipedrive. May stay empty: the token itself says which company it belongs to.',
		},
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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'x-api-token': '={{$credentials.apiToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ /^http:\\/\\/(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?\\/?$/.test($credentials.testServer || "") ? $credentials.testServer : "https://api.pipedrive.com" }}',
			url: '/v1/users/me',
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Pipedrive does not know this token. Copy it again.' },
			},
		],
	};
}
