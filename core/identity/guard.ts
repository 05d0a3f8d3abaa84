/** A guard, and how guards read the evidence. */
import type { Evidence, EvidenceKind } from './evidence';
import type { Weighing } from './judge';

export type GuardName =
	| 'another record fits as well'
	| 'keys lead to different records'
	| 'record holds another value'
	| 'id leads nowhere'
	| 'another name'
	| 'another mailbox at the same company'
	| 'shared mailbox without a name'
	| 'name alone'
	| 'phone alone'
	| 'domain and name of different companies'
	| 'another domain'
	| 'another address'
	| 'deal name alone'
	/** Of a live CRM: the judge itself sees all candidates that there are. */
	| 'not all records were seen';

export interface Guard {
	readonly name: GuardName;
	/** For a person, after "Held back: ". */
	readonly why: string;
	/** A person has to look even where the probability is below Review Above. */
	readonly always?: boolean | undefined;
}

export const strong: readonly EvidenceKind[] = ['id', 'unique', 'linkedin', 'email', 'phone'];

/** Keys that more than one person uses. */
export const shared: readonly EvidenceKind[] = ['email shared', 'email role', 'phone shared', 'phone part'];

/** What many records share says nothing about which of them is meant. */
export const circumstances: readonly EvidenceKind[] = [
	'employer',
	'employer near',
	'employer domain',
	'city',
	'country',
	'street',
	'postcode',
	'title',
];

export function has(evidence: readonly Evidence[], kind: EvidenceKind): boolean {
	return evidence.some((one) => one.kind === kind);
}

export function hasAny(evidence: readonly Evidence[], kinds: readonly EvidenceKind[]): boolean {
	return evidence.some((one) => kinds.includes(one.kind));
}

/** A key of its own: one that two records have leads to neither. */
export function hasOwn(best: Weighing, all: readonly Weighing[], kinds: readonly EvidenceKind[]): boolean {
	return kinds.some(
		(kind) => has(best.evidence, kind) && !all.some((other) => other !== best && has(other.evidence, kind)),
	);
}
