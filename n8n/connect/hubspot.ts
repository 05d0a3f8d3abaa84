/** HubSpot: a service key or app token, or OAuth2. */
import { createHubSpot } from '../../crm/hubspot/hubspot';
import type { Connector } from './connector';

export const hubspot: Connector = {
	name: 'HubSpot',
	ways: {
		accessToken: { type: 'crmAiHubSpotApi', secret: 'accessToken', renewable: false },
		oAuth2: { type: 'crmAiHubSpotOAuth2Api', secret: 'clientSecret', renewable: true },
	},
	baseUrl: () => 'https://api.hubapi.com',
	renewBy: '/account-info/2026-09/details',
	create(port, { baseUrl, data, way, shared }) {
		const token = data['accessToken'];
		return createHubSpot(port, {
			baseUrl,
			...(shared === undefined ? {} : { shared }),
			// Only a static token tells its app: n8n keeps an OAuth token to itself.
			...(way.renewable ? {} : { accessToken: () => Promise.resolve(typeof token === 'string' ? token : undefined) }),
		});
	},
};
