/** What an earlier node decided, and what a person approved: decisions narrow, approvals are signed. */
import fc from 'fast-check';
import { approvalKey, signApproval } from '../../../core/policy/approval';
import type { Owner } from '../../../core/policy/owners';
import type { Decision } from '../../../core/record';
import { undo } from '../../../crm/undo/undo';
import { gate, modelProposal, only, policy, short, stage, type Given, type Stage } from './stage';

let s: Stage;
let id: string;
beforeEach(async () => {
	s = await stage();
	id = s.contact({ tier: 'A' });
});
afterEach(async () => await s.close());

describe('the decision of a Conflict Gate', () => {
	test.each<[string, string, unknown, Partial<Decision>, string]>([
		['skip holds back', 'ai_lead_score', 5, { action: 'skip' }, 'skipped (people only)'],
		['review holds back', 'ai_lead_score', 5, { action: 'review' }, 'review (low confidence)'],
		['write passes what is fine', 'ai_lead_score', 5, { action: 'write' }, 'written (ai field)'],
		['write passes no protected field', 'lifecyclestage', 'customer', { action: 'write' }, 'review (protected field)'],
		['write passes no person’s value', 'tier', 'B', { action: 'write' }, "review (a person's value)"],
		[
			'an owner "ai" passes no person’s value',
			'tier',
			'B',
			{ action: 'write', owner: 'ai' },
			"review (a person's value)",
		],
		[
			'an owner "people" closes an AI field',
			'ai_lead_score',
			5,
			{ action: 'write', owner: 'people' },
			'skipped (people only)',
		],
		[
			'a decision for another field changes nothing',
			'ai_lead_score',
			5,
			{ action: 'skip', field: 'tier' },
			'written (ai field)',
		],
		[
			'an equal value stays unchanged whatever was decided',
			'tier',
			'A',
			{ action: 'review' },
			'unchanged (equal value)',
		],
	])('%s', async (_name, field, value, decision, expected) => {
		const request = s.suggest(
			id,
			{ [field]: value },
			{ decisions: [{ ...gate(field, 'write'), ...gate(field, decision.action ?? 'write'), ...decision }] },
		);
		expect(short(await s.run([request]))).toEqual([[`${field}: ${expected}`]]);
	});

	test('this node’s own row is never loosened by the Gate’s owner', async () => {
		s.control.edit({ object: 'contact', id, field: 'city', value: 'Lyon', source: 'AUTOMATION_PLATFORM' });
		const request = s.suggest(id, { city: 'Bonn' }, { decisions: [gate('city', 'write', { owner: 'ai' })] });
		for (const owner of ['shared', 'people'] as const) {
			const report = await s.run([request], { policy: { owners: [{ field: 'city', owner }] } });
			expect(only(report).status).not.toBe('written');
		}
		// Without a row of its own the Gate's ownership stands.
		expect(only(await s.run([request])).status).toBe('written');
	});

	test('never writes what would not be written without it', async () => {
		const owners = fc.constantFrom<Owner[]>('ai', 'shared', 'people');
		const question = fc.record({
			field: fc.constantFrom('ai_lead_score', 'team_size', 'numemployees', 'hubspot_owner_id', 'tier'),
			confidence: fc.constantFrom(0.5, 0.9, 0.95),
			action: fc.constantFrom<Decision['action'][]>('write', 'review', 'skip'),
			gateOwner: fc.option(owners, { nil: undefined }),
			row: fc.option(owners, { nil: undefined }),
		});
		const cases = fc.sample(question, { numRuns: 400, seed: 11 });
		const value: Record<string, unknown> = { tier: 'B', hubspot_owner_id: '70502' };
		const requests = (decided: boolean) =>
			cases.map(({ field, confidence, action, gateOwner }) =>
				s.suggest(
					s.contact({ tier: 'A' }),
					{},
					{
						proposals: [modelProposal(field, value[field] ?? 7, confidence)],
						decisions: decided ? [gate(field, action, gateOwner === undefined ? {} : { owner: gateOwner })] : [],
					},
				),
			);
		for (const row of ['ai', 'shared', 'people'] as const) {
			const policy = { owners: [{ field: '*', owner: row }] };
			const given = { policy, run: { preview: true } };
			const plain = short(await s.run(requests(false), given)).flat();
			const gated = short(await s.run(requests(true), given)).flat();
			let both = 0;
			gated.forEach((outcome, index) => {
				if (!outcome.includes('would write')) return;
				expect(plain[index]).toContain('would write');
				expect(cases[index]?.action).toBe('write');
				both++;
			});
			if (row !== 'people') expect(both).toBeGreaterThan(5);
		}
	});
});

describe('an approval by a person', () => {
	const key = approvalKey('client-secret');
	const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
	const approved = (
		over: Partial<Parameters<typeof signApproval>[1]> = {},
		terms: Partial<Parameters<typeof signApproval>[2]> = {},
		with_ = key,
	) => {
		const what = { account: s.account, object: 'contact', id, field: 'tier', value: 'B', ...over };
		const approval = signApproval(with_, what, {
			current: 'A',
			expiresAt: inAWeek(),
			execution: '5',
			approvedBy: 'Robin',
			...terms,
		});
		return gate('tier', 'write', { rule: 'approved by a person', approvedBy: 'Robin', approval });
	};
	const edit = (value: string | null) => s.control.edit({ object: 'contact', id, field: 'tier', value });
	const noStamp = { stampFields: { updatedAt: 'none', provenance: 'none' } };
	const run = async (decision: Decision, value = 'B') =>
		only(await s.run([s.suggest(id, { tier: value }, { decisions: [decision] })], { run: { approvalKey: key } }));

	test('opens exactly the value that it was given for', async () => {
		expect(await run(approved())).toMatchObject({
			status: 'written',
			rule: 'approved by a person',
			before: 'A',
			after: 'B',
		});
	});

	test('opens a protected field', async () => {
		const approval = signApproval(
			key,
			{ account: s.account, object: 'contact', id, field: 'hubspot_owner_id', value: '70502' },
			{ current: null, expiresAt: inAWeek(), execution: '5', approvedBy: 'Robin' },
		);
		const decisions = [gate('hubspot_owner_id', 'write', { approvedBy: 'Robin', approval })];
		const report = await s.run([s.suggest(id, { hubspot_owner_id: '70502' }, { decisions })], {
			run: { approvalKey: key },
		});
		expect(only(report)).toMatchObject({ status: 'written', rule: 'approved by a person' });
	});

	test.each<[string, () => Decision, string]>([
		['without signature', () => gate('tier', 'write', { approvedBy: 'Robin' }), 'Human Review'],
		['with another key', () => approved({}, {}, approvalKey('guess')), 'Human Review'],
		['for another record', () => approved({ id: '1' }), 'Human Review'],
		['for another account', () => approved({ account: '1' }), 'Human Review'],
		['for another field', () => approved({ field: 'region' }), 'Human Review'],
		['for another value', () => approved({ value: 'C' }), 'Human Review'],
		['by another name', () => ({ ...approved(), approvedBy: 'Eve' }), 'Human Review'],
		['that is over', () => approved({}, { expiresAt: '2026-01-01T00:00:00.000Z' }), 'expired'],
		['for a value that has changed since', () => approved({}, { current: 'C' }), 'changed after'],
	])('%s is refused', async (_name, decision, why) => {
		const outcome = await run(decision());
		expect(outcome).toMatchObject({ status: 'review', rule: 'approval does not fit', after: 'A' });
		expect(outcome.why).toContain(why);
		expect(s.changes()).toEqual([]);
	});

	test('counts for nothing where the credential cannot check it', async () => {
		const report = await s.run([s.suggest(id, { tier: 'B' }, { decisions: [approved()] })]);
		expect(only(report)).toMatchObject({ status: 'review', rule: 'approval does not fit' });
	});

	test('opens no People Only field', async () => {
		const report = await s.run([s.suggest(id, { tier: 'B' }, { decisions: [approved()] })], {
			run: { approvalKey: key },
			policy: { owners: [{ field: 'tier', owner: 'people' }] },
		});
		expect(only(report)).toMatchObject({ status: 'skipped', rule: 'people only' });
	});

	test.each<[string, Partial<Given>, () => void]>([
		['a person who went back to the earlier value', {}, () => edit('A')],
		['a person, where the CRM has no stamp field', { policy: noStamp }, () => edit('A')],
		['a person, in another execution than that of the approval', { run: { execution: '77' } }, () => edit('A')],
	])('counts once: it does not write again over %s', async (_name, given, goBack) => {
		const expiresAt = new Date(Date.now() + 86_400_000 - 1_000).toISOString();
		const request = s.suggest(id, { tier: 'B' }, { decisions: [approved({}, { expiresAt })] });
		const more = { ...given, run: { execution: '5', ...given.run, approvalKey: key } };
		expect(only(await s.run([request], more))).toMatchObject({ status: 'written', after: 'B' });
		goBack();
		const outcome = only(await s.run([request], more));
		expect(outcome).toMatchObject({ status: 'review', rule: 'approval does not fit' });
		expect(outcome.why).toContain('already');
		expect(s.value(id, 'tier')).toBe('A');
	});

	test('counts once: it does not write again what Undo took back', async () => {
		const expiresAt = new Date(Date.now() + 86_400_000 - 1_000).toISOString();
		const request = s.suggest(id, { tier: 'B' }, { decisions: [approved({}, { expiresAt })] });
		await s.run([request], { run: { approvalKey: key } });
		const target = { record: id, field: 'tier', before: 'A', wrote: 'B', persons: true };
		await undo(
			s.connect().crm,
			'contact',
			[{ account: s.account, id, targets: [target], unknown: [] }],
			policy.stampFields,
			{ preview: false, execution: 'undo', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 },
		);
		expect(s.value(id, 'tier')).toBe('A');
		expect(only(await s.run([request], { run: { approvalKey: key } }))).toMatchObject({ status: 'review', after: 'A' });
	});

	test('counts for a value that AI wrote before and a person replaced, since the person was asked after that', async () => {
		id = s.contact();
		const before = await s.run([s.suggest(id, { tier: 'B' })], {
			policy: { owners: [{ field: 'tier', owner: 'ai' }] },
			run: { execution: '4', now: () => new Date(Date.now() - 3_600_000).toISOString() },
		});
		expect(only(before)).toMatchObject({ status: 'written' });
		edit('A');
		await new Promise((resolve) => setTimeout(resolve, 30));
		const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
		expect(await run(approved({}, { expiresAt }))).toMatchObject({ status: 'written', rule: 'approved by a person' });
	});

	test('does not outlive an edit between read and write', async () => {
		s.control.schedule({
			phase: 'after',
			purpose: 'batch read with history',
			action: { kind: 'edit', object: 'contact', id, field: 'tier', value: 'C' },
		});
		expect(await run(approved())).toMatchObject({ status: 'repaired', after: 'C' });
	});
});

describe('memory of a no', () => {
	test('a value that a person cleared is not written again until it changes', async () => {
		await s.run([s.suggest(id, { ai_score_reason: 'First' })]);
		s.control.edit({ object: 'contact', id, field: 'ai_score_reason', value: null });
		s.changes();
		expect(only(await s.run([s.suggest(id, { ai_score_reason: 'First' })]))).toMatchObject({
			status: 'skipped',
			rule: 'refused before',
		});
		expect(only(await s.run([s.suggest(id, { ai_score_reason: 'Second' })]))).toMatchObject({
			status: 'review',
			rule: 'cleared by a person',
		});
		expect(s.changes()).toEqual([]);
	});

	test('a value that a person replaced stays refused after another one was approved and written', async () => {
		const key = approvalKey('client-secret');
		await s.run([s.suggest(id, { ai_fit_segment: 'cold' })]);
		s.control.edit({ object: 'contact', id, field: 'ai_fit_segment', value: 'warm' });
		const approval = signApproval(
			key,
			{ account: s.account, object: 'contact', id, field: 'ai_fit_segment', value: 'hot' },
			{ current: 'warm', expiresAt: new Date(Date.now() + 60_000).toISOString(), execution: '5', approvedBy: 'Robin' },
		);
		const decisions = [gate('ai_fit_segment', 'write', { approvedBy: 'Robin', approval })];
		const report = await s.run([s.suggest(id, { ai_fit_segment: 'hot' }, { decisions })], {
			run: { approvalKey: key },
		});
		expect(only(report).status).toBe('written');
		expect(only(await s.run([s.suggest(id, { ai_fit_segment: 'cold' })]))).toMatchObject({
			status: 'skipped',
			rule: 'refused before',
		});
	});

	test('a person’s edit counts for ever, or for the days that the panel says', async () => {
		const old = Date.now() - 100 * 86_400_000;
		s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '10', at: old });
		const request = s.suggest(id, { ai_lead_score: 5 });
		expect(only(await s.run([request])).rule).toBe("a person's value");
		expect(only(await s.run([request], { policy: { editsCountDays: 101 } })).rule).toBe("a person's value");
		expect(only(await s.run([request], { policy: { editsCountDays: 99 } }))).toMatchObject({
			status: 'written',
			before: 10,
		});
	});
});
