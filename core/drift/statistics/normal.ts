/** The normal distribution, by the chi-square distribution with one degree of freedom, whose square root it is. */
import { chiSquareTail } from './chi-square';

/** How likely a value at least as far from 0 as `z` is, in either direction. */
export function twoSidedP(z: number): number {
	return chiSquareTail(z * z, 1);
}

/** Whether two averages differ by more than chance (Welch), for samples of 30 and more. */
export function meansP(
	a: { readonly n: number; readonly mean: number; readonly std: number },
	b: { readonly n: number; readonly mean: number; readonly std: number },
): number | undefined {
	if (a.n < 2 || b.n < 2) return undefined;
	const error = Math.sqrt(a.std ** 2 / (a.n - 1) + b.std ** 2 / (b.n - 1));
	if (error === 0) return a.mean === b.mean ? 1 : 0;
	return twoSidedP((a.mean - b.mean) / error);
}

/** Whether two shares differ by more than chance (pooled). */
export function sharesP(hitsA: number, n: number, hitsB: number, m: number): number | undefined {
	if (n === 0 || m === 0) return undefined;
	const pooled = (hitsA + hitsB) / (n + m);
	const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
	return error === 0 ? 1 : twoSidedP((hitsA / n - hitsB / m) / error);
}
