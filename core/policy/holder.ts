/** Whose value stands in a field now: the evidence, strongest first, that ARCHITECTURE.md names. */
import type { Edit } from '../record';
import type { FieldReview, FieldStamp } from '../stamp';
import { hashValue, isBlank, type CrmValue } from '../value';

export interface Evidence {
	readonly current: CrmValue;
	/** The last change of the field by the CRM's history; undefined where the CRM keeps none. */
	readonly edit?: Edit | undefined;
	/** True where the CRM keeps history for the field: no edit then means that nobody ever changed it. */
	readonly historyKnown: boolean;
	readonly stamp?: FieldStamp | undefined;
	/** True where every AI write of the record leaves a stamp: a value without one is then a person's. */
	readonly stampsKept?: boolean | undefined;
	/** What Human Review noted about the field. */
	readonly review?: FieldReview | undefined;
	/** ISO time of the read; an open review that is over by then counts no longer. */
	readonly readAt?: string | undefined;
	/** ISO time: edits before it no longer count. Undefined: they count for ever. */
	readonly editsCountFrom?: string | undefined;
}

export type Holder =
	/** Nobody: the field is empty and no person emptied it. */
	| 'nobody'
	/** The value that we wrote, untouched. */
	| 'us'
	/** A person typed the value, or an unknown editor did. */
	| 'person'
	/** A person emptied the field. */
	| 'cleared'
	/** Another integration or an automation of the CRM. */
	| 'machine'
	/** A value without stamp in a CRM without history. */
	| 'unexplained';

/** Who holds the field. In doubt a person. */
export function holderOf(evidence: Evidence): Holder {
	const { current, edit, stamp, historyKnown } = evidence;
	const blank = isBlank(current);
	const untouched = stamp !== undefined && stamp.hash === hashValue(current);

	if (stamp?.restoredFor === 'human' && untouched) return blank ? 'cleared' : 'person';
	// We emptied it; the CRM's history tells whether a person filled and emptied it again since.
	if (untouched && !(blank && edit && edit.evidence !== 'record')) return blank ? 'nobody' : 'us';

	if (edit && edit.evidence !== 'record') {
		const byMachine = edit.by === 'automation' || edit.by === 'integration';
		const outdated = evidence.editsCountFrom !== undefined && edit.at < evidence.editsCountFrom;
		if (blank) return byMachine || outdated ? 'nobody' : 'cleared';
		return byMachine || outdated ? 'machine' : 'person';
	}
	if (stamp !== undefined && !historyKnown) return blank ? 'cleared' : 'person';
	if (blank) return 'nobody';
	if (historyKnown) return 'machine';
	return evidence.stampsKept ? 'person' : 'unexplained';
}

/** The edit, taken for an integration's where one of the named CRM users made it (ids, with or without `user:`). */
export function asIntegration(edit: Edit, users: readonly string[]): Edit {
	const id = (text: string) =>
		text
			.trim()
			.toLowerCase()
			.replace(/^user:/, '');
	const actor = edit.actor;
	return actor !== undefined && users.some((user) => id(user) === id(actor)) ? { ...edit, by: 'integration' } : edit;
}
