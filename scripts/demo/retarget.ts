/** What a person does who moves a template to another CRM: choose CRM, credential and object, and map the fields again. */
import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n';
import type { DemoCrm } from './crms/crm';

const ours = /^n8n-nodes-crm-ai-layer\./;

/** The HubSpot template on another CRM. */
export function retarget(workflow: WorkflowFile, crm: DemoCrm, credentialType: string): WorkflowFile {
	if (crm.system === 'hubspot') return workflow;
	const nodes = workflow.nodes.map((node): INode => {
		if (!ours.test(node.type) || node.credentials === undefined) return node;
		const { object, ...parameters } = withOwners(node.type, translated(node.parameters, crm) as INodeParameters, crm);
		return {
			...node,
			parameters: {
				...parameters,
				crm: crm.system,
				authentication: crm.authentication,
				object: { ...(object as object), cachedResultName: crm.contacts },
			},
			credentials: { [credentialType]: { id: '', name: crm.name } },
		};
	});
	return { ...workflow, nodes };
}

/** Field Owners stand on the Gate, and among the options of a Write that has no Gate before it. */
function withOwners(type: string, parameters: INodeParameters, crm: DemoCrm): INodeParameters {
	if (crm.shared.length === 0) return parameters;
	const owners = { rule: crm.shared.map((field) => ({ field, owner: 'shared' })) };
	if (type.endsWith('.conflictGate')) return { ...parameters, owners };
	if (type.endsWith('.fieldSafeWrite') && parameters['valuesFrom'] === 'map') {
		return { ...parameters, options: { ...(parameters['options'] as object), owners } };
	}
	return parameters;
}

/** Fields of the template by their names here; what has no name here is taken out of lists, rules and mappings. */
function translated(value: unknown, crm: DemoCrm): unknown {
	if (typeof value === 'string') return crm.words[value] ?? crm.fields[value] ?? value;
	if (Array.isArray(value)) return value.filter((one) => !isGone(one, crm)).map((one) => translated(one, crm));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !isGone(key, crm))
			// The kind of a key (e-mail, phone) is the panel's word, not a field.
			.map(([key, part]) => [crm.fields[key] ?? key, key === 'kind' ? (part as unknown) : translated(part, crm)]),
	);
}

function isGone(one: unknown, crm: DemoCrm): boolean {
	const named = one as { readonly field?: unknown; readonly id?: unknown } | null;
	const name = typeof one === 'string' ? one : (named?.field ?? named?.id);
	return typeof name === 'string' && crm.fields[name] === null;
}
