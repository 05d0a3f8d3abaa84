/** Merging two records: the first survives; the second is deleted. */
import type { Source, StoredRecord } from '../core/store';
import type { Company } from './company';
import type { Entity } from './entities';
import { PipedriveError } from './errors';
import { contactsOf } from './values';

const kept = ['owner_id', 'visible_to', 'merge_what_id'];

export function mergeRecords(
	company: Company,
	entity: Entity,
	winnerId: string,
	loserId: string,
	source: Source,
): StoredRecord {
	const winner = company.live(entity, winnerId);
	const loser = company.live(entity, loserId);
	if (winner === loser) throw new PipedriveError(400, 'A record cannot be merged with itself');
	const { store } = company;
	for (const code of loser.versions.keys()) {
		const value = store.value(loser, code) ?? '';
		if (value === '' || kept.includes(code)) continue;
		if (code === 'emails' || code === 'phones') {
			const present = contactsOf(store.value(winner, code));
			const more = contactsOf(value).filter((entry) => !present.some((other) => other.value === entry.value));
			const all = [...present, ...more.map((entry) => ({ ...entry, primary: entry.primary && present.length === 0 }))];
			store.set(winner, code, JSON.stringify(all), source);
		} else if (!store.value(winner, code)) store.set(winner, code, value, source);
	}
	for (const other of ['persons', 'deals', 'leads', 'activities', 'notes']) {
		for (const record of store.all(other)) {
			for (const key of [entity.linkKey, ...(entity.name === 'organization' ? ['organization_id'] : [])]) {
				if (store.value(record, key) === loser.id) store.set(record, key, winner.id, source);
			}
		}
	}
	// Both sides' changelogs name the other one.
	store.set(loser, 'merge_what_id', winner.id, source);
	store.set(winner, 'merge_what_id', loser.id, source);
	store.markMerged(loser, winner, source);
	return winner;
}
