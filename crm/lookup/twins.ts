/** Two items of one execution that mean the same new record: compared with each other as items and records are. */
import type { Thresholds } from '../../core/identity/confidence';
import { toMatch, type Shown } from '../../core/identity/explain';
import { factsOf } from '../../core/identity/facts';
import { judgeCandidates, type Judgement } from '../../core/identity/judge';
import { blockKeys, profileOfItem } from '../../core/identity/new-record';
import type { IdentityProfile } from '../../core/identity/profile';
import type { AskedItem } from '../../core/identity/read-item';
import { usualWorld } from '../../core/identity/world';
import type { Match } from '../../core/record';
import type { RecordRef } from '../crm';

/** A record that this execution created, as the item described it. */
export interface Planned extends RecordRef {
	readonly kind: AskedItem['sought']['kind'];
	readonly profile: IdentityProfile;
	readonly blocks: readonly string[];
}

interface Entry {
	readonly planned: Omit<Planned, 'object' | 'id'>;
	ref: RecordRef | undefined;
	/** It was there already: the CRM refused to make it. */
	foundInstead: boolean;
}

export type Twin =
	| { readonly status: 'none' }
	| {
			readonly status: 'same' | 'perhaps';
			readonly item: AskedItem;
			readonly judgement: Judgement<Shown>;
	  };

export class Twins {
	private readonly entries: Entry[] = [];
	private readonly byPlace = new Map<number, Entry>();
	private readonly byBlock = new Map<string, Set<number>>();

	constructor(
		before: readonly Planned[],
		private readonly thresholds: Thresholds,
	) {
		for (const { object, id, ...planned } of before) this.keep({ planned, ref: { object, id }, foundInstead: false });
	}

	/** The new record that the item means as well, for sure or perhaps. */
	find(item: AskedItem): Twin {
		const near = new Set(blockKeys(item).flatMap((key) => [...(this.byBlock.get(key) ?? [])]));
		if (near.size === 0) return { status: 'none' };
		const { kind } = item.sought;
		const candidates = [...near].flatMap((index): Shown[] => {
			const entry = this.entries[index];
			if (entry === undefined || entry.planned.kind !== kind) return [];
			const facts = factsOf(entry.planned.profile, kind);
			return [{ object: '', id: String(index), url: '', label: '', via: [], facts }];
		});
		const judgement = judgeCandidates(item.sought, candidates, usualWorld(undefined), this.thresholds);
		if (judgement.status === 'unmatched') return { status: 'none' };
		return { status: judgement.status === 'matched' ? 'same' : 'perhaps', item, judgement };
	}

	/** The item becomes a new record. */
	add(item: AskedItem, place: number): void {
		const entry: Entry = {
			planned: { kind: item.sought.kind, profile: profileOfItem(item), blocks: blockKeys(item) },
			ref: undefined,
			foundInstead: false,
		};
		this.keep(entry);
		this.byPlace.set(place, entry);
	}

	made(place: number, ref: RecordRef): void {
		const entry = this.byPlace.get(place);
		if (entry !== undefined) entry.ref = ref;
	}

	/** In place of a new record the CRM had this one. */
	found(place: number, ref: RecordRef): void {
		const entry = this.byPlace.get(place);
		if (entry !== undefined) Object.assign(entry, { ref, foundInstead: true });
	}

	/** What to say of an item with a twin; undefined where the twin's record did not come about. */
	matchOf({ status, item, judgement }: Exclude<Twin, { status: 'none' }>): Match | undefined {
		const candidates = judgement.candidates.flatMap((one) => {
			const ref = this.entries[Number(one.known.id)]?.ref;
			return ref === undefined ? [] : [{ ...one, known: { ...one.known, ...ref } }];
		});
		if (candidates.length === 0) return undefined;
		const match = toMatch(item, { ...judgement, candidates }, this.thresholds, false);
		const what = status === 'same' ? 'means the same record' : 'may mean the same record';
		return { ...match, why: `Another item of this run ${what}. ${match.why}` };
	}

	/** The records that this execution created. */
	records(): readonly Planned[] {
		return this.entries.flatMap(({ planned, ref, foundInstead }) =>
			ref === undefined || foundInstead ? [] : [{ ...planned, ...ref }],
		);
	}

	private keep(entry: Entry): void {
		const index = this.entries.push(entry) - 1;
		for (const key of entry.planned.blocks) {
			this.byBlock.set(key, (this.byBlock.get(key) ?? new Set()).add(index));
		}
	}
}
