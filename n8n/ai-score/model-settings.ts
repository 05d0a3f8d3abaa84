/** The options of Method AI Model, with the limits of a run. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { readCalibration, type Calibration } from '../../core/score/calibration/calibrate';
import { isWritten, type Task } from '../../core/score/task';
import { setting } from './setting';
import type { Limits, Prices } from './tokens';
import { number } from './values';

export const sources = ['all', 'latest conversation', 'mails', 'conversations', 'notes'] as const;
/** Which activities the model sees. */
export type Source = (typeof sources)[number];

export interface ModelSettings {
	readonly hidePersonalData: boolean;
	readonly samples: number;
	/** Answers are held to a schema where the model offers it. */
	readonly structured: boolean;
	readonly atOnce: number;
	readonly pauseMs: number;
	readonly limits: Limits;
	readonly prices: Prices;
	/** The prompt and the answer leave with the item. */
	readonly keepPrompt: boolean;
	/** Asks for the words that the answer goes by. */
	readonly evidence: boolean;
	readonly source: Source;
	readonly calibration: Calibration | undefined;
	/** Asks also where the record still holds the answer to the same question. */
	readonly askAnew: boolean;
}

interface Options {
	readonly askAnew?: unknown;
	readonly atOnce?: unknown;
	readonly calibration?: unknown;
	readonly hidePersonalData?: unknown;
	readonly keepPrompt?: unknown;
	readonly mostCalls?: unknown;
	readonly mostTokens?: unknown;
	readonly pauseMs?: unknown;
	readonly priceInput?: unknown;
	readonly priceOutput?: unknown;
	readonly samples?: unknown;
	readonly structured?: unknown;
}

const MOST_SAMPLES = 9;
const MOST_AT_ONCE = 20;
/** n8n's own nodes wait no longer between batches. */
const LONGEST_PAUSE = 60_000;

/** Throws CrmError where a calibration was pasted that is none. */
export function modelSettingsOf(caller: IExecuteFunctions, task: Task): ModelSettings {
	const options = caller.getNodeParameter('options', 0, {}) as Options;
	const price = (given: unknown) => (given === undefined || given === '' ? undefined : number(given, 0));
	const mostTokens = number(options.mostTokens, 0);
	return {
		hidePersonalData: options.hidePersonalData !== false,
		// Free texts cannot agree: asking for them again would cost and say nothing.
		samples:
			isWritten(task) || task === 'extract' ? 1 : within(Math.floor(number(options.samples, 1)), 1, MOST_SAMPLES),
		structured: options.structured !== 'never',
		atOnce: within(Math.floor(number(options.atOnce, 5)), 1, MOST_AT_ONCE),
		pauseMs: within(number(options.pauseMs, 0), 0, LONGEST_PAUSE),
		limits: {
			mostCalls: Math.floor(number(options.mostCalls, 500)),
			mostTokens: mostTokens === 0 ? Infinity : mostTokens,
		},
		prices: { input: price(options.priceInput), output: price(options.priceOutput) },
		keepPrompt: options.keepPrompt === true,
		evidence: !isWritten(task),
		source: sources.find((known) => known === caller.getNodeParameter('source', 0, 'all')) ?? 'all',
		calibration: calibrationOf(options.calibration),
		askAnew: options.askAnew === true,
	};
}

function calibrationOf(given: unknown): Calibration | undefined {
	if (given === undefined || given === null || (typeof given === 'string' && given.trim() === '')) return undefined;
	const calibration = readCalibration(given);
	if (calibration) return calibration;
	throw setting(
		'The text under Calibration is none.',
		'Paste "calibration" of the operation Calibrate Confidence whole and unchanged, or leave it empty.',
	);
}

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
