/** Undo without audit rows where the CRM's history begins later than the record: a value from its creation comes back. */
import { approvalKey, signApproval } from '../../../core/policy/approval';
import { traces } from '../../../crm/undo/from-stamps';
import { undo } from '../../../crm/undo/undo';
import { write } from '../../../crm/write/transaction';
import { raceStage, type RaceCrm } from './race/stages';
import { gate, policy, rules, tally } from './stage';

const run = (execution: string) => ({
	preview: false,
	execution,
	now: () => new Date().toISOString(),
	changedBefore: 0,
	waiting: 0,
});

test.each<[RaceCrm, string, string]>([
	['salesforce', 'Title', 'LastName'],
	['pipedrive', 'job_title', 'name'],
	['hubspot', 'jobtitle', 'lastname'],
])('%s: the value that the record was created with comes back, and is not emptied', async (name, field, label) => {
	const s = await raceStage({ crm: name, history: true, latencyMs: 0 });
	try {
		const control = s.control as unknown as {
			create(record: { object: string; values: Record<string, string>; source: string; at: number }): string;
			value(of: { object: string; id: string; field: string }): string | null;
		};
		const source = name === 'hubspot' ? 'IMPORT' : name === 'salesforce' ? 'integration' : 'api';
		const values = { [label]: 'Byron', [field]: 'Countess' };
		const id = control.create({ object: 'contact', values, source, at: Date.now() - 400 * 86_400_000 });
		const key = approvalKey('client-secret');
		const what = { account: s.account, object: 'contact', id, field, value: 'Analyst' };
		const expiresAt = new Date(Date.now() + 60_000).toISOString();
		const approval = signApproval(key, what, { current: 'Countess', expiresAt, execution: 'one', approvedBy: 'Robin' });
		const decisions = [gate(field, 'write', { approvedBy: 'Robin', approval })];
		const proposals = [{ field, value: 'Analyst', scorer: rules }];
		const wrote = await write(s.connect(), 'contact', [{ account: s.account, id, proposals, decisions }], policy, {
			...run('one'),
			approvalKey: key,
		});
		expect(tally(wrote)).toEqual({ written: 1 });

		const crm = s.connect();
		const wish = { execution: 'one', fields: [], provenanceField: 'ai_provenance' };
		const found = (await traces(crm, 'contact', [id], wish)).get(id);
		expect(found?.targets).toEqual([expect.objectContaining({ before: 'Countess', wrote: 'Analyst' })]);
		await undo(
			crm,
			'contact',
			[{ account: s.account, id, targets: found?.targets ?? [], unknown: [] }],
			policy.stampFields,
			run('two'),
		);
		expect(control.value({ object: 'contact', id, field })).toBe('Countess');
	} finally {
		await s.close();
	}
});
