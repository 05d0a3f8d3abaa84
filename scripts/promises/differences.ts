/** What each CRM cannot do or does differently, in plain words, from what the adapters declare. */
import type { Capabilities, Crm } from '../../crm/crm';
import { createHubSpot } from '../../crm/hubspot/hubspot';
import { createPipedrive } from '../../crm/pipedrive/pipedrive';
import { createSalesforce } from '../../crm/salesforce/salesforce';
import type { HttpPort } from '../../crm/http-port';

/** Declared capabilities need no connection; a request here would be a mistake. */
const silent: HttpPort = {
	key: 'none',
	send: () => Promise.reject(new Error('Capabilities must not send requests.')),
	now: () => 0,
	sleep: () => Promise.resolve(),
	random: () => 0,
};

const base = { baseUrl: 'http://127.0.0.1:9' };

export function adapters(): readonly (readonly [name: string, crm: Crm])[] {
	return [
		['HubSpot', createHubSpot(silent, base)],
		['Salesforce', createSalesforce(silent, base)],
		['Pipedrive', createPipedrive(silent, base)],
	];
}

const history: Readonly<Record<Capabilities['fieldHistory'], string>> = {
	always: 'always: every field keeps its versions and their authors',
	'where enabled': 'where an administrator switched it on; elsewhere the stamp tells what AI wrote',
	costly: 'on request, at a price per record: asked for Shared fields, not for AI-owned ones',
	never: 'no',
};

const hooks: Readonly<Record<Capabilities['webhooks'], string>> = {
	'by api': 'yes',
	'by hand': 'set up by hand in the CRM',
	never: 'no; changes are found by polling',
};

const duplicates: Readonly<Record<Capabilities['duplicateCheck'], string>> = {
	'unique values': 'refused by the CRM where a contact’s e-mail address or a unique value is there already',
	'duplicate rules': 'refused by the org’s duplicate rules and unique fields, an alert included',
	'search before': 'the CRM has no check: every record is searched for right before it is made',
};

const deletedKeys: Readonly<Record<Capabilities['deletedBy'][number], string>> = {
	id: 'record ID',
	unique: 'unique field',
	email: 'e-mail address',
};

const rows: readonly (readonly [question: string, answer: (capabilities: Capabilities) => string])[] = [
	['Who changed a field last', ({ fieldHistory }) => history[fieldHistory]],
	[
		'A person’s edit between our read and our write',
		({ precondition }) =>
			precondition ? 'prevented: the CRM refuses the write' : 'found by the re-read, and the person’s value put back',
	],
	['Records written before they are read back together', ({ writeBatch }) => String(writeBatch)],
	['Records in one read with edits', ({ readBatch }) => String(readBatch)],
	['Notes, tasks and activities', ({ activities }) => (activities ? 'yes' : 'no')],
	['Creating a record twice', ({ duplicateCheck }) => duplicates[duplicateCheck]],
	['Deleted records are told of by', ({ deletedBy }) => deletedBy.map((key) => deletedKeys[key]).join(', ')],
	['Creating the AI fields', ({ createFields }) => (createFields ? 'yes' : 'by hand')],
	['Being told of changes', ({ webhooks }) => hooks[webhooks]],
];

/** A Markdown table: questions x CRMs. */
export function differences(): string {
	const crms = adapters();
	return [
		`| | ${crms.map(([name]) => name).join(' | ')} |`,
		`|---|${crms.map(() => '---|').join('')}`,
		...rows.map(
			([question, answer]) => `| ${question} | ${crms.map(([, crm]) => answer(crm.capabilities)).join(' | ')} |`,
		),
	].join('\n');
}
