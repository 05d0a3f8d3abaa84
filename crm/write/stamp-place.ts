/** Whether a field may take a stamp: any field can be chosen for it, also one in which a person's words stand. */
import { emptyStamp, readStamp } from '../../core/stamp';
import { isBlank } from '../../core/value';
import type { Snapshot } from '../crm';
import type { WritePolicy } from './request';

const AI_FIELD = /^ai_/i;

/** The stamp fields that hold something else on this record: a stamp would destroy it, and no review would show it. */
export function takenStampFields(snapshot: Snapshot, { stampFields }: Pick<WritePolicy, 'stampFields'>): string[] {
	const { provenance, updatedAt } = stampFields;
	return [provenance, updatedAt].filter((name) => {
		const value = snapshot.values[name];
		if (AI_FIELD.test(name) || isBlank(value ?? null)) return false;
		if (name === provenance) return readStamp(value) === emptyStamp;
		const edit = snapshot.edits[name];
		// Who changed the record last says nothing about this field.
		return edit !== undefined && edit.evidence !== 'record' && (edit.by === 'human' || edit.by === 'unknown');
	});
}
