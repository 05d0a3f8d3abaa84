/** Write Fields: from items to the write transaction, and from its report to the outputs Done, Review, Failed, Audit. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { outcomeRows } from '../../core/audit/row';
import type { CrmErrorData } from '../../core/errors';
import { sumUp } from '../../core/policy/sums';
import type { Contract, Outcome } from '../../core/record';
import { explainCap } from '../../crm/write/transaction';
import { writeTriggerLast } from '../../crm/write/trigger';
import type { WritePolicy, WriteReport, WriteRequest } from '../../crm/write/request';
import { calledByAgent, leave } from '../agent';
import { answerRows, auditItems, auditRun, tellUnkept } from '../audit';
import { connect, type Connection } from '../connect';
import { errorData, explain, expressionProblem, failedItem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { changedSoFar, countWritten, keepStop, stopSoFar, textsSoFar, waitingInLoops } from '../loops';
import { objectOf } from '../object';
import { usableContract } from '../usable';
import { split } from './leave';
import { asProposal, mappedSuggestions } from './mapped';
import { policyOf, triggerOf } from './policy';

const FAILED = 2;
const AUDIT = 3;
const CAP = 'CAP';

/** An item that can be handed to the transaction, or the reason why it cannot. */
type Prepared =
	| { readonly ok: true; readonly contract: Contract; readonly request: WriteRequest }
	| { readonly ok: false; readonly error: CrmErrorData };

type Sendable = Extract<Prepared, { readonly ok: true }> & { readonly index: number };

export async function writeFields(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	const preview = caller.getNodeParameter('mode', 0, 'preview') !== 'write';
	let connection: Connection | undefined;
	const fail = (error: CrmErrorData) =>
		leave(caller, [[], [], failRun(caller, items, error, connection?.credentialName ?? ''), []]);
	const stop = preview ? undefined : stopSoFar(caller);
	if (stop) return fail(stop);

	let prepared: readonly Prepared[];
	let sendable: readonly Sendable[];
	let report: WriteReport = { requests: [], changed: 0, remarks: [] };
	let policy: WritePolicy;
	try {
		const object = objectOf(caller);
		prepared = items.map((item, index) => prepare(caller, item, index, object));
		sendable = prepared.flatMap((entry, index) => (entry.ok ? [{ ...entry, index }] : []));
		policy = policyOf(caller);
		const trigger = triggerOf(caller);
		connection = await connect(caller);
		if (sendable.length > 0) {
			report = await writeTriggerLast(
				connection.crm,
				object,
				sendable.map(({ request }) => request),
				policy,
				{
					preview,
					execution: caller.getExecutionId(),
					now: () => new Date().toISOString(),
					changedBefore: changedSoFar(caller),
					waiting: waitingInLoops(caller),
					textsBefore: textsSoFar(caller),
					approvalKey: connection.approvalKey,
					unaudited: calledByAgent(caller),
				},
				trigger,
			);
			if (trigger !== undefined) tellTrigger(caller, report, trigger);
		}
		countWritten(caller, report.changed, report.texts);
	} catch (error) {
		return fail(errorData(error));
	}

	const problem = stopOf(report, preview);
	if (problem?.code === CAP) keepStop(caller, problem);
	if (problem) return fail(problem);

	const outputs: INodeExecutionData[][] = [[], [], [], []];
	const byItem = new Map(
		sendable.map(({ index, contract, request }, position) => [
			index,
			{ contract, request, outcomes: report.requests[position]?.outcomes ?? [] },
		]),
	);
	const audit = auditRun(caller, policy);
	items.forEach((item, index) => {
		const entry = prepared[index];
		const done = byItem.get(index);
		if (entry && !entry.ok) outputs[FAILED]?.push(failedItem(item, index, entry.error));
		else if (done) {
			split(item, index, done.contract, done.outcomes).forEach((leaving, output) => {
				if (leaving) outputs[output]?.push(leaving);
			});
			const rows = outcomeRows(done.contract, done.outcomes, done.request.proposals, done.request.decisions, audit);
			outputs[AUDIT]?.push(...auditItems(rows, index));
		}
	});
	for (const answer of report.answers ?? []) {
		const of = sendable.find(({ contract }) => contract.id === answer.id);
		if (of) outputs[AUDIT]?.push(...auditItems(answerRows(of.contract, [answer], audit), of.index));
	}
	tell(caller, report, prepared.filter((entry) => !entry.ok).length, preview, connection.credentialName);
	if (!preview) tellUnkept(caller, outputs[AUDIT]?.length ?? 0, AUDIT);
	// An agent has no use for audit rows.
	return leave(caller, outputs, AUDIT);
}

/** A run that nothing may come of: a cap, or a dead credential before anything was written. */
function stopOf(report: WriteReport, preview: boolean): CrmErrorData | undefined {
	if (report.stopped && !preview) {
		return { kind: 'validation', status: 0, code: CAP, ...explainCap(report.stopped) };
	}
	const outcomes = report.requests.flatMap((request) => request.outcomes);
	const auth = outcomes.find((outcome) => outcome.error?.kind === 'auth');
	return auth?.error && report.changed === 0 && outcomes.every((outcome) => outcome.status === 'failed')
		? auth.error
		: undefined;
}

function prepare(caller: IExecuteFunctions, item: INodeExecutionData, index: number, object: string): Prepared {
	try {
		return read(caller, item, index, object);
	} catch (error) {
		return { ok: false, error: expressionProblem(error) };
	}
}

function read(caller: IExecuteFunctions, item: INodeExecutionData, index: number, object: string): Prepared {
	const refuse = (message: string, whatNext: string): Prepared => ({
		ok: false,
		error: { kind: 'validation', message, hint: whatNext, status: 0 },
	});
	const found = usableContract(caller, item, index, object);
	if (!found.ok) return refuse(found.message, found.hint);
	const { contract } = found;
	const mapped = caller.getNodeParameter('valuesFrom', index) === 'map';
	const proposals = mapped ? mappedSuggestions(caller, index) : contract.proposals;
	if (proposals.length === 0) {
		return refuse(
			'The item carries no suggestion to write.',
			mapped ? 'Add fields under Fields to Write.' : 'Put an AI Score before this node, or set Values to Map Myself.',
		);
	}
	// An agent may suggest anything; only this panel's own Field Owners say what it may write.
	const decisions = calledByAgent(caller) ? [] : contract.decisions;
	// Mapped suggestions go along with the item, so that a person can judge them and a dead letter can be replayed.
	const known = mapped ? { ...contract, proposals: proposals.map(asProposal) } : contract;
	return {
		ok: true,
		contract: known,
		request: { account: contract.account, id: contract.id ?? '', proposals, decisions },
	};
}

/** A trigger that no suggestion is about would never fire, and nobody would miss it. */
function tellTrigger(caller: IExecuteFunctions, report: WriteReport, trigger: string): void {
	if (report.requests.some(({ outcomes }) => outcomes.some(({ field }) => field === trigger))) return;
	hint(
		caller,
		`No suggestion is about the Trigger Field ${trigger}, so no workflow of the CRM was started.`,
		'warning',
	);
}

function tell(
	caller: IExecuteFunctions,
	report: WriteReport,
	unusable: number,
	preview: boolean,
	credentialName: string,
): void {
	const outcomes = report.requests.flatMap((request) => request.outcomes);
	const sums = sumUp(outcomes);
	const parts = counted({
		[preview ? 'would be written' : 'written']: sums.written,
		unchanged: sums.unchanged,
		skipped: sums.skipped,
		'for review': sums.review,
		failed: sums.failed,
	});
	const loud = sums.failed + sums.review + unusable > 0 ? 'warning' : 'info';
	hint(
		caller,
		`${preview ? 'Preview, nothing was written. ' : ''}Of ${sums.suggested} suggested fields: ${parts}.`,
		loud,
	);
	if (unusable > 0) hint(caller, `${unusable} items could not be used and left by Failed with the reason.`, 'warning');
	if (report.stopped)
		hint(
			caller,
			`In Write mode this run would stop. ${explainCap(report.stopped).message} ${explainCap(report.stopped).hint}`,
			'warning',
		);
	for (const remark of report.remarks) hint(caller, remark, 'warning');
	const repaired = outcomes.filter((outcome: Outcome) => outcome.status === 'repaired').length;
	if (repaired > 0)
		hint(
			caller,
			`${repaired} fields were changed by a person at the same moment: the person's value stands, see Review.`,
			'warning',
		);
	const auth = outcomes.find((outcome) => outcome.error?.kind === 'auth')?.error;
	if (auth) {
		const { message, description } = explain(auth, credentialName);
		hint(caller, `${message} ${description} What was not tried left by Failed.`, 'danger');
	}
}
