/**
 * Putting changes in order. The history keeps whole seconds, and ids promise no order; but every change tells the
 * value that it replaced, so the changes of one second are links of a chain.
 */
import { sameValue, type CrmValue } from '../../core/value';

export interface Link {
	readonly at: string;
	readonly old: CrmValue;
	readonly value: CrmValue;
}

/** More changes of one field in one second are left as they came. */
const longestChain = 16;

/** Changes of one field, newest first, given with times descending. */
export function inOrder<T extends Link>(changes: readonly T[]): readonly T[] {
	const seconds: T[][] = [];
	for (const change of changes) {
		const last = seconds.at(-1);
		if (last?.[0]?.at === change.at) last.push(change);
		else seconds.push([change]);
	}
	// From the oldest second on: what the last change of one second set is what the first of the next replaced.
	const ordered: (readonly T[])[] = [];
	for (const second of seconds.reverse()) ordered.push(chain(second, ordered.at(-1)?.[0]));
	return ordered.reverse().flat();
}

/** `before` is the change that the oldest of them follows. */
function chain<T extends Link>(changes: readonly T[], before: T | undefined): readonly T[] {
	if (changes.length < 2 || changes.length > longestChain) return changes;
	// Values that return again and again leave too many ways to try.
	const tries = { left: 5000 };
	const from = (value: CrmValue | undefined): readonly T[] | undefined => {
		const firsts = changes.filter((change) => value === undefined || sameValue(change.old, value));
		for (const first of firsts) {
			const found = walk(
				first,
				changes.filter((change) => change !== first),
				tries,
			);
			if (found) return found;
		}
		return undefined;
	};
	return (before === undefined ? undefined : from(before.value)) ?? from(undefined) ?? changes;
}

/** The changes behind `last`, each of which replaces what the one before it set; newest first. */
function walk<T extends Link>(last: T, rest: readonly T[], tries: { left: number }): readonly T[] | undefined {
	if (rest.length === 0) return [last];
	if (tries.left-- <= 0) return undefined;
	for (const next of rest.filter((change) => sameValue(change.old, last.value))) {
		const found = walk(
			next,
			rest.filter((change) => change !== next),
			tries,
		);
		if (found) return [...found, last];
	}
	return undefined;
}
