/** What was sent for one record, and what one re-read says about it. Pure: no requests here. */
import { settle } from '../../core/policy/settle';
import { isPersons, type Version } from '../../core/policy/versions';
import {
	mergeStamps,
	readStamp,
	scorerMark,
	stampField,
	writeStamp,
	type FieldStamp,
	type Stamp,
} from '../../core/stamp';
import { hashValue, isBlank, sameValue, type CrmValue } from '../../core/value';
import type { Snapshot } from '../crm';
import type { FieldChange } from './judge';
import type { Ledger } from './ledger';
import type { RecordPlan } from './plan';

export interface SentField {
	readonly change: FieldChange;
	/** Canonical, as the CRM should hold it now. */
	readonly value: CrmValue;
	readonly seen: readonly Version[];
	/** The person's version that `value` puts back. */
	readonly restored?: Version | undefined;
}

export interface Sent {
	readonly record: RecordPlan;
	readonly fields: readonly SentField[];
	/** The stamp as sent; undefined where the CRM has no provenance field. */
	readonly stamp: Stamp | undefined;
	/** True where this write changed nothing but the stamp. */
	readonly stampOnly?: boolean;
}

export interface Stamping {
	/** Name of the provenance field, undefined where it is missing. */
	readonly provenance: string | undefined;
	/** Most characters that it holds. */
	readonly room: number;
	readonly execution: string;
	readonly now: () => string;
}

/** The first write of a record. */
export function firstWrite(record: RecordPlan, stamping: Stamping): Sent {
	const fields = record.changes.map((change) =>
		change.restore
			? { change, value: change.restore.value, seen: change.seen, restored: change.restore }
			: { change, value: change.value, seen: change.seen },
	);
	const replaced = fields
		.filter(
			({ change }) => change.restore !== undefined || replacedByPerson(change, record.stamp.fields[change.field.name]),
		)
		.map(({ change }) => change.field.name);
	const stamp = stampFor(record.snapshot, confirmedIn(record), fields, stamping, replaced);
	return { record, fields, stamp, ...(fields.length === 0 ? { stampOnly: true } : {}) };
}

/** The record's stamp, with the scorers that gave the values anew that stand there already. */
function confirmedIn({ stamp, confirmed }: RecordPlan): Stamp {
	const fields: Record<string, FieldStamp> = { ...stamp.fields };
	for (const { field, scorer } of confirmed) {
		const known = fields[field];
		if (known) fields[field] = { ...known, ...scorerMark(scorer) };
	}
	return { ...stamp, fields };
}

/** True where the field no longer holds what the stamp names, and a person did it. */
function replacedByPerson(change: FieldChange, stamp: FieldStamp | undefined): boolean {
	if (!stamp || stamp.restoredFor !== undefined || stamp.hash === hashValue(change.before)) return false;
	const [newest] = change.seen;
	return newest === undefined || isPersons(newest);
}

function stampFor(
	snapshot: Snapshot,
	base: Stamp,
	fields: readonly SentField[],
	stamping: Stamping,
	replaced: readonly string[] = [],
): Stamp | undefined {
	if (stamping.provenance === undefined) return undefined;
	const writtenAt = stamping.now();
	const stamped: Record<string, FieldStamp> = { ...base.fields };
	for (const { change, value, seen, restored } of fields) {
		const name = change.field.name;
		stamped[name] = stampField(base.fields[name], {
			stored: value,
			readAt: snapshot.readAt,
			writtenAt,
			run: stamping.execution,
			seen: seen[0],
			confidence: restored ? undefined : change.proposal.confidence,
			...(restored ? {} : scorerMark(change.proposal.scorer)),
			restored: restored !== undefined || bringsBack(change),
			refused: refusedBy(change, restored),
			replaced: replaced.includes(name),
		});
	}
	// As it will be read back: what does not fit is left out now, and not missed later.
	return readStamp(writeStamp({ ...base, fields: stamped }, stamping.room));
}

/** An undo that brings a person's value back: from then on it counts as typed by a person. */
const bringsBack = ({ proposal: { undo }, value }: FieldChange) => undo?.persons === true && !isBlank(value);

/** What this write shows to be refused: what a person replaced, or what an undo takes back. */
function refusedBy(change: FieldChange, restored: Version | undefined): CrmValue | undefined {
	if (change.proposal.undo) return change.before;
	// Where an earlier run's write is put back, its value is refused, not this run's suggestion.
	return restored && !change.restore ? change.value : undefined;
}

/**
 * Notes what the re-read shows and returns the next write where one is needed: a person's value to put back, a stamp
 * that another run overwrote, or one that promises a value the CRM did not keep.
 */
export function settleRecord(sent: Sent, now: Snapshot, stamping: Stamping, ledger: Ledger): Sent | undefined {
	const putBack: SentField[] = [];
	const corrected: Record<string, FieldStamp | undefined> = {};
	const replaced: string[] = [];
	for (const field of sent.fields) {
		const name = field.change.field.name;
		const again = settleField(field, now, ledger);
		if (again === 'not stored') corrected[name] = honestStamp(sent, field, now);
		else if (again === 'replaced') replaced.push(name);
		else if (again) putBack.push(again);
	}
	if (!sent.stamp || stamping.provenance === undefined) {
		return putBack.length > 0 ? { record: sent.record, fields: putBack, stamp: undefined } : undefined;
	}
	const stored = readStamp(now.values[stamping.provenance]);
	// Another machine's value stands there by now, and perhaps its stamp: ours has nothing to say about that field.
	const own = onlyOwn(sent.stamp, stamping.execution, replaced);
	const lost = Object.entries(own.fields).some(
		([name, entry]) => !(name in corrected) && !holds(stored.fields[name], entry),
	);
	if (putBack.length === 0 && !lost && Object.keys(corrected).length === 0) return undefined;

	const merged = mergeStamps(stored, own);
	const fields: Record<string, FieldStamp> = { ...merged.fields };
	for (const [name, stamp] of Object.entries(corrected)) {
		if (stamp) fields[name] = stamp;
		else delete fields[name];
	}
	const stamp = stampFor(now, { ...merged, fields }, putBack, stamping);
	return { record: sent.record, fields: putBack, stamp, stampOnly: putBack.length === 0 };
}

/** A stamp entry survives as it is, or in a later one of a run that wrote after us. */
function holds(stored: FieldStamp | undefined, own: FieldStamp): boolean {
	return (
		stored !== undefined && (stored.writtenAt > own.writtenAt || (stored.hash === own.hash && stored.run === own.run))
	);
}

function onlyOwn(stamp: Stamp, execution: string, except: readonly string[]): Stamp {
	const own = Object.entries(stamp.fields).filter(([name, field]) => field.run === execution && !except.includes(name));
	return { ...stamp, fields: Object.fromEntries(own) };
}

/** The stamp for a value that the CRM changed or dropped: what it really holds if that is ours, else what was before. */
function honestStamp(sent: Sent, field: SentField, now: Snapshot): FieldStamp | undefined {
	const name = field.change.field.name;
	const own = sent.stamp?.fields[name];
	const stored = now.values[name] ?? null;
	const top = now.history[name]?.[0];
	const newVersion = top !== undefined && top.at !== field.seen[0]?.at;
	if (own && newVersion && (top.own || top.by === 'integration') && sameValue(top.value, stored)) {
		return { ...own, hash: hashValue(stored) };
	}
	return sent.record.stamp.fields[name];
}

/** Settles one field: notes its outcome, returns the put-back that is needed. */
function settleField(
	field: SentField,
	now: Snapshot,
	ledger: Ledger,
): SentField | 'not stored' | 'replaced' | undefined {
	const { change, restored } = field;
	const { slot } = change;
	const label = change.field.label;
	const stored = now.values[change.field.name] ?? null;
	const versions = now.history[change.field.name];
	const settlement = settle(
		{ sent: field.value, seen: field.seen },
		{ stored, versions, edit: now.edits[change.field.name] },
	);
	const base = { before: change.before, after: stored };
	switch (settlement.kind) {
		case 'stored':
			ledger.note(
				slot,
				restored
					? {
							...base,
							status: 'repaired',
							rule: 'edited while writing',
							restored: restoredOf(restored),
							why: `A person changed "${label}" while it was being written; the person's value was put back.`,
						}
					: { ...base, status: 'written', rule: change.judgement.rule, why: change.judgement.why },
			);
			return undefined;
		case 'kept':
			ledger.note(slot, {
				...base,
				status: restored ? 'repaired' : 'review',
				rule: 'edited while writing',
				restored: restored ? restoredOf(settlement.version) : undefined,
				why: `A person changed "${label}" just after it was written; the person's value stands.`,
			});
			return undefined;
		case 'put back':
			ledger.note(slot, {
				...base,
				status: 'review',
				rule: 'edited while writing',
				restored: restoredOf(settlement.version),
				why: `A person changed "${label}" while it was being written, and the value could not be put back yet. Check the record.`,
				error: {
					kind: 'conflict',
					message: `A person's value in "${label}" was written over.`,
					hint: 'Open the record and set the value that its history shows.',
					status: 0,
					fields: [change.field.name],
				},
			});
			return { change, value: settlement.version.value, seen: versions ?? [], restored: settlement.version };
		case 'changed by automation':
		case 'not stored': {
			const automation = settlement.kind === 'changed by automation';
			const message = automation
				? `The CRM stored "${label}", and a workflow of the CRM changed it right afterwards.`
				: `The CRM answered OK but did not store the value in "${label}".`;
			ledger.note(slot, {
				...base,
				status: restored ? 'review' : 'not stored',
				rule: restored ? 'edited while writing' : 'not stored',
				restored: restored ? restoredOf(restored) : undefined,
				why: message,
				error: {
					kind: 'conflict',
					message,
					hint: automation
						? 'Find the workflow that sets this field, or write into an ai_ field instead.'
						: 'Compare the value before and after: a validation rule or a workflow of the CRM may change or refuse it.',
					status: 200,
					fields: [change.field.name],
				},
			});
			return automation ? 'replaced' : 'not stored';
		}
	}
}

/** A person's edit as it stands in an outcome. */
export function restoredOf(version: Version): { value: CrmValue; at: string; actor?: string } {
	return { value: version.value, at: version.at, ...(version.actor === undefined ? {} : { actor: version.actor }) };
}
