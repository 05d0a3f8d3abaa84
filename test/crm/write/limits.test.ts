/** Caps, loops, rivals: what one bad run can reach (S0-09, S1-18). */
import { only, short, stage, tally, type Stage } from './stage';

let s: Stage;
beforeEach(async () => (s = await stage()));
afterEach(async () => await s.close());

const writes = () => s.control.stats().byPurpose['batch update'] ?? 0;

describe('the cap on changed records', () => {
	test('2,000 records against 500: nothing is written, and every suggestion says why', async () => {
		const ids = s.contacts(2000);
		const report = await s.run(ids.map((id, n) => s.suggest(id, { ai_lead_score: n })));
		expect(tally(report)).toEqual({ failed: 2000 });
		expect(report).toMatchObject({ changed: 0, stopped: { kind: 'too many records', count: 2000, most: 500 } });
		expect(report.requests[1234]?.outcomes[0]).toMatchObject({
			rule: 'run stopped',
			after: null,
			error: { code: 'CAP' },
		});
		expect(report.requests[0]?.outcomes[0]?.why).toContain('2000');
		expect(writes()).toBe(0);
		expect(s.changes()).toEqual([]);
	});

	test('only records that really change are counted', async () => {
		const ids = s.contacts(12);
		await s.run(ids.slice(0, 5).map((id) => s.suggest(id, { ai_lead_score: 1 })));
		const report = await s.run(
			ids.map((id) => s.suggest(id, { ai_lead_score: 1 })),
			{ policy: { mostRecords: 7 } },
		);
		expect(tally(report)).toEqual({ unchanged: 5, written: 7 });
	});

	test.each<[string, { changedBefore?: number; waiting?: number }, number]>([
		['records of earlier calls count', { changedBefore: 8 }, 0],
		['records that wait in a loop count', { waiting: 8 }, 0],
		['both together', { changedBefore: 4, waiting: 4 }, 0],
		['below the limit nothing is stopped', { changedBefore: 4, waiting: 3 }, 1],
	])('%s', async (_name, run, requests) => {
		const ids = s.contacts(3);
		const report = await s.run(
			ids.map((id, n) => s.suggest(id, { ai_lead_score: n })),
			{ policy: { mostRecords: 10 }, run },
		);
		expect(writes()).toBe(requests);
		expect(report.stopped === undefined).toBe(requests === 1);
		if (run.waiting !== undefined && report.stopped)
			expect(only({ ...report, requests: report.requests.slice(0, 1) }).why).toContain('loop');
	});
});

describe('one text for many records', () => {
	const text = 'Acme raised 20 million and is hiring.';

	test('for 60 companies: nothing is written, other fields included', async () => {
		const ids = Array.from({ length: 60 }, (_, n) =>
			s.control.create({ object: 'company', values: { name: `Company ${n}` } }),
		);
		const requests = ids.map((id, n) => ({
			...s.suggest(id, {}),
			proposals: [
				{
					field: 'ai_summary',
					value: text,
					confidence: 0.95,
					scorer: { method: 'model' as const, version: '1', inputHash: `${n}` },
				},
				{ field: 'ai_lead_score', value: n, scorer: { method: 'rules' as const, version: '1', inputHash: `${n}` } },
			],
		}));
		const report = await s.run(requests, { object: 'company' });
		expect(tally(report)).toEqual({ failed: 120 });
		expect(report.stopped).toMatchObject({ kind: 'one text for many', field: 'ai_summary', count: 60 });
		expect(report.requests[0]?.outcomes[0]?.why).not.toContain('Acme');
		expect(writes()).toBe(0);
	});

	const byModel = (id: string, value: string) =>
		s.suggest(
			id,
			{},
			{
				proposals: [
					{
						field: 'ai_score_reason',
						value,
						confidence: 0.95,
						scorer: { method: 'model', version: '1', inputHash: 'x' },
					},
				],
			},
		);

	test('points rules may give equal records equal reasons', async () => {
		const report = await s.run(s.contacts(60).map((id) => s.suggest(id, { ai_score_reason: text })));
		expect(tally(report)).toEqual({ written: 60 });
	});

	test('a loop of small batches is stopped at the 21st record', async () => {
		const ids = s.contacts(30);
		let texts: Readonly<Record<string, number>> | undefined;
		const statuses: Record<string, number>[] = [];
		for (let start = 0; start < 30; start += 10) {
			const report = await s.run(
				ids.slice(start, start + 10).map((id) => byModel(id, text)),
				{ run: { changedBefore: start, waiting: 20 - start, textsBefore: texts } },
			);
			texts = report.texts;
			statuses.push(tally(report));
		}
		expect(statuses).toEqual([{ written: 10 }, { written: 10 }, { failed: 10 }]);
		expect(JSON.stringify(texts)).not.toContain('Acme');
	});
});

describe('several suggestions for one field of one record', () => {
	test('different values: the first is judged, the other goes to review and never wins silently', async () => {
		const id = s.contact();
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 }), s.suggest(id, { ai_lead_score: 6 })]);
		expect(short(report)).toEqual([
			['ai_lead_score: written (ai field)'],
			['ai_lead_score: review (review asked for)'],
		]);
		expect(s.changes()).toEqual([`${id}.ai_lead_score=5`]);
	});

	test('of a People Only field nothing is asked, whatever is suggested and whoever says so', async () => {
		const id = s.contact();
		const people = {
			field: 'city',
			action: 'skip' as const,
			rule: 'people only' as const,
			why: '',
			owner: 'people' as const,
		};
		const rivals = (more: object) => [s.suggest(id, { city: 'Bonn' }, more), s.suggest(id, { city: 'Rome' }, more)];
		const alone = ['city: skipped (people only)'];
		const byPanel = await s.run(rivals({}), { policy: { owners: [{ field: 'city', owner: 'people' }] } });
		expect(short(byPanel)).toEqual([alone, alone]);
		expect(byPanel.requests[1]?.outcomes[0]?.why).toBe('"City" is People Only: AI never writes it.');
		expect(short(await s.run(rivals({ decisions: [people] })))).toEqual([alone, alone]);
		expect(s.changes()).toEqual([]);
	});

	test('equal values are written once', async () => {
		const id = s.contact();
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 }), s.suggest(id, { ai_lead_score: '5' })]);
		expect(short(report)).toEqual([['ai_lead_score: written (ai field)'], ['ai_lead_score: unchanged (equal value)']]);
		expect(report.changed).toBe(1);
	});

	test('an equal rival of a suggestion that was not written is not called unchanged', async () => {
		const id = s.contact();
		const report = await s.run([s.suggest(id, { firstname: 'Eve' }), s.suggest(id, { firstname: 'Eve' })]);
		expect(short(report)).toEqual([['firstname: review (protected field)'], ['firstname: review (protected field)']]);
	});

	test('different fields of one record travel in one patch', async () => {
		const id = s.contact();
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 }), s.suggest(id, { ai_fit_segment: 'hot' })]);
		expect(tally(report)).toEqual({ written: 2 });
		expect(report.changed).toBe(1);
		expect(writes()).toBe(1);
	});
});
