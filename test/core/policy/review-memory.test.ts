/** What a review leaves behind: open ones are not opened twice, a no is remembered, and neither makes a write likelier. */
import fc from 'fast-check';
import { decide, type Question } from '../../../core/policy/decide';
import { mergeStamps, noteReview, openReview, readStamp, writeStamp, emptyStamp } from '../../../core/stamp';
import type { FieldReview } from '../../../core/stamp';
import { hashValue, type CrmValue } from '../../../core/value';
import { field } from '../fields/field';
import * as any from './arbitraries';

const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
const open = (value: CrmValue, more: Partial<FieldReview> = {}): FieldReview => ({
	hash: hashValue(value),
	status: 'open',
	at: at(1),
	until: at(8),
	...more,
});

const person = { at: at(1), by: 'human', evidence: 'history' } as const;

function ask(review: FieldReview | undefined, given: Partial<Question> & { readonly readAt?: string } = {}): string {
	const value = given.value ?? 'new';
	const { action, rule } = decide({
		field: field(),
		proposal: { field: 'a_field', value, scorer: { method: 'rules', version: '1', inputHash: 'x' } },
		value,
		evidence: { current: 'old', edit: person, historyKnown: true, review, readAt: given.readAt ?? at(2) },
		owner: 'shared',
		approvedBy: given.approvedBy,
		settings: { minimumConfidence: 0.85, clearEmptyValues: false },
	});
	return `${action}: ${rule}`;
}

describe('a review that is still open', () => {
	test.each<[string, FieldReview | undefined, Parameters<typeof ask>[1], string]>([
		['is not opened twice for the same value', open('new'), {}, 'skip: review already open'],
		['does not speak for another value', open('other'), {}, "review: a person's value"],
		['counts until its time is over', open('new'), { readAt: at(7) }, 'skip: review already open'],
		['is over at its time', open('new'), { readAt: at(8) }, "review: a person's value"],
		[
			'without an end counts for ever',
			{ ...open('new'), until: undefined },
			{ readAt: at(300) },
			'skip: review already open',
		],
		['never stands in the way of an approval', open('new'), { approvedBy: 'Robin' }, 'write: approved by a person'],
		[
			'whose task was deleted is not opened again before its time is over',
			open('new', { status: 'expired' }),
			{},
			'skip: review already open',
		],
		['that expired is asked again', open('new', { status: 'expired' }), { readAt: at(8) }, "review: a person's value"],
		[
			'that was rejected is remembered',
			open('x', { status: 'rejected', refused: [hashValue('new')] }),
			{},
			'skip: refused before',
		],
	])('%s', (_name, review, given, expected) => {
		expect(ask(review, given)).toBe(expected);
	});

	test('never turns anything into a write', () => {
		fc.assert(
			fc.property(
				any.evidence,
				any.review,
				any.fieldValue,
				any.owner,
				any.scorer,
				(evidence, noted, value, owner, scorer) => {
					const question: Question = {
						field: field(),
						proposal: { field: 'a_field', value, scorer },
						value,
						evidence,
						owner,
						settings: { minimumConfidence: 0.85, clearEmptyValues: true },
					};
					const without = decide({ ...question, evidence: { ...evidence, review: undefined } });
					const withReview = decide({ ...question, evidence: { ...evidence, review: noted } });
					if (without.action !== 'write') expect(withReview.action).not.toBe('write');
				},
			),
			any.runs(2000),
		);
	});
});

describe('the memory of reviews in the stamp', () => {
	const asked = noteReview(emptyStamp, 'tier', { hash: 'h1', status: 'open', at: at(1), until: at(8) });

	test('survives writing and reading, and keeps earlier refusals', () => {
		const answered = noteReview(asked, 'tier', { hash: 'h1', status: 'rejected', at: at(2) }, 'h1');
		const again = noteReview(answered, 'tier', { hash: 'h2', status: 'open', at: at(3) });
		expect(readStamp(writeStamp(again, 5000)).reviews).toEqual({
			tier: { hash: 'h2', status: 'open', at: at(3), refused: ['h1'] },
		});
	});

	test('of two runs keeps the later status and the refusals of both', () => {
		const theirs = noteReview(asked, 'tier', { hash: 'h1', status: 'rejected', at: at(3) }, 'h1');
		const ours = noteReview(asked, 'tier', { hash: 'h2', status: 'open', at: at(2) }, 'h0');
		const both = { hash: 'h1', status: 'rejected', at: at(3), refused: ['h1', 'h0'] };
		expect(mergeStamps(theirs, ours).reviews).toEqual({ tier: both });
		expect(mergeStamps(emptyStamp, emptyStamp)).toEqual(emptyStamp);
	});

	test('gives way to what is more important where room is short: reviews that are over go first', () => {
		const written = { hash: 'w', readAt: at(1), writtenAt: at(1), run: '1' };
		const full = noteReview({ ...asked, fields: { score: written } }, 'other', {
			hash: 'x'.repeat(400),
			status: 'approved',
			at: at(2),
		});
		const kept = readStamp(writeStamp(full, 300));
		expect(Object.keys(kept.reviews ?? {})).toEqual(['tier']);
		expect(Object.keys(kept.fields)).toEqual(['score']);
	});

	test('an answered review is not open', () => {
		expect(openReview(undefined, at(1))).toBeUndefined();
		expect(openReview(open('a', { status: 'approved' }), at(1))).toBeUndefined();
		expect(openReview(open('a'), undefined)?.hash).toBe(hashValue('a'));
	});
});
