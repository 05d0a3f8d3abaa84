/** E-mails and phones of a person: Pipedrive replaces the whole list, so a new first entry is put in front of it. */
import { list, object, text } from '../json';

interface Entry {
	readonly value: string;
	readonly primary: boolean;
	readonly label: string;
}

/**
 * The list to send so that `value` becomes the primary entry and all others stay. Null empties the list; undefined
 * where that would drop entries that nobody asked about.
 */
export function withEntry(present: unknown, value: unknown): readonly Entry[] | undefined {
	const entries = list(present)
		.map(object)
		.flatMap((entry): Entry[] => {
			const known = text(entry['value']);
			if (known === undefined) return [];
			return [{ value: known, primary: entry['primary'] === true, label: text(entry['label']) ?? 'work' }];
		});
	const wanted = typeof value === 'string' ? value.trim() : '';
	if (wanted === '') return entries.length > 1 ? undefined : [];
	const same = (entry: Entry) => entry.value.toLowerCase() === wanted.toLowerCase();
	const first: Entry = { value: wanted, primary: true, label: entries.find(same)?.label ?? 'work' };
	return [first, ...entries.filter((entry) => !same(entry)).map((entry) => ({ ...entry, primary: false }))];
}
