/** AI Score's tasks beside Score, and what a run of model calls may cost, in n8n's engine before the sandbox HubSpot. */
import { NodeConnectionTypes, type IDataObject, type INodeParameters, type INodeType } from 'n8n-workflow';
import { loadOptionsContext, runNode, runWorkflow, type EngineRun, type NodeClass } from './engine';
import { scriptedModel, type Message, type ScriptedModel } from './engine/model';
import { counts, crmOf, hintsOf, openStage, type Stage } from './stage';
import type { Proposal } from '../../core/record';
import { readCalibration } from '../../core/score/calibration/calibrate';
import { AiScore } from '../../nodes/AiScore/AiScore.node';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const DAY = 86_400_000;
const at = (days: number) => new Date(Date.now() - days * DAY).toISOString();
interface Happening {
	readonly object: 'notes' | 'emails' | 'calls';
	readonly values: Readonly<Record<string, string>>;
}
const call = (text: string, days: number): Happening => ({
	object: 'calls',
	values: { hs_call_title: 'Call', hs_call_body: text, hs_timestamp: at(days) },
});
const mail = (text: string, days: number, direction = 'INCOMING_EMAIL'): Happening => ({
	object: 'emails',
	values: { hs_email_subject: 'Mail', hs_email_text: text, hs_email_direction: direction, hs_timestamp: at(days) },
});

/** An item as Identity Lookup gives it, with activities read. */
async function item(values: Readonly<Record<string, string>>, ...happened: readonly Happening[]): Promise<IDataObject> {
	const id = stage.contact(values);
	for (const { object, values: own } of happened) {
		stage.control.create({ object, values: own, associate: [{ object: 'contact', id }] });
	}
	const fields = ['firstname', 'jobtitle', 'company', 'tier', 'city'];
	const run = await stage.lookup({ fields, context: ['activities'] }, [{ hubspotId: id }]);
	return { crm: run.outputs[0]?.[0]?.json['crm'] ?? null };
}

async function ask(type: NodeClass, parameters: INodeParameters, items: readonly IDataObject[]): Promise<EngineRun> {
	return await runWorkflow({
		nodes: [
			{ name: 'Score', type: AiScore, parameters: { method: 'model', instructions: 'Judge.', ...parameters } },
			{ name: 'Model', type },
		],
		items,
		credentials: stage.credentials,
		executionId: 'tasks',
		connections: [{ from: 'Model', to: 'Score', type: NodeConnectionTypes.AiLanguageModel }],
	});
}
const proposalsOf = (run: EngineRun): readonly Proposal[] => crmOf(run.items('Score', 0)[0]).proposals;
const shortly = (run: EngineRun) => proposalsOf(run).map(({ field, value }) => [field, value]);
const hints = (run: EngineRun) => run.hints('Score').map(({ message }) => message);
const problem = (run: EngineRun) => run.items('Score', 1)[0]?.json['crmError'];
const seen = ({ calls }: ScriptedModel) => calls[0]?.[1]?.[1] ?? '';
const system = ({ calls }: ScriptedModel) => calls[0]?.[0]?.[1] ?? '';
const says = (value: unknown) => scriptedModel(() => JSON.stringify(value));

describe('Classify', () => {
	it('offers the options as the CRM has them now, without retired ones, and takes one of them', async () => {
		const model = says({ value: 'Gold', confidence: 0.9, reason: 'Asks for the big plan.', quote: 'big plan' });
		const run = await ask(model.type, { task: 'classify', resultField: 'tier' }, [
			await item({}, mail('We want the big plan.', 1)),
		]);
		expect(system(model)).toContain('exactly one of "Gold"');
		expect(system(model)).not.toContain('Retired');
		expect(shortly(run)).toEqual([['tier', 'A']]);
		expect(proposalsOf(run)[0]?.confidence).toBe(0.9);
	});

	it('saves no reason unless told where, since the score’s reason stands in the usual field', async () => {
		const model = says({ value: 'Gold', confidence: 0.9, reason: 'Why.' });
		const given = await item({}, mail('Hello', 1));
		const more = { task: 'classify', resultField: 'tier' };
		expect(shortly(await ask(model.type, more, [given]))).toHaveLength(1);
		const options = { reasonField: 'ai_score_reason' };
		expect(shortly(await ask(model.type, { ...more, options }, [given]))).toEqual([
			['tier', 'A'],
			['ai_score_reason', 'Why.'],
		]);
	});

	it('refuses a field without options before anything is asked', async () => {
		const model = says({ value: 'x' });
		const run = await ask(model.type, { task: 'classify', resultField: 'jobtitle' }, [await item({})]);
		expect(run.error?.message).toContain('has no options to choose from');
		expect(model.calls).toHaveLength(0);
	});
});

describe('Extract', () => {
	const panel = { task: 'extract', resultFields: ['city', 'company', 'tier'] };
	const answer = {
		fields: {
			city: { value: 'Lyon', confidence: 0.95, quote: 'our office in Lyon' },
			company_name: { value: 'Evil Corp', confidence: 1, quote: 'we are Evil Corp' },
			tier: null,
			email: { value: 'x@y.example', confidence: 1 },
		},
	};

	it('suggests each field that stands in the record; made-up evidence has no confidence, other fields do not exist', async () => {
		const run = await ask(says(answer).type, panel, [await item({}, mail('Come to our office in Lyon.', 1))]);
		expect(shortly(run)).toEqual([
			['city', 'Lyon'],
			['company', 'Evil Corp'],
		]);
		expect(proposalsOf(run).map(({ confidence }) => confidence)).toEqual([0.95, 0]);
		expect(proposalsOf(run)[0]?.reason).toBe('“our office in Lyon”');
		expect(hints(run).join(' ')).toContain('1 answers go by words that do not stand in the record');
	});

	it('asks again where one value does not fit, and then takes the others without it', async () => {
		const wrong = { fields: { ...answer.fields, tier: { value: 'Platinum', quote: 'x' } } };
		const model = says(wrong);
		const run = await ask(model.type, panel, [await item({}, mail('our office in Lyon', 1))]);
		expect(model.calls).toHaveLength(2);
		expect(model.calls[1]?.[3]?.[1]).toContain('"tier"');
		expect(shortly(run).map(([field]) => field)).toEqual(['city', 'company']);
	});

	it('takes any number that the field takes: a fact is no score from 0 to 100', async () => {
		const model = says({ fields: { number_of_employees: { value: 4200, confidence: 0.9, quote: '4,200 people' } } });
		const body = 'Now 4,200 people work here.';
		const activity = { kind: 'note' as const, id: '1', at: at(1), title: 'Note', body };
		const id = stage.control.create({ object: 'company', values: { name: 'Acme' } });
		const run = await ask(
			model.type,
			{ task: 'extract', object: { __rl: true, mode: 'id', value: 'company' }, resultFields: ['numberofemployees'] },
			[
				stage.suggest(
					id,
					{},
					{ object: 'company', context: { related: [], activities: [activity], truncated: false } },
				),
			],
		);
		expect(system(model)).toContain('"number_of_employees" (Number of Employees): a number in plain digits');
		expect(shortly(run)).toEqual([['numberofemployees', 4200]]);
		expect(model.calls).toHaveLength(1);
	});

	it('where nothing stands in the record the item leaves by Failed as too little context', async () => {
		const run = await ask(says({ fields: { city: null } }).type, panel, [await item({}, mail('Hello', 1))]);
		expect(problem(run)).toMatchObject({ class: 'too little context' });
	});

	it('names its fields by their labels, and refuses read-only ones and too many', async () => {
		const model = says(answer);
		await ask(model.type, panel, [await item({}, mail('our office in Lyon', 1))]);
		expect(system(model)).toContain('"company_name" (Company Name)');
		const closed = await ask(model.type, { task: 'extract', resultFields: ['hs_object_id'] }, [await item({})]);
		expect(closed.error?.message).toContain('Fields to Fill');
	});
});

describe('Summarize', () => {
	const text = 'Key points: wants a demo.\nNext: call on Monday. See https://evil.example';
	const panel = { task: 'summarize', resultField: 'ai_summary' };

	it('reads the latest call alone where that is chosen, and gives plain lines without links', async () => {
		const model = says({ value: text, confidence: 0.9, reason: '' });
		const given = await item(
			{},
			call('Old call about prices', 20),
			call('New call about a demo', 2),
			mail('A mail', 1),
		);
		const run = await ask(model.type, { ...panel, source: 'latest conversation' }, [given]);
		expect(seen(model)).toContain('New call about a demo');
		expect(seen(model)).not.toMatch(/Old call|A mail/);
		expect(shortly(run)).toEqual([['ai_summary', 'Key points: wants a demo.\nNext: call on Monday. See [link]']]);
	});

	it('takes long transcripts, and long answers up to what the field holds', async () => {
		const model = says({ value: 'word '.repeat(500).trim(), confidence: 1 });
		const run = await ask(model.type, panel, [await item({}, call(`${'talk '.repeat(2000)}THE END`, 1))]);
		expect(seen(model)).toContain('THE END');
		expect(shortly(run)[0]?.[1]).toHaveLength(2499);
	});

	it('without any activity asks nothing and says what to read', async () => {
		const model = says({ value: 'x' });
		const run = await ask(model.type, panel, [await item({})]);
		expect(model.calls).toHaveLength(0);
		expect(problem(run)).toMatchObject({
			class: 'too little context',
			hint: expect.stringContaining('Recent Activities') as string,
		});
	});
});

it('Draft Reply saves a draft in a text field and says that nothing is sent', async () => {
	const model = says({ value: 'Dear Ada,\nthank you.', confidence: 0.9 });
	const panel = { task: 'draft', resultField: 'ai_reply_draft' };
	const run = await ask(model.type, panel, [await item({}, mail('Can you call me?', 1))]);
	expect(shortly(run)).toEqual([['ai_reply_draft', 'Dear Ada,\nthank you.']]);
	expect(system(model)).toContain('nothing is sent');
});

describe('Yes or No', () => {
	const rules = { rule: [{ field: 'jobtitle', condition: 'contains', value: 'head', points: 70 }] };
	const panel: INodeParameters = {
		task: 'yesno',
		method: 'rules',
		rules,
		resultField: 'newsletter_consent',
		options: { minimumFilled: 1 },
	};
	const byRules = async (parameters: INodeParameters, items: readonly IDataObject[]) =>
		await runNode({ type: AiScore, parameters, items, credentials: stage.credentials });

	it('by rules is yes from the points on, with the points in the reason', async () => {
		const items = [await item({ jobtitle: 'Head of Sales' }), await item({ jobtitle: 'Intern' })];
		const run = await byRules(panel, items);
		const values = run.outputs[0]?.map((entry) => crmOf(entry).proposals.map(({ field, value }) => [field, value]));
		expect(values).toEqual([[['newsletter_consent', true]], [['newsletter_consent', false]]]);
		expect(crmOf(run.outputs[0]?.[0]).proposals[0]?.reason).toBe('Yes: 70 of 70 points. +70 Job Title contains head.');
		const higher = await byRules({ ...panel, yesFrom: 71 }, items.slice(0, 1));
		expect(crmOf(higher.outputs[0]?.[0]).proposals[0]?.value).toBe(false);
	});

	it('refuses a field that cannot hold a yes or no', async () => {
		const run = await byRules({ ...panel, resultField: 'tier' }, [await item({})]);
		expect(run.error?.message).toContain('cannot hold a yes or no');
	});

	it('by a model answers the question', async () => {
		const model = says({ value: true, confidence: 0.8, reason: 'Wants to buy.', quote: 'we want to buy' });
		const run = await ask(model.type, { task: 'yesno', resultField: 'newsletter_consent' }, [
			await item({}, mail('Yes, we want to buy', 1)),
		]);
		expect(shortly(run)).toEqual([['newsletter_consent', true]]);
	});
});

it('engagement rules count mails that Identity Lookup read, and say so where it did not', async () => {
	const engagement = { rule: [{ kind: 'email in', contains: '', days: 30, atLeast: 1, points: 20, upTo: 2, fade: 0 }] };
	const panel: INodeParameters = {
		rules: { rule: [] },
		engagement,
		options: { minimumFilled: 1, bandField: '', reasonField: '' },
	};
	const score = async (given: IDataObject) =>
		await runNode({ type: AiScore, parameters: panel, items: [given], credentials: stage.credentials });
	const run = await score(await item({}, mail('One', 3), mail('Two', 5), mail('Ours', 1, 'EMAIL'), mail('Old', 60)));
	expect(crmOf(run.outputs[0]?.[0]).proposals.map(({ value, reason }) => [value, reason])).toEqual([
		[40, '+40 2 incoming mails in the last 30 days.'],
	]);
	const bare = await stage.lookup({ fields: [] }, [{ hubspotId: stage.contact() }]);
	const unread = await score({ crm: bare.outputs[0]?.[0]?.json['crm'] ?? null });
	expect(counts(unread)).toEqual([0, 1]);
	expect(hintsOf(unread).join(' ')).toContain('Context to Read');
});

describe('a run of model calls', () => {
	const panel = { task: 'score', information: ['firstname', 'jobtitle', 'company'] };
	const ada = { firstname: 'Ada', jobtitle: 'Head of Sales', company: 'Acme' };
	const several = async (count: number) =>
		await Promise.all(
			Array.from({ length: count }, async (_, index) => await item({ ...ada, company: `No ${index};` })),
		);

	it('with samples has the agreement as its confidence', async () => {
		const answers = [80, 81, 20];
		const model = scriptedModel((_messages, call) => JSON.stringify({ value: answers[(call - 1) % 3], confidence: 1 }));
		const run = await ask(model.type, { ...panel, options: { samples: 3 } }, [await item(ada)]);
		expect(model.calls).toHaveLength(3);
		expect(proposalsOf(run)[0]).toMatchObject({ field: 'ai_lead_score', value: 80 });
		expect(proposalsOf(run)[0]?.confidence).toBeCloseTo(2 / 3, 9);
	});

	it('stops at the tokens that it may use, and says what it cost', async () => {
		const usage = { usage_metadata: { input_tokens: 900, output_tokens: 100 } };
		const type = structuredModel(() => ({ content: '{"value": 50, "confidence": 1}', ...usage }));
		const options = { mostTokens: 2000, atOnce: 1, priceInput: 2, priceOutput: 10 };
		const run = await ask(type, { ...panel, options }, await several(5));
		expect(run.outputs('Score').map((items) => items.length)).toEqual([2, 3]);
		expect(problem(run)).toMatchObject({ class: 'budget', message: expect.stringContaining('2000 tokens') as string });
		expect(hints(run)[0]).toBe(
			'2 model calls for 5 records, 1800 tokens in, 200 out, which cost about 0.0056 at your prices.',
		);
	});

	it('each suggestion carries the tokens of its record and the hash of its prompt, for audit rows; an equal record costs nothing', async () => {
		const usage = { usage_metadata: { input_tokens: 900, output_tokens: 100 } };
		const type = structuredModel(() => ({ content: '{"value": 50, "confidence": 1}', ...usage }));
		const given = await item(ada);
		const run = await ask(type, { ...panel, options: { atOnce: 1 } }, [given, given]);
		const scorers = run.items('Score', 0).map((one) => crmOf(one).proposals[0]?.scorer);
		expect(scorers.map((scorer) => scorer?.tokens)).toEqual([1000, 0]);
		expect(scorers[0]?.promptHash).toMatch(/^[0-9a-f]{16}$/);
		const other = await ask(type, { ...panel, instructions: 'Judge anew.' }, [given]);
		expect(proposalsOf(other)[0]?.scorer.promptHash).not.toBe(scorers[0]?.promptHash);
	});

	it('asks so many at once as told', async () => {
		let [open, most] = [0, 0];
		const model = scriptedModel(async () => {
			most = Math.max(most, ++open);
			await new Promise((resolve) => setTimeout(resolve, 3));
			open -= 1;
			return '{"value": 50}';
		});
		await ask(model.type, { ...panel, options: { atOnce: 2 } }, await several(6));
		expect(most).toBe(2);
	});

	it('keeps prompt and answer on the item only where that is wanted', async () => {
		const model = says({ value: 50, confidence: 1 });
		const given = await item(ada);
		const kept = await ask(model.type, { ...panel, options: { keepPrompt: true } }, [given]);
		const asked = (run: EngineRun) =>
			(run.items('Score', 0)[0]?.json['crm'] as { asked?: { answers?: string[] } }).asked;
		expect(asked(kept)?.answers).toEqual(['{"value":50,"confidence":1}']);
		expect(asked(await ask(model.type, panel, [given]))).toBeUndefined();
	});

	it('holds the model to a closed schema where it offers that, and asks without where the server refuses', async () => {
		const schemas: unknown[] = [];
		const good = structuredModel(() => ({ parsed: { value: 61, confidence: 1, reason: 'r', quote: null } }), schemas);
		expect(shortly(await ask(good, panel, [await item(ada)]))[0]).toEqual(['ai_lead_score', 61]);
		expect(schemas[0]).toMatchObject({ type: 'object', additionalProperties: false });
		let refused = 0;
		const refusing = structuredModel(
			() => {
				refused += 1;
				throw Object.assign(new Error('response_format is not supported'), { status: 400 });
			},
			[],
			() => '{"value": 62, "confidence": 1}',
		);
		const run = await ask(refusing, { ...panel, options: { atOnce: 1 } }, await several(3));
		expect(run.items('Score', 0)).toHaveLength(3);
		expect(refused).toBe(1);
	});

	it('asks plainly where the provider’s library cannot read a structured answer, and fails where the provider does', async () => {
		const unreadable = structuredModel(
			() => {
				throw new SyntaxError('Unexpected token I in JSON at position 0');
			},
			[],
			() => '{"value": 63, "confidence": 1}',
		);
		expect(shortly(await ask(unreadable, panel, [await item(ada)]))[0]).toEqual(['ai_lead_score', 63]);
		// Both were calls: the second one is not made where only one may be.
		const limited = await ask(unreadable, { ...panel, options: { mostCalls: 1 } }, [await item(ada)]);
		expect(problem(limited)).toMatchObject({ class: 'budget' });
		expect(hints(limited)[0]).toContain('1 model call for 1 record');
		const down = structuredModel(() => {
			throw Object.assign(new Error('busy'), { status: 503 });
		});
		expect(problem(await ask(down, panel, [await item(ada)]))).toMatchObject({ class: 'model failed' });
	});

	it('with a calibration says what a confidence is worth, and is calibrated for the version that was reviewed only', async () => {
		const items = Array.from({ length: 400 }, (_, index) => ({
			confidence: index % 2 === 0 ? 0.9 : 0.6,
			verdict: (index % 2 === 0 ? index % 10 < 6 : index % 10 < 3) ? 'Approved' : 'rejected',
		}));
		const learned = await runNode({
			type: AiScore,
			parameters: { operation: 'calibrate' },
			items,
			credentials: stage.credentials,
		});
		expect(counts(learned)).toEqual([1, 0]);
		const calibration = learned.outputs[0]?.[0]?.json['calibration'] as string;
		expect(readCalibration(calibration)?.n).toBe(400);
		const model = says({ value: 50, confidence: 0.9 });
		const given = await item(ada);
		const stated = proposalsOf(await ask(model.type, panel, [given]))[0];
		expect(stated).toMatchObject({ confidence: 0.9 });
		expect(stated?.scorer.calibrated).toBeUndefined();
		const worth = proposalsOf(await ask(model.type, { ...panel, options: { calibration } }, [given]))[0];
		expect(worth?.confidence).toBeCloseTo(0.6, 1);
		expect(worth?.scorer.calibrated).toBe(true);
		const ofAnother = JSON.stringify({ ...readCalibration(calibration), scorer: 'another version' });
		const run = await ask(model.type, { ...panel, options: { calibration: ofAnother } }, [given]);
		expect(proposalsOf(run)[0]).toMatchObject({ confidence: 0.9 });
		expect(hints(run).join(' ')).toContain('learned from another version');
	});

	it('learns nothing from fewer than 200 reviewed suggestions', async () => {
		const items = Array.from({ length: 199 }, () => ({ confidence: 0.9, verdict: 'approved' }));
		const run = await runNode({
			type: AiScore,
			parameters: { operation: 'calibrate' },
			items,
			credentials: stage.credentials,
		});
		expect(counts(run)).toEqual([0, 1]);
		expect(run.outputs[1]?.[0]?.json['crmError']).toMatchObject({ class: 'too few reviewed' });
	});
});

it('each dropdown of fields offers only what fits its task', async () => {
	const context = loadOptionsContext({ type: AiScore, parameters: {}, credentials: stage.credentials });
	const { loadOptions } = new AiScore().methods;
	const names = async (method: keyof typeof loadOptions) =>
		(await loadOptions[method].call(context)).map(({ value }) => String(value));
	expect(await names('getChoiceFields')).toEqual(
		expect.arrayContaining(['tier', 'ai_fit_segment', 'newsletter_consent']),
	);
	expect(await names('getChoiceFields')).not.toContain('jobtitle');
	expect(await names('getTextFields')).toEqual(expect.arrayContaining(['ai_summary', 'ai_reply_draft']));
	expect(await names('getTextFields')).not.toContain('tier');
	expect(await names('getYesNoFields')).toContain('newsletter_consent');
	expect(await names('getYesNoFields')).not.toContain('tier');
	expect(await names('getFillableFields')).toEqual(expect.arrayContaining(['email', 'phone', 'city']));
});

/** A chat model that can be held to a schema: what its structured call gives, or throws, and what its plain one says. */
function structuredModel(
	held: () => { content?: string; parsed?: unknown; usage_metadata?: unknown },
	schemas: unknown[] = [],
	plain: (messages: readonly Message[]) => string = () => '',
): new () => INodeType {
	const response = {
		modelName: 'structured',
		invoke: async (messages: readonly Message[]) => await Promise.resolve({ content: plain(messages) }),
		withStructuredOutput: (schema: unknown) => {
			schemas.push(schema);
			return {
				invoke: async () => {
					const { parsed, ...raw } = await Promise.resolve().then(held);
					return { parsed: parsed ?? null, raw };
				},
			};
		},
	};
	const base = scriptedModel(() => '').type as new () => INodeType;
	return class implements INodeType {
		description = new base().description;

		async supplyData() {
			return await Promise.resolve({ response });
		}
	};
}
