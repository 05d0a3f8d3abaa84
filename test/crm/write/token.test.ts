/** The token dies in the middle of a run: what is written is verified, what was not tried says so, a rerun does the rest. */
import { stage, tally, type Stage } from './stage';

let s: Stage;
beforeEach(async () => (s = await stage()));
afterEach(async () => await s.close());

const given = { policy: { mostRecords: 5000 } };

test('after 300 of 1,000: 300 written and verified, 700 failed and not tried, a rerun writes exactly 700', async () => {
	const ids = s.contacts(1000);
	const requests = ids.map((id, n) => s.suggest(id, { ai_lead_score: n }));
	s.control.expireToken({ token: s.token, afterRecords: 300, at: 'next write' });
	s.control.resetStats();
	const report = await s.run(requests, given);
	expect(tally(report)).toEqual({ written: 300, failed: 700 });
	expect(report.changed).toBe(300);
	const failed = report.requests.flatMap(({ outcomes }) => outcomes).filter(({ status }) => status === 'failed');
	expect(new Set(failed.map(({ error }) => error?.kind))).toEqual(new Set(['auth']));
	expect(new Set(failed.map(({ error }) => error?.message)).size).toBe(1);
	expect(s.changes()).toHaveLength(300);

	// Three waves and the one that was refused; nothing after it.
	const requests_ = s.control.requests();
	expect(requests_.filter(({ purpose }) => purpose === 'batch update').map(({ status }) => status)).toEqual([
		200, 200, 200, 401,
	]);
	expect(requests_.filter(({ purpose }) => purpose === 'batch read with history')).toHaveLength(20 + 6);
	expect(requests_.at(-1)).toMatchObject({ purpose: 'batch update', status: 401 });

	s.control.renewToken({ token: s.token });
	const again = await s.run(requests, given);
	expect(tally(again)).toEqual({ unchanged: 300, written: 700 });
	expect(s.changes()).toHaveLength(700);
	expect(ids.map((id) => s.value(id, 'ai_lead_score'))).toEqual(ids.map((_, n) => String(n)));
});

test('it dies before the verifying read: nothing unverified is called written', async () => {
	const ids = s.contacts(250);
	const requests = ids.map((id, n) => s.suggest(id, { ai_lead_score: n }));
	s.control.expireToken({ token: s.token, afterRecords: 200, at: 'reached' });
	const report = await s.run(requests, given);
	expect(tally(report)).toEqual({ written: 100, failed: 150 });
	expect(s.changes()).toHaveLength(200);
	s.control.renewToken({ token: s.token });
	expect(tally(await s.run(requests, given))).toEqual({ unchanged: 200, written: 50 });
});
