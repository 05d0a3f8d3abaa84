/** Records whose outcome follows a known law, for tests of training: the same ones for the same seed. */
import type { Table } from '../../../../core/score/scorecard/table';

export type Row = Readonly<Record<string, unknown>>;

export function tableOf(rows: readonly Row[]): Table {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	return { size: rows.length, names, cell: (row, name) => rows[row]?.[name] };
}

/** Mulberry32. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const industries = ['software', 'retail', 'bakery', 'mining'] as const;
const weight = { software: 1.2, retail: 0.2, bakery: -0.6, mining: -1.4 };

export const chanceOf = (industry: keyof typeof weight, visits: number | undefined) =>
	1 / (1 + Math.exp(-(weight[industry] + (visits === undefined ? -1 : 0.25 * visits - 1.5))));

/** Leads that convert by industry and visits; a note nobody shares, a value that is only there afterwards, a coin. */
export function leads(count: number, seed = 1): Row[] {
	const random = randomFrom(seed);
	return Array.from({ length: count }, (_, index) => {
		const industry = industries[Math.floor(random() * industries.length)] ?? 'mining';
		const visits = random() < 0.2 ? undefined : Math.floor(random() * 12);
		const won = random() < chanceOf(industry, visits);
		return {
			industry,
			visits,
			coin: random() < 0.5 ? 'heads' : 'tails',
			note: `Lead number ${index} said ${random()}`,
			won_reason: won && random() < 0.95 ? 'Price' : undefined,
			created: new Date(1_700_000_000_000 + index * 3_600_000).toISOString(),
			converted: won ? 'Yes' : 'No',
		};
	});
}
