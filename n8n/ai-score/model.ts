/** The connected chat model, as far as we use it. No model library of ours: n8n hands over the object. */
import { NodeConnectionTypes, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { JsonSchema } from '../../core/score/answer-schema';
import type { Prompt } from '../../core/score/prompt';
import { statusOf } from './failures';
import type { Tokens } from './tokens';

type Messages = readonly (readonly [string, string])[];
type Config = Record<string, unknown>;

interface Invocable {
	invoke(messages: Messages, config?: Config): Promise<unknown>;
}

/** What every chat model of n8n can do. */
interface ChatModel extends Invocable {
	readonly modelName?: unknown;
	readonly model?: unknown;
	readonly temperature?: unknown;
	/** https://docs.langchain.com/oss/javascript/langchain/structured-output */
	withStructuredOutput?(schema: JsonSchema, options: Config): Invocable;
}

export interface Reply {
	readonly text: string;
	readonly tokens: Tokens;
}

export interface Model {
	/** The model's name and temperature, part of the scorer's version. */
	readonly name: string;
	/** 0 where the model always gives the same answer; undefined where it does not say. */
	readonly temperature: number | undefined;
	/**
	 * The model's answer; `more` are turns after the prompt. Throws what the model throws. Where a structured call came to
	 * nothing it asks plainly, if `again` allows another call.
	 */
	ask(prompt: Prompt, more: Messages, again: () => boolean): Promise<Reply>;
}

/**
 * The model on the node's model input. With a schema its answers are held to it, where the model offers that; a model
 * or server that refuses is asked without from then on. Throws where none is connected.
 */
export async function connectedModel(caller: IExecuteFunctions, schema?: JsonSchema): Promise<Model> {
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
	let structured = schema === undefined ? undefined : structuredBy(model, schema);
	return {
		name: nameOf(model),
		temperature: typeof model.temperature === 'number' ? model.temperature : undefined,
		async ask(prompt, more, again) {
			const messages = [['system', prompt.system], ['human', prompt.human], ...more] as const;
			if (structured) {
				const held = structured.invoke(messages, config);
				const trouble = await held.then(() => undefined, troubleOf);
				if (trouble === undefined || trouble === 'real') return replyOf(await held, messages);
				if (trouble === 'schema refused') structured = undefined;
				if (!again()) return replyOf(await held, messages);
				// An answer that nobody could read was paid for all the same.
				const paid = trouble === 'unreadable' ? estimated(messages, '').input : 0;
				const { text, tokens } = replyOf(await model.invoke(messages, config), messages);
				return { text, tokens: { ...tokens, input: tokens.input + paid } };
			}
			return replyOf(await model.invoke(messages, config), messages);
		},
	};
}

function structuredBy(model: ChatModel, schema: JsonSchema): Invocable | undefined {
	if (typeof model.withStructuredOutput !== 'function') return undefined;
	try {
		return model.withStructuredOutput({ title: 'answer', ...schema }, { name: 'answer', includeRaw: true });
	} catch {
		// Models that cannot call tools say so when they are asked to.
		return undefined;
	}
}

/**
 * What went wrong with a structured call. A server that does not understand the request refuses every one of them. Where
 * it answered and the provider's library could not read the answer, there is no status: asked plainly, it can be read.
 */
function troubleOf(error: unknown): 'schema refused' | 'unreadable' | 'real' {
	const status = statusOf(error);
	if (status === undefined) return 'unreadable';
	return status === 400 || status === 422 ? 'schema refused' : 'real';
}

function nameOf(model: ChatModel): string {
	const name = [model.modelName, model.model].find((given) => typeof given === 'string' && given !== '');
	const temperature = typeof model.temperature === 'number' ? ` at ${model.temperature}` : '';
	return `${typeof name === 'string' ? name : 'model'}${temperature}`;
}

function replyOf(answer: unknown, messages: Messages): Reply {
	const { parsed, raw } = (
		typeof answer === 'object' && answer !== null && 'raw' in answer ? answer : { raw: answer }
	) as {
		readonly parsed?: unknown;
		readonly raw: unknown;
	};
	const text = typeof parsed === 'object' && parsed !== null ? JSON.stringify(parsed) : textOf(raw);
	return { text, tokens: tokensOf(raw) ?? estimated(messages, text) };
}

/** Chat models answer a message whose content is text or a list of blocks; completion models answer text. */
function textOf(answer: unknown): string {
	if (typeof answer === 'string') return answer;
	if (typeof answer !== 'object' || answer === null) return '';
	const { content, tool_calls: calls } = answer as { readonly content?: unknown; readonly tool_calls?: unknown };
	const [call] = Array.isArray(calls) ? (calls as readonly { readonly args?: unknown }[]) : [];
	if (typeof call?.args === 'object' && call.args !== null) return JSON.stringify(call.args);
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

/** As the provider counted them: newer models say it in one way, older ones in another. */
function tokensOf(message: unknown): Tokens | undefined {
	if (typeof message !== 'object' || message === null) return undefined;
	const { usage_metadata: usage, response_metadata: metadata } = message as {
		readonly usage_metadata?: { readonly input_tokens?: unknown; readonly output_tokens?: unknown };
		readonly response_metadata?: { readonly tokenUsage?: Readonly<Record<string, unknown>> };
	};
	const older = metadata?.tokenUsage;
	const [input, output] = [
		usage?.input_tokens ?? older?.['promptTokens'],
		usage?.output_tokens ?? older?.['completionTokens'],
	];
	return typeof input === 'number' && typeof output === 'number' ? { input, output } : undefined;
}

/** Four characters to a token, where nobody counted. */
function estimated(messages: Messages, text: string): Tokens {
	const asked = messages.reduce((sum, [, content]) => sum + content.length, 0);
	return { input: Math.ceil(asked / 4), output: Math.ceil(text.length / 4) };
}
