/**
 * `npm run --silent bench:drift -- --vectors FILE --json`: the statistics against reference vectors.
 * `-- --simulate [--pairs 2000]`: false alarms and power. `-- --million`: a million scores, time and memory.
 * Without any of these all three, with the vectors of the tests. Exit code 1 where something is not as it should be.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { million } from './drift/million';
import { shapes, simulate, type Simulation } from './drift/simulate';
import { compareVectors, type Comparison, type VectorFile } from './drift/vectors';

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

function vectors(file: string) {
	const all = compareVectors(JSON.parse(readFileSync(file, 'utf8')) as VectorFile);
	const failed = all.filter(({ ok }) => !ok);
	const worstOf = (kind: Comparison['kind']) => {
		const mine = all.filter((comparison) => comparison.kind === kind);
		const worst = mine.reduce<Comparison | undefined>((a, b) => (a && a.error >= b.error ? a : b), undefined);
		return worst ? { name: worst.name, error: worst.error } : null;
	};
	return {
		checked: all.length,
		passed: all.length - failed.length,
		failed: failed.length,
		worst: Math.max(0, ...all.map(({ error }) => error)),
		worstStatistic: worstOf('statistic'),
		worstPValue: worstOf('p-value'),
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
	if ((compared?.failed ?? 0) > 0 || simulated?.some(({ ok }) => !ok) || !largeOk) process.exitCode = 1;
}

void main();
