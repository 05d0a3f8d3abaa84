/** First half of the write transaction: read fresh, type every suggestion, decide. Writes nothing. */
import type { FieldSchema } from '../../core/fields/schema';
import { approvalProblem } from '../../core/policy/approval';
import { decide, type Judgement } from '../../core/policy/decide';
import { fit } from '../../core/policy/fit';
import { asIntegration } from '../../core/policy/holder';
import { caution, matchesPattern, ownerOf, type Owner, type OwnerRule } from '../../core/policy/owners';
import { protectedBecause } from '../../core/policy/protected';
import { unsettled } from '../../core/policy/settle';
import type { Version } from '../../core/policy/versions';
import type { Decision, Proposal } from '../../core/record';
import { readStamp, type FieldStamp, type Stamp } from '../../core/stamp';
import { hashValue, sameValue, type CrmValue } from '../../core/value';
import type { Crm, Result, Snapshot } from '../crm';
import type { Ledger, Slot } from './ledger';
import { oneChangePerField, type Claim } from './rivals';
import type { WritePolicy, WriteRequest, WriteRun } from './request';

/** One field that will be written, and all that is needed to verify it. */
export interface FieldChange {
	readonly slot: Slot;
	readonly field: FieldSchema;
	readonly proposal: Omit<Proposal, 'value'>;
	/** Canonical, as the CRM is expected to store it. */
	readonly value: CrmValue;
	readonly before: CrmValue;
	/** The field's versions at the fresh read. */
	readonly seen: readonly Version[];
	readonly judgement: Judgement;
	/** A person's value that an earlier, killed run had covered: it is put back instead of writing the suggestion. */
	readonly restore?: Version | undefined;
}

export interface RecordPlan {
	readonly id: string;
	readonly snapshot: Snapshot;
	readonly stamp: Stamp;
	readonly changes: readonly FieldChange[];
}

export interface Plan {
	readonly records: readonly RecordPlan[];
	readonly snapshots: ReadonlyMap<string, Result<Snapshot>>;
	readonly schema: ReadonlyMap<string, FieldSchema>;
}

/** Reads all records once and decides every suggestion; what is not to be written is noted in the ledger. */
export async function plan(
	crm: Crm,
	object: string,
	requests: readonly WriteRequest[],
	policy: WritePolicy,
	run: WriteRun,
	ledger: Ledger,
): Promise<Plan> {
	const account = await crm.whoAmI();
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	const claims: Claim[] = [];
	requests.forEach((request, index) => {
		request.proposals.forEach((proposal, position) => {
			const slot = { request: index, proposal: position };
			const claim = examine(slot, request, proposal, account.account, schema, policy, crm, ledger);
			if (claim) claims.push(claim);
		});
	});

	const byRecord = new Map<string, Claim[]>();
	for (const claim of claims) byRecord.set(claim.id, [...(byRecord.get(claim.id) ?? []), claim]);
	const ids = [...byRecord.keys()];
	const fields = [...new Set(claims.map((claim) => claim.field.name)), ...stampFieldsIn(schema, policy)];
	const snapshots =
		ids.length > 0 ? await crm.read(object, ids, fields, { edits: true }) : new Map<string, Result<Snapshot>>();

	const records: RecordPlan[] = [];
	for (const [id, mine] of byRecord) {
		const snapshot = usable(id, snapshots.get(id), mine, ledger);
		if (!snapshot) continue;
		const stamp = readStamp(snapshot.values[policy.stampFields.provenance]);
		const judged = oneChangePerField(mine, ledger, snapshot).flatMap((claim) =>
			judge({ claim, snapshot, stamp, crm, account: account.account, object, policy, run, ledger }),
		);
		if (judged.length > 0) records.push({ id, snapshot, stamp, changes: judged });
	}
	return { records, snapshots, schema };
}

/** The stamp fields that exist and can be written. */
export function stampFieldsIn(schema: ReadonlyMap<string, FieldSchema>, policy: WritePolicy): string[] {
	return [policy.stampFields.provenance, policy.stampFields.updatedAt].filter((name) => {
		const field = schema.get(name);
		return field !== undefined && !field.readOnly && !field.calculated;
	});
}

/** What can be said about a suggestion before any record is read: wrong account, unknown field, wrong type. */
function examine(
	slot: Slot,
	request: WriteRequest,
	proposal: WriteRequest['proposals'][number],
	account: string,
	schema: ReadonlyMap<string, FieldSchema>,
	policy: WritePolicy,
	crm: Crm,
	ledger: Ledger,
): Claim | undefined {
	const reject = (
		rule: 'no record' | 'other account' | 'unknown field' | 'read-only field' | 'value does not fit',
		message: string,
		hint: string,
	) => {
		ledger.note(slot, {
			status: 'rejected',
			rule,
			why: message,
			error: { kind: 'validation', message, hint, status: 0, fields: [proposal.field] },
		});
		return undefined;
	};
	if (request.id.trim() === '') {
		return reject(
			'no record',
			'The item has no record id.',
			'Put an Identity Lookup before this node and connect its Matched output.',
		);
	}
	if (request.account !== account) {
		return reject(
			'other account',
			`The item was read from account ${request.account}, but this node's credential belongs to account ${account}.`,
			'Choose the same credential in all CRM nodes of this workflow.',
		);
	}
	const { provenance, updatedAt } = policy.stampFields;
	const predict = (field: FieldSchema, value: CrmValue) => crm.predict(field, value);
	const fitted = fit(proposal, { schema, kept: [provenance, updatedAt], predict });
	if (!fitted.ok) return reject(fitted.rule, fitted.message, fitted.hint);
	return { slot, id: request.id, request, proposal, field: fitted.field, value: fitted.value };
}

/** The snapshot of a record that may be written; otherwise its suggestions are noted as failed. */
function usable(
	id: string,
	read: Result<Snapshot> | undefined,
	claims: readonly Claim[],
	ledger: Ledger,
): Snapshot | undefined {
	const fail = (message: string, hint: string) => {
		for (const claim of claims) {
			ledger.note(claim.slot, {
				status: 'rejected',
				rule: 'no record',
				why: message,
				error: { kind: 'not found', message, hint, status: 404 },
			});
		}
		return undefined;
	};
	if (!read) return fail(`The CRM did not answer for record ${id}.`, 'Run the workflow again.');
	if (!read.ok) {
		for (const claim of claims) {
			const missing = read.error.kind === 'not found';
			ledger.note(claim.slot, {
				status: missing ? 'rejected' : 'failed',
				rule: missing ? 'no record' : 'crm refused',
				why: read.error.message,
				error: read.error,
			});
		}
		return undefined;
	}
	const snapshot = read.value;
	const lookAgain = 'Run Identity Lookup again, so that the suggestion is made for the right record.';
	if (snapshot.archived)
		return fail(`Record ${id} was deleted in the CRM.`, 'Restore it in the CRM, or leave the item out.');
	if (snapshot.id !== id)
		return fail(`Record ${id} was merged into record ${snapshot.id} after it was looked up.`, lookAgain);
	return snapshot;
}

interface Case {
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

function judge(current: Case): FieldChange[] {
	const { claim, snapshot, stamp, ledger } = current;
	const { field } = claim;
	const before = snapshot.values[field.name] ?? null;
	const seen = snapshot.history[field.name];
	const fieldStamp = stamp.fields[field.name];
	const gate = claim.request.decisions.find((decision) => decision.field === field.name);
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
	const historyKnown = snapshot.history[field.name] !== undefined;
	const edit = snapshot.edits[field.name];
	const days = policy.editsCountDays;
	const editsCountFrom =
		days === undefined ? undefined : new Date(Date.parse(run.now()) - days * 86_400_000).toISOString();
	const approval = approvalOf(current, gate, before);
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
			stamp: fieldStamp,
			editsCountFrom: gate?.editsCountFrom ?? editsCountFrom,
		},
		owner: narrower(field.name, policy.owners, gate?.owner),
		protectedBecause: protectedBecause(current.crm.system, field, policy.protectedFields),
		approvedBy: approval.approvedBy,
		// How sure a suggestion must be, and whose edits count, is the Gate's to say where there is one.
		settings: { ...policy.settings, minimumConfidence: gate?.minimumConfidence ?? policy.settings.minimumConfidence },
	});
}

/** A Gate's ownership stands where this node has no row of its own for the field; of two the more careful one counts. */
function narrower(field: string, rules: readonly OwnerRule[], gate: Owner | undefined): Owner {
	const own = ownerOf(field, rules);
	if (gate === undefined) return own;
	const named = rules.some((rule) => matchesPattern(rule.field, field));
	return named && caution[own] > caution[gate] ? own : gate;
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
): { readonly approvedBy?: string; readonly problem?: string } {
	if (gate?.approvedBy === undefined) return {};
	const { claim, run } = current;
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
			return { approvedBy: gate.approvedBy };
		case 'expired':
			return { problem: `The approval for "${label}" has expired.` };
		case 'value changed':
			return { problem: `"${label}" changed after the approval was given.` };
		default:
			return { problem: `The approval for "${label}" was not given by Human Review for this record and value.` };
	}
}
