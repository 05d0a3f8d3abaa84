/** What the charts show, as numbers: the page draws them as SVG, the picture as pixels. */
import { isPersons, valuesByAi } from '../observe';
import { comparable, type FieldBaseline } from '../baseline';
import { wilson } from '../statistics/wilson';
import { number } from '../words';
import type { ReportFacts } from './facts';

/** Shares per bin, 0 to 1. */
export interface DistributionChart {
	readonly field: string;
	readonly bins: readonly { readonly label: string; readonly then: number | undefined; readonly now: number }[];
	/** How many values; then: undefined without a baseline. */
	readonly n: { readonly then: number | undefined; readonly now: number };
	readonly takenAt: string | undefined;
}

/** One point a week, oldest first. */
export interface TrendChart {
	readonly field: string;
	readonly weeks: readonly { readonly from: string; readonly mean: number; readonly n: number }[];
}

export interface OverrideChart {
	readonly limit: number;
	readonly fields: readonly {
		readonly field: string;
		readonly changed: number;
		readonly of: number;
		readonly low: number;
		readonly high: number;
	}[];
}

export interface FunnelChart {
	readonly steps: readonly { readonly label: string; readonly count: number }[];
}

const BANDS = 10;
const MOST_VALUES = 12;
const WEEK = 7 * 86_400_000;
const MOST_WEEKS = 10;

type FieldFacts = ReportFacts['fields'][number];

const nameOf = ({ field }: FieldFacts) => (field.label === '' ? field.name : field.label);

/** Then and now; undefined for fields whose values cannot be compared, and where there are none. */
export function distributionChart(facts: FieldFacts): DistributionChart | undefined {
	const { observations, before, takenAt } = facts.measured.segment;
	const values = comparable(facts.field, valuesByAi(observations));
	if (values === undefined || values.length === 0) return undefined;
	const numbers = values.filter((value) => typeof value === 'number');
	const base = { field: nameOf(facts), n: { then: before?.n, now: values.length }, takenAt };
	if (numbers.length === values.length && (new Set(numbers).size > MOST_VALUES || (before && 'cuts' in before))) {
		return { ...base, bins: bands(numbers, before) };
	}
	return { ...base, bins: named(values.map(String), before, facts) };
}

function bands(numbers: readonly number[], before: FieldBaseline | undefined): DistributionChart['bins'] {
	const then = before && pointsOf(before);
	const all = [...numbers, ...(then ?? []).map(([value]) => value)].filter(Number.isFinite);
	const low = all.reduce((least, value) => Math.min(least, value), Infinity);
	const high = all.reduce((most, value) => Math.max(most, value), -Infinity);
	const [from, to] = low >= 0 && high <= 1 ? [0, 1] : low >= 0 && high <= 100 ? [0, 100] : [low, high];
	const width = to / BANDS - from / BANDS || 1;
	const bandOf = (value: number) => Math.max(0, Math.min(BANDS - 1, Math.floor((value - from) / width)));
	const now = new Array<number>(BANDS).fill(0);
	for (const value of numbers) now[bandOf(value)] = (now[bandOf(value)] ?? 0) + 1;
	const earlier = new Array<number>(BANDS).fill(0);
	for (const [value, times] of then ?? []) earlier[bandOf(value)] = (earlier[bandOf(value)] ?? 0) + times;
	return now.map((count, band) => ({
		label: `${number(from + band * width)}\u2013${number(from + (band + 1) * width)}`,
		then: then && before ? (earlier[band] ?? 0) / before.n : undefined,
		now: count / numbers.length,
	}));
}

/** A baseline's values and how often each stood; undefined where it kept its bins only. */
function pointsOf(before: FieldBaseline): (readonly [number, number])[] | undefined {
	if ('values' in before) {
		return Object.entries(before.values).map(([value, times]) => [Number(value), times] as const);
	}
	return before.points?.map((value, index) => [value, before.weights?.[index] ?? 0] as const);
}

function named(
	values: readonly string[],
	before: FieldBaseline | undefined,
	{ field }: FieldFacts,
): DistributionChart['bins'] {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	const then = before && 'values' in before ? new Map(Object.entries(before.values)) : undefined;
	const order = new Map(field.choices.map(({ value }, index): [string, number] => [value, index]));
	const names = [...new Set([...(then?.keys() ?? []), ...counts.keys()])]
		.sort((a, b) => (order.get(a) ?? 99) - (order.get(b) ?? 99) || Number(a) - Number(b) || a.localeCompare(b))
		.slice(0, MOST_VALUES);
	const label = new Map(field.choices.map((choice): [string, string] => [choice.value, choice.label]));
	return names.map((name) => ({
		label: label.get(name) ?? name,
		then: then && before ? (then.get(name) ?? 0) / before.n : undefined,
		now: (counts.get(name) ?? 0) / values.length,
	}));
}

/** The average of what AI wrote, by the week in which it wrote it; undefined with less than two weeks. */
export function trendChart(facts: FieldFacts, now: string): TrendChart | undefined {
	if (facts.field.type !== 'number') return undefined;
	const end = Date.parse(now);
	const weeks = new Map<number, { sum: number; n: number }>();
	for (const { value, stamp, ...seen } of facts.observations) {
		if (typeof value !== 'number' || stamp === undefined || isPersons({ value, stamp, ...seen })) continue;
		const age = Math.floor((end - Date.parse(stamp.writtenAt)) / WEEK);
		if (!(age >= 0 && age < MOST_WEEKS)) continue;
		const week = weeks.get(age) ?? { sum: 0, n: 0 };
		weeks.set(age, { sum: week.sum + value, n: week.n + 1 });
	}
	if (weeks.size < 2) return undefined;
	return {
		field: nameOf(facts),
		weeks: [...weeks]
			.sort(([a], [b]) => b - a)
			.map(([age, { sum, n }]) => ({
				from: new Date(end - (age + 1) * WEEK).toISOString().slice(0, 10),
				mean: sum / n,
				n,
			})),
	};
}

/** Undefined where AI wrote nothing that was read. */
export function overrideChart(facts: ReportFacts): OverrideChart | undefined {
	const fields = facts.fields.flatMap((one) => {
		const written = one.observations.filter(({ stamp }) => stamp !== undefined);
		const changed = written.filter(isPersons).length;
		return written.length === 0
			? []
			: [{ field: nameOf(one), changed, of: written.length, ...wilson(changed, written.length) }];
	});
	const limit = facts.checks.find(({ check }) => check === 'changed by people')?.limit;
	return fields.length === 0 ? undefined : { limit: typeof limit === 'number' ? limit : 0, fields };
}

/** From the first suggestion to what stands in the CRM; by audit rows, or by the records that were read. */
export function funnelChart({ events, fields, records }: ReportFacts): FunnelChart | undefined {
	if (events === undefined) {
		const seen = fields.map(({ observations }) => observations);
		const best = seen.reduce(
			(a, b) => (b.filter(isWritten).length > a.filter(isWritten).length ? b : a),
			seen[0] ?? [],
		);
		if (records === 0 || best.length === 0) return undefined;
		return {
			steps: [
				{ label: 'Records read', count: records },
				{ label: 'AI wrote', count: best.filter(isWritten).length },
				{ label: 'AI’s value stands', count: best.filter((one) => isWritten(one) && one.holder === 'us').length },
			],
		};
	}
	// An answer is about a suggestion that its question counted already.
	const rows = events.filter(({ rule }) => rule !== 'rejected by a person');
	const count = (...outcomes: string[]) => rows.filter(({ outcome }) => outcomes.includes(outcome)).length;
	const written = count('written', 'repaired');
	const tried = written + count('failed', 'rejected', 'notstored');
	const suggested = tried + count('review', 'skipped', 'wouldwrite');
	if (suggested === 0) return undefined;
	return {
		steps: [
			{ label: 'Suggested', count: suggested },
			{ label: 'Allowed to write', count: tried },
			{ label: 'Accepted by the CRM', count: written + count('notstored') },
			{ label: 'Stored', count: written },
		],
	};
}

const isWritten = ({ stamp }: FieldFacts['observations'][number]) => stamp !== undefined;
