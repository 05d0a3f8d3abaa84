/** Merging two records: the loser is deleted and names its master. */
import type { Source, StoredRecord } from '../core/store';
import { normalId } from './ids';
import type { Org } from './org';
import type { SObjectType } from './sobject';

export function mergeRecords(
	org: Org,
	type: SObjectType,
	winnerId: string,
	loserId: string,
	source: Source,
): StoredRecord {
	const winner = org.store.survivor(type.name, normalId(winnerId) ?? winnerId);
	const loser = org.record(type, loserId);
	if (!winner || winner.archivedAt !== null || !loser || loser.archivedAt !== null || loser.mergedInto !== null) {
		throw new Error(`No such ${type.name} to merge in the sandbox.`);
	}
	if (winner.id === loser.id) throw new Error('A record cannot be merged with itself.');
	for (const [name, [newest]] of loser.versions) {
		if (newest && newest.value !== '' && !org.store.value(winner, name)) {
			org.store.set(winner, name, newest.value, source);
		}
	}
	moveLinks(org, loser.id, winner.id, source);
	org.touch(winner, source);
	org.store.markMerged(loser, winner, source);
	org.touch(loser, source);
	return winner;
}

/** What pointed to the loser points to the winner. */
function moveLinks(org: Org, from: string, to: string, source: Source): void {
	for (const type of org.types.values()) {
		const lookups = [...type.fields.values()].filter((field) => field.type === 'reference' && field.updateable);
		if (lookups.length === 0 || type.historyOf !== null) continue;
		for (const record of org.live(type.name)) {
			for (const { name } of lookups) {
				if (org.store.value(record, name) !== from) continue;
				org.store.set(record, name, to, source);
				org.metaOf(record).stampAt = org.clock.now();
			}
		}
	}
}
