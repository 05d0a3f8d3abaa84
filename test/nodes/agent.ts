/** An agent with one of our nodes as its tool, in both ways in which n8n's agents call tools. */
import {
	NodeConnectionTypes,
	type EngineRequest,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { NodeClass } from './engine';

interface Tool {
	invoke(input: IDataObject): Promise<string>;
}

const description = (name: string): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: [1],
	description: 'Calls its tool once per run',
	defaults: { name },
	inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool, displayName: 'Tool' }],
	outputs: [NodeConnectionTypes.Main],
	properties: [{ displayName: 'Arguments', name: 'arguments', type: 'json', default: '{}' }],
});

const argumentsOf = (caller: IExecuteFunctions) =>
	JSON.parse(caller.getNodeParameter('arguments', 0) as string) as IDataObject;

/** Runs the tool itself, as agents up to version 2 do: the tool's isToolExecution() is true. */
export class RunningAgent implements INodeType {
	description = description('runningAgent');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [tool] = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
		if (!tool) throw new Error('The agent has no tool.');
		return [[{ json: { answer: await tool.invoke(argumentsOf(this)) }, pairedItem: { item: 0 } }]];
	}
}

/** Asks the engine to run the tool, as agents from version 3 on do: the tool's isToolExecution() is false. */
export class AskingAgent implements INodeType {
	description = description('askingAgent');

	async execute(this: IExecuteFunctions, response?: EngineResponse): Promise<INodeExecutionData[][] | EngineRequest> {
		if (response !== undefined && response.actionResponses.length > 0) {
			const said = response.actionResponses.map(({ data }) => data.data?.['ai_tool']?.[0]?.map(({ json }) => json));
			return [[{ json: { answer: JSON.stringify(said) }, pairedItem: { item: 0 } }]];
		}
		return {
			actions: [
				{
					actionType: 'ExecutionNodeAction',
					nodeName: 'Tool',
					input: argumentsOf(this),
					type: NodeConnectionTypes.AiTool,
					id: 'call-1',
					metadata: { itemIndex: 0 },
				},
			],
			metadata: {},
		};
	}
}

/** The variant of a node that n8n makes for agents: named with `Tool`, no inputs, one output for the agent. */
export function asTool(type: NodeClass): NodeClass {
	const { description: own } = new type() as INodeType;
	const variant = {
		...own,
		name: `${own.name}Tool`,
		displayName: `${own.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
	return class extends (type as new () => INodeType) {
		override description: INodeTypeDescription = variant;
	};
}
