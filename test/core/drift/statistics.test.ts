/**
 * The statistics against reference vectors (vectors.json: computed with exact fractions by another implementation and
 * checked against published examples; conventions in its `meta`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { randomFrom } from '../../../bench/drift/random';
import { compareVectors, unknownGroups, type VectorFile } from '../../../bench/drift/vectors';
import { countAlike, countByCuts, makeBins, quantileCuts } from '../../../core/drift/statistics/bins';
import { chiSquareCritical, chiSquareTail } from '../../../core/drift/statistics/chi-square';
import { momentsOf } from '../../../core/drift/statistics/moments';
import { psi, psiCritical, shiftOf } from '../../../core/drift/statistics/psi';
import { enoughFor, wilson } from '../../../core/drift/statistics/wilson';

const vectors = JSON.parse(readFileSync(join(__dirname, 'vectors.json'), 'utf8')) as {
	readonly cases: readonly { readonly id: string; readonly expected: Readonly<Record<string, unknown>> }[];
	readonly quantileBinning: readonly {
		readonly id: string;
		readonly sample: number[];
		readonly bins: number;
		readonly cuts: number[];
		readonly countsLeftClosed: number[];
	}[];
	readonly specialFunctions: readonly {
		readonly fn: string;
		readonly df?: number;
		readonly x: number;
		readonly p: number;
	}[];
	readonly psiNullDistribution: {
		readonly rows: readonly {
			readonly bins: number;
			readonly nBaseline: number;
			readonly nCurrent: number;
			readonly psiCritical95: number;
		}[];
	};
};

/** Relative 1e-9, absolute 1e-12 near 0, as `meta.tolerance` says. */
function expectClose(actual: number, expected: number, relative = 1e-9): void {
	expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(1e-12, Math.abs(expected) * relative));
}

describe('the reference vectors', () => {
	const all = compareVectors(vectors as unknown as VectorFile);

	test('all 41 cases, bins, special functions and the null law are there', () => {
		expect(vectors.cases).toHaveLength(41);
		expect(all.length).toBeGreaterThan(1000);
		expect(new Set(all.map(({ name }) => name.split(' ')[0])).size).toBeGreaterThan(60);
	});

	test.each(['statistic', 'p-value', 'exact'])('every %s is right to its tolerance', (kind) => {
		const mine = all.filter((comparison) => comparison.kind === kind);
		expect(mine.length).toBeGreaterThan(10);
		expect(mine.filter(({ ok }) => !ok)).toEqual([]);
	});

	test('a wrong number is noticed, also where nothing is expected', () => {
		const [first] = vectors.cases;
		const spoiled = { cases: [{ ...first, expected: { ...first?.expected, ksD: 1e-11, psiRaw: null, unheardOf: 1 } }] };
		const found = compareVectors(spoiled as unknown as VectorFile).filter(({ ok }) => !ok);
		expect(found.map(({ name }) => name)).toEqual(['n01 psiRaw', 'n01 ksD', 'n01 unheardOf']);
	});

	test('average and spread of the largest numbers stay numbers', () => {
		const plain = momentsOf([3, 5, 10]);
		const large = momentsOf([3e200, 5e200, 10e200]);
		expectClose(large.mean / 1e200, plain.mean);
		expectClose(large.std / 1e200, plain.std);
	});

	test('a move among many choices that are all rare is seen', () => {
		const then = [...new Array<number>(20).fill(200), 1000];
		const even = [...new Array<number>(20).fill(4), 20];
		expect(shiftOf(then, even)).toMatchObject({ size: expect.closeTo(0, 2) as number, bins: 11 });
		const collapsed = [80, ...new Array<number>(19).fill(0), 20];
		expect(shiftOf(then, collapsed)?.size).toBeGreaterThan(1);
	});

	test('groups that nothing checks are named, and the exact law is not computed where nobody asks for it', () => {
		expect(unknownGroups(vectors)).toEqual([]);
		expect(unknownGroups({ cases: [], wilson: [{}] })).toEqual(['wilson']);
		const many = Array.from({ length: 60_000 }, (_, index) => index);
		const large = { id: 'l', baseline: many, current: many, cuts: [], expected: { ksD: 0, ksPExactNoTies: null } };
		expect(compareVectors({ cases: [large] }).map(({ name, ok }) => [name, ok])).toEqual([['l ksD', true]]);
	});
});

describe('how far a distribution moved', () => {
	test('is 0 for equal shares, never negative, and the same in both directions', () => {
		const counts = fc.array(fc.nat(500), { minLength: 2, maxLength: 12 });
		fc.assert(
			fc.property(counts, counts, (a, b) => {
				const bins = Math.min(a.length, b.length);
				const [p, q] = [a.slice(0, bins), b.slice(0, bins)];
				expect(psi(p, p)).toBe(0);
				expect(psi(p, q)).toBeGreaterThanOrEqual(0);
				expectClose(psi(p, q), psi(q, p));
			}),
		);
	});
});

describe('what chance alone gives', () => {
	test.each(vectors.psiNullDistribution.rows.map((row) => [row.bins, row.nBaseline, row.nCurrent, row.psiCritical95]))(
		'%i bins, %i then and %i now: up to %f',
		(bins, n, m, expected) => expectClose(psiCritical(n, m, bins), expected),
	);

	const chiSquare = vectors.specialFunctions.filter(({ fn }) => fn === 'chi2_sf');
	test('there are chi-square values to compare with', () => expect(chiSquare.length).toBeGreaterThanOrEqual(10));
	test.each(chiSquare.map(({ x, df, p }): [number, number, number] => [x, df ?? 0, p]))(
		'P(chi-square >= %f) with %i degrees of freedom is %f',
		(x, df, p) => expectClose(chiSquareTail(x, df), p, 1e-7),
	);

	test('the critical value is where the tail is reached', () => {
		const tail = fc.double({ min: 1e-6, max: 0.999, noNaN: true });
		fc.assert(
			fc.property(tail, fc.integer({ min: 1, max: 100 }), (share, df) => {
				expectClose(chiSquareTail(chiSquareCritical(share, df), df), share, 1e-7);
			}),
		);
	});

	test('too few values give no answer at all', () => {
		const even = (all: number) => new Array<number>(10).fill(all / 10);
		expect(shiftOf(even(190), even(100))).toBeUndefined();
		expect(shiftOf(even(200), even(90))).toBeUndefined();
		expect(shiftOf(even(200), even(100))).toMatchObject({ size: 0, bins: 10 });
	});

	test('samples of one distribution exceed it in about one of twenty cases (reference: 6.1 % at 200 and 200)', () => {
		const next = randomFrom(7);
		const sample = (size: number) => Array.from({ length: size }, () => next() * 100);
		const rounds = 1000;
		let beyond = 0;
		let alarms = 0;
		for (let round = 0; round < rounds; round++) {
			const bins = makeBins(sample(300));
			const { baseline, current } = countAlike(bins, sample(200));
			const shift = shiftOf(baseline, current);
			if (!shift) throw new Error('Enough values, and no answer.');
			if (shift.size > shift.chance) beyond++;
			if (shift.size >= 0.25 && shift.size > shift.chance) alarms++;
		}
		expect(beyond / rounds).toBeGreaterThan(0.02);
		expect(beyond / rounds).toBeLessThan(0.08);
		expect(alarms).toBeLessThanOrEqual(2);
	});
});

describe('bins', () => {
	test.each(
		vectors.quantileBinning.map((entry): [string, (typeof vectors.quantileBinning)[number]] => [entry.id, entry]),
	)('%s: cuts between equal parts', (_id, { sample, bins, cuts, countsLeftClosed }) => {
		const made = quantileCuts(sample, bins);
		expect(made).toHaveLength(cuts.length);
		made.forEach((cut, index) => expectClose(cut, cuts[index] ?? NaN));
		expect(countByCuts(sample, made)).toEqual(countsLeftClosed);
	});

	test('every value falls into one bin, whatever the baseline was', () => {
		const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 });
		fc.assert(
			fc.property(values, values, (then, now) => {
				const { baseline, current } = countAlike(makeBins(then), now);
				const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);
				expect([sum(baseline), sum(current)]).toEqual([then.length, now.length]);
				expect(baseline).toHaveLength(current.length);
			}),
		);
	});

	test('a constant baseline has a bin for any other value, so that a move shows', () => {
		const constant = new Array<number>(300).fill(50);
		const moved = countAlike(makeBins(constant), new Array<number>(300).fill(90));
		expect(shiftOf(moved.baseline, moved.current)?.size).toBeGreaterThan(1);
		const same = countAlike(makeBins(constant), constant);
		expect(shiftOf(same.baseline, same.current)?.size).toBe(0);
	});

	test('of many choices the rare ones are counted together', () => {
		const many = Array.from({ length: 1040 }, (_, index) => `option ${index % 520}`);
		const bins = makeBins(many);
		if (!('values' in bins)) throw new Error('Choices have no cuts.');
		expect(Object.keys(bins.values)).toHaveLength(500);
		expect(bins.other).toBe(40);
		const { baseline, current } = countAlike(bins, ['option 0', 'new', 'new']);
		expect([baseline.length, baseline.at(-1), current.at(-1)]).toEqual([501, 40, 2]);
	});

	test('a choice that the baseline does not know has a bin of its own', () => {
		const { baseline, current } = countAlike(makeBins(['b', 'b', 'toString']), ['a', '__proto__', 'b']);
		expect(baseline).toEqual([0, 0, 2, 1, 0]);
		expect(current).toEqual([1, 1, 1, 0, 0]);
	});
});

describe('between which bounds a share lies', () => {
	// From scoring/vectors.json, `wilson95`.
	test.each([
		[0, 500, 0, 0.007624340461552241],
		[1, 500, 0.00035313639455927456, 0.011240706705146758],
		[5, 500, 0.004278753896590496, 0.023193099755730702],
		[10, 500, 0.010899183596210813, 0.036420183246879345],
		[25, 500, 0.034093745243849435, 0.0727681611715476],
		[40, 500, 0.059298129409852594, 0.1071063165778513],
		[0, 50, 0, 0.07134759913335872],
		[4, 50, 0.03154951408859298, 0.18838246918342838],
		[8, 100, 0.041093461484380624, 0.14998107700948735],
		[80, 1000, 0.06474803809836388, 0.09846643902950242],
		[500, 500, 0.9923756595384479, 1],
	])('%i of %i', (hits, of, low, high) => {
		const interval = wilson(hits, of);
		expectClose(interval.low, low);
		expectClose(interval.high, high);
	});

	test('nothing is known of none, and bounds enclose the share', () => {
		expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, part) => {
				const hits = Math.round(of * part);
				const { low, high } = wilson(hits, of);
				expect(low).toBeLessThanOrEqual(hits / of);
				expect(high).toBeGreaterThanOrEqual(hits / of);
				expect(low).toBeGreaterThanOrEqual(0);
				expect(high).toBeLessThanOrEqual(1);
			}),
		);
	});

	test('enoughFor is the first number of clean observations that can be below the limit', () => {
		fc.assert(
			fc.property(fc.double({ min: 0.005, max: 0.5, noNaN: true }), (limit) => {
				const needed = enoughFor(limit);
				expect(wilson(0, needed).high).toBeLessThanOrEqual(limit + 1e-12);
				if (needed > 1) expect(wilson(0, needed - 1).high).toBeGreaterThan(limit);
			}),
		);
	});
});
