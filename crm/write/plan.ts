/** First half of the write transaction: read fresh, type every suggestion, have it judged. Writes nothing. */
import { REVIEW_STATUS } from '../../core/fields/ai-fields';
import type { FieldSchema } from '../../core/fields/schema';
import { fit } from '../../core/policy/fit';
import { holderOf } from '../../core/policy/holder';
import { ownerOf } from '../../core/policy/owners';
import type { Scorer } from '../../core/record';
import { readStamp, type Stamp } from '../../core/stamp';
import { hashValue, sameValue, type CrmValue } from '../../core/value';
import type { Crm, Result, Snapshot } from '../crm';
import { answersOf, notesOf, showsStatus, withNotes, type Answer } from '../review/answers';
import type { ReviewNote } from '../review/records';
import { judge, narrower, ownerOfClaim, type FieldChange } from './judge';
import type { Ledger, Slot } from './ledger';
import { oneChangePerField, type Claim } from './rivals';
import type { WritePolicy, WriteRequest, WriteRun } from './request';
import { takenStampFields } from './stamp-place';

export interface RecordPlan {
	readonly id: string;
	readonly snapshot: Snapshot;
	readonly stamp: Stamp;
	/** Empty where only the stamp is to be written: it notes a person's edit that the next run could not tell. */
	readonly changes: readonly FieldChange[];
	/** Values of ours that a model gave once more: where the stamp is written anyway, it names what they are from now. */
	readonly confirmed: readonly { readonly field: string; readonly scorer: Scorer }[];
}

export interface Plan {
	readonly records: readonly RecordPlan[];
	readonly snapshots: ReadonlyMap<string, Result<Snapshot>>;
	readonly schema: ReadonlyMap<string, FieldSchema>;
	/** What people answered to earlier questions about these fields, where list views still show them as open. */
	readonly answered: () => readonly Answered[];
	/** Reads the records once more and judges their suggestions anew: somebody changed them before they were written. */
	readonly again: (ids: readonly string[]) => Promise<readonly RecordPlan[]>;
}

/** An answer, and what the record is to remember of it. */
export interface Answered {
	readonly answer: Answer;
	readonly note: ReviewNote;
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
	const fields = [
		...new Set([
			...claims.map((claim) => claim.field.name),
			...stampFieldsIn(schema, policy),
			...(schema.has(REVIEW_STATUS) ? [REVIEW_STATUS] : []),
		]),
	];
	const answered = new Map<string, readonly Answered[]>();
	const snapshots = new Map<string, Result<Snapshot>>();
	const readAndJudge = async (some: readonly string[]): Promise<readonly RecordPlan[]> => {
		if (some.length === 0) return [];
		const asked = some.flatMap((id) => byRecord.get(id) ?? []);
		// Without a stamp only the CRM's history tells AI's own value in an AI field from a person's.
		const editsOf = schema.has(policy.stampFields.provenance) ? fieldsWithEdits(asked, fields, policy) : fields;
		const reads = await crm.read(object, some, fields, { edits: true, editsOf });
		const answers = await answersIn(crm, object, reads, policy, run);
		const records: RecordPlan[] = [];
		for (const id of some) {
			const read = reads.get(id);
			const mine = byRecord.get(id) ?? [];
			const earlier = snapshots.get(id);
			if (read) snapshots.set(id, read);
			const fresh = usable(id, read, mine, ledger);
			if (!fresh) continue;
			const snapshot = earlier?.ok ? withWitnessed(earlier.value, fresh, mine) : fresh;
			// The next look compares with this one: what was witnessed already must not be forgotten.
			snapshots.set(id, { ok: true, value: snapshot });
			const known = readStamp(snapshot.values[policy.stampFields.provenance]);
			const stamp = withPersons(known, snapshot, fresh, run);
			const said = answers.filter(({ answer }) => answer.id === id);
			if (showsReview(crm, schema, snapshot)) answered.set(id, said);
			const chosen = oneChangePerField(mine, ledger, snapshot, (claim) => ownerOfClaim(claim, policy.owners));
			const judged = chosen.flatMap((claim) =>
				judge({
					claim,
					snapshot,
					stamp: withNotes(
						stamp,
						said.map(({ note }) => note),
					),
					crm,
					account: account.account,
					object,
					policy,
					run,
					ledger,
				}),
			);
			const forgotten = stampKeptOn(snapshot, schema, policy) && wouldBeForgotten(known, snapshot, fresh);
			if (judged.length > 0 || forgotten) {
				records.push({ id, snapshot, stamp, changes: judged, confirmed: confirmedBy(chosen, snapshot, stamp) });
			}
		}
		return records;
	};
	const records = await readAndJudge(ids);
	return { records, snapshots, schema, answered: () => [...answered.values()].flat(), again: readAndJudge };
}

/** What people answered by now to open questions about these records. */
async function answersIn(
	crm: Crm,
	object: string,
	reads: ReadonlyMap<string, Result<Snapshot>>,
	policy: WritePolicy,
	run: WriteRun,
): Promise<Answered[]> {
	const { provenance } = policy.stampFields;
	const records = [...reads].flatMap(([id, read]) =>
		read.ok && read.value.id === id && !read.value.archived
			? [{ id, snapshot: read.value, stamp: readStamp(read.value.values[provenance]) }]
			: [],
	);
	const now = run.now();
	const answers = await answersOf(crm, object, records, REVIEW_STATUS, now);
	return answers.flatMap((answer) => notesOf([answer], now).map((note) => ({ answer, note })));
}

/** Human Review may show its status in a field of another name: that is left to Human Review itself. */
function showsReview(crm: Crm, schema: ReadonlyMap<string, FieldSchema>, { values }: Snapshot): boolean {
	const field = schema.get(REVIEW_STATUS);
	return field !== undefined && showsStatus(crm, field, values[REVIEW_STATUS] ?? null);
}

function confirmedBy(claims: readonly Claim[], snapshot: Snapshot, stamp: Stamp): RecordPlan['confirmed'] {
	return claims
		.filter(({ field, proposal, value }) => {
			const known = stamp.fields[field.name];
			const stands = sameValue(snapshot.values[field.name] ?? null, value);
			return proposal.scorer.method === 'model' && stands && known?.hash === hashValue(value) && !known.restoredFor;
		})
		.map(({ field, proposal }) => ({ field: field.name, scorer: proposal.scorer }));
}

/**
 * People's edits decide in fields that people share, and in a stamp field of another name. What belongs to AI is told by
 * the stamp, where the CRM makes its history dear.
 */
function fieldsWithEdits(claims: readonly Claim[], fields: readonly string[], policy: WritePolicy): string[] {
	const shared = new Set(
		claims.flatMap(({ field: { name }, request }) => {
			const gate = request.decisions.find((decision) => decision.field === name);
			return narrower(name, policy.owners, gate?.owner) === 'ai' ? [] : [name];
		}),
	);
	const claimed = new Set(claims.map(({ field }) => field.name));
	return fields.filter((name) => shared.has(name) || (!claimed.has(name) && ownerOf(name, []) !== 'ai'));
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

/** True where the record's stamp field exists and holds a stamp or nothing. */
function stampKeptOn(snapshot: Snapshot, schema: ReadonlyMap<string, FieldSchema>, policy: WritePolicy): boolean {
	const { provenance } = policy.stampFields;
	return stampFieldsIn(schema, policy).includes(provenance) && !takenStampFields(snapshot, policy).includes(provenance);
}

/** True where a person's edit was witnessed that nothing but a note in the stamp would show to the next run. */
function wouldBeForgotten(stamp: Stamp, snapshot: Snapshot, fresh: Snapshot): boolean {
	return Object.entries(snapshot.edits).some(([field, edit]) => {
		if (edit === fresh.edits[field]) return false;
		const holder = holderOf({
			current: snapshot.values[field] ?? null,
			edit: fresh.edits[field],
			historyKnown: false,
			stamp: stamp.fields[field],
			stampsKept: true,
		});
		return holder !== 'person' && holder !== 'cleared';
	});
}

/** A person's edit that was witnessed is noted in the stamp, so that the next run knows of it, too. */
function withPersons(stamp: Stamp, snapshot: Snapshot, fresh: Snapshot, run: WriteRun): Stamp {
	const fields = { ...stamp.fields };
	for (const [field, edit] of Object.entries(snapshot.edits)) {
		if (edit === fresh.edits[field]) continue;
		const before = fields[field];
		const replaced = before === undefined || before.restoredFor !== undefined ? [] : [before.hash];
		const refused = [...new Set([...(before?.refused ?? []), ...replaced])];
		fields[field] = {
			hash: hashValue(snapshot.values[field] ?? null),
			readAt: snapshot.readAt,
			writtenAt: snapshot.readAt,
			run: run.execution,
			restoredFor: 'human',
			...(refused.length === 0 ? {} : { refused }),
		};
	}
	return { ...stamp, fields };
}

/**
 * A field that changed between two looks of ours was changed by somebody else. Where the CRM keeps no versions of it,
 * the record's last editor may be another one than the field's: in doubt it was a person.
 */
function withWitnessed(earlier: Snapshot, now: Snapshot, claims: readonly Claim[]): Snapshot {
	const edits = { ...now.edits };
	for (const field of claims.map((claim) => claim.field.name)) {
		const edit = edits[field];
		if (now.history[field] !== undefined) continue;
		if (edit !== undefined && edit.evidence !== 'record') continue;
		if (sameValue(earlier.values[field] ?? null, now.values[field] ?? null)) {
			const witnessed = earlier.edits[field];
			if (witnessed?.evidence === 'history') edits[field] = witnessed;
			continue;
		}
		const at = edit?.at ?? now.changedAt ?? now.readAt;
		edits[field] = { at, by: edit?.by === 'human' ? 'human' : 'unknown', evidence: 'history' };
	}
	return { ...now, edits };
}
