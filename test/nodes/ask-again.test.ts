/** A record that still holds what the model made of the same information is not asked about, and paid for, again. */
import { NodeConnectionTypes, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { AiScore } from '../../nodes/AiScore/AiScore.node';
import { readStamp } from '../../core/stamp';
import { runWorkflow, type EngineRun } from './engine';
import { scriptedModel } from './engine/model';
import { crmOf, FieldSafeWrite, openStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const object = { __rl: true, mode: 'list', value: 'contact' };
const base: INodeParameters = { crm: 'hubspot', authentication: 'accessToken', object };
const saved = ['ai_lead_score', 'ai_score_reason', 'ai_fit_segment'];
const facts = ['company', 'jobtitle', 'city'];

/** A model whose score is always the same, and whose words never are. */
const newModel = () =>
	scriptedModel((_messages, call) => JSON.stringify({ value: 80, confidence: 0.9, reason: `Said ${call} times.` }));

async function run(
	id: string,
	model: ReturnType<typeof newModel>,
	more: INodeParameters = {},
	fields: readonly string[] = [...facts, ...saved],
): Promise<EngineRun> {
	const looked = await stage.lookup({ fields: [...fields] }, [{ hubspotId: id }]);
	const items: IDataObject[] = [{ crm: looked.outputs[0]?.[0]?.json['crm'] ?? null }];
	const score = { ...base, task: 'score', method: 'model', information: facts, instructions: 'Judge.', ...more };
	const write = { ...base, operation: 'write', mode: 'write', valuesFrom: 'item' };
	return await runWorkflow({
		nodes: [
			{ name: 'Score', type: AiScore, parameters: score },
			{ name: 'Model', type: model.type },
			{ name: 'Write', type: FieldSafeWrite, parameters: write },
		],
		items,
		credentials: stage.credentials,
		executionId: 'again',
		connections: [
			{ from: 'Model', to: 'Score', type: NodeConnectionTypes.AiLanguageModel },
			{ from: 'Score', to: 'Write' },
		],
	});
}
const outcomes = (done: EngineRun) =>
	crmOf(done.items('Write', 0)[0]).outcomes.map(({ field, status }) => `${field}: ${status}`);
const contact = () => stage.contact({ company: 'Acme', jobtitle: 'Head', city: 'Lyon' });

it('the second run asks nothing, suggests what stands, and writes nothing', async () => {
	const [id, model] = [contact(), newModel()];
	expect(outcomes(await run(id, model))).toEqual(saved.map((field) => `${field}: written`).sort(inOrder));
	expect(model.calls).toHaveLength(1);
	const again = await run(id, model);
	expect(model.calls).toHaveLength(1);
	expect(crmOf(again.items('Score', 0)[0]).proposals).toMatchObject([
		{
			field: 'ai_lead_score',
			value: 80,
			confidence: 0.9,
			reason: 'Said 1 times.',
			scorer: { method: 'model', tokens: 0 },
		},
		{ field: 'ai_fit_segment', value: 'hot' },
		{ field: 'ai_score_reason', value: 'Said 1 times.' },
	]);
	expect(outcomes(again)).toEqual(saved.map((field) => `${field}: unchanged`).sort(inOrder));
	const said = again.hints('Score').map(({ message }) => message);
	expect(said.join(' ')).toContain('1 record still holds what this model made of the same information');
	expect(said.join(' ')).not.toContain('0 model calls');
});

const order = ['ai_lead_score', 'ai_fit_segment', 'ai_score_reason'];
const inOrder = (a: string, b: string) =>
	order.findIndex((field) => a.startsWith(field)) - order.findIndex((field) => b.startsWith(field));

it.each<[string, (id: string) => void, INodeParameters]>([
	[
		'the record changed',
		(id) => stage.control.edit({ object: 'contact', id, field: 'city', value: 'Nice', user: 501 }),
		{},
	],
	[
		'a person changed the score',
		(id) => stage.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '10', user: 501 }),
		{},
	],
	[
		'a person cleared the reason',
		(id) => stage.control.edit({ object: 'contact', id, field: 'ai_score_reason', value: '', user: 501 }),
		{},
	],
	[
		'a person rewrote the reason',
		(id) => stage.control.edit({ object: 'contact', id, field: 'ai_score_reason', value: 'Mine.', user: 501 }),
		{},
	],
	['the instructions changed', () => undefined, { instructions: 'Judge anew.' }],
	['the bands changed', () => undefined, { options: { bands: { band: [{ name: 'Warm', from: 0 }] } } }],
	['that is wanted', () => undefined, { options: { askAnew: true } }],
])('asks again where %s', async (_name, change, more) => {
	const [id, model] = [contact(), newModel()];
	await run(id, model);
	change(id);
	await run(id, model, more);
	expect(model.calls).toHaveLength(2);
});

it('asks again where the fields of the results were not read', async () => {
	const [id, model] = [contact(), newModel()];
	await run(id, model);
	await run(id, model, {}, facts);
	expect(model.calls).toHaveLength(2);
});

it('an answer that gave the same score and other words counts as the answer to what it was asked', async () => {
	const [id, model] = [contact(), newModel()];
	await run(id, model);
	stage.control.edit({ object: 'contact', id, field: 'city', value: 'Nice', user: 501 });
	expect(outcomes(await run(id, model))).toEqual([
		'ai_lead_score: unchanged',
		'ai_fit_segment: unchanged',
		'ai_score_reason: written',
	]);
	const { fields } = readStamp(stage.value(id, 'ai_provenance'));
	expect(new Set(saved.map((field) => fields[field]?.inputs)).size).toBe(1);
	await run(id, model);
	expect(model.calls).toHaveLength(2);
});
