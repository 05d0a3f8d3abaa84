import fc from 'fast-check';
import {
	alreadyUsed,
	approvalKey,
	approvalProblem,
	signApproval,
	type Approvable,
} from '../../../core/policy/approval';
import type { Approval } from '../../../core/record';
import type { FieldStamp } from '../../../core/stamp';
import type { Version } from '../../../core/policy/versions';
import { hashValue, type CrmValue } from '../../../core/value';
import { anyValue, runs } from './arbitraries';

const key = approvalKey('a-client-secret');
const what: Approvable = { account: '1', object: 'contact', id: '7', field: 'lifecyclestage', value: 'customer' };
const terms = { current: 'lead', expiresAt: '2026-11-27T00:00:00.000Z', execution: '55', approvedBy: 'Robin' };
const approval = signApproval(key, what, terms);
const now = { current: 'lead', time: '2026-11-20T00:00:00.000Z' };
const given = { approval, approvedBy: 'Robin' };

describe('signed approvals', () => {
	test('count for exactly what was approved', () => {
		expect(approvalProblem(key, what, given, now)).toBeUndefined();
	});

	test.each<[string, Partial<Approvable>]>([
		['account', { account: '2' }],
		['object', { object: 'deal' }],
		['record', { id: '8' }],
		['field', { field: 'hubspot_owner_id' }],
		['value', { value: 'evangelist' }],
		['type of value', { value: ['customer'] }],
	])('never count for another %s', (_name, over) => {
		expect(approvalProblem(key, { ...what, ...over }, given, now)).toBe('forged');
	});

	test.each<[string, Partial<Approval>, string]>([
		['a later expiry', { expiresAt: '2027-11-27T00:00:00.000Z' }, 'Robin'],
		['another execution', { execution: '56' }, 'Robin'],
		['another present value', { currentHash: 'feedfeedfeedfeed' }, 'Robin'],
		['another name', {}, 'Sam'],
		['an empty signature', { signature: '' }, 'Robin'],
		['a signature of the right length', { signature: 'A'.repeat(approval.signature.length) }, 'Robin'],
		['a signature of many bytes and few characters', { signature: 'ä'.repeat(approval.signature.length) }, 'Robin'],
	])('%s is forged', (_name, over, approvedBy) => {
		expect(approvalProblem(key, what, { approval: { ...approval, ...over }, approvedBy }, now)).toBe('forged');
	});

	test('need a signature, time left, the present value and the same secret', () => {
		expect(approvalProblem(key, what, { approval: undefined, approvedBy: 'Robin' }, now)).toBe('not signed');
		expect(approvalProblem(key, what, given, { ...now, time: terms.expiresAt })).toBe('expired');
		expect(approvalProblem(key, what, given, { ...now, current: 'opportunity' })).toBe('value changed');
		expect(approvalProblem(key, what, given, { ...now, current: null })).toBe('value changed');
		expect(approvalProblem(approvalKey('another-secret'), what, given, now)).toBe('forged');
	});

	test.each(['', 'tomorrow', '9999'.repeat(10)])('an expiry of %j is over, even if signed', (expiresAt) => {
		const endless = signApproval(key, what, { ...terms, expiresAt });
		expect(approvalProblem(key, what, { approval: endless, approvedBy: 'Robin' }, now)).toBe('expired');
	});

	test('an approval that an earlier version of this package signed still counts', () => {
		expect(key.toString('base64url')).toBe('lTWROm2vKGlf7mOkpJ1mKBwCwYwnh1501iwO_sgUZ34');
		expect(approval).toEqual({
			currentHash: hashValue('lead'),
			expiresAt: terms.expiresAt,
			execution: '55',
			signature: 'v-KLdFS_B5UZFiWOpDLpJi-r57Enfa-I_B54vo0FgIo',
		});
	});

	test('the key does not show the secret', () => {
		expect(key).toHaveLength(32);
		expect(key.toString('latin1')).not.toContain('client');
	});

	test('parts of one field never pass for parts of another', () => {
		const text = fc.string({ maxLength: 4 });
		const approvable = fc.record({ account: text, object: text, id: text, field: text, value: anyValue });
		fc.assert(
			fc.property(approvable, approvable, (a, b) => {
				const signed = signApproval(key, a, terms);
				const problem = approvalProblem(key, b, { approval: signed, approvedBy: 'Robin' }, now);
				const equal = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
				expect(problem).toBe(equal ? undefined : 'forged');
			}),
			runs(500),
		);
	});
});

describe('an approval that was used', () => {
	const day = (n: number) => new Date(Date.UTC(2026, 10, n)).toISOString();
	// Given on the 26th, since it lasts a day.
	const usedBy = (
		written: { readonly stamp?: Partial<FieldStamp>; readonly history?: readonly Partial<Version>[] } = {},
	) =>
		alreadyUsed(approval, 'customer', {
			stamp: written.stamp && {
				hash: hashValue('other'),
				readAt: day(1),
				writtenAt: day(26),
				run: '1',
				...written.stamp,
			},
			history: written.history?.map((version) => ({
				value: 'customer',
				at: day(26),
				by: 'integration',
				own: true,
				...version,
			})),
		});
	const hash = hashValue('customer');
	const longAgo = day(25);

	test.each<[string, Parameters<typeof usedBy>[0], boolean]>([
		['nothing tells of a write', {}, false],
		['the stamp names the value', { stamp: { hash } }, true],
		['the stamp names another value', { stamp: {} }, false],
		['... from before the approval', { stamp: { hash, writtenAt: longAgo } }, false],
		['a person refused the value since', { stamp: { refused: ['x', hash] } }, true],
		['a person refused another value', { stamp: { refused: ['x'] } }, false],
		['the refusal is older than the approval', { stamp: { refused: [hash], writtenAt: longAgo } }, false],
		['the history shows our write', { history: [{ value: 'lead', own: false }, {}] }, true],
		['the history shows our write from before', { history: [{ at: longAgo }] }, false],
		['the history shows our write of another value', { history: [{ value: 'lead' }] }, false],
		['somebody else wrote the value', { history: [{ own: false }] }, false],
		['only the history still knows', { stamp: { hash, writtenAt: longAgo }, history: [{}] }, true],
	])('%s', (_name, written, used) => {
		expect(usedBy(written)).toBe(used);
	});
});

function sorted(what: Approvable): unknown {
	const order = (value: CrmValue): unknown =>
		Array.isArray(value)
			? value.map(order)
			: value !== null && typeof value === 'object'
				? Object.entries(value)
						.sort(([a], [b]) => (a < b ? -1 : 1))
						.map(([name, part]) => [name, order(part)])
				: value;
	return [what.account, what.object, what.id, what.field, order(what.value), typeof what.value];
}
