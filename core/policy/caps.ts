/** Limits that are counted before the first write: one bad run must not reach thousands of records (S1-18). */
import type { CrmValue } from '../value';

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
}

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
	const holders = new Map<string, { readonly label: string; count: number }>();
	for (const change of changing.flat()) {
		if (!change.freeText || typeof change.value !== 'string') continue;
		if (change.freeText === 'one line' && change.value.length < ONE_LINE_FROM) continue;
		const key = `${change.field}\n${change.value.replace(/\s+/g, ' ').trim().toLowerCase()}`;
		const holder = holders.get(key) ?? { label: change.label, count: 0 };
		holder.count += 1;
		holders.set(key, holder);
	}
	const [worst] = [...holders].sort(([, a], [, b]) => b.count - a.count);
	if (!worst || worst[1].count <= MOST_RECORDS_WITH_ONE_TEXT) return undefined;
	return {
		kind: 'one text for many',
		field: worst[0].split('\n')[0] ?? '',
		label: worst[1].label,
		count: worst[1].count,
	};
}
