/** The contract suite over real HTTP against the sandbox Pipedrive, in both readings of what Pipedrive leaves open. */
import { createPipedrive } from '../../crm/pipedrive/pipedrive';
import { startPipedriveSandbox, type PipedriveSandboxOptions } from '../../sandbox/pipedrive/sandbox';
import { contractSuite } from './contract';
import type { ContractCrm } from './contract/setup';
import { fetchPort } from './fetch-port';

const plenty = { burst: 100_000, search: 100_000, dailyTokens: 1e9, dailyChanges: 1e9 };

function setup(reading: PipedriveSandboxOptions) {
	return async (): Promise<ContractCrm> => {
		const sandbox = await startPipedriveSandbox({ seed: 1, ...reading, limits: plenty });
		const { control } = sandbox;
		const object = 'contact';
		const key = (name: string, type: 'varchar' | 'double' | 'date' | 'enum' | 'set', options?: readonly string[]) =>
			control.createProperty({ object, name, type, ...(options === undefined ? {} : { options }) });
		const optionIds = (code: string) =>
			(control.property({ object, name: code })?.options ?? []).map(({ id }) => String(id));
		const tier = key('Tier', 'enum', ['A', 'B', 'C']);
		const interests = key('Interests', 'set', ['Automation', 'Reporting', 'Security']);
		key('AI Next Review At', 'varchar');
		const fields: ContractCrm['fields'] = {
			text: 'job_title',
			longText: 'notes',
			number: key('Seats', 'double'),
			// Pipedrive has no yes/no field that could be created: people make it of two options.
			yesNo: key('Newsletter', 'enum', ['Yes', 'No']),
			date: key('Contract Start', 'date'),
			// ... nor a field for a moment: AI fields hold it as text.
			time: 'ai_next_review_at',
			choice: { name: tier, values: optionIds(tier) as unknown as [string, string] },
			choices: { name: interests, values: optionIds(interests) as unknown as [string, string, string] },
			email: 'email',
			phone: 'phone',
			unique: key('External Customer ID', 'varchar'),
			readOnly: 'add_time',
			label: { values: { name: 'Ann Smith', email: 'ann@example.com' }, text: 'Ann Smith' },
		};
		const token = sandbox.oauthToken;
		return {
			connect: () => createPipedrive(fetchPort(sandbox.url, { token }), { baseUrl: sandbox.url }),
			received: () => control.stats().total,
			object,
			other: 'company',
			fieldHistory: true,
			fields,
			deletedTold: reading.deletedRecord === 'not found' ? 'never' : 'by id',
			missingId: '999999999',
			act: {
				create: (type, values) =>
					control.create({
						object: type,
						values: Object.fromEntries(
							Object.entries(values).map(([name, value]) => [
								name,
								name === fields.yesNo ? (value === 'true' ? 'Yes' : 'No') : value,
							]),
						),
					}),
				edit: (id, field, value) => control.edit({ object, id, field, value }),
				automate: (id, field, value) => control.edit({ object, id, field, value, source: 'automation' }),
				addEmail: (id, email) => {
					const known = control.values({ object, id })['emails'] ?? '';
					const entries = [known, email].filter((value) => value !== '');
					const value = JSON.stringify(
						entries.map((entry, index) => ({ value: entry, primary: index === 0, label: 'work' })),
					);
					control.edit({ object, id, field: 'emails', value });
				},
				associate: (id, otherId) => control.associate({ from: { object, id }, to: { object: 'company', id: otherId } }),
				merge: (winner, loser) => control.merge({ object, winner, loser }),
				completeTask: (id) => control.completeTask({ id }),
				deleteTask: (id) => control.deleteTask({ id }),
				remove: (id) => control.delete({ object, id }),
				stored: (id, field) => control.value({ object, id, field }),
				// Pipedrive's times are whole seconds: what happens within one cannot be told apart by time.
				wait: (ms) => control.advanceClock({ ms: Math.max(1_000, ms) }),
				revoke: () => control.expireToken({ token }),
				forbidWriting: () =>
					control.addToken({ token, userId: 900, kind: 'oauth', scopes: ['base', 'contacts:read', 'search:read'] }),
				limit: (count) => control.fault({ kind: 'rate limit', count }),
				loseAnswer: (when) => control.fault({ kind: `reset ${when}`, purpose: 'create' }),
			},
			close: async () => await sandbox.close(),
		};
	};
}

contractSuite('Pipedrive (as documented, deleted records marked, changes by API named)', setup({}));
contractSuite(
	'Pipedrive (deleted records not found, changes by API not named, creation logged, arrays added to, 429 without body)',
	setup({
		deletedRecord: 'not found',
		apiChangeSource: null,
		creationInChangelog: true,
		contactArrays: 'added',
		rateLimitBody: 'empty',
		unknownCustomField: 'ignored',
		longVarchar: 'truncated',
	}),
);
