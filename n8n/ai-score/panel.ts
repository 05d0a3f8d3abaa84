/** AI Score's panel as plain data, checked against the CRM's fields. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { CrmError } from '../../core/errors';
import { coerce, writable } from '../../core/fields/coerce';
import { nameOf } from '../../core/fields/coerced';
import type { FieldSchema } from '../../core/fields/schema';
import { conditions, type Condition } from '../../core/score/conditions';
import { activityFacts, isActivityFact } from '../../core/score/facts';
import type { Band, PointsRule } from '../../core/score/rules';
import { bandsThatDoNotFit, type Destinations } from '../../core/score/suggest';
import { isText, unsuitable } from '../../core/score/target';

const methods = ['rules', 'model', 'scorecard'] as const;
export type Method = (typeof methods)[number];

export type Schema = ReadonlyMap<string, FieldSchema>;

export interface Panel {
	readonly method: Method;
	/** What a scorecard's score is: points around 50, or the chance in percent. */
	readonly scoreAs: 'points' | 'chance';
	readonly destinations: Destinations;
	readonly minimumFilled: number;
	readonly mostCalls: number;
	readonly promptName: string;
	readonly hidePersonalData: boolean;
	/** What the user should know about the settings, said once. */
	readonly remarks: readonly string[];
}

interface Options {
	readonly bandField?: string;
	readonly bands?: { readonly band?: readonly { readonly name?: unknown; readonly from?: unknown }[] };
	readonly hidePersonalData?: boolean;
	readonly minimumFilled?: number;
	readonly mostCalls?: number;
	readonly promptName?: string;
	readonly reasonField?: string;
	readonly scoreAs?: string;
}

const defaultBands: readonly Band[] = [
	{ name: 'Hot', from: 70 },
	{ name: 'Warm', from: 40 },
	{ name: 'Cold', from: 0 },
];

/** Throws CrmError for settings with which no record could be scored. */
export function panelOf(caller: IExecuteFunctions, schema: Schema): Panel {
	const options = caller.getNodeParameter('options', 0, {}) as Options;
	const method = methods.find((known) => known === caller.getNodeParameter('method', 0, 'rules')) ?? 'rules';
	const target = targetOf(schema, caller.getNodeParameter('resultField', 0, 'ai_lead_score') as string, method);
	const bands = bandsOf(options.bands?.band);
	const reason = optional(schema, 'Save Reason In', options.reasonField, 'ai_score_reason');
	const band = optional(schema, 'Save Band In', options.bandField, 'ai_fit_segment');
	if (reason && !isText(reason)) {
		throw setting(`Save Reason In: ${nameOf(reason)} holds no text.`, 'Choose a text field.');
	}
	const bandField = target.type === 'choice' ? target : band;
	const misfits =
		bandField && (method !== 'model' || target.type === 'number') ? bandsThatDoNotFit(bands, bandField) : [];
	return {
		method,
		scoreAs: options.scoreAs === 'chance' ? 'chance' : 'points',
		destinations: { target, reason, band, bands },
		minimumFilled: whole(options.minimumFilled, 3),
		mostCalls: whole(options.mostCalls, 500),
		promptName: typeof options.promptName === 'string' ? options.promptName : '',
		hidePersonalData: options.hidePersonalData !== false,
		remarks:
			bandField && misfits.length > 0
				? [`${misfits.join(', ')}: no option of ${nameOf(bandField)}, so these bands are not suggested.`]
				: [],
	};
}

/** The rules of one item; rows without a field are rows that somebody has not finished. */
export function rulesOf(caller: IExecuteFunctions, index: number, schema: Schema): PointsRule[] {
	const rows: unknown = caller.getNodeParameter('rules.rule', index, []);
	return (Array.isArray(rows) ? (rows as readonly Record<string, unknown>[]) : []).flatMap((row): PointsRule[] => {
		const field = typeof row['field'] === 'string' ? row['field'].trim() : '';
		const condition = conditions.find((known): known is Condition => known === row['condition']);
		if (field === '' || !condition) return [];
		const points = Number(row['points']);
		return [
			{
				field,
				label: labelIn(schema, field),
				condition,
				value: textOf(row['value']),
				points: Number.isFinite(points) ? points : 0,
			},
		];
	});
}

export interface Question {
	readonly instructions: string;
	readonly information: readonly string[];
}

/** What the model is asked about one item. */
export function questionOf(caller: IExecuteFunctions, index: number): Question {
	const information: unknown = caller.getNodeParameter('information', index, []);
	const named = Array.isArray(information)
		? information.filter((name): name is string => typeof name === 'string')
		: [];
	return {
		instructions: textOf(caller.getNodeParameter('instructions', index, '')),
		information: [...new Set(named.filter((name) => name.trim() !== ''))],
	};
}

/** A field's name for people. */
export function labelIn(schema: Schema, name: string): string {
	if (isActivityFact(name)) return activityFacts[name];
	const label = schema.get(name)?.label ?? '';
	return label === '' ? name : label;
}

export function setting(message: string, hint: string): CrmError {
	return new CrmError({ kind: 'validation', message, hint, status: 0 });
}

function targetOf(schema: Schema, name: string, method: Method): FieldSchema {
	const target = schema.get(name);
	if (!target) {
		throw setting(
			`Save Result In: the CRM has no field called "${name}" on this object.`,
			'Choose another field, or run Set Up AI Fields in Field-Safe Write once.',
		);
	}
	const closed = writable(target);
	if (closed) throw setting(`Save Result In: ${closed.message}`, closed.hint);
	const problem = unsuitable(target);
	if (problem !== undefined) throw setting(`Save Result In: ${problem}`, 'Choose a number, a dropdown or a text.');
	if (method !== 'model' && target.type !== 'number' && target.type !== 'choice') {
		throw setting(
			`Save Result In: ${method === 'rules' ? 'points rules give' : 'a scorecard gives'} a number, and ${nameOf(target)} holds none.`,
			'Choose a number field, or a dropdown whose options are the bands.',
		);
	}
	return target;
}

/** A field that was chosen must exist; the default one is left out where it does not, and '' means none. */
function optional(schema: Schema, row: string, chosen: string | undefined, fallback: string): FieldSchema | undefined {
	if (chosen === undefined) return schema.get(fallback);
	if (typeof chosen !== 'string' || chosen.trim() === '') return undefined;
	const field = schema.get(chosen);
	if (!field) {
		throw setting(
			`${row}: the CRM has no field called "${chosen}" on this object.`,
			'Choose another field, or run Set Up AI Fields in Field-Safe Write once.',
		);
	}
	const closed = writable(field);
	if (closed) throw setting(`${row}: ${closed.message}`, closed.hint);
	return field;
}

function bandsOf(rows: NonNullable<Options['bands']>['band']): readonly Band[] {
	if (!Array.isArray(rows)) return defaultBands;
	return (rows as readonly Record<string, unknown>[]).flatMap((row): Band[] => {
		const from = Number(row['from']);
		const name = textOf(row['name']).trim();
		return name === '' || !Number.isFinite(from) ? [] : [{ name, from }];
	});
}

function whole(given: unknown, fallback: number): number {
	const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? Math.floor(number) : fallback;
}

function textOf(given: unknown): string {
	return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? String(given) : '';
}

/** What points rules give for the target: the score, or its band where the target is a dropdown. */
export function resultOf(target: FieldSchema, score: number, band: string | undefined): ReturnType<typeof coerce> {
	return coerce(target, target.type === 'choice' ? (band ?? null) : score);
}
