/** Calls by an AI agent: n8n hands it only what leaves by the first output. */
import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

/** True where an agent uses the node as a tool. */
export function calledByAgent(caller: IExecuteFunctions): boolean {
	// Older agents run the node themselves; newer ones ask the engine to, where isToolExecution() is false.
	return caller.isToolExecution() || caller.getNode().rewireOutputLogTo === NodeConnectionTypes.AiTool;
}

/** The node's outputs; for an agent the items of the first `spoken` of them together in the first. */
export function leave(
	caller: IExecuteFunctions,
	outputs: readonly INodeExecutionData[][],
	spoken = outputs.length,
): INodeExecutionData[][] {
	if (!calledByAgent(caller)) return [...outputs];
	return outputs.map((_, position) => (position === 0 ? outputs.slice(0, spoken).flat() : []));
}

/**
 * True where the agent itself gave this key of the item. n8n lays the arguments of a call over the item that the agent
 * works on, also those that no parameter asked for: without this a model could put another record into the item.
 */
export function givenByAgent(caller: IExecuteFunctions, key: string, index: number): boolean {
	if (!calledByAgent(caller)) return false;
	// Agents that run the tool themselves hand it nothing but their arguments.
	if (caller.isToolExecution()) return true;
	const fromAi = caller.getWorkflowDataProxy(index)['$fromAI'] as (...call: readonly unknown[]) => unknown;
	try {
		return fromAi(key, '', 'json', undefined) !== undefined;
	} catch {
		// Where n8n cannot tell, it could have been the agent.
		return true;
	}
}
