/** Everything that ever changed, in the order in which it became true: the oracle of the race tests. */

export type ChangeKind = 'value' | 'created' | 'archived' | 'restored' | 'merged' | 'purged';

export interface JournalEntry {
	readonly seq: number;
	/** ISO time with milliseconds, by the CRM's clock. */
	readonly at: string;
	readonly kind: ChangeKind;
	readonly object: string;
	readonly id: string;
	/** The changed property; null for a change of the record as a whole. */
	readonly property: string | null;
	/** The new value; for `merged` the surviving id. */
	readonly value: string | null;
	readonly previous: string | null;
	/** The CRM's name of the source, for example CRM_UI or INTEGRATION. */
	readonly source: string;
	/** `user:123`, `app:456`, or the source id. */
	readonly actor: string;
	/** The API request that made the change; null for everything else. */
	readonly requestId: string | null;
}

export class Journal {
	private readonly list: JournalEntry[] = [];
	private start = 0;

	append(entry: Omit<JournalEntry, 'seq'>): void {
		this.list.push({ seq: this.list.length + 1, ...entry });
	}

	/** What was appended so far is how things were at the beginning. */
	markStart(): void {
		this.start = this.list.length;
	}

	/** A copy of all entries after `since` (a `seq`; the start where absent), oldest first. */
	entries(since = this.start): readonly JournalEntry[] {
		return this.list.slice(since);
	}

	clear(): void {
		this.list.length = 0;
		this.start = 0;
	}
}
