/** The connected chat model, as far as we use it. No model library of ours: n8n hands over the object. */
import { NodeConnectionTypes, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { Prompt } from '../../core/score/prompt';

/** What every chat model of n8n can do. */
interface ChatModel {
	readonly modelName?: unknown;
	readonly model?: unknown;
	readonly temperature?: unknown;
	invoke(messages: readonly (readonly [string, string])[], config?: Record<string, unknown>): Promise<unknown>;
}

export interface Model {
	/** The model's name and temperature, part of the scorer's version. */
	readonly name: string;
	/** The text of the model's answer; `more` are turns after the prompt. Throws what the model throws. */
	ask(prompt: Prompt, more?: readonly (readonly [string, string])[]): Promise<string>;
}

/** The model on the node's model input. Throws where none is connected. */
export async function connectedModel(caller: IExecuteFunctions): Promise<Model> {
	const connected: unknown = await caller.getInputConnectionData(NodeConnectionTypes.AiLanguageModel, 0);
	const model = (Array.isArray(connected) ? connected[0] : connected) as ChatModel | undefined;
	if (typeof model?.invoke !== 'function') {
		throw new NodeOperationError(caller.getNode(), 'No model is connected', {
			description: 'Connect a chat model to the input "Model" below this node, or choose Points Rules as Method.',
		});
	}
	const workflow = caller.getWorkflow();
	const config = {
		runName: `[${workflow.name ?? ''}] ${caller.getNode().name}`,
		metadata: {
			execution_id: caller.getExecutionId(),
			workflow: { id: workflow.id, name: workflow.name },
			node: caller.getNode().name,
		},
		// The parent's callbacks make n8n show the call and its tokens on the model node.
		callbacks: caller.getParentCallbackManager?.(),
		signal: caller.getExecutionCancelSignal(),
	};
	return {
		name: nameOf(model),
		ask: async (prompt, more = []) =>
			textOf(await model.invoke([['system', prompt.system], ['human', prompt.human], ...more], config)),
	};
}

function nameOf(model: ChatModel): string {
	const name = [model.modelName, model.model].find((given) => typeof given === 'string' && given !== '');
	const temperature = typeof model.temperature === 'number' ? ` at ${model.temperature}` : '';
	return `${typeof name === 'string' ? name : 'model'}${temperature}`;
}

/** Chat models answer a message whose content is text or a list of blocks; completion models answer text. */
function textOf(answer: unknown): string {
	if (typeof answer === 'string') return answer;
	if (typeof answer !== 'object' || answer === null) return '';
	const { content } = answer as { readonly content?: unknown };
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content
		.map((block: unknown) => {
			if (typeof block === 'string') return block;
			const text =
				typeof block === 'object' && block !== null ? (block as { readonly text?: unknown }).text : undefined;
			return typeof text === 'string' ? text : '';
		})
		.join('');
}
