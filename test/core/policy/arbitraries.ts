/** Generators of everything that a judgement can be asked about. */
import fc from 'fast-check';
import type { Settings } from '../../../core/policy/decide';
import type { Evidence } from '../../../core/policy/holder';
import type { Owner } from '../../../core/policy/owners';
import type { Edit, Proposal, Scorer } from '../../../core/record';
import type { FieldReview } from '../../../core/stamp';
import { hashValue, type CrmValue } from '../../../core/value';

/**
 * How often a property is tried. The mutation bench tries each less often (stryker.config.mjs): it runs the tests once
 * for every mutant.
 */
export const runs = (count: number) => ({
	numRuns: Math.ceil(count * Number(process.env['PROPERTY_SHARE'] ?? 1)),
});

/** Few values, so that equal ones meet often. */
export const fieldValue: fc.Arbitrary<CrmValue> = fc.constantFrom<CrmValue[]>(null, 'A', 'B', 'C', 0, 1, false);

/** Any canonical value. Numbers without -0, which JSON does not know. */
export const anyValue: fc.Arbitrary<CrmValue> = fc.letrec<{ value: CrmValue }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		fc.constant(null),
		fc.boolean(),
		fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
		fc.string(),
		fc.array(tie('value'), { maxLength: 4 }),
		fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
	),
})).value;

export const owner = fc.constantFrom<Owner[]>('ai', 'shared', 'people');

/** Mostly absent: what would decide alone must leave room for the rules below it. */
export const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
	fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
/** There or not, as often. */
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
export const isoTime = fc.integer({ min: 0, max: 300 }).map(day);

export const edit: fc.Arbitrary<Edit> = fc.record({
	at: isoTime,
	by: fc.constantFrom<Edit['by'][]>('human', 'automation', 'integration', 'unknown'),
	evidence: fc.constantFrom<Edit['evidence'][]>('history', 'provenance', 'record'),
});

export const review: fc.Arbitrary<FieldReview> = fc.record({
	hash: fieldValue.map(hashValue),
	status: fc.constantFrom<FieldReview['status'][]>('open', 'approved', 'rejected', 'expired'),
	at: isoTime,
	until: maybe(isoTime),
	refused: fc.array(fieldValue.map(hashValue), { maxLength: 2 }),
});

export const evidence: fc.Arbitrary<Evidence> = fc.record({
	current: fieldValue,
	edit: maybe(edit),
	historyKnown: fc.boolean(),
	stamp: maybe(
		fc.record({
			hash: fieldValue.map(hashValue),
			readAt: isoTime,
			writtenAt: isoTime,
			run: fc.constant('7'),
			refused: fc.array(fieldValue.map(hashValue), { maxLength: 2 }),
			restoredFor: seldom(fc.constant('human' as const)),
		}),
	),
	stampsKept: maybe(fc.boolean()),
	review: seldom(review),
	readAt: maybe(isoTime),
	editsCountFrom: seldom(isoTime),
});

export const scorer: fc.Arbitrary<Scorer> = fc.record({
	method: fc.constantFrom<Scorer['method'][]>('rules', 'model', 'scorecard', 'mapped', 'other'),
	version: fc.constant('1'),
	inputHash: fc.constant('x'),
	calibrated: maybe(fc.boolean()),
});

/** Any confidence, and often one at a limit that the settings know. */
export const confidence = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 0.85, 1));

export const proposal: fc.Arbitrary<Proposal> = fc.record({
	field: fc.constant('a_field'),
	value: fieldValue,
	confidence: maybe(confidence),
	scorer,
});

export const settings: fc.Arbitrary<Settings> = fc.record({
	minimumConfidence: fc.constantFrom(0, 0.5, 0.85, 1),
	clearEmptyValues: fc.boolean(),
});
