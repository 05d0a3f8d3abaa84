/**
 * Whether a field's values are distributed as in the baseline. A move counts only where it is both large and more than
 * chance explains: the p-values of all fields and tests are adjusted together (Holm), so that one run raises a false
 * alarm at most once in a hundred times, however many fields it watches.
 */
import type { FieldSchema } from '../fields/schema';
import { canonicalJson } from '../value';
import { comparable, meanOf, type FieldBaseline } from './baseline';
import type { Check, CheckStatus } from './check';
import { compareChoices, compareNumbers, type Differences } from './compare';
import type { Limits } from './limits';
import { missingOf, valuesByAi } from './observe';
import type { Segment } from './segment';
import { holm } from './statistics/holm';
import { sharesP } from './statistics/normal';
import { leastValues } from './statistics/psi';
import { counted, number, percent, short } from './words';

/** All tests of a run together call chance a move at most this often. */
export const LEVEL = 0.01;
/** The fewest values for which "all the same" says anything. */
const LEAST_SAME = 50;
/** Where already the baseline was nearly constant, a constant is no collapse. */
const SAME_BEFORE = 0.8;

export interface Measured {
	readonly field: FieldSchema;
	readonly segment: Segment;
	/** How many values can be compared; undefined for texts. */
	readonly values: number | undefined;
	readonly differences: Differences | undefined;
	/** The most frequent of all values, and its share. */
	readonly top: { readonly share: number; readonly n: number };
	readonly missing: { readonly missing: number; readonly records: number };
	readonly missingP: number | undefined;
	readonly mean: number | undefined;
}

/** The numbers of one field, with places to pause. */
export function* measure(field: FieldSchema, segment: Segment): Generator<void, Measured> {
	const { observations, before } = segment;
	const values = valuesByAi(observations);
	const these = comparable(field, values);
	const numbers = these?.filter((value) => typeof value === 'number') ?? [];
	const differences =
		these === undefined || before === undefined
			? undefined
			: field.type === 'number'
				? yield* compareNumbers(before, numbers)
				: compareChoices(before, these);
	const missing = missingOf(observations);
	const comparableMissing = before?.records !== undefined && before.missing !== undefined;
	return {
		field,
		segment,
		values: these?.length,
		differences,
		top: topShare(values.map((value) => canonicalJson(value))),
		missing,
		missingP:
			comparableMissing && missing.records >= leastValues.current
				? sharesP(before.missing ?? 0, before.records ?? 0, missing.missing, missing.records)
				: undefined,
		mean: these && meanOf(these),
	};
}

function topShare(values: readonly string[]): { readonly share: number; readonly n: number } {
	const counts = new Map<string, number>();
	let most = 0;
	for (const value of values) {
		const count = (counts.get(value) ?? 0) + 1;
		counts.set(value, count);
		most = Math.max(most, count);
	}
	return { share: values.length === 0 ? 0 : most / values.length, n: values.length };
}

/** The verdicts on all fields. `compared` false: the panel wants no baseline, so moves are not checked. */
export function movedChecks(all: readonly Measured[], compared: boolean, limits: Limits): Check[] {
	const adjusted = holm(
		all.flatMap(({ differences, missingP }) => [
			differences?.numeric?.ksP,
			differences?.chi2P,
			differences?.numeric?.meanP,
			missingP,
		]),
	);
	return all.flatMap((measured, index) => {
		const [ksP, chi2P, meanP, missingP] = adjusted.slice(4 * index, 4 * index + 4);
		return [
			...(compared ? scoresMoved(measured, Math.min(ksP ?? 1, chi2P ?? 1), limits) : []),
			...averageMoved(measured, meanP, limits),
			...allTheSame(measured, limits),
			...valuesMissing(measured, missingP, limits),
		];
	});
}

const shown = (field: FieldSchema) => `"${field.label === '' ? field.name : field.label}"`;
const since = (segment: Segment) => `since the baseline of ${(segment.takenAt ?? '').slice(0, 10)}`;

function scoresMoved(measured: Measured, p: number, limits: Limits): Check[] {
	const { field, segment, values, differences } = measured;
	const { before, newVersion } = segment;
	const label = shown(field);
	const say = (status: CheckStatus, value: number | null, sentence: string): Check[] => [
		{
			check: 'scores moved',
			field: field.name,
			status,
			value,
			limit: limits.movedAlarm,
			sentence,
			...(differences ? { details: detailsOf(differences, p) } : {}),
		},
	];
	if (values === undefined) {
		return say('not enough data', null, `${label} holds text, which cannot be compared over time.`);
	}
	if (newVersion && !before) return say('not enough data', null, aboutNewVersion(label, segment));
	if (!before) {
		return say(
			'not enough data',
			null,
			segment.takenAt === undefined
				? `Whether ${label} moved is not known: there is no baseline to compare with.`
				: `The baseline has no values of ${label}: capture it again.`,
		);
	}
	if (!differences) {
		return say(
			'not enough data',
			null,
			`Not enough data to tell whether ${label} moved: ${counted(values, 'value')} now (${leastValues.current} needed), ${before.n} in the baseline (${leastValues.baseline} needed).`,
		);
	}
	const { psi, psiChance } = differences;
	const version = newVersion ? ` (only values of the version that the baseline is about)` : '';
	const own = newVersion && before.scorers?.[newVersion.scorer] !== undefined;
	const began = own ? `${since(segment)}, when the scoring changed` : `${since(segment)}${version}`;
	const size = `by ${number(psi)}`;
	if (psi < limits.movedWarning) {
		return say('good', psi, `${label} has hardly moved ${began}: ${size} (warning from ${limits.movedWarning}).`);
	}
	if (psi <= psiChance || p >= LEVEL) {
		return say(
			'good',
			psi,
			psi <= psiChance
				? `${label} differs from the baseline ${size}, which is no more than chance gives with ${values} values (up to ${number(psiChance)}).`
				: `${label} differs from the baseline ${size}, which may still be chance with ${values} values.`,
		);
	}
	const alarming = psi >= limits.movedAlarm;
	return say(
		alarming ? 'alarm' : 'warning',
		psi,
		`${label} moved ${size} ${began}${averages(measured)} (${alarming ? `alarm from ${limits.movedAlarm}` : `warning from ${limits.movedWarning}, alarm from ${limits.movedAlarm}`}).`,
	);
}

function aboutNewVersion(label: string, { newVersion, begins }: Segment): string {
	const changed = `The scoring behind ${label} changed since the baseline: ${newVersion?.values ?? 0} values are of another version (${newVersion?.scorer ?? ''}), which is no drift.`;
	return begins
		? `${changed} A new comparison begins with this run; capture a baseline again to keep it on the panel.`
		: `${changed} It is compared again once there are ${leastValues.baseline} values of it, or capture a new baseline then.`;
}

function averages({ mean, segment: { before } }: Measured): string {
	return mean === undefined || before?.mean === undefined
		? ''
		: `, on average from ${short(before.mean)} to ${short(mean)}`;
}

function averageMoved({ field, segment, differences }: Measured, p: number | undefined, limits: Limits): Check[] {
	const numeric = differences?.numeric;
	if (numeric?.meanShift === undefined) return [];
	const size = Math.abs(numeric.meanShift);
	const certain = p !== undefined && p < LEVEL;
	const status = !certain || size < limits.averageWarning ? 'good' : size < limits.averageAlarm ? 'warning' : 'alarm';
	const limit = status === 'alarm' ? limits.averageAlarm : limits.averageWarning;
	return [
		{
			check: 'average moved',
			field: field.name,
			status,
			value: numeric.meanShift,
			limit,
			sentence: `The average of ${shown(field)} went from ${short(numeric.meanBefore)} to ${short(numeric.mean)} ${since(segment)}, ${number(Math.round(size * 100) / 100)} times its usual spread (${status === 'alarm' ? 'alarm' : 'warning'} from ${limit}${certain || size < limits.averageWarning ? '' : '; chance explains it'}).`,
		},
	];
}

function allTheSame({ field, segment: { before }, top }: Measured, limits: Limits): Check[] {
	if (top.n < LEAST_SAME) return [];
	const share = `${percent(top.share)} of the ${top.n} values of ${shown(field)} are one and the same`;
	const say = (status: CheckStatus, sentence: string): Check[] => [
		{ check: 'all the same', field: field.name, status, value: top.share, limit: limits.same, sentence },
	];
	const limit = `limit ${percent(limits.same)}`;
	if (top.share < limits.same) {
		return say(
			'good',
			`${shown(field)} tells records apart: its most frequent value stands in ${percent(top.share)} of ${top.n} (${limit}).`,
		);
	}
	const then = before && topOf(before);
	if (then !== undefined && then >= SAME_BEFORE) {
		return say('good', `${share}, as in the baseline (${percent(then)}; ${limit}).`);
	}
	return say(
		then === undefined ? 'warning' : 'alarm',
		`${share} (${limit})${then === undefined ? '' : `; it was ${percent(then)} in the baseline`}: the scoring may have stopped telling records apart.`,
	);
}

function topOf(before: FieldBaseline): number {
	const counts = 'cuts' in before ? (before.weights ?? before.counts) : Object.values(before.values);
	return Math.max(...counts) / before.n;
}

function valuesMissing(measured: Measured, p: number | undefined, limits: Limits): Check[] {
	const { field, segment, missing } = measured;
	const { before } = segment;
	if (before?.records === undefined || before.missing === undefined || measured.missingP === undefined) return [];
	const then = before.missing / before.records;
	const now = missing.missing / missing.records;
	const more = now - then;
	const certain = p !== undefined && p < LEVEL;
	const status = !certain || more < limits.missingWarning ? 'good' : more < limits.missingAlarm ? 'warning' : 'alarm';
	const limit = status === 'alarm' ? limits.missingAlarm : limits.missingWarning;
	return [
		{
			check: 'values missing',
			field: field.name,
			status,
			value: now,
			limit: then + limit,
			sentence: `${percent(now)} of ${counted(missing.records, 'record')} have no ${shown(field)}; it was ${percent(then)} in the baseline (${status === 'alarm' ? 'alarm' : 'warning'} from ${percent(limit)} more).`,
		},
	];
}

function detailsOf(differences: Differences, p: number): Record<string, number | string | null> {
	const { numeric } = differences;
	return {
		n: differences.n,
		m: differences.m,
		psi: differences.psi,
		psiChance95: differences.psiChance,
		jensenShannon: differences.js,
		chiSquare: differences.chi2,
		chiSquareP: differences.chi2P ?? null,
		adjustedP: p,
		...(numeric
			? {
					ksD: numeric.ksD,
					ksP: numeric.ksP,
					wasserstein: numeric.wasserstein,
					wassersteinOverStd: numeric.wassersteinOverStd ?? null,
					meanBefore: numeric.meanBefore,
					mean: numeric.mean,
					meanShift: numeric.meanShift ?? null,
				}
			: {}),
	};
}
