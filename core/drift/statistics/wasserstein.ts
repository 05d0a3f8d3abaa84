/** Wasserstein's distance: how far the values moved on average, in the values' own unit. */
import { walk, type Distribution } from './distribution';

/** The area between the two empirical distribution functions. */
export function wasserstein(a: Distribution, b: Distribution): number {
	if (a.n === 0 || b.n === 0) return 0;
	let area = 0;
	let lost = 0;
	let before: number | undefined;
	let height = 0;
	walk(a, b, (x, i, j) => {
		if (before !== undefined) {
			const part = height * (x - before);
			const next = area + part;
			lost += area >= part ? area - next + part : part - next + area;
			area = next;
		}
		before = x;
		height = Math.abs(i * b.n - j * a.n);
	});
	return (area + lost) / (a.n * b.n);
}
