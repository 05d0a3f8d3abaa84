/** One record that one key led to. */
import type { MatchKey } from '../../core/record';
import type { Raw } from './read';

/** Most candidates per query and key: with so many the key is crowded. */
export const mostCandidates = 50;

export interface Hit {
	readonly via: MatchKey;
	readonly raw: Raw;
	readonly mergedFrom?: string | undefined;
}
