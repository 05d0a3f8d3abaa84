/** What the panel of Drift Monitor says. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { usualLimits, type Limits } from '../../core/drift/checks';
import type { StampFields } from '../../core/drift/observe';
import { objectOf } from '../object';

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
			movedWarning: options.movedWarning ?? usualLimits.movedWarning,
			movedAlarm: options.movedAlarm ?? usualLimits.movedAlarm,
			overridden: (options.overridden ?? usualLimits.overridden * 100) / 100,
			staleDays: options.staleDays ?? usualLimits.staleDays,
			stale: (options.stale ?? usualLimits.stale * 100) / 100,
			silentDays: capturing ? 7 : (caller.getNodeParameter('silentDays', 0, 7) as number),
		},
		sample: Math.max(1, options.sample ?? 500),
		stampFields: {
			provenance: nameOr(options.provenanceField, 'ai_provenance'),
			updatedAt: nameOr(options.updatedAtField, 'ai_updated_at'),
		},
		report: options.report !== 'none',
	};
}

const nameOr = (name: string | undefined, fallback: string) =>
	name === undefined || name.trim() === '' ? fallback : name.trim();

/** An expression may give the baseline as an object instead of its text. */
const textOf = (given: unknown) =>
	typeof given === 'string' ? given.trim() : given === null || given === undefined ? '' : JSON.stringify(given);
