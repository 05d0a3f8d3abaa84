/** The judgement on one suggestion: write it, leave the field alone, or ask a person. Pure; the same everywhere. */
import type { FieldSchema } from '../fields/schema';
import type { Decision, Proposal } from '../record';
import { pendingReview } from '../stamp';
import { hashValue, isBlank, sameValue, type CrmValue } from '../value';
import { holderOf, type Evidence } from './holder';
import type { Owner } from './owners';
import type { RuleId } from './rules';

export interface Settings {
	/** A suggestion by a model needs at least this confidence, 0 to 1. */
	readonly minimumConfidence: number;
	/** An empty suggestion clears the field. */
	readonly clearEmptyValues: boolean;
}

export interface Question {
	readonly field: FieldSchema;
	readonly proposal: Proposal;
	/** The suggestion in canonical form, as the CRM would store it. */
	readonly value: CrmValue;
	readonly evidence: Evidence;
	readonly owner: Owner;
	/** Why the field is protected (protectedBecause), undefined where it is not. */
	readonly protectedBecause?: string | undefined;
	/** A verified approval by a person. */
	readonly approvedBy?: string | undefined;
	readonly settings: Settings;
}

/** `same` is true where the field already holds the suggestion: nothing to do. */
export type Judgement = Pick<Decision, 'action' | 'rule' | 'why' | 'owner'> & { readonly same: boolean };

/** Rounded down, so that 0.84999 is not shown as 85; 0.57 is 57, although 0.57 * 10000 is a little less than 5700. */
const percent = (share: number) => `${Math.floor(Number((share * 10000).toFixed(6))) / 100} %`;

/** Methods that judge by themselves: without a confidence they count as 0, an unchecked one writes AI fields only. */
const guesses = (proposal: Proposal) => proposal.scorer.method === 'model' || proposal.scorer.method === 'other';

/** The confidence that counts: a model that gives none counts as 0, rules, scorecards and mapped values need none. */
function confidenceOf(proposal: Proposal): number | undefined {
	if (proposal.confidence !== undefined) return proposal.confidence;
	return guesses(proposal) ? 0 : undefined;
}

/** Judges one suggestion for one field. What would be asked is not asked twice while the first answer is still out. */
export function decide(question: Question): Judgement {
	const judgement = judge(question);
	const { value, field, evidence } = question;
	const pending = pendingReview(evidence.review, evidence.readAt);
	if (judgement.action !== 'review' || pending?.hash !== hashValue(value)) return judgement;
	const why =
		pending.status === 'open'
			? `A person has already been asked about this very value for "${field.label}" and has not answered yet.`
			: `The task that asked about this very value for "${field.label}" was deleted: nobody is asked again before its time is over.`;
	return { ...judgement, action: 'skip', rule: 'review already open', why };
}

/** The rule and words for a field that AI never writes. */
export function peopleOnly(label: string): Pick<Judgement, 'rule' | 'why'> {
	return { rule: 'people only', why: `"${label}" is People Only: AI never writes it.` };
}

/** The order of the rules is the order in which a person would be told. */
function judge(question: Question): Judgement {
	const { field, proposal, value, evidence, owner, settings } = question;
	const label = field.label;
	const verdict = (action: Decision['action'], rule: RuleId, why: string): Judgement => ({
		action,
		rule,
		why,
		owner,
		same: false,
	});

	if (owner === 'people') {
		const { rule, why } = peopleOnly(label);
		return verdict('skip', rule, why);
	}
	if (sameValue(value, evidence.current)) {
		return { ...verdict('skip', 'equal value', `"${label}" already holds this value.`), same: true };
	}
	if (isBlank(value) && !settings.clearEmptyValues) {
		return verdict(
			'skip',
			'blank suggestion',
			`The suggestion for "${label}" is empty, and an empty suggestion never clears a field.`,
		);
	}
	if (question.approvedBy !== undefined) {
		return verdict('write', 'approved by a person', `Approved by ${question.approvedBy}.`);
	}

	const holder = holderOf(evidence);
	if (refusedBefore(value, evidence, holder)) {
		return verdict(
			'skip',
			'refused before',
			`A person already replaced, cleared or rejected this very value in "${label}".`,
		);
	}
	if (question.protectedBecause !== undefined) {
		return verdict(
			'review',
			'protected field',
			`"${label}" holds ${question.protectedBecause}: it changes only with a person's approval.`,
		);
	}
	const confidence = confidenceOf(proposal);
	if (confidence !== undefined && !(confidence >= settings.minimumConfidence)) {
		return verdict(
			'review',
			'low confidence',
			proposal.confidence === undefined
				? `The model gave no confidence for "${label}"; at least ${percent(settings.minimumConfidence)} is needed.`
				: `The confidence of ${percent(confidence)} for "${label}" is below ${percent(settings.minimumConfidence)}.`,
		);
	}
	if (owner !== 'ai' && guesses(proposal) && proposal.scorer.calibrated !== true) {
		return verdict(
			'review',
			'confidence not calibrated',
			`The model's confidence has not been checked against reviewed decisions yet, so it may write AI fields only; "${label}" is shared with people.`,
		);
	}
	switch (holder) {
		case 'person':
			return verdict('review', "a person's value", `"${label}" holds a value that a person entered.`);
		case 'cleared':
			return verdict('review', 'cleared by a person', `A person emptied "${label}".`);
		case 'us':
			return verdict('write', 'our own value', `"${label}" still holds the value that AI wrote.`);
		case 'nobody':
			return owner === 'ai'
				? verdict('write', 'ai field', `"${label}" is an AI field.`)
				: verdict('write', 'empty field', `"${label}" is empty.`);
		case 'unexplained':
			return verdict(
				'review',
				"a person's value",
				`Nothing tells who entered the value of "${label}", so it counts as a person's.`,
			);
		case 'machine':
			return owner === 'ai'
				? verdict('write', 'ai field', `"${label}" is an AI field.`)
				: verdict('review', "a person's value", `"${label}" holds a value that AI did not write.`);
	}
}

/** A value is refused where the stamp says so, or where a person replaced or cleared exactly it after we wrote it. */
function refusedBefore(value: CrmValue, evidence: Evidence, holder: ReturnType<typeof holderOf>): boolean {
	const { stamp, review } = evidence;
	const hash = hashValue(value);
	if (review?.refused?.includes(hash)) return true;
	if (stamp === undefined) return false;
	if (stamp.refused?.includes(hash)) return true;
	return (holder === 'person' || holder === 'cleared') && stamp.hash === hash && stamp.restoredFor === undefined;
}
