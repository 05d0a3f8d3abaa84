/** Leaving notes and tasks on records: counted before the first one, never twice, each with an outcome. */
import { capProblem, textCounts, type CapProblem, type TextCounts } from '../../core/policy/caps';
import type { CrmErrorData } from '../../core/errors';
import type { Outcome } from '../../core/record';
import type { Crm, Result, Snapshot } from '../crm';
import { explainCap } from '../write/transaction';

/** Records that are worked on at once: each needs a few small requests. */
const AT_ONCE = 4;

export interface NoteRequest {
	readonly account: string;
	readonly id: string;
	readonly kind: 'note' | 'task';
	/** As people see it. */
	readonly title: string;
	readonly body: string;
	/** The text alone, for the outcome and for counting texts that repeat. */
	readonly text: string;
	/** The same reference on the same record never makes a second one. */
	readonly reference: string;
	/** ISO time; tasks only. */
	readonly dueAt?: string | undefined;
	/** The owner of a task: a user's id, or the owner of the record. */
	readonly owner?: { readonly user: string } | 'record' | undefined;
}

export interface NoteRun {
	readonly preview: boolean;
	/** ISO time that new notes carry. */
	readonly at: string;
	readonly mostRecords: number;
	readonly changedBefore: number;
	readonly waiting: number;
	readonly textsBefore?: TextCounts | undefined;
}

export interface NoteReport {
	/** One per request, in order. */
	readonly outcomes: readonly Outcome[];
	readonly urls: readonly (string | undefined)[];
	/** Records that got at least one note or task (in Preview: would get). */
	readonly changed: number;
	readonly texts: TextCounts;
	readonly stopped?: CapProblem | undefined;
}

/** One outcome per request, in order. Throws CrmError only where nothing could be read at all. */
export async function leaveNotes(
	crm: Crm,
	object: string,
	requests: readonly NoteRequest[],
	run: NoteRun,
): Promise<NoteReport> {
	const { account } = await crm.whoAmI();
	const wanted = requests.filter((request) => request.account === account);
	const ids = [...new Set(wanted.map(({ id }) => id))];
	const fields = crm.ownerField !== undefined && wanted.some(({ owner }) => owner === 'record') ? [crm.ownerField] : [];
	const reads =
		ids.length > 0 ? await crm.read(object, ids, fields, { edits: false }) : new Map<string, Result<Snapshot>>();

	const outcomes: Outcome[] = requests.map((request) => refusal(request, account, reads) ?? open(request));
	const byRecord = new Map<string, number[]>();
	requests.forEach(({ id }, index) => {
		if (outcomes[index]?.status === 'would write') byRecord.set(id, [...(byRecord.get(id) ?? []), index]);
	});
	const load = [...byRecord.values()].map((indexes) =>
		indexes.flatMap((index) => {
			const request = requests[index];
			return request
				? [{ field: request.kind, label: request.kind, freeText: 'long' as const, value: request.text }]
				: [];
		}),
	);
	const stopped = capProblem({
		records: load,
		before: run.changedBefore,
		waiting: run.waiting,
		most: run.mostRecords,
		textsBefore: run.textsBefore,
	});
	const report = (changed: number): NoteReport => ({
		outcomes,
		urls: requests.map(({ id }) => {
			const read = reads.get(id);
			return read?.ok ? read.value.url : undefined;
		}),
		changed,
		texts: textCounts(stopped && !run.preview ? [] : load, run.textsBefore),
		...(stopped === undefined ? {} : { stopped }),
	});
	if (run.preview) return report(byRecord.size);
	if (stopped) {
		const { message, hint } = explainCap(stopped);
		for (const index of [...byRecord.values()].flat()) {
			const request = requests[index];
			const error = { kind: 'validation', message, hint, status: 0, code: 'CAP' } as const;
			if (request) outcomes[index] = failure(request, 'failed', 'run stopped', error);
		}
		return report(0);
	}

	// One record's notes one after the other: the second must see the first.
	const queue = [...byRecord.values()];
	let dead: CrmErrorData | undefined;
	const work = async () => {
		for (let indexes = queue.shift(); indexes; indexes = queue.shift()) {
			for (const index of indexes) {
				const request = requests[index];
				if (!request) continue;
				if (dead) {
					outcomes[index] = failure(request, 'failed', 'crm refused', dead);
					continue;
				}
				const result = await leaveOne(crm, object, request, reads.get(request.id), run);
				if (!result.ok && result.error.kind === 'auth') dead = result.error;
				outcomes[index] = result.ok
					? left(request, result.value)
					: failure(request, 'failed', 'crm refused', result.error);
			}
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	const changed = [...byRecord.values()].filter((own) => own.some((index) => outcomes[index]?.status === 'written'));
	return report(changed.length);
}

async function leaveOne(
	crm: Crm,
	object: string,
	request: NoteRequest,
	read: Result<Snapshot> | undefined,
	run: NoteRun,
): Promise<Result<{ readonly id: string; readonly created: boolean }>> {
	const note = { title: request.title, body: request.body, at: run.at };
	if (request.kind === 'note') return await crm.addNote(object, request.id, note, request.reference);
	const recordsOwner = crm.ownerField !== undefined && read?.ok ? read.value.values[crm.ownerField] : undefined;
	const owner = request.owner === 'record' ? recordsOwner : request.owner?.user;
	const task = {
		...note,
		dueAt: request.dueAt ?? run.at,
		...(typeof owner === 'string' || typeof owner === 'number' ? { owner: String(owner) } : {}),
	};
	return await crm.addTask(object, request.id, task, request.reference);
}

function refusal(
	request: NoteRequest,
	account: string,
	reads: ReadonlyMap<string, Result<Snapshot>>,
): Outcome | undefined {
	const refuse = (rule: Outcome['rule'], message: string, hint: string) =>
		failure(request, 'rejected', rule, { kind: 'validation', message, hint, status: 0 });
	if (request.account !== account) {
		return refuse(
			'other account',
			`The item was read from account ${request.account}, but this node's credential belongs to account ${account}.`,
			'Choose the same credential in all CRM nodes of this workflow.',
		);
	}
	if (request.text.trim() === '') {
		return refuse('blank suggestion', `The text of the ${request.kind} is empty.`, 'Check the expression under Text.');
	}
	const read = reads.get(request.id);
	if (!read?.ok) {
		const error = read?.error ?? {
			kind: 'not found',
			message: 'The CRM did not answer for this record.',
			hint: 'Run the workflow again.',
			status: 0,
		};
		return failure(
			request,
			error.kind === 'not found' ? 'rejected' : 'failed',
			error.kind === 'not found' ? 'no record' : 'crm refused',
			error,
		);
	}
	if (read.value.archived || read.value.id !== request.id) {
		const gone = read.value.archived ? 'was deleted in the CRM' : `was merged into record ${read.value.id}`;
		return refuse('no record', `Record ${request.id} ${gone}.`, 'Run Identity Lookup again for this item.');
	}
	return undefined;
}

const base = ({ kind, text }: NoteRequest) => ({ field: kind, before: null, after: null, suggested: text });

const open = (request: NoteRequest): Outcome => ({
	...base(request),
	status: 'would write',
	rule: 'ai note',
	after: request.text,
	why: `A ${request.kind} that is labelled as AI-generated; nothing on the record is changed.`,
});

const left = (request: NoteRequest, { id, created }: { readonly id: string; readonly created: boolean }): Outcome => ({
	...base(request),
	status: created ? 'written' : 'unchanged',
	rule: created ? 'ai note' : 'equal value',
	after: request.text,
	why: created
		? `The ${request.kind} ${id} was left on the record.`
		: `The record already has this ${request.kind} (${id}).`,
});

function failure(
	request: NoteRequest,
	status: 'failed' | 'rejected',
	rule: Outcome['rule'],
	{ kind, message, hint, status: httpStatus, code }: CrmErrorData,
): Outcome {
	const error = { kind, message, hint, status: httpStatus, ...(code === undefined ? {} : { code }) };
	return { ...base(request), status, rule, why: message, error };
}
