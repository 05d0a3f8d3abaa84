/** Reference values from an implementation that shares no code with ours: every number of vectors.json, to 1e-9. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isotonic } from '../../../core/score/calibration/isotonic';
import {
	areaUnderCurve,
	brierScore,
	byMass,
	byWidth,
	calibrationError,
	logLoss,
	worstCalibrationError,
} from '../../../core/score/calibration/metrics';
import { halfLifeDecay, linearDecay } from '../../../core/score/decay';
import { chanceOf, factorOf, offsetOf, pointsOf, type Scale } from '../../../core/score/scorecard/points';
import { wilson } from '../../../core/drift/statistics/wilson';

interface Vectors {
	readonly metrics: readonly ({ readonly id: string; readonly y: number[]; readonly p: number[] } & Record<
		'auc' | 'brier' | 'logLoss' | 'ece10' | 'mce10' | 'ece5' | 'ece10EqualMass',
		number
	>)[];
	readonly pointsToDoubleOdds: readonly {
		readonly baseScore: number;
		readonly baseOdds: number;
		readonly pdo: number;
		readonly factor: number;
		readonly offset: number;
		readonly points: readonly { readonly p: number; readonly score: number }[];
	}[];
	readonly isotonicPAV: readonly { readonly y: number[]; readonly fit: number[] }[];
	readonly wilson95: readonly {
		readonly k: number;
		readonly n: number;
		readonly low: number;
		readonly high: number;
	}[];
	readonly decay: {
		readonly linearCases: readonly { points: number; rate: number; periods: number; value: number }[];
		readonly halfLifeCases: readonly { points: number; halfLifeDays: number; ageDays: number; value: number }[];
	};
}

const vectors = JSON.parse(readFileSync(join(__dirname, 'data', 'vectors.json'), 'utf8')) as Vectors;

function close(actual: number, expected: number): void {
	expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(expected)));
}

it.each(vectors.metrics.map((entry) => [entry.id, entry] as const))('metrics: %s', (_id, entry) => {
	close(areaUnderCurve(entry), entry.auc);
	close(brierScore(entry), entry.brier);
	close(logLoss(entry), entry.logLoss);
	close(calibrationError(byWidth(entry, 10)), entry.ece10);
	close(worstCalibrationError(byWidth(entry, 10)), entry.mce10);
	close(calibrationError(byWidth(entry, 5)), entry.ece5);
	close(calibrationError(byMass(entry, 10)), entry.ece10EqualMass);
});

it.each(vectors.pointsToDoubleOdds)('points to double the odds: base $baseScore at $baseOdds', (entry) => {
	const scale: Scale = { base: entry.baseScore, odds: entry.baseOdds, double: entry.pdo };
	close(factorOf(scale), entry.factor);
	close(offsetOf(scale), entry.offset);
	for (const { p, score } of entry.points) {
		close(pointsOf(scale, p), score);
		close(chanceOf(scale, score), p);
	}
});

it.each(vectors.isotonicPAV)('isotonic regression of $y', ({ y, fit }) => {
	isotonic(y).forEach((value, at) => close(value, fit[at] ?? NaN));
	expect(isotonic(y)).toHaveLength(fit.length);
});

it.each(vectors.wilson95)('Wilson interval of $k in $n', ({ k, n, low, high }) => {
	const interval = wilson(k, n);
	close(interval.low, low);
	close(interval.high, high);
});

it.each(vectors.decay.linearCases)('linear decay: $points points, $periods periods', (entry) => {
	close(linearDecay(entry.points, entry.rate, entry.periods), entry.value);
});

it.each(vectors.decay.halfLifeCases)('half-life decay: $points points, $ageDays days', (entry) => {
	close(halfLifeDecay(entry.points, entry.halfLifeDays, entry.ageDays), entry.value);
});
