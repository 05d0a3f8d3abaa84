/** The chart picture, for where a web page is not shown: n8n's own view, a chat. */
import { moment, percent } from '../words';
import { distributionChart, overrideChart, type DistributionChart, type OverrideChart } from './charts';
import { subjectOf, tallied, verdicts, type ReportFacts } from './facts';
import { lineHeight, Raster, textWidth, type Colour } from './raster';

const WIDTH = 900;
const MARGIN = 30;
/** Most fields that are drawn: a picture is looked at once. */
const MOST_FIELDS = 3;

const [, INK, SOFT, GRID, NOW, LIMIT, BAD, GOOD] = [0, 1, 2, 3, 4, 5, 6, 7];
/** Blue and orange are told apart by all common kinds of colour blindness. */
const palette: readonly Colour[] = [
	[255, 255, 255],
	[29, 35, 48],
	[86, 96, 118],
	[213, 218, 227],
	[47, 127, 193],
	[179, 71, 0],
	[163, 22, 42],
	[17, 99, 41],
];

const CHART = 250;
const ROW = 52;

export function pictureOf(facts: ReportFacts): Raster {
	const distributions = facts.fields.flatMap((field) => distributionChart(field) ?? []).slice(0, MOST_FIELDS);
	const override = overrideChart(facts);
	const rows = override ? override.fields.slice(0, MOST_FIELDS) : [];
	const height =
		130 +
		distributions.length * CHART +
		(rows.length > 0 ? 70 + rows.length * ROW : 0) +
		(distributions.length + rows.length === 0 ? 40 : 0);
	const raster = new Raster(WIDTH, height, palette);
	head(raster, facts);
	let y = 120;
	for (const chart of distributions) {
		distribution(raster, y, chart);
		y += CHART;
	}
	if (override && rows.length > 0) overrides(raster, y, { ...override, fields: rows });
	else if (distributions.length === 0) raster.text(MARGIN, y, 'No values to draw.', SOFT);
	return raster;
}

const fitted = (words: string, most: number, scale = 2) => {
	const letters = Math.floor(most / textWidth('x', scale));
	return words.length <= letters ? words : `${words.slice(0, letters - 3)}...`;
};

function head(raster: Raster, facts: ReportFacts): void {
	const { status, about } = facts;
	const bad = status === 'alarm' || status === 'warning';
	raster.text(
		MARGIN,
		20,
		fitted(`AI fields: ${verdicts[status]}`, WIDTH - 2 * MARGIN, 3),
		bad ? BAD : status === 'good' ? GOOD : INK,
		3,
	);
	raster.text(MARGIN, 56, fitted(tallied(facts.checks), WIDTH - 2 * MARGIN), INK);
	raster.text(
		MARGIN,
		56 + lineHeight(),
		fitted(`${subjectOf(facts)}, ${moment(about.checkedAt)}`, WIDTH - 2 * MARGIN),
		SOFT,
	);
}

function distribution(raster: Raster, top: number, chart: DistributionChart): void {
	const [left, right, base, high] = [MARGIN + 70, WIDTH - MARGIN, top + CHART - 50, top + 40];
	raster.text(MARGIN, top + 6, fitted(chart.field, 380), INK);
	const legend = `now (${chart.n.now})`;
	raster.box(430, top + 6, 14, 14, NOW);
	const end = raster.text(452, top + 6, legend, INK);
	if (chart.n.then !== undefined) {
		raster.frame(end + 20, top + 6, 14, 14, INK);
		raster.text(end + 42, top + 6, `then (${chart.n.then})`, INK);
	}
	const most = Math.max(0.01, ...chart.bins.flatMap(({ then, now }) => [then ?? 0, now]));
	for (const part of [0, 0.5, 1]) {
		const y = base - part * (base - high);
		raster.box(left, y, right - left, 1, GRID);
		const words = percent(Math.round(most * part * 100) / 100);
		raster.text(left - 8 - textWidth(words), y - 7, words, SOFT);
	}
	const wide = (right - left) / chart.bins.length;
	const longest = Math.max(...chart.bins.map(({ label }) => textWidth(label)));
	const every = Math.max(1, Math.ceil((Math.min(longest, 150) + 10) / wide));
	for (const [bin, { label, then, now }] of chart.bins.entries()) {
		const x = left + bin * wide;
		const tall = (share: number) => (share / most) * (base - high);
		raster.box(x + 4, base - tall(now), wide - 8, tall(now), NOW);
		if (then !== undefined) raster.frame(x + 4, base - tall(then), wide - 8, Math.max(2, tall(then)), INK);
		if (bin % every !== 0) continue;
		const words = fitted(label, 150);
		raster.text(
			Math.min(right - textWidth(words), Math.max(left, x + wide / 2 - textWidth(words) / 2)),
			base + 10,
			words,
			SOFT,
		);
	}
}

function overrides(raster: Raster, top: number, chart: OverrideChart): void {
	const [left, right] = [MARGIN + 10, WIDTH - MARGIN - 10];
	raster.text(MARGIN, top + 6, 'Changed by people, with 95 % interval', INK);
	const most = Math.min(1, Math.max(chart.limit * 1.5, ...chart.fields.map(({ high }) => high)) * 1.05);
	const x = (share: number) => left + (share / most) * (right - left);
	const base = top + 40 + chart.fields.length * ROW;
	for (const [index, one] of chart.fields.entries()) {
		const y = top + 40 + index * ROW;
		raster.text(left, y, fitted(`${one.field}: ${percent(one.changed / one.of)} of ${one.of}`, 560), INK);
		for (let dash = y + 21; dash < y + 48; dash += 9) raster.box(x(chart.limit) - 1, dash, 3, 6, LIMIT);
		raster.box(x(one.low), y + 32, x(one.high) - x(one.low), 3, INK);
		raster.box(x(one.low), y + 27, 3, 13, INK);
		raster.box(x(one.high) - 3, y + 27, 3, 13, INK);
		raster.box(x(one.changed / one.of) - 6, y + 27, 12, 13, NOW);
	}
	raster.box(left, base, right - left, 1, GRID);
	const words = `limit ${percent(chart.limit)}`;
	const place = Math.max(x(0) + textWidth('0 % '), x(chart.limit) - textWidth(words) / 2);
	raster.text(Math.min(right - textWidth(words), place), base + 6, words, LIMIT);
	raster.text(left, base + 6, '0 %', SOFT);
}
