/** Salesforce: an External Client App with client credentials or a private key, or OAuth2. */
import { createSalesforce } from '../../crm/salesforce/salesforce';
import type { Connector } from './connector';

/** A token must never travel to another host than the org's own. */
const OWN_HOST = /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*\.(salesforce\.com|salesforce\.mil)\/?$/i;

export const salesforce: Connector = {
	name: 'Salesforce',
	ways: {
		clientCredentials: { type: 'crmAiSalesforceApi', secret: ['clientSecret', 'privateKey'], renewable: true },
		oAuth2: { type: 'crmAiSalesforceOAuth2Api', secret: 'clientSecret', renewable: true },
	},
	// The login tells the instance; before the first one the org's own address does as well.
	baseUrl(data) {
		const { instance_url: signedIn } = (data['oauthTokenData'] ?? {}) as { readonly instance_url?: unknown };
		const address = [signedIn, data['instanceUrl'], data['loginUrl']].find(isOwnHost);
		return address?.trim().replace(/\/$/, '');
	},
	// Needs a session, costs little, and answers 401 where the session ended (userinfo answers 403).
	renewBy: '/services/data/v66.0/',
	create(port, { baseUrl, shared }) {
		return createSalesforce(port, { baseUrl, ...(shared === undefined ? {} : { shared }) });
	},
};

function isOwnHost(value: unknown): value is string {
	return typeof value === 'string' && OWN_HOST.test(value.trim());
}
