/** New scoring versions are no drift; and whether scores foretold how it ended. */
import { fieldBaseline, type Baseline } from '../../../core/drift/baseline';
import { usualLimits } from '../../../core/drift/limits';
import { measure, movedChecks } from '../../../core/drift/moved';
import type { Observation, RecordRead } from '../../../core/drift/observe';
import { fitsOutcomes, type OutcomeWish } from '../../../core/drift/outcomes';
import { scorersOf, segmentOf, type OwnBaseline, type Segment } from '../../../core/drift/segment';
import { atOnce } from '../../../core/drift/statistics/sort';
import type { Version } from '../../../core/policy/versions';
import { stampField } from '../../../core/stamp';
import type { CrmValue } from '../../../core/value';
import { field } from '../fields/field';

const now = '2026-11-20T12:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();
const score = field({ type: 'number', name: 'ai_lead_score', label: 'AI Lead Score' });

const seen = (value: number, scorer: string): Observation => ({
	value,
	holder: 'us',
	stamp: stampField(undefined, { stored: value, readAt: now, writtenAt: now, run: '1', scorer }),
});
const scored = (count: number, from: number, scorer: string) =>
	Array.from({ length: count }, (_, index) => seen(from + (index % 50), scorer));

function baseline(observations: readonly Observation[]): Baseline['fields'][string] {
	const kept = fieldBaseline(
		observations.map(({ value }) => value as number),
		{ records: observations.length, missing: 0, scorers: scorersOf(observations) },
	);
	if (!kept) throw new Error('No values.');
	return kept;
}

const moved = (segment: Segment, name = 'scores moved') =>
	movedChecks([atOnce(measure(score, segment))], true, usualLimits).find(({ check }) => check === name);

describe('a new prompt, model or rule version', () => {
	const pasted = { field: baseline(scored(500, 20, 'rules v1')), takenAt: daysAgo(30) };
	const segment = (observations: readonly Observation[], own?: OwnBaseline) =>
		segmentOf(score, observations, pasted, own, now);

	it('the same version is compared as ever', () => {
		expect(moved(segment(scored(300, 45, 'rules v1')))?.status).toBe('alarm');
		expect(segment(scored(300, 45, 'rules v1')).newVersion).toBeUndefined();
	});

	it('another version with other scores is no drift: a new comparison begins', () => {
		const begun = segment(scored(300, 45, 'rules v2'));
		expect(moved(begun)).toMatchObject({ status: 'not enough data' });
		expect(moved(begun)?.sentence).toContain('300 values are of another version (rules v2), which is no drift');
		expect(begun.begins).toMatchObject({ scorer: 'rules v2', takenAt: now, field: { n: 300 } });
	});

	it('the new version is compared with its own beginning, and its drift is found', () => {
		const own = segment(scored(300, 45, 'rules v2')).begins;
		expect(moved(segment(scored(300, 45, 'rules v2'), own))?.status).toBe('good');
		const drifted = moved(segment(scored(300, 20, 'rules v2'), own));
		expect(drifted?.status).toBe('alarm');
		expect(drifted?.sentence).toContain('when the scoring changed');
	});

	it('too few values of it begin nothing yet', () => {
		const few = segment(scored(150, 45, 'rules v2'));
		expect(few.begins).toBeUndefined();
		expect(moved(few)?.sentence).toContain('once there are 200 values');
	});

	it('while most values are of the known version, those are compared', () => {
		const mixed = segment([...scored(300, 20, 'rules v1'), ...scored(100, 80, 'rules v2')]);
		expect(moved(mixed)?.status).toBe('good');
		expect(mixed.newVersion).toEqual({ scorer: 'rules v2', values: 100 });
	});

	it('a baseline that knows no versions, as of a scorecard, is compared with all', () => {
		const bare = { ...pasted, field: { ...pasted.field, scorers: undefined } as never };
		expect(moved(segmentOf(score, scored(300, 45, 'rules v2'), bare, undefined, now))?.status).toBe('alarm');
	});
});

describe('missing values and constants', () => {
	const pasted = { field: baseline(scored(500, 20, 'r')), takenAt: daysAgo(30) };
	const blank = (count: number): Observation[] =>
		Array.from({ length: count }, () => ({ value: null, holder: 'nobody', stamp: undefined }));

	it.each([
		[5, 'good'],
		[60, 'warning'],
		[200, 'alarm'],
	] as const)('%i records without a value beside 300 with one: %s', (count, status) => {
		const observations = [...scored(300, 20, 'r'), ...blank(count)];
		expect(moved(segmentOf(score, observations, pasted, undefined, now), 'values missing')?.status).toBe(status);
	});

	it.each([
		[96, 'alarm'],
		[94, 'good'],
	] as const)('%i %% of one value is %s', (share, status) => {
		const observations = Array.from({ length: 200 }, (_, index) => seen(index % 100 < share ? 50 : index % 100, 'r'));
		expect(moved(segmentOf(score, observations, pasted, undefined, now), 'all the same')?.status).toBe(status);
	});

	it('texts can collapse, too, and without a baseline that is a warning', () => {
		const reason = field({ type: 'long text', name: 'ai_score_reason', label: 'Reason' });
		const same = Array.from({ length: 60 }, (): Observation => ({ value: 'N/A', holder: 'us', stamp: undefined }));
		const segment = segmentOf(reason, same, undefined, undefined, now);
		const checks = movedChecks([atOnce(measure(reason, segment))], false, usualLimits);
		expect(checks).toMatchObject([{ check: 'all the same', status: 'warning', value: 1 }]);
	});

	it('a constant that was constant before is no collapse', () => {
		const constant = scored(300, 0, 'r').map(({ stamp }): Observation => ({ value: 7, holder: 'us', stamp }));
		const before = { field: baseline(constant), takenAt: daysAgo(30) };
		expect(moved(segmentOf(score, constant, before, undefined, now), 'all the same')?.status).toBe('good');
	});
});

describe('scores against outcomes', () => {
	const stage = field({
		type: 'choice',
		name: 'dealstage',
		label: 'Stage',
		choices: ['open', 'closedwon', 'closedlost'].map((value) => ({ value, label: value, active: true })),
	});
	const wish: OutcomeWish = { field: 'dealstage', won: [], lost: [], isChance: false };
	const stamps = { provenance: 'ai_provenance', updatedAt: 'ai_updated_at' };
	const record = (value: number, outcome: CrmValue, more: Partial<RecordRead> = {}): RecordRead => ({
		values: { ai_lead_score: value, dealstage: outcome },
		edits: {},
		historyOf: () => true,
		...more,
	});
	const fits = (records: readonly RecordRead[], wanted = wish) =>
		fitsOutcomes(records, score, stage, wanted, stamps, usualLimits)[0];
	/** 100 of each; the higher `skill`, the further apart. */
	const apart = (skill: number) =>
		Array.from({ length: 100 }, (_, i) => [record((i % 50) + skill, 'closedwon'), record(i % 50, 'closedlost')]).flat();

	it.each([
		[30, 'good'],
		[4, 'warning'],
		[0, 'alarm'],
		[-30, 'alarm'],
	] as const)('scores of successes %i higher: %s', (skill, status) => {
		expect(fits(apart(skill))?.status).toBe(status);
	});

	it('says it in cases of a hundred, with bounds', () => {
		expect(fits(apart(0))?.sentence).toMatch(
			/^Of a success and a failure, "AI Lead Score" ranks the success higher in 50 of 100 cases \(between 42 and 58, at least 60 expected; 50 is chance\), over 200 outcomes\./,
		);
	});

	it('what is still open is not counted, and too little says nothing', () => {
		const open = Array.from({ length: 500 }, () => record(1, 'open'));
		expect(fits([...apart(30), ...open])?.details).toMatchObject({ won: 100, lost: 100 });
		expect(fits(open)?.status).toBe('not enough data');
	});

	it('a score from after the outcome is no forecast: the one that stood before is taken from the history', () => {
		const version = (value: number, at: string): Version => ({ value, at, by: 'integration', own: true });
		const known = (before: number, after: number, outcome: string) =>
			record(after, outcome, {
				edits: { dealstage: { at: daysAgo(10), by: 'human', evidence: 'history' } },
				versions: { ai_lead_score: [version(after, daysAgo(1)), version(before, daysAgo(20))] },
			});
		const hindsight = Array.from({ length: 50 }, (_, i) => [
			known(i, 100, 'closedwon'),
			known(i, 0, 'closedlost'),
		]).flat();
		expect(fits(hindsight)?.value).toBeCloseTo(0.5, 9);
		const never = hindsight.map((one) => ({
			...one,
			versions: { ai_lead_score: [version(50, daysAgo(1))] },
		}));
		expect(fits(never)).toMatchObject({ status: 'not enough data' });
		expect(fits(never)?.sentence).toContain('100 more have no score from before the outcome');
	});

	it('as a chance in percent the calibration counts, and the months are told', () => {
		const off = Array.from({ length: 300 }, (_, i) =>
			record(90, i % 2 === 0 ? 'closedwon' : 'closedlost', {
				edits: { dealstage: { at: daysAgo(i % 60), by: 'human', evidence: 'history' } },
			}),
		);
		const check = fits(off, { ...wish, isChance: true });
		expect(check?.details).toMatchObject({ ece: expect.closeTo(0.4, 9) as number });
		expect(check?.sentence).toContain('As a chance it is off by 40 points (limit 10).');
		expect(String(check?.details?.['byMonth'])).toMatch(/^2026-09 0.5 of \d+; 2026-10/);
	});

	it('the panel’s own words decide, by value or label', () => {
		const custom = { ...wish, won: ['Open'], lost: ['closedwon'] };
		const records = Array.from({ length: 40 }, (_, i) => [record(i + 50, 'open'), record(i, 'closedwon')]).flat();
		expect(fits(records, custom)?.details).toMatchObject({ won: 40, lost: 40 });
	});
});
