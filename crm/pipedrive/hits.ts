/** One record that one key led to. */
import type { MatchKey } from '../../core/record';
import type { Raw } from './read';

export interface Hit {
	readonly via: MatchKey;
	readonly raw: Raw;
	readonly mergedFrom?: string | undefined;
}
