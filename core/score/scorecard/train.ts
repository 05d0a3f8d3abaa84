/**
 * Trains a scorecard: bins, leaks, a ridge logistic regression, a test on records that it has not seen, points. A
 * generator, so that whoever runs it can let others work between its steps; it knows no clock and no chance.
 */
import { qualityOf, type Quality } from '../calibration/metrics';
import { binFinder, binningOf, sizeOf, type BinCounts, type Binning } from './bins';
import { versionOf, type NoScorecard, type Scorecard } from './card';
import { chanceOf, factorOf, offsetOf, type Scale } from './points';
import { scoreOf } from './apply';
import { aucOfBins, informationValue, leakOf, type Leak } from './leaks';
import { fitLogistic, predict, type Design, type Fit } from './logistic';
import { allRows, splitByChance, splitByTime, type Split } from './split';
import { cellOf, isTechnical, timeOf, type Cell, type Table } from './table';

export interface TrainOptions {
	readonly name: string;
	/** ISO time. */
	readonly madeAt: string;
	/** The column that holds the outcome. */
	readonly outcome: string;
	/** Values of it that are a success; compared as cells are (table.ts). */
	readonly success: readonly string[];
	/** Values that are a failure; empty: every other one. Records with neither are left out. */
	readonly failure?: readonly string[] | undefined;
	/** Attributes to learn from; undefined: all but ids and what AI wrote. */
	readonly attributes?: readonly string[] | undefined;
	/** Attributes that are left out, still looked at for leaks. */
	readonly exclude?: readonly string[] | undefined;
	/** Attributes that are used although they look like leaks. */
	readonly useAnyway?: readonly string[] | undefined;
	/** The column by whose time the newest records become the test; undefined: by chance. */
	readonly date?: string | undefined;
	/** Fewest successes, default 1,000, and fewest failures. */
	readonly fewestSuccesses?: number | undefined;
	/** What people see instead of an attribute's name. */
	readonly labelOf?: ((name: string) => string) | undefined;
	/** Records of another list to test on; the whole table is trained on then. */
	readonly test?: Table | undefined;
}

export interface AttributeReport {
	readonly name: string;
	readonly label: string;
	/** Alone, on records that it was not learned from. */
	readonly auc: number;
	readonly informationValue: number;
	/** Between the best and the worst bin. */
	readonly pointsRange: number;
	readonly bins: readonly {
		readonly words: string;
		readonly points: number;
		readonly share: number;
		readonly rate: number;
	}[];
}

export interface Training {
	readonly ok: true;
	readonly card: Scorecard;
	readonly version: string;
	readonly leaks: readonly Leak[];
	/** On records that were not trained on. */
	readonly quality: Quality;
	readonly split: Split['by'] | 'given';
	readonly penalty: number;
	readonly attributes: readonly AttributeReport[];
	/** What a person should know before using it. */
	readonly remarks: readonly string[];
}

export interface Refusal {
	readonly ok: false;
	readonly refusal: NoScorecard;
	readonly hint: string;
	readonly leaks: readonly Leak[];
}

export const fewestSuccesses = 1000;
const FEWEST_FAILURES = 100;
const TEST_SHARE = 0.25;
/** More attributes than these tell the same again. */
const MOST_ATTRIBUTES = 60;
/** Information below this is chance. */
const LEAST_INFORMATION = 0.005;
const penalties = [1, 10, 100] as const;
/** Rows between two chances to let others work. */
const SLICE = 4000;

/** An average record has 50 points, and ten points more mean doubled odds: bands of 0 to 100 work as for rules. */
const scaleFor = (rate: number): Scale => ({ base: 50, odds: rate / (1 - rate), double: 10 });

interface Column {
	readonly name: string;
	readonly binning: Binning;
	readonly bins: Uint8Array;
	readonly testBins: Uint8Array | undefined;
	readonly counts: BinCounts;
	readonly auc: number;
	readonly information: number;
	readonly leak: Leak | undefined;
}

export function* train(table: Table, options: TrainOptions): Generator<undefined, Training | Refusal> {
	const known = yield* knownOutcomes(table, options);
	const { rows, outcomes } = known;
	const successes = outcomes.reduce((sum, y) => sum + y, 0);
	const failures = outcomes.length - successes;
	const needed = Math.max(1, options.fewestSuccesses ?? fewestSuccesses);
	const excluded = new Set(options.exclude ?? []);
	const wanted = new Set(options.attributes ?? table.names);
	const names = table.names.filter(
		(name) => name.trim() !== '' && name !== options.outcome && (wanted.has(name) || excluded.has(name)),
	);
	const times =
		options.date === undefined ? undefined : Array.from(rows, (row) => timeOf(table.cell(row, options.date ?? '')));
	const dated = times !== undefined && times.filter((time) => time !== undefined).length >= rows.length / 2;
	const byTime = times !== undefined && dated ? splitByTime(times, TEST_SHARE) : undefined;
	const split = byTime && hasBoth(outcomes, byTime.test) ? byTime : splitByChance(allRows(rows.length), TEST_SHARE);
	const given = options.test ? yield* knownOutcomes(options.test, options) : undefined;

	const refuse = (why: string, hint: string, leaks: readonly Leak[] = []): Refusal => ({
		ok: false,
		refusal: { v: 1, kind: 'no scorecard', why, conversions: successes, needed },
		hint,
		leaks,
	});
	if (successes < needed) {
		return refuse(
			`Too few conversions: ${successes} of the ${rows.length} records with a known outcome are successes, and ${needed} are needed. A scorecard made of fewer follows chance.`,
			'Use Points Rules until there are more, or train on a longer time.',
		);
	}
	if (failures < Math.min(needed, FEWEST_FAILURES)) {
		return refuse(
			`Only ${failures} of ${rows.length} records are no success: without failures there is nothing to tell successes from.`,
			'Give the records that did not convert as well.',
		);
	}

	if (given ? !hasBoth(given.outcomes, allRows(given.rows.length)) : !hasBoth(outcomes, split.test)) {
		return refuse(
			`The ${given ? given.rows.length : split.test.length} records to test on do not hold both successes and others, so nobody could tell how good a scorecard is.`,
			given ? 'Test on records that ended either way.' : 'Train on a longer time.',
		);
	}

	const columns: Column[] = [];
	const leftOut: { name: string; why: string }[] = [];
	const leaks: Leak[] = [];
	for (const name of names) {
		if (name === options.date) {
			leftOut.push({ name, why: 'the date by which the records are split' });
			continue;
		}
		if (options.attributes === undefined && !excluded.has(name) && isTechnical(name)) {
			leftOut.push({ name, why: 'an id, or written by AI' });
			continue;
		}
		const column = yield* columnOf(name, table, known, split, given ? { table: options.test, ...given } : undefined);
		const isExcluded = excluded.has(name);
		if (isExcluded) leftOut.push({ name, why: 'left out on the panel' });
		if ('why' in column) {
			if (!isExcluded) leftOut.push({ name, why: column.why });
			continue;
		}
		if (column.leak) leaks.push(column.leak);
		if (isExcluded) continue;
		if (column.leak && !(options.useAnyway ?? []).includes(name)) {
			leftOut.push({ name, why: `looks like a leak. ${column.leak.why}` });
		} else if (column.information < LEAST_INFORMATION) {
			leftOut.push({ name, why: 'tells nothing about the outcome' });
		} else columns.push(column);
	}
	const used = [...columns].sort((a, b) => b.information - a.information).slice(0, MOST_ATTRIBUTES);
	for (const { name } of columns.filter((column) => !used.includes(column))) {
		leftOut.push({ name, why: `tells less than the ${MOST_ATTRIBUTES} others` });
	}
	if (used.length === 0) {
		return refuse(
			'No attribute tells anything about the outcome.',
			'Give more of what is known about the records before the outcome.',
			leaks,
		);
	}

	const sizes = used.map(({ binning }) => sizeOf(binning));
	const design: Design = { columns: used.map(({ bins }) => bins), sizes, outcomes };
	const everything = allRows(rows.length);
	const learnFrom = given ? everything : split.train;
	const penalty = yield* choosePenalty(design, learnFrom);
	const tested = yield* fitLogistic(design, learnFrom, penalty);
	const quality = given
		? yield* testOn(
				tested,
				{ columns: used.map(({ testBins }) => testBins ?? new Uint8Array()), sizes, outcomes: given.outcomes },
				allRows(given.rows.length),
			)
		: yield* testOn(tested, design, split.test);
	// The test says how good this way of learning is; the scorecard itself learns from all, the newest too.
	const fit = given ? tested : yield* fitLogistic(design, everything, penalty, tested);

	const scale = scaleFor(successes / rows.length);
	const { start, points } = pointsFor(fit, used, scale, rows.length);
	const attributes = used.map((column, at) => attributeOf(column, points[at] ?? [], rows.length, options));
	const histogram = new Array<number>(101).fill(0);
	for (let row = 0; row < rows.length; row++) {
		if (row % SLICE === SLICE - 1) yield;
		let sum = start;
		used.forEach(({ bins }, at) => (sum += points[at]?.[bins[row] ?? 0] ?? 0));
		const score = scoreOf(sum);
		histogram[score] = (histogram[score] ?? 0) + 1;
	}
	const card: Scorecard = {
		v: 1,
		kind: 'scorecard',
		name: options.name,
		madeAt: options.madeAt,
		outcome: { field: options.outcome, success: [...options.success] },
		rows: rows.length,
		successes,
		scale: { ...scale },
		start,
		attributes,
		leftOut,
		quality: {
			testedOn: given ? 'records of another list' : split.by === 'time' ? 'newest records' : 'records chosen by chance',
			n: quality.n,
			auc: round(quality.auc, 4),
			brier: round(quality.brier, 5),
			logLoss: round(quality.logLoss, 5),
			ece: round(quality.ece, 5),
		},
		scores: histogram,
	};
	return {
		ok: true,
		card,
		version: versionOf(card),
		leaks,
		quality,
		split: given ? 'given' : split.by,
		penalty,
		attributes: used.map((column, at) => reportOf(column, card, points[at] ?? [], at)),
		remarks: remarksOn(options, table, quality, split, dated, rows.length, leaks),
	};
}

/** True where the rows hold successes and others. */
function hasBoth(outcomes: Uint8Array, rows: Uint32Array): boolean {
	const successes = rows.reduce((sum, row) => sum + (outcomes[row] ?? 0), 0);
	return successes > 0 && successes < rows.length;
}

interface Known {
	/** Rows of the table whose outcome is known. */
	readonly rows: Uint32Array;
	/** 1 for a success, 0 for none, by position in `rows`. */
	readonly outcomes: Uint8Array;
}

function* knownOutcomes(table: Table, options: TrainOptions): Generator<undefined, Known> {
	const cells = (values: readonly string[]) => new Set(values.map((value) => cellOf(value)));
	const [success, failure] = [cells(options.success), cells(options.failure ?? [])];
	const rows: number[] = [];
	const outcomes: number[] = [];
	for (let row = 0; row < table.size; row++) {
		if (row % SLICE === SLICE - 1) yield;
		const cell = cellOf(table.cell(row, options.outcome));
		if (cell === undefined) continue;
		const hit = success.has(cell);
		if (!hit && failure.size > 0 && !failure.has(cell)) continue;
		rows.push(row);
		outcomes.push(hit ? 1 : 0);
	}
	return { rows: Uint32Array.from(rows), outcomes: Uint8Array.from(outcomes) };
}

function* columnOf(
	name: string,
	table: Table,
	{ rows, outcomes }: Known,
	split: Split,
	given: (Known & { readonly table: Table | undefined }) | undefined,
): Generator<undefined, Column | { readonly why: string }> {
	const cells = yield* cellsOf(table, rows, name);
	// Bins that had seen the test's outcomes would make it shine.
	const binned = given ? binningOf(cells, outcomes) : yield* binningFrom(cells, outcomes, split.train);
	yield;
	if (!binned.ok) return { why: binned.why };
	const { binning } = binned;
	const bins = yield* binsOf(cells, binning);
	const testCells = given?.table ? yield* cellsOf(given.table, given.rows, name) : undefined;
	const counts = countBins(binning, bins, outcomes, allRows(rows.length));
	const [learned, seen] = [
		countBins(binning, bins, outcomes, split.train),
		countBins(binning, bins, outcomes, split.test),
	];
	return {
		name,
		binning,
		bins,
		testBins: testCells === undefined ? undefined : yield* binsOf(testCells, binning),
		counts,
		auc: aucOfBins(learned, seen),
		information: informationValue(given ? counts : learned),
		leak: leakOf(name, learned, seen),
	};
}

function* binningFrom(
	cells: readonly Cell[],
	outcomes: Uint8Array,
	rows: Uint32Array,
): Generator<undefined, ReturnType<typeof binningOf>> {
	const some = new Array<Cell>(rows.length);
	const ended = new Uint8Array(rows.length);
	for (let at = 0; at < rows.length; at++) {
		if (at % SLICE === SLICE - 1) yield;
		const row = rows[at] ?? 0;
		some[at] = cells[row];
		ended[at] = outcomes[row] ?? 0;
	}
	yield;
	return binningOf(some, ended);
}

function* binsOf(cells: readonly Cell[], binning: Binning): Generator<undefined, Uint8Array> {
	const find = binFinder(binning);
	const bins = new Uint8Array(cells.length);
	for (let at = 0; at < cells.length; at++) {
		if (at % SLICE === SLICE - 1) yield;
		bins[at] = find(cells[at]);
	}
	yield;
	return bins;
}

function* cellsOf(table: Table, rows: Uint32Array, name: string): Generator<undefined, Cell[]> {
	const cells = new Array<Cell>(rows.length);
	for (let at = 0; at < rows.length; at++) {
		if (at % SLICE === SLICE - 1) yield;
		cells[at] = cellOf(table.cell(rows[at] ?? 0, name));
	}
	return cells;
}

function countBins(binning: Binning, bins: Uint8Array, outcomes: Uint8Array, rows: Uint32Array): BinCounts {
	const n = new Float64Array(sizeOf(binning));
	const successes = new Float64Array(sizeOf(binning));
	for (const row of rows) {
		const bin = bins[row] ?? 0;
		n[bin] = (n[bin] ?? 0) + 1;
		successes[bin] = (successes[bin] ?? 0) + (outcomes[row] ?? 0);
	}
	return { n, successes };
}

/** The penalty with which a part of the records predicts the others best; of nearly equal ones the heavier. */
function* choosePenalty(design: Design, rows: Uint32Array): Generator<undefined, number> {
	const inner = splitByChance(rows, 0.2, 1);
	let best: { penalty: number; loss: number } | undefined;
	let start: Fit | undefined;
	for (const penalty of penalties) {
		start = yield* fitLogistic(design, inner.train, penalty, start);
		const { logLoss } = yield* testOn(start, design, inner.test);
		if (!best || logLoss < best.loss) best = { penalty, loss: logLoss };
	}
	return best?.penalty ?? 1;
}

function* testOn(fit: Fit, design: Design, rows: Uint32Array): Generator<undefined, Quality> {
	const p = new Float64Array(rows.length);
	const y = new Uint8Array(rows.length);
	for (let at = 0; at < rows.length; at++) {
		if (at % SLICE === SLICE - 1) yield;
		const row = rows[at] ?? 0;
		p[at] = predict(fit, design, row);
		y[at] = design.outcomes[row] ?? 0;
	}
	yield;
	const quality = qualityOf({ y, p });
	yield;
	return quality;
}

/** Log odds as points. Each attribute's points are 0 on average, so that they say how a record differs. */
function pointsFor(
	fit: Fit,
	used: readonly Column[],
	scale: Scale,
	size: number,
): { readonly start: number; readonly points: readonly (readonly number[])[] } {
	const factor = factorOf(scale);
	let start = offsetOf(scale) + factor * fit.intercept;
	const points = used.map(({ counts }, at) => {
		const weights = Array.from(fit.weights[at] ?? [], (weight) => weight * factor);
		const mean = weights.reduce((sum, weight, bin) => sum + (weight * (counts.n[bin] ?? 0)) / size, 0);
		start += mean;
		return weights.map((weight) => round(weight - mean, 2));
	});
	return { start: round(start, 2), points };
}

function attributeOf(
	{ name, binning, counts }: Column,
	points: readonly number[],
	size: number,
	options: TrainOptions,
): Scorecard['attributes'][number] {
	const bin = (at: number) => ({ points: points[at] ?? 0, share: round((counts.n[at] ?? 0) / size, 4) });
	const last = points.length - 1;
	const common = { name, label: options.labelOf?.(name) ?? name, missing: bin(last) };
	switch (binning.kind) {
		case 'number':
			return {
				...common,
				kind: 'number',
				ranges: Array.from({ length: binning.cuts.length + 1 }, (_, at) => {
					const below = binning.cuts[at];
					return { ...(below === undefined ? {} : { below }), ...bin(at) };
				}),
			};
		case 'category':
			return {
				...common,
				kind: 'category',
				values: binning.values.map((is, at) => ({ is, ...bin(at) })),
				other: bin(last - 1),
			};
		case 'presence':
			return { ...common, kind: 'presence', filled: bin(0) };
	}
}

function reportOf(
	{ name, binning, counts, auc, information }: Column,
	card: Scorecard,
	points: readonly number[],
	position: number,
): AttributeReport {
	const words = binsInWords(binning);
	const bins = words
		.map((text, at) => ({
			words: text,
			points: points[at] ?? 0,
			share: (counts.n[at] ?? 0) / card.rows,
			rate: counts.n[at] === 0 ? NaN : (counts.successes[at] ?? 0) / (counts.n[at] ?? 1),
		}))
		.filter(({ share }) => share > 0);
	const all = bins.map((bin) => bin.points);
	return {
		name,
		label: card.attributes[position]?.label ?? name,
		auc,
		informationValue: information,
		pointsRange: Math.max(...all) - Math.min(...all),
		bins,
	};
}

function binsInWords(binning: Binning): string[] {
	switch (binning.kind) {
		case 'number':
			return [
				...Array.from({ length: binning.cuts.length + 1 }, (_, at) => {
					const [from, below] = [binning.cuts[at - 1], binning.cuts[at]];
					if (from === undefined) return below === undefined ? 'filled in' : `below ${below}`;
					return below === undefined ? `${from} or more` : `${from} to below ${below}`;
				}),
				'missing',
			];
		case 'category':
			return [...binning.values, 'any other', 'missing'];
		case 'presence':
			return ['filled in', 'missing'];
	}
}

function remarksOn(
	options: TrainOptions,
	{ names, size }: Table,
	quality: Quality,
	split: Split,
	dated: boolean,
	used: number,
	leaks: readonly Leak[],
): string[] {
	const remarks: string[] = [];
	const named = [...(options.attributes ?? []), ...(options.exclude ?? []), ...(options.useAnyway ?? [])];
	const unknown = [...new Set([...named, ...(options.date === undefined ? [] : [options.date])])].filter(
		(name) => !names.includes(name),
	);
	if (unknown.length > 0) remarks.push(`No record has ${unknown.map((name) => `"${name}"`).join(', ')}.`);
	for (const { name, why } of leaks) {
		const anyway = (options.useAnyway ?? []).includes(name);
		remarks.push(`"${name}" looks like a leak${anyway ? ' and is used all the same' : ' and is left out'}. ${why}`);
	}
	if (quality.auc < 0.6) {
		remarks.push(
			`With an AUC of ${quality.auc.toFixed(2)} the scorecard is hardly better than chance: points rules made by people who know the customers may be better.`,
		);
	}
	if (!options.test && split.by === 'chance') {
		remarks.push(
			options.date === undefined
				? 'No date was given, so it was tested on records chosen by chance. With a date it would be tested on the newest ones, as it will be used.'
				: `${dated ? 'The newest records do not hold both successes and others' : `Fewer than half of the records have a date in "${options.date}"`}, so it was tested on records chosen by chance.`,
		);
	}
	if (used < size) remarks.push(`${size - used} records have no known outcome and were left out.`);
	return remarks;
}

/** The probability of a success for points on a card's scale. */
export const chanceFor = (card: Scorecard, points: number) => chanceOf(card.scale, points);

/** Never -0, which does not survive the way through text. */
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits + 0;
