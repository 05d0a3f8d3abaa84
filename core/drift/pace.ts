/** How often AI writes, and how long it takes from an event to its write. */
import type { AuditEvent } from './audit-events';
import type { Check, CheckStatus } from './check';
import type { Limits } from './limits';
import { chiSquareTail } from './statistics/chi-square';
import { DAY, lasting, percent } from './words';

const WEEK = 7 * DAY;
/** Earlier weeks that are looked at, and the fewest that make an expectation. */
const MOST_WEEKS = 8;
const LEAST_WEEKS = 3;
/** Half or twice the expected number is worth a word, if chance does not explain it once in a hundred times. */
const FACTOR = 2;
const LEVEL = 0.01;
const LEAST_DELAYS = 20;

/**
 * Updates in the last 7 days against the expectation: the panel's, or the median of the weeks before. `times` are ISO
 * times of writes; `complete` false where only a record's last write is known, so that earlier weeks are too low.
 */
export function updates(times: readonly string[], complete: boolean, limits: Limits, now: string): Check {
	const end = Date.parse(now);
	const weeks = new Array<number>(MOST_WEEKS + 1).fill(0);
	let oldest = end;
	for (const time of times) {
		const at = Date.parse(time);
		const week = Math.floor((end - at) / WEEK);
		if (week >= 0 && week < weeks.length) weeks[week] = (weeks[week] ?? 0) + 1;
		if (at < oldest) oldest = at;
	}
	const [now7 = 0, ...earlier] = weeks;
	// The week of the oldest write is not whole: rows may begin in its middle.
	const known = complete ? earlier.slice(0, Math.max(0, Math.floor((end - oldest) / WEEK) - 1)) : [];
	const expected = limits.updatesAWeek ?? (known.length >= LEAST_WEEKS ? median(known) : undefined);
	const say = (status: CheckStatus, sentence: string): Check => ({
		check: 'updates',
		status,
		value: now7,
		limit: expected ?? null,
		sentence,
		details: { thisWeek: now7, expected: expected ?? null, weeks: known.join(' ') },
	});
	const count = `AI wrote ${now7} times in the last 7 days`;
	if (expected === undefined) {
		return say(
			'not enough data',
			`${count}; how many are usual is not known yet (${LEAST_WEEKS} whole weeks of audit rows before these, or the limit Updates a Week).`,
		);
	}
	const basis = `${Math.round(expected)} expected${limits.updatesAWeek === undefined ? ` from the ${known.length} weeks before` : ''}`;
	const off = expected === 0 ? now7 > 0 : now7 > FACTOR * expected || now7 * FACTOR < expected;
	if (!off || poissonP(now7, expected) >= LEVEL) return say('good', `${count}, ${basis}.`);
	return say(
		now7 * 10 < expected ? 'alarm' : 'warning',
		`${count}, ${basis}: ${now7 < expected ? 'far fewer' : 'far more'} than usual.`,
	);
}

/** How likely a Poisson count at least as far on this side of the expectation is. */
function poissonP(count: number, expected: number): number {
	if (expected <= 0) return count > 0 ? 0 : 1;
	// P(X <= k) of a Poisson number is the tail of chi-square with 2(k + 1) degrees of freedom.
	const atMost = (k: number) => chiSquareTail(2 * expected, 2 * (k + 1));
	return count < expected ? atMost(count) : 1 - (count === 0 ? 0 : atMost(count - 1));
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const high = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** What waited for a person, or was put back at a person's wish, says nothing about how fast the workflow is. */
const atLeisure: ReadonlySet<string> = new Set(['approved by a person', 'taken back']);

/** From event to write in audit rows that have both times; in milliseconds. */
export function delaysOf(rows: readonly AuditEvent[]): number[] {
	return rows.flatMap(({ outcome, rule, at, eventAt }) =>
		outcome === 'written' && !atLeisure.has(rule) && at !== undefined && eventAt !== undefined
			? [Math.max(0, Date.parse(at) - Date.parse(eventAt))]
			: [],
	);
}

/** Whether nine of ten writes came soon enough. `from` says what is measured: "event", or "reading a record". */
export function delay(milliseconds: readonly number[], from: string, limits: Limits): Check {
	const sorted = [...milliseconds].sort((a, b) => a - b);
	const of = sorted.length;
	const at = (share: number) => sorted[Math.min(of - 1, Math.ceil(of * share) - 1)] ?? 0;
	const limit = limits.delayMinutes * 60_000;
	const say = (status: CheckStatus, sentence: string): Check => ({
		check: 'delay',
		status,
		value: of === 0 ? null : at(0.9) / 60_000,
		limit: limits.delayMinutes,
		sentence,
		details: of === 0 ? { of } : { of, medianMs: at(0.5), p90Ms: at(0.9), maxMs: sorted.at(-1) ?? 0 },
	});
	if (of < LEAST_DELAYS) {
		return say(
			'not enough data',
			`How long it takes from ${from} to write is known for ${of} writes only (${LEAST_DELAYS} needed).`,
		);
	}
	const late = sorted.filter((time) => time > limit).length;
	const times = `From ${from} to write it took ${lasting(at(0.5))} in the middle, ${lasting(at(0.9))} for nine of ten (limit ${lasting(limit)})`;
	if (at(0.9) <= limit) return say('good', `${times}.`);
	return say(at(0.5) > limit ? 'alarm' : 'warning', `${times}: ${percent(late / of)} were later.`);
}
