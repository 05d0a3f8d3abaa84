/** Two pictures of a training as one SVG: are the stated chances true, and how far up do the successes stand. */
import type { Quality } from '../calibration/metrics';

const SIDE = 300;
const LEFT = 56;
const TOP = 44;
const GAP = 84;

/** For mail and n8n's file view: no script, no font of its own, readable on light and dark ground. */
export function trainingChart(quality: Quality): string {
	const second = LEFT + SIDE + GAP;
	const width = second + SIDE + 24;
	const height = TOP + SIDE + 52;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Calibration and captured successes of the scorecard">`,
		'<style>',
		'svg{--ink:#1f2937;--paper:#fff;--soft:#64748b;--line:#cbd5e1;--main:#0b6bcb;font:12px system-ui,sans-serif}',
		'@media(prefers-color-scheme:dark){svg{--ink:#f1f5f9;--paper:#111827;--soft:#94a3b8;--line:#475569;--main:#60a5fa}}',
		'text{fill:var(--ink)}.soft{fill:var(--soft)}.title{font-size:14px;font-weight:600}',
		'</style>',
		`<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
		calibration(quality),
		gain(quality, second),
		'</svg>',
		'',
	].join('\n');
}

function calibration({ reliability }: Quality): string {
	const most = niceMost(Math.max(...reliability.flatMap(({ forecast, happened }) => [forecast, happened]), 0.05));
	const x = (share: number) => LEFT + (share / most) * SIDE;
	const y = (share: number) => TOP + SIDE - (share / most) * SIDE;
	const points = reliability.map(({ forecast, happened }) => `${fix(x(forecast))},${fix(y(happened))}`);
	return [
		frame(LEFT, 'Chance said and what happened', 'said', 'happened', most),
		`<line x1="${x(0)}" y1="${y(0)}" x2="${x(most)}" y2="${y(most)}" stroke="var(--soft)" stroke-dasharray="4 4"/>`,
		`<polyline points="${points.join(' ')}" fill="none" stroke="var(--main)" stroke-width="2"/>`,
		...points.map((point) => {
			const [cx, cy] = point.split(',');
			return `<circle cx="${cx}" cy="${cy}" r="4" fill="var(--main)"/>`;
		}),
	].join('\n');
}

function gain({ lift }: Quality, left: number): string {
	const x = (share: number) => left + share * SIDE;
	const y = (share: number) => TOP + SIDE - share * SIDE;
	const points = [{ share: 0, captured: 0 }, ...lift].map(
		({ share, captured }) => `${fix(x(share))},${fix(y(Number.isNaN(captured) ? 0 : captured))}`,
	);
	return [
		frame(left, 'Successes among the best records', 'best records', 'of all successes', 1),
		`<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="var(--soft)" stroke-dasharray="4 4"/>`,
		`<polyline points="${points.join(' ')}" fill="none" stroke="var(--main)" stroke-width="2"/>`,
	].join('\n');
}

function frame(left: number, title: string, across: string, up: string, most: number): string {
	const marks = [0, 0.5, 1].map((part) => {
		const label = `${Math.round(part * most * 100)} %`;
		const [x, y] = [left + part * SIDE, TOP + SIDE - part * SIDE];
		return [
			`<line x1="${left}" y1="${y}" x2="${left + SIDE}" y2="${y}" stroke="var(--line)"/>`,
			`<text class="soft" x="${left - 8}" y="${y + 4}" text-anchor="end">${label}</text>`,
			`<text class="soft" x="${x}" y="${TOP + SIDE + 18}" text-anchor="middle">${label}</text>`,
		].join('');
	});
	return [
		`<text class="title" x="${left}" y="18">${title}</text>`,
		...marks,
		`<text class="soft" x="${left + SIDE / 2}" y="${TOP + SIDE + 38}" text-anchor="middle">${across}</text>`,
		`<text class="soft" x="${left}" y="36">${up}</text>`,
	].join('\n');
}

const niceMost = (share: number) => Math.min(1, Math.ceil(share * 10) / 10);
const fix = (value: number) => value.toFixed(1);
