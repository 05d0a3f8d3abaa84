/** From a posted form to decisions: all or nothing, typed, judged on the present value. */
import fc from 'fast-check';
import { judgeForm, type Present, type ReviewRow } from '../../../core/review/decisions';
import { MOST_ROWS, readForm, type Answer, type Form } from '../../../core/review/form';
import { readEntered } from '../../../core/review/input';
import { reachOf } from '../../../core/review/address';
import { answerOf, closed, recordStatus, tellAnswer } from '../../../core/review/status';
import { showConfidence, showTime, showValue } from '../../../core/review/show';
import { emptyStamp, noteReview, pendingReview } from '../../../core/stamp';
import { hashValue, type CrmValue } from '../../../core/value';
import type { FieldSchema } from '../../../core/fields/schema';
import { field } from '../fields/field';

const same = (_: FieldSchema, value: CrmValue) => value;
const row = (value: CrmValue): ReviewRow => ({
	item: 0,
	id: '1',
	field: 'a_field',
	value,
	rule: 'low confidence',
	why: 'x',
});
const now = (current: CrmValue, more: Partial<Extract<Present, { ok: true }>> = {}): Present => ({
	ok: true,
	field: field({ type: 'text' }),
	current,
	label: 'Ada',
	url: '',
	...more,
});
const answer = (more: Partial<Answer> = {}): Answer => ({
	choice: 'approve',
	entered: ['new'],
	comment: '',
	shown: hashValue('old'),
	...more,
});
const form = (answers: Answer[], more: Partial<Form> = {}): Form => ({
	name: 'Robin',
	bulk: undefined,
	answers,
	...more,
});
const judge = (one: Answer, there: Present = now('old'), more: Partial<Form> = {}) =>
	judgeForm(form([one], more), [row('new')], [there], same);

describe('the decision on a row', () => {
	test('approves the suggestion, another value, or neither', () => {
		expect(judge(answer())).toEqual({
			ok: true,
			verdicts: [{ kind: 'approved', value: 'new', edited: false, comment: '' }],
		});
		expect(judge(answer({ entered: ['mine'] }))).toMatchObject({
			verdicts: [{ kind: 'approved', value: 'mine', edited: true }],
		});
		expect(judge(answer({ choice: 'reject' }))).toEqual({ ok: true, verdicts: [{ kind: 'rejected', comment: '' }] });
	});

	test('is not taken where the value changed since it was shown; a no is', () => {
		expect(judge(answer(), now('newer'))).toMatchObject({
			ok: false,
			rows: new Map([[0, expect.stringContaining('it now holds newer')]]),
		});
		expect(judge(answer({ shown: '' }))).toMatchObject({ ok: false });
		expect(judge(answer({ choice: 'reject' }), now('newer'))).toMatchObject({ ok: true });
	});

	test('bulk fills what is open, except for protected fields and records that are gone', () => {
		const open = answer({ choice: undefined });
		expect(judge(open, now('old'), { bulk: 'approve' })).toMatchObject({ verdicts: [{ kind: 'approved' }] });
		expect(judge(open, now('old', { protectedBecause: 'the owner' }), { bulk: 'approve' })).toMatchObject({
			verdicts: [{ kind: 'undecided' }],
		});
		expect(judge(answer(), { ok: false, label: 'x', why: 'gone' })).toEqual({
			ok: true,
			verdicts: [{ kind: 'undecided', why: 'gone' }],
		});
	});

	test('needs a name and at least one choice', () => {
		expect(judge(answer(), now('old'), { name: '' })).toMatchObject({
			ok: false,
			problem: expect.stringContaining('name'),
		});
		expect(judge(answer({ choice: undefined }))).toMatchObject({
			ok: false,
			problem: expect.stringContaining('at least one'),
		});
	});

	test('never approves without a person’s choice, whatever else is posted', () => {
		const choice = fc.constantFrom(undefined, 'approve' as const, 'reject' as const);
		const any = fc.record({
			choice,
			entered: fc.option(fc.array(fc.string()), { nil: undefined }),
			comment: fc.string(),
			shown: fc.constantFrom(hashValue('old'), hashValue('new'), ''),
		});
		fc.assert(
			fc.property(any, choice, fc.boolean(), fc.constantFrom('old', 'newer'), (one, bulk, guarded, current) => {
				const judged = judge(one, now(current, guarded ? { protectedBecause: 'the name' } : {}), { bulk });
				const chosen = one.choice ?? (guarded ? undefined : bulk);
				if (!judged.ok || judged.verdicts[0]?.kind !== 'approved') return;
				expect(chosen).toBe('approve');
				expect(one.shown).toBe(hashValue(current));
			}),
			{ numRuns: 1000 },
		);
	});
});

describe('what a control sends back', () => {
	const entered = (type: FieldSchema['type'], suggestion: CrmValue, sent: string[] | undefined) =>
		readEntered(
			field({
				type,
				choices: [
					{ value: 'a', label: 'A', active: true },
					{ value: 'b', label: 'B', active: true },
				],
			}),
			suggestion,
			sent,
			same,
		);

	test.each<[FieldSchema['type'], CrmValue, string[] | undefined, unknown]>([
		['number', 7, ['7'], { ok: true, value: 7, edited: false }],
		['number', 7, ['0'], { ok: true, value: 0, edited: true }],
		['number', 7, ['seven'], { ok: false }],
		['text', 'x', [''], { ok: false }],
		['text', 'x', undefined, { ok: false }],
		['long text', 'a\nb', ['a\r\nb'], { ok: true, value: 'a\nb', edited: false }],
		['date', '2026-01-02', ['2026-01-03'], { ok: true, value: '2026-01-03', edited: true }],
		['date and time', '2026-01-02T03:04:00.000Z', ['2026-01-02T03:04:00.000'], { ok: true, edited: false }],
		[
			'date and time',
			'2026-01-02T03:04:00.000Z',
			['2026-01-02T03:05'],
			{ ok: true, value: '2026-01-02T03:05:00.000Z', edited: true },
		],
		['yes/no', true, ['false'], { ok: true, value: false, edited: true }],
		['choice', 'a', ['b'], { ok: true, value: 'b', edited: true }],
		['choice', 'a', ['z'], { ok: false }],
		['choices', ['a'], ['', 'a'], { ok: true, value: ['a'], edited: false }],
		['choices', ['a'], ['', 'a', 'b'], { ok: true, value: ['a', 'b'], edited: true }],
		['choices', ['a'], [''], { ok: false }],
		['structured', { a: 1 }, undefined, { ok: true, value: { a: 1 }, edited: false }],
	])('%s %j, sent as %j', (type, suggestion, sent, expected) => {
		expect(entered(type, suggestion, sent)).toMatchObject(expected as object);
	});
});

describe('a posted form', () => {
	const nonce = 'n'.repeat(32);
	const read = (body: unknown, rows = 1) => readForm(body, { rows, nonce });

	test.each([
		[undefined],
		['text'],
		[[]],
		[{ nonce: 'other', count: '1' }],
		[{ nonce, count: '2' }],
		[{ nonce: [nonce], count: '1' }],
	])('%j is none', (body) => expect(read(body).ok).toBe(false));

	test('keeps names and comments to one readable line', () => {
		const given = read({
			nonce,
			count: '1',
			name: ` Rob\u0000in\u202e \n ${'x'.repeat(200)}`,
			c0: 'a\r\nb',
			d0: 'approve',
			v0: ['a', 'b'],
		});
		expect(given).toMatchObject({ ok: true, form: { answers: [{ comment: 'a b', entered: ['a', 'b'] }] } });
		expect(given.ok && given.form.name.startsWith('Rob in x')).toBe(true);
		expect(given.ok && given.form.name.length).toBe(80);
	});

	test('stays below the 1,000 keys that servers keep', () => expect(MOST_ROWS * 4 + 10).toBeLessThan(1000));
});

describe('an address', () => {
	test.each<[string, string]>([
		['http://localhost:5678/x', 'loopback'],
		['http://127.0.0.1:5678/', 'loopback'],
		['http://127.8.9.1', 'loopback'],
		['http://[::1]:5678/', 'loopback'],
		['http://0.0.0.0:5678', 'loopback'],
		['https://a.localhost', 'loopback'],
		['', 'loopback'],
		['http://10.0.0.5', 'private'],
		['http://192.168.1.4:5678', 'private'],
		['http://172.16.0.1', 'private'],
		['http://172.31.255.1', 'private'],
		['http://100.64.0.1', 'private'],
		['http://169.254.1.1', 'private'],
		['http://[fd00::1]', 'private'],
		['http://[fe80::1]', 'private'],
		['http://n8n:5678', 'private'],
		['https://n8n.local', 'private'],
		['https://n8n.corp', 'private'],
		['https://n8n.example.com/x', 'public'],
		['https://172.32.0.1', 'public'],
		['https://8.8.8.8', 'public'],
		['https://100.128.0.1', 'public'],
		['https://user@n8n.example.com', 'public'],
		['https://[2001:db8::1]/', 'public'],
		['https://10.example.com', 'public'],
	])('%s is %s', (address, reach) => expect(reachOf(address)).toBe(reach));
});

describe('what became of an open review', () => {
	const review = {
		hash: hashValue('new'),
		status: 'open' as const,
		at: '2026-01-01T00:00:00.000Z',
		until: '2026-01-08T00:00:00.000Z',
		shown: hashValue('old'),
	};
	const edit = (at: string, more: object = {}) => ({ at, by: 'human' as const, evidence: 'history' as const, ...more });
	const seen = { current: 'old', ours: false, declined: false, now: '2026-01-02T00:00:00.000Z' };

	test.each<[string, Partial<Parameters<typeof answerOf>[1]>, string]>([
		['nothing happened', {}, 'open'],
		['the suggestion was entered', { current: 'new' }, 'approved'],
		['another value was entered', { edit: edit('2026-01-01T12:00:00.000Z') }, 'rejected'],
		['the edit is older than the question', { edit: edit('2025-12-31T12:00:00.000Z') }, 'open'],
		['a machine changed it', { edit: edit('2026-01-01T12:00:00.000Z', { by: 'automation' }) }, 'open'],
		['the record changed somewhere', { edit: edit('2026-01-01T12:00:00.000Z', { evidence: 'record' }) }, 'open'],
		['the status was set to rejected', { declined: true }, 'rejected'],
		['nobody answered in time', { now: '2026-01-08T00:00:00.000Z' }, 'expired'],
		['the task was completed', { task: 'completed' }, 'rejected'],
		['the suggestion was entered and the task completed', { current: 'new', task: 'completed' }, 'approved'],
		['the task was completed after the end', { task: 'completed', now: '2026-02-01T00:00:00.000Z' }, 'rejected'],
		['the task was deleted', { task: 'gone' }, 'expired'],
		['the suggestion was entered and the task deleted', { current: 'new', task: 'gone' }, 'approved'],
		['the task is still there', { task: 'open' }, 'open'],
		['another value stands there, and no history tells whose', { current: 'other' }, 'rejected'],
		['another value stands there, which AI wrote', { current: 'other', ours: true }, 'open'],
		[
			'another value stands there, which a machine wrote',
			{ current: 'other', edit: edit('2026-01-01T12:00:00.000Z', { by: 'integration' }) },
			'open',
		],
		[
			'the record changed elsewhere, and the field holds another value',
			{ current: 'other', edit: edit('2026-01-01T12:00:00.000Z', { evidence: 'record' }) },
			'rejected',
		],
		['a yes after the end is still a yes', { current: 'new', now: '2026-02-01T00:00:00.000Z' }, 'approved'],
	])('%s', (_name, more, expected) => expect(answerOf(review, { ...seen, ...more })).toBe(expected));

	test.each<[string, 'approved' | 'rejected' | 'expired', Partial<Parameters<typeof answerOf>[1]>, string[]]>([
		[
			'the field’s history names who',
			'approved',
			{ current: 'new', edit: edit('2026-01-01T12:00:00.000Z', { actor: 'user:5' }) },
			['approved by a person', 'user:5 in the CRM'],
		],
		['no history: somebody', 'approved', { current: 'new' }, ['approved by a person', 'a person in the CRM']],
		['no history, and AI wrote it', 'approved', { current: 'new', ours: true }, ['equal value', '']],
		[
			'the record’s last editor is not taken for the field’s',
			'rejected',
			{ current: 'other', edit: edit('2026-01-01T12:00:00.000Z', { evidence: 'record', actor: 'user:5' }) },
			['rejected by a person', 'a person in the CRM'],
		],
		[
			'who set the status, not who edited the field before',
			'rejected',
			{
				declined: true,
				edit: edit('2025-01-01T12:00:00.000Z', { actor: 'user:5' }),
				statusEdit: edit('2026-01-01T12:00:00.000Z', { actor: 'user:6' }),
			},
			['rejected by a person', 'user:6 in the CRM'],
		],
		[
			'a completed task does not say by whom',
			'rejected',
			{ task: 'completed', edit: edit('2025-01-01T12:00:00.000Z', { actor: 'user:5' }) },
			['rejected by a person', 'a person in the CRM'],
		],
		['nobody', 'expired', {}, ['nobody answered', '']],
	])('is told afterwards: %s', (_name, status, more, told) => {
		const { rule, approver } = tellAnswer(review, status, { ...seen, ...more });
		expect([rule, approver]).toEqual(told);
	});

	test('whoever deleted a task is left in peace until its time would have been over', () => {
		const early = closed(review, 'expired', '2026-01-03T00:00:00.000Z');
		expect(pendingReview(early, '2026-01-07T23:59:59.000Z')?.hash).toBe(review.hash);
		expect(pendingReview(early, '2026-01-08T00:00:00.000Z')).toBeUndefined();
		const lapsed = closed(review, 'expired', '2026-01-08T00:00:00.000Z');
		expect(pendingReview(lapsed, '2026-01-08T00:00:00.001Z')).toBeUndefined();
		expect(pendingReview(closed(review, 'approved', '2026-01-03T00:00:00.000Z'), '2026-01-04T00:00:00.000Z')).toBe(
			undefined,
		);
	});

	test('the record shows open while anything is, else the latest answer', () => {
		const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
		const one = noteReview(emptyStamp, 'a', { hash: 'x', status: 'approved', at: at(2) });
		const two = noteReview(one, 'b', { hash: 'y', status: 'rejected', at: at(3) });
		expect(recordStatus(emptyStamp)).toBeUndefined();
		expect(recordStatus(two)).toBe('rejected');
		expect(recordStatus(noteReview(two, 'c', { hash: 'z', status: 'open', at: at(1) }))).toBe('open');
	});
});

describe('what people read', () => {
	test('values, times and confidences', () => {
		const choices = [{ value: 'a', label: 'Alpha', active: true }];
		expect(showValue(field({ type: 'choice', choices }), 'a')).toBe('Alpha');
		expect(showValue(field({ type: 'choices', choices }), ['a', 'b'])).toBe('Alpha, b');
		expect(showValue(field({ type: 'number' }), 0)).toBe('0');
		expect(showValue(field({ type: 'text' }), '')).toBe('empty');
		expect(showTime('2026-01-02T03:04:05.000Z')).toBe('2026-01-02 03:04 UTC');
		expect([showConfidence(0.8499), showConfidence(0.85), showConfidence(undefined)]).toEqual([
			'84.9 %',
			'85 %',
			'none given',
		]);
	});
});
