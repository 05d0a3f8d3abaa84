/** From Conflict Gate's panel to the policy that suggestions are judged by. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { CrmError } from '../../core/errors';
import type { ConfidenceRule, GatePolicy } from '../../core/policy/gate';
import { panelContradictions } from '../../core/policy/contradictions';
import type { OwnerRule } from '../../core/policy/owners';
import type { CrmSystem } from '../../core/record';
import { hint } from '../hints';
import { nameOr, numberOf } from '../panel-values';

const DAY = 86_400_000;

interface Options {
	readonly additionalProtected?: string;
	readonly clearEmptyValues?: boolean;
	readonly confidenceByField?: { readonly rule?: readonly ConfidenceRule[] };
	readonly editCountsFor?: { readonly period?: { readonly counts?: 'always' | 'days'; readonly days?: number } };
	readonly integrationUsers?: string;
	readonly provenanceField?: string;
	readonly updatedAtField?: string;
}

export interface PanelPolicy extends GatePolicy {
	readonly updatedAtField: string;
	/** Days for which a person's edit counts; undefined: for ever. */
	readonly editsCountDays: number | undefined;
}

/**
 * `now` is in milliseconds. Rows of Field Owners that contradict each other are said as a hint. Throws CrmError for a
 * confidence that is no share.
 */
export function policyOf(caller: IExecuteFunctions, now: number): PanelPolicy {
	const options = caller.getNodeParameter('options', 0, {}) as Options;
	const rows = caller.getNodeParameter('owners', 0, {}) as { readonly rule?: readonly OwnerRule[] };
	const owners = named(rows.rule);
	const period = options.editCountsFor?.period;
	const editsCountDays = period?.counts === 'days' ? (period.days ?? 90) : undefined;
	const protectedFields = listOf(options.additionalProtected);
	const provenanceField = nameOr(options.provenanceField, 'ai_provenance');
	const updatedAtField = nameOr(options.updatedAtField, 'ai_updated_at');
	const thresholds = named(options.confidenceByField?.rule);
	const said = panelContradictions({
		system: caller.getNodeParameter('crm', 0) as CrmSystem,
		owners,
		protectedFields,
		stampFields: [provenanceField, updatedAtField],
		thresholds: thresholds.map(({ field }) => field),
	});
	for (const message of said) hint(caller, message, 'warning');
	return {
		owners,
		protectedFields,
		minimumConfidence: share('Minimum Confidence', caller.getNodeParameter('minimumConfidence', 0, 0.85)),
		confidenceByField: thresholds.map((row) => ({
			field: row.field,
			minimum: share('Confidence by Field', row.minimum),
		})),
		clearEmptyValues: options.clearEmptyValues === true,
		editsCountFrom: editsCountDays === undefined ? undefined : new Date(now - editsCountDays * DAY).toISOString(),
		editsCountDays,
		integrationUsers: listOf(options.integrationUsers),
		provenanceField,
		updatedAtField,
	};
}

/** A share from 0 to 1: 85 would let nothing pass, and an empty expression everything. */
function share(name: string, given: unknown): number {
	const number = numberOf(given);
	if (number !== undefined && number >= 0 && number <= 1) return number;
	throw new CrmError({
		kind: 'validation',
		message: `${name} is not a number from 0 to 1.`,
		hint: 'Write 85 % as 0.85.',
		status: 0,
	});
}

/** Rows in which a field was chosen. */
function named<Row extends { readonly field: string }>(rows: readonly Row[] | undefined): Row[] {
	return (rows ?? []).filter((row) => typeof row.field === 'string' && row.field.trim() !== '');
}

/** The names in a text, separated by commas or line breaks. */
function listOf(text: string | undefined): string[] {
	return (text ?? '')
		.split(/[,;\n]/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}
