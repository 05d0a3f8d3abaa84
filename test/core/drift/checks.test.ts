/** The verdicts of Drift Monitor on observations, as tables. */
import { baselineText, fieldBaseline, readBaseline, type Baseline } from '../../../core/drift/baseline';
import { lastWrite, outOfDate } from '../../../core/drift/age';
import { overall, worstFirst, type Check } from '../../../core/drift/check';
import { usualLimits, type Limits } from '../../../core/drift/limits';
import { measure, movedChecks } from '../../../core/drift/moved';
import { changedByPeople } from '../../../core/drift/people';
import { segmentOf } from '../../../core/drift/segment';
import { atOnce } from '../../../core/drift/statistics/sort';
import type { FieldSchema } from '../../../core/fields/schema';
import { newestWrite, observe, valuesByAi, type Observation, type RecordRead } from '../../../core/drift/observe';
import { markdownReport } from '../../../core/drift/report/markdown';
import type { Holder } from '../../../core/policy/holder';
import { stampField } from '../../../core/stamp';
import type { CrmValue } from '../../../core/value';
import { field } from '../fields/field';

const limits: Limits = usualLimits;
const score = field({ type: 'number', name: 'ai_lead_score', label: 'AI Lead Score' });
const now = '2026-11-20T12:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();

const stamp = (value: CrmValue, writtenAt = daysAgo(1)) =>
	stampField(undefined, { stored: value, readAt: writtenAt, writtenAt, run: '1' });
const seen = (value: CrmValue, holder: Holder, writtenAt?: string): Observation => ({
	value,
	holder,
	stamp: stamp(value, writtenAt),
});
const some = (count: number, make: (index: number) => Observation) => Array.from({ length: count }, (_, i) => make(i));
const scores = (count: number, from: number) => some(count, (i) => seen(from + (i % 50), 'us'));

function baselineOf(observations: readonly Observation[], name = 'ai_lead_score'): Baseline {
	const kept = fieldBaseline(valuesByAi(observations) as number[]);
	if (!kept) throw new Error('No values.');
	return { v: 1, takenAt: daysAgo(30), account: '1', object: 'contact', fields: { [name]: kept } };
}

/** All checks that compare one field's values, by name. */
function compared(
	watched: FieldSchema,
	observations: readonly Observation[],
	baseline: Baseline | undefined,
	within: Limits = limits,
): Partial<Record<Check['check'], Check>> {
	const pasted = baseline && { field: baseline.fields[watched.name], takenAt: baseline.takenAt };
	const segment = segmentOf(watched, observations, pasted, undefined, now);
	const checks = movedChecks([atOnce(measure(watched, segment))], true, within);
	return Object.fromEntries(checks.map((check) => [check.check, check]));
}

function scoresMoved(...all: Parameters<typeof compared>): Check {
	const check = compared(...all)['scores moved'];
	if (!check) throw new Error('No check.');
	return check;
}

describe('scores moved', () => {
	const before = baselineOf(scores(500, 20));

	it.each<[string, readonly Observation[], Check['status'], string]>([
		['the same distribution is good', scores(300, 20), 'good', 'has hardly moved since the baseline of 2026-10-21'],
		[
			'a far move alarms, with the averages',
			scores(300, 45),
			'alarm',
			'on average from 44.5 to 69.5 (alarm from 0.25)',
		],
		['a collapse to one value alarms', some(300, () => seen(50, 'us')), 'alarm', 'alarm from 0.25'],
		['too few values say nothing', scores(99, 45), 'not enough data', '99 values now (100 needed)'],
	])('%s', (_name, observations, status, sentence) => {
		const check = scoresMoved(score, observations, before, limits);
		expect(check.status).toBe(status);
		expect(check.sentence).toContain(sentence);
		expect(check.sentence).not.toMatch(/psi|stability/i);
	});

	it('a move that chance explains is good, however large it looks', () => {
		// 300 then and 100 now: chance alone gives up to 0.226 with 10 bins.
		const lean = some(100, (i) => seen(20 + ((i * i) % 50), 'us'));
		const check = scoresMoved(score, lean, baselineOf(scores(200, 20)), {
			...limits,
			movedWarning: 0.01,
			movedAlarm: 0.02,
		});
		expect(check.value).toBeGreaterThan(0.02);
		expect(check.status).toBe('good');
		expect(check.sentence).toContain('no more than chance gives');
	});

	it('values that people entered are not the AI’s', () => {
		const mixed = [...scores(300, 20), ...some(300, () => seen(100, 'person'))];
		expect(scoresMoved(score, mixed, before, limits).status).toBe('good');
	});

	it('choices are compared by their shares, new ones count as others', () => {
		const segment = field({ type: 'choice', name: 'ai_fit_segment', label: 'Segment' });
		const hot = (share: number) => some(400, (i) => seen(i % 10 < share ? 'hot' : 'cold', 'us'));
		const then = baselineOf(hot(3), 'ai_fit_segment');
		expect(scoresMoved(segment, hot(3), then, limits).status).toBe('good');
		expect(scoresMoved(segment, hot(8), then, limits).status).toBe('alarm');
		expect(
			scoresMoved(
				segment,
				some(400, () => seen('new', 'us')),
				then,
				limits,
			).status,
		).toBe('alarm');
	});

	it('texts, and fields without a baseline, say so', () => {
		const text = field({ type: 'long text', name: 'ai_score_reason', label: 'Reason' });
		expect(scoresMoved(text, scores(300, 1), before, limits).sentence).toContain('holds text');
		expect(scoresMoved(score, scores(300, 1), undefined, limits).sentence).toContain('no baseline');
		expect(
			scoresMoved(field({ type: 'number', name: 'other', label: 'Other' }), scores(300, 1), before, limits),
		).toMatchObject({
			status: 'not enough data',
			sentence: 'The baseline has no values of "Other": capture it again.',
		});
	});
});

describe('changed by people', () => {
	it.each<[changed: number, of: number, status: Check['status']]>([
		[0, 44, 'not enough data'],
		[0, 45, 'good'],
		[0, 500, 'good'],
		[25, 500, 'good'],
		[40, 500, 'warning'],
		[10, 100, 'warning'],
		[20, 100, 'alarm'],
		[10, 20, 'alarm'],
		[1, 3, 'not enough data'],
		[0, 0, 'not enough data'],
	])('%i of %i: %s', (changed, of, status) => {
		const observations = some(of, (i) => seen(50, i >= changed ? 'us' : i % 2 === 0 ? 'person' : 'cleared'));
		const check = changedByPeople(score, observations, limits);
		expect(check.status).toBe(status);
		expect(check.value).toBe(of === 0 ? null : changed / of);
	});

	it('counts only fields that AI wrote', () => {
		const typed: Observation = { value: 50, holder: 'person', stamp: undefined };
		const strict = { ...limits, overridden: 0 };
		expect(
			changedByPeople(
				score,
				some(10, () => seen(1, 'us')),
				strict,
			),
		).toMatchObject({ status: 'good', limit: 0 });
		const check = changedByPeople(score, [...some(100, () => seen(1, 'us')), ...some(50, () => typed)], limits);
		expect(check).toMatchObject({ status: 'good', value: 0 });
		expect(check.sentence).toBe(
			'People changed 0 of the 100 values that AI wrote into "AI Lead Score": between 0 % and 3.7 % (95 % certain), limit 8 %.',
		);
	});
});

describe('out of date', () => {
	it.each<[old: number, of: number, status: Check['status']]>([
		[0, 100, 'good'],
		[25, 100, 'good'],
		[26, 100, 'warning'],
		[19, 19, 'not enough data'],
		[20, 20, 'warning'],
	])('%i of %i older than 30 days: %s', (old, of, status) => {
		const observations = some(of, (i) => seen(50, 'us', daysAgo(i < old ? 31 : 29)));
		expect(outOfDate(score, observations, limits, now)).toMatchObject({ status, value: old / of });
	});

	it('values that people changed are not AI’s to refresh', () => {
		const observations = some(50, () => seen(50, 'person', daysAgo(90)));
		expect(outOfDate(score, observations, limits, now).status).toBe('not enough data');
	});
});

describe('last write', () => {
	it.each<[days: number | undefined, read: boolean, status: Check['status']]>([
		[0, true, 'good'],
		[7, true, 'good'],
		[7.01, true, 'alarm'],
		[400, true, 'alarm'],
		[undefined, true, 'not enough data'],
		[2, false, 'not enough data'],
		[8, false, 'alarm'],
		[undefined, false, 'not enough data'],
		[-1, true, 'good'],
	])('%p days ago, CRM readable %p: %s', (days, read, status) => {
		const check = lastWrite(days === undefined ? undefined : daysAgo(days), read, limits, now);
		expect(check.status).toBe(status);
		expect(check.value).toBe(days === undefined ? null : daysAgo(days));
	});

	it('names the time, the days and the limit', () => {
		expect(lastWrite(daysAgo(9), true, limits, now).sentence).toBe(
			'AI last wrote 2026-11-11 12:00 UTC, 9 days ago (alarm after 7 days).',
		);
	});
});

describe('what a record tells', () => {
	const record = (values: Record<string, CrmValue>, edits: RecordRead['edits'] = {}): RecordRead => ({
		values,
		edits,
		historyOf: () => true,
	});
	const stamped = (value: CrmValue, at: string) =>
		JSON.stringify({ v: 1, fields: { ai_lead_score: stamp(value, at) } });

	it('our value untouched, a person’s over it, and one we never wrote', () => {
		const person = { at: now, by: 'human' as const, evidence: 'history' as const };
		const observations = observe(
			[
				record({ ai_lead_score: 5, ai_provenance: stamped(5, daysAgo(1)) }),
				record({ ai_lead_score: 9, ai_provenance: stamped(5, daysAgo(1)) }, { ai_lead_score: person }),
				record({ ai_lead_score: 9 }, { ai_lead_score: person }),
			],
			score,
			'ai_provenance',
		);
		expect(observations.map(({ holder, stamp }) => [holder, stamp !== undefined])).toEqual([
			['us', true],
			['person', true],
			['person', false],
		]);
	});

	it('the newest write is the newest stamp, or the visible date where there is no stamp', () => {
		const fields = { provenance: 'ai_provenance', updatedAt: 'ai_updated_at' };
		expect(newestWrite([], fields)).toBeUndefined();
		expect(
			newestWrite([record({ ai_provenance: 'spoiled' }), record({ ai_updated_at: null })], fields),
		).toBeUndefined();
		expect(
			newestWrite(
				[
					record({ ai_provenance: stamped(5, daysAgo(9)), ai_updated_at: daysAgo(1) }),
					record({ ai_provenance: stamped(5, daysAgo(3)) }),
					record({ ai_updated_at: daysAgo(5) }),
				],
				fields,
			),
		).toBe(daysAgo(3));
	});

	it('a record that a workflow made is no write by AI until AI writes into it', () => {
		const fields = { provenance: 'ai_provenance', updatedAt: 'ai_updated_at' };
		const created = { at: daysAgo(2), run: '7' };
		const made = (stamps: object) =>
			record({ ai_provenance: JSON.stringify({ v: 1, fields: stamps, created }), ai_updated_at: daysAgo(2) });
		expect(newestWrite([made({})], fields)).toBeUndefined();
		expect(newestWrite([made({ ai_fit_segment: stamp('A', daysAgo(2)) })], fields)).toBeUndefined();
		expect(newestWrite([made({ ai_lead_score: stamp(5, daysAgo(1)) })], fields)).toBe(daysAgo(1));
	});
});

describe('the baseline', () => {
	const baseline = baselineOf(scores(500, 20));

	it('survives as a text, and says as little as is needed', () => {
		expect(readBaseline(baselineText(baseline))).toEqual(baseline);
		expect(baselineText(baseline)).not.toContain('\n');
		expect(baselineText(baseline).length).toBeLessThan(700);
	});

	it.each([
		['', 'nothing'],
		['{"v":1', 'half of it'],
		['{"v":2,"takenAt":"x","account":"1","object":"contact","fields":{}}', 'another version'],
		[baselineText(baseline).replace(/"n":500/, '"n":499'), 'counts that do not add up'],
		['[]', 'a list'],
	])('%s is no baseline: %s', (text) => expect(readBaseline(text)).toBeUndefined());
});

describe('all checks together', () => {
	const check = (status: Check['status'], sentence = 'x'): Check => ({
		check: 'credential',
		status,
		value: null,
		limit: null,
		sentence,
	});

	it.each<[Check['status'][], Check['status']]>([
		[[], 'not enough data'],
		[['not enough data'], 'not enough data'],
		[['not enough data', 'good'], 'good'],
		[['good', 'warning'], 'warning'],
		[['warning', 'alarm', 'good'], 'alarm'],
	])('%p is %s', (statuses, expected) => {
		expect(overall(statuses.map((status) => check(status)))).toBe(expected);
	});

	it('the report has one line per check, the worst first, and no markup from the CRM', () => {
		const text = markdownReport({
			checks: worstFirst([check('good', 'Fine.'), check('alarm', 'A label like <b>|x|</b> is *bad*.')]),
			status: 'alarm',
			about: { checkedAt: now, system: 'hubspot', account: '1', object: 'contact' },
			records: 3,
			lastWrite: undefined,
			fields: [],
			events: undefined,
		});
		expect(text).toContain('- **Alarm**: A label like \\<b\\>\\|x\\|\\</b\\> is \\*bad\\*.\n- Good: Fine.');
		expect(text.split('\n').filter((line) => line.startsWith('| credential'))).toHaveLength(2);
	});
});
