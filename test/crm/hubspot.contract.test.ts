/** The contract suite over real HTTP against the sandbox HubSpot, in both readings of what HubSpot leaves open. */
import { createHubSpot } from '../../crm/hubspot/hubspot';
import { startSandbox } from '../../sandbox/server';
import { contractSuite } from './contract';
import type { ContractCrm } from './contract/setup';
import { fetchPort } from './fetch-port';

const fields: ContractCrm['fields'] = {
	text: 'city',
	longText: 'sales_notes',
	number: 'numberfield',
	yesNo: 'newsletter_consent',
	date: 'contract_start',
	time: 'next_review_at',
	choice: { name: 'tier', values: ['A', 'B'] },
	choices: { name: 'interests', values: ['automation', 'reporting', 'security'] },
	email: 'email',
	phone: 'phone',
	unique: 'external_customer_id',
	readOnly: 'score_total',
	label: { values: { firstname: 'Ann', lastname: 'Smith', email: 'ann@example.com' }, text: 'Ann Smith' },
};

type Reading = NonNullable<Parameters<typeof startSandbox>[0]>;

function setup(reading: Reading, token: 'told' | 'not told') {
	return async (): Promise<ContractCrm> => {
		const sandbox = await startSandbox({ seed: 1, ...reading });
		sandbox.control.createProperty({
			object: 'contact',
			name: 'numberfield',
			label: 'Number',
			type: 'number',
			fieldType: 'number',
		});
		sandbox.control.configure({
			limits: { tenSeconds: 100_000, searchPerSecond: 100_000, daily: 1e9, windowMs: 10_000 },
		});
		const { control } = sandbox;
		return {
			connect: () =>
				createHubSpot(fetchPort(sandbox.url, { token: sandbox.token }), {
					baseUrl: sandbox.url,
					...(token === 'told' ? { accessToken: async () => await Promise.resolve(sandbox.token) } : {}),
				}),
			received: () => control.stats().total,
			object: 'contact',
			other: 'company',
			fields,
			fieldHistory: true,
			deletedTold: reading.archivedByUniqueValue === false ? 'by id' : 'by every key',
			missingId: '999999999',
			act: {
				create: (object, values) => control.create({ object, values }),
				edit: (id, field, value) => control.edit({ object: 'contact', id, field, value }),
				automate: (id, field, value) =>
					control.edit({ object: 'contact', id, field, value, source: 'AUTOMATION_PLATFORM' }),
				addEmail: (id, email) => {
					const known = control.value({ object: 'contact', id, field: 'hs_additional_emails' });
					const value = known === null ? email : `${known};${email}`;
					control.edit({ object: 'contact', id, field: 'hs_additional_emails', value });
				},
				associate: (id, otherId) =>
					control.associate({ from: { object: 'contact', id }, to: { object: 'company', id: otherId } }),
				merge: (winner, loser) => control.merge({ object: 'contact', winner, loser }),
				completeTask: (id) => control.completeTask({ id }),
				deleteTask: (id) => control.deleteTask({ id }),
				remove: (id) => control.delete({ object: 'contact', id }),
				stored: (id, field) => control.value({ object: 'contact', id, field }),
				wait: (ms) => control.advanceClock({ ms }),
				revoke: () => control.expireToken({ token: sandbox.token }),
				forbidWriting: () => {
					const scopes = ['oauth', 'crm.objects.contacts.read', 'crm.schemas.contacts.read'];
					control.addToken({ token: sandbox.token, appId: 4_600_100, scopes });
				},
				limit: (count) => control.fault({ kind: 'rate limit', count }),
				loseAnswer: (when) => control.fault({ kind: `reset ${when}`, purpose: 'create' }),
			},
			close: async () => await sandbox.close(),
		};
	};
}

contractSuite('HubSpot (multi-status updates, secondary e-mail look-up)', setup({}, 'told'));
contractSuite(
	'HubSpot (whole batches refused, primary e-mail only, app id not told)',
	setup(
		{ batchMultiStatus: false, secondaryEmailLookup: false, batchWarnings: false, archivedByUniqueValue: false },
		'not told',
	),
);
