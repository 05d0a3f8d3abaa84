/** Requests about many records at once. */

/** A batch must not name a record twice, so a second change of the same record goes after the first. */
export function rounds<T>(items: readonly T[], idOf: (item: T) => string): readonly (readonly T[])[] {
	const seen = new Map<string, number>();
	const parts: T[][] = [];
	for (const item of items) {
		const id = idOf(item);
		const round = seen.get(id) ?? 0;
		seen.set(id, round + 1);
		(parts[round] ??= []).push(item);
	}
	return parts;
}
