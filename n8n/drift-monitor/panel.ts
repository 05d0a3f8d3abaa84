/** What the panel of Drift Monitor says. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { usualLimits, type Limits } from '../../core/drift/limits';
import type { OutcomeWish } from '../../core/drift/outcomes';
import type { StampFields } from '../../core/drift/observe';
import { CrmError } from '../../core/errors';
import { objectOf } from '../object';
import { nameOr, numberOf } from '../panel-values';

export const reportKinds = ['markdown', 'csv', 'chart', 'html'] as const;
export type ReportKind = (typeof reportKinds)[number];

interface Options {
	readonly sample?: number;
	readonly limits?: { readonly limit?: readonly { readonly what?: string; readonly value?: unknown }[] };
	readonly outcomeField?: string;
	readonly outcomeWon?: string;
	readonly outcomeLost?: string;
	readonly scoreIsChance?: boolean;
	readonly auditRows?: boolean;
	readonly provenanceField?: string;
	readonly updatedAtField?: string;
	readonly report?: string | readonly string[];
}

export interface Panel {
	readonly system: string;
	readonly object: string;
	readonly fields: readonly string[];
	readonly baseline:
		| { readonly from: 'text'; readonly text: string }
		| { readonly from: 'input' }
		/** Scores are not compared. */
		| { readonly from: 'none' };
	readonly limits: Limits;
	readonly sample: number;
	readonly stampFields: StampFields;
	readonly outcome: OutcomeWish | undefined;
	readonly auditRows: boolean;
	readonly reports: ReadonlySet<ReportKind>;
}

const words = (list: string | undefined) =>
	(list ?? '')
		.split(',')
		.map((word) => word.trim())
		.filter((word) => word !== '');

/** The limits of the panel: each with what its number means there. Shares are per cent on the panel. */
const limitUnits = {
	overridden: 'percent',
	stale: 'percent',
	staleDays: 'number',
	movedWarning: 'number',
	movedAlarm: 'number',
	averageWarning: 'number',
	averageAlarm: 'number',
	missingWarning: 'percent',
	missingAlarm: 'percent',
	same: 'percent',
	success: 'percent',
	notStored: 'percent',
	conflicts: 'percent',
	backlog: 'number',
	reviewDays: 'number',
	accepted: 'percent',
	unmatched: 'percent',
	ambiguous: 'percent',
	delayMinutes: 'number',
	auc: 'number',
	ece: 'number',
	updatesAWeek: 'number',
} as const satisfies Partial<Record<keyof Limits, 'percent' | 'number'>>;

export function readPanel(caller: IExecuteFunctions): Panel {
	const options = caller.getNodeParameter('options', 0, {}) as Options;
	const capturing = caller.getNodeParameter('operation', 0, 'check') === 'capture';
	const outcomeField = (options.outcomeField ?? '').trim();
	return {
		system: caller.getNodeParameter('crm', 0, 'hubspot') as string,
		object: objectOf(caller),
		fields: [...new Set(caller.getNodeParameter('fields', 0, ['ai_lead_score']) as string[])],
		baseline: capturing ? { from: 'none' } : baselineOf(caller),
		limits: limitsOf(caller, options, capturing),
		sample: Math.max(1, limit('Sample', options.sample, 500)),
		stampFields: {
			provenance: nameOr(options.provenanceField, 'ai_provenance'),
			updatedAt: nameOr(options.updatedAtField, 'ai_updated_at'),
		},
		outcome:
			outcomeField === '' || capturing
				? undefined
				: {
						field: outcomeField,
						won: words(options.outcomeWon),
						lost: words(options.outcomeLost),
						isChance: options.scoreIsChance === true,
					},
		auditRows: !capturing && options.auditRows === true,
		reports: reportsOf(options.report),
	};
}

function baselineOf(caller: IExecuteFunctions): Panel['baseline'] {
	const from = caller.getNodeParameter('baselineFrom', 0, 'text');
	if (from === 'text') return { from, text: textOf(caller.getNodeParameter('baselineText', 0, '')) };
	return { from: from === 'input' ? 'input' : 'none' };
}

function limitsOf(caller: IExecuteFunctions, options: Options, capturing: boolean): Limits {
	const limits: Record<string, number | undefined> = { ...usualLimits };
	for (const { what = '', value } of options.limits?.limit ?? []) {
		if (!(what in limitUnits)) continue;
		const unit = limitUnits[what as keyof typeof limitUnits];
		const usual = usualLimits[what as keyof typeof limitUnits] ?? 0;
		limits[what] = unit === 'percent' ? limit(what, value, usual * 100) / 100 : limit(what, value, usual);
	}
	if (!capturing) {
		const days: unknown = caller.getNodeParameter('silentDays', 0, usualLimits.silentDays);
		limits['silentDays'] = limit('Alarm If Nothing Written For (Days)', days ?? null, usualLimits.silentDays);
	}
	return limits as unknown as Limits;
}

function reportsOf(given: Options['report']): ReadonlySet<ReportKind> {
	const wanted = given === undefined ? ['markdown'] : typeof given === 'string' ? [given] : given;
	return new Set(reportKinds.filter((kind) => wanted.includes(kind)));
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
