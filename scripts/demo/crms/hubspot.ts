import { startSandbox } from '../../../sandbox/server';
import { byRequest, type DemoCrm } from './crm';

export const hubspot: DemoCrm = {
	system: 'hubspot',
	name: 'HubSpot',
	authentication: 'accessToken',
	contacts: 'Contacts',
	start: async ({ port, contacts, ...scene }) =>
		await startSandbox({ ...scene, seedContacts: contacts, ...(port === undefined ? {} : { port }) }),
	credential: ({ token, url }) => ({
		id: 'hubspotSandbox',
		name: 'HubSpot sandbox',
		type: 'crmAiHubSpotApi',
		data: { accessToken: token, testServer: url },
	}),
	person(control, id) {
		const values = control.values({ object: 'contact', id });
		const text = (field: string) => values[field] ?? '';
		return {
			name: `${text('firstname')} ${text('lastname')}`.trim(),
			email: text('email'),
			otherEmail: text('hs_additional_emails').split(';')[0] ?? '',
			phone: text('phone'),
		};
	},
	fields: {},
	words: {},
	shared: [],
	writes: ['batch update'],
	isOwn: byRequest,
};
