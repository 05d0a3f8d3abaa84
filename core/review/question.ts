/** Which suggestions of an item a person is asked about, and which of them still make sense on the fresh record. */
import type { FieldSchema } from '../fields/schema';
import { fit, type FieldRoom } from '../policy/fit';
import type { RuleId } from '../policy/rules';
import type { Contract, Proposal } from '../record';
import { pendingReview, type FieldReview, type FieldStamp } from '../stamp';
import { hashValue, sameValue, type CrmValue } from '../value';

/** A suggestion that was held back, and by which rule. */
export interface Question {
	readonly proposal: Proposal;
	readonly rule: RuleId;
	readonly why: string;
}

/**
 * The questions of one item: what Conflict Gate or Field-Safe Write held back; every suggestion where neither has
 * judged yet. What was written, left alone or refused before is no question.
 */
export function questionsOf(contract: Pick<Contract, 'proposals' | 'decisions' | 'outcomes'>): Question[] {
	const questions = new Map<string, Question>();
	for (const proposal of contract.proposals) {
		const { field } = proposal;
		if (questions.has(field)) continue;
		const outcome = contract.outcomes.filter((entry) => entry.field === field).at(-1);
		const decision = contract.decisions.find((entry) => entry.field === field);
		if (outcome) {
			if (outcome.status !== 'review' && outcome.status !== 'repaired') continue;
			questions.set(field, { proposal, rule: outcome.rule, why: outcome.why });
		} else if (decision?.action === 'review') {
			questions.set(field, { proposal, rule: decision.rule, why: decision.why });
		} else if (decision?.action !== 'skip') {
			const why = 'This workflow asks a person about every suggestion.';
			questions.set(field, { proposal, rule: 'review asked for', why });
		}
	}
	return [...questions.values()];
}

/** What the fresh read of the record says about one field. */
export interface FreshField {
	readonly current: CrmValue;
	readonly readAt: string;
	readonly stamp?: FieldStamp | undefined;
	readonly review?: FieldReview | undefined;
}

export type Sorted =
	/** Ask: `value` is the suggestion as the CRM would store it. */
	| { readonly kind: 'ask'; readonly field: FieldSchema; readonly value: CrmValue }
	/** No question: leaves undecided, or as rejected where a person has said no to this very value before. */
	| { readonly kind: 'undecided' | 'rejected'; readonly rule: RuleId; readonly why: string };

/** Whether a person is to be asked now. */
export function sortQuestion(
	question: Question,
	fresh: FreshField,
	room: FieldRoom,
	owner: Contract['decisions'][number]['owner'],
): Sorted {
	const fitted = fit(question.proposal, room);
	if (!fitted.ok) return { kind: 'undecided', rule: fitted.rule, why: `${fitted.message} ${fitted.hint}` };
	const { field, value } = fitted;
	const leave = (kind: 'undecided' | 'rejected', rule: RuleId, why: string): Sorted => ({ kind, rule, why });
	if (owner === 'people') {
		return leave('undecided', 'people only', `"${field.label}" is People Only: change it in the CRM itself.`);
	}
	if (sameValue(value, fresh.current)) {
		return leave('undecided', 'equal value', `"${field.label}" already holds this value.`);
	}
	const hash = hashValue(value);
	if (fresh.stamp?.refused?.includes(hash) === true || fresh.review?.refused?.includes(hash) === true) {
		return leave('rejected', 'refused before', `A person already said no to this very value in "${field.label}".`);
	}
	const pending = pendingReview(fresh.review, fresh.readAt);
	if (pending?.hash === hash) {
		const why =
			pending.status === 'open'
				? `A person has already been asked about "${field.label}".`
				: `The task that asked about "${field.label}" was deleted: nobody is asked again before its time is over.`;
		return leave('undecided', 'review already open', why);
	}
	return { kind: 'ask', field, value };
}
