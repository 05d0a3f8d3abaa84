/** Chat models for tests of nodes with a model input: one that says what the test wants, one that asks a server. */
import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ISupplyDataFunctions,
	type SupplyData,
} from 'n8n-workflow';

export type Message = readonly [role: string, text: string];

/** What a test's model was asked, and how many calls were open at the same moment. */
export interface Asked {
	readonly messages: readonly Message[];
	readonly config: Readonly<Record<string, unknown>>;
}

type Script = (messages: readonly Message[], call: number) => unknown;

let script: Script = () => '';
const log: Asked[] = [];
let open = 0;
let most = 0;

export const scripted = {
	/** What the model answers from now on: a text, a message object, or an error to throw. Forgets earlier calls. */
	says(next: Script): void {
		script = next;
		log.length = 0;
		most = 0;
	},
	calls: (): readonly Asked[] => log,
	mostAtOnce: () => most,
};

const description = (name: string): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: [1],
	description: 'A chat model',
	defaults: { name },
	inputs: [],
	outputs: [NodeConnectionTypes.AiLanguageModel],
	properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
});

/** Answers what the test scripted. */
export class ScriptedModel implements INodeType {
	description = description('scriptedModel');

	supplyData(this: ISupplyDataFunctions): Promise<SupplyData> {
		const invoke = async (messages: readonly Message[], config: Record<string, unknown>): Promise<unknown> => {
			log.push({ messages, config });
			const call = log.length;
			most = Math.max(most, ++open);
			await new Promise((resolve) => setTimeout(resolve, 2));
			open -= 1;
			const said = script(messages, call);
			if (said instanceof Error) throw said;
			return typeof said === 'string' ? { content: said } : said;
		};
		return Promise.resolve({ response: { modelName: 'scripted-1', temperature: 0, invoke } });
	}
}

/** Asks an OpenAI-compatible server, as n8n's own chat model nodes do. */
export class ServedModel implements INodeType {
	description = description('servedModel');

	supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		const url = this.getNodeParameter('url', itemIndex) as string;
		const invoke = async (messages: readonly Message[]): Promise<unknown> => {
			const answer = await fetch(`${url}/chat/completions`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					model: 'stand-in',
					messages: messages.map(([role, content]) => ({ role: role === 'human' ? 'user' : role, content })),
				}),
			});
			const body = (await answer.json()) as {
				readonly choices?: readonly { readonly message: { readonly content: string } }[];
				readonly error?: { readonly message: string };
			};
			if (answer.ok) return { content: body.choices?.[0]?.message.content ?? '' };
			throw Object.assign(new Error(body.error?.message ?? ''), { status: answer.status });
		};
		return Promise.resolve({ response: { model: 'stand-in', invoke } });
	}
}
