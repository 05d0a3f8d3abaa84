/** Field-Safe Write in n8n's engine against the sandbox HubSpot. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { aiFields } from '../../core/fields/ai-fields';
import { exitOf } from '../../core/policy/sums';
import {
	counts,
	crmOf,
	FieldSafeWrite,
	hintsOf,
	IdentityLookup,
	itemsAt,
	oAuth2Credential,
	openStage,
	outcomesAt,
	outcomesOf,
	reasonOf,
	shortly,
	type Stage,
	tokenCredential,
} from './stage';
import { allScopes } from '../../sandbox/hubspot/options';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());
beforeEach(() => stage.changes());

const DONE = 0;
const REVIEW = 1;
const FAILED = 2;
const AUDIT = 3;

const write = { mode: 'write' };
const map = (value: IDataObject | null, more: INodeParameters = {}): INodeParameters => ({
	...write,
	valuesFrom: 'map',
	fields: { mappingMode: 'defineBelow', value } as INodeParameters,
	...more,
});
const owners = (...rule: { field: string; owner: string }[]): INodeParameters => ({ options: { owners: { rule } } });

describe('Preview, the default', () => {
	it('sends no write request and says what would be written', async () => {
		const id = stage.contact();
		stage.control.resetStats();
		const run = await stage.write({}, [stage.suggest(id, { ai_lead_score: 81, jobtitle: 'CTO' })]);
		expect(run.error).toBeUndefined();
		expect(outcomesAt(run, DONE)).toEqual([
			'ai_lead_score: would write (ai field)',
			'jobtitle: would write (empty field)',
		]);
		expect(outcomesOf(itemsAt(run, DONE)[0] ?? { json: {} })[0]).toMatchObject({
			before: null,
			after: 81,
			suggested: 81,
		});
		expect(stage.control.stats().total).toBeGreaterThan(0);
		expect(stage.writes()).toBe(0);
		expect(stage.changes()).toEqual([]);
		expect(hintsOf(run)).toEqual(['Preview, nothing was written. Of 2 suggested fields: 2 would be written.']);
	});

	it('shows everything where Write would stop for the cap, and says so', async () => {
		const items = stage.contacts(3).map((id) => stage.suggest(id));
		const run = await stage.write({ mostRecords: 2 }, items);
		expect(outcomesAt(run, DONE)).toHaveLength(3);
		expect(hintsOf(run).join(' ')).toContain('In Write mode this run would stop');
		expect(stage.changes()).toEqual([]);
	});
});

describe('Write', () => {
	it('writes, reads back and stamps who wrote what', async () => {
		const id = stage.contact();
		const run = await stage.write(write, [stage.suggest(id, { ai_lead_score: 81 })], { executionId: 'run-77' });
		expect(outcomesAt(run, DONE)).toEqual(['ai_lead_score: written (ai field)']);
		expect(stage.changes()).toEqual([`${id}.ai_lead_score=81`]);
		expect(stage.value(id, 'ai_provenance')).toContain('run-77');
		expect(
			Date.parse(stage.value(id, 'ai_updated_at') ?? '') || Number(stage.value(id, 'ai_updated_at')),
		).toBeGreaterThan(Date.now() - 60_000);
		expect(stage.control.stats().byPurpose).toMatchObject({ 'batch update': expect.any(Number) as number });
		expect(hintsOf(run)).toEqual([
			'Of 1 suggested fields: 1 written.',
			expect.stringContaining('1 audit row was not kept'),
		]);
	});

	it('writes nothing the second time and changes no timestamp', async () => {
		const ids = stage.contacts(3);
		const items = ids.map((id, index) => stage.suggest(id, { ai_lead_score: 50 + index, jobtitle: 'CTO' }));
		await stage.write(write, items);
		const state = () =>
			ids.map((id) => [stage.control.values({ object: 'contact', id }), stage.value(id, 'lastmodifieddate')]);
		const before = state();
		stage.control.resetStats();
		const again = await stage.write(write, items);
		expect(outcomesAt(again, DONE)).toHaveLength(6);
		expect(outcomesAt(again, DONE).every((line) => line.includes('unchanged'))).toBe(true);
		expect(itemsAt(again, AUDIT)).toEqual([]);
		expect(stage.writes()).toBe(0);
		expect(state()).toEqual(before);
	});

	it('sends one record by Done, Review and Failed as copies with only that output’s fields, and the sums add up', async () => {
		const id = stage.contact();
		stage.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Head of Sales' });
		const item = {
			json: stage.suggest(id, { ai_lead_score: 70, jobtitle: 'CTO', ai_fit_segment: 'lukewarm' }),
			binary: {},
		};
		const run = await stage.write(write, [{ ...item, json: { ...item.json, mine: { kept: [0, false, ''] } } }]);
		expect(counts(run)).toEqual([1, 1, 1, 3]);
		expect([DONE, REVIEW, FAILED].map((output) => outcomesAt(run, output))).toEqual([
			['ai_lead_score: written (ai field)'],
			["jobtitle: review (a person's value)"],
			['ai_fit_segment: rejected (value does not fit)'],
		]);
		for (const output of [DONE, REVIEW, FAILED]) {
			const [leaving] = itemsAt(run, output);
			const crm = crmOf(leaving);
			expect(crm.proposals.map(({ field }) => field)).toEqual(crm.outcomes.map(({ field }) => field));
			expect(crm.id).toBe(id);
			expect(leaving?.json['mine']).toEqual({ kept: [0, false, ''] });
			expect(leaving?.pairedItem).toEqual({ item: 0 });
		}
		expect(hintsOf(run)[0]).toBe('Of 3 suggested fields: 1 written, 1 for review, 1 failed.');
		expect(stage.value(id, 'jobtitle')).toBe('Head of Sales');
	});

	it('gives an audit row per decision, with its pair', async () => {
		const [first, second] = [stage.contact(), stage.contact({ city: 'Leeds' })];
		const run = await stage.write(
			write,
			[stage.suggest(first, { ai_lead_score: 70 }), stage.suggest(second, { ai_lead_score: 20, city: 'Leeds' })],
			{ executionId: 'run-78' },
		);
		expect(itemsAt(run, AUDIT).map(({ json }) => [json['record'], json['field'], json['outcome']])).toEqual([
			[first, 'ai_lead_score', 'written'],
			[second, 'ai_lead_score', 'written'],
		]);
		expect(itemsAt(run, AUDIT)[1]).toMatchObject({
			pairedItem: { item: 1 },
			json: {
				execution: 'run-78',
				crm: 'hubspot',
				account: stage.account,
				object: 'contact',
				before: null,
				suggested: '20',
				after: '20',
				rule: 'ai field',
				scorer_method: 'rules',
				scorer_version: '1',
				policy_hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
			},
		});
	});

	it('says so where nobody keeps the audit rows, and is silent where a node does, and in Preview', async () => {
		const untold = async (parameters: INodeParameters, output: number) => {
			const run = await stage.workflow(
				[
					{ name: 'Write', type: FieldSafeWrite, parameters },
					{ name: 'Next', type: 'n8n-nodes-base.noOp' },
				],
				[stage.suggest(stage.contact())],
				[{ from: 'Write', to: 'Next', output }],
			);
			return run.hints('Write').some(({ message }) => message.includes('not kept'));
		};
		expect(await untold(write, DONE)).toBe(true);
		expect(await untold(write, AUDIT)).toBe(false);
		expect(await untold({}, DONE)).toBe(false);
	});

	it('adds up over many items: every suggested field has one outcome, and each leaves by its own output', async () => {
		const ids = stage.contacts(30);
		const items = ids.map((id, index) => {
			if (index % 3 === 0) stage.control.edit({ object: 'contact', id, field: 'city', value: 'Porto' });
			return stage.suggest(id, { ai_lead_score: index, city: 'Leeds', lifecyclestage: 'customer', no_such: 1 });
		});
		const run = await stage.write(write, items);
		const leaving = [DONE, REVIEW, FAILED].map((output) => itemsAt(run, output).flatMap((item) => outcomesOf(item)));
		expect(leaving.flat()).toHaveLength(120);
		leaving.forEach((outcomes, output) =>
			expect(outcomes.every(({ status }) => ['done', 'review', 'failed'].indexOf(exitOf(status)) === output)).toBe(
				true,
			),
		);
		const numbers = /Of (\d+) suggested fields: (.*)\./.exec(hintsOf(run)[0] ?? '');
		const parts = (numbers?.[2] ?? '').split(', ').map((part) => Number.parseInt(part, 10));
		expect(Number(numbers?.[1])).toBe(120);
		expect(parts.reduce((sum, part) => sum + part, 0)).toBe(120);
	});

	it('works with an OAuth2 credential', async () => {
		const id = stage.contact();
		stage.control.addToken({ token: 'oauth-writer', appId: 8, scopes: [...allScopes], kind: 'oauth' });
		const credentials = [oAuth2Credential(stage.url, 'oauth-writer', 'refresh')];
		const run = await stage.write({ ...write, authentication: 'oAuth2' }, [stage.suggest(id)], { credentials });
		expect(outcomesAt(run, DONE)).toEqual(['ai_lead_score: written (ai field)']);
	});
});

describe('Map Myself', () => {
	it('takes values by expression for each item, with option labels, and counts an empty field of the panel as no suggestion', async () => {
		const [first, second] = [stage.contact({ email: 'one@map.example' }), stage.contact({ email: 'two@map.example' })];
		const run = await stage.write(
			map({ ai_lead_score: '={{ $json.score + 1 }}', ai_fit_segment: '={{ $json.segment }}', city: null }),
			[
				{ ...stage.suggest(first, {}), score: 40, segment: 'Hot' },
				{ ...stage.suggest(second, {}), score: 60, segment: 'cold' },
			],
		);
		expect(outcomesAt(run, DONE)).toHaveLength(4);
		expect(stage.changes().sort()).toEqual(
			[
				`${first}.ai_lead_score=41`,
				`${first}.ai_fit_segment=hot`,
				`${second}.ai_lead_score=61`,
				`${second}.ai_fit_segment=cold`,
			].sort(),
		);
	});

	it('writes 0, false and an empty text as what they are', async () => {
		const id = stage.contact({ city: 'Leeds' });
		const run = await stage.write(map({ ai_lead_score: 0, is_it: '={{ undefined }}', city: '' }), [
			stage.suggest(id, {}),
		]);
		expect(stage.value(id, 'ai_lead_score')).toBe('0');
		expect(stage.value(id, 'city')).toBe('Leeds');
		expect(outcomesAt(run, DONE)).toContain('city: skipped (blank suggestion)');
		expect(run.outputs.flat().some((item) => JSON.stringify(item.json).includes('is_it'))).toBe(false);
	});

	it('fails only the item whose value does not fit, and only its field', async () => {
		const [first, second] = [stage.contact(), stage.contact()];
		const run = await stage.write(map({ ai_lead_score: '={{ $json.score }}', city: 'Leeds' }), [
			{ ...stage.suggest(first, {}), score: 'a lot' },
			{ ...stage.suggest(second, {}), score: 12 },
		]);
		expect(run.error).toBeUndefined();
		expect(outcomesAt(run, FAILED)).toEqual(['ai_lead_score: rejected (value does not fit)']);
		expect(stage.changes().sort()).toEqual(
			[`${first}.city=Leeds`, `${second}.ai_lead_score=12`, `${second}.city=Leeds`].sort(),
		);
	});

	it('fails only the item whose expression fails', async () => {
		const [first, second] = [stage.contact(), stage.contact()];
		const run = await stage.write(map({ ai_lead_score: '={{ $json.bad ? $("Gone").item.json.x : 9 }}' }), [
			{ ...stage.suggest(first, {}), bad: true },
			stage.suggest(second, {}),
		]);
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([1, 0, 1, 1]);
		expect(reasonOf(itemsAt(run, FAILED)[0])).toContain('expression');
		expect(stage.changes()).toEqual([`${second}.ai_lead_score=9`]);
	});

	it('says so where nothing is mapped', async () => {
		const run = await stage.write(map(null), [stage.suggest(stage.contact(), {})]);
		expect(reasonOf(itemsAt(run, FAILED)[0])).toContain('Fields to Write');
	});
});

describe('Field Owners and options', () => {
	it('never writes a People Only field, and writes a field of AI over what another integration wrote', async () => {
		const id = stage.contact({ city: 'Leeds' });
		const rules = owners({ field: 'job*', owner: 'people' }, { field: 'city', owner: 'ai' });
		const run = await stage.write({ ...write, ...rules }, [stage.suggest(id, { jobtitle: 'CTO', city: 'Porto' })]);
		expect([...outcomesAt(run, DONE), ...outcomesAt(run, REVIEW)]).toContain('jobtitle: skipped (people only)');
		expect(stage.value(id, 'jobtitle')).toBeNull();
	});

	it('sends protected fields to Review, also where a row gives them to AI', async () => {
		const id = stage.contact();
		const values = { lifecyclestage: 'customer', hubspot_owner_id: '70501', email: 'new@mail.example', budget: 5 };
		const rules = owners({ field: '*', owner: 'ai' });
		const run = await stage.write({ ...write, ...rules }, [stage.suggest(id, values)]);
		expect(counts(run)).toEqual([0, 1, 0, 4]);
		expect(outcomesAt(run, REVIEW)).toEqual(Object.keys(values).map((field) => `${field}: review (protected field)`));
		expect(stage.changes()).toEqual([]);
	});

	it('says which rows of Field Owners contradict each other', async () => {
		const rules = owners({ field: 'city', owner: 'ai' }, { field: 'City ', owner: 'people' });
		const run = await stage.write({ ...write, ...rules }, [stage.suggest(stage.contact(), { city: 'Leeds' })]);
		expect(hintsOf(run).join(' ')).toContain('"city" has 2 owners');
		expect(outcomesAt(run, DONE)).toEqual(['city: skipped (people only)']);
	});

	it('clears a field only where Clear Empty Values is on', async () => {
		const id = stage.contact();
		await stage.write(write, [stage.suggest(id, { ai_lead_score: 70 })]);
		const off = await stage.write(write, [stage.suggest(id, { ai_lead_score: null })]);
		expect(outcomesAt(off, DONE)).toEqual(['ai_lead_score: skipped (blank suggestion)']);
		const on = await stage.write({ ...write, options: { clearEmptyValues: true } }, [
			stage.suggest(id, { ai_lead_score: null }),
		]);
		expect(outcomesAt(on, DONE)).toEqual(['ai_lead_score: written (our own value)']);
		expect(stage.value(id, 'ai_lead_score')).toBeNull();
	});

	it('writes without stamp fields, and says how to create them', async () => {
		const bare = await openStage({ aiFields: false });
		try {
			const id = bare.contact();
			const run = await bare.write(write, [bare.suggest(id, { city: 'Leeds' })]);
			expect(outcomesAt(run, DONE)).toEqual(['city: written (empty field)']);
			expect(hintsOf(run).join(' ')).toContain('Set Up AI Fields');
		} finally {
			await bare.close();
		}
	});

	it('uses the stamp fields that are chosen', async () => {
		const id = stage.contact();
		const options = { provenanceField: 'sales_notes', updatedAtField: 'next_review_at' };
		await stage.write({ ...write, options }, [stage.suggest(id, { ai_lead_score: 70 })]);
		expect(stage.value(id, 'sales_notes')).toContain('ai_lead_score');
		expect(stage.value(id, 'next_review_at')).not.toBeNull();
		expect(stage.value(id, 'ai_provenance')).toBeNull();
	});
});

describe('items that cannot be written', () => {
	it('are an item without crm, a foreign crm, a broken one, an unmatched one, another object, another account', async () => {
		const id = stage.contact();
		const unmatched = stage.suggest(id, undefined, {
			match: { status: 'unmatched', confidence: 0, via: [], why: 'x', candidates: [] },
		});
		const run = await stage.write(write, [
			{ email: 'a@b.example' },
			{ crm: 'mine' },
			{ crm: { ...(stage.suggest(id)['crm'] as IDataObject), proposals: [{ value: 1 }] } },
			unmatched,
			stage.suggest(id, undefined, { object: 'company' }),
			stage.suggest(id, undefined, { account: '99' }),
			stage.suggest(id),
		]);
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([1, 0, 6, 2]);
		expect(itemsAt(run, FAILED).slice(0, 5).map(reasonOf)).toEqual([
			expect.stringContaining('Put an Identity Lookup before this node'),
			expect.stringContaining('data of its own under "crm"'),
			expect.stringContaining('crm.proposals'),
			expect.stringContaining('it is unmatched'),
			expect.stringContaining('about a company, but this node'),
		]);
		expect(outcomesOf(itemsAt(run, FAILED)[5] ?? { json: {} }).map(shortly)).toEqual([
			'ai_lead_score: rejected (other account)',
		]);
		expect(stage.changes()).toEqual([`${id}.ai_lead_score=80`]);
	});

	it('are records that were deleted or merged since, and ids that never were', async () => {
		const [deleted, winner, loser] = [stage.contact(), stage.contact(), stage.contact()];
		stage.control.delete({ object: 'contact', id: deleted });
		stage.control.merge({ object: 'contact', winner, loser });
		const run = await stage.write(write, [stage.suggest(deleted), stage.suggest(loser), stage.suggest('999999999')]);
		expect(counts(run)).toEqual([0, 0, 3, 3]);
		expect(itemsAt(run, FAILED).map((item) => outcomesOf(item)[0]?.why)).toEqual([
			expect.stringContaining('deleted'),
			expect.stringContaining(`merged into record ${winner}`),
			'HubSpot has no contact with this id.',
		]);
		expect(stage.changes()).toEqual([]);
	});

	it('are the second of two items that disagree about one field of a record: it goes to Review', async () => {
		const id = stage.contact();
		const run = await stage.write(write, [
			stage.suggest(id, { ai_lead_score: 10 }),
			stage.suggest(id, { ai_lead_score: 20 }),
		]);
		const all = [DONE, REVIEW, FAILED].flatMap((output) => outcomesAt(run, output));
		expect(all).toEqual(['ai_lead_score: written (ai field)', 'ai_lead_score: review (review asked for)']);
		expect(stage.changes()).toEqual([`${id}.ai_lead_score=10`]);
		const again = await stage.write(write, [stage.suggest(id, { ai_lead_score: 10 })]);
		expect(outcomesAt(again, DONE)).toEqual(['ai_lead_score: unchanged (equal value)']);
	});

	it('do not stop two items for one record with different fields: the record is written once', async () => {
		const id = stage.contact();
		stage.control.resetStats();
		const run = await stage.write(write, [
			stage.suggest(id, { ai_lead_score: 10 }),
			stage.suggest(id, { city: 'Leeds' }),
		]);
		expect(outcomesAt(run, DONE)).toEqual(['ai_lead_score: written (ai field)', 'city: written (empty field)']);
		expect(stage.control.stats().byPurpose['batch update']).toBe(1);
		expect(itemsAt(run, DONE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});
});

describe('the crm data of an item that a node in between dropped', () => {
	const lookup = { name: 'Lookup', type: IdentityLookup };
	const set = {
		name: 'Edit Fields',
		type: 'n8n-nodes-base.set',
		parameters: {
			mode: 'manual',
			includeOtherFields: false,
			assignments: { assignments: [{ id: '1', name: 'score', type: 'number', value: '={{ $json.n }}' }] },
			options: {},
		},
	};
	const last = { name: 'Write', type: FieldSafeWrite, parameters: map({ ai_lead_score: '={{ $json.score }}' }) };

	it('is recovered through paired items, each item its own', async () => {
		const ids = [stage.contact({ email: 'a@paired.example' }), stage.contact({ email: 'b@paired.example' })];
		const run = await stage.workflow(
			[lookup, set, last],
			[
				{ email: 'nobody@paired.example', n: 1 },
				{ email: 'b@paired.example', n: 22 },
				{ email: 'a@paired.example', n: 11 },
			],
		);
		expect(run.error).toBeUndefined();
		expect(outcomesAt(run, DONE, 'Write')).toHaveLength(2);
		expect(stage.changes().sort()).toEqual([`${ids[0]}.ai_lead_score=11`, `${ids[1]}.ai_lead_score=22`].sort());
		expect(itemsAt(run, DONE, 'Write')[0]?.json['score']).toBe(22);
	});

	it('is recovered as suggested where an earlier node made suggestions', async () => {
		const id = stage.contact();
		const suggesting = {
			name: 'Suggest',
			type: 'n8n-nodes-base.set',
			parameters: { mode: 'raw', jsonOutput: `=${JSON.stringify(stage.suggest(id, { ai_lead_score: 5 }))}` },
		};
		const run = await stage.workflow([suggesting, set, { ...last, parameters: write }], [{ n: 1 }]);
		expect(outcomesAt(run, DONE, 'Write')).toEqual(['ai_lead_score: written (ai field)']);
	});

	it('is asked for by the name of the node that dropped it, where the pairs are gone as well', async () => {
		stage.contact({ email: 'c@paired.example' });
		const aggregate = {
			name: 'Count Them',
			type: 'n8n-nodes-base.summarize',
			parameters: { fieldsToSummarize: { values: [{ aggregation: 'sum', field: 'n' }] }, options: {} },
		};
		const run = await stage.workflow(
			[lookup, aggregate, last],
			[
				{ email: 'c@paired.example', n: 1 },
				{ email: 'c@paired.example', n: 2 },
			],
		);
		expect(counts({ outputs: run.outputs('Write') } as never).slice(0, 3)).toEqual([0, 0, 1]);
		expect(reasonOf(itemsAt(run, FAILED, 'Write')[0])).toContain('"Count Them"');
		expect(stage.changes()).toEqual([]);
	});
});

describe('Set Up AI Fields', () => {
	let bare: Stage;
	beforeAll(async () => {
		bare = await openStage({ aiFields: false });
	});
	afterAll(async () => await bare.close());
	const check = (value: IDataObject): INodeParameters => ({
		operation: 'setUp',
		checkFields: { mappingMode: 'defineBelow', value } as INodeParameters,
	});

	it('creates the nine fields, and the next time finds that all exist', async () => {
		const run = await bare.write({ operation: 'setUp' }, [{}]);
		expect(counts(run)).toEqual([1, 0, 0, 0]);
		expect(itemsAt(run, DONE)[0]?.json).toMatchObject({
			ready: true,
			object: 'contact',
			fields: aiFields.map(({ name }) => ({ name, status: 'created' })),
		});
		for (const { name, label } of aiFields)
			expect(bare.control.property({ object: 'contact', name })).toMatchObject({ label });

		bare.control.resetStats();
		const again = await bare.write({ operation: 'setUp' }, [{}]);
		expect(itemsAt(again, DONE)[0]?.json).toMatchObject({
			ready: true,
			fields: aiFields.map(({ name }) => ({ name, status: 'exists' })),
		});
		expect(bare.writes()).toBe(0);
		expect(hintsOf(again)[0]).toContain('9 already there');
	});

	it('passes a mapping that fits, and says which fields are protected', async () => {
		const values = { ai_lead_score: '={{ $json.n }}', ai_fit_segment: 'Warm', lifecyclestage: 'Customer' };
		const run = await bare.write(check(values), [{ n: 5 }, { n: 6 }]);
		expect(counts(run)).toEqual([1, 0, 0, 0]);
		expect(itemsAt(run, DONE)[0]?.json['mapping']).toEqual([
			expect.objectContaining({ field: 'ai_lead_score', ok: true, items: 2, message: 'Fits.' }),
			expect.objectContaining({ field: 'ai_fit_segment', ok: true }),
			expect.objectContaining({
				field: 'lifecyclestage',
				ok: true,
				message: expect.stringContaining('Review') as string,
			}),
		]);
		expect(itemsAt(run, DONE)[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('leaves by Failed and names what does not fit: type, option, length, read-only, unknown; writes no record', async () => {
		bare.contact();
		const values = {
			ai_lead_score: 'high',
			tier: 'Platinum',
			region: 'Other',
			city: 'x'.repeat(70_000),
			hs_object_id: '1',
			no_such: 'x',
			zip: '10115',
		};
		bare.control.resetStats();
		const run = await bare.write(check(values), [{}]);
		expect(counts(run)).toEqual([0, 0, 1, 0]);
		const lines = itemsAt(run, FAILED)[0]?.json['mapping'] as { field: string; ok: boolean; message: string }[];
		expect(lines.filter(({ ok }) => !ok).map(({ field }) => field)).toEqual(Object.keys(values).slice(0, 6));
		expect(lines.map(({ message }) => message).join(' ')).not.toContain('x'.repeat(100));
		expect(itemsAt(run, FAILED)[0]?.json['ready']).toBe(false);
		expect(bare.writes()).toBe(0);
	});

	it('leaves by Failed where a field of that name is something else', async () => {
		bare.control.createProperty({ object: 'company', name: 'ai_lead_score', type: 'string', fieldType: 'text' });
		const run = await bare.write({ operation: 'setUp', object: { __rl: true, mode: 'list', value: 'company' } }, [{}]);
		expect(counts(run)).toEqual([0, 0, 1, 0]);
		expect(itemsAt(run, FAILED)[0]?.json['fields']).toContainEqual(
			expect.objectContaining({ name: 'ai_lead_score', status: 'differs' }),
		);
	});

	it('says which permission the credential lacks', async () => {
		bare.control.addToken({
			token: 'reader-only',
			appId: 9,
			scopes: ['crm.objects.contacts.read', 'crm.schemas.contacts.read'],
		});
		const credentials = [tokenCredential(bare.url, 'reader-only')];
		const run = await bare.write({ operation: 'setUp', object: { __rl: true, mode: 'list', value: 'contact' } }, [{}], {
			credentials,
		});
		const told = JSON.stringify([run.outputs, hintsOf(run), run.error?.message]);
		expect(told).toContain('crm.objects.contacts.write');
		expect(told).not.toContain('reader-only');
	});
});
