/**
 * The write transaction: read fresh -> decide -> write the minimal patch -> re-read once: verify and settle.
 * The same on every CRM, whatever calls it.
 */
import { REVIEW_STATUS } from '../../core/fields/ai-fields';
import { capProblem, textCounts, type CapProblem, type PlannedChange } from '../../core/policy/caps';
import type { Crm } from '../crm';
import type { Answer } from '../review/answers';
import { rememberReviews } from '../review/remember';
import type { FieldChange } from './judge';
import { Ledger } from './ledger';
import { plan, stampFieldsIn, type Plan, type RecordPlan } from './plan';
import type { WritePolicy, WriteReport, WriteRequest, WriteRun } from './request';
import { takenStampFields } from './stamp-place';
import { writeWave, type WaveTools } from './wave';

/**
 * Writes suggestions into records, or in Preview says what would be written and sends no write request.
 * Every suggestion gets an outcome. Throws CrmError only where nothing could be read at all.
 */
export async function write(
	crm: Crm,
	object: string,
	requests: readonly WriteRequest[],
	policy: WritePolicy,
	run: WriteRun,
): Promise<WriteReport> {
	const ledger = new Ledger(requests.map((request) => request.proposals));
	const planned = await plan(crm, object, requests, policy, run, ledger);
	const remarks = new Set(stampRemarks(planned, policy));
	const load = planned.records.map((record) => record.changes.map(plannedChange));
	const stopped = capProblem({
		records: load,
		textsBefore: run.textsBefore,
		before: run.changedBefore,
		waiting: run.waiting,
		most: policy.mostRecords,
	});
	const report = (changed: number, cap?: CapProblem, answers: readonly Answer[] = []): WriteReport => ({
		requests: requests.map((request, index) => ({ outcomes: ledger.of(index), ...recordOf(planned, request.id) })),
		changed,
		texts: textCounts(cap && !run.preview ? [] : load, run.textsBefore),
		...(cap === undefined ? {} : { stopped: cap }),
		remarks: [...remarks],
		answers,
	});

	if (run.preview) {
		for (const change of changesOf(planned)) preview(change, ledger);
		return report(planned.records.length, stopped);
	}
	if (stopped) {
		const { message, hint } = explainCap(stopped);
		for (const change of changesOf(planned)) {
			ledger.note(change.slot, {
				status: 'failed',
				rule: 'run stopped',
				why: message,
				before: change.before,
				error: { kind: 'validation', message, hint, status: 0, code: 'CAP' },
			});
		}
		return report(0, stopped);
	}

	const tools = {
		crm,
		object,
		policy,
		run,
		schema: planned.schema,
		stampFields: stampFieldsIn(planned.schema, policy),
		ledger,
		remarks,
	};
	let changed = 0;
	const size = crm.capabilities.writeBatch;
	for (let start = 0; start < planned.records.length; start += size) {
		changed += await writeUnchanged(tools, planned.records.slice(start, start + size), planned.again);
		run.progress?.(Math.min(start + size, planned.records.length), planned.records.length);
	}
	return report(changed, undefined, await rememberAnswers(tools, planned));
}

/** Notes what people answered; returns the answers that close a question by this run, for whoever keeps the audit. */
async function rememberAnswers({ crm, object, policy, run, remarks }: WaveTools, planned: Plan): Promise<Answer[]> {
	// Without an audit the answer would be told by nobody: the next run that keeps one closes the question.
	if (run.unaudited) return [];
	const answered = planned.answered();
	const places = { provenance: policy.stampFields.provenance, status: REVIEW_STATUS };
	const notes = answered.map(({ note }) => note);
	const remembered = await rememberReviews(crm, object, notes, places);
	for (const remark of remembered.remarks) remarks.add(remark);
	return answered.map(({ answer }) => answer).filter(remembered.closed);
}

/** Every look at a busy record costs seconds; whoever keeps changing it for that long is better asked. */
const MOST_LOOKS = 6;

/** Writes some records; those that somebody changed between read and write are read and judged again. */
async function writeUnchanged(tools: WaveTools, records: readonly RecordPlan[], again: Plan['again']): Promise<number> {
	let changed = 0;
	let open = records;
	for (let look = 1; open.length > 0; look++) {
		const wave = await writeWave(tools, open);
		changed += wave.taken;
		if (look === MOST_LOOKS) {
			leaveToPeople(wave.overtaken, tools.ledger);
			break;
		}
		open = await again(wave.overtaken.map(({ id }) => id));
	}
	return changed;
}

function leaveToPeople(records: readonly RecordPlan[], ledger: Ledger): void {
	for (const { slot, field, before } of records.flatMap(({ changes }) => changes)) {
		ledger.note(slot, {
			status: 'review',
			rule: 'edited while writing',
			before,
			why: `The record was changed again and again while "${field.label}" was about to be written, so nothing was written.`,
		});
	}
}

/** A cap in plain words. */
export function explainCap(problem: CapProblem): { readonly message: string; readonly hint: string } {
	if (problem.kind === 'one text for many') {
		return {
			message: `Nothing was written: the same text would go into "${problem.label}" of ${problem.count} records.`,
			hint: 'Check the prompt or the mapping. A text that is meant to be the same everywhere belongs into a choice field.',
		};
	}
	const loop = problem.waiting > 0 ? ` (${problem.waiting} of them still wait in the loop around this node)` : '';
	return {
		message: `Nothing was written: ${problem.count} records${loop} would change in this run, and at most ${problem.most} may.`,
		hint: 'Raise "Most Records Changed a Run" if so many changes are right, or filter the items first. Preview shows every change.',
	};
}

function changesOf(planned: Plan): FieldChange[] {
	return planned.records.flatMap((record) => record.changes);
}

function plannedChange(change: FieldChange): PlannedChange {
	const madeUp = change.proposal.scorer.method !== 'rules' && change.proposal.scorer.method !== 'scorecard';
	const { type } = change.field;
	return {
		field: change.field.name,
		label: change.field.label,
		freeText:
			!madeUp || change.restore || change.proposal.undo
				? undefined
				: type === 'long text'
					? 'long'
					: type === 'text'
						? 'one line'
						: undefined,
		value: change.value,
	};
}

function preview(change: FieldChange, ledger: Ledger): void {
	const { slot, judgement, before, value, restore, field } = change;
	ledger.note(
		slot,
		restore
			? {
					status: 'review',
					rule: 'edited while writing',
					before,
					why: `An earlier run wrote over a person's value in "${field.label}"; in Write mode it is put back.`,
				}
			: { status: 'would write', rule: judgement.rule, why: judgement.why, before, after: value },
	);
}

function stampRemarks(planned: Plan, policy: WritePolicy): string[] {
	const existing = stampFieldsIn(planned.schema, policy);
	const missing = [policy.stampFields.provenance, policy.stampFields.updatedAt].filter(
		(name) => !existing.includes(name),
	);
	const taken = new Set(planned.records.flatMap(({ snapshot }) => takenStampFields(snapshot, policy)));
	const occupied = [...taken].map(
		(name) =>
			`The stamp field ${name} holds something else than a stamp on some records. It is left as it is there, so no stamp says what AI wrote. Choose another field, or run the operation Set Up AI Fields once.`,
	);
	if (missing.length === 0 || planned.snapshots.size === 0) return occupied;
	const { provenance } = policy.stampFields;
	const blind = missing.includes(provenance)
		? [
				`This node cannot see that a task was completed, or what people rejected before, because the field ${provenance} is missing: run the operation Set Up AI Fields once.`,
			]
		: [];
	if (planned.records.length === 0) return [...occupied, ...blind];
	return [
		...occupied,
		...blind,
		`The field ${missing.join(' and ')} does not exist (or is read-only) in the CRM, so this node cannot leave its stamp there. Run the operation Set Up AI Fields once.`,
	];
}

function recordOf(planned: Plan, id: string): { readonly url?: string } {
	const read = planned.snapshots.get(id);
	return read?.ok ? { url: read.value.url } : {};
}
