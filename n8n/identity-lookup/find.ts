/** Find the Record for Each Item: reads the keys off the items, looks them up together, sends each item out once. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { suggestKeys, type Meant } from '../../core/identity/columns';
import { subjectKind } from '../../core/identity/facts';
import { readItem, type AskedItem, type KeyName, type RawKey } from '../../core/identity/read-item';
import type { Contract, CrmSystem } from '../../core/record';
import type { CrmErrorData } from '../../core/errors';
import type { Crm } from '../../crm/crm';
import { fieldsToRead, lookUp, type Looked } from '../../crm/lookup/find';
import { leave } from '../agent';
import { withContexts } from './context';
import { connect } from '../connect';
import { holdsForeignCrm, withContract } from '../contract';
import { errorData, explain, expressionProblem, failedItem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';

interface KeyRow {
	readonly kind: KeyName;
	readonly field?: string;
	readonly value?: unknown;
}

type Asked = { readonly ok: true; readonly asked: AskedItem } | { readonly ok: false; readonly error: CrmErrorData };

const outputs = { matched: 0, ambiguous: 1, unmatched: 2 } as const;

export async function findForItems(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	const leaving: INodeExecutionData[][] = [[], [], []];
	const fail = (error: CrmErrorData) => leave(caller, [[], [], failRun(caller, items, error, credentialName)]);
	let credentialName = '';
	let asked: readonly Asked[];
	let looked: readonly Looked[];
	try {
		const object = objectOf(caller);
		asked = items.map((item, index) => ask(caller, item, index, object));
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		const named = caller.getNodeParameter('fields', 0, []) as string[];
		const fields = await fieldsToRead(crm, object, named);
		const questions = asked.map((question) => (question.ok ? question.asked : nothing));
		const options = caller.getNodeParameter('options', 0, {}) as { certainty?: number; reviewAbove?: number };
		looked = await lookUp(crm, object, questions, fields, {
			certainty: options.certainty ?? 0.9,
			reviewAbove: options.reviewAbove ?? 0.05,
		});
		looked = await addContexts(caller, crm, object, looked);
	} catch (error) {
		return fail(errorData(error));
	}

	const failures = looked.flatMap((answer) => (answer.ok ? [] : [answer.error]));
	const first = failures[0];
	// The CRM answered for nobody: there is nothing that later nodes could do with these items.
	if (first && failures.length === items.length) return fail(first);

	const counts = { matched: 0, ambiguous: 0, unmatched: 0, 'not looked up': 0 };
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
		counts[contract.match.status] += 1;
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
	return leave(caller, leaving);
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

const foreignCrm: CrmErrorData = {
	kind: 'validation',
	message: 'The item has data of its own under "crm", which this node needs for itself and does not overwrite.',
	hint: 'Rename that key with an Edit Fields node before this one.',
	status: 0,
};

const otherObject: CrmErrorData = {
	kind: 'validation',
	message: 'Object is an expression that gives another object for this item than for the first one.',
	hint: 'Use one Identity Lookup per object, with a Switch node before them.',
	status: 0,
};

function sent(item: INodeExecutionData, index: number, contract: Contract): INodeExecutionData {
	return {
		json: withContract(item.json, contract),
		...(item.binary === undefined ? {} : { binary: item.binary }),
		pairedItem: { item: index },
	};
}

/** What one item asks for. `object` is the run's: everything is looked up together, so it cannot differ by item. */
function ask(caller: IExecuteFunctions, item: INodeExecutionData, index: number, object: string): Asked {
	if (holdsForeignCrm(item.json)) return { ok: false, error: foreignCrm };
	try {
		return objectOf(caller, index) === object
			? { ok: true, asked: itemOf(caller, item.json, index, object) }
			: { ok: false, error: otherObject };
	} catch (error) {
		return { ok: false, error: expressionProblem(error) };
	}
}

/** Stands for an item that cannot be looked up, so that the others keep their places. */
const nothing = readItem([], 'person');

function itemOf(caller: IExecuteFunctions, json: IDataObject, index: number, object: string): AskedItem {
	const { country } = caller.getNodeParameter('options', index, {}) as { country?: string };
	const raw =
		caller.getNodeParameter('matchUsing', index, 'auto') === 'define'
			? chosenKeys(caller, index)
			: recognisedKeys(json, { system: caller.getNodeParameter('crm', index, 'hubspot') as CrmSystem, object });
	const known = country === undefined || country.trim() === '' ? undefined : country.trim().toUpperCase();
	return readItem(raw, subjectKind(object), known);
}

/** Every filled row counts, also several of a kind. */
function chosenKeys(caller: IExecuteFunctions, index: number): RawKey[] {
	const rows = caller.getNodeParameter('keys.key', index, []) as KeyRow[];
	return rows.map(({ kind, field, value }): RawKey => {
		// A CRM may keep it unique, and yet it can be a shared mailbox or a former address.
		if (kind === 'unique' && field !== undefined && isEmailField(field)) return { key: 'email', value };
		return { key: kind, field, value };
	});
}

const isEmailField = (field: string) => field.trim().toLowerCase() === 'email';

function recognisedKeys(json: IDataObject, meant: Meant): RawKey[] {
	// An empty column leaves the place to the next one of its kind: "email" is empty, "work_email" is not.
	const filled = Object.keys(json).filter((column) => json[column] !== null && json[column] !== '');
	return suggestKeys(filled, meant).map(({ key, column }) => ({ key, value: json[column] }));
}
