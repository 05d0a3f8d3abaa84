/** The plan of a test workflow, and the workflow that n8n's engine runs. */
import {
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type NodeConnectionType,
	type WorkflowExecuteMode,
	Workflow,
} from 'n8n-workflow';
import type { TestCredential, TestCredentials } from './credentials';
import { type NodeClass, NodeTypes, startType } from './node-types';

/** The engine's own settings of a node, as in its Settings tab. */
type NodeSettings = Partial<
	Pick<
		INode,
		| 'onError'
		| 'retryOnFail'
		| 'maxTries'
		| 'waitBetweenTries'
		| 'executeOnce'
		| 'alwaysOutputData'
		| 'disabled'
		| 'typeVersion'
	>
>;

export interface EngineNode extends NodeSettings {
	/** Default: the display name of the type. */
	readonly name?: string;
	/** Our class, or the full name of one of n8n's nodes (`n8n-nodes-base.set`). */
	readonly type: NodeClass | string;
	readonly parameters?: INodeParameters;
	/** Which credential of each type, by id. Default: all credentials of the run. */
	readonly credentials?: Readonly<Record<string, string>>;
}

export interface EngineConnection {
	readonly from: string;
	/** Default 0. */
	readonly output?: number;
	readonly to: string;
	/** Default 0. */
	readonly input?: number;
	/** Default `main`; sub-nodes connect by `ai_languageModel` and the like. */
	readonly type?: NodeConnectionType;
}

export interface EngineWorkflow {
	readonly nodes: readonly EngineNode[];
	/** Default: a chain, each node's first output into the next. The first node's input is always fed by `Start`. */
	readonly connections?: readonly EngineConnection[];
	/** What `Start` hands in: JSON objects, or whole items where binary data or pairedItem matter. */
	readonly items: ReadonlyArray<IDataObject | INodeExecutionData>;
	readonly credentials?: readonly TestCredential[];
	/** Default `manual`. */
	readonly mode?: WorkflowExecuteMode;
	/** Static data of the workflow from an earlier run. */
	readonly staticData?: IDataObject;
	/** Default `1`. */
	readonly executionId?: string;
}

/** @returns the workflow, with a `Start` in front that hands in the items */
export function buildWorkflow(plan: Omit<EngineWorkflow, 'items'>, credentials: TestCredentials): Workflow {
	const nodeTypes = new NodeTypes();
	const nodes: INode[] = [
		{ id: 'start', name: 'Start', type: startType, typeVersion: 1, position: [0, 0], parameters: {} },
	];
	for (const [index, { name, type, parameters, credentials: picked, ...settings }] of plan.nodes.entries()) {
		const { displayName, ...registered } = nodeTypes.add(type);
		const references = picked
			? Object.fromEntries(Object.entries(picked).map(([typeName, id]) => [typeName, { id, name: id }]))
			: credentials.references();
		nodes.push({
			id: `node-${index + 1}`,
			name: name ?? displayName,
			position: [200 * (index + 1), 0],
			parameters: parameters ?? {},
			credentials: references,
			...registered,
			...settings,
		});
	}

	const names = nodes.map(({ name }) => name);
	if (new Set(names).size < names.length) throw new Error(`Two nodes have the same name: ${names.join(', ')}`);
	const chain = names.slice(1, -1).map((from, index) => ({ from, to: names[index + 2] ?? '' }));
	const first = names[1];
	if (first === undefined) throw new Error('A test workflow needs a node.');
	const connections: IConnections = {};
	for (const connection of [{ from: 'Start', to: first }, ...(plan.connections ?? chain)] as EngineConnection[]) {
		const { from, output = 0, to, input = 0, type = 'main' } = connection;
		for (const name of [from, to]) if (!names.includes(name)) throw new Error(`No node is named '${name}'.`);
		const outputs = ((connections[from] ??= {})[type] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type, index: input });
	}

	return new Workflow({
		id: 'test',
		name: 'Test',
		active: false,
		nodes,
		connections,
		nodeTypes,
		staticData: plan.staticData ?? {},
		settings: { executionOrder: 'v1' },
	});
}
