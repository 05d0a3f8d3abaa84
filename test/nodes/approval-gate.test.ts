/** n8n's approval gate for agent tools: the variant of Human Review that n8n itself makes, with a person in between. */
import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { HumanReview } from '../../nodes/HumanReview/HumanReview.node';
import { AskingAgent } from './agent';
import type { NodeClass } from './engine';
import { expire, request } from './engine/waiting';
import { openStage, type Stage } from './stage';

interface HitlTools {
	hasSendAndWaitOperation(description: INodeTypeDescription): boolean;
	convertNodeToHitlTool(item: { description: INodeTypeDescription }): { description: INodeTypeDescription };
}

const n8n = createRequire(realpathSync(join(__dirname, '../e2e/n8n/node_modules/n8n/package.json')));
const { hasSendAndWaitOperation, convertNodeToHitlTool } = n8n('./dist/tool-generation/hitl-tools.js') as HitlTools;

/** n8n's own variant; it is fed by Start here, where in n8n an agent feeds it. */
function gate(): NodeClass {
	const { description } = convertNodeToHitlTool({ description: new HumanReview().description });
	return class extends HumanReview implements INodeType {
		override description = {
			...description,
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		} as INodeTypeDescription;
	};
}

/** The same with n8n's own connections: an agent's tool. */
function asHitlTool(): NodeClass {
	const { description } = convertNodeToHitlTool({ description: new HumanReview().description });
	return class extends HumanReview implements INodeType {
		override description = {
			...description,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
		} as INodeTypeDescription;
	};
}

let s: Stage;
afterEach(async () => await s.close());

const parameters = (record: string, more: INodeParameters = {}): INodeParameters => ({
	crm: 'hubspot',
	authentication: 'accessToken',
	object: { __rl: true, mode: 'list', value: 'contact' },
	operation: 'sendAndWait',
	message: 'The agent wants to run <script>alert(1)</script> Field-Safe Write',
	approvalRecord: record,
	options: { privateAddress: true },
	...more,
});
const call: IDataObject = { toolParameters: { score: 7 } };
const ask = async (record: string, more?: INodeParameters) =>
	await s.workflow([{ name: 'Gate', type: gate(), parameters: parameters(record, more) }], [call]);

function formOf(html: string, answers: Record<string, string>): IDataObject {
	const form: IDataObject = {};
	for (const [, name, value] of html.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g)) {
		form[name ?? ''] = value ?? '';
	}
	return { ...form, ...answers };
}

describe('the approval gate that n8n makes of Human Review', () => {
	it('is made by n8n, since the operation has the option that n8n looks for', async () => {
		s = await openStage();
		expect(hasSendAndWaitOperation(new HumanReview().description)).toBe(true);
		expect(new (gate())().description.name).toBe('humanReviewHitlTool');
	});

	it.each<[string, boolean]>([
		['approve', true],
		['reject', false],
	])('%s answers the agent with approved: %s', async (choice, approved) => {
		s = await openStage();
		const id = s.contact();
		const run = await ask(id);
		expect(run.status).toBe('waiting');
		const [task] = s.control.associated({ object: 'contact', id, to: 'tasks' });
		expect(s.control.value({ object: 'tasks', id: task ?? '', field: 'hs_task_body' })).toContain('webhook-waiting');
		const shown = await request(run, 'Gate', 'GET');
		expect(shown.resumed).toBeUndefined();
		expect(shown.html).not.toContain('<script');
		const { resumed } = await request(
			run,
			'Gate',
			'POST',
			formOf(shown.html, { d0: choice, name: 'Robin', c0: 'because' }),
		);
		expect(resumed?.items('Gate').map(({ json }) => json)).toMatchObject([
			{ approved, data: { approved }, approvedBy: 'Robin', chatInput: 'because' },
		]);
	});

	it('needs a choice and a name, and silence is no yes', async () => {
		s = await openStage();
		const run = await ask(s.contact());
		const shown = await request(run, 'Gate', 'GET');
		for (const answers of [
			{ name: 'Robin' },
			{ d0: 'approve', name: ' ' },
			{ d0: 'approve', name: 'Robin', nonce: 'x' },
		]) {
			expect(
				(await request(run, 'Gate', 'POST', formOf(shown.html, answers as Record<string, string>))).resumed,
			).toBeUndefined();
		}
		const over = await expire(run);
		expect(over.items('Gate').map(({ json }) => json)).toEqual([call]);
	});

	it.each<[string, IDataObject]>([
		['approved', { approved: true }],
		['approved below data', { data: { approved: true } }],
	])('does not wait with %s on the item: when the time is over, n8n would take it for a yes', async (_, answer) => {
		s = await openStage();
		const id = s.contact();
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			const run = await s.workflow(
				[{ name: 'Gate', type: gate(), parameters: parameters(id), onError }],
				[{ ...call, ...answer }],
			);
			expect(run.status).not.toBe('waiting');
			const left = run.items('Gate').map(({ json }) => json);
			expect(JSON.stringify([run.error?.message, left])).toContain('before anybody was asked');
			for (const json of left) expect(json).toMatchObject({ approved: false, data: { approved: false } });
		}
		expect(s.control.associated({ object: 'contact', id, to: 'tasks' })).toEqual([]);
	});

	describe('an argument "query", by which n8n would show another call than the one that runs', () => {
		/** The gate between an agent and its tool, as the engine runs it for the agent. */
		const called = async (says: IDataObject, item: IDataObject = {}, onError?: 'continueRegularOutput') =>
			await s.workflow(
				[
					{ name: 'Agent', type: AskingAgent, parameters: { arguments: JSON.stringify(says) } },
					{
						name: 'Tool',
						type: asHitlTool(),
						parameters: parameters(s.contact()),
						...(onError && { onError }),
					},
				],
				[item],
				[{ from: 'Tool', to: 'Agent', type: NodeConnectionTypes.AiTool }],
			);
		const tasks = () => s.control.ids({ object: 'tasks' }).length;

		it('is refused where the agent gave it: nobody is asked, and it is no yes', async () => {
			s = await openStage();
			for (const query of ['score 7', { score: 7 }, '']) {
				for (const onError of [undefined, 'continueRegularOutput'] as const) {
					const run = await called({ ...call, query }, {}, onError);
					expect(run.status).not.toBe('waiting');
					expect(JSON.stringify([run.error?.message, run.items('Agent')])).toContain('The agent added an argument');
					expect(JSON.stringify(run.items('Agent'))).not.toContain('"approved":true');
				}
			}
			expect(tasks()).toBe(0);
		});

		it('is no reason to refuse where it is a field of the item that the workflow brings', async () => {
			s = await openStage();
			const run = await called(call, { query: 'what the customer asked' });
			expect(run.status).toBe('waiting');
			expect(tasks()).toBe(1);
		});
	});

	it('does not wait where nobody would see the question', async () => {
		s = await openStage();
		expect((await ask('')).error?.message).toContain('Nobody would see the question');
		expect((await ask(s.contact(), { options: {} })).error?.message).toContain('loopback address');
	});
});
