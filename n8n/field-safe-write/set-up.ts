/** Set Up AI Fields: creates what is missing, and checks a mapping before it goes live (S0-31). Writes no record. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { aiFields } from '../../core/fields/ai-fields';
import { coerce, writable } from '../../core/fields/coerce';
import type { FieldSchema } from '../../core/fields/schema';
import { protectedBecause } from '../../core/policy/protected';
import type { Crm } from '../../crm/crm';
import { leave } from '../agent';
import { connect } from '../connect';
import { errorData, failRun } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';
import { mappedSuggestions } from './mapped';

interface Check {
	readonly field: string;
	readonly label: string;
	readonly ok: boolean;
	readonly message: string;
	readonly items: number;
}

export async function setUpAiFields(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	let credentialName = '';
	try {
		const object = objectOf(caller);
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		const wanted = caller.getNodeParameter('aiFields', 0, []) as string[];
		const fields = await crm.createFields(
			object,
			aiFields.filter((field) => wanted.includes(field.name)),
		);
		const checks = await checkMapping(caller, crm, object);
		const permissions = await crm.missingPermissions(object);

		const bad = fields.filter((field) => field.status === 'failed' || field.status === 'differs').length;
		const wrong = checks.filter((check) => !check.ok).length;
		const json: IDataObject = {
			object,
			ready: bad + wrong + permissions.length === 0,
			fields: fields.map((field) => ({ ...field })),
			missingPermissions: [...permissions],
			mapping: checks.map((check) => ({ ...check })),
		};
		const created = fields.filter((field) => field.status === 'created').length;
		const existing = fields.filter((field) => field.status === 'exists').length;
		hint(
			caller,
			`AI fields: ${counted({ created, 'already there': existing, 'need attention': bad })}. Mapping: ${checks.length === 0 ? 'nothing to check' : counted({ 'fields fit': checks.length - wrong, 'do not fit': wrong })}.`,
			bad + wrong > 0 ? 'warning' : 'info',
		);
		if (permissions.length > 0) {
			hint(
				caller,
				`The credential "${credentialName}" lacks ${permissions.join(' and ')}. Add it in the CRM before you write.`,
				'warning',
			);
		}
		const report: INodeExecutionData = { json, pairedItem: items.map((_, index) => ({ item: index })) };
		const attention = bad + wrong + permissions.length > 0;
		return leave(caller, attention ? [[], [], [report], []] : [[report], [], [], []]);
	} catch (error) {
		return leave(caller, [[], [], failRun(caller, items, errorData(error), credentialName), []]);
	}
}

/** Every mapped field of every item against the CRM's own description: one line per field and problem. */
async function checkMapping(caller: IExecuteFunctions, crm: Crm, object: string): Promise<Check[]> {
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	const lines = new Map<string, Check>();
	caller.getInputData().forEach((_, index) => {
		for (const { field: name, value } of mappedSuggestions(caller, index, 'checkFields')) {
			const { ok, message } = checkValue(crm, schema.get(name), name, value);
			const key = `${name}\n${message}`;
			const line = lines.get(key);
			const label = schema.get(name)?.label ?? name;
			lines.set(key, { field: name, label, ok, message, items: (line?.items ?? 0) + 1 });
		}
	});
	return [...lines.values()];
}

function checkValue(
	crm: Crm,
	field: FieldSchema | undefined,
	name: string,
	value: unknown,
): { ok: boolean; message: string } {
	if (!field) return { ok: false, message: `The CRM has no field called "${name}" on this object.` };
	const closed = writable(field);
	if (closed) return { ok: false, message: `${closed.message} ${closed.hint}` };
	const coerced = coerce(field, value);
	if (!coerced.ok) return { ok: false, message: `${coerced.message} ${coerced.hint}` };
	const guarded = protectedBecause(crm.system, field);
	return {
		ok: true,
		message: guarded === undefined ? 'Fits.' : `Fits. It holds ${guarded}, so every change goes to Review first.`,
	};
}
