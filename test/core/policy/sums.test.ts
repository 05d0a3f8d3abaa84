import fc from 'fast-check';
import { outcomeStatuses, type Outcome, type OutcomeStatus } from '../../../core/record';
import { exitOf, sumUp } from '../../../core/policy/sums';

const outcome = (status: OutcomeStatus): Outcome => ({
	field: 'f',
	status,
	before: null,
	after: null,
	suggested: 1,
	rule: 'ai field',
	why: '',
});

test.each<[OutcomeStatus, string]>([
	['written', 'done'],
	['would write', 'done'],
	['unchanged', 'done'],
	['skipped', 'done'],
	['review', 'review'],
	['repaired', 'review'],
	['rejected', 'failed'],
	['not stored', 'failed'],
	['failed', 'failed'],
])('"%s" leaves by %s', (status, exit) => {
	expect(exitOf(status)).toBe(exit);
});

test('suggested = written + unchanged + skipped + review + failed, whatever happened (S0-56)', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...outcomeStatuses)), (statuses) => {
			const { suggested, ...parts } = sumUp(statuses.map(outcome));
			expect(suggested).toBe(statuses.length);
			expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(suggested);
			expect(parts.review).toBe(statuses.filter((status) => exitOf(status) === 'review').length);
			expect(parts.failed).toBe(statuses.filter((status) => exitOf(status) === 'failed').length);
		}),
	);
});
