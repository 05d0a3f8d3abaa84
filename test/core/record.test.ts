import { contractSchema, decisionSchema, outcomeSchema, proposalSchema } from '../../core/record';

const scorer = { method: 'rules', version: '1', inputHash: 'x' };
const contract = {
	system: 'hubspot',
	account: '20111222',
	object: 'contact',
	id: '101',
	match: { status: 'matched', confidence: 1, via: ['email'], why: 'By e-mail.', candidates: [] },
};

describe('the item contract', () => {
	test('what is not there yet is an empty list', () => {
		expect(contractSchema.parse(contract)).toMatchObject({ proposals: [], decisions: [], outcomes: [] });
	});

	test.each<[string, unknown]>([
		['an unknown CRM', { ...contract, system: 'dynamics' }],
		['no account', { ...contract, account: '' }],
		['an empty id', { ...contract, id: '' }],
		['a numeric id', { ...contract, id: 101 }],
		['a confidence above 1', { ...contract, match: { ...contract.match, confidence: 1.01 } }],
		['no match', { ...contract, match: undefined }],
		['an undefined value', { ...contract, proposals: [{ field: 'a', value: undefined, scorer }] }],
		['a proposal without field', { ...contract, proposals: [{ field: '', value: 1, scorer }] }],
		[
			'a decision by an unknown rule',
			{ ...contract, decisions: [{ field: 'a', action: 'write', rule: 'because', why: '' }] },
		],
		['a list', []],
		['nothing', null],
	])('%s is refused', (_name, given) => {
		expect(contractSchema.safeParse(given).success).toBe(false);
	});

	test.each([0, false, null, '', ['a'], { street: 'x' }])('%j is a value', (value) => {
		expect(proposalSchema.parse({ field: 'a', value, scorer }).value).toEqual(value);
	});

	test.each([-0.01, 1.01, Number.NaN, '0.9'])('%j is no confidence', (confidence) => {
		expect(proposalSchema.safeParse({ field: 'a', value: 1, scorer, confidence }).success).toBe(false);
	});

	test('an approval and a restored edit have their place', () => {
		const approval = { signature: 's', expiresAt: '2026-11-27T00:00:00Z', execution: '5', currentHash: 'h' };
		const decision = {
			field: 'a',
			action: 'write',
			rule: 'approved by a person',
			why: '',
			approvedBy: 'Robin',
			approval,
		};
		expect(decisionSchema.parse(decision)).toEqual(decision);
		const outcome = {
			field: 'a',
			status: 'repaired',
			before: null,
			after: 'P',
			suggested: 'S',
			rule: 'edited while writing',
			why: '',
			restored: { value: 'P', at: '2026-11-20T00:00:00Z', actor: 'user:501' },
		};
		expect(outcomeSchema.parse(outcome)).toEqual(outcome);
	});
});
