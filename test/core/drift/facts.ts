/** A made-up run of Drift Monitor, with everything that a report can show. */
import { outOfDate, lastWrite } from '../../../core/drift/age';
import { readAuditEvents } from '../../../core/drift/audit-events';
import { fieldBaseline } from '../../../core/drift/baseline';
import { overall, worstFirst, type Check } from '../../../core/drift/check';
import { usualLimits } from '../../../core/drift/limits';
import { measure, movedChecks } from '../../../core/drift/moved';
import type { Observation } from '../../../core/drift/observe';
import { changedByPeople } from '../../../core/drift/people';
import { rateChecks } from '../../../core/drift/rates';
import type { ReportFacts } from '../../../core/drift/report/facts';
import { segmentOf } from '../../../core/drift/segment';
import { atOnce } from '../../../core/drift/statistics/sort';
import { stampField } from '../../../core/stamp';
import { normal, randomFrom } from '../../../bench/drift/random';
import { field } from '../fields/field';

export const now = '2026-11-20T12:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();

const score = field({ type: 'number', name: 'ai_lead_score', label: 'AI Lead Score' });
const segment = field({
	type: 'choice',
	name: 'ai_fit_segment',
	label: 'AI Fit Segment',
	choices: ['hot', 'warm', 'cold'].map((value) => ({
		value,
		label: value[0]?.toUpperCase() + value.slice(1),
		active: true,
	})),
});

/** `shift` in points; `label` as the CRM might hold it. */
export function madeUpFacts({ shift = 12, label = 'AI Lead Score', audit = true, baseline = true } = {}): ReportFacts {
	const random = randomFrom(4);
	const scores = (count: number, by: number) =>
		Array.from({ length: count }, () => Math.max(0, Math.min(100, Math.round(45 + by + 18 * normal(random)))));
	const watched = { ...score, label };
	const seen = (value: string | number, index: number, of: number, changed: number): Observation => {
		const writtenAt = daysAgo((index / of) * 60);
		return {
			value,
			holder: index % Math.round(of / changed) === 0 ? 'person' : 'us',
			stamp: stampField(undefined, { stored: value, readAt: writtenAt, writtenAt, run: '1' }),
		};
	};
	const observations = scores(400, shift).map((value, index) => seen(value, index, 400, 22));
	const kinds = scores(400, 0).map((value, index) =>
		seen(value > 60 ? 'hot' : value > 40 ? 'warm' : 'cold', index, 400, 60),
	);
	const then = fieldBaseline(scores(1000, 0), { records: 1000, missing: 10 });
	const thenKinds = fieldBaseline([
		...new Array<string>(300).fill('hot'),
		...new Array<string>(500).fill('warm'),
		...new Array<string>(200).fill('cold'),
	]);
	const pasted = (kept: typeof then) => (baseline ? { field: kept, takenAt: daysAgo(45) } : undefined);
	const fields = [
		{ field: watched, observations, kept: then },
		{ field: segment, observations: kinds, kept: thenKinds },
	].map(({ kept, ...one }) => ({
		...one,
		measured: atOnce(measure(one.field, segmentOf(one.field, one.observations, pasted(kept), undefined, now))),
	}));
	const events = audit
		? readAuditEvents(
				Array.from({ length: 500 }, (_, index) => ({
					time: daysAgo(index / 20),
					record: String(index),
					outcome:
						index % 50 === 0 ? 'not stored' : index % 9 === 0 ? 'review' : index % 40 === 0 ? 'failed' : 'written',
					rule: index % 9 === 0 ? "a person's value" : 'ai field',
				})),
			).events
		: undefined;
	const checks: Check[] = worstFirst([
		{ check: 'credential', status: 'good', value: null, limit: null, sentence: 'The credential "HubSpot" works.' },
		lastWrite(daysAgo(0.5), true, usualLimits, now),
		...movedChecks(
			fields.map(({ measured }) => measured),
			true,
			usualLimits,
		),
		...fields.flatMap((one) => [
			changedByPeople(one.field, one.observations, usualLimits),
			outOfDate(one.field, one.observations, usualLimits, now),
		]),
		...(events ? rateChecks(events, usualLimits) : []),
	]);
	return {
		checks,
		status: overall(checks),
		about: { checkedAt: now, system: 'hubspot', account: '20111222', object: 'contact' },
		records: 400,
		lastWrite: daysAgo(0.5),
		fields,
		events,
	};
}
