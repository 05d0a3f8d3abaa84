/** The counts that every node and summary shows: suggested = written + unchanged + skipped + review + failed. */
import type { Outcome, OutcomeStatus } from '../record';

export interface Sums {
	readonly suggested: number;
	/** In Preview these would be written. */
	readonly written: number;
	readonly unchanged: number;
	readonly skipped: number;
	readonly review: number;
	readonly failed: number;
}

export type Exit = 'done' | 'review' | 'failed';

/** Which part of the sum a status belongs to. */
export const sumOf: Readonly<Record<OutcomeStatus, Exclude<keyof Sums, 'suggested'>>> = {
	written: 'written',
	'would write': 'written',
	unchanged: 'unchanged',
	skipped: 'skipped',
	review: 'review',
	repaired: 'review',
	rejected: 'failed',
	'not stored': 'failed',
	failed: 'failed',
};

/** Which output a field's outcome leaves by. */
export function exitOf(status: OutcomeStatus): Exit {
	const part = sumOf[status];
	return part === 'review' || part === 'failed' ? part : 'done';
}

export function sumUp(outcomes: readonly Outcome[]): Sums {
	const sums = { suggested: outcomes.length, written: 0, unchanged: 0, skipped: 0, review: 0, failed: 0 };
	for (const outcome of outcomes) sums[sumOf[outcome.status]] += 1;
	return sums;
}
