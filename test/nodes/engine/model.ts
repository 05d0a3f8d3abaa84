/** Chat models for AI Score's model input: one that a test scripts, and one that asks an OpenAI-compatible server. */
import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type SupplyData } from 'n8n-workflow';
import type { NodeClass } from './node-types';

/** Role (system, human, assistant) and text, as n8n's chat models take them. */
export type Message = readonly [role: string, text: string];

/** What the test sees of the calls, one list of messages each. */
export interface ScriptedModel {
	readonly type: NodeClass;
	readonly calls: readonly (readonly Message[])[];
}

const description = (name: string): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: 1,
	description: 'Answers as the test says',
	defaults: { name },
	inputs: [],
	outputs: [NodeConnectionTypes.AiLanguageModel],
	properties: [],
});

/** A model whose every answer comes from `answer`; what it throws, the model throws. */
export function scriptedModel(
	answer: (messages: readonly Message[], call: number) => unknown,
	modelName = 'scripted',
): ScriptedModel {
	const calls: (readonly Message[])[] = [];
	const response = {
		modelName,
		invoke: async (messages: readonly Message[]) => {
			calls.push(messages);
			return { content: await answer(messages, calls.length) };
		},
	};
	return {
		calls,
		type: class implements INodeType {
			description = description('scriptedModel');

			async supplyData(): Promise<SupplyData> {
				return await Promise.resolve({ response });
			}
		},
	};
}

const roles: Readonly<Record<string, string>> = { human: 'user' };

/** A model behind an OpenAI-compatible server; an answer that is no 200 is thrown with its status. */
export function httpModel(url: string): ScriptedModel {
	return scriptedModel(async (messages) => {
		const response = await fetch(`${url}/chat/completions`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				model: 'stand-in',
				messages: messages.map(([role, content]) => ({ role: roles[role] ?? role, content })),
			}),
		});
		if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
		const body = (await response.json()) as { choices: { message: { content: string } }[] };
		return body.choices[0]?.message.content;
	}, 'stand-in');
}
