/** Limits that are counted before the first write: one bad run must not reach thousands of records (S1-18). */
import { hashValue, type CrmValue } from '../value';

/** A one-line text shorter than this may well be the same on many records ("B2B", "United Kingdom"). */
const ONE_LINE_FROM = 30;
/** The same free text on more records than this is a broken prompt, not a coincidence (S0-09). */
export const MOST_RECORDS_WITH_ONE_TEXT = 20;

/** One planned change, as far as the caps care. */
export interface PlannedChange {
	readonly field: string;
	readonly label: string;
	/**
	 * Text that somebody or some model made up: a long text, a one-line text, or neither. Texts that points rules and
	 * scorecards give are neither, since equal records rightly get equal reasons.
	 */
	readonly freeText: 'long' | 'one line' | undefined;
	readonly value: CrmValue;
}

export interface Load {
	/** Changes per record that this call would make. */
	readonly records: readonly (readonly PlannedChange[])[];
	/** Records that earlier calls of this execution changed (a loop calls a node many times). */
	readonly before: number;
	/** Records that a loop around the node still holds back; each may become a change. */
	readonly waiting: number;
	readonly most: number;
	/** Texts that earlier calls of this execution wrote (textCounts). */
	readonly textsBefore?: TextCounts | undefined;
}

/** On how many records a text stands, by a hash of field and text. */
export type TextCounts = Readonly<Record<string, number>>;

export type CapProblem =
	| { readonly kind: 'too many records'; readonly count: number; readonly most: number; readonly waiting: number }
	| { readonly kind: 'one text for many'; readonly field: string; readonly label: string; readonly count: number };

/** The cap that the planned changes would break, or undefined where they may be written. */
export function capProblem(load: Load): CapProblem | undefined {
	const changing = load.records.filter((changes) => changes.length > 0);
	const count = load.before + changing.length + load.waiting;
	if (changing.length > 0 && count > load.most) {
		return { kind: 'too many records', count, most: load.most, waiting: load.waiting };
	}
	const counts = textCounts(changing, load.textsBefore);
	let worst: { readonly change: PlannedChange; readonly count: number } | undefined;
	for (const change of changing.flat()) {
		const key = textKey(change);
		const count = key === undefined ? 0 : (counts[key] ?? 0);
		if (count > (worst?.count ?? MOST_RECORDS_WITH_ONE_TEXT)) worst = { change, count };
	}
	return (
		worst && { kind: 'one text for many', field: worst.change.field, label: worst.change.label, count: worst.count }
	);
}

/** Adds the texts of planned changes to those of earlier calls. Holds hashes, never the texts. */
export function textCounts(records: Load['records'], before: TextCounts = {}): TextCounts {
	const counts: Record<string, number> = { ...before };
	for (const change of records.flat()) {
		const key = textKey(change);
		if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
	}
	return counts;
}

/** What makes two texts the same text; undefined for values that may well repeat. */
function textKey({ field, freeText, value }: PlannedChange): string | undefined {
	if (!freeText || typeof value !== 'string') return undefined;
	if (freeText === 'one line' && value.length < ONE_LINE_FROM) return undefined;
	return hashValue([field, value.replace(/\s+/g, ' ').trim().toLowerCase()]);
}
