/** Records with versions of every property. Knows nothing about any particular CRM. */
import type { Clock } from './clock';
import type { ChangeKind, Journal } from './journal';

/** Who or what makes a change. */
export interface Source {
	readonly type: string;
	readonly id?: string | undefined;
	readonly label?: string | undefined;
	readonly userId?: number | undefined;
	/** For the journal: `user:123`, `app:456`. */
	readonly actor: string;
	readonly requestId?: string | undefined;
}

export interface Version {
	readonly value: string;
	readonly at: number;
	readonly source: Source;
}

export interface StoredRecord {
	readonly object: string;
	readonly id: string;
	readonly createdAt: number;
	updatedAt: number;
	archivedAt: number | null;
	mergedInto: string | null;
	/** Newest first. */
	readonly versions: Map<string, Version[]>;
}

export class Store {
	private readonly objects = new Map<string, Map<string, StoredRecord>>();
	private readonly lookups = new Map<string, Map<string, string>>();

	constructor(
		private readonly clock: Clock,
		private readonly journal: Journal,
		private readonly historyCap: (object: string) => number,
	) {}

	/** All records of an object, in order of creation, archived and merged ones included. */
	all(object: string): IterableIterator<StoredRecord> {
		return this.table(object).values();
	}

	get(object: string, id: string): StoredRecord | undefined {
		return this.table(object).get(id);
	}

	/** Follows merges to the surviving record. */
	survivor(object: string, id: string): StoredRecord | undefined {
		let record = this.get(object, id);
		for (let hops = 0; record?.mergedInto && hops < 100; hops++) record = this.get(object, record.mergedInto);
		return record;
	}

	create(object: string, id: string, source: Source, at = this.clock.now()): StoredRecord {
		const record: StoredRecord = {
			object,
			id,
			createdAt: at,
			updatedAt: at,
			archivedAt: null,
			mergedInto: null,
			versions: new Map(),
		};
		this.table(object).set(id, record);
		this.log('created', record, null, id, null, source, at);
		return record;
	}

	/** The present value; '' and undefined both mean empty. */
	value(record: StoredRecord, property: string): string | undefined {
		return record.versions.get(property)?.[0]?.value;
	}

	/** The value that the property had at `time`. */
	valueAt(record: StoredRecord, property: string, time: number): string | undefined {
		return record.versions.get(property)?.find((version) => version.at <= time)?.value;
	}

	/** Adds a version. A value that is there already adds none. True where something changed. */
	set(record: StoredRecord, property: string, value: string, source: Source, at = this.clock.now()): boolean {
		const versions = record.versions.get(property) ?? [];
		const previous = versions[0]?.value;
		if ((previous ?? '') === value) return false;
		versions.unshift({ value, at, source });
		versions.length = Math.min(versions.length, this.historyCap(record.object));
		record.versions.set(property, versions);
		if (at > record.updatedAt) record.updatedAt = at;
		this.lookups.delete(`${record.object} ${property}`);
		this.log('value', record, property, value, previous ?? null, source, at);
		return true;
	}

	archive(record: StoredRecord, source: Source): void {
		record.archivedAt = this.clock.now();
		this.lookups.clear();
		this.log('archived', record, null, null, record.id, source);
	}

	restore(record: StoredRecord, source: Source): void {
		record.archivedAt = null;
		this.lookups.clear();
		this.log('restored', record, null, record.id, null, source);
	}

	/** Marks `loser` as merged away. Moving its values is the CRM's business. */
	markMerged(loser: StoredRecord, winner: StoredRecord, source: Source): void {
		loser.mergedInto = winner.id;
		this.lookups.clear();
		this.log('merged', loser, null, winner.id, loser.id, source);
	}

	/** The live record whose property holds `value`, ignoring case. For properties with unique values. */
	findByValue(object: string, property: string, value: string): StoredRecord | undefined {
		const key = `${object} ${property}`;
		let lookup = this.lookups.get(key);
		if (!lookup) {
			lookup = new Map();
			for (const record of this.all(object)) {
				if (record.archivedAt !== null || record.mergedInto !== null) continue;
				const held = this.value(record, property);
				if (held) lookup.set(held.toLowerCase(), record.id);
			}
			this.lookups.set(key, lookup);
		}
		const id = lookup.get(value.trim().toLowerCase());
		return id === undefined ? undefined : this.get(object, id);
	}

	/** Takes a record that was in the store before it was emptied; no change, so nothing in the journal. */
	adopt(record: StoredRecord): void {
		this.table(record.object).set(record.id, record);
	}

	clear(): void {
		this.objects.clear();
		this.lookups.clear();
	}

	private table(object: string): Map<string, StoredRecord> {
		let table = this.objects.get(object);
		if (!table) {
			table = new Map<string, StoredRecord>();
			this.objects.set(object, table);
		}
		return table;
	}

	private log(
		kind: ChangeKind,
		record: StoredRecord,
		property: string | null,
		value: string | null,
		previous: string | null,
		source: Source,
		at = this.clock.now(),
	): void {
		this.journal.append({
			at: new Date(at).toISOString(),
			kind,
			object: record.object,
			id: record.id,
			property,
			value,
			previous,
			source: source.type,
			actor: source.actor,
			requestId: source.requestId ?? null,
		});
	}
}
