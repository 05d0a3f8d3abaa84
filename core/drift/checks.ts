/** The checks of Drift Monitor: each gives one verdict, one number with its limit, and one plain sentence. */
import type { FieldSchema } from '../fields/schema';
import { countAlike } from './bins';
import { comparable, meanOf, type Baseline } from './baseline';
import { isPersons, valuesByAi, type Observation } from './observe';
import { leastValues, shiftOf } from './psi';
import { enoughFor, wilson } from './wilson';

export const checkStatuses = ['good', 'not enough data', 'warning', 'alarm'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

export const checkNames = [
	'credential',
	'reading',
	'last write',
	'scores moved',
	'changed by people',
	'out of date',
] as const;
export type CheckName = (typeof checkNames)[number];

export interface Check {
	readonly check: CheckName;
	/** The field that was checked, undefined for the whole. */
	readonly field?: string | undefined;
	readonly status: CheckStatus;
	readonly value: number | string | null;
	readonly limit: number | string | null;
	readonly sentence: string;
}

export interface Limits {
	/** How far scores may move: from here on a warning, from there an alarm. */
	readonly movedWarning: number;
	readonly movedAlarm: number;
	/** Share of AI's values that people may change, 0 to 1. */
	readonly overridden: number;
	/** Days after which an AI value is out of date, and the share of such values that is accepted, 0 to 1. */
	readonly staleDays: number;
	readonly stale: number;
	/** Days without a write after which it alarms. */
	readonly silentDays: number;
}

export const usualLimits: Omit<Limits, 'silentDays'> = {
	movedWarning: 0.1,
	movedAlarm: 0.25,
	overridden: 0.08,
	staleDays: 30,
	stale: 0.25,
};

/** The fewest values for which a share out of date is said. */
const LEAST_STALE = 20;
export const DAY = 86_400_000;

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
const number = (value: number) => String(Math.round(value * 1000) / 1000);
/** An ISO time for people. */
export const moment = (iso: string) => `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Whether the values of a field are distributed as in the baseline. */
export function scoresMoved(
	field: FieldSchema,
	observations: readonly Observation[],
	baseline: Baseline | undefined,
	limits: Limits,
): Check {
	const label = `"${field.label}"`;
	const say = (status: CheckStatus, value: number | null, sentence: string): Check => ({
		check: 'scores moved',
		field: field.name,
		status,
		value,
		limit: limits.movedAlarm,
		sentence,
	});
	const values = comparable(field, valuesByAi(observations));
	if (!values) return say('not enough data', null, `${label} holds text, which cannot be compared over time.`);
	if (!baseline) {
		return say('not enough data', null, `Whether ${label} moved is not known: there is no baseline to compare with.`);
	}
	const before = baseline.fields[field.name];
	if (!before) return say('not enough data', null, `The baseline has no values of ${label}: capture it again.`);
	const counts = countAlike('cuts' in before ? before : { values: before.values, other: before.other }, values);
	const shift = shiftOf(counts.baseline, counts.current);
	if (!shift) {
		return say(
			'not enough data',
			null,
			`Not enough data to tell whether ${label} moved: ${values.length} values now (${leastValues.current} needed), ${before.n} in the baseline (${leastValues.baseline} needed).`,
		);
	}
	const mean = meanOf(values);
	const averages =
		mean === undefined || before.mean === undefined
			? ''
			: `, on average from ${number(before.mean)} to ${number(mean)}`;
	const since = `since the baseline of ${baseline.takenAt.slice(0, 10)}`;
	const size = `by ${number(shift.size)}`;
	if (shift.size < limits.movedWarning) {
		return say(
			'good',
			shift.size,
			`${label} has hardly moved ${since}: ${size} (warning from ${limits.movedWarning}).`,
		);
	}
	if (shift.size <= shift.chance) {
		return say(
			'good',
			shift.size,
			`${label} differs from the baseline ${size}, which is no more than chance gives with ${values.length} values (up to ${number(shift.chance)}).`,
		);
	}
	const alarming = shift.size >= limits.movedAlarm;
	return say(
		alarming ? 'alarm' : 'warning',
		shift.size,
		`${label} moved ${size} ${since}${averages} (${alarming ? `alarm from ${limits.movedAlarm}` : `warning from ${limits.movedWarning}, alarm from ${limits.movedAlarm}`}).`,
	);
}

/** How often a person's value stands where AI wrote: the field's error rate, as people see it (S0-10). */
export function changedByPeople(field: FieldSchema, observations: readonly Observation[], limits: Limits): Check {
	const written = observations.filter(({ stamp }) => stamp !== undefined);
	const changed = written.filter(isPersons).length;
	const of = written.length;
	const { low, high } = wilson(changed, of);
	const limit = limits.overridden;
	const say = (status: CheckStatus, sentence: string): Check => ({
		check: 'changed by people',
		field: field.name,
		status,
		value: of === 0 ? null : changed / of,
		limit,
		sentence,
	});
	const label = `"${field.label}"`;
	if (of === 0) return say('not enough data', `AI wrote ${label} in none of the records that were read.`);
	const rate = `People changed ${changed} of the ${of} values that AI wrote into ${label}`;
	const range = `between ${percent(low)} and ${percent(high)} (95 % certain), limit ${percent(limit)}`;
	if (low > limit) return say('alarm', `${rate}: ${range}.`);
	const needed = enoughFor(limit);
	if (of < needed) {
		return say(
			'not enough data',
			`${rate}: too few to tell whether that is below ${percent(limit)} (${needed} needed).`,
		);
	}
	if (high > limit) return say('warning', `${rate}: ${range}, so it may be too many.`);
	return say('good', `${rate}: ${range}.`);
}

/** How many of AI's values were not refreshed for long (S0-38). `now` is an ISO time. */
export function outOfDate(
	field: FieldSchema,
	observations: readonly Observation[],
	limits: Limits,
	now: string,
): Check {
	const ours = observations.filter(({ holder, stamp }) => holder === 'us' && stamp !== undefined);
	const before = new Date(Date.parse(now) - limits.staleDays * DAY).toISOString();
	const old = ours.filter(({ stamp }) => stamp !== undefined && stamp.writtenAt < before).length;
	const of = ours.length;
	const say = (status: CheckStatus, sentence: string): Check => ({
		check: 'out of date',
		field: field.name,
		status,
		value: of === 0 ? null : old / of,
		limit: limits.stale,
		sentence,
	});
	const label = `"${field.label}"`;
	if (of === 0) return say('not enough data', `None of the records that were read holds AI's own value in ${label}.`);
	const share = `${old} of the ${of} AI values in ${label} are older than ${limits.staleDays} days`;
	if (of < LEAST_STALE) return say('not enough data', `${share}: too few to judge (${LEAST_STALE} needed).`);
	const tooMany = old / of > limits.stale;
	return say(tooMany ? 'warning' : 'good', `${share}: ${percent(old / of)}, limit ${percent(limits.stale)}.`);
}

/**
 * Whether AI still writes (S2-13, S2-15). `newest` is the newest write that is known, `read` false where the CRM could
 * not be read now. Times are ISO.
 */
export function lastWrite(newest: string | undefined, read: boolean, limits: Limits, now: string): Check {
	const limit = limits.silentDays;
	const say = (status: CheckStatus, value: string | null, sentence: string): Check => ({
		check: 'last write',
		status,
		value,
		limit: `${limit} days`,
		sentence,
	});
	if (newest === undefined) {
		return say(
			'not enough data',
			null,
			read
				? 'When AI last wrote is not known: none of the records that were read shows a write.'
				: 'When AI last wrote is not known: the CRM cannot be read, and no earlier run of this node saw a write.',
		);
	}
	const days = Math.floor(Math.max(0, Date.parse(now) - Date.parse(newest)) / DAY);
	const ago = days === 0 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`;
	const known = read ? 'AI last wrote' : 'The last successful write that is known was';
	if (Date.parse(now) - Date.parse(newest) > limit * DAY) {
		return say('alarm', newest, `${known} ${moment(newest)}, ${ago} ago (alarm after ${limit} days).`);
	}
	return say(
		read ? 'good' : 'not enough data',
		newest,
		`${known} ${moment(newest)}, ${ago} ago (alarm after ${limit} days).`,
	);
}

/** The status of all checks together: the worst, where too little data says nothing unless there is nothing else. */
export function overall(checks: readonly Check[]): CheckStatus {
	for (const status of ['alarm', 'warning', 'good'] as const) {
		if (checks.some((check) => check.status === status)) return status;
	}
	return 'not enough data';
}

/** Worst first; within a status in the order in which they were made. */
export function worstFirst(checks: readonly Check[]): Check[] {
	const rank: Record<CheckStatus, number> = { alarm: 0, warning: 1, 'not enough data': 2, good: 3 };
	return [...checks].sort((a, b) => rank[a.status] - rank[b.status]);
}
