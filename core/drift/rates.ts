/** Shares of audit rows against limits: what was stored, what met a person's value, what was not found. */
import type { AuditEvent } from './audit-events';
import type { Check, CheckName, CheckStatus } from './check';
import type { Limits } from './limits';
import { wilson } from './statistics/wilson';
import { percent } from './words';

/** The fewest rows for which a share says anything. */
const LEAST = 30;

/** Words of outcomes, letters only. Preview rows wrote nothing, so they say nothing about writing. */
const written: ReadonlySet<string> = new Set(['written', 'repaired']);
const failed: ReadonlySet<string> = new Set(['failed', 'rejected', 'notstored']);
const lookedUp: ReadonlySet<string> = new Set(['matched', 'ambiguous', 'unmatched']);
/** Rules that say: a person was there first. */
const personsRules: ReadonlySet<string> = new Set(["a person's value", 'cleared by a person', 'edited while writing']);

const is = (words: ReadonlySet<string>) => (row: AuditEvent) => words.has(row.outcome);
/** What a person rejected was never sent to the CRM. */
const isNo = ({ rule }: AuditEvent) => rule === 'rejected by a person';
const isTried = (row: AuditEvent) => is(written)(row) || (is(failed)(row) && !isNo(row));
const isConflict = (row: AuditEvent) => row.outcome === 'repaired' || personsRules.has(row.rule);

interface Share {
	readonly check: CheckName;
	readonly hits: number;
	readonly of: number;
	readonly limit: number;
	/** `least`: fewer are bad; `most`: more are bad. */
	readonly side: 'least' | 'most';
	/** "412 of 430 writes were stored". */
	readonly what: (hits: number, of: number) => string;
	readonly nothing: string;
	readonly advice: string;
}

export function rateChecks(rows: readonly AuditEvent[], limits: Limits): Check[] {
	const tried = rows.filter(isTried);
	const looked = rows.filter(is(lookedUp));
	const judged = rows.filter((row) => isTried(row) || isConflict(row));
	const shares: Share[] = [
		{
			check: 'write success',
			hits: tried.filter(is(written)).length,
			of: tried.length,
			limit: limits.success,
			side: 'least',
			what: (hits, of) => `${hits} of ${of} writes succeeded`,
			nothing: 'The audit rows hold no write.',
			advice: 'Look at the Failed output of Field-Safe Write.',
		},
		{
			check: 'not stored',
			hits: tried.filter(({ outcome }) => outcome === 'notstored').length,
			of: tried.length,
			limit: limits.notStored,
			side: 'most',
			what: (hits, of) => `${hits} of ${of} writes were accepted by the CRM and not stored`,
			nothing: 'The audit rows hold no write.',
			advice: 'A workflow or rule of the CRM probably changes the value back.',
		},
		{
			check: 'conflicts',
			hits: judged.filter(isConflict).length,
			of: judged.length,
			limit: limits.conflicts,
			side: 'most',
			what: (hits, of) => `${hits} of ${of} suggestions met a person’s value`,
			nothing: 'The audit rows hold no judged suggestion.',
			advice: 'People and AI work on the same fields: agree on Field Owners.',
		},
		...(looked.length === 0
			? []
			: (['unmatched', 'ambiguous'] as const).map((word): Share => ({
					check: word,
					hits: looked.filter(({ outcome }) => outcome === word).length,
					of: looked.length,
					limit: limits[word],
					side: 'most',
					what: (hits, of) =>
						word === 'unmatched'
							? `${hits} of ${of} items had no record`
							: `${hits} of ${of} items fit several records`,
					nothing: '',
					advice:
						word === 'unmatched'
							? 'Check that the incoming data still has its e-mail addresses and ids.'
							: 'The CRM probably has duplicates that should be merged.',
				}))),
	];
	return shares.map(judge);
}

/** Surely beyond the limit is an alarm, on the wrong side of it a warning. */
function judge({ check, hits, of, limit, side, what, nothing, advice }: Share): Check {
	const share = of === 0 ? null : hits / of;
	const { low, high } = wilson(hits, of);
	const say = (status: CheckStatus, sentence: string): Check => ({
		check,
		status,
		value: share,
		limit,
		sentence,
		details: { hits, of, low, high },
	});
	if (share === null) return say('not enough data', nothing);
	const bound = `${side === 'least' ? 'at least' : 'at most'} ${percent(limit)} expected`;
	const sentence = `${what(hits, of)}: ${percent(share)}, ${bound}`;
	if (of < LEAST) return say('not enough data', `${sentence}; too few to judge (${LEAST} needed).`);
	const sure = side === 'least' ? high < limit : low > limit;
	const beyond = side === 'least' ? share < limit : share > limit;
	if (!beyond) return say('good', `${sentence}.`);
	return say(sure ? 'alarm' : 'warning', `${sentence}. ${advice}`);
}
