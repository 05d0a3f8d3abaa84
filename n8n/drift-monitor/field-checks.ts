/** The checks on the watched fields' values. */
import { outOfDate } from '../../core/drift/age';
import type { Baseline } from '../../core/drift/baseline';
import type { Check } from '../../core/drift/check';
import { measure, movedChecks, type Measured } from '../../core/drift/moved';
import { observe, type Observation } from '../../core/drift/observe';
import { fitsOutcomes } from '../../core/drift/outcomes';
import { changedByPeople } from '../../core/drift/people';
import { segmentOf } from '../../core/drift/segment';
import type { FieldSchema } from '../../core/fields/schema';
import { inSteps } from '../steps';
import type { Look } from './look';
import type { Memory } from './memory';
import type { Panel } from './panel';

/** What was seen of one field, for the checks and the charts. */
export interface FieldSeen {
	readonly field: FieldSchema;
	readonly observations: readonly Observation[];
	readonly measured: Measured;
}

export async function seeFields(
	panel: Panel,
	seen: Look,
	baseline: Baseline | undefined,
	memory: Memory,
	now: string,
): Promise<FieldSeen[]> {
	const all: FieldSeen[] = [];
	for (const field of seen.fields) {
		const observations = observe(seen.records, field, panel.stampFields.provenance);
		const pasted = baseline && { field: baseline.fields[field.name], takenAt: baseline.takenAt };
		const segment = segmentOf(field, observations, pasted, memory.ownBaseline(field.name), now);
		if (segment.begins) memory.rememberBaseline(field.name, segment.begins);
		all.push({ field, observations, measured: await inSteps(measure(field, segment)) });
	}
	return all;
}

/** `compared` false: the panel wants no baseline, or the one it names is of no use. */
export function fieldChecks(
	all: readonly FieldSeen[],
	compared: boolean,
	panel: Panel,
	seen: Look,
	now: string,
): Check[] {
	const moved = movedChecks(
		all.map(({ measured }) => measured),
		compared,
		panel.limits,
	);
	return all.flatMap(({ field, observations }) => [
		...moved.filter((check) => check.field === field.name),
		changedByPeople(field, observations, panel.limits),
		outOfDate(field, observations, panel.limits, now),
		...(panel.outcome && seen.outcome
			? fitsOutcomes(seen.records, field, seen.outcome, panel.outcome, panel.stampFields, panel.limits)
			: []),
	]);
}
