/** Bad input gets a clear message and no write. */
import { createHubSpot } from '../../../crm/hubspot/hubspot';
import { write } from '../../../crm/write/transaction';
import { fetchPort } from '../fetch-port';
import { only, policy, short, stage, tally, type Stage } from './stage';

let s: Stage;
beforeEach(async () => (s = await stage()));
afterEach(async () => await s.close());

/** Nothing was changed, and no update was even tried. */
function nothingWritten(): void {
	expect(s.changes()).toEqual([]);
	expect(s.control.stats().byPurpose['batch update']).toBeUndefined();
}

describe('a suggestion that cannot be written', () => {
	test.each<[string, string, unknown, string, RegExp]>([
		['an unknown field', 'no_such_field', 1, 'unknown field', /no field called "no_such_field"/],
		['a read-only field', 'createdate', '2026-01-01T00:00:00Z', 'read-only field', /read-only|calculated/],
		['a calculated field', 'score_total', 5, 'read-only field', /calculated|read-only/],
		['our own stamp field', 'ai_provenance', '{}', 'read-only field', /kept by Field-Safe Write/],
		['our own time field', 'ai_updated_at', '2026-01-01T00:00:00Z', 'read-only field', /kept by Field-Safe Write/],
		['text for a number', 'ai_lead_score', 'high', 'value does not fit', /number/],
		['an ambiguous option label', 'region', 'Other', 'value does not fit', /two options/],
		['an unknown option', 'ai_fit_segment', 'lukewarm', 'value does not fit', /none of its options/],
		['a hidden option', 'tier', 'Retired tier', 'value does not fit', /hidden or retired/],
		['an ambiguous date', 'contract_start', '3/4/2026', 'value does not fit', /./],
		['an oversized text', 'ai_score_reason', 'x'.repeat(65_537), 'value does not fit', /holds 65536/],
		['a list for a text', 'jobtitle', { a: 1 }, 'value does not fit', /./],
		['no value at all', 'ai_lead_score', undefined, 'value does not fit', /missing/],
	])('%s', async (_name, field, value, rule, message) => {
		const id = s.contact();
		const outcome = only(await s.run([s.suggest(id, { [field]: value })]));
		expect(outcome).toMatchObject({ status: 'rejected', rule, error: { kind: 'validation', fields: [field] } });
		expect(outcome.why).toMatch(message);
		expect(outcome.error?.hint.length).toBeGreaterThan(10);
		// Messages never repeat a value: it may be personal data.
		if (typeof value === 'string' && value.length > 8 && value !== 'Retired tier')
			expect(outcome.why).not.toContain(value);
		nothingWritten();
	});

	test('leaves the good suggestions of the same record standing', async () => {
		const id = s.contact();
		const report = await s.run([s.suggest(id, { no_such_field: 1, ai_lead_score: 5, ai_fit_segment: 'lukewarm' })]);
		expect(short(report)).toEqual([
			[
				'no_such_field: rejected (unknown field)',
				'ai_lead_score: written (ai field)',
				'ai_fit_segment: rejected (value does not fit)',
			],
		]);
	});
});

describe('a record that cannot be written', () => {
	test.each<[string, string, RegExp]>([
		['an empty id', '', /no record id/],
		['a blank id', '  ', /no record id/],
		['an e-mail address for an id (S0-16, S0-26)', 'ada@example.com', /./],
		['an id that never was', '99999999', /./],
	])('%s', async (_name, id, message) => {
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 5 })]));
		expect(['rejected', 'failed']).toContain(outcome.status);
		expect(outcome.why).toMatch(message);
		expect(outcome.error?.message).toMatch(message);
		nothingWritten();
	});

	test('a record of another account', async () => {
		const id = s.contact();
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 5 }, { account: '999' })]));
		expect(outcome).toMatchObject({ status: 'rejected', rule: 'other account' });
		expect(outcome.why).toContain('999');
		nothingWritten();
	});

	test('a deleted record, and the others are written', async () => {
		const [gone = '', here = ''] = s.contacts(2);
		s.control.delete({ object: 'contact', id: gone });
		const report = await s.run([s.suggest(gone, { ai_lead_score: 5 }), s.suggest(here, { ai_lead_score: 6 })]);
		expect(short(report)).toEqual([['ai_lead_score: rejected (no record)'], ['ai_lead_score: written (ai field)']]);
		expect(report.requests[0]?.outcomes[0]?.error?.kind).toBe('not found');
	});

	test('a merged record: the suggestion was made for another one, so the survivor is left alone', async () => {
		const [winner = '', loser = ''] = s.contacts(2);
		s.control.merge({ object: 'contact', winner, loser });
		const outcome = only(await s.run([s.suggest(loser, { ai_lead_score: 5 })]));
		expect(outcome).toMatchObject({ status: 'rejected', rule: 'no record' });
		expect(outcome.why).toContain(winner);
		expect(outcome.error?.hint).toContain('Identity Lookup');
		nothingWritten();
	});

	test('merged between read and write', async () => {
		const [winner = '', loser = ''] = s.contacts(2);
		s.control.schedule({
			phase: 'after',
			purpose: 'batch read with history',
			action: { kind: 'merge', object: 'contact', winner, loser },
		});
		const report = await s.run([s.suggest(winner, { ai_lead_score: 6 }), s.suggest(loser, { ai_lead_score: 5 })]);
		expect(tally(report)).toEqual({ written: 1, failed: 1 });
		expect(s.value(winner, 'ai_lead_score')).toBe('6');
	});

	test.each(['merged', 'deleted'])('%s between write and verify', async (what) => {
		const [winner = '', loser = ''] = s.contacts(2);
		s.control.schedule({
			phase: 'after',
			purpose: 'batch update',
			action:
				what === 'merged'
					? { kind: 'merge', object: 'contact', winner, loser }
					: { kind: 'delete', object: 'contact', id: loser },
		});
		const outcome = only(await s.run([s.suggest(loser, { ai_lead_score: 5 })]));
		expect(outcome.status).toBe('failed');
		expect(outcome.error?.hint.length).toBeGreaterThan(10);
	});
});

describe('a credential that may not write', () => {
	test('a missing scope is named, and nothing is written', async () => {
		const id = s.contact();
		s.control.addToken({
			token: 'reader',
			appId: 1,
			scopes: ['oauth', 'crm.objects.contacts.read', 'crm.schemas.contacts.read'],
		});
		const report = await write(
			createHubSpot(fetchPort(s.url, { token: 'reader' })),
			'contact',
			[s.suggest(id, { ai_lead_score: 5 })],
			policy,
			{ preview: false, execution: '1', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 },
		);
		const outcome = only(report);
		expect(outcome).toMatchObject({ status: 'failed', error: { kind: 'permission' } });
		expect(`${outcome.error?.message} ${outcome.error?.hint}`).toContain('crm.objects.contacts.write');
		expect(s.changes()).toEqual([]);
	});

	test('an expired token stops before anything is read, and its error says so', async () => {
		const id = s.contact();
		s.control.expireToken({ token: s.token });
		await expect(s.run([s.suggest(id, { ai_lead_score: 5 })])).rejects.toMatchObject({ kind: 'auth' });
		expect(s.changes()).toEqual([]);
	});
});
