/** Pipedrive: a user's API token, or OAuth2. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { createPipedrive } from '../../crm/pipedrive/pipedrive';
import type { Connector } from './connector';

/** Serves every company; a company's own address is a little nearer. */
const ANY_COMPANY = 'https://api.pipedrive.com';

export const pipedrive: Connector = {
	name: 'Pipedrive',
	ways: {
		apiToken: { type: 'crmAiPipedriveApi', secret: 'apiToken', renewable: false },
		oAuth2: { type: 'crmAiPipedriveOAuth2Api', secret: 'clientSecret', renewable: true },
	},
	baseUrl: (data) => companyAddress(data) ?? ANY_COMPANY,
	renewBy: '/v1/users/me',
	create: (port, { baseUrl, shared }) =>
		createPipedrive(port, { baseUrl, ...(shared === undefined ? {} : { shared }) }),
};

/**
 * The company's address: api_domain comes with an OAuth token, the company domain stands in the token credential. What is
 * no address of Pipedrive is not used, since the token would travel there.
 * https://pipedrive.readme.io/docs/marketplace-oauth-authorization (api_domain)
 */
function companyAddress(data: ICredentialDataDecryptedObject): string | undefined {
	const { api_domain: apiDomain } = (data['oauthTokenData'] ?? {}) as { readonly api_domain?: unknown };
	const given = apiDomain ?? data['companyDomain'];
	const text = typeof given === 'string' ? given.trim().toLowerCase() : '';
	const [, company] = /^(?:https:\/\/)?([a-z0-9][a-z0-9-]*)(?:\.pipedrive\.com)?\/?$/.exec(text) ?? [];
	return company === undefined ? undefined : `https://${company}.pipedrive.com`;
}
