/**
 * `npm run --silent bench:drift -- --vectors FILE --json`: the statistics against reference vectors.
 * `-- --simulate [--pairs 2000]`: false alarms and power. `-- --million`: a million scores, time and memory.
 * Without any of these all three, with the vectors of the tests. Exit code 1 where something is not as it should be,
 * or where a file held nothing to check.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { million } from './drift/million';
import { shapes, simulate, type Simulation } from './drift/simulate';
import { compareVectors, unknownGroups, type Comparison, type VectorFile } from './drift/vectors';

const { values: options } = parseArgs({
	options: {
		vectors: { type: 'string' },
		simulate: { type: 'boolean', default: false },
		pairs: { type: 'string', default: '2000' },
		seed: { type: 'string', default: '1' },
		million: { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
	},
});

/** JSON knows no infinity, and would print the worst of all errors as null. */
const finite = (error: number) => Math.min(error, Number.MAX_VALUE);

function vectors(file: string) {
	const given = JSON.parse(readFileSync(file, 'utf8')) as VectorFile;
	const all = compareVectors(given);
	const failed = all.filter(({ ok }) => !ok);
	const worstOf = (kind: Comparison['kind']) => {
		const mine = all.filter((comparison) => comparison.kind === kind);
		const worst = mine.reduce<Comparison | undefined>((a, b) => (a && a.error >= b.error ? a : b), undefined);
		return worst ? { name: worst.name, error: finite(worst.error) } : null;
	};
	return {
		checked: all.length,
		passed: all.length - failed.length,
		failed: failed.length,
		worst: finite(Math.max(0, ...all.map(({ error }) => error))),
		worstStatistic: worstOf('statistic'),
		worstPValue: worstOf('p-value'),
		notChecked: unknownGroups(given),
		failures: failed.slice(0, 20).map(({ name, actual, expected }) => ({ name, actual, expected })),
	};
}

const sizes: readonly (readonly [number, number])[] = [
	[200, 200],
	[1000, 300],
	[1000, 1000],
];

interface Judged extends Simulation {
	readonly ok: boolean;
}

function simulations(pairs: number, seed: number): Judged[] {
	return Object.keys(shapes).flatMap((shape) => [
		...sizes.map((size) => {
			const found = simulate(shape, size, 0, pairs, seed);
			return { ...found, ok: found.warningOrAlarm <= 0.01 };
		}),
		...[0.5, 1].map((shift) => {
			const found = simulate(shape, [1000, 300], shift, pairs, seed);
			return { ...found, ok: (shift === 1 ? found.alarm : found.warningOrAlarm) >= 0.99 };
		}),
	]);
}

async function main(): Promise<void> {
	const everything = options.vectors === undefined && !options.simulate && !options.million;
	const file = options.vectors ?? join(__dirname, '../test/core/drift/vectors.json');
	const compared = options.vectors !== undefined || everything ? vectors(file) : undefined;
	const large = options.million || everything ? await million() : undefined;
	const simulated =
		options.simulate || everything ? simulations(Number(options.pairs), Number(options.seed)) : undefined;
	const largeOk =
		large === undefined || (large.milliseconds < 1500 && large.peakMb < 300 && large.longestBlockMs <= 200);

	if (options.json) {
		console.log(
			JSON.stringify({
				...compared,
				...(simulated ? { simulations: simulated } : {}),
				...(large ? { million: large } : {}),
			}),
		);
	} else {
		if (compared) {
			console.log(`${compared.checked} numbers checked, ${compared.passed} passed, ${compared.failed} failed`);
			console.log(`worst relative error ${compared.worst}`);
			if (compared.notChecked.length > 0) console.log(`not checked, unknown: ${compared.notChecked.join(', ')}`);
			for (const failure of compared.failures) console.log('FAILED', failure);
		}
		for (const { shape, baseline, current, shift, warningOrAlarm, alarm, ok } of simulated ?? []) {
			const rates = `warning or alarm ${(100 * warningOrAlarm).toFixed(2)} %, alarm ${(100 * alarm).toFixed(2)} %`;
			console.log(
				`${ok ? 'ok    ' : 'FAILED'} ${shape}, ${baseline} then and ${current} now, moved by ${shift}: ${rates}`,
			);
		}
		if (large) console.log(`${largeOk ? 'ok    ' : 'FAILED'} ${JSON.stringify(large)}`);
	}
	// A file in which nothing was checked proves nothing.
	const right = compared === undefined || (compared.failed === 0 && compared.checked > 0);
	if (!right || simulated?.some(({ ok }) => !ok) || !largeOk) process.exitCode = 1;
}

void main();
