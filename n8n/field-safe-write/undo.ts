/** Undo: takes back what AI wrote, by audit rows, items of a past execution, a run, or a record. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { outcomeRows } from '../../core/audit/row';
import type { CrmErrorData } from '../../core/errors';
import { sumUp } from '../../core/policy/sums';
import type { Contract, CrmSystem, Outcome } from '../../core/record';
import { targetsOf } from '../../core/undo/targets';
import type { Crm } from '../../crm/crm';
import { traces, type Traces } from '../../crm/undo/from-stamps';
import { undo, type UndoRequest } from '../../crm/undo/undo';
import { leave } from '../agent';
import { auditItems, auditRun, tellUnkept } from '../audit';
import { connect } from '../connect';
import { errorData, failedItem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { split } from './leave';
import { stampFieldsOf } from './stamp-fields';
import { nothingToGoBy, subjectsOf, wishOf, type Subject, type Wish } from './undo-input';

const AUDIT = 3;
const FAILED = 2;
/** Most records that a hint names one by one. */
const MOST_NAMED = 10;

export async function undoWrites(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	const preview = caller.getNodeParameter('mode', 0, 'preview') !== 'write';
	let credentialName = '';
	const fail = (error: CrmErrorData) => leave(caller, [[], [], failRun(caller, items, error, credentialName), []]);
	try {
		const wish = wishOf(caller);
		if (wish.by === 'run' && wish.execution === undefined) {
			return fail({
				kind: 'validation',
				message: 'Undo By is Run, and the Execution ID is empty.',
				hint: 'Copy the ID from n8n’s list of executions, or from the column "execution" of an audit row.',
				status: 0,
			});
		}
		const { subjects, unusable } = subjectsOf(caller, items, wish);
		if (subjects.length === 0) return fail(unusable[0]?.error ?? nothingToGoBy);

		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const stampFields = stampFieldsOf(caller);
		const requests = await requestsOf(connection.crm, subjects, wish, stampFields.provenance);
		const report = await undo(connection.crm, wish.object, requests, stampFields, {
			preview,
			execution: caller.getExecutionId(),
			now: () => new Date().toISOString(),
			changedBefore: 0,
			waiting: 0,
		});

		const audit = auditRun(caller, { undo: wish });
		const outputs: INodeExecutionData[][] = [[], [], [], []];
		const outcomes: Outcome[] = [];
		subjects.forEach((subject, position) => {
			const [first = 0] = subject.items;
			const done = report.requests[position];
			const contract = contractOf(subject, wish, done?.url);
			const own = done?.outcomes ?? [];
			outcomes.push(...own);
			const pairedItem = subject.items.map((item) => ({ item }));
			split({ json: {} }, first, contract, own).forEach((leaving, output) => {
				if (leaving) outputs[output]?.push({ ...leaving, pairedItem });
			});
			outputs[AUDIT]?.push(...auditItems(outcomeRows(contract, own, [], [], audit), first));
		});
		for (const { index, error } of unusable) {
			const item = items[index];
			if (item) outputs[FAILED]?.push(failedItem(item, index, error));
		}
		tell(
			caller,
			subjects,
			report.requests.map(({ outcomes: own }) => own),
			unusable.length,
			preview,
		);
		if (!preview) tellUnkept(caller, outputs[AUDIT]?.length ?? 0, AUDIT);
		for (const remark of report.remarks) hint(caller, remark, 'warning');
		return leave(caller, outputs, AUDIT);
	} catch (error) {
		return fail(errorData(error));
	}
}

async function requestsOf(
	crm: Crm,
	subjects: readonly Subject[],
	wish: Wish,
	provenanceField: string,
): Promise<UndoRequest[]> {
	const ids = subjects.filter(({ byStamp }) => byStamp).map(({ id }) => id);
	const found =
		ids.length === 0
			? new Map<string, Traces>()
			: await traces(crm, wish.object, ids, { execution: wish.execution, fields: wish.fields, provenanceField });
	return subjects.map(({ account, id, entries }) => {
		const told = targetsOf(entries);
		const named = new Set(told.map(({ field }) => field));
		const traced = found.get(id);
		return {
			account,
			id,
			targets: [...told, ...(traced?.targets ?? []).filter(({ field }) => !named.has(field))],
			unknown: (traced?.unknown ?? []).filter((field) => !named.has(field)),
		};
	});
}

function contractOf(subject: Subject, wish: Wish, url: string | undefined): Contract {
	return {
		system: wish.system as CrmSystem,
		account: subject.account,
		object: wish.object,
		id: subject.id,
		url: url ?? subject.url,
		match: { status: 'matched', confidence: 1, via: ['record id'], why: 'Named by what AI wrote.', candidates: [] },
		proposals: [],
		decisions: [],
		outcomes: [],
	};
}

function tell(
	caller: IExecuteFunctions,
	subjects: readonly Subject[],
	outcomes: readonly (readonly Outcome[])[],
	unusable: number,
	preview: boolean,
): void {
	const sums = sumUp(outcomes.flat());
	const parts = counted({
		[preview ? 'would be taken back' : 'taken back']: sums.written,
		'already as before': sums.unchanged,
		'left as they are': sums.review + sums.skipped,
		failed: sums.failed,
	});
	const start = preview ? 'PREVIEW, nothing was changed. ' : '';
	hint(
		caller,
		`${start}Of ${sums.suggested} fields that AI wrote: ${parts}.`,
		sums.review + sums.failed > 0 ? 'warning' : 'info',
	);
	const left = subjects.flatMap(({ id, url }, index) =>
		(outcomes[index] ?? [])
			.filter(({ status }) => status === 'review')
			.map(({ why }) => `${url === '' ? `record ${id}` : url}: ${why}`),
	);
	if (left.length > 0) {
		const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more (output Review)` : '';
		hint(caller, `Left as they are: ${left.slice(0, MOST_NAMED).join('; ')}${more}.`, 'warning');
	}
	if (unusable > 0) hint(caller, `${unusable} items tell of no AI write; they left by Failed.`, 'danger');
}
