/** The write transaction on Salesforce: preconditions where the org keeps no field history, put-back where it does. */
import { write } from '../../../crm/write/transaction';
import { salesforceStage, sentTo, type SalesforceStage } from './salesforce-stage';
import { only, policy, short } from './stage';

const history = { Contact: ['Title', 'Department', 'ai_lead_score__c', 'ai_fit_segment__c'] };
const run = { preview: false, execution: '7', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 };

let s: SalesforceStage;
afterEach(async () => await s.close());

describe('in an org without field history', () => {
	beforeEach(async () => (s = await salesforceStage()));

	test('empty fields and AI fields are written, not sent to review; the second run writes nothing', async () => {
		const ids = s.contacts(60);
		const requests = () =>
			ids.map((id, n) => s.suggest(id, { ai_lead_score: n, ai_score_reason: `r${n}`, Title: 'CTO' }));
		const report = await s.run(requests());
		expect(new Set(short(report).flat())).toEqual(
			new Set([
				'ai_lead_score: written (ai field)',
				'ai_score_reason: written (ai field)',
				'Title: written (empty field)',
			]),
		);
		expect(report.remarks).toEqual([]);
		const { crm, port } = s.connect();
		const again = await write(crm, 'contact', requests(), policy, run);
		expect(
			new Set(
				short(again)
					.flat()
					.map((entry) => entry.split(': ')[1]),
			),
		).toEqual(new Set(['unchanged (equal value)']));
		expect(sentTo(port, /^(PATCH|POST \/composite$)/)).toBe(0);
	});

	test('what AI wrote may be refreshed, what a person typed over it may not', async () => {
		const [ours = '', theirs = ''] = s.contacts(2);
		await s.run([s.suggest(ours, { Title: 'CTO' }), s.suggest(theirs, { Title: 'CTO' })]);
		s.control.edit({ object: 'contact', id: theirs, field: 'Title', value: 'Chief of everything' });
		await later(2_100);
		const report = await s.run([s.suggest(ours, { Title: 'CIO' }), s.suggest(theirs, { Title: 'CIO' })]);
		expect(short(report)).toEqual([['Title: written (our own value)'], ["Title: review (a person's value)"]]);
	});

	test('a rep who was faster is not covered: nothing is written there, and a review names the field', async () => {
		const ids = s.contacts(30);
		const [quick = ''] = ids;
		s.control.schedule({
			nth: 1,
			phase: 'before',
			purpose: 'composite',
			action: () => s.control.edit({ object: 'contact', id: quick, field: 'ai_lead_score', value: '99' }),
		});
		const report = await s.run(ids.map((id) => s.suggest(id, { ai_lead_score: 5 })));
		expect(short(report)[0]).toEqual(["ai_lead_score: review (a person's value)"]);
		expect(s.value(quick, 'ai_lead_score')).toBe('99');
		expect(ids.slice(1).map((id) => s.value(id, 'ai_lead_score'))).toEqual(ids.slice(1).map(() => '5'));
		expect(report.changed).toBe(29);
	});

	test('a rep who was faster in one of several fields keeps it, however often the record is looked at again', async () => {
		const id = s.contact();
		s.control.schedule({
			nth: 1,
			phase: 'before',
			purpose: 'update',
			action: () => s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '99' }),
		});
		const report = await s.run([s.suggest(id, { ai_lead_score: 5, ai_score_reason: 'because' })]);
		expect(short(report)[0]).toEqual([
			"ai_lead_score: review (a person's value)",
			'ai_score_reason: written (ai field)',
		]);
		expect(s.value(id, 'ai_lead_score')).toBe('99');
		expect(s.value(id, 'ai_score_reason')).toBe('because');
		// The next run has seen nothing of it, but the stamp has.
		const next = await s.run([s.suggest(id, { ai_lead_score: 6, ai_score_reason: 'because' })]);
		expect(short(next)[0]).toEqual([
			"ai_lead_score: review (a person's value)",
			'ai_score_reason: unchanged (equal value)',
		]);
	});

	test('a rep who cleared the field in between keeps it empty', async () => {
		const id = s.contact();
		await s.run([s.suggest(id, { ai_lead_score: 40 })]);
		s.control.schedule({
			nth: 1,
			phase: 'before',
			purpose: 'update',
			action: () => s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: null }),
		});
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 })]);
		expect(only(report)).toMatchObject({ status: 'review', rule: 'cleared by a person' });
		expect(s.value(id, 'ai_lead_score')).toBeNull();
	});

	test('a change of another field only costs a second look', async () => {
		const id = s.contact();
		s.control.schedule({
			nth: 1,
			phase: 'before',
			purpose: 'update',
			action: () => s.control.edit({ object: 'contact', id, field: 'Department', value: 'Sales' }),
		});
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 })]);
		expect(only(report)).toMatchObject({ status: 'written' });
		expect(s.value(id, 'ai_lead_score')).toBe('5');
		expect(s.value(id, 'Department')).toBe('Sales');
	});

	test('a rep who came between write and check keeps the value, and the outcome says so', async () => {
		const id = s.contact();
		s.control.schedule({
			nth: 1,
			phase: 'after',
			purpose: 'update',
			action: () => s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '77' }),
		});
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 })]);
		expect(only(report)).toMatchObject({ status: 'review', rule: 'edited while writing', after: 77 });
		expect(s.value(id, 'ai_lead_score')).toBe('77');
	});

	test('a record changed in the very second of the read waits until every later edit can be seen', async () => {
		const id = s.contact();
		s.control.edit({ object: 'contact', id, field: 'Department', value: 'Sales' });
		const { crm, port } = s.connect();
		const report = await write(crm, 'contact', [s.suggest(id, { ai_lead_score: 5 })], policy, run);
		expect(only(report)).toMatchObject({ status: 'written' });
		expect(sentTo(port, /^POST \/composite\/sobjects/)).toBeGreaterThanOrEqual(3);
		expect(sentTo(port, /^PATCH/)).toBe(1);
	});

	test('an org that looks at the fields before the precondition is found to honour it all the same', async () => {
		s.control.configure({ preconditionOrder: 'after fields' });
		const ids = s.contacts(30);
		const quick = ids[29] ?? '';
		s.control.schedule({
			nth: 3,
			phase: 'before',
			purpose: 'composite',
			action: () => s.control.edit({ object: 'contact', id: quick, field: 'ai_lead_score', value: '99' }),
		});
		const { crm, port } = s.connect();
		const requests = ids.map((id) => s.suggest(id, { ai_lead_score: 5 }));
		const report = await write(crm, 'contact', requests, policy, run);
		// One alone, to ask about; the others together.
		expect(sentTo(port, /^PATCH/)).toBe(1);
		expect(short(report)[29]).toEqual(["ai_lead_score: review (a person's value)"]);
		expect(ids.slice(0, -1).map((id) => s.value(id, 'ai_lead_score'))).toEqual(ids.slice(1).map(() => '5'));
	});

	test('where fields come first and composite requests ignore the precondition, no value is touched by finding out', async () => {
		s.control.configure({ preconditionOrder: 'after fields', compositeHeaders: false });
		const ids = s.contacts(4);
		const { crm, port } = s.connect();
		const requests = ids.map((id) => s.suggest(id, { ai_lead_score: 5 }));
		const report = await write(crm, 'contact', requests, policy, run);
		expect(short(report)).toEqual(ids.map(() => ['ai_lead_score: written (ai field)']));
		const bodies = port.sent.filter(({ path }) => path.endsWith('/composite')).map(({ body }) => JSON.stringify(body));
		expect(bodies).toHaveLength(2);
		for (const body of bodies) expect(body).not.toContain('ai_');
	});

	test('where composite requests do not honour preconditions, the probe writes nothing and single requests go', async () => {
		s.control.configure({ compositeHeaders: false });
		const ids = s.contacts(5);
		const before = s.control.journal({}).at(-1)?.seq ?? 0;
		const { crm, port } = s.connect();
		const report = await write(
			crm,
			'contact',
			ids.map((id) => s.suggest(id, { ai_lead_score: 5 })),
			policy,
			run,
		);
		expect(report.changed).toBe(5);
		expect(sentTo(port, /^POST \/composite$/)).toBe(2);
		expect(sentTo(port, /^PATCH \/sobjects/)).toBe(5);
		const touched = s.control.journal({ since: before, property: 'ai_lead_score__c' });
		expect(touched.map(({ id }) => id).sort()).toEqual([...ids].sort());
	});

	test('a lock that somebody holds is waited for', async () => {
		const [id = ''] = s.contacts(1);
		s.control.fault({ kind: 'error', status: 400, code: 'UNABLE_TO_LOCK_ROW', purpose: 'update', count: 2 });
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 5 })]))).toMatchObject({ status: 'written' });
	});

	test('a lost answer writes nothing twice', async () => {
		const ids = s.contacts(4);
		s.control.fault({ kind: 'reset after', purpose: 'composite', skip: 1, count: 1 });
		const report = await s.run(ids.map((id) => s.suggest(id, { ai_lead_score: 5 })));
		expect(new Set(report.requests.flatMap(({ outcomes }) => outcomes.map(({ status }) => status)))).toEqual(
			new Set(['unchanged']),
		);
		for (const id of ids) {
			expect(s.value(id, 'ai_lead_score')).toBe('5');
			expect(s.control.versions({ object: 'contact', id, field: 'ai_lead_score' })).toHaveLength(1);
		}
	});

	test('assignment rules run only where they are asked for', async () => {
		const lead = s.control.create({
			object: 'lead',
			values: { LastName: 'L', Company: 'C' },
			at: Date.now() - 86_400_000,
		});
		s.control.configure({ assignmentRules: { Lead: 'rep2' } });
		const owner = () => s.control.value({ object: 'lead', id: lead, field: 'OwnerId' });
		const before = owner();
		await s.run([s.suggest(lead, { ai_lead_score: 5 })], { object: 'lead' });
		expect(owner()).toBe(before);
		await later(2_100);
		await s.run([s.suggest(lead, { ai_lead_score: 6 })], { object: 'lead', policy: { runAssignmentRules: true } });
		expect(owner()).toBe(s.control.users()['rep2']);
	});
});

describe('in an org with field history', () => {
	beforeEach(async () => (s = await salesforceStage({ fieldHistory: history })));

	test('200 records go in one request, and a covered edit is put back and named', async () => {
		const ids = s.contacts(200);
		const [quick = ''] = ids;
		s.control.schedule({
			nth: 1,
			phase: 'before',
			purpose: 'batch update',
			action: () => s.control.edit({ object: 'contact', id: quick, field: 'ai_lead_score', value: '99' }),
		});
		const { crm, port } = s.connect();
		const requests = ids.map((id) => s.suggest(id, { ai_lead_score: 5, Title: 'CTO' }));
		const report = await write(crm, 'contact', requests, policy, run);
		expect(short(report)[0]).toEqual([
			'ai_lead_score: repaired (edited while writing)',
			'Title: written (empty field)',
		]);
		expect(report.requests[0]?.outcomes[0]).toMatchObject({ restored: { value: 99 } });
		expect(s.value(quick, 'ai_lead_score')).toBe('99');
		expect(sentTo(port, /^PATCH \/composite\/sobjects/)).toBe(2);
		expect(sentTo(port, /^PATCH \/sobjects/)).toBe(0);
	});

	test('one field without history is enough for a precondition', async () => {
		const [id = ''] = s.contacts(1);
		const { crm, port } = s.connect();
		await write(crm, 'contact', [s.suggest(id, { ai_lead_score: 5, ai_score_reason: 'x' })], policy, run);
		expect(sentTo(port, /^PATCH \/sobjects/)).toBe(1);
	});

	test('an edit that a killed run left covered is put back by the next one', async () => {
		const [id = ''] = s.contacts(1);
		s.control.schedule({
			nth: 1,
			phase: 'before',
			purpose: 'batch update',
			action: () => s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '99' }),
		});
		let dead = false;
		const dying = (port: Parameters<NonNullable<Parameters<SalesforceStage['connect']>[0]>>[0]) => ({
			...port,
			async send(request: Parameters<typeof port.send>[0]) {
				if (dead) throw new Error('killed');
				const answer = await port.send(request);
				dead = request.method === 'PATCH';
				return answer;
			},
		});
		await s.run([s.suggest(id, { ai_lead_score: 5 })], { port: dying }).catch(() => undefined);
		expect(s.value(id, 'ai_lead_score')).toBe('5');
		const report = await s.run([s.suggest(id, { ai_lead_score: 6 })]);
		expect(only(report)).toMatchObject({ status: 'repaired', restored: { value: 99 } });
		expect(s.value(id, 'ai_lead_score')).toBe('99');
	});
});

async function later(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
