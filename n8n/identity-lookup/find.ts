/** Find the Record for Each Item: reads the keys off the items, looks them up together, sends each item out once. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { eventTimeOf } from '../../core/event-time';
import type { Contract } from '../../core/record';
import type { CrmErrorData } from '../../core/errors';
import type { Crm } from '../../crm/crm';
import type { Creation } from '../../crm/lookup/create';
import { fieldsToRead, lookUp, type Looked } from '../../crm/lookup/find';
import { leave } from '../agent';
import { withContexts } from './context';
import { connect } from '../connect';
import { withContract } from '../contract';
import { errorData, explain, failedItem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';
import { createForItems, createsUnmatched } from './create';
import { askAll, nothing, thresholdsOf, type Asked } from './items';
import { judgeByList } from './reference';

const outputs = { matched: 0, ambiguous: 1, unmatched: 2 } as const;

export async function findForItems(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	const leaving: INodeExecutionData[][] = [[], [], []];
	const fail = (error: CrmErrorData) => leave(caller, [[], [], failRun(caller, items, error, credentialName)]);
	let credentialName = '';
	let asked: readonly Asked[];
	let looked: readonly Looked[];
	let creation: Creation | undefined;
	try {
		const object = objectOf(caller);
		asked = await askAll(caller, items, object);
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		const named = caller.getNodeParameter('fields', 0, []) as string[];
		const fields = await fieldsToRead(crm, object, named);
		const questions = asked.map((question) => (question.ok ? question.asked : nothing));
		const thresholds = thresholdsOf(caller);
		const options = caller.getNodeParameter('options', 0, {}) as { referenceList?: boolean; includeArchived?: boolean };
		const matches =
			options.referenceList === true
				? await judgeByList(caller, object, questions, thresholds, options.includeArchived === true)
				: undefined;
		const creates = createsUnmatched(caller);
		const includeArchived = options.includeArchived === true;
		looked = await lookUp(crm, object, questions, fields, thresholds, {
			matches,
			includeArchived,
			deletedByEmail: creates,
		});
		if (creates) {
			// An item that could not be read stands here as an empty question: nothing is created for it.
			creation = await createForItems(caller, crm, object, questions, looked, fields, thresholds);
			looked = creation.looked;
		}
		looked = await addContexts(caller, crm, object, looked);
	} catch (error) {
		return fail(errorData(error));
	}

	const failures = looked.flatMap((answer) => (answer.ok ? [] : [answer.error]));
	const first = failures[0];
	// The CRM answered for nobody: there is nothing that later nodes could do with these items.
	if (first && failures.length === items.length) return fail(first);

	const counts = { matched: 0, created: 0, ambiguous: 0, unmatched: 0, 'not looked up': 0 };
	looked.forEach((answer, index) => {
		const item = items[index];
		const question = asked[index];
		if (!item || !question) return;
		if (!question.ok || !answer.ok) {
			counts['not looked up'] += 1;
			const error = !question.ok ? question.error : !answer.ok ? answer.error : undefined;
			// It leaves by Unmatched with the reason; its own data stays as it is.
			if (error) leaving[outputs.unmatched]?.push(failedItem(item, index, error));
			return;
		}
		const { contract } = answer;
		counts[contract.match.created === true ? 'created' : contract.match.status] += 1;
		leaving[outputs[contract.match.status]]?.push(sent(item, index, contract));
	});
	hint(
		caller,
		`${counted(counts)}.`,
		counts.ambiguous + counts.unmatched + counts['not looked up'] > 0 ? 'warning' : 'info',
	);
	if (first) {
		const { message, description } = explain(first, credentialName);
		hint(caller, `${failures.length} items could not be looked up: ${message} ${description}`, 'danger');
	}
	if (creation !== undefined) tellOfCreation(caller, creation, credentialName);
	return leave(caller, leaving);
}

function tellOfCreation(
	caller: IExecuteFunctions,
	{ overCap, failures, remarks }: Creation,
	credentialName: string,
): void {
	if (overCap > 0) {
		hint(
			caller,
			`${overCap} items stayed unmatched, since Most Records Created a Run was reached. It counts over the whole execution, loops included.`,
			'warning',
		);
	}
	const [first] = failures;
	if (first !== undefined) {
		const { message, description } = explain(first, credentialName);
		hint(caller, `${failures.length} new records could not be created: ${message} ${description}`, 'danger');
	}
	for (const remark of remarks) hint(caller, remark, 'warning');
}

async function addContexts(
	caller: IExecuteFunctions,
	crm: Crm,
	object: string,
	looked: readonly Looked[],
): Promise<Looked[]> {
	const contracts = await withContexts(
		caller,
		crm,
		object,
		looked.flatMap((answer) => (answer.ok ? [answer.contract] : [])),
	);
	const rest = contracts[Symbol.iterator]();
	return looked.map((answer) => (answer.ok ? { ok: true, contract: rest.next().value ?? answer.contract } : answer));
}

function sent(item: INodeExecutionData, index: number, contract: Contract): INodeExecutionData {
	const eventAt = eventTimeOf(item.json);
	return {
		json: withContract(item.json, eventAt === undefined ? contract : { ...contract, eventAt }),
		...(item.binary === undefined ? {} : { binary: item.binary }),
		pairedItem: { item: index },
	};
}
