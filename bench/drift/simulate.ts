/**
 * How often Drift Monitor is wrong: pairs of samples without and with a move, through the same judgement as in the
 * node. Per field one run: all its tests count as one family, as on a panel with one field.
 */
import { fieldBaseline, type FieldBaseline } from '../../core/drift/baseline';
import { overall, type CheckStatus } from '../../core/drift/check';
import { usualLimits } from '../../core/drift/limits';
import { measure, movedChecks } from '../../core/drift/moved';
import { missingOf, type Observation } from '../../core/drift/observe';
import { atOnce } from '../../core/drift/statistics/sort';
import type { FieldSchema } from '../../core/fields/schema';
import { normal, randomFrom, type Random } from './random';

/** How scores are spread. `shift` is in standard deviations of the unmoved spread. */
export const shapes: Readonly<Record<string, (random: Random, shift: number) => number | string>> = {
	'normal scores 0-100': (random, shift) => Math.max(0, Math.min(100, Math.round(50 + 12 * (normal(random) + shift)))),
	continuous: (random, shift) => normal(random) + shift,
	uniform: (random, shift) => random() + shift / Math.sqrt(12),
	'two humps': (random, shift) => (random() < 0.6 ? 30 : 75) + 6 * normal(random) + shift * 22.8,
	'right-skewed': (random, shift) => -Math.log(1 - random()) + shift,
	'few values': (random, shift) => Math.floor(Math.max(0, Math.min(4.99, 2.5 + 1.2 * (normal(random) + shift)))) * 25,
	// As the industry of a company: most names are rare, and some are missing from each sample by chance.
	'150 choices': (random, shift) => `option ${Math.floor(150 * random() ** (1 + 2 * shift))}`,
};

export interface Simulation {
	readonly shape: string;
	readonly baseline: number;
	readonly current: number;
	readonly shift: number;
	readonly pairs: number;
	/** Shares of the pairs, 0 to 1. */
	readonly warningOrAlarm: number;
	readonly alarm: number;
}

const field: FieldSchema = {
	name: 'ai_lead_score',
	label: 'AI Lead Score',
	type: 'number',
	choices: [],
	openChoices: false,
	readOnly: false,
	calculated: false,
	unique: false,
	currency: false,
	sensitive: false,
	hidden: false,
	rules: [],
	native: { type: 'number', control: 'number' },
};

const choiceField: FieldSchema = { ...field, name: 'ai_industry', label: 'AI Industry', type: 'choice' };

const limits = usualLimits;

export function simulate(
	shape: string,
	sizes: readonly [number, number],
	shift: number,
	pairs: number,
	seed: number,
): Simulation {
	const draw = shapes[shape];
	if (!draw) throw new Error(`No shape is called ${shape}.`);
	const random = randomFrom(seed);
	const [baseline, current] = sizes;
	const counts = { warning: 0, alarm: 0 };
	for (let pair = 0; pair < pairs; pair++) {
		const status = judge(sample(draw, random, baseline, 0), sample(draw, random, current, shift));
		if (status === 'alarm') counts.alarm++;
		else if (status === 'warning') counts.warning++;
	}
	return {
		shape,
		baseline,
		current,
		shift,
		pairs,
		warningOrAlarm: (counts.warning + counts.alarm) / pairs,
		alarm: counts.alarm / pairs,
	};
}

const sample = (draw: (typeof shapes)[string], random: Random, size: number, shift: number) =>
	Array.from({ length: size }, () => draw(random, shift));

const observed = (values: readonly (number | string)[]): Observation[] =>
	values.map((value) => ({ value, holder: 'us', stamp: undefined }));

function judge(then: readonly (number | string)[], now: readonly (number | string)[]): CheckStatus {
	const before = fieldBaseline(then, missingOf(observed(then))) as FieldBaseline;
	const segment = { observations: observed(now), before, takenAt: '2026-11-01T00:00:00.000Z' };
	const watched = typeof then[0] === 'string' ? choiceField : field;
	return overall(movedChecks([atOnce(measure(watched, segment))], true, limits));
}
