/** Doubles to which no name leads: another address of the mailbox does, where the CRM can be asked for it. */
import { fillable, type CrmName, type Filled } from '../../../bench/identity/crms';
import type { Crm, IdentityKeys } from '../../../crm/crm';
import { judged } from './judged';

let filled: Filled;

afterEach(async () => {
	await filled.close();
});

const john = { object: 'contact', id: '', firstName: 'John', lastName: 'Smith' } as const;
const address = 'john.smith@acme.test';

/** The CRM with what it was asked for; other addresses of a mailbox are found by that key alone. */
function watched({ crm }: Filled): { readonly crm: Crm; readonly mailboxes: () => readonly string[] } {
	const asked: IdentityKeys[] = [];
	const find: Crm['find'] = async (object, queries, fields) => {
		asked.push(...queries);
		const answers = await crm.find(
			object,
			queries.map(({ mailbox, ...keys }) => (mailbox === undefined ? keys : { ...keys, email: mailbox })),
			fields,
		);
		return answers.map((answer, index) => {
			const isMailbox = queries[index]?.mailbox !== undefined;
			if (!answer.ok) return answer;
			return { ok: true, value: answer.value.filter(({ via }) => via.includes('mailbox') === isMailbox) };
		});
	};
	return {
		crm: new Proxy(crm, { get: (target, name) => (name === 'find' ? find : Reflect.get(target, name)) as unknown }),
		mailboxes: () => asked.flatMap(({ mailbox }) => mailbox ?? []),
	};
}

test('a double among more people of the name than the search gives is found by its mailbox', async () => {
	filled = await fillable('salesforce');
	const id = filled.add({ ...john, email: address }, undefined);
	for (let n = 0; n < 60; n++) filled.add({ ...john, email: `p${String(n)}@else.test` }, undefined);
	const double = filled.add({ ...john, email: 'john.smith+crm@acme.test' }, undefined);
	const { crm, mailboxes } = watched(filled);
	const [verdict] = await judged({ crm }, 'contact', { email: address, firstName: 'John', lastName: 'Smith' });
	expect(mailboxes()).toEqual([address]);
	expect(verdict).toMatch(/^ambiguous/);
	for (const one of [id, double]) expect(verdict).toContain(one);
});

describe.each<CrmName>(['hubspot', 'salesforce', 'pipedrive'])('%s', (name) => {
	test('a mailbox is asked for where the item gives no name, and not where a name shows all records', async () => {
		filled = await fillable(name);
		filled.add({ ...john, email: address }, undefined);
		const { crm, mailboxes } = watched(filled);
		await judged({ crm }, 'contact', { email: address, firstName: 'John', lastName: 'Smith' });
		expect(mailboxes()).toEqual([]);
		await judged({ crm }, 'contact', { email: address });
		expect(mailboxes()).toEqual([address]);
	});
});
