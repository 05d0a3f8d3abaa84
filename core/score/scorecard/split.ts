/** Which records a scorecard is tested on: the newest ones where a date tells, else a fixed, even choice. */

export interface Split {
	readonly by: 'time' | 'chance';
	readonly train: Uint32Array;
	readonly test: Uint32Array;
}

/** Records without a date count as the oldest. `testShare` is above 0 and below 1. */
export function splitByTime(times: readonly (number | undefined)[], testShare: number): Split {
	const order = Uint32Array.from(times, (_, row) => row);
	order.sort((a, b) => (times[a] ?? -Infinity) - (times[b] ?? -Infinity) || a - b);
	const cut = Math.max(1, Math.floor(order.length * (1 - testShare)));
	return { by: 'time', train: order.slice(0, cut).sort(), test: order.slice(cut).sort() };
}

/** The same choice every time, and no pattern in it that a sorted list could have as well. */
export function splitByChance(rows: Uint32Array, testShare: number, salt = 0): Split {
	const train: number[] = [];
	const test: number[] = [];
	for (const row of rows) (shareOf(row + salt * 7919) < testShare ? test : train).push(row);
	return { by: 'chance', train: Uint32Array.from(train), test: Uint32Array.from(test) };
}

export const allRows = (size: number) => Uint32Array.from({ length: size }, (_, row) => row);

/** A number from 0 to 1 that looks random: the finaliser of MurmurHash3. */
function shareOf(row: number): number {
	let hash = Math.imul(row ^ (row >>> 16), 0x85ebca6b) + 0x9e3779b9;
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
