/** What stands in a stamp where an earlier value was brought back. */
import type { Scorer } from '../record';

export const undoScorer: Scorer = { method: 'other', version: 'undo', inputHash: '' };
