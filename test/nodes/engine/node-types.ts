/** The node types of one test workflow: our classes, straight from their source, and n8n's own nodes. */
import {
	type INodeType,
	type INodeTypeBaseDescription,
	type INodeTypes,
	type IVersionedNodeType,
	NodeConnectionTypes,
	NodeHelpers,
} from 'n8n-workflow';
import { builtinNode } from './builtin';

export type NodeClass = new () => INodeType | IVersionedNodeType;

const packageName = 'n8n-nodes-crm-ai-layer';
const builtinPrefix = 'n8n-nodes-base.';
export const startType = `${builtinPrefix}manualTrigger`;

/** Passes its input on, so that a test can hand in items: the start of every test workflow. */
const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'manualTrigger',
		group: ['trigger'],
		description: 'Hands in the items of the test',
		version: 1,
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

const defaultVersion = (description: INodeTypeBaseDescription & { version?: number | number[] }): number => {
	if (description.defaultVersion !== undefined) return description.defaultVersion;
	return [description.version ?? 1].flat().at(-1) ?? 1;
};

export class NodeTypes implements INodeTypes {
	private readonly types = new Map<string, INodeType | IVersionedNodeType>([[startType, start]]);

	/** @returns the full type name and the version a freshly dropped node would have */
	add(type: NodeClass | string): { type: string; typeVersion: number; displayName: string } {
		const node = typeof type === 'string' ? this.builtin(type) : new type();
		const name = typeof type === 'string' ? type : `${packageName}.${node.description.name}`;
		this.types.set(name, node);
		return {
			type: name,
			typeVersion: defaultVersion(node.description),
			displayName: node.description.displayName,
		};
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		const node = this.types.get(type);
		if (!node) throw new Error(`The test workflow has no node type '${type}'.`);
		return node;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes() {
		return {};
	}

	private builtin(type: string): INodeType | IVersionedNodeType {
		if (!type.startsWith(builtinPrefix)) {
			throw new Error(`'${type}' is not one of n8n's own nodes: hand in the class of ours.`);
		}
		return builtinNode(type.slice(builtinPrefix.length));
	}
}
