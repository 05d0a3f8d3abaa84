/**
 * Runs nodes in n8n's real engine, in this process: real expressions, paired items, retries, error outputs, request
 * helpers. Our nodes and credentials come from their TypeScript source, n8n's own from the installed n8n.
 * A run takes some tens of milliseconds, so this is the main level at which nodes are tested.
 */
import './engine/user-folder';
import { LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type ExecutionError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type IRun,
	type ITaskData,
	type NodeExecutionHint,
	type Workflow,
} from 'n8n-workflow';
import { additionalDataFor } from './engine/additional-data';
import { type TestCredential, TestCredentials } from './engine/credentials';
import { buildWorkflow, type EngineNode, type EngineWorkflow } from './engine/plan';

export type { TestCredential } from './engine/credentials';
export type { NodeClass } from './engine/node-types';
export type { EngineConnection, EngineNode, EngineWorkflow } from './engine/plan';

/** What came of a run. Node names are those of the workflow. */
export class EngineRun {
	constructor(
		readonly run: IRun,
		readonly workflow: Workflow,
		readonly credentials: TestCredentials,
	) {}

	/** What stopped the execution, if anything did. */
	get error(): ExecutionError | undefined {
		return this.run.data.resultData.error;
	}

	get status(): IRun['status'] {
		return this.run.status;
	}

	/** One entry per time the engine ran the node (loops); empty if it never ran. Retries count as one. */
	runs(node: string): ITaskData[] {
		return this.run.data.resultData.runData[node] ?? [];
	}

	/** The items of each main output, over all runs of the node. With an error output, that one is the last. */
	outputs(node: string): INodeExecutionData[][] {
		const outputs: INodeExecutionData[][] = [];
		for (const { data } of this.runs(node)) {
			for (const [index, items] of (data?.main ?? []).entries()) {
				(outputs[index] ??= []).push(...(items ?? []));
			}
		}
		return Array.from(outputs, (items) => items ?? []);
	}

	/** The items of one output. */
	items(node: string, output = 0): INodeExecutionData[] {
		return this.outputs(node)[output] ?? [];
	}

	/** Hints that the node added while running, in order. */
	hints(node: string): NodeExecutionHint[] {
		return this.runs(node).flatMap(({ hints }) => hints ?? []);
	}
}

/** A single node after `Start`. */
export interface NodeRun {
	readonly outputs: INodeExecutionData[][];
	readonly error: ExecutionError | undefined;
	readonly hints: NodeExecutionHint[];
	readonly all: EngineRun;
}

const isItem = (item: IDataObject | INodeExecutionData): item is INodeExecutionData =>
	typeof item.json === 'object' && item.json !== null;

/** Runs a workflow from `Start` to its end. Never throws for a failing node: see `error`. */
export async function runWorkflow(plan: EngineWorkflow): Promise<EngineRun> {
	const credentials = new TestCredentials(plan.credentials ?? []);
	const workflow = buildWorkflow(plan, credentials);
	const mode = plan.mode ?? 'manual';
	const startNode = workflow.getNode('Start');
	if (!startNode) throw new Error('Start is missing.');
	const items = plan.items.map((item) => (isItem(item) ? item : { json: item }));
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node: startNode, data: { main: [items] }, source: null }] },
	});
	const additionalData = additionalDataFor(credentials, mode, plan.executionId ?? '1');
	const run = await new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
	return new EngineRun(run, workflow, credentials);
}

/** One node whose credentials are given in full instead of by id. */
type SingleNode = Omit<EngineNode, 'credentials'> & { readonly credentials?: readonly TestCredential[] };

/** Runs one node on the given items. */
export async function runNode(options: SingleNode & Omit<EngineWorkflow, 'nodes' | 'connections'>): Promise<NodeRun> {
	const { items, credentials, mode, staticData, executionId, ...node } = options;
	const name = node.name ?? 'Node';
	const all = await runWorkflow({
		nodes: [{ ...node, name }],
		items,
		...(credentials && { credentials }),
		...(mode && { mode }),
		...(staticData && { staticData }),
		...(executionId && { executionId }),
	});
	return { outputs: all.outputs(name), error: all.error, hints: all.hints(name), all };
}

/** The functions object that a dropdown, list search or resource mapper method of a node is called with. */
export function loadOptionsContext(options: SingleNode & { readonly path?: string }): ILoadOptionsFunctions {
	const { credentials: given, path = '', ...node } = options;
	const credentials = new TestCredentials(given ?? []);
	const workflow = buildWorkflow({ nodes: [{ ...node, name: 'Node' }] }, credentials);
	const workflowNode = workflow.getNode('Node');
	if (!workflowNode) throw new Error('Node is missing.');
	const additionalData = additionalDataFor(credentials, 'internal', '1');
	additionalData.currentNodeParameters = workflowNode.parameters;
	// Its declared type differs from the interface by one optional name only.
	return new LoadOptionsContext(workflow, workflowNode, additionalData, path) as unknown as ILoadOptionsFunctions;
}
