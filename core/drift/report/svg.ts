/**
 * The charts as SVG. Drawn 360 units wide, so that their texts can be read on a phone; colours come from the page's
 * style, and nothing is told by colour alone: then is an outline, now is filled, limits are dashed.
 */
import { markup, type Markup } from '../../review/html';
import { number, percent, short } from '../words';
import type { DistributionChart, FunnelChart, OverrideChart, TrendChart } from './charts';

const WIDTH = 360;

const svg = (height: number, label: string, body: readonly Markup[]) =>
	markup`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}" xmlns="http://www.w3.org/2000/svg">${body}</svg>`;

const text = (x: number, y: number, words: string, kind = 'start', style = 'label') =>
	markup`<text x="${round(x)}" y="${round(y)}" text-anchor="${kind}" class="${style}">${words}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, style: string) =>
	markup`<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${style}"/>`;

const bar = (x: number, y: number, width: number, height: number, style: string) =>
	markup`<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(Math.max(0, height))}" class="${style}"/>`;

const round = (value: number) => Math.round(value * 10) / 10;
const shortened = (words: string, most: number) => (words.length <= most ? words : `${words.slice(0, most - 1)}\u2026`);

export function distributionSvg(chart: DistributionChart): Markup {
	const [left, top, bottom, height] = [34, 26, 34, 200];
	const most = Math.max(0.01, ...chart.bins.flatMap(({ then, now }) => [then ?? 0, now]));
	const wide = (WIDTH - left - 6) / chart.bins.length;
	const base = height - bottom;
	const tall = (share: number) => (share / most) * (base - top);
	const every = Math.ceil(chart.bins.length / (chart.bins.some(({ label }) => label.length > 6) ? 5 : 6));
	const label = `${chart.field}: ${chart.bins.map((bin) => `${bin.label}: ${bin.then === undefined ? '' : `${percent(bin.then)} then, `}${percent(bin.now)} now`).join('; ')}`;
	return svg(height, label, [
		...[0, 0.5, 1].flatMap((part) => [
			line(left, base - tall(most * part), WIDTH - 6, base - tall(most * part), 'grid'),
			text(left - 4, base - tall(most * part) + 4, percent(Math.round(most * part * 100) / 100), 'end'),
		]),
		...chart.bins.map(({ now }, bin) => bar(left + bin * wide + 2, base - tall(now), wide - 4, tall(now), 'now')),
		...chart.bins.map(({ then }, bin) =>
			then === undefined ? markup`` : bar(left + bin * wide + 2, base - tall(then), wide - 4, tall(then), 'then'),
		),
		...chart.bins.map(({ label: name }, bin) =>
			bin % every === 0 ? text(left + (bin + 0.5) * wide, base + 15, shortened(name, 11), 'middle') : markup``,
		),
		bar(left, 6, 11, 11, 'now'),
		text(left + 16, 16, `now (${chart.n.now})`),
		...(chart.n.then === undefined
			? []
			: [
					bar(left + 110, 6, 11, 11, 'then'),
					text(left + 126, 16, `then (${chart.n.then}, ${(chart.takenAt ?? '').slice(0, 10)})`),
				]),
	]);
}

export function trendSvg(chart: TrendChart): Markup {
	const [left, top, bottom, height] = [40, 14, 30, 160];
	const means = chart.weeks.map(({ mean }) => mean);
	const [low, high] = [Math.min(...means), Math.max(...means)];
	const room = (high - low || Math.abs(high) || 1) * 0.25;
	const base = height - bottom;
	const y = (mean: number) => base - ((mean - low + room) / (high - low + 2 * room)) * (base - top);
	const x = (week: number) => left + 10 + (week * (WIDTH - left - 30)) / Math.max(1, chart.weeks.length - 1);
	const points = chart.weeks.map(({ mean }, week) => `${round(x(week))},${round(y(mean))}`).join(' ');
	const label = `${chart.field}, average by week: ${chart.weeks.map((week) => `${week.from}: ${number(week.mean)} of ${week.n}`).join('; ')}`;
	const first = chart.weeks[0];
	const last = chart.weeks.at(-1);
	return svg(height, label, [
		line(left, base, WIDTH - 6, base, 'grid'),
		...[low, high].map((mean) => text(left - 4, y(mean) + 4, short(mean), 'end')),
		...[low, high].map((mean) => line(left, y(mean), WIDTH - 6, y(mean), 'grid')),
		markup`<polyline points="${points}" class="line"/>`,
		...chart.weeks.map(
			({ mean }, week) => markup`<circle cx="${round(x(week))}" cy="${round(y(mean))}" r="3.5" class="now"/>`,
		),
		text(x(0), base + 16, first?.from ?? '', 'start'),
		text(WIDTH - 6, base + 16, last?.from ?? '', 'end'),
	]);
}

export function overrideSvg(chart: OverrideChart): Markup {
	const [left, right, row] = [8, 8, 44];
	const height = chart.fields.length * row + 34;
	const most = Math.min(1, Math.max(chart.limit * 1.5, ...chart.fields.map(({ high }) => high)) * 1.05);
	const x = (share: number) => left + (share / most) * (WIDTH - left - right);
	const base = height - 22;
	const label = `Changed by people, limit ${percent(chart.limit)}: ${chart.fields.map((one) => `${one.field} ${percent(one.changed / one.of)}, between ${percent(one.low)} and ${percent(one.high)}`).join('; ')}`;
	return svg(height, label, [
		line(left, base, WIDTH - right, base, 'grid'),
		...chart.fields.flatMap((one, index) => {
			const y = index * row + 32;
			return [
				text(left, y - 12, `${shortened(one.field, 28)}: ${percent(one.changed / one.of)} of ${one.of}`),
				line(x(chart.limit), y - 9, x(chart.limit), y + 12, 'limit'),
				line(x(one.low), y, x(one.high), y, 'interval'),
				line(x(one.low), y - 5, x(one.low), y + 5, 'interval'),
				line(x(one.high), y - 5, x(one.high), y + 5, 'interval'),
				markup`<circle cx="${round(x(one.changed / one.of))}" cy="${y}" r="5" class="now"/>`,
			];
		}),
		text(left, base + 15, '0 %'),
		text(Math.max(68, Math.min(x(chart.limit), WIDTH - 60)), base + 15, `limit ${percent(chart.limit)}`, 'middle'),
		text(WIDTH - right, base + 15, percent(most), 'end'),
	]);
}

export function funnelSvg(chart: FunnelChart): Markup {
	const row = 44;
	const most = Math.max(1, ...chart.steps.map(({ count }) => count));
	const label = chart.steps.map((step) => `${step.label}: ${step.count}`).join('; ');
	return svg(
		chart.steps.length * row + 6,
		label,
		chart.steps.flatMap(({ label: name, count }, index) => {
			const before = chart.steps[index - 1]?.count;
			const share = before === undefined || before === 0 ? '' : ` (${percent(count / before)} of these)`;
			return [
				text(6, index * row + 16, `${name}: ${count}${share}`),
				bar(6, index * row + 22, WIDTH - 12, 14, 'track'),
				bar(6, index * row + 22, (count / most) * (WIDTH - 12), 14, 'now'),
			];
		}),
	);
}
