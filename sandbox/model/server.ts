/**
 * A stand-in for a language model, behind the API that OpenAI-compatible servers speak, for the demo and tests.
 * https://platform.openai.com/docs/api-reference/chat/create
 *
 *   const model = await startModel();
 *   model.url             base URL with /v1, for the base URL of n8n's OpenAI credential; any key is taken
 *   model.mode('hostile') what later requests are answered (answers.ts)
 *   model.requests        what was asked so far
 */
import fastify from 'fastify';
import { answerTo, modeFor, type ModelMode, type ModelRequest } from './answers';

export type { ModelMode, ModelRequest } from './answers';

export interface ModelOptions {
	/** 0 (default) takes a free port. */
	readonly port?: number;
	readonly mode?: ModelMode;
	/** Milliseconds that mode 'slow' takes; default 1500. */
	readonly slowMs?: number;
}

/** A tool that the model wants called; the arguments can be anything, as with a real model. */
export interface ToolCall {
	readonly name: string;
	readonly arguments: unknown;
}

export interface ModelServer {
	/** Base URL with /v1. */
	readonly url: string;
	readonly requests: readonly ModelRequest[];
	/** Most requests that were open at the same moment. */
	mostAtOnce(): number;
	/** Changes what later requests are answered. */
	mode(mode: ModelMode): void;
	/** Answers exactly this from now on, a text or calls of tools; undefined: what the mode says. */
	say(answer: ((request: ModelRequest) => string | readonly ToolCall[]) | undefined): void;
	/** Forgets the requests so far. */
	reset(): void;
	close(): Promise<void>;
}

/** https://platform.openai.com/docs/guides/error-codes */
const refusals: Partial<Record<ModelMode, readonly [status: number, type: string, code: string, message: string]>> = {
	'rate limited': [429, 'rate_limit_error', 'rate_limit_exceeded', 'Rate limit reached'],
	unavailable: [503, 'server_error', 'service_unavailable', 'The engine is currently overloaded'],
	unauthorized: [401, 'invalid_request_error', 'invalid_api_key', 'Incorrect API key provided: sk-stand-in-0000'],
};

export async function startModel({ port = 0, slowMs = 1500, ...options }: ModelOptions = {}): Promise<ModelServer> {
	const server = fastify({ bodyLimit: 5_000_000 });
	const requests: ModelRequest[] = [];
	let mode = options.mode ?? 'good';
	let scripted: Parameters<ModelServer['say']>[0];
	let open = 0;
	let most = 0;

	server.addHook('onRequest', (_request, _reply, done) => {
		open += 1;
		most = Math.max(most, open);
		done();
	});
	server.addHook('onResponse', (_request, _reply, done) => {
		open -= 1;
		done();
	});
	server.get('/v1/models', () => ({
		object: 'list',
		data: [{ id: 'stand-in', object: 'model', created: 0, owned_by: 'sandbox' }],
	}));
	server.post('/v1/chat/completions', async (incoming, reply) => {
		const request = incoming.body as ModelRequest;
		requests.push(request);
		const data = request.messages.find((message) => message.role === 'user')?.content ?? '';
		const current = modeFor(data, mode);
		const refusal = refusals[current];
		if (refusal) {
			const [status, type, code, message] = refusal;
			if (status === 429) void reply.header('retry-after', '1');
			return await reply.code(status).send({ error: { message, type, param: null, code } });
		}
		if (current === 'slow') await new Promise((resolve) => setTimeout(resolve, slowMs));
		const content = scripted ? scripted(request) : answerTo(request, mode);
		const completion = complete(`chatcmpl-${requests.length}`, request, content);
		if (request.stream !== true) return completion.whole;
		return await reply.type('text/event-stream').send(completion.events);
	});

	const address = await server.listen({ host: '127.0.0.1', port });
	return {
		url: `${address}/v1`,
		requests,
		mostAtOnce: () => most,
		mode: (next) => {
			mode = next;
		},
		say: (answer) => {
			scripted = answer;
		},
		reset: () => {
			requests.length = 0;
			most = 0;
		},
		close: async () => await server.close(),
	};
}

/** The answer as one object, and as the events of a stream. */
function complete(
	id: string,
	request: ModelRequest,
	said: string | readonly ToolCall[],
): { whole: object; events: string } {
	const base = { id, created: 0, model: request.model };
	const tokens = (text: string) => Math.ceil(text.length / 4);
	const text = typeof said === 'string' ? said : JSON.stringify(said);
	const [prompt_tokens, completion_tokens] = [tokens(JSON.stringify(request.messages)), tokens(text)];
	const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
	const chunk = (delta: object, finish_reason: string | null) => ({
		...base,
		object: 'chat.completion.chunk',
		choices: [{ index: 0, delta, finish_reason }],
	});
	const { message, pieces, finish_reason } = typeof said === 'string' ? inWords(said) : inCalls(id, said);
	const chunks = [
		chunk({ role: 'assistant', content: '' }, null),
		...pieces.map((piece) => chunk(piece, null)),
		chunk({}, finish_reason),
		...(request.stream_options?.include_usage === true
			? [{ ...base, object: 'chat.completion.chunk', choices: [], usage }]
			: []),
	];
	return {
		whole: {
			...base,
			object: 'chat.completion',
			choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
			usage,
		},
		events: `${chunks.map((entry) => `data: ${JSON.stringify(entry)}\n\n`).join('')}data: [DONE]\n\n`,
	};
}

interface Parts {
	readonly message: object;
	/** The same, piece by piece. */
	readonly pieces: readonly object[];
	readonly finish_reason: string;
}

function inWords(content: string): Parts {
	const pieces = (content.match(/[\s\S]{1,40}/g) ?? []).map((piece) => ({ content: piece }));
	return { message: { content }, pieces, finish_reason: 'stop' };
}

/** https://platform.openai.com/docs/guides/function-calling */
function inCalls(id: string, calls: readonly ToolCall[]): Parts {
	const tool_calls = calls.map((call, index) => ({
		id: `call_${id}_${index}`,
		type: 'function',
		function: { name: call.name, arguments: JSON.stringify(call.arguments) },
	}));
	return {
		message: { content: null, tool_calls },
		pieces: tool_calls.map((call, index) => ({ tool_calls: [{ index, ...call }] })),
		finish_reason: 'tool_calls',
	};
}
