/** The judgement on one suggestion in the light of the fresh read: core/policy decides, an earlier Gate may narrow. */
import type { FieldSchema } from '../../core/fields/schema';
import { alreadyUsed, approvalProblem } from '../../core/policy/approval';
import { decide, type Judgement } from '../../core/policy/decide';
import { asIntegration } from '../../core/policy/holder';
import { matchesPattern, moreCareful, ownerOf, type Owner, type OwnerRule } from '../../core/policy/owners';
import { protectedBecause } from '../../core/policy/protected';
import { unsettled } from '../../core/policy/settle';
import { judgeUndo } from '../../core/policy/undo';
import type { Version } from '../../core/policy/versions';
import type { Decision } from '../../core/record';
import type { FieldStamp, Stamp } from '../../core/stamp';
import { hashValue, sameValue, type CrmValue } from '../../core/value';
import type { Crm, Snapshot } from '../crm';
import type { Ledger, Slot } from './ledger';
import type { Suggested, WritePolicy, WriteRun } from './request';
import type { Claim } from './rivals';
import { takenStampFields } from './stamp-place';

/** One field that will be written, and all that is needed to verify it. */
export interface FieldChange {
	readonly slot: Slot;
	readonly field: FieldSchema;
	readonly proposal: Omit<Suggested, 'value'>;
	/** Canonical, as the CRM is expected to store it. */
	readonly value: CrmValue;
	readonly before: CrmValue;
	/** The field's versions at the fresh read. */
	readonly seen: readonly Version[];
	readonly judgement: Judgement;
	/** A person's value that an earlier, killed run had covered: it is put back instead of writing the suggestion. */
	readonly restore?: Version | undefined;
}

/** A claim, the record it is about, and everything that the judgement may look at. */
export interface Case {
	readonly claim: Claim;
	readonly snapshot: Snapshot;
	readonly stamp: Stamp;
	readonly crm: Crm;
	readonly account: string;
	readonly object: string;
	readonly policy: WritePolicy;
	readonly run: WriteRun;
	readonly ledger: Ledger;
}

/** The change to make, or nothing: then the ledger says what became of the suggestion. */
export function judge(current: Case): FieldChange[] {
	const { claim, snapshot, stamp, ledger } = current;
	const { field } = claim;
	const before = snapshot.values[field.name] ?? null;
	const seen = snapshot.history[field.name];
	const fieldStamp = stamp.fields[field.name];
	const gate = gateOf(claim);
	const judgement = withGate(judgeFresh(current, gate, before, fieldStamp), gate, field);
	const change = {
		slot: claim.slot,
		field,
		proposal: claim.proposal,
		value: claim.value,
		before,
		seen: seen ?? [],
		judgement,
	};

	const covered = fieldStamp && seen ? leftBehind(fieldStamp, seen) : undefined;
	if (covered) return [{ ...change, restore: covered }];
	if (judgement.action === 'write') return [change];
	ledger.note(claim.slot, {
		status: judgement.same ? 'unchanged' : judgement.action === 'review' ? 'review' : 'skipped',
		rule: judgement.rule,
		why: judgement.why,
		before,
	});
	return [];
}

/** A killed run wrote over a person's edit and never looked back: its stamp shows what it had seen. */
function leftBehind(stamp: FieldStamp, seen: readonly Version[]): Version | undefined {
	const isOurs = (value: CrmValue) => hashValue(value) === stamp.hash;
	return unsettled({ isOurs, seen: stamp.seen, seenHash: stamp.seenHash }, seen);
}

function judgeFresh(
	current: Case,
	gate: Decision | undefined,
	before: CrmValue,
	fieldStamp: FieldStamp | undefined,
): Judgement {
	const { claim, snapshot, policy, run } = current;
	const { field, proposal } = claim;
	const { provenance } = policy.stampFields;
	const historyKnown = snapshot.history[field.name] !== undefined;
	const edit = snapshot.edits[field.name];
	const days = policy.editsCountDays;
	const editsCountFrom =
		days === undefined ? undefined : new Date(Date.parse(run.now()) - days * 86_400_000).toISOString();
	if (proposal.undo) {
		const evidence = { current: before, edit, historyKnown, stamp: fieldStamp };
		return judgeUndo(field, claim.value, proposal.undo, evidence);
	}
	const approval = approvalOf(current, gate, before, fieldStamp);
	if (approval.problem !== undefined) {
		return {
			action: 'review',
			rule: 'approval does not fit',
			why: approval.problem,
			same: sameValue(before, claim.value),
		};
	}
	return decide({
		field,
		proposal: { ...proposal, value: claim.value },
		value: claim.value,
		evidence: {
			current: before,
			edit: edit && asIntegration(edit, gate?.integrationUsers ?? []),
			historyKnown,
			stampsKept: snapshot.values[provenance] !== undefined && !takenStampFields(snapshot, policy).includes(provenance),
			stamp: fieldStamp,
			review: current.stamp.reviews?.[field.name],
			readAt: snapshot.readAt,
			editsCountFrom: gate?.editsCountFrom ?? editsCountFrom,
		},
		owner: narrower(field.name, policy.owners, gate?.owner),
		protectedBecause: protectedBecause(current.crm.system, field, policy.protectedFields),
		approvedBy: approval.approvedBy,
		// How sure a suggestion must be, and whose edits count, is the Gate's to say where there is one.
		settings: { ...policy.settings, minimumConfidence: gate?.minimumConfidence ?? policy.settings.minimumConfidence },
	});
}

const gateOf = ({ request, field }: Claim): Decision | undefined =>
	request.decisions.find((decision) => decision.field === field.name);

/** Whose the field of a claim is, by this node's rules and by the decision that came with the item. */
export const ownerOfClaim = (claim: Claim, rules: readonly OwnerRule[]): Owner =>
	narrower(claim.field.name, rules, gateOf(claim)?.owner);

/** A Gate's ownership stands where this node has no row of its own for the field; of two the more careful one counts. */
export function narrower(field: string, rules: readonly OwnerRule[], gate: Owner | undefined): Owner {
	const own = ownerOf(field, rules);
	if (gate === undefined) return own;
	const named = rules.some((rule) => matchesPattern(rule.field, field));
	return named ? moreCareful(own, gate) : gate;
}

/** An earlier decision may hold a suggestion back; it never makes one pass that the fresh judgement stops. */
function withGate(fresh: Judgement, gate: Decision | undefined, field: FieldSchema): Judgement {
	if (
		!gate ||
		gate.action === 'write' ||
		fresh.same ||
		fresh.action !== 'write' ||
		fresh.rule === 'approved by a person'
	)
		return fresh;
	return {
		...fresh,
		action: gate.action,
		rule: gate.rule,
		why: gate.why === '' ? `Held back for "${field.label}" by an earlier node.` : gate.why,
	};
}

function approvalOf(
	current: Case,
	gate: Decision | undefined,
	before: CrmValue,
	stamp: FieldStamp | undefined,
): { readonly approvedBy?: string; readonly problem?: string } {
	if (gate?.approvedBy === undefined) return {};
	const { claim, run, snapshot } = current;
	const label = claim.field.label;
	if (!run.approvalKey) return { problem: `The approval for "${label}" cannot be checked with this credential.` };
	const problem = approvalProblem(
		run.approvalKey,
		{ account: current.account, object: current.object, id: claim.id, field: claim.field.name, value: claim.value },
		{ approval: gate.approval, approvedBy: gate.approvedBy },
		{ current: before, time: run.now() },
	);
	switch (problem) {
		case undefined:
			if (
				gate.approval &&
				!sameValue(before, claim.value) &&
				alreadyUsed(gate.approval, claim.value, { stamp, history: snapshot.history[claim.field.name] })
			) {
				return { problem: `The approval for "${label}" was used already, and the value was changed back since.` };
			}
			return { approvedBy: gate.approvedBy };
		case 'expired':
			return { problem: `The approval for "${label}" has expired.` };
		case 'value changed':
			return { problem: `"${label}" changed after the approval was given.` };
		default:
			return { problem: `The approval for "${label}" was not given by Human Review for this record and value.` };
	}
}
