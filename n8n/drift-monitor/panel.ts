/** What the panel of Drift Monitor says. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { usualLimits, type Limits } from '../../core/drift/checks';
import { CrmError } from '../../core/errors';
import type { StampFields } from '../../core/drift/observe';
import { objectOf } from '../object';
import { nameOr, numberOf } from '../panel-values';

interface Options {
	readonly sample?: number;
	readonly movedWarning?: number;
	readonly movedAlarm?: number;
	/** Per cent. */
	readonly overridden?: number;
	readonly staleDays?: number;
	/** Per cent. */
	readonly stale?: number;
	readonly provenanceField?: string;
	readonly updatedAtField?: string;
	readonly report?: 'markdown' | 'none';
}

export interface Panel {
	readonly system: string;
	readonly object: string;
	readonly fields: readonly string[];
	/** The pasted text; undefined where no baseline is wanted. */
	readonly baseline: string | undefined;
	readonly limits: Limits;
	readonly sample: number;
	readonly stampFields: StampFields;
	readonly report: boolean;
}

export function readPanel(caller: IExecuteFunctions): Panel {
	const options = caller.getNodeParameter('options', 0, {}) as Options;
	const capturing = caller.getNodeParameter('operation', 0, 'check') === 'capture';
	const pasted = !capturing && caller.getNodeParameter('baselineFrom', 0, 'text') === 'text';
	return {
		system: caller.getNodeParameter('crm', 0, 'hubspot') as string,
		object: objectOf(caller),
		fields: [...new Set(caller.getNodeParameter('fields', 0, ['ai_lead_score']) as string[])],
		baseline: pasted ? textOf(caller.getNodeParameter('baselineText', 0, '')) : undefined,
		limits: {
			movedWarning: limit('Scores Moved, Warning From', options.movedWarning, usualLimits.movedWarning),
			movedAlarm: limit('Scores Moved, Alarm From', options.movedAlarm, usualLimits.movedAlarm),
			overridden: limit('Changed by People (%)', options.overridden, usualLimits.overridden * 100) / 100,
			staleDays: limit('Out of Date After (Days)', options.staleDays, usualLimits.staleDays),
			stale: limit('Out of Date (%)', options.stale, usualLimits.stale * 100) / 100,
			silentDays: capturing
				? 7
				: limit('Alarm If Nothing Written For (Days)', caller.getNodeParameter('silentDays', 0, 7) ?? null, 7),
		},
		sample: Math.max(1, limit('Sample', options.sample, 500)),
		stampFields: {
			provenance: nameOr(options.provenanceField, 'ai_provenance'),
			updatedAt: nameOr(options.updatedAtField, 'ai_updated_at'),
		},
		report: options.report !== 'none',
	};
}

/** What the panel gives; the usual value where the option is not set. No value ever breaks a limit that is no number. */
function limit(name: string, given: unknown, usual: number): number {
	if (given === undefined) return usual;
	const number = numberOf(given);
	if (number !== undefined && number >= 0) return number;
	throw new CrmError({
		kind: 'validation',
		message: `${name} is not a number.`,
		hint: 'Write a number, or mend the expression.',
		status: 0,
	});
}

/** An expression may give the baseline as an object instead of its text. */
const textOf = (given: unknown) =>
	typeof given === 'string' ? given.trim() : given === null || given === undefined ? '' : JSON.stringify(given);
