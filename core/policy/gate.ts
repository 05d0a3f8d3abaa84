/**
 * Conflict Gate's judgement: what the snapshot that came with an item can say about its suggestions. It reads nothing
 * itself; Field-Safe Write judges again on a fresh read, so what cannot be judged here is passed on, never lost.
 */
import type { FieldSchema } from '../fields/schema';
import type { Contract, CrmSystem, Decision, Proposal } from '../record';
import { readStamp } from '../stamp';
import { sameValue, type CrmValue } from '../value';
import { decide, type Judgement } from './decide';
import { fit, type FieldRoom } from './fit';
import { asIntegration, holderOf, type Evidence } from './holder';
import { matchesPattern, moreCareful, ownerOf, type Owner, type OwnerRule } from './owners';
import { protectedBecause } from './protected';

/** One row of Confidence by Field: a field's name or pattern, and the least confidence for it, 0 to 1. */
export interface ConfidenceRule {
	readonly field: string;
	readonly minimum: number;
}

export interface GatePolicy {
	readonly owners: readonly OwnerRule[];
	/** Names or patterns that are protected beside the built-in ones. */
	readonly protectedFields: readonly string[];
	readonly minimumConfidence: number;
	readonly confidenceByField: readonly ConfidenceRule[];
	readonly clearEmptyValues: boolean;
	/** ISO time: a person's edits before it no longer count. Undefined: they count for ever. */
	readonly editsCountFrom?: string | undefined;
	/** CRM users in whose name an integration works, by id: their edits are no person's. */
	readonly integrationUsers: readonly string[];
	/** The field that holds the stamp. */
	readonly provenanceField: string;
}

/** Where the suggestions are to be written, and what is known about it. */
export interface GateRoom extends FieldRoom {
	readonly system: CrmSystem;
}

/** The least confidence for a field: a name beats a pattern, a longer pattern a shorter one, the higher of two equals. */
export function minimumFor(field: string, policy: Pick<GatePolicy, 'minimumConfidence' | 'confidenceByField'>): number {
	const weight = (rule: ConfidenceRule) =>
		rule.field.includes('*') ? rule.field.trim().length : Number.MAX_SAFE_INTEGER;
	const [best] = policy.confidenceByField
		.filter((rule) => matchesPattern(rule.field, field))
		.sort((a, b) => weight(b) - weight(a) || b.minimum - a.minimum);
	return best?.minimum ?? policy.minimumConfidence;
}

/** One decision per suggested field, in the order of the suggestions. */
export function judgeSuggestions(
	item: Pick<Contract, 'proposals' | 'decisions' | 'snapshot'>,
	policy: GatePolicy,
	room: GateRoom,
): Decision[] {
	const byField = new Map<string, Proposal[]>();
	for (const proposal of item.proposals) {
		byField.set(proposal.field, [...(byField.get(proposal.field) ?? []), proposal]);
	}
	return [...byField].map(([field, proposals]) => {
		const earlier = item.decisions.find((decision) => decision.field === field);
		const owner = moreCareful(ownerOf(field, policy.owners), earlier?.owner);
		return narrowed(earlier, judgeField(proposals, owner, item.snapshot, policy, room), owner);
	});
}

/** How far an action goes: a question may end in a write, what is left alone never does. */
const reach: Readonly<Record<Decision['action'], number>> = { skip: 0, review: 1, write: 2 };

/** An earlier node's no stands, and a person's signed yes is for Field-Safe Write to verify. */
function narrowed(earlier: Decision | undefined, fresh: Decision, owner: Owner): Decision {
	if (!earlier) return fresh;
	const stands = earlier.approvedBy === undefined ? reach[fresh.action] > reach[earlier.action] : owner !== 'people';
	return stands ? { ...earlier, owner } : fresh;
}

function judgeField(
	proposals: readonly Proposal[],
	owner: Owner,
	snapshot: Contract['snapshot'],
	policy: GatePolicy,
	room: GateRoom,
): Decision {
	const [proposal] = proposals as readonly [Proposal, ...Proposal[]];
	const name = proposal.field;
	const minimumConfidence = minimumFor(name, policy);
	// What the panel says about people's edits goes along: Field-Safe Write judges again by the same terms.
	const terms = {
		field: name,
		owner,
		minimumConfidence,
		...(policy.editsCountFrom === undefined ? {} : { editsCountFrom: policy.editsCountFrom }),
		...(policy.integrationUsers.length === 0 ? {} : { integrationUsers: [...policy.integrationUsers] }),
	};
	const fitted = fit(proposal, room);
	if (!fitted.ok) {
		return { ...terms, action: 'skip', rule: fitted.rule, why: `${fitted.message} ${fitted.hint}` };
	}
	const { field, value } = fitted;
	if (owner !== 'people' && proposals.some((other) => differs(other, value, room))) {
		const why = `The item carries different suggestions for "${field.label}".`;
		return { ...terms, action: 'review', rule: 'review asked for', why };
	}
	const read = evidenceOf(field, snapshot, policy, room);
	const judgement = decide({
		field,
		proposal,
		value,
		evidence: read.evidence,
		owner,
		protectedBecause: protectedBecause(room.system, field, policy.protectedFields),
		settings: { minimumConfidence, clearEmptyValues: policy.clearEmptyValues },
	});
	const { action, rule, why } = passOn(judgement, read, field) ?? judgement;
	return { ...terms, action, rule, why };
}

function differs(other: Proposal, value: CrmValue, room: GateRoom): boolean {
	const fitted = fit(other, room);
	return !fitted.ok || !sameValue(fitted.value, value);
}

interface Read {
	readonly evidence: Evidence;
	/** False where the present value is not in the snapshot. */
	readonly value: boolean;
	/** False where the record may have a stamp and the snapshot does not show it. */
	readonly stamp: boolean;
}

/** Equals no suggestion, so that only rules that do not ask for the present value can speak. */
const notRead: CrmValue = { notRead: true };

function evidenceOf(field: FieldSchema, snapshot: Contract['snapshot'], policy: GatePolicy, room: GateRoom): Read {
	const { values: byName = {}, edits = {}, readAt } = snapshot ?? {};
	const values = new Map(Object.entries(byName));
	const stampText = values.get(policy.provenanceField);
	const { fields, reviews } = readStamp(stampText);
	const stamp = new Map(Object.entries(fields)).get(field.name);
	const asked = { review: new Map(Object.entries(reviews ?? {})).get(field.name), readAt };
	const current = values.get(field.name);
	const stampRead = stampText !== undefined || !room.schema.has(policy.provenanceField);
	// With history "known" and no edit, nothing but the stamp's list of refused values can speak against a suggestion.
	if (current === undefined) {
		return { evidence: { current: notRead, historyKnown: true, stamp, ...asked }, value: false, stamp: stampRead };
	}
	const edit = new Map(Object.entries(edits)).get(field.name);
	return {
		evidence: {
			current,
			edit: edit && asIntegration(edit, policy.integrationUsers),
			// Where there is an edit, it speaks for itself; where there is none, the snapshot does not say why.
			historyKnown: false,
			stamp,
			...asked,
			editsCountFrom: policy.editsCountFrom,
		},
		value: true,
		stamp: stampRead,
	};
}

/** Where only the present value or the stamp could decide and was not read: pass it on, and say so. */
function passOn(
	judgement: Judgement,
	read: Read,
	field: FieldSchema,
): Pick<Decision, 'action' | 'rule' | 'why'> | undefined {
	const askedForValue = judgement.rule === 'ai field' || judgement.rule === "a person's value";
	if (!read.value && askedForValue) {
		return {
			action: 'write',
			rule: 'not read',
			why: `"${field.label}" was not read before this node. Field-Safe Write reads it and decides.`,
		};
	}
	const holder = holderOf(read.evidence);
	// The snapshot does not say whether the CRM keeps history for the field; the fresh read will.
	if (judgement.owner === 'ai' && holder === 'unexplained' && judgement.rule === "a person's value") {
		const why = `"${field.label}" is an AI field. Field-Safe Write asks the CRM who entered its value, and decides.`;
		return { action: 'write', rule: 'ai field', why };
	}
	const nobodyKnows = holder === 'machine' || holder === 'unexplained';
	if (!read.stamp && nobodyKnows && judgement.rule === "a person's value") {
		return {
			action: 'write',
			rule: 'not read',
			why: `"${field.label}" may still hold what AI wrote: the field that remembers it was not read before this node. Field-Safe Write reads it and decides.`,
		};
	}
	return undefined;
}
