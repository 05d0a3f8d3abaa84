/** From suggestions that people reviewed to a confidence that may write, with nothing but what our nodes leave behind. */
import { NodeConnectionTypes, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { AiScore } from '../../nodes/AiScore/AiScore.node';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { HumanReview } from '../../nodes/HumanReview/HumanReview.node';
import { readCalibration } from '../../core/score/calibration/calibrate';
import { runNode, runWorkflow, type EngineConnection, type EngineNode } from './engine';
import { scriptedModel } from './engine/model';
import { request } from './engine/waiting';
import { counts, crmOf, FieldSafeWrite, openStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const RECORDS = 40;
const object = { __rl: true, mode: 'list', value: 'contact' };
const base: INodeParameters = { crm: 'hubspot', authentication: 'accessToken', object };
/** Of what the model is sure of, four in five are right; of the rest one in five. */
const sure = (at: number) => at % 2 === 0;
const right = (at: number) => (sure(at) ? at % 10 !== 0 : at % 10 === 1);

const model = scriptedModel((messages) => {
	const at = Number(/No (\d+);/.exec(messages[1]?.[1] ?? '')?.[1]);
	return JSON.stringify({
		value: 'Gold',
		confidence: sure(at) ? 0.95 : 0.6,
		reason: `Number ${at}.`,
		quote: `No ${at};`,
	});
});

async function contact(at: number): Promise<IDataObject> {
	const id = stage.contact({ company: `No ${at};`, jobtitle: 'Head', city: 'Lyon' });
	const run = await stage.lookup({ fields: ['company', 'jobtitle', 'city', 'tier'] }, [{ hubspotId: id }]);
	return { crm: run.outputs[0]?.[0]?.json['crm'] ?? null };
}

/** Score, then Gate; and what is to come behind. */
async function run(
	items: readonly IDataObject[],
	options: INodeParameters,
	more: readonly EngineNode[],
	behind: readonly EngineConnection[],
) {
	const score = {
		...base,
		task: 'classify',
		resultField: 'tier',
		information: ['company', 'jobtitle', 'city'],
		instructions: 'Which tier?',
		options,
	};
	return await runWorkflow({
		nodes: [
			{ name: 'Score', type: AiScore, parameters: score },
			{ name: 'Model', type: model.type },
			{ name: 'Gate', type: ConflictGate, parameters: { ...base, minimumConfidence: 0.7 } },
			...more,
		],
		items,
		credentials: stage.credentials,
		executionId: 'calibrate',
		connections: [
			{ from: 'Model', to: 'Score', type: NodeConnectionTypes.AiLanguageModel },
			{ from: 'Score', to: 'Gate' },
			...behind,
		],
	});
}

it('audit rows and the items of Human Review teach what a confidence is worth, and then it may write', async () => {
	const items: IDataObject[] = [];
	for (let at = 0; at < RECORDS; at++) items.push(await contact(at));
	const waiting = await run(
		items,
		{},
		[
			{
				name: 'Review',
				type: HumanReview,
				parameters: { ...base, operation: 'sendAndWait', options: { privateAddress: true } },
			},
			{
				name: 'Write',
				type: FieldSafeWrite,
				parameters: { ...base, operation: 'write', mode: 'write', valuesFrom: 'item' },
			},
		],
		[
			{ from: 'Gate', output: 1, to: 'Review' },
			{ from: 'Review', output: 1, to: 'Write' },
		],
	);
	// Nothing may write yet: the confidence is the model's own word.
	expect(
		waiting
			.outputs('Gate')
			.slice(0, 2)
			.map((list) => list.length),
	).toEqual([0, RECORDS]);
	const audited = waiting.items('Gate', 3).map(({ json }) => json);

	const { html } = await request(waiting, 'Review', 'GET');
	const form: IDataObject = { name: 'Robin Reviewer' };
	for (const [, name, value] of html.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g))
		form[name ?? ''] = value ?? '';
	for (const [, name, options] of html.matchAll(/<select\s+name="(v\d+)"[^>]*>([\s\S]*?)<\/select>/g))
		form[name ?? ''] = /<option\s+value="([^"]*)"\s+selected/.exec(options ?? '')?.[1] ?? '';
	for (let at = 0; at < RECORDS; at++) form[`d${at}`] = right(at) ? 'approve' : 'reject';
	const { resumed } = await request(waiting, 'Review', 'POST', form);
	if (!resumed) throw new Error('The page was not taken.');
	audited.push(...resumed.items('Write', 3).map(({ json }) => json));
	const refused = resumed.items('Review', 2).map(({ json }) => json);
	expect([audited.length, refused.length]).toEqual([RECORDS + 20, 20]);

	const learn = async (given: IDataObject[]) =>
		await runNode({
			type: AiScore,
			parameters: { ...base, operation: 'calibrate', calibrateOptions: { fewest: RECORDS } },
			items: given,
			credentials: stage.credentials,
		});
	// Approvals alone would teach that everything is right.
	expect((await learn(audited)).outputs[1]?.[0]?.json['crmError']).toMatchObject({
		class: 'too few reviewed',
		hint: expect.stringContaining('audit rows') as string,
	});
	const learned = await learn([...audited, ...refused]);
	expect(counts(learned)).toEqual([1, 0]);
	const text = learned.outputs[0]?.[0]?.json['calibration'] as string;
	const scorer = crmOf(waiting.items('Score', 0)[0]).proposals[0]?.scorer;
	expect(readCalibration(text)).toMatchObject({ n: RECORDS, accepted: 20, scorer: scorer?.version });

	const after = await run([await contact(42), await contact(43)], { calibration: text }, [], []);
	const proposals = after.items('Score', 0).map((one) => crmOf(one).proposals[0]);
	expect(proposals.map((one) => one?.scorer.calibrated)).toEqual([true, true]);
	expect(proposals[0]?.confidence).toBeCloseTo(0.8, 1);
	expect(proposals[1]?.confidence).toBeCloseTo(0.2, 1);
	// The tier is empty, and shared with people: a checked confidence writes it, a low one is asked about.
	expect(
		after
			.outputs('Gate')
			.slice(0, 2)
			.map((list) => list.length),
	).toEqual([1, 1]);
	// What is calibrated already cannot teach anew what the model's word is worth.
	expect(after.items('Gate', 3)[0]?.json['scorer_version']).toBe(`${scorer?.version ?? ''}, calibrated`);
}, 60_000);
