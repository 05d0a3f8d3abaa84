/** The judgement on taking one AI write back: only where the AI's value still stands, whatever happened since. */
import type { FieldSchema } from '../fields/schema';
import { sameValue, type CrmValue } from '../value';
import type { Judgement } from './decide';
import { holderOf, type Evidence } from './holder';

/** What Undo knows about the write that it takes back. */
export interface UndoTerms {
	/** What AI wrote, canonical, as the CRM stored it. */
	readonly wrote: CrmValue;
	/** True where the value that comes back is a person's: it counts as typed by a person again. */
	readonly persons: boolean;
}

/** Judges one undo. `value` is the earlier value that would come back. */
export function judgeUndo(
	field: Pick<FieldSchema, 'label'>,
	value: CrmValue,
	{ wrote }: UndoTerms,
	evidence: Evidence,
): Judgement {
	const { label } = field;
	const ask = (rule: Judgement['rule'], why: string): Judgement => ({ action: 'review', rule, why, same: false });
	if (sameValue(value, evidence.current)) {
		const why = `"${label}" already holds the value from before.`;
		return { action: 'skip', rule: 'equal value', why, same: true };
	}
	const holder = holderOf(evidence);
	if (holder === 'person') return ask("a person's value", `A person changed "${label}" since: it is left as it is.`);
	if (holder === 'cleared') return ask('cleared by a person', `A person emptied "${label}" since: it is left empty.`);
	if (!sameValue(wrote, evidence.current)) {
		return ask('changed since', `"${label}" no longer holds what this run wrote: it is left as it is.`);
	}
	const why = `"${label}" still held what AI wrote; the value from before is back.`;
	return { action: 'write', rule: 'taken back', why, same: false };
}
