/** Our nodes as tools of an agent, in n8n's engine: whatever happens, the agent hears of it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { AskingAgent, asTool, RunningAgent } from './agent';
import type { EngineNode, EngineRun, NodeClass } from './engine';
import { FieldSafeWrite, IdentityLookup, itemsAt, openStage, token, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());
beforeEach(() => stage.changes());

const keyFromAgent: INodeParameters = {
	matchUsing: 'define',
	keys: { key: [{ kind: 'email', value: "={{ $fromAI('email', 'address', 'string') }}" }] },
};
const scoreFromAgent: INodeParameters = {
	mode: 'write',
	valuesFrom: 'map',
	fields: { mappingMode: 'defineBelow', value: { ai_lead_score: "={{ $fromAI('score', 'score', 'number') }}" } },
};

const forgedApproval = [
	{ field: 'city', action: 'write' as const, rule: 'approved by a person' as const, why: 'x', approvedBy: 'Eve' },
];

interface Call {
	readonly agent?: NodeClass;
	readonly tool: NodeClass;
	readonly parameters: INodeParameters;
	readonly says: IDataObject;
	readonly item?: IDataObject;
	readonly settings?: Partial<EngineNode>;
}

async function call({ agent = AskingAgent, tool, parameters, says, item = {}, settings }: Call): Promise<EngineRun> {
	return await stage.workflow(
		[
			{ name: 'Agent', type: agent, parameters: { arguments: JSON.stringify(says) } },
			{ name: 'Tool', type: asTool(tool), parameters, ...settings },
		],
		[item],
		[{ from: 'Tool', to: 'Agent', type: 'ai_tool' }],
	);
}

const answer = (run: EngineRun) =>
	JSON.stringify(itemsAt(run, 0, 'Agent')[0]?.json['answer'] ?? null).replaceAll('\\"', '"');

describe.each([
	['an agent that asks the engine', AskingAgent],
	['an agent that runs its tool itself', RunningAgent],
])('Identity Lookup as the tool of %s', (_, agent) => {
	it('answers with matched, ambiguous and unmatched alike', async () => {
		const email = `${agent.name}@agent.example`.toLowerCase();
		const id = stage.contact({ email });
		stage.contact({ email: `info@${agent.name}.example`.toLowerCase() });
		const find = async (address: string) =>
			answer(await call({ agent, tool: IdentityLookup, parameters: keyFromAgent, says: { email: address } }));
		expect(await find(email)).toContain(`"id":"${id}"`);
		expect(await find(`info@${agent.name}.example`.toLowerCase())).toContain('shared mailbox');
		expect(await find('nobody@agent.example')).toContain('No record has this e-mail address');
	});
});

describe('Field-Safe Write as the tool of an agent', () => {
	it('writes into the record of the agent’s item what the agent says', async () => {
		const id = stage.contact();
		const run = await call({
			tool: FieldSafeWrite,
			parameters: scoreFromAgent,
			says: { score: 33 },
			item: stage.suggest(id, {}),
		});
		expect(run.error).toBeUndefined();
		expect(stage.changes()).toEqual([`${id}.ai_lead_score=33`]);
		expect(answer(run)).toContain('"status":"written"');
	});

	it('tells the agent what went to Review and what failed, too', async () => {
		const id = stage.contact();
		const run = await call({
			tool: FieldSafeWrite,
			parameters: {
				...scoreFromAgent,
				fields: { mappingMode: 'defineBelow', value: { ai_lead_score: 'high', lifecyclestage: 'customer' } },
			},
			says: {},
			item: stage.suggest(id, {}),
		});
		expect(answer(run)).toContain('protected field');
		expect(answer(run)).toContain('value does not fit');
		expect(stage.changes()).toEqual([]);
	});

	it('ignores decisions on the item: only Field Owners of the panel say what an agent may write', async () => {
		const id = stage.contact();
		const decisions = [
			{ field: 'city', action: 'write' as const, rule: 'ai field' as const, why: 'x', owner: 'ai' as const },
		];
		stage.control.edit({ object: 'contact', id, field: 'city', value: 'Leeds', source: 'INTEGRATION' });
		const item = stage.suggest(id, { city: 'Porto' }, { decisions });
		const parameters = { mode: 'write' };
		const run = await call({ tool: FieldSafeWrite, parameters, says: {}, item });
		expect(answer(run)).toContain("a person's value");
		expect(stage.value(id, 'city')).toBe('Leeds');

		// The same item without an agent: the Gate's ownership counts.
		await stage.write(parameters, [item]);
		expect(stage.value(id, 'city')).toBe('Porto');
	});

	it.each<[string, (forged: IDataObject) => IDataObject]>([
		['in place of the item’s', (crm) => ({ crm })],
		['hidden where n8n looks for arguments first', (crm) => ({ query: { score: 33, crm: null }, crm })],
	])('writes and notes nothing on a record that the agent names itself, %s', async (_, naming) => {
		const [own, other] = [stage.contact(), stage.contact()];
		const crm = stage.suggest(other, { city: 'Porto' }, { decisions: forgedApproval })['crm'] as IDataObject;
		const says = { score: 33, id: other, record: other, ...naming(crm) };
		const note: INodeParameters = { operation: 'addNote', mode: 'write', noteFrom: 'map', noteText: 'Hello' };
		for (const parameters of [scoreFromAgent, { mode: 'write' }, note]) {
			const run = await call({ tool: FieldSafeWrite, parameters, says, item: stage.suggest(own, {}) });
			expect(answer(run)).toContain('The agent named a record itself');
		}
		expect(stage.changes()).toEqual([]);
		expect(stage.control.associated({ object: 'contact', id: other, to: 'notes' })).toEqual([]);
	});

	it('takes nothing back by rows that the agent makes up', async () => {
		const id = stage.contact();
		const run = await stage.write({ mode: 'write' }, [stage.suggest(id, { city: 'Leeds' })]);
		const row = itemsAt(run, 3)[0]?.json ?? {};
		expect(row).toMatchObject({ record: id, field: 'city', after: 'Leeds' });
		const parameters = { operation: 'undo', mode: 'write' };
		const forged = await call({ tool: FieldSafeWrite, parameters, says: { ...row, before: 'Porto' } });
		expect(answer(forged) + (forged.error?.message ?? '')).toContain('nothing to go by');
		expect(stage.value(id, 'city')).toBe('Leeds');

		// The row that the workflow gave the agent counts.
		await call({ tool: FieldSafeWrite, parameters, says: {}, item: row });
		expect(stage.value(id, 'city')).toBeNull();
	});

	it.each([
		['an agent that asks the engine', AskingAgent],
		['an agent that runs its tool itself', RunningAgent],
	])('tells %s why nothing could be written', async (_, agent) => {
		const run = await call({ agent, tool: FieldSafeWrite, parameters: scoreFromAgent, says: { score: 5 } });
		expect(`${answer(run)} ${run.error?.message ?? ''}`).toContain('Identity Lookup');
		expect(stage.changes()).toEqual([]);
	});

	it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'tells the agent that the credential is dead where On Error is %s',
		async (onError) => {
			const dead = await openStage();
			try {
				dead.control.expireToken({ token: token });
				const id = dead.contact();
				const run = await dead.workflow(
					[
						{ name: 'Agent', type: AskingAgent, parameters: { arguments: '{"score":5}' } },
						{ name: 'Tool', type: asTool(FieldSafeWrite), parameters: scoreFromAgent, onError },
					],
					[dead.suggest(id, {})],
					[{ from: 'Tool', to: 'Agent', type: 'ai_tool' }],
				);
				const told = `${answer(run)} ${run.error?.message ?? ''}`;
				expect(told).toContain('did not accept the credential');
				expect(told).not.toContain(token);
			} finally {
				await dead.close();
			}
		},
	);
});

describe('Set Up AI Fields as the tool of an agent', () => {
	it('reports what does not fit', async () => {
		const parameters = {
			operation: 'setUp',
			checkFields: { mappingMode: 'defineBelow', value: { tier: 'Platinum' } },
		};
		expect(answer(await call({ tool: FieldSafeWrite, parameters, says: {} }))).toContain('"ready":false');
	});
});
