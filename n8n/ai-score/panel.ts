/** AI Score's panel as plain data, checked against the CRM's fields. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { coerce, writable } from '../../core/fields/coerce';
import { nameOf } from '../../core/fields/coerced';
import type { FieldSchema } from '../../core/fields/schema';
import { activityFacts, isActivityFact } from '../../core/score/facts';
import type { Band } from '../../core/score/rules';
import { bandsThatDoNotFit, type Destinations } from '../../core/score/suggest';
import { isText, unsuitable } from '../../core/score/target';
import { tasks, type Task } from '../../core/score/task';
import { fieldsToFill } from './fields-to-fill';
import { modelSettingsOf, type ModelSettings } from './model-settings';
import { setting } from './setting';
import { number, textOf } from './values';
import type { Wanted } from '../../core/score/answer';

const methods = ['rules', 'model', 'scorecard'] as const;
export type Method = (typeof methods)[number];

export type Schema = ReadonlyMap<string, FieldSchema>;

export interface Panel {
	readonly task: Task;
	readonly method: Method;
	/** What a scorecard's score is: points around 50, or the chance in percent. */
	readonly scoreAs: 'points' | 'chance';
	/** Where the one result goes; in Extract that of the first field. */
	readonly destinations: Destinations;
	/** Extract: the fields to fill in. Empty in every other task. */
	readonly fields: readonly Wanted[];
	readonly minimumFilled: number;
	readonly promptName: string;
	/** Yes or No by rules: yes from so many points. */
	readonly yesFrom: number;
	/** Most points of each group of rules. */
	readonly mostForFit: number | undefined;
	readonly mostForEngagement: number | undefined;
	readonly model: ModelSettings;
	/** What the user should know about the settings, said once. */
	readonly remarks: readonly string[];
}

export interface Options {
	readonly bandField?: string;
	readonly bands?: { readonly band?: readonly { readonly name?: unknown; readonly from?: unknown }[] };
	readonly minimumFilled?: number;
	readonly mostForEngagement?: unknown;
	readonly mostForFit?: unknown;
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
	const task = tasks.find((known) => known === caller.getNodeParameter('task', 0, 'score')) ?? 'score';
	const method = methodOf(caller, task);
	const fields = task === 'extract' ? fieldsToFill(caller, schema) : [];
	const [firstField] = fields;
	const target = firstField
		? firstField.field
		: targetOf(schema, textOf(caller.getNodeParameter('resultField', 0, 'ai_lead_score')), task, method);
	const bands = bandsOf(options.bands?.band);
	const scores = task === 'score';
	// Only a score has a usual place for its reason: another task's reason must not take it away.
	const reason =
		task === 'extract'
			? undefined
			: optional(schema, 'Save Reason In', options.reasonField, scores ? 'ai_score_reason' : '');
	const band = scores ? optional(schema, 'Save Band In', options.bandField, 'ai_fit_segment') : undefined;
	if (reason && !isText(reason)) {
		throw setting(`Save Reason In: ${nameOf(reason)} holds no text.`, 'Choose a text field.');
	}
	const bandField = scores ? (target.type === 'choice' ? target : band) : undefined;
	const misfits =
		bandField && (method !== 'model' || target.type === 'number') ? bandsThatDoNotFit(bands, bandField) : [];
	return {
		task,
		method,
		scoreAs: options.scoreAs === 'chance' ? 'chance' : 'points',
		destinations: { target, reason, band, bands },
		fields,
		minimumFilled: Math.floor(number(options.minimumFilled, 3)),
		promptName: typeof options.promptName === 'string' ? options.promptName : '',
		yesFrom: Number(caller.getNodeParameter('yesFrom', 0, 70)),
		mostForFit: options.mostForFit === undefined ? undefined : number(options.mostForFit, Infinity),
		mostForEngagement:
			options.mostForEngagement === undefined ? undefined : number(options.mostForEngagement, Infinity),
		model: modelSettingsOf(caller, task),
		remarks:
			bandField && misfits.length > 0
				? [`${misfits.join(', ')}: no option of ${nameOf(bandField)}, so these bands are not suggested.`]
				: [],
	};
}

/** Scores and yes or no can do without a model; texts, options and facts cannot. */
function methodOf(caller: IExecuteFunctions, task: Task): Method {
	if (task !== 'score' && task !== 'yesno') return 'model';
	const chosen = methods.find((known) => known === caller.getNodeParameter('method', 0, 'rules')) ?? 'rules';
	return task === 'yesno' && chosen === 'scorecard' ? 'rules' : chosen;
}

/** A field's name for people. */
export function labelIn(schema: Schema, name: string): string {
	if (isActivityFact(name)) return activityFacts[name];
	const label = schema.get(name)?.label ?? '';
	return label === '' ? name : label;
}

function targetOf(schema: Schema, name: string, task: Task, method: Method): FieldSchema {
	if (name.trim() === '') {
		throw setting('Save Result In is empty.', 'Choose the field that the suggestion is for.');
	}
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
	switch (task) {
		case 'classify':
			if (target.type !== 'choice' && target.type !== 'choices' && target.type !== 'yes/no') {
				throw setting(
					`Save Result In: ${nameOf(target)} has no options to choose from.`,
					'Choose a dropdown: its options are what the model chooses from.',
				);
			}
			break;
		case 'summarize':
		case 'draft':
			if (!isText(target)) throw setting(`Save Result In: ${nameOf(target)} holds no text.`, 'Choose a text field.');
			break;
		case 'yesno':
			if (
				target.type !== 'yes/no' &&
				!(target.type === 'choice' && yesNoOf(target, true).ok && yesNoOf(target, false).ok)
			) {
				throw setting(
					`Save Result In: ${nameOf(target)} cannot hold a yes or no.`,
					'Choose a checkbox, or a dropdown with the options Yes and No.',
				);
			}
			break;
		default:
			if (method !== 'model' && target.type !== 'number' && target.type !== 'choice') {
				throw setting(
					`Save Result In: ${method === 'rules' ? 'points rules give' : 'a scorecard gives'} a number, and ${nameOf(target)} holds none.`,
					'Choose a number field, or a dropdown whose options are the bands.',
				);
			}
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

/** What points rules give for the target: the score, or its band where the target is a dropdown. */
export function resultOf(target: FieldSchema, score: number, band: string | undefined): ReturnType<typeof coerce> {
	return coerce(target, target.type === 'choice' ? (band ?? null) : score);
}

/** Yes or no as the target holds it: a checkbox, or a dropdown with such options. */
export function yesNoOf(target: FieldSchema, yes: boolean): ReturnType<typeof coerce> {
	if (target.type === 'yes/no') return coerce(target, yes);
	const worded = coerce(target, yes ? 'yes' : 'no');
	return worded.ok ? worded : coerce(target, yes ? 'true' : 'false');
}
