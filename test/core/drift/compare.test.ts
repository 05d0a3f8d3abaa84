/** Comparing with a baseline: the whole way from values to verdicts, its errors, and its cost. */
import fc from 'fast-check';
import { million } from '../../../bench/drift/million';
import { normal, randomFrom } from '../../../bench/drift/random';
import { simulate } from '../../../bench/drift/simulate';
import { baselineDistribution, baselineMoments, fieldBaseline, type FieldBaseline } from '../../../core/drift/baseline';
import { compareNumbers } from '../../../core/drift/compare';
import { distributionOf, reduced } from '../../../core/drift/statistics/distribution';
import { holm } from '../../../core/drift/statistics/holm';
import { ksExact, ksExactTies, ksGap } from '../../../core/drift/statistics/ks';
import { momentsOf, sumOf } from '../../../core/drift/statistics/moments';
import { atOnce, sortInSteps } from '../../../core/drift/statistics/sort';
import { wasserstein } from '../../../core/drift/statistics/wasserstein';
import { inSteps } from '../../../n8n/steps';

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });
const sorted = (values: readonly number[]) => atOnce(sortInSteps(values));
const made = (values: readonly number[]): FieldBaseline => {
	const kept = fieldBaseline(values);
	if (!kept) throw new Error('No values.');
	return kept;
};

describe('false alarms and power (bench:drift --simulate has 2,000 pairs of seven shapes)', () => {
	it.each<[number, number, number]>([
		[200, 200, 300],
		[1000, 300, 150],
		[1000, 1000, 100],
	])('samples of one distribution, %i then and %i now: at most 1 %% of %i runs say anything', (n, m, pairs) => {
		expect(simulate('normal scores 0-100', [n, m], 0, pairs, 11).warningOrAlarm).toBeLessThanOrEqual(0.01);
	});

	it('many choices, most of them rare, are no move either, and a move among them is seen', () => {
		expect(simulate('150 choices', [200, 200], 0, 200, 11).warningOrAlarm).toBeLessThanOrEqual(0.01);
		expect(simulate('150 choices', [1000, 300], 0.5, 50, 12).warningOrAlarm).toBeGreaterThanOrEqual(0.99);
	});

	it('half a standard deviation is at least a warning in 99 %, a whole one an alarm', () => {
		expect(simulate('normal scores 0-100', [1000, 300], 0.5, 100, 12).warningOrAlarm).toBeGreaterThanOrEqual(0.99);
		expect(simulate('normal scores 0-100', [1000, 300], 1, 100, 13).alarm).toBeGreaterThanOrEqual(0.99);
	});
});

describe('the baseline keeps the distribution', () => {
	it('scores of whole numbers are kept as they are', () => {
		const random = randomFrom(5);
		const scores = Array.from({ length: 3000 }, () => Math.round(Math.max(0, Math.min(100, 50 + 20 * normal(random)))));
		const kept = baselineDistribution(made(scores));
		const whole = distributionOf(sorted(scores));
		expect(kept && [Array.from(kept.points), Array.from(kept.counts)]).toEqual([
			Array.from(whole.points),
			Array.from(whole.counts),
		]);
	});

	it('reduced to 200 points it is nowhere further off than a 150th, and keeps its size', () => {
		const random = randomFrom(6);
		const whole = distributionOf(sorted(Array.from({ length: 5000 }, () => normal(random))));
		const few = reduced(whole, 200);
		expect(few.points.length).toBeLessThanOrEqual(200);
		expect(sumOf(Array.from(few.counts))).toBe(5000);
		expect(ksGap(whole, few).d).toBeLessThan(1 / 150);
	});

	it('few different numbers are kept one by one, with average and spread', () => {
		const field = made([0, 0, 25, 50, 50, 50]);
		expect(field).toMatchObject({ values: { 0: 2, 25: 1, 50: 3 }, other: 0 });
		const moments = baselineMoments(field);
		expect(moments?.mean).toBeCloseTo(175 / 6, 8);
		expect(moments?.std).toBeCloseTo(momentsOf([0, 0, 25, 50, 50, 50]).std, 8);
	});

	it('a baseline without the distribution still compares by its bins', () => {
		const old = made(Array.from({ length: 300 }, (_, index) => index % 60));
		if (!('cuts' in old)) throw new Error('No cuts.');
		const { points: _points, weights: _weights, std: _std, ...bare } = old;
		const found = atOnce(
			compareNumbers(
				bare,
				Array.from({ length: 200 }, (_, index) => index % 60),
			),
		);
		expect(found?.psi).toBeLessThan(0.05);
		expect(found?.numeric).toBeUndefined();
	});

	it('numbers of another field type, NaN and infinity do no harm', () => {
		const before = made(Array.from({ length: 300 }, (_, index) => index % 60));
		const values = [...Array.from({ length: 200 }, (_, index) => index % 60), NaN, Infinity, -Infinity];
		expect(atOnce(compareNumbers(before, values))?.m).toBe(202);
	});
});

describe('the statistics hold what they promise', () => {
	it('sorting in steps is sorting, and the input stays as it was', () => {
		fc.assert(
			fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 300 }), (values) => {
				const before = [...values];
				expect(Array.from(sorted(values))).toEqual([...values].sort((a, b) => a - b).map((value) => value));
				expect(values).toEqual(before);
			}),
		);
		const random = randomFrom(8);
		const many = Float64Array.from({ length: 150_000 }, () => random());
		expect(sorted(Array.from(many))).toEqual(many.slice().sort());
	});

	it('Wasserstein is the average move where every value moves by the same', () => {
		fc.assert(
			fc.property(numbers, fc.integer({ min: -30, max: 30 }), (values, by) => {
				const [a, b] = [values, values.map((value) => value + by)].map((one) => distributionOf(sorted(one)));
				if (a && b) expect(wasserstein(a, b)).toBeCloseTo(Math.abs(by), 9);
			}),
		);
	});

	it('KS: with ties chance explains no less than without, and both are probabilities', () => {
		fc.assert(
			fc.property(numbers, numbers, (x, y) => {
				const [a, b] = [distributionOf(sorted(x)), distributionOf(sorted(y))];
				const gap = ksGap(a, b);
				const [plain, tied] = [ksExact(gap), ksExactTies(gap, a, b)];
				expect(tied).toBeLessThanOrEqual(plain + 1e-12);
				expect(tied).toBeGreaterThan(0);
				expect(plain).toBeLessThanOrEqual(1);
			}),
		);
	});

	it('Holm: the known example, and never below the plain value', () => {
		// Holm (1979) by hand: sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, never falling.
		expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
		expect(holm([undefined, 0.04, undefined])).toEqual([undefined, 0.04, undefined]);
		expect(holm([0.9, 0.8])).toEqual([1, 1]);
	});

	it('sums and spreads keep small numbers beside large ones', () => {
		expect(sumOf([1e16, 1, -1e16, 1])).toBe(2);
		expect(momentsOf([1e9 + 1, 1e9 + 2, 1e9 + 3]).std).toBeCloseTo(Math.sqrt(2 / 3), 9);
	});
});

describe('a million scores', () => {
	it('are compared in turns, so that n8n goes on', async () => {
		let turns = 0;
		let running = true;
		const turn = () => {
			turns += 1;
			if (running) setImmediate(turn);
		};
		setImmediate(turn);
		const random = randomFrom(9);
		const before = made(Array.from({ length: 1000 }, () => normal(random)));
		const found = await inSteps(
			compareNumbers(
				before,
				Float64Array.from({ length: 400_000 }, () => normal(random)),
			),
		);
		running = false;
		expect(found?.m).toBe(400_000);
		expect(turns).toBeGreaterThan(1);
	});

	it('end, also on a machine with much else to do (bench:drift --million measures against 1.5 s)', async () => {
		const { milliseconds, psi } = await million();
		expect(psi).toBeGreaterThan(0);
		expect(milliseconds).toBeLessThan(60_000);
	}, 120_000);
});
