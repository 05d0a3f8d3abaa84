import { startPipedriveSandbox } from '../../../sandbox/pipedrive/sandbox';
import { byRequest, type DemoCrm } from './crm';

export const pipedrive: DemoCrm = {
	system: 'pipedrive',
	name: 'Pipedrive',
	authentication: 'apiToken',
	contacts: 'People',
	start: async ({ port, contacts, ...scene }) =>
		await startPipedriveSandbox({ ...scene, seedContacts: contacts, ...(port === undefined ? {} : { port }) }),
	credential: ({ token, url }) => ({
		id: 'pipedriveSandbox',
		name: 'Pipedrive sandbox',
		type: 'crmAiPipedriveApi',
		data: { apiToken: token, testServer: url },
	}),
	person(control, id) {
		const values = control.values({ object: 'contact', id });
		const text = (field: string) => values[field] ?? '';
		return { name: text('name'), email: text('emails'), otherEmail: '', phone: text('phones') };
	},
	fields: { jobtitle: 'job_title', company: 'org_id', city: null, lifecyclestage: null },
	words: {},
	// Only the changelog shows who typed a value, and it is read for Shared fields alone: 20 tokens a record.
	shared: ['ai_lead_score', 'ai_score_reason'],
	writes: ['update'],
	isOwn: byRequest,
};
