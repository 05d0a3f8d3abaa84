/**
 * What a stated confidence is worth: learned from suggestions that people reviewed, and put on the panel as a short text.
 * A curve of isotonic steps where there is much to learn from, of two numbers (Platt) where there is less.
 */
import { z } from 'zod';
import { isotonic } from './isotonic';
import { qualityOf, type Quality } from './metrics';

const chance = z.number().min(0).max(1);

const calibrationSchema = z.object({
	v: z.literal(1),
	kind: z.literal('calibration'),
	/** ISO time. */
	madeAt: z.string(),
	/** Reviewed suggestions that it was learned from. */
	n: z.number().int().min(1),
	accepted: z.number().int().min(0),
	/** The scorer's version that was reviewed; '' where several were. */
	scorer: z.string(),
	curve: z.discriminatedUnion('method', [
		z.object({ method: z.literal('isotonic'), from: z.array(chance).min(1), to: z.array(chance).min(1) }),
		z.object({ method: z.literal('platt'), slope: z.number(), offset: z.number() }),
	]),
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type Curve = Calibration['curve'];

/** One suggestion that a person judged. */
export interface Reviewed {
	/** As the scorer stated it, 0 to 1. */
	readonly confidence: number;
	readonly accepted: boolean;
}

/** With fewer reviewed suggestions a calibration would be made of chance. */
export const fewestReviewed = 200;
/** From here on steps are better than two numbers (Niculescu-Mizil and Caruana 2005). */
const ENOUGH_FOR_STEPS = 1000;
/** A step of so few suggestions is chance. */
const FEWEST_OF_A_KIND = 10;

export type Learned =
	| { readonly ok: true; readonly curve: Curve; readonly before: Quality; readonly after: Quality }
	| { readonly ok: false; readonly message: string };

/** The curve for reviewed suggestions. `method` undefined: chosen by how many there are. */
export function learnCurve(
	reviewed: readonly Reviewed[],
	method?: Curve['method'],
	fewest: number = fewestReviewed,
): Learned {
	const accepted = reviewed.filter((entry) => entry.accepted).length;
	const rejected = reviewed.length - accepted;
	if (reviewed.length < fewest) {
		return {
			ok: false,
			message: `${reviewed.length} reviewed suggestions are too few to learn what a confidence is worth: ${fewest} are needed.`,
		};
	}
	if (accepted < FEWEST_OF_A_KIND || rejected < FEWEST_OF_A_KIND) {
		return {
			ok: false,
			message: `Of ${reviewed.length} reviewed suggestions ${accepted} were accepted and ${rejected} rejected: at least ${FEWEST_OF_A_KIND} of each are needed.`,
		};
	}
	const y = reviewed.map((entry) => (entry.accepted ? 1 : 0));
	const p = reviewed.map(({ confidence }) => confidence);
	const chosen = method ?? (reviewed.length >= ENOUGH_FOR_STEPS ? 'isotonic' : 'platt');
	const curve = chosen === 'isotonic' ? stepsOf(reviewed) : plattOf(y, p);
	return {
		ok: true,
		curve,
		before: qualityOf({ y, p }),
		after: qualityOf({ y, p: p.map((confidence) => calibrated(curve, confidence)) }),
	};
}

/** What the confidence is worth, 0 to 1. */
export function calibrated(curve: Curve, confidence: number): number {
	if (curve.method === 'platt') return sigmoid(curve.slope * logit(confidence) + curve.offset);
	const { from, to } = curve;
	const next = from.findIndex((start) => start > confidence);
	if (next === 0) return to[0] ?? 0;
	if (next === -1) return to.at(-1) ?? 0;
	const [low, high] = [from[next - 1] ?? 0, from[next] ?? 1];
	const part = high === low ? 0 : (confidence - low) / (high - low);
	return (to[next - 1] ?? 0) + part * ((to[next] ?? 0) - (to[next - 1] ?? 0));
}

/** One line of text, to be pasted into the panel. */
export const calibrationText = (calibration: Calibration) => JSON.stringify(calibration);

/** The calibration in a pasted text or a value; undefined where it is none. */
export function readCalibration(given: unknown): Calibration | undefined {
	try {
		const parsed = calibrationSchema.safeParse(typeof given === 'string' ? JSON.parse(given) : given);
		return parsed.success && valid(parsed.data.curve) ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}

function valid(curve: Curve): boolean {
	if (curve.method === 'platt') return Number.isFinite(curve.slope) && Number.isFinite(curve.offset);
	const rising = (values: readonly number[]) => values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
	return curve.from.length === curve.to.length && rising(curve.from) && rising(curve.to);
}

/** The corners of the steps: equal confidences are one point, weighted by how often they were stated. */
function stepsOf(reviewed: readonly Reviewed[]): Curve {
	const points = new Map<number, { n: number; accepted: number }>();
	for (const { confidence, accepted } of reviewed) {
		const point = points.get(confidence) ?? { n: 0, accepted: 0 };
		points.set(confidence, { n: point.n + 1, accepted: point.accepted + (accepted ? 1 : 0) });
	}
	const sorted = [...points].sort(([a], [b]) => a - b);
	const fit = isotonic(
		sorted.map(([, { n, accepted }]) => accepted / n),
		sorted.map(([, { n }]) => n),
	);
	const from: number[] = [];
	const to: number[] = [];
	sorted.forEach(([confidence], at) => {
		const [value, before, after] = [fit[at] ?? 0, fit[at - 1], fit[at + 1]];
		if (value === before && value === after) return;
		from.push(confidence);
		to.push(value);
	});
	return { method: 'isotonic', from, to };
}

/**
 * Platt scaling on the log odds of the confidence, with Platt's softened targets, by Newton steps.
 * https://doi.org/10.1007/s10994-007-5018-6
 */
function plattOf(y: readonly number[], p: readonly number[]): Curve {
	const successes = y.reduce((sum, value) => sum + value, 0);
	const [high, low] = [(successes + 1) / (successes + 2), 1 / (y.length - successes + 2)];
	const target = y.map((value) => (value === 1 ? high : low));
	const x = p.map(logit);
	let [slope, offset] = [1, 0];
	for (let step = 0; step < 50; step++) {
		let [ga, gb, haa, hab, hbb] = [0, 0, 1e-6, 0, 1e-6];
		x.forEach((value, at) => {
			const fitted = sigmoid(slope * value + offset);
			const weight = Math.max(fitted * (1 - fitted), 1e-12);
			const residual = (target[at] ?? 0) - fitted;
			ga += residual * value;
			gb += residual;
			haa += weight * value * value;
			hab += weight * value;
			hbb += weight;
		});
		const determinant = haa * hbb - hab * hab;
		const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
		// A full step can overshoot where the confidences are all alike.
		const size = Math.min(1, 5 / Math.max(Math.abs(da), Math.abs(db), 1e-12));
		slope += size * da;
		offset += size * db;
		if (Math.abs(da) + Math.abs(db) < 1e-10) break;
	}
	// A higher confidence must never count for less.
	return slope >= 0
		? { method: 'platt', slope, offset }
		: { method: 'platt', slope: 0, offset: logit(successes / y.length) };
}

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Log odds; 0 and 1 are taken a little inwards, where they are finite. */
export function logit(p: number): number {
	const inner = Math.min(1 - 1e-3, Math.max(1e-3, p));
	return Math.log(inner / (1 - inner));
}
