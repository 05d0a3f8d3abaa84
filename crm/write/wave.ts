/** Second half of the write transaction, for as many records as fit one request: write, re-read once, settle. */
import { ownerOf } from '../../core/policy/owners';
import { writeStamp } from '../../core/stamp';
import type { CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import { CHANGED_SINCE_READ, type Crm, type Patch } from '../crm';
import type { Ledger } from './ledger';
import type { RecordPlan } from './plan';
import type { WritePolicy, WriteRun } from './request';
import { takenStampFields } from './stamp-place';
import { firstWrite, restoredOf, settleRecord, type Sent, type SentField, type Stamping } from './sent';

/** Put-backs are writes too and may be overtaken again. A person needs seconds for an edit, a round well under one. */
const MOST_ROUNDS = 6;

export interface WaveTools {
	readonly crm: Crm;
	readonly object: string;
	readonly policy: WritePolicy;
	readonly run: WriteRun;
	readonly schema: ReadonlyMap<string, FieldSchema>;
	/** The stamp fields that exist. */
	readonly stampFields: readonly string[];
	readonly ledger: Ledger;
	readonly remarks: Set<string>;
}

export interface Wave {
	/** How many records the CRM took. */
	readonly taken: number;
	/** Records that changed after they were read, so that nothing was written into them; nothing is noted for them yet. */
	readonly overtaken: readonly RecordPlan[];
}

/** Writes and settles some records. */
export async function writeWave(tools: WaveTools, records: readonly RecordPlan[]): Promise<Wave> {
	const { crm, object, run, policy, ledger, stampFields } = tools;
	const provenance = stampFields.includes(policy.stampFields.provenance) ? policy.stampFields.provenance : undefined;
	const stamping: Stamping = { provenance, room: roomIn(tools, provenance), execution: run.execution, now: run.now };

	let taken = 0;
	const overtaken: RecordPlan[] = [];
	let open = records.map((record) =>
		takenStampFields(record.snapshot, policy).includes(policy.stampFields.provenance)
			? firstWrite(record, { ...stamping, provenance: undefined })
			: firstWrite(record, stamping),
	);
	for (let round = 0; open.length > 0 && round < MOST_ROUNDS; round++) {
		const results = await crm.write(
			object,
			open.map((sent) => ({ ...patchOf(tools, sent, stamping), ...(round === 0 ? guardOf(tools, sent.record) : {}) })),
			{ runAssignmentRules: policy.runAssignmentRules === true },
		);
		const written = open.filter((sent, index) => {
			const result = results[index];
			if (result?.ok) return true;
			if (round === 0 && result?.error.code === CHANGED_SINCE_READ) overtaken.push(sent.record);
			else refused(sent, result?.error, round, ledger);
			return false;
		});
		if (round === 0) taken = written.filter((sent) => sent.stampOnly !== true).length;
		open = await settled(tools, written, stamping);
	}
	if (open.some((sent) => sent.stampOnly)) {
		tools.remarks.add(
			`The stamp in ${policy.stampFields.provenance} could not be stored on every record; the CRM's field history is used instead.`,
		);
	}
	return { taken, overtaken };
}

/** Where the CRM keeps no versions of a field, a person's edit could be covered unseen: it must stop the write. */
function guardOf({ crm }: WaveTools, { snapshot, changes }: RecordPlan): Pick<Patch, 'unchangedSince'> {
	if (!crm.capabilities.precondition) return {};
	if (changes.length > 0 && changes.every(({ field }) => snapshot.history[field.name] !== undefined)) return {};
	return { unchangedSince: { readAt: snapshot.readAt, changedAt: snapshot.changedAt } };
}

/** A limit that an administrator set makes the CRM refuse the whole record, not only the stamp. */
function roomIn(tools: WaveTools, provenance: string | undefined): number {
	const field = provenance === undefined ? undefined : tools.schema.get(provenance);
	const limits = (field?.rules ?? []).filter((rule) => rule.kind === 'max length').map((rule) => Number(rule.argument));
	return Math.min(field?.maxLength ?? 60_000, ...limits.filter(Number.isFinite));
}

function patchOf(tools: WaveTools, sent: Sent, { provenance, room }: Stamping): Patch {
	const values: Record<string, Patch['values'][string]> = {};
	for (const field of sent.fields) values[field.change.field.name] = field.value;
	if (provenance !== undefined && sent.stamp !== undefined) {
		values[provenance] = writeStamp(sent.stamp, room);
	}
	const { updatedAt } = tools.policy.stampFields;
	const free = !takenStampFields(sent.record.snapshot, tools.policy).includes(updatedAt);
	if (tools.stampFields.includes(updatedAt) && free && !sent.stampOnly) values[updatedAt] = tools.run.now();
	return { id: sent.record.id, values };
}

function refused(sent: Sent, error: CrmErrorData | undefined, round: number, ledger: Ledger): void {
	// From the second round on the ledger already holds what the last re-read showed, which is the truth.
	if (round > 0) return;
	for (const field of sent.fields) {
		ledger.note(field.change.slot, {
			status: 'failed',
			rule: 'crm refused',
			why: error?.message ?? 'The CRM did not answer for this record.',
			before: field.change.before,
			error,
			...named(field),
		});
	}
}

async function settled(tools: WaveTools, written: readonly Sent[], stamping: Stamping): Promise<Sent[]> {
	if (written.length === 0) return [];
	const { crm, object, ledger, stampFields } = tools;
	const ids = written.map((sent) => sent.record.id);
	const fields = [...new Set(written.flatMap((sent) => sent.record.changes.map((change) => change.field.name)))];
	const shared = written.flatMap(({ record }) => record.changes.filter(({ judgement }) => judgement.owner !== 'ai'));
	const stamps = stampFields.filter((name) => ownerOf(name, []) !== 'ai');
	const editsOf = [...new Set([...shared.map(({ field }) => field.name), ...stamps])];
	const reads = await crm.read(object, ids, [...fields, ...stampFields], { edits: true, editsOf });
	const again: Sent[] = [];
	for (const sent of written) {
		const read = reads.get(sent.record.id);
		if (!read?.ok) {
			unchecked(sent, read?.error, ledger);
			continue;
		}
		if (read.value.id !== sent.record.id || read.value.archived) {
			gone(sent, read.value.archived, ledger);
			continue;
		}
		const next = settleRecord(sent, read.value, stamping, ledger);
		if (next) again.push(next);
	}
	return again;
}

function unchecked(sent: Sent, error: CrmErrorData | undefined, ledger: Ledger): void {
	for (const field of sent.fields) {
		const { change, restored } = field;
		ledger.note(change.slot, {
			status: restored ? 'review' : 'failed',
			rule: restored ? 'edited while writing' : 'crm refused',
			why: restored
				? `A person changed "${change.field.label}" while it was being written. The person's value was sent again, but the CRM could not be asked what it stored.`
				: `"${change.field.label}" was sent, but the CRM could not be asked what it stored. The next run checks it.`,
			before: change.before,
			...named(field),
			error: error ?? {
				kind: 'unexpected',
				message: 'The CRM did not answer for this record.',
				hint: 'Run the workflow again.',
				status: 0,
			},
		});
	}
}

function gone(sent: Sent, deleted: boolean, ledger: Ledger): void {
	for (const field of sent.fields) {
		const { change, restored } = field;
		const message = `The record was ${deleted ? 'deleted' : 'merged into another one'} while "${change.field.label}" was being written.`;
		ledger.note(change.slot, {
			status: restored ? 'review' : 'failed',
			rule: restored ? 'edited while writing' : 'no record',
			why: message,
			before: change.before,
			...named(field),
			error: { kind: 'conflict', message, hint: 'Run Identity Lookup again for this item.', status: 0 },
		});
	}
}

/** A person's value that was covered is named in every outcome, whatever became of putting it back. */
function named({ restored }: SentField) {
	return restored ? { restored: restoredOf(restored) } : {};
}
