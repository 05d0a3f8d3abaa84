/**
 * What is known about the records of a reference list, as bytes: some 300 each, where objects would take four times
 * that and keep V8 busy with looking through them, although most are never compared with anything.
 */
import type { Facts } from './facts';
import { fromRow, toRow, type FactsRow } from './facts-row';

export interface StoredRecord {
	readonly object: string;
	readonly id: string;
	readonly facts: Facts;
	/** Numbers that are not among the facts yet, because reading one takes longer than all the rest. */
	readonly unread: readonly string[];
	/** Not to be matched. */
	readonly archived: boolean;
	/** A lead that became a contact. */
	readonly converted: boolean;
	/** As `PersonName.initials`. */
	readonly initials: number;
}

export type KnownFacts = Pick<StoredRecord, 'id' | 'facts' | 'unread'>;

const blockSize = 1 << 20;
/** Numbers per record: block, start and length of its text, object and flags, initials. */
const width = 5;
const archivedFlag = 1;
const convertedFlag = 2;
const flagBits = 2;

export class RecordStore {
	private readonly blocks: Buffer[] = [];
	private used = blockSize;
	private numbers = new Int32Array(1024 * width);
	private readonly objects: string[] = [];
	private count = 0;

	get size(): number {
		return this.count;
	}

	/** @returns the record's place, from 0 on */
	add(record: StoredRecord): number {
		const text = JSON.stringify([record.id, record.unread, toRow(record.facts)]);
		// A unit of UTF-16 is at most three bytes of UTF-8.
		const most = text.length * 3;
		if (this.used + most > (this.blocks[this.blocks.length - 1]?.length ?? 0)) {
			this.blocks.push(Buffer.allocUnsafeSlow(Math.max(blockSize, most)));
			this.used = 0;
		}
		const block = this.blocks.length - 1;
		const length = this.blocks[block]?.write(text, this.used) ?? 0;
		if (this.count * width === this.numbers.length) {
			const wider = new Int32Array(this.numbers.length * 2);
			wider.set(this.numbers);
			this.numbers = wider;
		}
		const flags = (record.archived ? archivedFlag : 0) | (record.converted ? convertedFlag : 0);
		const at = this.count * width;
		this.numbers[at] = block;
		this.numbers[at + 1] = this.used;
		this.numbers[at + 2] = length;
		this.numbers[at + 3] = (this.objectNumber(record.object) << flagBits) | flags;
		this.numbers[at + 4] = record.initials;
		this.used += length;
		return this.count++;
	}

	objectAt(place: number): string {
		return this.objects[this.numberAt(place, 3) >> flagBits] ?? '';
	}

	isArchived(place: number): boolean {
		return (this.numberAt(place, 3) & archivedFlag) !== 0;
	}

	isConverted(place: number): boolean {
		return (this.numberAt(place, 3) & convertedFlag) !== 0;
	}

	initialsAt(place: number): number {
		return this.numberAt(place, 4);
	}

	/** @returns undefined for a place at which there is no record */
	read(place: number): KnownFacts | undefined {
		if (place < 0 || place >= this.count) return undefined;
		const start = this.numberAt(place, 1);
		const text = this.blocks[this.numberAt(place, 0)]?.toString('utf8', start, start + this.numberAt(place, 2)) ?? '';
		const [id, unread, row] = JSON.parse(text) as [string, readonly string[], FactsRow];
		return { id, facts: fromRow(row), unread };
	}

	private numberAt(place: number, part: number): number {
		return this.numbers[place * width + part] ?? 0;
	}

	private objectNumber(object: string): number {
		const known = this.objects.indexOf(object);
		return known >= 0 ? known : this.objects.push(object) - 1;
	}
}
