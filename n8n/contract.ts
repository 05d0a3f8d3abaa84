/** The item contract at the border to n8n: reading it off items, recovering it where a node in between dropped it. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { contractSchema, type Contract } from '../core/record';
import { givenByAgent } from './agent';

export type ReadContract =
	| { readonly ok: true; readonly contract: Contract }
	| { readonly ok: false; readonly message: string; readonly hint: string };

const LOOKUP_FIRST = 'Put an Identity Lookup before this node and connect its Matched output.';

/**
 * The contract of an item. An item that lost its `crm` key (nodes that rebuild the JSON do that) gets it back from
 * the nearest earlier node that still had it, through n8n's paired items.
 */
export function readContract(caller: IExecuteFunctions, item: INodeExecutionData, index: number): ReadContract {
	const own = item.json['crm'];
	if (own !== undefined && givenByAgent(caller, 'crm', index)) {
		return {
			ok: false,
			message: 'The agent named a record itself. Which record it works on is said by the workflow, not by the agent.',
			hint: 'Call the tool again without "crm": it then works on the record of the item that the agent was started with.',
		};
	}
	if (isOurs(own)) return parse(own);
	if (own !== undefined) {
		return {
			ok: false,
			message: 'The item has data of its own under "crm", so this node cannot tell which record it means.',
			hint: 'Rename that key with an Edit Fields node before Identity Lookup.',
		};
	}
	const parents = caller.getParentNodes(caller.getNode().name, { includeNodeParameters: false });
	let dropper: string | undefined;
	for (const parent of parents) {
		const json = pairedJson(caller, parent.name, index);
		if (json === undefined) continue;
		if (isOurs(json['crm'])) {
			const found = parse(json['crm']);
			return found.ok ? found : { ...found, message: `${found.message} (read from "${parent.name}")` };
		}
		dropper = parent.name;
	}
	return {
		ok: false,
		message:
			dropper === undefined || !parents.some((parent) => parent.type.endsWith('.identityLookup'))
				? 'The item does not say which CRM record it means: it has no "crm" data.'
				: `The item lost its "crm" data in the node "${dropper}", and it could not be traced back.`,
		hint:
			dropper === undefined
				? LOOKUP_FIRST
				: `${LOOKUP_FIRST} A node in between must keep the incoming fields (in Edit Fields: "Include Other Input Fields").`,
	};
}

/** The item's JSON with the contract in it; everything else of the user's stays. */
export function withContract(json: IDataObject, contract: Contract): IDataObject {
	return { ...json, crm: contract };
}

/** True where an item's own `crm` key is not ours and must not be touched. */
export function holdsForeignCrm(json: IDataObject): boolean {
	return json['crm'] !== undefined && !isOurs(json['crm']);
}

function isOurs(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && 'system' in value && 'match' in value;
}

function parse(value: unknown): ReadContract {
	const parsed = contractSchema.safeParse(value);
	if (parsed.success) return { ok: true, contract: parsed.data };
	const [issue] = parsed.error.issues;
	return {
		ok: false,
		message: `The item's "crm" data was changed so that it cannot be read (at ${['crm', ...(issue?.path ?? [])].join('.')}).`,
		hint: 'Do not edit the "crm" key between our nodes; put own data under another key.',
	};
}

/** The JSON of the item of an earlier node that this item comes from; undefined where n8n cannot tell. */
function pairedJson(caller: IExecuteFunctions, node: string, index: number): IDataObject | undefined {
	try {
		const proxy = caller.getWorkflowDataProxy(index);
		const lookup = proxy['$'] as (name: string) => { readonly item?: { readonly json?: IDataObject } };
		const json = lookup(node).item?.json;
		return typeof json === 'object' ? json : undefined;
	} catch {
		return undefined;
	}
}
