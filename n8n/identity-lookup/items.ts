/** What the items ask for, by the rows of Match Using or by the names of their fields; and the panel's thresholds. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CrmErrorData } from '../../core/errors';
import { suggestKeys, type Meant } from '../../core/identity/columns';
import type { Thresholds } from '../../core/identity/confidence';
import { subjectKind } from '../../core/identity/facts';
import { readItem, type AskedItem, type KeyName, type RawKey } from '../../core/identity/read-item';
import type { CrmSystem } from '../../core/record';
import { holdsForeignCrm } from '../contract';
import { expressionProblem } from '../errors';
import { objectOf } from '../object';
import { inSteps } from '../steps';

interface KeyRow {
	readonly kind: KeyName;
	readonly field?: string;
	readonly value?: unknown;
}

export type Asked =
	{ readonly ok: true; readonly asked: AskedItem } | { readonly ok: false; readonly error: CrmErrorData };

/** One question per item, in order, with turns for others: 100,000 items take seconds. */
export async function askAll(
	caller: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	object: string,
): Promise<readonly Asked[]> {
	return await inSteps(askOneByOne(caller, items, object));
}

function* askOneByOne(
	caller: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	object: string,
): Generator<undefined, readonly Asked[]> {
	const asked: Asked[] = [];
	for (const [index, item] of items.entries()) {
		asked.push(ask(caller, item, index, object));
		yield;
	}
	return asked;
}

export function thresholdsOf(caller: IExecuteFunctions): Thresholds {
	const options = caller.getNodeParameter('options', 0, {}) as { certainty?: number; reviewAbove?: number };
	return { certainty: options.certainty ?? 0.9, reviewAbove: options.reviewAbove ?? 0.05 };
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
export const nothing = readItem([], 'person');

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
