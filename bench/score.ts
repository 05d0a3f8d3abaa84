/**
 * `npm run --silent bench:score -- --train T.csv --test S.csv --target y --positive yes [--exclude a,b] [--use-anyway a,b]
 * [--date column] [--fewest 1000] [--model out.json] [--report out.md] [--json]`: trains a scorecard as the operation
 * Train a Scorecard does, tests it on the other file, and measures time, memory and how long n8n would stand still.
 */
import { closeSync, createReadStream, openSync, readSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { scoreByRules, type PointsRule } from '../core/score/rules';
import { scorerFor } from '../core/score/scorecard/apply';
import { trainingReport } from '../core/score/scorecard/report';
import { cellOf, type Table } from '../core/score/scorecard/table';
import { train } from '../core/score/scorecard/train';
import { inSteps } from '../n8n/steps';

const options = () =>
	parseArgs({
		options: {
			train: { type: 'string' },
			test: { type: 'string' },
			target: { type: 'string', default: 'y' },
			positive: { type: 'string', multiple: true, default: ['yes'] },
			exclude: { type: 'string', multiple: true, default: [] },
			'use-anyway': { type: 'string', multiple: true, default: [] },
			date: { type: 'string' },
			fewest: { type: 'string', default: '1000' },
			model: { type: 'string' },
			report: { type: 'string' },
			json: { type: 'boolean', default: false },
		},
	}).values;

const listed = (entries: readonly string[]) =>
	entries
		.flatMap((entry) => entry.split(','))
		.map((name) => name.trim())
		.filter((name) => name !== '');

/** What separates the columns: whichever of the usual ones the first line has most of, outside of quotes. */
function delimiterOf(file: string): string {
	const handle = openSync(file, 'r');
	const start = Buffer.alloc(65_536);
	const head = start.toString('utf8', 0, readSync(handle, start, 0, start.length, 0));
	closeSync(handle);
	const line = head.replace(/"[^"]*"/g, '').split(/[\r\n]/)[0] ?? '';
	const count = (delimiter: string) => line.split(delimiter).length;
	return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** A CSV file by columns: equal texts are held once. Where columns end with a semicolon a comma is a decimal point. */
async function readTable(file: string): Promise<Table> {
	const delimiter = delimiterOf(file);
	const clean = (text: string) =>
		delimiter !== ',' && /^\s*[+-]?\d+,\d+\s*$/.test(text) ? text.replace(',', '.') : text;
	const texts = new Map<string, string>();
	const rows: string[][] = [];
	let names: string[] = [];
	const options = { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
	const parser = parse(options);
	createReadStream(file)
		.on('error', (error) => parser.destroy(error))
		.pipe(parser);
	for await (const record of parser as AsyncIterable<string[]>) {
		if (names.length === 0) names = record.map((name) => name.trim());
		else {
			rows.push(
				record.map((text) => {
					const kept = texts.get(text);
					if (kept !== undefined) return kept;
					const cleaned = clean(text);
					texts.set(text, cleaned);
					return cleaned;
				}),
			);
		}
	}
	const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
	if (twice !== undefined) throw new Error(`${file} has two columns called "${twice}".`);
	const position = new Map(names.map((name, at) => [name, at]));
	return { size: rows.length, names, cell: (row, name) => rows[row]?.[position.get(name) ?? -1] };
}

/** Throws where the file cannot be what was meant: a mistyped column or value must not look like poor data. */
function check(file: string, table: Table, target: string, positive: readonly string[]): void {
	if (table.size === 0) throw new Error(`${file} has no rows.`);
	if (!table.names.includes(target)) {
		throw new Error(`${file} has no column "${target}" (--target). It has: ${table.names.join(', ')}.`);
	}
	const wanted = new Set(positive.map((value) => cellOf(value)));
	const seen = new Set<string>();
	for (let row = 0; row < table.size; row++) {
		const cell = cellOf(table.cell(row, target));
		if (cell !== undefined && wanted.has(cell)) return;
		if (cell !== undefined && seen.size < 10) seen.add(String(cell));
	}
	throw new Error(
		`In ${file} no row has ${positive.map((value) => `"${value}"`).join(' or ')} (--positive) in the column "${target}". It has: ${[...seen].join(', ')}.`,
	);
}

const peakMegabytes = () => Math.round(process.resourceUsage().maxRSS / 1024);

async function main(): Promise<void> {
	const given = options();
	if (given.train === undefined) throw new Error('--train FILE.csv is missing.');
	const fewest = Number(given.fewest);
	if (!(fewest >= 1)) throw new Error(`--fewest is "${given.fewest}": give a number of at least 1.`);
	const positive = listed(given.positive);
	const table = await readTable(given.train);
	check(given.train, table, given.target, positive);
	const test = given.test === undefined ? undefined : await readTable(given.test);
	if (given.test !== undefined && test) {
		check(given.test, test, given.target, positive);
		const missing = table.names.filter((name) => !test.names.includes(name));
		if (missing.length > 0) console.error(`${given.test} has no column ${missing.join(', ')}: taken as not known.`);
	}
	const before = peakMegabytes();
	const delay = monitorEventLoopDelay({ resolution: 5 });
	await new Promise((resolve) => setTimeout(resolve, 20));
	delay.enable();
	const started = performance.now();
	const result = await inSteps(
		train(table, {
			name: 'bench',
			madeAt: new Date().toISOString(),
			outcome: given.target,
			success: positive,
			exclude: listed(given.exclude),
			useAnyway: listed(given['use-anyway']),
			date: given.date,
			fewestSuccesses: fewest,
			test,
		}),
	);
	const seconds = (performance.now() - started) / 1000;
	await new Promise((resolve) => setTimeout(resolve, 20));
	delay.disable();
	const longestBlockMs = Math.round(delay.max / 1e6);
	const leaks = result.leaks.map(({ name, auc, why }) => ({ attribute: name, auc, why }));
	if (!result.ok) {
		const { why, conversions, needed } = result.refusal;
		if (given.json) console.log(JSON.stringify({ trained: false, why, hint: result.hint, conversions, needed, leaks }));
		else console.log(`No scorecard. ${why} ${result.hint}`);
		return;
	}
	const { card, quality } = result;
	if (given.model !== undefined) writeFileSync(given.model, JSON.stringify(card, null, '\t'));
	const report = trainingReport(result);
	if (given.report !== undefined) writeFileSync(given.report, report);

	const scored = timed(() => {
		const score = scorerFor(card);
		for (let at = 0; at < 10_000; at++) score((name) => ({ value: table.cell(at % table.size, name) as string }));
	});
	const rules: PointsRule[] = card.attributes.slice(0, 10).map(({ name }) => ({
		field: name,
		label: name,
		condition: 'is one of',
		value: 'success, cellular, mar, 30, 1',
		points: 10,
	}));
	const ruled = timed(() => {
		for (let at = 0; at < 10_000; at++) {
			scoreByRules(
				rules,
				[{ name: 'Hot', from: 70 }],
				3,
				(name) => ({ value: table.cell(at % table.size, name) as string }),
				0,
			);
		}
	});
	const summary = {
		trained: true,
		rows: card.rows,
		conversions: card.successes,
		testRows: quality.n,
		auc: quality.auc,
		ece: quality.ece,
		eceEqualMass: quality.eceEqualMass,
		brier: quality.brier,
		logLoss: quality.logLoss,
		lift: quality.lift,
		reliability: quality.reliability,
		leaks,
		remarks: result.remarks,
		leftOut: card.leftOut,
		attributes: result.attributes.map(({ name, auc, informationValue, pointsRange }) => ({
			name,
			auc,
			informationValue,
			pointsRange,
		})),
		penalty: result.penalty,
		version: result.version,
		seconds,
		longestBlockMs,
		peakMegabytes: peakMegabytes(),
		megabytesBefore: before,
		score10000Seconds: { scorecard: scored, rules: ruled },
	};
	if (given.json) console.log(JSON.stringify(summary));
	else {
		console.log(report);
		console.log(
			`Trained on ${card.rows} records in ${seconds.toFixed(2)} s, at most ${longestBlockMs} ms at a time; ${summary.peakMegabytes} MB at most, ${before} MB of it before. 10,000 records scored in ${(scored * 1000).toFixed(0)} ms, by ten rules in ${(ruled * 1000).toFixed(0)} ms.`,
		);
	}
}

function timed(work: () => void): number {
	const started = performance.now();
	work();
	return (performance.now() - started) / 1000;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
});
