/**
 * Whether scores foretold how it ended. Only scores from before the outcome count: afterwards it is easy to know. Where
 * the CRM keeps history, the score that stood when the outcome was set is taken, whatever stands there today.
 */
import type { FieldSchema } from '../fields/schema';
import { areaUnderCurve, byWidth, calibrationError } from '../score/calibration/metrics';
import { readStamp } from '../stamp';
import { isBlank, type CrmValue } from '../value';
import type { Check, CheckStatus } from './check';
import type { Limits } from './limits';
import type { RecordRead, StampFields } from './observe';
import { number } from './words';

/** What the panel says about the outcome field. */
export interface OutcomeWish {
	readonly field: string;
	/** Values that mean success, and failure; empty: the usual words. */
	readonly won: readonly string[];
	readonly lost: readonly string[];
	/** 70 means that 7 of 10 succeed. */
	readonly isChance: boolean;
}

/** The fewest successes and failures that say anything, in all and in one month. */
const LEAST = 30;
const LEAST_A_MONTH = 10;
const MOST_MONTHS = 6;
const BINS = 10;

interface Ended {
	readonly score: number;
	readonly won: boolean;
	/** ISO time of the outcome, where the CRM tells. */
	readonly at: string | undefined;
}

/** No check for fields that hold no number. */
export function fitsOutcomes(
	records: readonly RecordRead[],
	field: FieldSchema,
	outcome: FieldSchema,
	wish: OutcomeWish,
	stampFields: StampFields,
	limits: Limits,
): Check[] {
	if (field.type !== 'number') return [];
	const judge = judgeOf(outcome, wish);
	let late = 0;
	const ended = records.flatMap((record): Ended[] => {
		const won = judge(record.values[outcome.name] ?? null);
		if (won === undefined) return [];
		const at = record.edits[outcome.name]?.at;
		const score = scoreBefore(record, field.name, at, stampFields);
		if (score === undefined) late += 1;
		return score === undefined ? [] : [{ score, won, at }];
	});
	return [verdict(ended, late, field, wish, limits)];
}

function verdict(ended: readonly Ended[], late: number, field: FieldSchema, wish: OutcomeWish, limits: Limits): Check {
	const won = ended.filter((one) => one.won).length;
	const lost = ended.length - won;
	const label = `"${field.label}"`;
	const base = { check: 'fits outcomes', field: field.name } as const;
	const after = late === 0 ? '' : ` (${late} more have no score from before the outcome)`;
	if (won < LEAST || lost < LEAST) {
		return {
			...base,
			status: 'not enough data',
			value: null,
			limit: limits.auc,
			sentence: `Whether ${label} foretells outcomes is not known yet: ${won} successes and ${lost} failures${after}, ${LEAST} of each needed.`,
		};
	}
	const auc = aucOf(ended);
	const { low, high } = aucBounds(auc, won, lost);
	const ece = wish.isChance ? calibrationError(byWidth(forecast(ended), BINS)) : undefined;
	const months = byMonth(ended);
	const ranks: CheckStatus = high < limits.auc ? 'alarm' : auc < limits.auc ? 'warning' : 'good';
	const calibrated: CheckStatus = ece !== undefined && ece > limits.ece ? 'warning' : 'good';
	const course = months.length < 2 ? '' : `; month by month ${months.map((month) => number(month.auc)).join(', ')}`;
	const chance =
		ece === undefined ? '' : ` As a chance it is off by ${whole(ece)} points (limit ${whole(limits.ece)}).`;
	return {
		...base,
		status: ranks === 'good' ? calibrated : ranks,
		value: auc,
		limit: limits.auc,
		sentence: `Of a success and a failure, ${label} ranks the success higher in ${whole(auc)} of 100 cases (between ${whole(low)} and ${whole(high)}, at least ${whole(limits.auc)} expected; 50 is chance), over ${ended.length} outcomes${after}${course}.${chance}`,
		details: {
			auc,
			low,
			high,
			won,
			lost,
			late,
			ece: ece ?? null,
			byMonth: months.map((month) => `${month.month} ${number(month.auc)} of ${month.n}`).join('; '),
		},
	};
}

/** Of a hundred. */
const whole = (share: number) => Math.round(100 * share);

/** True for a success, false for a failure, undefined while it is not decided. */
function judgeOf(outcome: FieldSchema, wish: OutcomeWish): (value: CrmValue) => boolean | undefined {
	const plain = (text: string) => text.trim().toLowerCase();
	const usualWon = (text: string) => /^(true|yes|customer)$|won$/.test(text);
	const usualLost = (text: string) => /^(false|no)$|lost$/.test(text);
	const label = new Map(outcome.choices.map(({ value, label: name }) => [value, plain(name)]));
	const known = outcome.choices.flatMap(({ value, label: name }) => [plain(value), plain(name)]);
	const won = new Set(wish.won.map(plain));
	const lost = new Set(wish.lost.map(plain));
	const others = lost.size === 0 && outcome.type !== 'yes/no' && !known.some(usualLost);
	return (value) => {
		if (isBlank(value) || (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number')) {
			return undefined;
		}
		const texts = [plain(String(value)), label.get(String(value)) ?? plain(String(value))];
		if (won.size === 0 ? texts.some(usualWon) : texts.some((text) => won.has(text))) return true;
		if (lost.size === 0 ? texts.some(usualLost) : texts.some((text) => lost.has(text))) return false;
		return others ? false : undefined;
	};
}

/** The score that stood when the outcome was set; undefined where there was none, or it came later. */
function scoreBefore(
	record: RecordRead,
	field: string,
	at: string | undefined,
	stampFields: StampFields,
): number | undefined {
	const current = record.values[field];
	const now = typeof current === 'number' ? current : undefined;
	if (at === undefined) return now;
	const versions = record.versions?.[field];
	if (versions !== undefined && versions.length > 0) {
		const then = versions.find((version) => version.at < at)?.value;
		return typeof then === 'number' ? then : undefined;
	}
	const stamp = new Map(Object.entries(readStamp(record.values[stampFields.provenance]).fields)).get(field);
	return stamp === undefined || stamp.writtenAt < at ? now : undefined;
}

/** Scores up to 1 are chances as they are, all others are per cent. */
function forecast(ended: readonly Ended[]) {
	const scale = ended.every(({ score }) => score <= 1) ? 1 : 100;
	return {
		y: ended.map(({ won }) => (won ? 1 : 0)),
		p: ended.map(({ score }) => Math.max(0, Math.min(1, score / scale))),
	};
}

const aucOf = (ended: readonly Ended[]) =>
	areaUnderCurve({ y: ended.map(({ won }) => (won ? 1 : 0)), p: ended.map(({ score }) => score) });

/** 95 % bounds of an area under the curve. https://doi.org/10.1148/radiology.143.1.7063747 */
function aucBounds(auc: number, won: number, lost: number): { readonly low: number; readonly high: number } {
	const q1 = auc / (2 - auc);
	const q2 = (2 * auc * auc) / (1 + auc);
	const variance = (auc * (1 - auc) + (won - 1) * (q1 - auc * auc) + (lost - 1) * (q2 - auc * auc)) / (won * lost);
	const error = 1.96 * Math.sqrt(Math.max(0, variance));
	return { low: Math.max(0, auc - error), high: Math.min(1, auc + error) };
}

/** The area month by month, oldest first, where a month has enough of both. */
function byMonth(ended: readonly Ended[]): { readonly month: string; readonly auc: number; readonly n: number }[] {
	const months = new Map<string, Ended[]>();
	for (const one of ended) {
		if (one.at === undefined) continue;
		const month = one.at.slice(0, 7);
		months.set(month, [...(months.get(month) ?? []), one]);
	}
	return [...months]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([month, list]) => ({ month, list, won: list.filter(({ won }) => won).length }))
		.filter(({ list, won }) => won >= LEAST_A_MONTH && list.length - won >= LEAST_A_MONTH)
		.slice(-MOST_MONTHS)
		.map(({ month, list }) => ({ month, auc: aucOf(list), n: list.length }));
}
