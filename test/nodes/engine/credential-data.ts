/** What a node reads as its credential: the stored data with the type's defaults, expressions resolved. As n8n does. */
import {
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeParameters,
	type INodeProperties,
	NodeHelpers,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeTypes, startType } from './node-types';

const node: INode = { id: 'credential', name: '', type: startType, typeVersion: 1, position: [0, 0], parameters: {} };

/** Where a type fixes these by a hidden property, n8n lets no stored value override them. */
const pinned = [
	'useDynamicClientRegistration',
	'authUrl',
	'accessTokenUrl',
	'grantType',
	'authentication',
	'usePkce',
	'requestTokenUrl',
	'signatureMethod',
];

/** Not properties of a type, but kept beside them. */
const kept = ['oauthTokenData', 'allowedHttpRequestDomains', 'allowedDomains'];

export function credentialData(
	stored: ICredentialDataDecryptedObject,
	properties: INodeProperties[],
	mode: WorkflowExecuteMode,
): ICredentialDataDecryptedObject {
	const fixed = properties.filter(({ name, type }) => type === 'hidden' && pinned.includes(name));
	const fixedNames = new Set(fixed.map(({ name }) => name));
	const free = Object.fromEntries(Object.entries(stored).filter(([name]) => !fixedNames.has(name)));
	const data = NodeHelpers.getNodeParameters(
		properties,
		free as INodeParameters,
		true,
		false,
		null,
		null,
	) as ICredentialDataDecryptedObject;
	for (const name of kept) {
		const value = stored[name];
		if (data[name] === undefined && value !== undefined) data[name] = value;
	}
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: new NodeTypes() });
	const resolved = workflow.expression.getComplexParameterValue(
		node,
		data as INodeParameters,
		mode,
		{},
		undefined,
		undefined,
		data,
	);
	return resolved as ICredentialDataDecryptedObject;
}
