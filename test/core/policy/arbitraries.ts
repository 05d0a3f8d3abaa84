/** Generators of everything that a judgement can be asked about. */
import fc from 'fast-check';
import type { Settings } from '../../../core/policy/decide';
import type { Evidence } from '../../../core/policy/holder';
import type { Owner } from '../../../core/policy/owners';
import type { Edit, Proposal, Scorer } from '../../../core/record';
import { hashValue, type CrmValue } from '../../../core/value';

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

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
export const isoTime = fc.integer({ min: 0, max: 300 }).map(day);

export const edit: fc.Arbitrary<Edit> = fc.record({
	at: isoTime,
	by: fc.constantFrom<Edit['by'][]>('human', 'automation', 'integration', 'unknown'),
	evidence: fc.constantFrom<Edit['evidence'][]>('history', 'provenance', 'record'),
});

export const evidence: fc.Arbitrary<Evidence> = fc.record({
	current: fieldValue,
	edit: fc.option(edit, { nil: undefined }),
	historyKnown: fc.boolean(),
	stamp: fc.option(
		fc.record({
			hash: fieldValue.map(hashValue),
			readAt: isoTime,
			writtenAt: isoTime,
			run: fc.constant('7'),
			refused: fc.array(fieldValue.map(hashValue), { maxLength: 2 }),
			restoredFor: fc.option(fc.constant('human' as const), { nil: undefined }),
		}),
		{ nil: undefined },
	),
	editsCountFrom: fc.option(isoTime, { nil: undefined }),
});

export const scorer: fc.Arbitrary<Scorer> = fc.record({
	method: fc.constantFrom<Scorer['method'][]>('rules', 'model', 'scorecard', 'mapped', 'other'),
	version: fc.constant('1'),
	inputHash: fc.constant('x'),
	calibrated: fc.option(fc.boolean(), { nil: undefined }),
});

export const proposal: fc.Arbitrary<Proposal> = fc.record({
	field: fc.constant('a_field'),
	value: fieldValue,
	confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
	scorer,
});

export const settings: fc.Arbitrary<Settings> = fc.record({
	minimumConfidence: fc.constantFrom(0, 0.5, 0.85, 1),
	clearEmptyValues: fc.boolean(),
});
