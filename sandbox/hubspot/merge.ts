/** Merging two records: the first survives, the second's id leads to it from then on. */
import type { Source, StoredRecord } from '../core/store';
import { invalid, notFound } from './errors';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';

export function mergeRecords(
	portal: Portal,
	type: ObjectType,
	winnerId: string,
	loserId: string,
	by: Source,
): StoredRecord {
	const winner = portal.store.survivor(type.plural, winnerId);
	const loser = portal.record(type.plural, loserId);
	if (!winner || winner.archivedAt !== null || !loser || loser.archivedAt !== null) throw notFound();
	if (loser.mergedInto !== null || loser.id === winner.id) throw invalid('The record was merged already.');
	const source: Source = { ...by, type: type.plural === 'contacts' ? 'MERGE_CONTACTS' : 'MERGE_OBJECTS' };
	const { store } = portal;

	for (const name of loser.versions.keys()) {
		if (name === 'email' || name.startsWith('hs_')) continue;
		const value = store.value(loser, name) ?? '';
		if (value !== '' && !store.value(winner, name)) store.set(winner, name, value, source);
	}
	append(portal, winner, 'hs_merged_object_ids', [store.value(loser, 'hs_merged_object_ids'), loser.id], source);
	if (type.plural === 'contacts') {
		const email = store.value(loser, 'email');
		const kept = store.value(winner, 'email') ? [email] : [];
		if (kept.length === 0 && email) store.set(winner, 'email', email, source);
		append(portal, winner, 'hs_additional_emails', [...kept, store.value(loser, 'hs_additional_emails')], source);
		append(portal, winner, 'hs_calculated_merged_vids', [`${loser.id}:${portal.clock.now()}`], source);
	}
	portal.associations.move(type, loser.id, winner.id);
	store.markMerged(loser, winner, source);
	return winner;
}

function append(
	portal: Portal,
	record: StoredRecord,
	property: string,
	parts: readonly (string | undefined)[],
	source: Source,
): void {
	const present = portal.store.value(record, property) ?? '';
	const all = [present, ...parts].flatMap((part) => (part ?? '').split(';')).filter((part) => part !== '');
	portal.store.set(record, property, [...new Set(all)].join(';'), source);
}
