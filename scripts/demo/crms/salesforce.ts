import { defaultOptions } from '../../../sandbox/salesforce/options';
import { startSalesforceSandbox } from '../../../sandbox/salesforce/sandbox';
import { byRequest, type DemoCrm } from './crm';

export const salesforce: DemoCrm = {
	system: 'salesforce',
	name: 'Salesforce',
	authentication: 'clientCredentials',
	contacts: 'Contacts',
	start: async ({ port, contacts, ...scene }) =>
		await startSalesforceSandbox({ ...scene, seedContacts: contacts, ...(port === undefined ? {} : { port }) }),
	credential: ({ url }) => ({
		id: 'salesforceSandbox',
		name: 'Salesforce sandbox',
		type: 'crmAiSalesforceApi',
		data: { clientId: defaultOptions.clientId, clientSecret: defaultOptions.clientSecret, testServer: url },
	}),
	person(control, id) {
		const values = control.values({ object: 'contact', id });
		const text = (field: string) => values[field] ?? '';
		return {
			name: `${text('FirstName')} ${text('LastName')}`.trim(),
			email: text('Email'),
			otherEmail: text('Second_Email__c'),
			phone: text('Phone'),
		};
	},
	fields: {
		jobtitle: 'Title',
		company: 'AccountId',
		city: 'MailingCity',
		lifecyclestage: 'LeadSource',
		phone: 'Phone',
	},
	words: { 'marketingqualifiedlead, salesqualifiedlead': 'Web, Partner Referral' },
	shared: [],
	writes: ['composite', 'update', 'batch update'],
	// Setting up the AI fields grants permissions, which are records, too.
	isOwn: (entry) => byRequest(entry) && !/Permission/.test(entry.object),
};
