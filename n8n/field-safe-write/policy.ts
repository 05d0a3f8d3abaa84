/** From Field-Safe Write's panel to the policy that suggestions are written by. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { panelContradictions } from '../../core/policy/contradictions';
import type { OwnerRule } from '../../core/policy/owners';
import type { CrmSystem } from '../../core/record';
import type { WritePolicy } from '../../crm/write/request';
import { hint } from '../hints';
import { capOf } from './cap';
import { stampFieldsOf } from './stamp-fields';

const MINIMUM_CONFIDENCE = 0.85;

interface Options {
	readonly clearEmptyValues?: boolean;
	readonly owners?: { readonly rule?: readonly OwnerRule[] };
	readonly runAssignmentRules?: boolean;
	readonly triggerField?: string;
}

const optionsOf = (caller: IExecuteFunctions) => caller.getNodeParameter('options', 0, {}) as Options;

/** Throws CrmError where a limit is no number. Rows that contradict each other are said as a hint. */
export function policyOf(caller: IExecuteFunctions): WritePolicy {
	const options = optionsOf(caller);
	const owners = (options.owners?.rule ?? []).filter((rule) => rule.field.trim() !== '');
	const stampFields = stampFieldsOf(caller);
	const said = panelContradictions({
		system: caller.getNodeParameter('crm', 0) as CrmSystem,
		owners,
		protectedFields: [],
		stampFields: [stampFields.provenance, stampFields.updatedAt],
		triggerField: triggerOf(caller),
	});
	for (const message of said) hint(caller, message, 'warning');
	return {
		owners,
		protectedFields: [],
		settings: { minimumConfidence: MINIMUM_CONFIDENCE, clearEmptyValues: options.clearEmptyValues === true },
		stampFields,
		mostRecords: capOf(caller),
		...(options.runAssignmentRules === true ? { runAssignmentRules: true } : {}),
	};
}

/** The field that is written last; undefined where none is chosen. */
export function triggerOf(caller: IExecuteFunctions): string | undefined {
	const name = optionsOf(caller).triggerField;
	return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}
