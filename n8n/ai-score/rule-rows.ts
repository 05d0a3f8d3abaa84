/** The rows of points rules on the panel, about fields and about activities. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { conditions, type Condition } from '../../core/score/conditions';
import { activityKinds, type EngagementRule } from '../../core/score/engagement';
import type { PointsRule } from '../../core/score/rules';
import { labelIn, type Schema } from './panel';
import { number, textOf } from './values';

/** The rules of one item; rows without a field are rows that somebody has not finished. */
export function rulesOf(caller: IExecuteFunctions, index: number, schema: Schema): PointsRule[] {
	return rowsOf(caller.getNodeParameter('rules.rule', index, [])).flatMap((row): PointsRule[] => {
		const field = textOf(row['field']).trim();
		const condition = conditions.find((known): known is Condition => known === row['condition']);
		if (field === '' || !condition) return [];
		return [
			{ field, label: labelIn(schema, field), condition, value: textOf(row['value']), points: pointsOf(row['points']) },
		];
	});
}

/** The engagement rules of one item. */
export function engagementRulesOf(caller: IExecuteFunctions, index: number): EngagementRule[] {
	return rowsOf(caller.getNodeParameter('engagement.rule', index, [])).flatMap((row): EngagementRule[] => {
		const kind = activityKinds.find((known) => known === row['kind']);
		if (kind === undefined) return [];
		return [
			{
				kind,
				contains: textOf(row['contains']),
				days: number(row['days'], 30),
				atLeast: Math.max(1, number(row['atLeast'], 1)),
				points: pointsOf(row['points']),
				upTo: Math.max(1, number(row['upTo'], 1)),
				fade: Math.min(1, number(row['fade'], 0) / 100),
			},
		];
	});
}

function rowsOf(given: unknown): readonly Record<string, unknown>[] {
	return Array.isArray(given) ? (given as readonly Record<string, unknown>[]) : [];
}

function pointsOf(given: unknown): number {
	const points = Number(given);
	return Number.isFinite(points) ? points : 0;
}
