/** From many AI writes to one value per field: several runs wrote one after the other, and all of them are taken back. */
import { valueText } from '../audit/row';
import type { CrmValue } from '../value';
import type { UndoEntry } from './entries';

/** The value that a field gets back. */
export interface UndoTarget {
	readonly record: string;
	readonly field: string;
	/** The value before the first of the writes. */
	readonly before: CrmValue;
	/** The value that the last of them left. */
	readonly wrote: CrmValue;
	/** See UndoTerms. */
	readonly persons: boolean;
}

/** Rules by which AI writes only where no person's value stands. */
const overNobody: ReadonlySet<string> = new Set(['ai field', 'empty field', 'our own value']);

/**
 * One target per field of one record. Entries are followed back from the last as long as each found what the one before
 * had left; where something else had come between, what came before that is not ours to bring back.
 */
export function targetsOf(entries: readonly UndoEntry[]): UndoTarget[] {
	const byField = new Map<string, UndoEntry[]>();
	for (const entry of entries) {
		// An undo is no AI write: taking it back would write the AI's value again. A note is no field.
		if (entry.rule === 'taken back' || entry.rule === 'ai note' || same(entry.before, entry.after)) continue;
		byField.set(entry.field, [...(byField.get(entry.field) ?? []), entry]);
	}
	return [...byField.values()].flatMap((list) => {
		const [last, ...earlier] = [...list].sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? 1 : -1));
		if (!last) return [];
		let first = last;
		for (const entry of earlier) {
			if (!same(entry.after, first.before)) break;
			first = entry;
		}
		const persons = !overNobody.has(first.rule) && first.before !== null;
		return [{ record: last.record, field: last.field, before: first.before, wrote: last.after, persons }];
	});
}

const same = (a: CrmValue, b: CrmValue) => valueText(a) === valueText(b);
