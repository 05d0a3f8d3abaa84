/** Holm's correction: many tests at once find something by chance; adjusted, all together keep the level of one. */

/** The adjusted p-values, in the order given. Undefined stays undefined and does not count as a test. */
export function holm(values: readonly (number | undefined)[]): (number | undefined)[] {
	const ranked = values
		.map((p, index) => ({ p, index }))
		.filter((entry): entry is { p: number; index: number } => entry.p !== undefined)
		.sort((a, b) => a.p - b.p);
	const adjusted = new Array<number | undefined>(values.length).fill(undefined);
	let highest = 0;
	for (const [rank, { p, index }] of ranked.entries()) {
		highest = Math.max(highest, Math.min(1, p * (ranked.length - rank)));
		adjusted[index] = highest;
	}
	return adjusted;
}
