/** What the workflows did: audit rows as they come back from storage, and the verdicts on them. */
import { lastEvent } from '../../../core/drift/age';
import { eventsAbout, readAuditEvents, type AuditEvent } from '../../../core/drift/audit-events';
import { eventTimeOf, isoTime } from '../../../core/event-time';
import type { Check, CheckName, CheckStatus } from '../../../core/drift/check';
import { usualLimits } from '../../../core/drift/limits';
import { delay, delaysOf, median, updates } from '../../../core/drift/pace';
import { rateChecks } from '../../../core/drift/rates';
import { breachesOf, confirmed } from '../../../core/drift/repeat';
import { reviewChecks, reviewsOfRows, reviewsOfStamps } from '../../../core/drift/reviews';

const now = '2026-11-20T12:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();
const row = (outcome: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
	time: daysAgo(1),
	account: '1',
	object: 'contact',
	record: '7',
	field: 'ai_lead_score',
	rule: 'ai field',
	outcome,
	...more,
});
const times = (count: number, outcome: string, more?: Record<string, unknown>) =>
	Array.from({ length: count }, (_, index) => row(outcome, { record: String(index), ...more }));
const events = (...rows: Record<string, unknown>[][]): AuditEvent[] => readAuditEvents(rows.flat()).events;
const named = (checks: readonly Check[], name: CheckName) => {
	const check = checks.find((one) => one.check === name);
	if (!check) throw new Error(`No check ${name}.`);
	return check;
};

describe('audit rows come back in many forms', () => {
	it.each<[string, Record<string, unknown>]>([
		['as we gave them', row('not stored')],
		['from Postgres, folded to small letters', { ...row('not stored'), time: new Date(daysAgo(1)) }],
		['in capitals', Object.fromEntries(Object.entries(row('not stored')).map(([k, v]) => [k.toUpperCase(), v]))],
		[
			'from a Data Table, with its own id and dates',
			{ id: 99, createdAt: daysAgo(5), updatedAt: daysAgo(5), ...row('not stored') },
		],
		['from a sheet, where words changed their form', { ...row('NOT_STORED'), recordId: '7' }],
		['with camel case', { ...row('notStored') }],
	])('%s', (_name, given) => {
		const { events: read, unreadable } = readAuditEvents([given]);
		expect(unreadable).toBe(0);
		expect(read).toEqual([
			{
				at: daysAgo(1),
				outcome: 'notstored',
				rule: 'ai field',
				system: undefined,
				account: '1',
				object: 'contact',
				record: '7',
				field: 'ai_lead_score',
				eventAt: undefined,
			},
		]);
	});

	it('items of our own nodes are read as they are, one event per outcome, or what the lookup said', () => {
		const crm = { account: '1', object: 'contact', id: '7', snapshot: { readAt: daysAgo(2) } };
		const outcomes = [
			{ field: 'a', status: 'written', rule: 'ai field' },
			{ field: 'b', status: 'review', rule: 'protected field' },
		];
		expect(
			readAuditEvents([{ crm: { ...crm, outcomes } }]).events.map(({ field, outcome }) => [field, outcome]),
		).toEqual([
			['a', 'written'],
			['b', 'review'],
		]);
		expect(readAuditEvents([{ crm: { ...crm, outcomes: [], match: { status: 'ambiguous' } } }]).events).toMatchObject([
			{ outcome: 'ambiguous', at: daysAgo(2) },
		]);
	});

	it('what is no audit row is counted, never guessed', () => {
		expect(readAuditEvents([{ name: 'Ada' }, {}, { crm: null }, row('written')])).toMatchObject({ unreadable: 2 });
	});

	it.each<[unknown, string | undefined]>([
		['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z'],
		['2026-11-20 12:00:00+00', '2026-11-20T12:00:00.000Z'],
		['2026-11-20', '2026-11-20T00:00:00.000Z'],
		[1_795_176_000_000, '2026-11-20T12:00:00.000Z'],
		[1_795_176_000, '2026-11-20T12:00:00.000Z'],
		[{ toMillis: () => 1_795_176_000_000 }, '2026-11-20T12:00:00.000Z'],
		['3/4/2026', undefined],
		['yesterday', undefined],
		[NaN, undefined],
		[1e300, undefined],
		[null, undefined],
	])('the time %p is %p', (given, expected) => expect(isoTime(given)).toBe(expected));

	it.each<[Record<string, unknown>, string | undefined]>([
		[{ occurredAt: 1_795_176_000_000, email: 'a@b.example' }, '2026-11-20T12:00:00.000Z'],
		[{ 'Event At': '2026-11-20T12:00:00Z', occurredAt: 5 }, '2026-11-20T12:00:00.000Z'],
		[{ body: { event_time: '2026-11-20T12:00:00Z' }, headers: {} }, '2026-11-20T12:00:00.000Z'],
		[{ event_at: 'soon', received_at: '2026-11-20T12:00:00Z' }, '2026-11-20T12:00:00.000Z'],
		[{ createdAt: '2026-11-20T12:00:00Z', body: 'event_at' }, undefined],
		[{}, undefined],
	])('an incoming item %p tells of an event at %p', (json, expected) => expect(eventTimeOf(json)).toBe(expected));

	it('rows of other CRMs, accounts and objects are left out', () => {
		const all = events([
			row('written', { crm: 'hubspot' }),
			row('written', { account: '2' }),
			row('written', { object: 'deal' }),
		]);
		expect(eventsAbout(all, 'hubspot', '1', 'contact')).toHaveLength(1);
		expect(eventsAbout(all, 'pipedrive', '1', 'contact')).toHaveLength(0);
		expect(eventsAbout(all, 'hubspot', undefined, 'contact')).toHaveLength(2);
		expect(eventsAbout(events([{ outcome: 'written' }]), 'hubspot', '1', 'contact')).toHaveLength(1);
	});
});

describe('shares of what happened', () => {
	it.each<[CheckName, string, number, number, Record<string, unknown>, CheckStatus]>([
		['write success', 'failed', 0, 100, {}, 'good'],
		['write success', 'failed', 5, 95, {}, 'good'],
		['write success', 'failed', 6, 94, {}, 'warning'],
		['write success', 'failed', 20, 80, {}, 'alarm'],
		['write success', 'failed', 5, 10, {}, 'not enough data'],
		['not stored', 'not stored', 1, 99, {}, 'good'],
		['not stored', 'not stored', 2, 98, {}, 'warning'],
		['not stored', 'not stored', 10, 90, {}, 'alarm'],
		['conflicts', 'review', 10, 90, { rule: "a person's value" }, 'good'],
		['conflicts', 'review', 25, 75, { rule: 'cleared by a person' }, 'warning'],
		['conflicts', 'repaired', 60, 40, { rule: 'edited while writing' }, 'alarm'],
		['unmatched', 'unmatched', 10, 90, {}, 'not enough data'],
	])('%s: %s %i times beside %i written ones, %p: %s', (name, word, bad, good, more, status) => {
		const list = events(times(bad, word, more), times(good, name === 'unmatched' ? 'matched' : 'written'));
		const found = rateChecks(name === 'unmatched' ? list.slice(0, 29) : list, usualLimits);
		expect(named(found, name).status).toBe(status);
	});

	it('unmatched and ambiguous are said where rows tell of lookups, and only there', () => {
		const found = rateChecks(events(times(30, 'matched'), times(10, 'unmatched'), times(20, 'ambiguous')), usualLimits);
		expect(named(found, 'unmatched')).toMatchObject({ status: 'good', value: 10 / 60 });
		expect(named(found, 'ambiguous')).toMatchObject({ status: 'alarm', value: 20 / 60 });
		expect(rateChecks(events(times(30, 'written')), usualLimits).map(({ check }) => check)).not.toContain('unmatched');
	});

	it('Preview writes nothing, so it says nothing about writing', () => {
		expect(named(rateChecks(events(times(500, 'would write')), usualLimits), 'write success')).toMatchObject({
			status: 'not enough data',
			sentence: 'The audit rows hold no write.',
		});
	});

	it('one plain sentence with the number and the limit', () => {
		const found = rateChecks(events(times(6, 'failed'), times(94, 'written')), usualLimits);
		expect(named(found, 'write success').sentence).toBe(
			'94 of 100 writes succeeded: 94 %, at least 95 % expected. Look at the Failed output of Field-Safe Write.',
		);
	});
});

describe('how often and how fast', () => {
	const weekly = (...counts: number[]) =>
		counts.flatMap((count, week) =>
			Array.from({ length: count }, (_, i) => daysAgo(7 * week + 0.1 + (6.8 * i) / count)),
		);
	const steady = [100, 95, 105, 98];

	it.each<[string, number[], CheckStatus]>([
		['as many as always', [100, ...steady, 100], 'good'],
		['a few less', [80, ...steady, 100], 'good'],
		['less than half', [40, ...steady, 100], 'warning'],
		['next to nothing', [3, ...steady, 100], 'alarm'],
		['more than twice as many', [300, ...steady, 100], 'warning'],
		['small numbers that chance explains', [1, 3, 4, 2, 3, 3], 'good'],
		['too short a memory', [100, 100], 'not enough data'],
	])('%s: %p a week is %s', (_name, counts, status) => {
		expect(updates(weekly(...counts), true, usualLimits, now).status).toBe(status);
	});

	it('the week in which the rows begin is not whole, and makes no expectation', () => {
		// Rows since 23 days: three whole weeks with this one, and two days.
		const since = weekly(40, 100, 100).concat(daysAgo(22), daysAgo(23));
		expect(updates(since, true, usualLimits, now)).toMatchObject({ status: 'not enough data', limit: null });
	});

	it('the panel’s expectation stands in for earlier weeks', () => {
		const limits = { ...usualLimits, updatesAWeek: 200 };
		expect(updates(weekly(50), false, limits, now)).toMatchObject({ status: 'warning', value: 50, limit: 200 });
		expect(updates([], false, limits, now).status).toBe('alarm');
	});

	it('the delay is judged by nine of ten', () => {
		const minutes = (...list: [count: number, minutes: number][]) =>
			list.flatMap(([count, long]) => new Array<number>(count).fill(long * 60_000));
		expect(delay(minutes([95, 1], [5, 600]), 'the event', usualLimits).status).toBe('good');
		expect(delay(minutes([80, 1], [20, 600]), 'the event', usualLimits).status).toBe('warning');
		expect(delay(minutes([100, 90]), 'the event', usualLimits).status).toBe('alarm');
		expect(delay(minutes([19, 90]), 'the event', usualLimits).status).toBe('not enough data');
		expect(delay(minutes([95, 1], [5, 600]), 'the event', usualLimits).sentence).toBe(
			'From the event to write it took 60 seconds in the middle, 60 seconds for nine of ten (limit 60 minutes).',
		);
	});

	it('needs the event’s time, whatever its column is called', () => {
		const list = events([
			row('written', { event_at: daysAgo(2) }),
			row('failed', { eventAt: daysAgo(2) }),
			row('written'),
			row('written', { event_at: daysAgo(9), rule: 'approved by a person' }),
			row('written', { event_at: daysAgo(9), rule: 'taken back' }),
		]);
		expect(delaysOf(list)).toEqual([86_400_000]);
	});

	it.each([
		[[], 0],
		[[3], 3],
		[[3, 1], 2],
		[[9, 1, 5], 5],
	])('the median of %p is %d', (values, expected) => expect(median(values)).toBe(expected));

	it.each<[number | undefined, CheckStatus]>([
		[0, 'good'],
		[6.9, 'good'],
		[7.1, 'alarm'],
		[undefined, 'not enough data'],
	])('the newest event %p days ago: %s', (days, status) => {
		expect(lastEvent(days === undefined ? undefined : daysAgo(days), usualLimits, now).status).toBe(status);
	});
});

describe('reviews', () => {
	it('what was put to review and has no answer is open; asked twice it is one', () => {
		const list = events([
			row('review', { record: 'a', time: daysAgo(9) }),
			row('review', { record: 'a', time: daysAgo(2) }),
			row('review', { record: 'b', time: daysAgo(3) }),
			row('written', { record: 'b', time: daysAgo(1), rule: 'approved by a person' }),
			row('review', { record: 'c', time: daysAgo(3) }),
			row('expired', { record: 'c', time: daysAgo(1) }),
		]);
		const reviews = reviewsOfRows(list);
		expect(reviews.map(({ status }) => status).sort()).toEqual(['approved', 'expired', 'open']);
		const checks = reviewChecks(reviews, usualLimits, now);
		expect(named(checks, 'reviews waiting')).toMatchObject({ value: 1, status: 'good' });
		expect(named(checks, 'oldest review')).toMatchObject({
			status: 'warning',
			sentence: 'The oldest open review has waited 9 days (limit 7 days).',
		});
	});

	it('what reps answered in the CRM stands in stamps, not in rows: the later of both counts', () => {
		const list = events(
			['a', 'b', 'c', 'd', 'e', 'f'].map((record) =>
				row('review', { record, rule: "a person's value", time: daysAgo(20) }),
			),
		);
		const stamp = (status: 'open' | 'approved' | 'rejected', at: number, until?: number) => ({
			hash: 'h',
			status,
			at: daysAgo(at),
			...(until === undefined ? {} : { until: daysAgo(until) }),
		});
		const stamped = new Map([
			['a', stamp('approved', 19)],
			['b', stamp('rejected', 18)],
			['c', stamp('open', 20, 13)],
			['d', stamp('open', 5, -2)],
			['e', stamp('approved', 30)],
		]);
		const told = (record: string) => ({ gone: false, review: stamped.get(record) });
		const reviews = reviewsOfRows(list, told, now);
		expect(reviews.map(({ status }) => status)).toEqual(['approved', 'rejected', 'expired', 'open', 'open', 'open']);
		expect(reviews.map(({ at }) => at)[3]).toBe(daysAgo(20));
		expect(reviewsOfRows(list.slice(0, 1), () => ({ gone: true, review: undefined }), now)).toMatchObject([
			{ status: 'expired' },
		]);
	});

	it('a no that a later run tells of closes the review once; what Undo left alone was never one', () => {
		const list = events([
			row('review', { record: 'a', time: daysAgo(9) }),
			row('skipped', { record: 'a', rule: 'refused before', time: daysAgo(2) }),
			row('skipped', { record: 'a', rule: 'refused before', time: daysAgo(1) }),
			row('review', { record: 'b', rule: 'changed since' }),
			row('review', { record: 'c', rule: 'earlier value unknown' }),
		]);
		expect(reviewsOfRows(list)).toEqual([{ status: 'rejected', at: daysAgo(2) }]);
	});

	it('answers by people end a review and say how it ended; a no was no write that failed', () => {
		const list = events([
			...['a', 'b', 'c', 'd'].map((record) => row('review', { record, time: daysAgo(9) })),
			row('rejected', { record: 'a', rule: 'rejected by a person', time: daysAgo(4) }),
			row('expired', { record: 'b', rule: 'nobody answered', time: daysAgo(3) }),
			row('approved', { record: 'c', rule: 'approved by a person', time: daysAgo(2) }),
			row('approved', { record: 'd', rule: 'equal value', time: daysAgo(1) }),
		]);
		expect(reviewsOfRows(list).map(({ status }) => status)).toEqual(['rejected', 'expired', 'approved']);
		const nos = events([
			...new Array<number>(30).fill(0).map(() => row('rejected', { rule: 'rejected by a person' })),
			...new Array<number>(30).fill(0).map(() => row('written')),
		]);
		expect(named(rateChecks(nos, usualLimits), 'write success')).toMatchObject({ status: 'good', details: { of: 30 } });
		const refused = events(new Array<number>(30).fill(0).map(() => row('rejected', { rule: 'value does not fit' })));
		expect(named(rateChecks(refused, usualLimits), 'write success').status).toBe('alarm');
	});

	it.each<[number, number, CheckStatus]>([
		[15, 5, 'good'],
		[9, 11, 'warning'],
		[2, 18, 'alarm'],
		[2, 3, 'not enough data'],
	])('%i accepted, %i rejected: %s', (yes, no, status) => {
		const review = (answer: 'approved' | 'rejected') => ({ status: answer, at: daysAgo(1) });
		const all = [
			...new Array<number>(yes).fill(0).map(() => review('approved')),
			...new Array<number>(no).fill(0).map(() => review('rejected')),
		];
		expect(named(reviewChecks(all, usualLimits, now), 'reviews accepted').status).toBe(status);
	});

	it('stamps remember reviews, too; too many are a warning; without any there is nothing to say', () => {
		const open = { hash: 'y', status: 'open' as const, at: daysAgo(1), until: daysAgo(-1) };
		expect(reviewsOfStamps([open, { ...open, until: daysAgo(0.5) }], now)).toEqual([
			{ status: 'open', at: daysAgo(1) },
			{ status: 'expired', at: daysAgo(1) },
		]);
		const asked = { ...open, task: '7' };
		const by = (state: 'open' | 'completed' | 'gone') =>
			reviewsOfStamps([asked], now, new Map([['7', state]])).map(({ status }) => status);
		expect([by('open'), by('gone'), by('completed')]).toEqual([['open'], ['expired'], []]);
		const many = reviewsOfStamps(new Array<typeof open>(101).fill(open), now);
		expect(named(reviewChecks(many, usualLimits, now), 'reviews waiting').status).toBe('warning');
		expect(reviewChecks([], usualLimits, now)).toEqual([]);
	});
});

describe('two in a row', () => {
	const check = (name: CheckName, status: CheckStatus, field?: string): Check => ({
		check: name,
		field,
		status,
		value: null,
		limit: null,
		sentence: 'It moved.',
	});
	const found = [check('scores moved', 'alarm', 'a'), check('credential', 'alarm'), check('last write', 'alarm')];

	it('a statistical alarm is a warning first; a dead credential and a silent stop alarm at once', () => {
		expect(confirmed(found, []).map(({ status }) => status)).toEqual(['warning', 'alarm', 'alarm']);
		expect(confirmed(found, [])[0]?.sentence).toBe(
			'It moved. Seen for the first time: an alarm if the next run sees it again.',
		);
	});

	it('the second time it is an alarm; of another field it is the first time', () => {
		const keys = breachesOf(found);
		expect(keys).toEqual(['scores moved:a']);
		expect(confirmed(found, keys)).toEqual(found);
		expect(confirmed([check('scores moved', 'alarm', 'b')], keys)[0]?.status).toBe('warning');
	});

	it('test runs remember nothing, so every alarm counts at once', () => {
		expect(confirmed(found, undefined)).toEqual(found);
	});
});
