/** What people made of suggestions, read off audit rows and the items of Human Review. */
import fc from 'fast-check';
import { verdictsIn } from '../../../core/score/calibration/reviewed';

const row = (more: Record<string, unknown>) => ({
	time: '2026-11-20T10:00:00.000Z',
	account: '1',
	object: 'contact',
	record: '7',
	field: 'tier',
	outcome: 'review',
	rule: 'confidence not calibrated',
	suggested: 'A',
	confidence: 0.8,
	reason: 'Big plan.',
	scorer_method: 'model',
	scorer_version: 'tiers 1 abcd',
	input_hash: 'h1',
	approver: '',
	...more,
});
const later = (more: Record<string, unknown>) => row({ time: '2026-11-21T10:00:00.000Z', ...more });
const approved = { outcome: 'written', rule: 'approved by a person', approver: 'Robin' };
/** As the approval of a value that the person typed over the suggestion is written down. */
const entered = {
	...approved,
	suggested: 'B',
	confidence: null,
	scorer_method: 'mapped',
	scorer_version: 'human review',
};
const item = (more: Record<string, unknown>) => ({
	crm: { account: '1', object: 'contact', id: '7', proposals: [], decisions: [] },
	...more,
});
const verdict = (accepted: boolean, confidence = 0.8, version = 'tiers 1 abcd') => ({ accepted, confidence, version });

it.each<[string, readonly Record<string, unknown>[], readonly unknown[]]>([
	['a question without an answer is none', [row({})], []],
	['an approval is a yes', [row({}), later(approved)], [verdict(true)]],
	['an approval whose question was not kept is a yes', [later(approved)], [verdict(true)]],
	['also where the CRM then refused the write', [later({ ...approved, outcome: 'failed' })], [verdict(true)]],
	['a preview is nobody’s word', [later({ ...approved, outcome: 'would write' })], []],
	['a value that a person entered instead is a no to the suggestion', [row({}), later(entered)], [verdict(false)]],
	['without the question nobody knows what it was instead of', [later(entered)], []],
	['a no is a no', [later({ outcome: 'skipped', rule: 'rejected by a person' })], [verdict(false)]],
	[
		'the value that was refused since',
		[row({}), later({ outcome: 'skipped', rule: 'refused before' })],
		[verdict(false)],
	],
	['the same refusal once more is nothing new', [later({ outcome: 'skipped', rule: 'refused before' })], []],
	['what was written without a question is no verdict', [later({ outcome: 'written', rule: 'ai field' })], []],
	['points rules state no confidence', [later({ ...approved, scorer_method: 'rules', confidence: null })], []],
	['rows in any order', [later(approved), row({})], [verdict(true)]],
	[
		'score, band and reason of one judgement count once',
		[later(approved), later({ ...approved, field: 'reason', suggested: 'Big plan.' })],
		[verdict(true)],
	],
	['a sheet’s texts and columns', [{ ...later(approved), confidence: '0,8', Record: '7' }], [verdict(true)]],
	['another record is another question', [row({ record: '8' }), later(entered)], []],
	[
		'a review that Close Finished Reviews found answered',
		[row({}), item({ reviews: [{ field: 'tier', status: 'approved' }] })],
		[verdict(true)],
	],
	['and one with a no', [row({}), item({ reviews: [{ field: 'tier', status: 'rejected' }] })], [verdict(false)]],
	['and one that is open', [row({}), item({ reviews: [{ field: 'tier', status: 'open' }] })], []],
	[
		'a confidence that was calibrated is not what the model stated',
		[later({ ...approved, scorer_version: 'tiers 1 abcd, calibrated' })],
		[],
	],
	['a confidence beyond 1 is none', [later({ ...approved, confidence: 85 })], []],
])('%s', (_name, rows, expected) => {
	expect(verdictsIn(rows).verdicts).toEqual(expected);
});

it('reads the decisions on items that left the review page, with their suggestions', () => {
	const scorer = { method: 'model', version: 'v', inputHash: 'h' };
	const crm = {
		...item({}).crm,
		proposals: [
			{ field: 'tier', value: 'A', confidence: 0.7, scorer },
			{ field: 'city', value: 'Lyon', confidence: 0.6, reason: 'r', scorer },
			{ field: 'size', value: 5, confidence: 0.9, scorer },
		],
		decisions: [
			{ field: 'tier', action: 'write', rule: 'approved by a person' },
			{ field: 'city', action: 'skip', rule: 'rejected by a person' },
			{ field: 'size', action: 'review', rule: 'review asked for' },
		],
	};
	expect(verdictsIn([{ crm }]).verdicts).toEqual([verdict(true, 0.7, 'v'), verdict(false, 0.6, 'v')]);
});

it('never throws, whatever the items are, and every confidence is one', () => {
	fc.assert(
		fc.property(
			fc.array(fc.dictionary(fc.constantFrom('crm', 'reviews', ...Object.keys(row({}))), fc.jsonValue())),
			(rows) => {
				for (const { confidence } of verdictsIn(rows).verdicts) {
					expect(confidence >= 0 && confidence <= 1).toBe(true);
				}
			},
		),
	);
});
