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
const longestChain = 8;

/** Changes of one field, newest first, given with times descending. */
export function inOrder<T extends Link>(changes: readonly T[]): readonly T[] {
	const ordered: T[] = [];
	let start = 0;
	while (start < changes.length) {
		let end = start + 1;
		while (changes[end]?.at === changes[start]?.at && end < changes.length) end++;
		ordered.push(...chain(changes.slice(start, end), changes[end]));
		start = end;
	}
	return ordered;
}

/** `before` is the change that the oldest of them follows. */
function chain<T extends Link>(changes: readonly T[], before: T | undefined): readonly T[] {
	if (changes.length < 2 || changes.length > longestChain) return changes;
	const from = (value: CrmValue | undefined): readonly T[] | undefined => {
		const firsts = changes.filter((change) => value === undefined || sameValue(change.old, value));
		for (const first of firsts) {
			const found = walk(
				first,
				changes.filter((change) => change !== first),
			);
			if (found) return found;
		}
		return undefined;
	};
	return (before === undefined ? undefined : from(before.value)) ?? from(undefined) ?? changes;
}

/** The changes behind `last`, each of which replaces what the one before it set; newest first. */
function walk<T extends Link>(last: T, rest: readonly T[]): readonly T[] | undefined {
	if (rest.length === 0) return [last];
	for (const next of rest.filter((change) => sameValue(change.old, last.value))) {
		const found = walk(
			next,
			rest.filter((change) => change !== next),
		);
		if (found) return [...found, last];
	}
	return undefined;
}
