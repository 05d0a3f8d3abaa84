/** How often people change what AI wrote. */
import type { FieldSchema } from '../fields/schema';
import type { Check, CheckStatus } from './check';
import type { Limits } from './limits';
import { isPersons, type Observation } from './observe';
import { enoughFor, wilson } from './statistics/wilson';
import { percent } from './words';

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
		details: { changed, of, low, high },
	});
	const label = `"${field.label}"`;
	const stop = `Stop writing it automatically until you know why: in Field Owners, set ${label} to Shared or People Only.`;
	if (of === 0) return say('not enough data', `AI wrote ${label} in none of the records that were read.`);
	const rate = `People changed ${changed} of the ${of} values that AI wrote into ${label}`;
	const range = `between ${percent(low)} and ${percent(high)} (95 % certain), limit ${percent(limit)}`;
	if (low > limit) return say('alarm', `${rate}: ${range}. ${stop}`);
	if (limit === 0 && changed === 0) return say('good', `${rate}, limit 0 %.`);
	const needed = enoughFor(limit);
	if (of < needed) {
		return say(
			'not enough data',
			`${rate}: too few to tell whether that is below ${percent(limit)} (${needed} needed).`,
		);
	}
	if (high > limit) return say('warning', `${rate}: ${range}, so it may be too many. ${stop}`);
	return say('good', `${rate}: ${range}.`);
}
