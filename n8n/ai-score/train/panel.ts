/** The panel of Train a Scorecard as plain data. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { fewestSuccesses } from '../../../core/score/scorecard/train';
import { numberOf } from '../../panel-values';
import { setting } from '../setting';

export interface TrainPanel {
	readonly outcome: string;
	readonly success: readonly string[];
	readonly failure: readonly string[];
	/** The field that scores will be saved in: what the baseline is for. */
	readonly resultField: string;
	readonly name: string;
	readonly date: string | undefined;
	/** Undefined: all that the items bring along. */
	readonly attributes: readonly string[] | undefined;
	readonly exclude: readonly string[];
	readonly useAnyway: readonly string[];
	readonly fewestSuccesses: number;
}

interface Options {
	readonly attributes?: unknown;
	readonly date?: unknown;
	readonly exclude?: unknown;
	readonly failure?: unknown;
	readonly fewestConversions?: unknown;
	readonly scorecardName?: unknown;
	readonly useAnyway?: unknown;
}

/** Throws CrmError for settings with which nothing can be trained. */
export function trainPanelOf(caller: IExecuteFunctions): TrainPanel {
	const options = caller.getNodeParameter('trainOptions', 0, {}) as Options;
	const outcome = text(caller.getNodeParameter('outcomeField', 0, '', { extractValue: true }));
	const success = listed(caller.getNodeParameter('successValues', 0, ''));
	if (outcome === '') {
		throw setting('Outcome Field is empty.', 'Choose the field that says how each record ended, such as Deal Stage.');
	}
	if (success.length === 0) {
		throw setting(
			'Counts as Success is empty.',
			'Name the values of the outcome field that are a success, such as closedwon.',
		);
	}
	const attributes = listed(options.attributes);
	const date = text(options.date);
	return {
		outcome,
		success,
		failure: listed(options.failure),
		resultField: text(caller.getNodeParameter('resultField', 0, 'ai_lead_score')) || 'ai_lead_score',
		name: text(options.scorecardName) || 'Scorecard',
		date: date === '' ? undefined : date,
		attributes: attributes.length === 0 ? undefined : attributes,
		exclude: listed(options.exclude),
		useAnyway: listed(options.useAnyway),
		fewestSuccesses: Math.max(1, numberOf(options.fewestConversions) ?? fewestSuccesses),
	};
}

function text(given: unknown): string {
	return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
		? String(given).trim()
		: '';
}

/** Names separated by commas or line breaks; an expression may give a list. */
function listed(given: unknown): string[] {
	const entries = Array.isArray(given) ? given.map(text) : text(given).split(/[,\n]/);
	return [...new Set(entries.map((entry) => entry.trim()).filter((entry) => entry !== ''))];
}
