/** Engagement rules: what happened lately, how often, how long ago; and the limits of both groups of rules. */
import fc from 'fast-check';
import { engagementOf, hopelessEngagement, type Activity, type EngagementRule } from '../../../core/score/engagement';
import { scoreByRules, type Groups, type PointsRule } from '../../../core/score/rules';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000;
const ago = (days: number, kind: Activity['kind'] = 'email', direction?: 'in' | 'out', body = ''): Activity => ({
	kind,
	id: `${kind}-${days}`,
	at: new Date(NOW - days * DAY).toISOString(),
	title: 'About',
	body,
	...(direction === undefined ? {} : { direction }),
});
const rule = (more: Partial<EngagementRule> = {}): EngagementRule => ({
	kind: 'any',
	contains: '',
	days: 30,
	atLeast: 1,
	points: 10,
	upTo: 1,
	fade: 0,
	...more,
});
const points = (more: Partial<EngagementRule>, activities: readonly Activity[]) =>
	engagementOf(rule(more), activities, NOW)?.points ?? 0;

it.each<[string, Partial<EngagementRule>, Activity[], number]>([
	['an activity in the time frame', {}, [ago(30)], 10],
	['one day before it', {}, [ago(31)], 0],
	['a meeting that is still to come', { kind: 'meeting' }, [ago(-1, 'meeting')], 0],
	['another kind', { kind: 'call' }, [ago(1)], 0],
	['an incoming mail', { kind: 'email in' }, [ago(1, 'email', 'in')], 10],
	['an outgoing one, where incoming are asked for', { kind: 'email in' }, [ago(1, 'email', 'out')], 0],
	['words in the text, whatever their case', { contains: 'DEMO' }, [ago(1, 'note', undefined, 'asked for a demo')], 10],
	['other words', { contains: 'demo' }, [ago(1, 'note', undefined, 'lunch')], 0],
	['several, of which one counts', {}, [ago(1), ago(2), ago(3)], 10],
	['several, of which two count', { upTo: 2 }, [ago(1), ago(2), ago(3)], 20],
	['too few', { atLeast: 3, upTo: 3 }, [ago(1), ago(2)], 0],
	['enough', { atLeast: 3, upTo: 3 }, [ago(1), ago(2), ago(3)], 30],
	['half of the points after 30 days at 50 %', { fade: 0.5, days: 90 }, [ago(30)], 5],
	['all of them a day earlier', { fade: 0.5, days: 90 }, [ago(29)], 10],
	['none after 60', { fade: 0.5, days: 90 }, [ago(60)], 0],
	['the newest of several that fade', { fade: 0.5, days: 90 }, [ago(60), ago(1)], 10],
	['points against a record', { points: -7 }, [ago(1)], -7],
])('%s', (_name, more, activities, expected) => {
	expect(points(more, activities)).toBe(expected);
});

it('says in words what was counted', () => {
	const mails = [ago(1, 'email', 'in'), ago(2, 'email', 'in')];
	expect(engagementOf(rule({ kind: 'email in', upTo: 5 }), mails, NOW)).toEqual({
		points: 20,
		counted: 2,
		words: '2 incoming mails in the last 30 days',
	});
	expect(
		engagementOf(rule({ kind: 'call', contains: 'price' }), [ago(1, 'call', undefined, 'Price?')], NOW)?.words,
	).toBe('1 call with “price” in the last 30 days');
});

it('the older everything is, the fewer points there are, and never points from nothing', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 8 }),
			fc.integer({ min: 1, max: 60 }),
			(days, later) => {
				const more = { days: 200, fade: 0.25, upTo: 3 };
				const now = points(
					more,
					days.map((day) => ago(day)),
				);
				const then = points(
					more,
					days.map((day) => ago(day + later)),
				);
				expect(then).toBeLessThanOrEqual(now);
				if (days.length === 0) expect(now).toBe(0);
			},
		),
	);
});

it('a rule that can never hold is named', () => {
	expect(hopelessEngagement(rule({ days: 0 }))).toContain('never hold');
	expect(hopelessEngagement(rule({ points: 0 }))).toContain('no points');
	expect(hopelessEngagement(rule())).toBeUndefined();
});

describe('groups', () => {
	const title: PointsRule = { field: 'jobtitle', label: 'Job Title', condition: 'is not empty', value: '', points: 60 };
	const score = (groups: Groups, rules: readonly PointsRule[] = [title], minimum = 1) =>
		scoreByRules(rules, [], minimum, () => ({ value: 'CEO' }), NOW, groups);

	it('are added, and each is limited before the sum is', () => {
		const engagement = [rule({ points: 30, upTo: 3 })];
		const activities = [ago(1), ago(2), ago(3)];
		expect(score({ engagement, activities })).toMatchObject({
			score: 100,
			reason: expect.stringContaining('150 counts as 100') as string,
		});
		expect(score({ engagement, activities, mostForFit: 40, mostForEngagement: 25 })).toMatchObject({
			score: 65,
			reason:
				'+90 3 activities in the last 30 days; +60 Job Title is filled in; fit of 60 counts as 40; engagement of 90 counts as 25.',
		});
	});

	it('activities alone are enough to score by, and count as one piece of information', () => {
		const engagement = [rule()];
		expect(score({ engagement, activities: [ago(1)] }, [], 3)).toMatchObject({ ok: true, score: 10 });
		expect(score({ engagement, activities: [] }, [], 3)).toEqual({ ok: false, filled: 0, needed: 1 });
		expect(score({ engagement, activities: undefined }, [title], 2)).toMatchObject({ ok: false, filled: 1, needed: 2 });
	});

	it('the order of rules makes no difference', () => {
		const engagement = [rule({ points: 0.1 }), rule({ points: 0.2, kind: 'email' }), rule({ points: 7 })];
		const activities = [ago(1)];
		expect(score({ engagement, activities })).toEqual(score({ engagement: [...engagement].reverse(), activities }));
	});
});
