/** Create When Unmatched of Identity Lookup in n8n's engine against the sandbox HubSpot. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Contract } from '../../core/record';
import { readStamp } from '../../core/stamp';
import { AskingAgent, asTool, RunningAgent } from './agent';
import type { NodeRun } from './engine';
import {
	counts,
	crmOf,
	FieldSafeWrite,
	hintsOf,
	IdentityLookup,
	itemsAt,
	openStage,
	outcomesAt,
	token,
	type RunOptions,
	type Stage,
} from './stage';

const MATCHED = 0;
const AMBIGUOUS = 1;
const UNMATCHED = 2;

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const on = (options: IDataObject = {}, more: INodeParameters = {}): INodeParameters => ({
	...more,
	options: { createUnmatched: true, ...options },
});
const create = async (items: readonly IDataObject[], options: IDataObject = {}, more?: RunOptions): Promise<NodeRun> =>
	await stage.lookup(on(options), items, more);
const whys = (run: NodeRun, output: number) => run.outputs[output]?.map((item) => crmOf(item).match.why);
const made = (run: NodeRun) =>
	run.outputs.flat().flatMap((item): Contract[] => (crmOf(item).match.created === true ? [crmOf(item)] : []));
const creations = () => stage.control.requests().filter(({ purpose }) => purpose === 'create').length;

describe('Create When Unmatched', () => {
	it('is off where nobody switched it on: an unmatched item stays unmatched and nothing is sent', async () => {
		const before = stage.writes();
		const run = await stage.lookup({}, [{ email: 'nobody@off.example', name: 'Ada Off' }]);
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(stage.writes()).toBe(before);
	});

	it('makes a contact of the item’s keys, marks it, and the next run finds it (S2-11)', async () => {
		const item = {
			email: ' Ada.New@Fresh.example',
			full_name: 'Dr. Ada van Lovelace',
			phone: '+1 202 555 0190',
			company: 'Fresh Engines',
			city: 'Leeds',
		};
		const run = await create([item]);
		expect(counts(run)).toEqual([1, 0, 0]);
		const contract = crmOf(run.outputs[MATCHED]?.[0]);
		expect(contract).toMatchObject({
			object: 'contact',
			match: { status: 'matched', confidence: 1, via: ['created'], created: true },
		});
		expect(contract.match.why).toMatch(/^Created: no record has this e-mail address/);
		expect(contract.url).toContain(contract.id);
		expect(contract.match.candidates).toMatchObject([{ label: 'Ada van Lovelace', url: contract.url }]);
		expect(contract.snapshot?.values['ai_lead_score']).toBeNull();
		expect(hintsOf(run)).toEqual(['1 created.']);
		const value = (field: string) => stage.value(contract.id ?? '', field);
		expect(['email', 'firstname', 'lastname', 'phone', 'company', 'city'].map(value)).toEqual([
			'ada.new@fresh.example',
			'Ada',
			'van Lovelace',
			'+12025550190',
			'Fresh Engines',
			null,
		]);
		expect(readStamp(value('ai_provenance'))).toMatchObject({
			fields: {},
			created: { run: expect.any(String) as string },
		});
		expect(value('ai_updated_at')).not.toBeNull();

		const before = creations();
		const again = await create([item]);
		expect(crmOf(again.outputs[MATCHED]?.[0])).toMatchObject({ id: contract.id, match: { status: 'matched' } });
		expect(crmOf(again.outputs[MATCHED]?.[0]).match).not.toHaveProperty('created');
		expect(hintsOf(again)).toEqual(['1 matched.']);
		expect(creations()).toBe(before);
	});

	it('creates nothing for ambiguous items, for too little, for unreadable keys and for a record ID', async () => {
		stage.contact({ email: 'info@roles-c.example' });
		const before = creations();
		const run = await create([
			{ email: 'info@roles-c.example' },
			{ phone: '+1 202 555 0191' },
			{ email: 'not an address', full_name: 'Ada Unread' },
			{ record_id: '999999999', email: 'id@nowhere-c.example' },
			{ note: 'nothing' },
		]);
		expect(counts(run)).toEqual([0, 1, 4]);
		expect(creations()).toBe(before);
		expect(whys(run, UNMATCHED)).toEqual([
			expect.stringContaining('Not created: the item has neither a name nor an e-mail address.'),
			expect.stringContaining('Not created: a key of the item could not be read'),
			expect.stringContaining('Not created: the item gives a record ID'),
			expect.stringContaining('Not created: the item has neither a name nor an e-mail address.'),
		]);
	});

	it('makes one record of two items that mean the same, and asks where they may mean the same', async () => {
		const before = creations();
		const run = await create([
			{ email: 'twin@pair.example', full_name: 'Grace Pair', company: 'Pairing Works' },
			{ email: 'Twin+news@pair.example', full_name: 'Grace Pair', phone: '+1 202 555 0192' },
			{ email: 'other@pair.example', full_name: 'Otto Other' },
			{ full_name: 'Grace Pair', email: 'grace.pair@pair.example', company: 'Pairing Works' },
		]);
		expect(creations()).toBe(before + 2);
		expect(counts(run)).toEqual([3, 1, 0]);
		const [first, second, third] = (run.outputs[MATCHED] ?? []).map(crmOf);
		expect(second?.id).toBe(first?.id);
		expect(second?.match).not.toHaveProperty('created');
		expect(second?.match.why).toMatch(/^Another item of this run means the same record\./);
		expect(second?.match.candidates[0]).toMatchObject({ label: 'Grace Pair', url: first?.url });
		expect(third?.id).not.toBe(first?.id);
		const [perhaps] = (run.outputs[AMBIGUOUS] ?? []).map(crmOf);
		expect(perhaps?.match.why).toMatch(/^Another item of this run may mean the same record\./);
		expect(perhaps?.match.candidates).toMatchObject([{ id: first?.id, label: 'Grace Pair', url: first?.url }]);
		expect(hintsOf(run)).toEqual(['1 matched, 2 created, 1 ambiguous.']);
	});

	it('makes no record that the same item would not find again: a name alone never does', async () => {
		const before = creations();
		const run = await create([{ full_name: 'Zora Nameonly' }, { email: 'info@zora-nameonly.example' }]);
		expect(counts(run)).toEqual([0, 0, 2]);
		for (const why of whys(run, UNMATCHED) ?? []) expect(why).toContain('Not created: the item says too little');
		expect(creations()).toBe(before);
		const enough = await create([{ full_name: 'Zora Nameonly', phone: '+1 202 555 0193' }]);
		expect(made(enough)).toHaveLength(1);
	});

	it('keeps what an agent or an item says from switching it on: an expression is not asked', async () => {
		const before = creations();
		const expression = { createUnmatched: '={{ $json.create }}' };
		const run = await create([{ email: 'says@item-c.example', create: true }], expression);
		expect(counts(run)).toEqual([0, 0, 1]);
		for (const agent of [AskingAgent, RunningAgent]) {
			const call = async (options: INodeParameters) =>
				await stage.workflow(
					[
						{ name: 'Agent', type: agent, parameters: { arguments: JSON.stringify({ create: true }) } },
						{
							name: 'Tool',
							type: asTool(IdentityLookup),
							parameters: {
								matchUsing: 'define',
								keys: { key: [{ kind: 'email', value: `${agent.name.toLowerCase()}@agent-c.example` }] },
								options,
							},
						},
					],
					[{}],
					[{ from: 'Tool', to: 'Agent', type: 'ai_tool' }],
				);
			const answered = await call({ createUnmatched: "={{ $fromAI('create', 'create', 'boolean') }}" });
			expect(JSON.stringify(itemsAt(answered, 0, 'Agent'))).toContain('unmatched');
			expect(creations()).toBe(before + (agent === AskingAgent ? 0 : 1));
			const switchedOn = await call({ createUnmatched: true });
			expect(JSON.stringify(itemsAt(switchedOn, 0, 'Agent'))).toContain('Created: no record has');
		}
		expect(creations()).toBe(before + 2);
	});

	it('stops at Most Records Created a Run, over all batches of a loop, and says so', async () => {
		const items = Array.from({ length: 6 }, (_, index) => ({
			email: `${['ann', 'ben', 'cara', 'dora', 'emil', 'fritz'][index] ?? ''}@capped.example`,
		}));
		const before = creations();
		const run = await stage.workflow(
			[
				{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', parameters: { batchSize: 2 } },
				{ name: 'Lookup', type: IdentityLookup, parameters: on({ mostCreated: 3 }) },
			],
			items,
			[
				{ from: 'Start', to: 'Loop' },
				{ from: 'Loop', to: 'Lookup', output: 1 },
				{ from: 'Lookup', to: 'Loop' },
				{ from: 'Lookup', to: 'Loop', output: 2 },
			],
		);
		expect(run.error).toBeUndefined();
		expect(creations()).toBe(before + 3);
		expect(run.items('Lookup', MATCHED)).toHaveLength(3);
		const left = run.items('Lookup', UNMATCHED).map((item) => crmOf(item).match.why);
		expect(left).toHaveLength(3);
		for (const why of left) expect(why).toContain('Not created: Most Records Created a Run (3) was reached.');
		expect(run.hints('Lookup').map(({ message }) => message)).toContain(
			'2 items stayed unmatched, since Most Records Created a Run was reached. It counts over the whole execution, loops included.',
		);
	});

	it('knows in a later batch of a loop what an earlier one created, although the search does not yet', async () => {
		const lagging = await openStage({ indexLagMs: 3_600_000 });
		try {
			const company = { company: 'Nordwind Turbinen', domain: 'nordwind-turbinen.example' };
			const run = await lagging.workflow(
				[
					{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', parameters: { batchSize: 1 } },
					{
						name: 'Lookup',
						type: IdentityLookup,
						parameters: on({}, { object: { __rl: true, mode: 'list', value: 'company' } }),
					},
				],
				[company, company],
				[
					{ from: 'Start', to: 'Loop' },
					{ from: 'Loop', to: 'Lookup', output: 1 },
					{ from: 'Lookup', to: 'Loop' },
				],
			);
			expect(run.error).toBeUndefined();
			const ids = run.items('Lookup', MATCHED).map((item) => crmOf(item).id);
			expect(ids).toHaveLength(2);
			expect(ids[0]).toBe(ids[1]);
		} finally {
			await lagging.close();
		}
	});

	it('takes the record that HubSpot refuses to make twice for the one, or asks a person', async () => {
		const lagging = await openStage({ indexLagMs: 3_600_000, secondaryEmailLookup: false });
		try {
			const held = (first: string, mail: string) =>
				lagging.control.create({
					object: 'contact',
					values: { firstname: first, lastname: 'Held', email: `${first}@held.example`, hs_additional_emails: mail },
				});
			const ada = held('ada', 'ada@second-c.example');
			const bob = held('bob', 'team.mate@second-c.example');
			const run = await lagging.lookup(on(), [
				{ email: 'ada@second-c.example', full_name: 'Ada Held' },
				{ email: 'team.mate@second-c.example', full_name: 'Xaver Someone' },
			]);
			expect(counts(run)).toEqual([1, 1, 0]);
			expect(crmOf(run.outputs[MATCHED]?.[0])).toMatchObject({ id: ada, match: { status: 'matched' } });
			expect(crmOf(run.outputs[AMBIGUOUS]?.[0]).match.candidates).toMatchObject([{ id: bob }]);
			for (const item of run.outputs.flat()) expect(crmOf(item).match.why).toContain('Nothing was created');
			expect(made(run)).toEqual([]);
		} finally {
			await lagging.close();
		}
	});

	it('writes Values for New Records with their types, and leaves an item unmatched whose value does not fit', async () => {
		const newValues = (value: string) => ({
			newValues: {
				value: [
					{ field: 'tier', value },
					{ field: 'ai_lead_score', value: '={{ $json.score }}' },
				],
			},
		});
		const run = await create([{ email: 'tiered@values.example', score: 40 }], newValues('b'));
		const id = made(run)[0]?.id ?? '';
		expect([stage.value(id, 'tier'), stage.value(id, 'ai_lead_score')]).toEqual(['B', '40']);
		expect(Object.keys(readStamp(stage.value(id, 'ai_provenance')).fields)).toEqual(['ai_lead_score']);
		const before = creations();
		const bad = await create([{ email: 'untiered@values.example', score: 40 }], newValues('no such tier'));
		expect(counts(bad)).toEqual([0, 0, 1]);
		expect(whys(bad, UNMATCHED)?.[0]).toMatch(/Not created: The value for Tier/);
		expect(creations()).toBe(before);
	});

	it('lets Field-Safe Write fill the new record, keeps what came in, and lets a person’s later edit win', async () => {
		const item = { email: 'flow@fresh.example', full_name: 'Flora Flow', company: 'Flow Works' };
		const values = { ai_lead_score: 70, jobtitle: 'CTO', company: 'Guessed Inc' };
		const write = async (suggested: Readonly<Record<string, unknown>>) =>
			await stage.workflow(
				[
					{ name: 'Lookup', type: IdentityLookup, parameters: on({}, { fields: ['jobtitle', 'company'] }) },
					{
						name: 'Write',
						type: FieldSafeWrite,
						parameters: {
							mode: 'write',
							valuesFrom: 'map',
							fields: { mappingMode: 'defineBelow', value: suggested as INodeParameters },
						},
					},
				],
				[item],
			);
		const first = await write(values);
		expect(first.error).toBeUndefined();
		expect(outcomesAt(first, 0, 'Write').sort()).toEqual([
			'ai_lead_score: written (ai field)',
			'jobtitle: written (empty field)',
		]);
		expect(outcomesAt(first, 1, 'Write')).toEqual(["company: review (a person's value)"]);
		const id = crmOf(first.items('Lookup')[0]).id ?? '';
		expect([stage.value(id, 'ai_lead_score'), stage.value(id, 'company')]).toEqual(['70', 'Flow Works']);
		// The mark of the creation outlives the stamp of the write.
		expect(readStamp(stage.value(id, 'ai_provenance'))).toMatchObject({
			created: { at: expect.any(String) as string },
			fields: { ai_lead_score: {}, jobtitle: {} },
		});

		stage.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Founder' });
		const second = await write({ jobtitle: 'CEO', ai_lead_score: 71 });
		expect(crmOf(second.items('Lookup')[0])).toMatchObject({
			id,
			match: { via: expect.arrayContaining(['email']) as [] },
		});
		expect(outcomesAt(second, 0, 'Write')).toEqual(['ai_lead_score: written (our own value)']);
		expect(outcomesAt(second, 1, 'Write')).toEqual(["jobtitle: review (a person's value)"]);
		expect(stage.value(id, 'jobtitle')).toBe('Founder');
	});

	it('tells where the credential may not create, and loses no item', async () => {
		const scopes = ['oauth', 'crm.objects.contacts.read', 'crm.schemas.contacts.read'];
		const narrow = await openStage({ tokens: [{ token, appId: 4_600_200, scopes, kind: 'private app' }] });
		try {
			const run = await narrow.lookup(on(), [{ email: 'may@not.example' }, { email: 'neither@not.example' }]);
			expect(run.error).toBeUndefined();
			expect(counts(run)).toEqual([0, 0, 2]);
			for (const why of whys(run, UNMATCHED) ?? []) expect(why).toContain('crm.objects.contacts.write');
			expect(hintsOf(run).join(' ')).toMatch(/2 new records could not be created: .*credential/);
		} finally {
			await narrow.close();
		}
	});

	it('says that new records carry no mark where the CRM has no AI fields', async () => {
		const bare = await openStage({ aiFields: false });
		try {
			const run = await bare.lookup(on(), [{ email: 'unmarked@bare.example' }]);
			expect(made(run)).toHaveLength(1);
			expect(hintsOf(run)[1]).toContain('no field ai_provenance');
		} finally {
			await bare.close();
		}
	});

	it('asks the CRM itself before it creates what a reference list does not have', async () => {
		const known = stage.contact({ email: 'listed@crm-c.example' });
		const run = await stage.workflow(
			[
				{ name: 'Rows', type: 'n8n-nodes-base.noOp' },
				{
					name: 'Lookup',
					type: IdentityLookup,
					parameters: on({ referenceList: true }),
				},
			],
			[{ email: 'listed@crm-c.example' }, { email: 'unlisted@crm-c.example' }],
			[
				{ from: 'Start', to: 'Lookup' },
				{ from: 'Start', to: 'Rows' },
				{ from: 'Rows', to: 'Lookup', input: 1 },
			],
		);
		expect(run.error).toBeUndefined();
		const [first, second] = run.items('Lookup', MATCHED).map(crmOf);
		expect(first).toMatchObject({ id: known, match: { via: ['email'] } });
		expect(second?.match.created).toBe(true);
	});

	it('makes companies and deals too; a deal and a person are put under the company that is surely theirs', async () => {
		const as = (object: string) => on({}, { object: { __rl: true, mode: 'list', value: object } });
		const company = { company: 'Larkspur Mills', domain: 'larkspur-mills.example' };
		const first = await stage.lookup(as('company'), [
			company,
			{ domain: 'www.larkspur-mills.example', company: 'Larkspur Mills' },
		]);
		expect(counts(first)).toEqual([2, 0, 0]);
		const id = made(first)[0]?.id ?? '';
		expect(made(first)).toHaveLength(1);
		const stored = (object: string, record: string, field: string) =>
			stage.control.value({ object, id: record, field });
		expect([stored('company', id, 'name'), stored('company', id, 'domain')]).toEqual([
			'Larkspur Mills',
			'larkspur-mills.example',
		]);
		const person = await create([{ email: 'lena@larkspur-mills.example', full_name: 'Lena Lark', ...company }]);
		const deal = await stage.lookup(as('deal'), [{ deal_name: 'Larkspur rollout 2027', ...company }]);
		const linked = async (object: string, record: string | undefined) => {
			const response = await fetch(`${stage.url}/crm/v3/objects/${object}/${record ?? ''}?associations=companies`, {
				headers: { authorization: `Bearer ${token}` },
			});
			return JSON.stringify(await response.json());
		};
		expect(await linked('contacts', made(person)[0]?.id)).toContain(`"id":"${id}"`);
		expect(await linked('deals', made(deal)[0]?.id)).toContain(`"id":"${id}"`);
	});
});

describe('records that were deleted in the CRM', () => {
	it('are told of by record ID and unique value, and are not made again', async () => {
		const gone = stage.contact({ email: 'gone@deleted.example', external_customer_id: 'G-1', lastname: 'Gone' });
		stage.control.delete({ object: 'contact', id: gone });
		const keys = (kind: string, value: string) => ({
			matchUsing: 'define',
			keys: { key: [{ kind, value, ...(kind === 'unique' ? { field: 'external_customer_id' } : {}) }] },
		});
		const told = async (kind: string, value: string) =>
			whys(await stage.lookup(keys(kind, value), [{}]), UNMATCHED)?.[0];
		expect(await told('id', gone)).toBe('The record with this record ID was deleted in the CRM.');
		expect(await told('unique', 'G-1')).toBe('The record with this unique value was deleted in the CRM.');
		expect(await told('email', 'gone@deleted.example')).toBe('No record has this e-mail address.');
		const before = creations();
		const run = await create([{ email: 'gone@deleted.example', full_name: 'Gerd Gone' }]);
		expect(whys(run, UNMATCHED)).toEqual([
			'The record with this e-mail address was deleted in the CRM. Not created: what was deleted in the CRM is not made again.',
		]);
		expect(creations()).toBe(before);
	});

	it('go to a person with Include Archived, and nothing is ever written to them', async () => {
		const gone = stage.contact({ email: 'bin@deleted.example', lastname: 'Bin' });
		stage.control.delete({ object: 'contact', id: gone });
		const run = await stage.lookup({ options: { includeArchived: true } }, [
			{ email: 'bin@deleted.example' },
			{ record_id: gone },
			{ email: 'never@deleted.example' },
		]);
		expect(counts(run)).toEqual([0, 2, 1]);
		const contracts = (run.outputs[AMBIGUOUS] ?? []).map(crmOf);
		for (const contract of contracts) {
			expect(contract).not.toHaveProperty('id');
			expect(contract.match).toMatchObject({
				heldBackBy: 'deleted record',
				candidates: [{ id: gone, label: 'Ada Bin', archived: true }],
			});
		}
		const both = await stage.lookup(on({ includeArchived: true }), [{ email: 'bin@deleted.example' }]);
		expect(counts(both)).toEqual([0, 1, 0]);
	});

	it('are named where another record fits an item whose record ID leads to them', async () => {
		const gone = stage.contact({ lastname: 'Elsewhere' });
		stage.control.delete({ object: 'contact', id: gone });
		stage.contact({ email: 'beside@deleted.example' });
		const run = await stage.lookup({}, [{ record_id: gone, email: 'beside@deleted.example' }]);
		expect(whys(run, AMBIGUOUS)?.[0]).toContain('The record with this record ID was deleted in the CRM.');
	});
});
