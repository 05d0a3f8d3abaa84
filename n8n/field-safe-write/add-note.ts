/** Add Note or Task: AI's summaries and drafts on the record, for people to read. Sends nothing to anybody. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { outcomeRows } from '../../core/audit/row';
import { CrmError, type CrmErrorData } from '../../core/errors';
import { noteBody, noteReference, noteTitle } from '../../core/notes/text';
import { sumUp } from '../../core/policy/sums';
import type { Contract } from '../../core/record';
import { leaveNotes, type NoteReport, type NoteRequest } from '../../crm/notes/leave-notes';
import { explainCap } from '../../crm/write/transaction';
import { leave } from '../agent';
import { auditItems, auditRun, tellUnkept } from '../audit';
import { connect } from '../connect';
import { errorData, expressionProblem, failedItem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { changedSoFar, countWritten, keepStop, stopSoFar, textsSoFar, waitingInLoops } from '../loops';
import { objectOf } from '../object';
import { numberOf } from '../panel-values';
import { usableContract } from '../usable';
import { capOf } from './cap';
import { split } from './leave';

const FAILED = 2;
const AUDIT = 3;
const DAY = 86_400_000;

type Prepared =
	| { readonly ok: true; readonly contract: Contract; readonly request: NoteRequest }
	| { readonly ok: false; readonly error: CrmErrorData };

export async function addNotes(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	const preview = caller.getNodeParameter('mode', 0, 'preview') !== 'write';
	let credentialName = '';
	const fail = (error: CrmErrorData) => leave(caller, [[], [], failRun(caller, items, error, credentialName), []]);
	const stop = preview ? undefined : stopSoFar(caller);
	if (stop) return fail(stop);
	try {
		const object = objectOf(caller);
		const now = new Date().toISOString();
		const prepared = items.map((item, index) => prepare(caller, item, index, object, now));
		const sendable = prepared.flatMap((entry, index) => (entry.ok ? [{ ...entry, index }] : []));
		const mostRecords = capOf(caller);
		let report: NoteReport = { outcomes: [], urls: [], changed: 0, texts: {} };
		if (sendable.length > 0) {
			const connection = await connect(caller);
			credentialName = connection.credentialName;
			report = await leaveNotes(
				connection.crm,
				object,
				sendable.map(({ request }) => request),
				{
					preview,
					at: now,
					mostRecords,
					changedBefore: changedSoFar(caller),
					waiting: waitingInLoops(caller),
					textsBefore: textsSoFar(caller),
				},
			);
		}
		if (!preview) countWritten(caller, report.changed, report.texts);
		const problem = stopOf(report, preview);
		if (problem?.code === 'CAP') keepStop(caller, problem);
		if (problem) return fail(problem);

		const audit = auditRun(caller, { mostRecords });
		const outputs: INodeExecutionData[][] = [[], [], [], []];
		sendable.forEach(({ contract, index }, position) => {
			const item = items[index];
			const outcome = report.outcomes[position];
			if (!item || !outcome) return;
			const known = { ...contract, url: report.urls[position] ?? contract.url };
			split(item, index, known, [outcome]).forEach((leaving, output) => {
				if (leaving) outputs[output]?.push(leaving);
			});
			outputs[AUDIT]?.push(...auditItems(outcomeRows(known, [outcome], [], [], audit), index));
		});
		prepared.forEach((entry, index) => {
			const item = items[index];
			if (!entry.ok && item) outputs[FAILED]?.push(failedItem(item, index, entry.error));
		});
		tell(caller, report, prepared.filter((entry) => !entry.ok).length, preview);
		if (!preview) tellUnkept(caller, outputs[AUDIT]?.length ?? 0, AUDIT);
		return leave(caller, outputs, AUDIT);
	} catch (error) {
		return fail(errorData(error));
	}
}

/** A run that nothing may come of: a cap, or a dead credential before anything was left. */
function stopOf(report: NoteReport, preview: boolean): CrmErrorData | undefined {
	if (report.stopped && !preview) return { kind: 'validation', status: 0, code: 'CAP', ...explainCap(report.stopped) };
	const auth = report.outcomes.find(({ error }) => error?.kind === 'auth')?.error;
	return auth && report.changed === 0 && report.outcomes.every(({ status }) => status === 'failed') ? auth : undefined;
}

function prepare(
	caller: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	object: string,
	now: string,
): Prepared {
	try {
		const found = usableContract(caller, item, index, object);
		if (!found.ok)
			return { ok: false, error: { kind: 'validation', message: found.message, hint: found.hint, status: 0 } };
		return { ok: true, contract: found.contract, request: requestOf(caller, found.contract, index, now) };
	} catch (error) {
		return { ok: false, error: error instanceof CrmError ? error.toData() : expressionProblem(error) };
	}
}

function requestOf(caller: IExecuteFunctions, contract: Contract, index: number, now: string): NoteRequest {
	const text = (name: string) => {
		const given = caller.getNodeParameter(name, index, '');
		return typeof given === 'string' || typeof given === 'number' ? String(given) : '';
	};
	const kind = caller.getNodeParameter('noteKind', index, 'note') === 'task' ? 'task' : 'note';
	const words = caller.getNodeParameter('noteFrom', index, 'item') === 'item' ? suggested(contract) : text('noteText');
	const title = noteTitle(text('noteTitle'));
	const workflow = caller.getWorkflow();
	const own = (caller.getNodeParameter('options', index, {}) as { readonly reference?: unknown }).reference;
	const reference = typeof own === 'string' || typeof own === 'number' ? String(own).trim() : '';
	return {
		account: contract.account,
		id: contract.id ?? '',
		kind,
		title,
		text: words,
		body: noteBody({ title, text: words, workflow: workflow.name ?? '', execution: caller.getExecutionId() }),
		reference: reference === '' ? noteReference(kind, title, words) : `crm-ai-${kind}-${reference}`,
		...(kind === 'task' ? taskTerms(caller, index, now) : {}),
	};
}

function taskTerms(caller: IExecuteFunctions, index: number, now: string): Pick<NoteRequest, 'dueAt' | 'owner'> {
	const days = numberOf(caller.getNodeParameter('dueInDays', index, 1));
	if (days === undefined || days < 0 || days > 3650) {
		throw new CrmError({
			kind: 'validation',
			message: 'Due In (Days) is not a number of days.',
			hint: 'Write a number from 0 to 3650.',
			status: 0,
		});
	}
	const dueAt = new Date(Date.parse(now) + days * DAY).toISOString();
	const assign = caller.getNodeParameter('assignTo', index, 'record');
	if (assign === 'record') return { dueAt, owner: 'record' };
	const user = caller.getNodeParameter('taskOwner', index, '');
	return assign === 'user' && typeof user === 'string' && user !== '' ? { dueAt, owner: { user } } : { dueAt };
}

/** The texts that AI Score suggested for the record. */
function suggested(contract: Contract): string {
	return contract.proposals
		.flatMap(({ value }) => (typeof value === 'string' && value.trim() !== '' ? [value.trim()] : []))
		.join('\n\n');
}

function tell(caller: IExecuteFunctions, report: NoteReport, unusable: number, preview: boolean): void {
	const sums = sumUp(report.outcomes);
	const parts = counted({
		[preview ? 'would be left' : 'left on their record']: sums.written,
		'already there': sums.unchanged,
		failed: sums.failed,
	});
	const start = preview ? 'PREVIEW, nothing was sent. ' : '';
	hint(
		caller,
		`${start}Of ${sums.suggested} notes and tasks: ${parts}.`,
		sums.failed + unusable > 0 ? 'warning' : 'info',
	);
	if (unusable > 0) hint(caller, `${unusable} items could not be used. They left by Failed with the reason.`, 'danger');
	if (report.stopped && preview) {
		const { message, hint: whatNext } = explainCap(report.stopped);
		hint(caller, `In Write mode this run would stop. ${message} ${whatNext}`, 'warning');
	}
}
