/** What a scorecard learns from: records with a known outcome, read cell by cell. */
import type { CrmValue } from '../../value';

/** Rows and attributes as they come, without a copy: 40,000 records are held once only. */
export interface Table {
	readonly size: number;
	/** Attributes in the order in which people see them. */
	readonly names: readonly string[];
	/** undefined where the row has no such value. */
	cell(row: number, name: string): unknown;
}

/** A cell for the scorecard: numbers stay, everything else is a name; undefined is missing. */
export type Cell = number | string | undefined;

const LONGEST = 100;
const date = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)/i;
const plainNumber = /^\s*[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/;

/**
 * One cell. Texts are compared without regard to case, width and outer spaces; yes/no is "yes" or "no", also where a list
 * writes it as true and false.
 */
export function cellOf(value: unknown): Cell {
	switch (typeof value) {
		case 'number':
			return Number.isFinite(value) ? value : undefined;
		case 'boolean':
			return value ? 'yes' : 'no';
		case 'string': {
			if (plainNumber.test(value)) return Number(value);
			const text = value.normalize('NFKC').trim().toLowerCase().slice(0, LONGEST);
			if (text === 'true' || text === 'false') return text === 'true' ? 'yes' : 'no';
			return text === '' ? undefined : text;
		}
		case 'object': {
			if (!Array.isArray(value) || value.length === 0) return undefined;
			return cellOf(
				(value as CrmValue[])
					.map((entry) => cellOf(entry))
					.filter((entry) => entry !== undefined)
					.map(String)
					.sort()
					.join('; '),
			);
		}
		default:
			return undefined;
	}
}

/** A point in time: its distance to today changes every day, so as an attribute only whether it is filled in counts. */
export const isDate = (cell: Cell) =>
	typeof cell === 'number' ? cell > FIRST_TIME && cell < LAST_TIME : cell !== undefined && date.test(cell);

/** An id, or what AI itself wrote: the one counts records, the other would teach the scorecard its own opinion. */
export const isTechnical = (name: string) => /^ai_|(?:^|[_\s-])id$/i.test(name) || /[a-z]I[dD]$/.test(name);

/** Numbers between these are times in milliseconds: from 1973 to 2286. */
const FIRST_TIME = 1e11;
const LAST_TIME = 1e13;

/** Milliseconds of a date or time in ISO form, or of a number of milliseconds; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) && value > FIRST_TIME ? value : undefined;
	const time = typeof value === 'string' && date.test(value.trim()) ? Date.parse(value.trim()) : NaN;
	return Number.isNaN(time) ? undefined : time;
}
