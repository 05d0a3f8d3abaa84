/** The contract suite over real HTTP against the sandbox Salesforce, in both readings of what Salesforce leaves open. */
import { createSalesforce } from '../../crm/salesforce/salesforce';
import { startSalesforceSandbox, type SalesforceSandboxOptions } from '../../sandbox/salesforce/sandbox';
import { contractSuite } from './contract';
import type { ContractCrm } from './contract/setup';
import { fetchPort } from './fetch-port';

const fields: ContractCrm['fields'] = {
	text: 'Title',
	longText: 'Sales_Notes__c',
	number: 'ai_lead_score',
	yesNo: 'Newsletter__c',
	date: 'Renewal_Date__c',
	time: 'ai_updated_at',
	choice: { name: 'Tier__c', values: ['A', 'B'] },
	choices: { name: 'Interests__c', values: ['Analytics', 'Hardware', 'Training'] },
	email: 'Email',
	phone: 'Phone',
	unique: 'External_Customer_Id__c',
	readOnly: 'Name',
	label: { values: { FirstName: 'Ann', LastName: 'Smith', Email: 'ann@example.com' }, text: 'Ann Smith' },
};

const tracked = [
	'Title',
	'ai_lead_score__c',
	'Newsletter__c',
	'Renewal_Date__c',
	'Tier__c',
	'Email',
	'Phone',
	'Interests__c',
];

function setup(options: SalesforceSandboxOptions) {
	return async (): Promise<ContractCrm> => {
		const sandbox = await startSalesforceSandbox({ seed: 1, aiFields: true, ...options });
		const { control } = sandbox;
		// Salesforce keeps whole seconds: what people do in the suite takes them longer than that.
		const slowly = <T>(result: T): T => {
			control.advanceClock({ ms: 2_000 });
			return result;
		};
		return {
			connect: () => createSalesforce(fetchPort(sandbox.url, { token: sandbox.token }), { baseUrl: sandbox.url }),
			received: () => control.stats().total,
			object: 'contact',
			other: 'company',
			fields,
			fieldHistory: options.fieldHistory !== undefined,
			deletedTold: 'by every key',
			missingId: '003000000000001AAA',
			act: {
				create: (object, values) =>
					slowly(
						control.create({
							object,
							values: object === 'contact' ? { LastName: 'Nobody', ...values } : rename(values),
						}),
					),
				edit: (id, field, value) => slowly(control.edit({ object: 'contact', id, field, value })),
				automate: (id, field, value) =>
					slowly(control.edit({ object: 'contact', id, field, value, source: 'automation' })),
				addEmail: (id, email) =>
					slowly(control.edit({ object: 'contact', id, field: 'Second_Email__c', value: email })),
				associate: (id, otherId) =>
					slowly(control.associate({ from: { object: 'contact', id }, to: { object: 'company', id: otherId } })),
				merge: (winner, loser) => slowly(control.merge({ object: 'contact', winner, loser })),
				completeTask: (id) => slowly(control.completeTask({ id })),
				deleteTask: (id) => slowly(control.deleteTask({ id })),
				remove: (id) => slowly(control.delete({ object: 'contact', id })),
				stored: (id, field) => control.value({ object: 'contact', id, field }),
				wait: (ms) => control.advanceClock({ ms: Math.max(ms, 1_000) }),
				revoke: () => control.expireToken({ token: sandbox.token }),
				forbidWriting: () => control.configure({ fieldSecurity: forbidden() }),
				limit: (count) => control.fault({ kind: 'rate limit', count }),
				loseAnswer: (when) => control.fault({ kind: `reset ${when}`, purpose: 'create' }),
			},
			close: async () => await sandbox.close(),
		};
	};
}

const rename = (values: Readonly<Record<string, string>>) =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [name === 'name' ? 'Name' : name, value]));

const forbidden = () =>
	Object.fromEntries(
		Object.values(fields).flatMap((field) =>
			typeof field === 'string' ? [[`Contact.${field}`, 'read' as const]] : [],
		),
	);

contractSuite(
	'Salesforce (field history, preconditions honoured in composite requests)',
	setup({
		fieldHistory: { Contact: tracked },
		duplicateRules: [{ object: 'Contact', fields: ['Email'], action: 'alert' }],
	}),
);
contractSuite(
	'Salesforce (no field history, preconditions in single requests only, compared with SystemModstamp, text kept as it is)',
	setup({
		duplicateRules: [{ object: 'Contact', fields: ['Email'], action: 'block' }],
		compositeHeaders: false,
		preconditionField: 'SystemModstamp',
		lowerCaseEmail: false,
		historyObjectsWithoutTracking: true,
		normalizeLineEnds: false,
	}),
);
