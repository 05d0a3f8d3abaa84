/** The write transaction when nobody disturbs: minimal patch, stamp, Preview, second run, verification (S0-30, S0-38). */
import { hashValue } from '../../../core/value';
import { write } from '../../../crm/write/transaction';
import { modelProposal, only, policy, short, stage, tally, updates, type Stage } from './stage';

let s: Stage;
beforeEach(async () => (s = await stage()));
afterEach(async () => await s.close());

const run = { preview: false, execution: '7', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 };

describe('a write', () => {
	test('sends only the fields whose value changes, and the stamp, in one request', async () => {
		const id = s.contact({ jobtitle: 'CTO', city: 'Lyon' });
		const { crm, port } = s.connect();
		const request = s.suggest(id, {
			ai_lead_score: 82,
			ai_score_reason: 'Opened three mails.',
			jobtitle: 'CTO',
			city: null,
		});
		const report = await write(crm, 'contact', [request], policy, run);
		expect(short(report)).toEqual([
			[
				'ai_lead_score: written (ai field)',
				'ai_score_reason: written (ai field)',
				'jobtitle: unchanged (equal value)',
				'city: skipped (blank suggestion)',
			],
		]);
		expect(updates(port).map(({ properties }) => Object.keys(properties).sort())).toEqual([
			['ai_lead_score', 'ai_provenance', 'ai_score_reason', 'ai_updated_at'],
		]);
		expect(s.changes()).toEqual([`${id}.ai_lead_score=82`, `${id}.ai_score_reason=Opened three mails.`]);
		expect(report).toMatchObject({ changed: 1, remarks: [] });
		expect(report.requests[0]?.url).toContain(id);
	});

	test('says what was before, what is now and what was suggested', async () => {
		const id = s.contact();
		const report = await s.run([s.suggest(id, { ai_lead_score: '82' })]);
		expect(only(report)).toMatchObject({ status: 'written', before: null, after: 82, suggested: '82' });
		const again = await s.run([s.suggest(id, { ai_lead_score: 90 })]);
		expect(only(again)).toMatchObject({ status: 'written', rule: 'our own value', before: 82, after: 90 });
	});

	test('leaves a stamp with hash, times, run, confidence and scorer, and no value', async () => {
		const id = s.contact();
		const began = new Date().toISOString();
		await s.run([s.suggest(id, {}, { proposals: [modelProposal('ai_score_reason', 'Secret reason', 0.9)] })], {
			run: { execution: '4711' },
		});
		expect(s.stamp(id, 'ai_score_reason')).toMatchObject({
			hash: hashValue('Secret reason'),
			run: '4711',
			confidence: 0.9,
			scorer: 'model m1',
		});
		expect(s.value(id, 'ai_provenance')).not.toContain('Secret');
		expect((s.value(id, 'ai_updated_at') ?? '') >= began).toBe(true);
	});

	test('keeps the stamps of fields that it does not touch', async () => {
		const id = s.contact();
		await s.run([s.suggest(id, { ai_lead_score: 1 })], { run: { execution: 'one' } });
		await s.run([s.suggest(id, { ai_fit_segment: 'hot' })], { run: { execution: 'two' } });
		expect(s.stamp(id, 'ai_lead_score')?.run).toBe('one');
		expect(s.stamp(id, 'ai_fit_segment')?.run).toBe('two');
	});

	test('the same items again write nothing and change no timestamp', async () => {
		const ids = s.contacts(120);
		const requests = ids.map((id, n) =>
			s.suggest(id, { ai_lead_score: n, ai_score_reason: `Reason ${n}`, ai_fit_segment: 'Hot' }),
		);
		expect(tally(await s.run(requests))).toEqual({ written: 360 });
		const before = ids.map((id) => s.control.values({ object: 'contact', id }));
		s.control.resetStats();
		const again = await s.run(requests);
		expect(tally(again)).toEqual({ unchanged: 360 });
		expect(again.changed).toBe(0);
		expect(s.control.stats().byPurpose['batch update']).toBeUndefined();
		expect(ids.map((id) => s.control.values({ object: 'contact', id }))).toEqual(before);
	});

	test('0, no and an emptied field are written like any other value', async () => {
		const id = s.contact({ newsletter_consent: '' });
		await s.run([s.suggest(id, { ai_lead_score: 0 })]);
		expect(s.value(id, 'ai_lead_score')).toBe('0');
		const settings = { minimumConfidence: 0.85, clearEmptyValues: true };
		const report = await s.run([s.suggest(id, { ai_lead_score: null })], { policy: { settings } });
		expect(only(report)).toMatchObject({ status: 'written', before: 0, after: null });
		expect(s.value(id, 'ai_lead_score')).toBeNull();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: '' })], { policy: { settings } })).status).toBe(
			'unchanged',
		);
	});

	test('needs few requests: field list, account, one read, one write, one re-read', async () => {
		const ids = s.contacts(50);
		s.control.resetStats();
		await s.run(ids.map((id, n) => s.suggest(id, { ai_lead_score: n })));
		const { byPurpose } = s.control.stats();
		expect(byPurpose['batch update']).toBe(1);
		expect(byPurpose['batch read with history']).toBe(2);
		expect(s.control.stats().total).toBeLessThanOrEqual(7);
	});

	test('values that reach the CRM in another form than they came in are verified in canonical form', async () => {
		const id = s.contact();
		const values = {
			ai_fit_segment: 'HOT',
			interests: ['Security', 'automation'],
			contract_start: '2026-03-04T00:00:00Z',
			newsletter_consent: 'yes',
			team_size: '12',
		};
		const report = await s.run([s.suggest(id, values)], { policy: { owners: [{ field: '*', owner: 'ai' }] } });
		expect(short(report)).toEqual([
			[
				'ai_fit_segment: written (ai field)',
				'interests: written (ai field)',
				'contract_start: written (ai field)',
				'newsletter_consent: review (protected field)',
				'team_size: written (ai field)',
			],
		]);
		expect(report.requests[0]?.outcomes.map(({ after }) => after)).toEqual([
			'hot',
			['automation', 'security'],
			'2026-03-04',
			null,
			12,
		]);
	});

	test('without stamp fields it writes all the same and says how to get them', async () => {
		await s.close();
		s = await stage({ aiFields: false });
		const id = s.contact();
		const report = await s.run([s.suggest(id, { jobtitle: 'CTO' })]);
		expect(only(report)).toMatchObject({ status: 'written', rule: 'empty field' });
		expect(report.remarks.join()).toContain('Set Up AI Fields');
		expect(only(await s.run([s.suggest(id, { jobtitle: 'CTO' })])).status).toBe('unchanged');
	});

	test('nothing to do at all sends no read and no write', async () => {
		const report = await s.run([s.suggest('101', {})]);
		expect(report).toMatchObject({ changed: 0, requests: [{ outcomes: [] }] });
		expect(s.control.stats().byPurpose['batch read with history']).toBeUndefined();
	});

	test('tells its progress wave by wave', async () => {
		const steps: string[] = [];
		const ids = s.contacts(230);
		await s.run(
			ids.map((id, n) => s.suggest(id, { ai_lead_score: n })),
			{
				run: { progress: (done, of) => steps.push(`${done}/${of}`) },
			},
		);
		expect(steps).toEqual(['100/230', '200/230', '230/230']);
	});
});

describe('Preview', () => {
	test('says what would be written and sends no write request', async () => {
		const [a = '', b = ''] = s.contacts(2);
		const report = await s.run([s.suggest(a, { ai_lead_score: 5 }), s.suggest(b, { firstname: 'Eve' })], {
			run: { preview: true },
		});
		expect(short(report)).toEqual([['ai_lead_score: would write (ai field)'], ['firstname: review (protected field)']]);
		expect(report.requests[0]?.outcomes[0]).toMatchObject({ before: null, after: 5 });
		expect(report.changed).toBe(1);
		expect(
			s.control.requests().filter(({ purpose }) => /update|create|upsert|archive|merge|associate/.test(purpose)),
		).toEqual([]);
		expect(s.changes()).toEqual([]);
	});

	test('shows every change beyond the cap, and says that Write mode would stop', async () => {
		const ids = s.contacts(12);
		const report = await s.run(
			ids.map((id, n) => s.suggest(id, { ai_lead_score: n })),
			{ run: { preview: true }, policy: { mostRecords: 10 } },
		);
		expect(tally(report)).toEqual({ 'would write': 12 });
		expect(report.stopped).toMatchObject({ kind: 'too many records', count: 12, most: 10 });
	});
});

describe('verification (S0-30)', () => {
	test.each<[string, Parameters<Stage['control']['writeRule']>[0], unknown]>([
		['200 and nothing stored', { object: 'contact', property: 'ai_score_reason', effect: 'ignore' }, null],
		[
			'... while the answer shows the sent value',
			{ object: 'contact', property: 'ai_score_reason', effect: 'ignore', echo: 'sent' },
			null,
		],
		[
			'200 and another value stored',
			{ object: 'contact', property: 'ai_score_reason', effect: 'change', to: 'SHORT' },
			'SHORT',
		],
		[
			'200, then a workflow overwrites it',
			{ object: 'contact', property: 'ai_score_reason', effect: 'overwrite', to: 'W', afterMs: 0 },
			'W',
		],
	])('finds: %s', async (_name, rule, after) => {
		const id = s.contact();
		s.control.writeRule(rule);
		const report = await s.run([s.suggest(id, { ai_score_reason: 'A good lead.', ai_lead_score: 5 })]);
		expect(short(report)).toEqual([['ai_score_reason: not stored (not stored)', 'ai_lead_score: written (ai field)']]);
		const outcome = report.requests[0]?.outcomes[0];
		expect(outcome).toMatchObject({ before: null, after, suggested: 'A good lead.', error: { kind: 'conflict' } });
		expect(outcome?.error?.hint).not.toBe('');
	});

	test('the stamp never promises a value that is not there', async () => {
		const id = s.contact();
		s.control.writeRule({ object: 'contact', property: 'ai_score_reason', effect: 'ignore' });
		await s.run([s.suggest(id, { ai_score_reason: 'A good lead.', ai_lead_score: 5 })]);
		expect(s.stamp(id, 'ai_score_reason')).toBeUndefined();
		expect(s.stamp(id, 'ai_lead_score')?.hash).toBe(hashValue(5));
	});

	test('a value that the CRM rewrote is still known as ours: a refresh may replace it', async () => {
		const id = s.contact();
		s.control.createProperty({ object: 'contact', name: 'summary', type: 'string', fieldType: 'textarea' });
		s.control.writeRule({ object: 'contact', property: 'summary', effect: 'change', to: 'SHORT', count: 1 });
		expect(only(await s.run([s.suggest(id, { summary: 'Long text' })])).status).toBe('not stored');
		expect(s.stamp(id, 'summary')?.hash).toBe(hashValue('SHORT'));
		expect(only(await s.run([s.suggest(id, { summary: 'Another text' })]))).toMatchObject({
			status: 'written',
			rule: 'our own value',
		});
	});

	test('the verifying read fails: the field is not called written, and the next run finds it in place', async () => {
		const id = s.contact();
		s.control.schedule({
			phase: 'after',
			purpose: 'batch update',
			action: () => s.control.fault({ kind: 'error', status: 500, purpose: 'batch read with history', count: 50 }),
		});
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 })]);
		expect(only(report)).toMatchObject({ status: 'failed', rule: 'crm refused', error: { kind: 'unavailable' } });
		s.control.clearFaults();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 5 })])).status).toBe('unchanged');
	});

	test('the connection breaks after the write was applied: it is repeated without harm and verified', async () => {
		const id = s.contact();
		s.control.fault({ kind: 'reset after', purpose: 'batch update' });
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 5 })])).status).toBe('written');
		expect(s.control.history({ object: 'contact', id, field: 'ai_lead_score' })).toHaveLength(1);
	});
});

describe('one bad record in a batch of 100 (S1-18)', () => {
	test.each([true, false])('leaves the other 99 written (multi-status answers: %s)', async (batchMultiStatus) => {
		s.control.configure({ batchMultiStatus });
		s.control.createProperty({ object: 'contact', name: 'ai_code', type: 'string', fieldType: 'text' });
		const ids = s.contacts(100);
		// The rule appears after the field list was read: only HubSpot knows it.
		s.control.schedule({
			phase: 'before',
			purpose: 'batch update',
			action: () =>
				s.control.setValidationRules({
					object: 'contact',
					field: 'ai_code',
					rules: [{ ruleType: 'MAX_LENGTH', ruleArguments: ['5'] }],
				}),
		});
		const report = await s.run(ids.map((id, n) => s.suggest(id, { ai_code: n === 57 ? 'too long for it' : `c${n}` })));
		expect(tally(report)).toEqual({ written: 99, failed: 1 });
		expect(report.changed).toBe(99);
		expect(report.requests[57]?.outcomes[0]).toMatchObject({
			status: 'failed',
			rule: 'crm refused',
			after: null,
			error: { kind: 'validation', fields: ['ai_code'] },
		});
		expect(s.value(ids[57] ?? '', 'ai_code')).toBeNull();
		expect(s.changes()).toHaveLength(99);
	});
});
