/** What the write transaction is asked to do, and what it answers. The same on every CRM, and without n8n. */
import type { CapProblem, TextCounts } from '../../core/policy/caps';
import type { Settings } from '../../core/policy/decide';
import type { OwnerRule } from '../../core/policy/owners';
import type { UndoTerms } from '../../core/policy/undo';
import type { Decision, Outcome, Proposal } from '../../core/record';
import type { Answer } from '../review/answers';

/** A suggestion; its value as it came, not yet typed. */
export type Suggested = Omit<Proposal, 'value'> & {
	readonly value: unknown;
	/** Set where an earlier value is to come back: the value is canonical, and judged by these terms alone. */
	readonly undo?: UndoTerms | undefined;
};

/** The suggestions of one item for one record. */
export interface WriteRequest {
	readonly account: string;
	/** The CRM's internal record id; never an e-mail or another field that people edit (S0-26). */
	readonly id: string;
	readonly proposals: readonly Suggested[];
	/** A Conflict Gate's decisions; they can narrow what may be written, never widen it. */
	readonly decisions: readonly Decision[];
}

export interface WritePolicy {
	readonly owners: readonly OwnerRule[];
	/** Names or patterns that are protected beside the built-in ones. */
	readonly protectedFields: readonly string[];
	readonly settings: Settings;
	/** Days after which a person's edit no longer counts; undefined: for ever. */
	readonly editsCountDays?: number | undefined;
	readonly stampFields: { readonly updatedAt: string; readonly provenance: string };
	/** Most records changed in one execution. */
	readonly mostRecords: number;
	/** The CRM may hand records to somebody by its assignment rules; default false. */
	readonly runAssignmentRules?: boolean | undefined;
}

export interface WriteRun {
	readonly preview: boolean;
	/** n8n's execution id: stands in the stamp and in audit rows. */
	readonly execution: string;
	/** ISO time now, by our clock. */
	readonly now: () => string;
	/** Records that this execution changed before, and records that a loop still holds back. */
	readonly changedBefore: number;
	readonly waiting: number;
	/** Texts that earlier calls of this execution wrote: `texts` of the last report. */
	readonly textsBefore?: TextCounts | undefined;
	/** The secret that approvals are signed with (core/policy/approval.ts). */
	readonly approvalKey?: Buffer | undefined;
	/** Nobody keeps audit rows of this run. */
	readonly unaudited?: boolean | undefined;
	/** Called after each wave, for progress. */
	readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** The outcomes of one request, in the order of its suggestions. */
export interface RequestReport {
	readonly outcomes: readonly Outcome[];
	/** The record's address in the CRM, where it was read. */
	readonly url?: string | undefined;
}

export interface WriteReport {
	/** One per request, in order. */
	readonly requests: readonly RequestReport[];
	/** Records that this run changed (in Preview: would change). */
	readonly changed: number;
	/** Texts that this execution wrote so far, for the next call's `textsBefore` (a loop calls a node many times). */
	readonly texts?: TextCounts | undefined;
	/** The cap that stopped the run before the first write. */
	readonly stopped?: CapProblem | undefined;
	/** What the user should know about the run as a whole: missing stamp field, repaired edits, ... */
	readonly remarks: readonly string[];
	/** Answers to earlier questions that this run met first. */
	readonly answers?: readonly Answer[] | undefined;
}
