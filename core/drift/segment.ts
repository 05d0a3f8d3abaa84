/**
 * Segments: a new prompt, model or rule version scores differently, and that is no drift. Values are compared with a
 * baseline of the same version; where a new version took over, a baseline of its own begins.
 */
import { comparable, fieldBaseline, type FieldBaseline } from './baseline';
import { isPersons, missingOf, type Observation } from './observe';
import type { FieldSchema } from '../fields/schema';
import { isBlank } from '../value';
import { leastValues } from './statistics/psi';

/** A baseline that this node began by itself when a new version took over. */
export interface OwnBaseline {
	readonly scorer: string;
	/** ISO time. */
	readonly takenAt: string;
	readonly field: FieldBaseline;
}

export interface Segment {
	/** What is compared now. */
	readonly observations: readonly Observation[];
	readonly before: FieldBaseline | undefined;
	/** ISO time of that baseline. */
	readonly takenAt: string | undefined;
	/** Set where a version that the baseline does not know took over, and how many values it gave. */
	readonly newVersion?: { readonly scorer: string; readonly values: number } | undefined;
	/** The new version's own baseline, to be remembered: it has enough values now. */
	readonly begins?: OwnBaseline | undefined;
}

/** How many values came from which version. */
export function scorersOf(observations: readonly Observation[]): Record<string, number> {
	const counts = new Map<string, number>();
	for (const { stamp } of observations) {
		if (stamp?.scorer !== undefined) counts.set(stamp.scorer, (counts.get(stamp.scorer) ?? 0) + 1);
	}
	return Object.fromEntries(counts);
}

/** `now` is an ISO time; `own` what an earlier run began. */
export function segmentOf(
	field: FieldSchema,
	observations: readonly Observation[],
	pasted: { readonly field: FieldBaseline | undefined; readonly takenAt: string } | undefined,
	own: OwnBaseline | undefined,
	now: string,
): Segment {
	const before = pasted?.field;
	const all: Segment = { observations, before, takenAt: pasted?.takenAt };
	const known = new Set(Object.keys(before?.scorers ?? {}));
	if (!before || known.size === 0) return all;
	const isAi = (seen: Observation) => !isPersons(seen) && !isBlank(seen.value);
	const isNew = ({ stamp }: Observation) => stamp?.scorer !== undefined && !known.has(stamp.scorer);
	const fresh = observations.filter((seen) => isAi(seen) && isNew(seen));
	if (fresh.length === 0) return all;
	const old = observations.filter((seen) => !(isAi(seen) && isNew(seen)));
	const counts = Object.entries(scorersOf(fresh)).sort(([, a], [, b]) => b - a);
	const [scorer = '', values = 0] = counts[0] ?? [];
	const newVersion = { scorer, values };
	// While most values are of the known versions, these are what the baseline is about.
	if (old.filter(isAi).length >= Math.max(values, leastValues.current)) {
		return { observations: old, before, takenAt: pasted?.takenAt, newVersion };
	}
	const mine = observations.filter((seen) => !isAi(seen) || seen.stamp?.scorer === scorer);
	if (own?.scorer === scorer) return { observations: mine, before: own.field, takenAt: own.takenAt, newVersion };
	const numbers =
		comparable(
			field,
			mine.filter(isAi).map(({ value }) => value),
		) ?? [];
	const begun =
		numbers.length >= leastValues.baseline
			? fieldBaseline(numbers, { ...missingOf(mine), scorers: { [scorer]: values } })
			: undefined;
	return {
		observations: mine,
		before: undefined,
		takenAt: undefined,
		newVersion,
		...(begun === undefined ? {} : { begins: { scorer, takenAt: now, field: begun } }),
	};
}
