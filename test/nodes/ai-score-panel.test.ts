/** AI Score's settings: bands, other result fields, and what is said where a setting cannot work. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode, type NodeRun } from './engine';
import { counts, crmOf, FieldSafeWrite, hintsOf, IdentityLookup, openStage, outcomesAt, type Stage } from './stage';
import type { Proposal } from '../../core/record';
import { AiScore } from '../../nodes/AiScore/AiScore.node';
import { loadOptionsContext } from './engine';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const read = ['jobtitle', 'lifecyclestage', 'phone'];
const good = { jobtitle: 'Operations Manager', lifecyclestage: 'marketingqualifiedlead', phone: '+1 415 555 0100' };
const manager = { field: 'jobtitle', condition: 'contains', value: 'manager', points: 30 };
const lead = { field: 'lifecyclestage', condition: 'is', value: 'Marketing Qualified Lead', points: 25 };
const reachable = { field: 'phone', condition: 'is not empty', value: '', points: 20 };
const rules = (...rule: INodeParameters[]): INodeParameters => ({ rules: { rule } });
const all = rules(manager, lead, reachable);

async function item(values: Readonly<Record<string, string>> = good, fields = read): Promise<IDataObject> {
	const run = await stage.lookup({ fields }, [{ hubspotId: stage.contact(values) }]);
	return { crm: run.outputs[0]?.[0]?.json['crm'] ?? null };
}
const score = async (parameters: INodeParameters, items: readonly IDataObject[]) =>
	await runNode({ type: AiScore, parameters, items, credentials: stage.credentials });
const proposalsOf = (run: NodeRun): readonly Proposal[] => crmOf(run.outputs[0]?.[0]).proposals;
const valuesOf = (run: NodeRun) => Object.fromEntries(proposalsOf(run).map(({ field, value }) => [field, value]));

describe('bands', () => {
	it.each([
		[100, 'hot', 100],
		[70, 'hot', 70],
		[69, 'warm', 69],
		[40, 'warm', 40],
		[39, 'cold', 39],
		[-20, 'cold', 0],
		[140, 'hot', 100],
	])('%d points are %s, as a whole number from 0 to 100 (S0-15)', async (points, band, expected) => {
		const run = await score(rules({ ...reachable, points }), [await item()]);
		expect(valuesOf(run)).toMatchObject({ ai_lead_score: expected, ai_fit_segment: band });
	});

	it('can be the result themselves, where Save Result In is a dropdown; reason and band go where they are told', async () => {
		const bands = {
			band: [
				{ name: 'gold', from: 50 },
				{ name: 'Bronze', from: 0 },
			],
		};
		const options = { bands, reasonField: 'sales_notes', bandField: '' };
		const run = await score({ ...all, resultField: 'tier', options }, [await item()]);
		expect(valuesOf(run)).toEqual({ tier: 'A', sales_notes: expect.stringContaining('+30 Job Title') as string });
	});

	it('that are no option are named once instead of suggested', async () => {
		const options = { bands: { band: [{ name: 'Boiling', from: 0 }] } };
		const run = await score({ ...all, options }, [await item(), await item()]);
		expect(valuesOf(run)).not.toHaveProperty('ai_fit_segment');
		const named = hintsOf(run).filter((message) => message.includes('Boiling: no option of AI Fit Segment'));
		expect(named).toHaveLength(1);
	});

	it('where a score is in none of them and the result is a dropdown, the item fails with what to add', async () => {
		const options = { bands: { band: [{ name: 'Gold', from: 90 }] } };
		const run = await score({ ...all, resultField: 'tier', options }, [await item()]);
		expect(run.outputs[1]?.[0]?.json['crmError']).toMatchObject({ class: 'value does not fit' });
	});
});

describe('where results are saved', () => {
	it('the dropdowns for reason and band offer not to save, which suggests nothing for them', async () => {
		const context = loadOptionsContext({ type: AiScore, parameters: {}, credentials: stage.credentials });
		const options = await new AiScore().methods.loadOptions.getOptionalFields.call(context);
		expect(options[0]).toMatchObject({ name: 'Nowhere', value: '' });
		expect(options.some(({ value }) => value === 'ai_score_reason')).toBe(true);
		const run = await score({ ...all, options: { reasonField: '', bandField: '' } }, [await item()]);
		expect(Object.keys(valuesOf(run))).toEqual(['ai_lead_score']);
	});

	it.each<[string, INodeParameters, string]>([
		['an e-mail field', { resultField: 'email' }, 'which a score cannot be saved in'],
		['a text, for points', { resultField: 'jobtitle' }, 'points rules give a number'],
		['a dropdown without options', { resultField: 'hs_persona' }, 'has no options'],
		['a reason in a number', { options: { reasonField: 'team_size' } }, 'holds no text'],
		['a chosen band field that is gone', { options: { bandField: 'old_band' } }, 'no field called "old_band"'],
		['a chosen band field that is read-only', { options: { bandField: 'hs_analytics_source' } }, 'read-only'],
	])('refuses %s before it scores', async (_name, parameters, message) => {
		const run = await score({ ...all, ...parameters }, [await item()]);
		expect(run.error?.message).toContain(message);
		expect(counts(run)).toEqual([]);
	});

	it('without AI fields in the CRM it says how to make them', async () => {
		const bare = await openStage({ aiFields: false });
		const given = { type: AiScore, parameters: all, items: [{ a: 1 }], credentials: bare.credentials };
		const run = await runNode(given);
		await bare.close();
		expect(run.error?.message).toContain('no field called "ai_lead_score"');
		expect((run.error as { description?: string } | undefined)?.description).toContain('Set Up AI Fields');
	});
});

describe('rules', () => {
	it('of a fresh node, the three examples, work on HubSpot contacts', async () => {
		const run = await score({}, [await item({ ...good, jobtitle: 'Head of Sales' })]);
		expect(valuesOf(run)).toMatchObject({ ai_lead_score: 70, ai_fit_segment: 'hot' });
	});

	it('take a dropdown’s label and its internal value', async () => {
		for (const value of ['marketingqualifiedlead', 'MARKETING qualified lead']) {
			const run = await score(rules({ ...lead, value }), [await item()]);
			expect(valuesOf(run)).toMatchObject({ ai_lead_score: 25 });
		}
	});

	it('that can never hold are named, and so are fields that nobody read', async () => {
		const given = await item(good, ['phone', 'lifecyclestage']);
		const wrong = { ...lead, value: 'Marketing Qualifed' };
		const run = await score({ ...rules(reachable, wrong, manager), options: { minimumFilled: 1 } }, [given]);
		expect(hintsOf(run)).toEqual([
			'1 scored.',
			'The rule "Lifecycle Stage is Marketing Qualifed" can never hold: the field has no such option.',
			'Job Title: no item brings this along. Add it under Fields to Read of Identity Lookup.',
		]);
	});

	it('give another version where they change, not where only their order does', async () => {
		const [given, other] = [await item(), await item({ ...good, phone: '2' })];
		const scorer = async (parameters: INodeParameters, from = given) =>
			proposalsOf(await score(parameters, [from]))[0]?.scorer;
		const first = await scorer(all);
		expect(await scorer(rules(reachable, manager, lead))).toEqual(first);
		const changed = await scorer(rules(manager, lead, { ...reachable, points: 21 }));
		expect([changed?.inputHash, changed?.version === first?.version]).toEqual([first?.inputHash, false]);
		const bands = { band: [{ name: 'Hot', from: 10 }] };
		expect((await scorer({ ...all, options: { bands } }))?.version).not.toBe(first?.version);
		const from = await scorer(all, other);
		expect([from?.version, from?.inputHash === first?.inputHash]).toEqual([first?.version, false]);
	});

	it('with an expression that fails for one item fail only that item', async () => {
		const points = "={{ $json.boom ? $('Nowhere').item.json.points : 15 }}";
		const run = await score(rules({ ...reachable, points }), [{ ...(await item()), boom: 1 }, await item()]);
		expect(counts(run)).toEqual([1, 1]);
		expect(valuesOf(run)).toMatchObject({ ai_lead_score: 15 });
		expect(run.outputs[1]?.[0]?.json['crmError']).toMatchObject({
			message: expect.stringContaining("An expression on this node's panel failed") as string,
		});
	});

	it('score 1,000 items in one run', async () => {
		const given = await item();
		expect(
			counts(
				await score(
					all,
					Array.from({ length: 1000 }, () => given),
				),
			),
		).toEqual([1000, 0]);
	});
});

it('suggestions of other scorers for the same field stay beside ours', async () => {
	const given = await item();
	const other: Proposal = {
		field: 'ai_lead_score',
		value: 1,
		scorer: { method: 'mapped', version: 'x', inputHash: '' },
	};
	const crm = { ...crmOf({ json: given }), proposals: [other] };
	const run = await score(rules(reachable), [{ crm: { ...crm } }]);
	expect(proposalsOf(run).map(({ field, value }) => [field, value])).toEqual([
		['ai_lead_score', 1],
		['ai_lead_score', 20],
		['ai_fit_segment', 'cold'],
		['ai_score_reason', '+20 Phone Number is filled in.'],
	]);
});

it('Lookup, Score, Write: the score stands in the CRM, and a second run changes nothing', async () => {
	const id = stage.contact({ ...good, email: 'whole@ai-score.example' });
	const nodes = [
		{ name: 'Lookup', type: IdentityLookup, parameters: { fields: read } },
		{ name: 'Score', type: AiScore, parameters: all },
		{ name: 'Write', type: FieldSafeWrite, parameters: { mode: 'write' } },
	];
	const first = await stage.workflow(nodes, [{ email: 'whole@ai-score.example' }]);
	expect(outcomesAt(first, 0, 'Write')).toEqual([
		'ai_lead_score: written (ai field)',
		'ai_fit_segment: written (ai field)',
		'ai_score_reason: written (ai field)',
	]);
	expect([stage.value(id, 'ai_lead_score'), stage.value(id, 'ai_fit_segment')]).toEqual(['75', 'hot']);
	stage.changes();
	const second = await stage.workflow(nodes, [{ email: 'whole@ai-score.example' }]);
	expect(outcomesAt(second, 0, 'Write')).toHaveLength(3);
	expect(stage.changes()).toEqual([]);
});
