/** Undo against the sandbox HubSpot: what AI wrote goes, what people typed since stays, and twice is harmless. */
import { targetsOf } from '../../../core/undo/targets';
import { traces } from '../../../crm/undo/from-stamps';
import { undo, type UndoRequest } from '../../../crm/undo/undo';
import type { WriteReport, WriteRequest } from '../../../crm/write/request';
import { gate, policy, short, stage, tally, type Stage } from './stage';

let s: Stage;
beforeEach(async () => (s = await stage()));
afterEach(async () => await s.close());

const run = {
	preview: false,
	execution: 'undo',
	now: () => new Date().toISOString(),
	changedBefore: 0,
	waiting: 0,
};

function requestsOf(requests: readonly WriteRequest[], report: WriteReport): UndoRequest[] {
	return requests.map(({ id }, index) => ({
		account: s.account,
		id,
		unknown: [],
		targets: targetsOf(
			(report.requests[index]?.outcomes ?? [])
				.filter(({ status }) => status === 'written')
				.map((outcome) => ({
					...outcome,
					system: 'hubspot',
					account: s.account,
					object: 'contact',
					record: id,
					time: '',
					execution: '',
					url: '',
				})),
		),
	}));
}

const takeBack = async (requests: readonly UndoRequest[], more: Partial<typeof run> = {}) =>
	await undo(s.connect().crm, 'contact', requests, policy.stampFields, { ...run, ...more });

test('50 writes of which reps changed 5: 45 are back exactly, 5 left and named; again: no write request at all', async () => {
	const cities = Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? '' : ` Old town ${n} `));
	const ids = cities.map(() => s.contact());
	// Some fields hold a value that another system brought, which the panel gave to AI; the others are empty.
	const requests = ids.map((id, n) => s.suggest(id, { city: `New ${n}` }));
	for (const [n, id] of ids.entries()) {
		if (cities[n] !== '')
			s.control.edit({ object: 'contact', id, field: 'city', value: cities[n] ?? '', source: 'INTEGRATION' });
	}
	const wrote = await s.run(requests, { policy: { owners: [{ field: 'city', owner: 'ai' }] } });
	expect(tally(wrote)).toEqual({ written: 50 });
	const touched = [3, 14, 21, 37, 49];
	for (const n of touched)
		s.control.edit({ object: 'contact', id: ids[n] ?? '', field: 'city', value: n === 37 ? '' : `Rep ${n}` });
	s.changes();

	const shown = await takeBack(requestsOf(requests, wrote), { preview: true });
	expect(tally(shown)).toEqual({ 'would write': 45, review: 5 });
	expect(s.changes()).toEqual([]);

	const report = await takeBack(requestsOf(requests, wrote));
	expect(tally(report)).toEqual({ written: 45, review: 5 });
	for (const [n, id] of ids.entries()) {
		const expected = touched.includes(n) ? (n === 37 ? '' : `Rep ${n}`) : (cities[n] ?? '');
		expect(s.value(id, 'city') ?? '').toBe(expected);
	}
	const left = report.requests.flatMap(({ outcomes }, n) => (outcomes[0]?.status === 'review' ? [n] : []));
	expect(left).toEqual(touched);
	expect(report.requests[37]?.outcomes[0]?.rule).toBe('cleared by a person');

	s.control.resetStats();
	expect(tally(await takeBack(requestsOf(requests, wrote)))).toEqual({ unchanged: 45, review: 5 });
	expect(s.control.stats().byPurpose['batch update']).toBeUndefined();
});

test('a value that was taken back is not suggested again; another one is', async () => {
	const id = s.contact();
	const requests = [s.suggest(id, { ai_lead_score: 80 })];
	const wrote = await s.run(requests);
	await takeBack(requestsOf(requests, wrote));
	expect(s.value(id, 'ai_lead_score')).toBeNull();
	expect(short(await s.run(requests))).toEqual([['ai_lead_score: skipped (refused before)']]);
	expect(short(await s.run([s.suggest(id, { ai_lead_score: 20 })]))).toEqual([['ai_lead_score: written (ai field)']]);
});

test('a person’s value that comes back counts as typed by a person', async () => {
	const id = s.contact({ jobtitle: 'CFO' });
	const requests: UndoRequest[] = [
		{
			account: s.account,
			id,
			unknown: [],
			targets: [{ record: id, field: 'jobtitle', before: 'CFO', wrote: 'CTO', persons: true }],
		},
	];
	s.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'CTO', source: 'INTEGRATION' });
	expect(tally(await takeBack(requests))).toEqual({ written: 1 });
	expect(s.value(id, 'jobtitle')).toBe('CFO');
	const report = await s.run([s.suggest(id, { jobtitle: 'CEO' })], {
		policy: { owners: [{ field: 'jobtitle', owner: 'ai' }] },
	});
	expect(short(report)).toEqual([["jobtitle: review (a person's value)"]]);
});

test('a rep who edits while the value is taken back wins', async () => {
	const id = s.contact();
	const requests = [s.suggest(id, { ai_lead_score: 80 })];
	const wrote = await s.run(requests);
	s.control.schedule({
		phase: 'before',
		purpose: 'batch update',
		action: () => s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '7' }),
	});
	expect(short(await takeBack(requestsOf(requests, wrote)))).toEqual([
		['ai_lead_score: repaired (edited while writing)'],
	]);
	expect(s.value(id, 'ai_lead_score')).toBe('7');
});

test('a protected field that was written by approval can be taken back', async () => {
	const id = s.contact({ hs_lead_status: 'NEW' });
	s.control.edit({ object: 'contact', id, field: 'hs_lead_status', value: 'OPEN', source: 'INTEGRATION' });
	const target = { record: id, field: 'hs_lead_status', before: 'NEW', wrote: 'OPEN', persons: true };
	const report = await takeBack([{ account: s.account, id, unknown: [], targets: [target] }]);
	expect(short(report)).toEqual([['hs_lead_status: written (taken back)']]);
});

test('a record of another account is refused', async () => {
	const target = { record: '1', field: 'city', before: null, wrote: 'x', persons: false };
	const report = await takeBack([{ account: '999', id: '1', unknown: [], targets: [target] }]);
	expect(short(report)).toEqual([['city: rejected (other account)']]);
});

describe('without audit rows', () => {
	const wish = { fields: [], provenanceField: 'ai_provenance' };

	test('the stamp and the field history tell what one run wrote, and what was there before', async () => {
		const id = s.contact();
		s.control.edit({ object: 'contact', id, field: 'city', value: 'Bonn', source: 'INTEGRATION' });
		const owners = [{ field: 'city', owner: 'ai' as const }];
		await s.run([s.suggest(id, { city: 'Lyon', ai_lead_score: 5 })], { policy: { owners }, run: { execution: 'one' } });
		await s.run([s.suggest(id, { ai_fit_segment: 'hot' })], { run: { execution: 'two' } });
		const found = (await traces(s.connect().crm, 'contact', [id], { ...wish, execution: 'one' })).get(id);
		expect(found?.unknown).toEqual([]);
		expect(found?.targets).toEqual([
			expect.objectContaining({ field: 'city', before: 'Bonn', wrote: 'Lyon', persons: false }),
			expect.objectContaining({ field: 'ai_lead_score', before: null, wrote: 5, persons: false }),
		]);
		const all = (await traces(s.connect().crm, 'contact', [id], wish)).get(id);
		expect(all?.targets.map(({ field }) => field).sort()).toEqual(['ai_fit_segment', 'ai_lead_score', 'city']);
		const some = (await traces(s.connect().crm, 'contact', [id], { ...wish, fields: ['city'] })).get(id);
		expect(some?.targets.map(({ field }) => field)).toEqual(['city']);

		const report = await takeBack([{ account: s.account, id, targets: all?.targets ?? [], unknown: [] }]);
		expect(tally(report)).toEqual({ written: 3 });
		expect(['city', 'ai_lead_score', 'ai_fit_segment'].map((field) => s.value(id, field) ?? '')).toEqual([
			'Bonn',
			'',
			'',
		]);
		expect((await traces(s.connect().crm, 'contact', [id], wish)).get(id)?.targets).toEqual([]);
	});

	test('a field whose earlier value nobody kept is reported and not touched', async () => {
		const id = s.contact();
		await s.run([s.suggest(id, { ai_lead_score: 5 })]);
		const report = await takeBack([{ account: s.account, id, targets: [], unknown: ['ai_lead_score'] }]);
		expect(short(report)).toEqual([['ai_lead_score: review (earlier value unknown)']]);
		expect(s.value(id, 'ai_lead_score')).toBe('5');
	});
});

test('a Gate on the item has nothing to say about an undo', async () => {
	const id = s.contact();
	const requests = [s.suggest(id, { ai_lead_score: 80 }, { decisions: [gate('ai_lead_score', 'write')] })];
	const wrote = await s.run(requests);
	expect(tally(await takeBack(requestsOf(requests, wrote)))).toEqual({ written: 1 });
});
