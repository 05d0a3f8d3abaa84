/** Audit rows: flat, complete, and read back whatever a database or a sheet did to them. */
import * as fc from 'fast-check';
import { readRow } from '../../../core/audit/read';
import { decisionRows, outcomeRows, valueText, type AuditRun } from '../../../core/audit/row';
import { outcomeStatuses, type Contract, type Decision, type Outcome, type Proposal } from '../../../core/record';

const run: AuditRun = {
	time: '2026-03-01T10:00:00.000Z',
	execution: '77',
	workflow: 'Leads',
	node: 'W',
	policyHash: 'p',
};

const proposal: Proposal = {
	field: 'city',
	value: 'Lyon',
	confidence: 0.9,
	reason: 'From the signature.',
	scorer: { method: 'model', version: 'v3', inputHash: 'i', promptHash: 'q', tokens: 812 },
};

const contract: Contract = {
	system: 'hubspot',
	account: '1',
	object: 'contact',
	id: '42',
	url: 'https://crm/42',
	eventAt: '2026-03-01T09:58:00.000Z',
	match: { status: 'matched', confidence: 1, via: ['record id'], why: '', candidates: [] },
	snapshot: { readAt: run.time, values: { city: 'Leeds' }, edits: {} },
	proposals: [proposal],
	decisions: [],
	outcomes: [],
};

const outcome = (more: Partial<Outcome> = {}): Outcome => ({
	field: 'city',
	status: 'written',
	before: null,
	after: 'Lyon',
	suggested: 'Lyon',
	rule: 'empty field',
	why: 'It was empty.',
	confidence: 0.9,
	reason: 'From the signature.',
	...more,
});

const decision = (more: Partial<Decision> = {}): Decision => ({
	field: 'city',
	action: 'review',
	rule: 'low confidence',
	why: 'Too low.',
	policyHash: 'g',
	...more,
});

const rows = (outcomes: readonly Outcome[], decisions: readonly Decision[] = []) =>
	outcomeRows(contract, outcomes, contract.proposals, decisions, run);

test('a row says who decided what, when, why, by which rules, prompt and tokens, in plain cells only', () => {
	const [row] = rows([outcome()], [decision({ action: 'write' })]);
	expect(row).toEqual({
		time: run.time,
		event_at: '2026-03-01T09:58:00.000Z',
		execution: '77',
		workflow: 'Leads',
		node: 'W',
		crm: 'hubspot',
		account: '1',
		object: 'contact',
		record: '42',
		record_url: 'https://crm/42',
		field: 'city',
		before: null,
		suggested: 'Lyon',
		after: 'Lyon',
		outcome: 'written',
		rule: 'empty field',
		why: 'It was empty.',
		reason: 'From the signature.',
		confidence: 0.9,
		scorer_method: 'model',
		scorer_version: 'v3',
		input_hash: 'i',
		prompt_hash: 'q',
		policy_hash: 'p',
		gate_policy_hash: 'g',
		tokens: 812,
		approver: '',
		error_class: '',
		error_code: '',
	});
});

test.each(outcomeStatuses)('%s has a row, but for unchanged', (status) => {
	expect(rows([outcome({ status })])).toHaveLength(status === 'unchanged' ? 0 : 1);
});

test('the approver is named where the approval counted, not where one was claimed', () => {
	const claimed = [decision({ action: 'write', approvedBy: 'Eve' })];
	expect(rows([outcome({ rule: 'approved by a person' })], claimed)[0]?.approver).toBe('Eve');
	expect(rows([outcome({ rule: 'approval does not fit', status: 'review' })], claimed)[0]?.approver).toBe('');
});

test('a failure has its class and the CRM’s code', () => {
	const error = { kind: 'validation' as const, message: 'm', hint: 'h', status: 400, code: 'INVALID_OPTION' };
	expect(rows([outcome({ status: 'failed', error })])[0]).toMatchObject({
		error_class: 'validation',
		error_code: 'INVALID_OPTION',
	});
});

test('Conflict Gate’s rows are about what it held back; before and after are the value in the record', () => {
	const held = [decision(), decision({ action: 'skip', rule: 'people only' })];
	const passed = [decision({ action: 'write' }), decision({ action: 'skip', rule: 'equal value' })];
	expect(decisionRows(contract, [...held, ...passed], run)).toMatchObject([
		{ outcome: 'review', before: 'Leeds', after: 'Leeds', suggested: 'Lyon', rule: 'low confidence', tokens: 812 },
		{ outcome: 'skipped', rule: 'people only' },
	]);
});

test.each([
	[null, null],
	['', ''],
	['5', '5'],
	[5, '5'],
	[0, '0'],
	[false, 'false'],
	[['b', 'a'], '["b","a"]'],
	[{ b: 1, a: null }, '{"a":null,"b":1}'],
])('the value %j stands as %j', (value, text) => expect(valueText(value)).toBe(text));

test('a row is read back from any case and separator of its columns, and an empty cell is an empty value', () => {
	const [row] = rows([outcome()]);
	const shouted = Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name.toUpperCase(), value]));
	expect(readRow(shouted)).toMatchObject({ record: '42', field: 'city', before: null, after: 'Lyon', execution: '77' });
	expect(readRow({ ...row, before: '', record: 42 })).toMatchObject({ before: null, record: '42' });
	expect(readRow({ ...row, after: 5 })?.after).toBe('5');
});

test('what does not say which field of which record was written is no row', () => {
	const [row] = rows([outcome()]);
	for (const column of ['record', 'field', 'execution', 'account', 'object', 'outcome', 'before', 'after'] as const) {
		const { [column]: _gone, ...rest } = row ?? ({} as Record<string, unknown>);
		expect(readRow(rest)).toBeUndefined();
	}
	expect(readRow({})).toBeUndefined();
});

test('what was written down is read back unchanged, for any text', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1 }), fc.option(fc.string({ minLength: 1 })), (after, before) => {
			const [row] = rows([outcome({ before, after })]);
			expect(readRow({ ...row })).toMatchObject({ before, after });
		}),
	);
});
