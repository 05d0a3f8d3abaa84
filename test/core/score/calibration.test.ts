/** What a confidence is worth, learned from reviewed suggestions. */
import fc from 'fast-check';
import {
	calibrated,
	calibrationText,
	learnCurve,
	logit,
	readCalibration,
	sigmoid,
	type Calibration,
	type Curve,
	type Reviewed,
} from '../../../core/score/calibration/calibrate';
import { randomFrom } from './scorecard/simulated';

/** A scorer that is too sure of itself: what it calls 0.9 is right in 70 of 100 cases. */
function overconfident(count: number, seed = 3): Reviewed[] {
	const random = randomFrom(seed);
	return Array.from({ length: count }, () => {
		const confidence = 0.5 + Math.round(random() * 49) / 100;
		return { confidence, accepted: random() < sigmoid(0.5 * logit(confidence) - 0.25) };
	});
}

const curveOf = (reviewed: readonly Reviewed[], method?: Curve['method']) => {
	const learned = learnCurve(reviewed, method);
	if (!learned.ok) throw new Error(learned.message);
	return learned;
};

it.each(['isotonic', 'platt'] as const)('%s brings a stated confidence near what happens', (method) => {
	const { curve, before, after } = curveOf(overconfident(6000), method);
	expect(before.ece).toBeGreaterThan(0.1);
	expect(after.ece).toBeLessThan(0.02);
	const fresh = overconfident(6000, 99);
	const off =
		fresh.reduce((sum, { confidence, accepted }) => sum + calibrated(curve, confidence) - (accepted ? 1 : 0), 0) /
		fresh.length;
	expect(Math.abs(off)).toBeLessThan(0.03);
});

it('takes two numbers where there are few, steps where there are many, and refuses below 200', () => {
	expect(curveOf(overconfident(300)).curve.method).toBe('platt');
	expect(curveOf(overconfident(1500)).curve.method).toBe('isotonic');
	expect(learnCurve(overconfident(199))).toMatchObject({
		ok: false,
		message: expect.stringContaining('200') as string,
	});
	expect(learnCurve(overconfident(400).map((entry) => ({ ...entry, accepted: true }))).ok).toBe(false);
});

it('never makes a higher confidence worth less, and stays between 0 and 1', () => {
	const reviewed = fc.array(
		fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), accepted: fc.boolean() }),
		{
			minLength: 60,
			maxLength: 120,
		},
	);
	fc.assert(
		fc.property(reviewed, fc.constantFrom('isotonic' as const, 'platt' as const), (entries, method) => {
			const learned = learnCurve(entries, method, 1);
			fc.pre(learned.ok);
			const values = Array.from({ length: 51 }, (_, at) => calibrated(learned.curve, at / 50));
			values.forEach((value, at) => {
				expect(value).toBeGreaterThanOrEqual(0);
				expect(value).toBeLessThanOrEqual(1);
				if (at > 0) expect(value).toBeGreaterThanOrEqual((values[at - 1] ?? 0) - 1e-12);
			});
		}),
		{ numRuns: 100 },
	);
});

it('survives the way through text; a curve that falls or is cut off is none', () => {
	const { curve } = curveOf(overconfident(1500));
	const calibration: Calibration = {
		v: 1,
		kind: 'calibration',
		madeAt: '2026-11-21T00:00:00Z',
		n: 1500,
		accepted: 900,
		scorer: 'x',
		curve,
	};
	expect(readCalibration(calibrationText(calibration))).toEqual(calibration);
	const falling = { ...calibration, curve: { method: 'isotonic', from: [0.1, 0.9], to: [0.9, 0.1] } };
	expect(readCalibration(JSON.stringify(falling))).toBeUndefined();
	expect(readCalibration(calibrationText(calibration).slice(0, -3))).toBeUndefined();
});
