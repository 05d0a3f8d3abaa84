/** The panel's Create When Unmatched: what it says, and what this execution created so far. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { CrmError } from '../../core/errors';
import type { Thresholds } from '../../core/identity/confidence';
import type { AskedItem } from '../../core/identity/read-item';
import type { Crm } from '../../crm/crm';
import { createUnmatched, type Creation, type Planned } from '../../crm/lookup/create';
import type { Looked } from '../../crm/lookup/find';
import { person } from '../../crm/salesforce/objects';
import { numberOf } from '../panel-values';

const usualMost = 50;

/**
 * True only where the switch itself is on. An expression is not asked: nothing that comes in with an item, and no agent
 * that calls the node as a tool, may turn creating on.
 */
export function createsUnmatched(caller: IExecuteFunctions): boolean {
	return literal(caller, 'createUnmatched') === true;
}

function literal(caller: IExecuteFunctions, option: string): unknown {
	const options = caller.getNode().parameters['options'];
	return typeof options === 'object' && options !== null ? (options as Record<string, unknown>)[option] : undefined;
}

/** Creates what the look-up left unmatched. Throws CrmError where the panel's values cannot be used. */
export async function createForItems(
	caller: IExecuteFunctions,
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	looked: readonly Looked[],
	fields: readonly string[],
	thresholds: Thresholds,
): Promise<Creation> {
	const creation = await createUnmatched(crm, object, asked, looked, fields, thresholds, {
		object: object === person.name ? createAs(caller) : object,
		most: mostCreated(caller),
		before: createdSoFar(caller),
		more: asked.map((_, index) => valuesFor(caller, index)),
		runAssignmentRules: literal(caller, 'runAssignmentRules') === true,
		run: { execution: caller.getExecutionId(), at: new Date().toISOString() },
	});
	caller.getContext('node')['created'] = [...creation.planned];
	return creation;
}

function createAs(caller: IExecuteFunctions): 'lead' | 'contact' {
	return literal(caller, 'createPeopleAs') === 'contact' ? 'contact' : 'lead';
}

/** A loop calls a node once per batch, and an agent a tool many times: the cap counts all of it. */
function createdSoFar(caller: IExecuteFunctions): readonly Planned[] {
	const { created } = caller.getContext('node');
	return Array.isArray(created) ? (created as Planned[]) : [];
}

/** Throws CrmError for what is no number: compared with it, every count would be small enough. */
function mostCreated(caller: IExecuteFunctions): number {
	const given = literal(caller, 'mostCreated');
	const most = given === undefined ? usualMost : numberOf(given);
	if (most !== undefined && most >= 0) return most;
	throw new CrmError({
		kind: 'validation',
		message: 'Most Records Created a Run is not a number.',
		hint: 'Write a number. Nothing was created.',
		status: 0,
	});
}

/** The rows of Values for New Records for one item. */
function valuesFor(caller: IExecuteFunctions, index: number): Readonly<Record<string, unknown>> {
	const rows = caller.getNodeParameter('options.newValues.value', index, []) as readonly {
		readonly field?: string;
		readonly value?: unknown;
	}[];
	return Object.fromEntries(
		rows.flatMap(({ field, value }) =>
			field === undefined || field === '' || value === undefined || value === '' ? [] : [[field, value] as const],
		),
	);
}
