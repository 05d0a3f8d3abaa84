/** The reports as text and pixels. */
import { parse } from 'csv-parse/sync';
import type { Check } from '../../../core/drift/check';
import { distributionChart, funnelChart, overrideChart, trendChart } from '../../../core/drift/report/charts';
import { csvReport } from '../../../core/drift/report/csv';
import { dotsOf, plainText } from '../../../core/drift/report/font';
import { markdownReport } from '../../../core/drift/report/markdown';
import { htmlReport } from '../../../core/drift/report/page';
import { Raster, scanlines } from '../../../core/drift/report/raster';
import { summaryText } from '../../../core/drift/report/summary';
import { madeUpFacts, now } from './facts';

const facts = madeUpFacts();
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

describe('charts', () => {
	it('a distribution: shares then and now add up, in the bands that people know', () => {
		const chart = distributionChart(facts.fields[0]!);
		expect(chart?.bins.map(({ label }) => label)).toEqual(
			Array.from({ length: 10 }, (_, band) => `${10 * band}–${10 * band + 10}`),
		);
		expect(sum(chart?.bins.map((bin) => bin.now) ?? [])).toBeCloseTo(1, 9);
		expect(sum(chart?.bins.map((bin) => bin.then ?? 0) ?? [])).toBeCloseTo(1, 9);
		expect(chart?.n).toEqual({ then: 1000, now: 377 });
	});

	it('choices are shown by their labels, in the CRM’s order', () => {
		const chart = distributionChart(facts.fields[1]!);
		expect(chart?.bins.map(({ label, then }) => [label, then])).toEqual([
			['Hot', 0.3],
			['Warm', 0.5],
			['Cold', 0.2],
		]);
	});

	it('the trend has one average a week, oldest first', () => {
		const weeks = trendChart(facts.fields[0]!, now)?.weeks ?? [];
		expect(weeks).toHaveLength(9);
		expect(weeks.map(({ from }) => from)).toEqual(weeks.map(({ from }) => from).sort());
		expect(sum(weeks.map(({ n }) => n))).toBe(377);
	});

	it('overrides carry their interval and the limit; the funnel never widens', () => {
		expect(overrideChart(facts)).toMatchObject({ limit: 0.08, fields: [{ changed: 23, of: 400 }, { changed: 58 }] });
		for (const audit of [true, false]) {
			const counts = funnelChart(madeUpFacts({ audit }))?.steps.map(({ count }) => count) ?? [];
			expect(counts.length).toBeGreaterThanOrEqual(3);
			expect(counts).toEqual([...counts].sort((a, b) => b - a));
		}
	});

	it('the funnel counts a suggestion once, also where a person said no to it later', () => {
		const made = madeUpFacts({ audit: true });
		const [one] = made.events ?? [];
		if (!one) throw new Error('The facts hold no audit rows.');
		const no = { ...one, outcome: 'rejected', rule: 'rejected by a person' };
		expect(funnelChart({ ...made, events: [...(made.events ?? []), no] })).toEqual(funnelChart(made));
		const refused = { ...one, outcome: 'rejected', rule: 'value does not fit' };
		expect(funnelChart({ ...made, events: [...(made.events ?? []), refused] })).not.toEqual(funnelChart(made));
	});
});

describe('texts', () => {
	const check = (status: Check['status'], sentence: string): Check => ({
		check: 'credential',
		status,
		value: null,
		limit: null,
		sentence,
	});

	it('a sheet runs no formula of a name, and commas, quotes and line breaks come back as they were', () => {
		const sentences = ['=HYPERLINK("x")', '+1', '@a', 'a, "b"\nc', 'plain'];
		const csv = csvReport({ ...facts, checks: sentences.map((sentence) => check('good', sentence)) });
		const lines = parse<Record<string, string>>(csv, { columns: true });
		expect(lines.map(({ sentence }) => sentence)).toEqual(['\'=HYPERLINK("x")', "'+1", "'@a", 'a, "b"\nc', 'plain']);
	});

	it('a negative number stays a number', () => {
		const lines = parse<Record<string, string>>(
			csvReport({ ...facts, checks: [{ ...check('good', 'x'), value: -0.5 }] }),
			{ columns: true },
		);
		expect(lines[0]?.['value']).toBe('-0.5');
	});

	it('the summary says the worst first, at most five, then what is fine', () => {
		const text = summaryText(facts);
		expect(text.split('\n')[0]).toBe(
			'AI fields of contact in account 20111222 (hubspot): Alarm (5 alarms, 3 warnings, 7 good)',
		);
		expect(text.match(/^- ALARM: /gm)).toHaveLength(5);
		expect(text).toContain('- and 3 more in the report');
		expect(text).toMatch(/^Fine: credential, last write/m);
		expect(text.length).toBeLessThan(1500);
	});

	it('a name of the CRM calls nobody in a chat and makes no line of its own', () => {
		const text = summaryText({ ...facts, checks: [check('alarm', 'a <!channel> <https://x.example|y>\n- ALARM: b')] });
		expect(text).not.toMatch(/[<>]/);
		expect(text.match(/^- /gm)).toHaveLength(1);
	});

	it('without bad news the good news is the message', () => {
		const good = summaryText({
			...facts,
			status: 'good',
			checks: facts.checks.filter(({ status }) => status === 'good'),
		});
		expect(good).toContain('All good (7 good)');
		expect(good).toContain('- The credential "HubSpot" works.');
	});

	it('page and Markdown hold every sentence', () => {
		const texts = [markdownReport(facts).replaceAll('\\', ''), htmlReport(facts).replaceAll('&quot;', '"')];
		for (const text of texts) for (const { sentence } of facts.checks) expect(text).toContain(sentence);
	});
});

describe('pixels', () => {
	it('what the font does not have is shown plainly, never as nothing', () => {
		expect(plainText('Größe „é“ – 5 %…')).toBe('Grosse ?e" - 5 %...');
	});

	it('letters differ from each other', () => {
		const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;%-()/?!+=#&<>[]*|@');
		expect(new Set(letters.map((letter) => JSON.stringify(dotsOf(letter)))).size).toBe(letters.length);
	});

	it('what lies outside the picture is cut off', () => {
		const raster = new Raster(4, 3, [
			[0, 0, 0],
			[1, 1, 1],
		]);
		raster.box(-5, -5, 7, 7, 1);
		raster.box(3, 2, 100, 100, 1);
		raster.box(10, 10, 5, 5, 1);
		raster.box(-10, 0, 5, 1, 1);
		expect(Array.from(raster.pixels)).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1]);
		expect(Array.from(scanlines(raster))).toEqual([2, 1, 1, 0, 0, 2, 0, 0, 0, 0, 2, 255, 255, 0, 1]);
	});
});
