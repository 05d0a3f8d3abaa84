/** Date literals like TODAY and LAST_N_DAYS:7, in UTC. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm */

const dayMs = 86_400_000;

type Range = (now: number, n: number) => readonly [number, number];

const day = (now: number, from: number, to: number): readonly [number, number] => {
	const today = Math.floor(now / dayMs) * dayMs;
	return [today + from * dayMs, today + to * dayMs];
};

const week = (now: number, from: number, to: number): readonly [number, number] => {
	const today = Math.floor(now / dayMs) * dayMs;
	const sunday = today - new Date(today).getUTCDay() * dayMs;
	return [sunday + from * 7 * dayMs, sunday + to * 7 * dayMs];
};

const month = (now: number, from: number, to: number): readonly [number, number] => {
	const at = new Date(now);
	const start = (offset: number): number => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset, 1);
	return [start(from), start(to)];
};

const year = (now: number, from: number, to: number): readonly [number, number] => {
	const at = new Date(now).getUTCFullYear();
	return [Date.UTC(at + from, 0, 1), Date.UTC(at + to, 0, 1)];
};

/** From (inclusive) to (exclusive), in milliseconds since 1970. */
export const dateRanges: ReadonlyMap<string, Range> = new Map<string, Range>([
	['TODAY', (now) => day(now, 0, 1)],
	['YESTERDAY', (now) => day(now, -1, 0)],
	['TOMORROW', (now) => day(now, 1, 2)],
	['THIS_WEEK', (now) => week(now, 0, 1)],
	['LAST_WEEK', (now) => week(now, -1, 0)],
	['NEXT_WEEK', (now) => week(now, 1, 2)],
	['THIS_MONTH', (now) => month(now, 0, 1)],
	['LAST_MONTH', (now) => month(now, -1, 0)],
	['NEXT_MONTH', (now) => month(now, 1, 2)],
	['LAST_90_DAYS', (now) => day(now, -90, 1)],
	['NEXT_90_DAYS', (now) => day(now, 1, 91)],
	['THIS_YEAR', (now) => year(now, 0, 1)],
	['LAST_YEAR', (now) => year(now, -1, 0)],
	['NEXT_YEAR', (now) => year(now, 1, 2)],
	['LAST_N_DAYS', (now, n) => day(now, -n, 1)],
	['NEXT_N_DAYS', (now, n) => day(now, 1, n + 1)],
	['N_DAYS_AGO', (now, n) => day(now, -n, -n + 1)],
	['LAST_N_WEEKS', (now, n) => week(now, -n, 0)],
	['LAST_N_MONTHS', (now, n) => month(now, -n, 0)],
	['LAST_N_YEARS', (now, n) => year(now, -n, 0)],
]);

export function rangeOf(name: string, n: number, now: number): readonly [number, number] {
	const range = dateRanges.get(name);
	if (!range) throw new Error(`No date literal ${name}.`);
	return range(now, n);
}
