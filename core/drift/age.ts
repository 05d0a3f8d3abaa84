/** How old AI's values are, and whether anything still arrives: a silent stop is the worst failure, since nobody complains. */
import type { FieldSchema } from '../fields/schema';
import type { Check, CheckStatus } from './check';
import type { Limits } from './limits';
import type { Observation } from './observe';
import { DAY, days, moment, percent } from './words';

/** The fewest values for which a share out of date is said. */
const LEAST_STALE = 20;

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
	const ago = days(Date.parse(now) - Date.parse(newest));
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

/**
 * Whether anything at all still arrives: the newest row of the audit, whatever it says. Undefined without audit rows.
 * An event without a write may be fine (all values were equal); no event at all is a stop.
 */
export function lastEvent(newest: string | undefined, limits: Limits, now: string): Check {
	const limit = limits.silentDays;
	const say = (status: CheckStatus, sentence: string): Check => ({
		check: 'last event',
		status,
		value: newest ?? null,
		limit: `${limit} days`,
		sentence,
	});
	if (newest === undefined) {
		return say('not enough data', 'When the workflow last handled a record is not known: no audit row has a time.');
	}
	const age = Date.parse(now) - Date.parse(newest);
	const sentence = `The workflow last handled a record ${moment(newest)}, ${days(age)} ago (alarm after ${limit} days).`;
	return say(age > limit * DAY ? 'alarm' : 'good', sentence);
}
