/**
 * Two in a row: samples break a limit by chance now and then, so in production runs a statistical alarm asks for the
 * same finding in two consecutive runs; the first time it is a warning. Facts (a dead credential) alarm at once.
 */
import { isStatistical, keyOf, type Check } from './check';

/** Keys of the statistical checks that alarm in this run, to be remembered for the next. */
export function breachesOf(checks: readonly Check[]): string[] {
	return checks.filter((check) => check.status === 'alarm' && isStatistical(check)).map(keyOf);
}

/** `before`: the last run's breaches; undefined where runs remember nothing, so that every alarm counts at once. */
export function confirmed(checks: readonly Check[], before: readonly string[] | undefined): Check[] {
	if (before === undefined) return [...checks];
	const known = new Set(before);
	return checks.map((check) =>
		check.status === 'alarm' && isStatistical(check) && !known.has(keyOf(check))
			? {
					...check,
					status: 'warning',
					sentence: `${check.sentence} Seen for the first time: an alarm if the next run sees it again.`,
				}
			: check,
	);
}
