/** Conflict Gate in n8n's engine against the sandbox HubSpot. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	counts,
	crmOf,
	FieldSafeWrite,
	hintsOf,
	IdentityLookup,
	openStage,
	outcomesAt,
	reasonOf,
	tokenCredential,
	type Items,
	type RunOptions,
	type Stage,
} from './stage';
import { runNode, type NodeRun } from './engine';
import type { Contract, Decision, Proposal, Scorer } from '../../core/record';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const WRITE = 0;
const REVIEW = 1;
const SKIP = 2;

const scorer = (method: Scorer['method'], calibrated = false): Scorer => ({
	method,
	version: '1',
	inputHash: 'x',
	calibrated,
});
const model = (field: string, value: Proposal['value'], confidence?: number, calibrated = false): Proposal => ({
	field,
	value,
	...(confidence === undefined ? {} : { confidence }),
	scorer: scorer('model', calibrated),
});
const byRules = (field: string, value: Proposal['value']): Proposal => ({ field, value, scorer: scorer('rules') });

const gate = async (parameters: INodeParameters, items: Items, more: RunOptions = {}) =>
	await runNode({ type: ConflictGate, parameters, items, credentials: stage.credentials, ...more });

/** The item of a record as Identity Lookup gives it, with suggestions on it. */
async function item(
	id: string,
	proposals: readonly Proposal[],
	fields: readonly string[] = [],
	more: Partial<Contract> = {},
): Promise<IDataObject> {
	const run = await stage.lookup({ fields: [...fields] }, [{ hubspotId: id }]);
	return { crm: { ...crmOf(run.outputs[0]?.[0]), proposals: [...proposals], ...more } as unknown as IDataObject };
}

const decisionsAt = (run: NodeRun, output: number): Decision[] =>
	(run.outputs[output] ?? []).flatMap((entry: INodeExecutionData) => crmOf(entry).decisions);
const shortly = (run: NodeRun, output: number) =>
	decisionsAt(run, output).map(({ field, rule }) => `${field} (${rule})`);

/** The verdict on one suggestion: "Write: ai field". */
async function verdict(
	proposal: Proposal,
	parameters: INodeParameters = {},
	given: { readonly id?: string; readonly read?: readonly string[]; readonly more?: Partial<Contract> } = {},
): Promise<string> {
	const id = given.id ?? stage.contact();
	const run = await gate(parameters, [
		await item(id, [proposal], given.read ?? [proposal.field, 'ai_provenance'], given.more),
	]);
	const all = [WRITE, REVIEW, SKIP].flatMap((output) =>
		decisionsAt(run, output).map(({ rule }) => `${['Write', 'Review', 'Skip'][output]}: ${rule}`),
	);
	if (all.length !== 1 || all[0] === undefined)
		throw new Error(`${all.length} verdicts: ${JSON.stringify(run.outputs)}`);
	return all[0];
}

const owners = (...rows: readonly [field: string, owner: string][]): INodeParameters => ({
	owners: { rule: rows.map(([field, owner]) => ({ field, owner })) },
});

describe('one record with suggestions of every kind', () => {
	const proposals = [
		model('ai_fit_segment', 'hot', 0.85),
		model('ai_summary_status', 'outdated', 0.8499),
		model('ai_score_reason', 'Opened five mails.'),
		byRules('ai_lead_score', 80),
		model('jobtitle', 'CTO', 0.99),
	];
	let run: NodeRun;
	beforeAll(async () => {
		run = await gate(owners(['jobtitle', 'people']), [await item(stage.contact(), proposals)]);
	});

	it('0.85 and a rules score leave by Write, 0.8499 and no confidence by Review, People Only by Skip (S1-29, S0-35)', () => {
		expect(counts(run)).toEqual([1, 1, 1, 3]);
		expect(shortly(run, WRITE)).toEqual(['ai_fit_segment (ai field)', 'ai_lead_score (ai field)']);
		expect(shortly(run, REVIEW)).toEqual(['ai_summary_status (low confidence)', 'ai_score_reason (low confidence)']);
		expect(shortly(run, SKIP)).toEqual(['jobtitle (people only)']);
	});

	it('each copy carries only its own suggestions, and is paired with its item', () => {
		for (const output of [WRITE, REVIEW, SKIP]) {
			const [copy] = run.outputs[output] ?? [];
			expect(crmOf(copy).proposals.map(({ field }) => field)).toEqual(
				decisionsAt(run, output).map(({ field }) => field),
			);
			expect(copy?.pairedItem).toEqual({ item: 0 });
		}
	});

	it('says the reason in plain words with its numbers, and counts what left where', () => {
		expect(decisionsAt(run, REVIEW).map(({ why }) => why)).toEqual([
			'The confidence of 84.99 % for "AI Summary Status" is below 85 %.',
			'The model gave no confidence for "AI Score Reason"; at least 85 % is needed.',
		]);
		expect(hintsOf(run)).toEqual([
			'Of 5 suggested fields: 2 to write, 2 to review, 1 to skip.',
			expect.stringContaining('3 audit rows were not kept'),
		]);
	});

	it('gives an audit row for what it holds back, with the hash of its rules, and none for what Write will judge', () => {
		const rows = (run.outputs[3] ?? []).map(({ json }) => json);
		expect(rows.map(({ field, outcome }) => [field, outcome])).toEqual([
			['ai_summary_status', 'review'],
			['ai_score_reason', 'review'],
			['jobtitle', 'skipped'],
		]);
		const passed = crmOf(run.outputs[WRITE]?.[0]).decisions[0];
		expect(rows[0]).toMatchObject({ policy_hash: passed?.policyHash, confidence: 0.8499, rule: 'low confidence' });
	});

	it('reads no record and changes nothing', async () => {
		const given = await item(stage.contact(), proposals);
		stage.control.resetStats();
		await gate({}, [given]);
		const purposes = Object.keys(stage.control.stats().byPurpose);
		expect(purposes.filter((purpose) => !['account', 'token info', 'describe'].includes(purpose))).toEqual([]);
		expect(stage.writes()).toBe(0);
	});
});

describe('who a field belongs to', () => {
	it.each<[string, Proposal, INodeParameters, string]>([
		['an ai_ field is the AI’s without a row', byRules('ai_lead_score', 5), {}, 'Write: ai field'],
		['an empty Shared field may be filled', byRules('city', 'Lyon'), {}, 'Write: empty field'],
		['People Only is never written', byRules('city', 'Lyon'), owners(['city', 'people']), 'Skip: people only'],
		['a pattern names many fields', byRules('ai_lead_score', 5), owners(['ai_*', 'people']), 'Skip: people only'],
		[
			'a name beats a pattern',
			byRules('ai_lead_score', 5),
			owners(['ai_*', 'people'], ['ai_lead_score', 'ai']),
			'Write: ai field',
		],
		['the lifecycle is protected', byRules('lifecyclestage', 'customer'), {}, 'Review: protected field'],
		[
			'a protected field stays protected for the owner AI (S1-38)',
			byRules('hubspot_owner_id', '70502'),
			owners(['hubspot_owner_id', 'ai']),
			'Review: protected field',
		],
		[
			'additional fields are protected by name or pattern',
			byRules('jobtitle', 'CTO'),
			{ options: { additionalProtected: 'city, job*' } },
			'Review: protected field',
		],
		[
			'an unchecked confidence opens no Shared field',
			model('city', 'Lyon', 0.99),
			{},
			'Review: confidence not calibrated',
		],
		['a checked confidence does', model('city', 'Lyon', 0.99, true), {}, 'Write: empty field'],
		['an unknown field cannot be written', byRules('no_such_field', 1), {}, 'Skip: unknown field'],
		['a calculated field cannot be written', byRules('score_total', 1), {}, 'Skip: read-only field'],
		['a value that is no option does not fit', byRules('ai_fit_segment', 'boiling'), {}, 'Skip: value does not fit'],
		['the stamp is Field-Safe Write’s own', byRules('ai_provenance', 'x'), {}, 'Skip: read-only field'],
		['an empty suggestion clears nothing', byRules('city', ''), {}, 'Skip: equal value'],
	])('%s', async (_name, proposal, parameters, expected) => {
		const known = !['no_such_field'].includes(proposal.field);
		expect(await verdict(proposal, parameters, known ? {} : { read: [] })).toBe(expected);
	});

	it('an empty suggestion for a full field asks to empty it only where the panel says so', async () => {
		const id = stage.contact({ city: 'Bonn' });
		expect(await verdict(byRules('city', ''), {}, { id })).toBe('Skip: blank suggestion');
		expect(await verdict(byRules('city', ''), { options: { clearEmptyValues: true } }, { id })).toBe(
			"Review: a person's value",
		);
	});

	it('two rows that contradict each other are said, and the more careful one counts', async () => {
		const run = await gate(owners(['city', 'ai'], ['city', 'people']), [
			await item(stage.contact(), [byRules('city', 'Lyon')], ['city']),
		]);
		expect(shortly(run, SKIP)).toEqual(['city (people only)']);
		expect(hintsOf(run)[0]).toBe('"city" has 2 owners: AI and People Only. Keep one row.');
	});
});

describe('what people did to a field', () => {
	const edited = (field: string, value: string | null, more: { source?: string; at?: number } = {}) => {
		const id = stage.contact();
		stage.control.edit({ object: 'contact', id, field, value, ...more });
		return id;
	};

	it('a person’s value is kept, in AI fields too (S0-34, S0-36)', async () => {
		const id = edited('ai_lead_score', '10');
		expect(await verdict(byRules('ai_lead_score', 80), {}, { id })).toBe("Review: a person's value");
	});

	it('an automation’s value is no person’s: the AI’s field is refreshed, a Shared one is not', async () => {
		const id = edited('ai_lead_score', '10', { source: 'AUTOMATION_PLATFORM' });
		stage.control.edit({ object: 'contact', id, field: 'city', value: 'Bonn', source: 'AUTOMATION_PLATFORM' });
		expect(await verdict(byRules('ai_lead_score', 80), {}, { id })).toBe('Write: ai field');
		expect(await verdict(byRules('city', 'Lyon'), {}, { id })).toBe("Review: a person's value");
	});

	it('what AI wrote before is refreshed, also in a Shared field, and equal values are left alone', async () => {
		const id = stage.contact();
		await stage.write({ mode: 'write' }, [stage.suggest(id, { city: 'Bonn' })]);
		expect(await verdict(byRules('city', 'Lyon'), {}, { id })).toBe('Write: our own value');
		expect(await verdict(byRules('city', 'Bonn'), {}, { id })).toBe('Skip: equal value');
	});

	it('a value that a person cleared or replaced is not suggested again until it changes', async () => {
		const id = stage.contact();
		await stage.write({ mode: 'write' }, [stage.suggest(id, { ai_lead_score: 80 })]);
		stage.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: null });
		expect(await verdict(byRules('ai_lead_score', 80), {}, { id })).toBe('Skip: refused before');
		expect(await verdict(byRules('ai_lead_score', 81), {}, { id })).toBe('Review: cleared by a person');
	});

	it('a person’s edit counts for ever, or for the days that the panel says', async () => {
		const id = edited('ai_lead_score', '10', { at: Date.now() - 100 * 86_400_000 });
		const days = (count: number): INodeParameters => ({
			options: { editCountsFor: { period: { counts: 'days', days: count } } },
		});
		expect(await verdict(byRules('ai_lead_score', 5), {}, { id })).toBe("Review: a person's value");
		expect(await verdict(byRules('ai_lead_score', 5), days(101), { id })).toBe("Review: a person's value");
		expect(await verdict(byRules('ai_lead_score', 5), days(99), { id })).toBe('Write: ai field');
	});

	it('the edits of a user that is an integration are no person’s', async () => {
		const id = edited('ai_lead_score', '10');
		const users = (list: string): INodeParameters => ({ options: { integrationUsers: list } });
		expect(await verdict(byRules('ai_lead_score', 5), users('502'), { id })).toBe("Review: a person's value");
		expect(await verdict(byRules('ai_lead_score', 5), users('502, 501'), { id })).toBe('Write: ai field');
	});
});

describe('what the panel says about people’s edits', () => {
	const edited = (at?: number) => {
		const id = stage.contact();
		stage.control.edit({
			object: 'contact',
			id,
			field: 'ai_lead_score',
			value: '10',
			...(at === undefined ? {} : { at }),
		});
		return id;
	};
	const gateThenWrite = async (id: string, options: INodeParameters): Promise<string[]> => {
		const judged = await gate({ options }, [await item(id, [byRules('ai_lead_score', 5)])]);
		const run = await stage.write({ mode: 'write', valuesFrom: 'item' }, judged.outputs[0] ?? []);
		return run.outputs
			.slice(0, 3)
			.flatMap((output) => output.flatMap((entry) => crmOf(entry).outcomes.map(({ status }) => status)));
	};

	it('holds in Field-Safe Write too: what an integration’s user typed is written over, a person’s is not', async () => {
		expect(await gateThenWrite(edited(), { integrationUsers: '501' })).toEqual(['written']);
		expect(await gateThenWrite(edited(), { integrationUsers: '599' })).toEqual([]);
	});

	it('holds in Field-Safe Write too: an edit older than the days that count is written over', async () => {
		const options = { editCountsFor: { period: { counts: 'days', days: 1 } } };
		expect(await gateThenWrite(edited(Date.now() - 3 * 86_400_000), options)).toEqual(['written']);
		expect(await gateThenWrite(edited(), options)).toEqual([]);
	});
});

describe('how sure a suggestion must be', () => {
	it.each<[string, number, INodeParameters, string]>([
		['another threshold for all', 0.7, { minimumConfidence: 0.7 }, 'Write: ai field'],
		['a stricter one', 0.9, { minimumConfidence: 0.95 }, 'Review: low confidence'],
		[
			'a lower one for one field',
			0.6,
			{ options: { confidenceByField: { rule: [{ field: 'ai_lead_score', minimum: 0.6 }] } } },
			'Write: ai field',
		],
		[
			'a name before a pattern',
			0.9,
			{
				options: {
					confidenceByField: {
						rule: [
							{ field: 'ai_*', minimum: 0.5 },
							{ field: 'ai_lead_score', minimum: 0.95 },
						],
					},
				},
			},
			'Review: low confidence',
		],
	])('%s', async (_name, confidence, parameters, expected) => {
		expect(await verdict(model('ai_lead_score', 80, confidence), parameters)).toBe(expected);
	});

	it('Field-Safe Write keeps to the Gate’s threshold, lower or higher than its own', async () => {
		const low = stage.contact();
		const run = await stage.workflow(
			[
				{ name: 'Gate', type: ConflictGate, parameters: { minimumConfidence: 0.7 } },
				{ name: 'Write', type: FieldSafeWrite, parameters: { mode: 'write' } },
			],
			[await item(low, [model('ai_lead_score', 55, 0.75), model('ai_score_reason', 'So so', 0.69)])],
		);
		expect(outcomesAt(run, 0, 'Write')).toEqual(['ai_lead_score: written (ai field)']);
		expect(stage.value(low, 'ai_lead_score')).toBe('55');
		expect(stage.value(low, 'ai_score_reason')).toBeNull();
	});

	it.each(['85', '-0.1', '={{ "high" }}'])('a Minimum Confidence of %s stops the run', async (minimumConfidence) => {
		const run = await gate({ minimumConfidence }, [await item(stage.contact(), [byRules('ai_lead_score', 5)])]);
		expect(run.error?.message).toBe('Minimum Confidence is not a number from 0 to 1.');
	});
});

describe('fields that Identity Lookup did not read', () => {
	it('leave by Write for Field-Safe Write to judge, are named in a hint, and a person’s value survives', async () => {
		const kept = stage.contact({ city: 'Bonn' });
		const empty = stage.contact();
		const items = await Promise.all([kept, empty].map(async (id) => await item(id, [byRules('city', 'Lyon')])));
		const run = await stage.workflow(
			[
				{ name: 'Gate', type: ConflictGate, parameters: {} },
				{ name: 'Write', type: FieldSafeWrite, parameters: { mode: 'write' } },
			],
			items,
		);
		expect(run.items('Gate', WRITE).flatMap((entry) => crmOf(entry).decisions.map(({ rule }) => rule))).toEqual([
			'not read',
			'not read',
		]);
		expect(run.hints('Gate').map(({ message }) => message)[1]).toContain('city: not read before this node');
		expect(outcomesAt(run, 0, 'Write')).toEqual(['city: written (empty field)']);
		expect(outcomesAt(run, 1, 'Write')).toEqual(["city: review (a person's value)"]);
		expect([kept, empty].map((id) => stage.value(id, 'city'))).toEqual(['Bonn', 'Lyon']);
	});

	it('are held back all the same where the value does not matter', async () => {
		const read = { read: ['ai_lead_score'] };
		expect(await verdict(byRules('lifecyclestage', 'customer'), {}, read)).toBe('Review: protected field');
		expect(await verdict(byRules('city', 'Lyon'), owners(['city', 'people']), read)).toBe('Skip: people only');
		expect(await verdict(model('city', 'Lyon', 0.5), {}, read)).toBe('Review: low confidence');
		expect(await verdict(byRules('city', ''), {}, read)).toBe('Skip: blank suggestion');
	});

	it('include our own value in a Shared field whose stamp was not read', async () => {
		const id = stage.contact();
		await stage.write({ mode: 'write' }, [stage.suggest(id, { city: 'Bonn' })]);
		const given = crmOf({ json: await item(id, [byRules('city', 'Lyon')], ['city']) });
		const { ai_provenance: _, ...values } = given.snapshot?.values ?? {};
		const crm = { ...given, snapshot: { ...given.snapshot, values } } as unknown as IDataObject;
		const run = await gate({}, [{ crm }]);
		expect(shortly(run, WRITE)).toEqual(['city (not read)']);
	});

	it('an item without any snapshot is judged the same way', async () => {
		const crm = { ...crmOf({ json: await item(stage.contact(), [byRules('ai_lead_score', 5)]) }), snapshot: undefined };
		const run = await gate({}, [{ crm: crm as unknown as IDataObject }]);
		expect(shortly(run, WRITE)).toEqual(['ai_lead_score (not read)']);
	});
});

describe('Map Myself', () => {
	const map = (value: IDataObject, confidence?: string): INodeParameters => ({
		suggestionsFrom: 'map',
		fields: { mappingMode: 'defineBelow', value } as INodeParameters,
		...(confidence === undefined ? {} : { confidence }),
	});

	it('values without a confidence are the author’s own word, also for Shared fields', async () => {
		const run = await gate(map({ ai_lead_score: 70, city: '={{ $json.town }}' }), [
			{ ...(await item(stage.contact(), [], ['ai_lead_score', 'city'])), town: 'Lyon' },
		]);
		expect(shortly(run, WRITE)).toEqual(['ai_lead_score (ai field)', 'city (empty field)']);
		expect(crmOf(run.outputs[WRITE]?.[0]).proposals).toMatchObject([
			{ field: 'ai_lead_score', value: 70, scorer: { method: 'mapped' } },
			{ field: 'city', value: 'Lyon', scorer: { method: 'mapped' } },
		]);
	});

	it.each<[string, unknown, string]>([
		['0.85 passes', 0.85, 'Write: ai field'],
		['text is read as a number', '0.9', 'Write: ai field'],
		['0.8499 does not', 0.8499, 'Review: low confidence'],
		['0 is a confidence', 0, 'Review: low confidence'],
		['none counts as 0', undefined, 'Review: low confidence'],
		['85 is no share of one', 85, 'Review: low confidence'],
		['an empty text is none', '', 'Review: low confidence'],
	])('a wired confidence is compared: %s', async (_name, sure, expected) => {
		const given = { ...(await item(stage.contact(), [])), ...(sure === undefined ? {} : { sure: sure as string }) };
		const run = await gate(map({ ai_lead_score: 70 }, '={{ $json.sure }}'), [given]);
		const [output, rule] = expected.split(': ');
		expect(shortly(run, ['Write', 'Review'].indexOf(output ?? ''))).toEqual([`ai_lead_score (${rule})`]);
	});

	it('a wired confidence that nobody checked opens AI fields only', async () => {
		const run = await gate(map({ city: 'Lyon', ai_lead_score: 5 }, '0.99'), [
			await item(stage.contact(), [], ['city', 'ai_lead_score']),
		]);
		expect(shortly(run, WRITE)).toEqual(['ai_lead_score (ai field)']);
		expect(shortly(run, REVIEW)).toEqual(['city (confidence not calibrated)']);
	});

	it('says how many suggestions of earlier nodes it left out', async () => {
		const run = await gate(map({ ai_lead_score: 5 }), [await item(stage.contact(), [byRules('ai_score_reason', 'x')])]);
		expect(hintsOf(run)).toContain(
			'1 suggestions of earlier nodes were left out, since Suggestions is set to Map Myself.',
		);
	});
});

describe('items that cannot be judged', () => {
	it('leave by Skip with the reason, and the hint is loud', async () => {
		const good = await item(stage.contact(), [byRules('ai_lead_score', 5)]);
		const of = (more: Partial<Contract>) => ({ crm: { ...crmOf({ json: good }), ...more } as unknown as IDataObject });
		const none = { status: 'unmatched' as const, confidence: 0, via: [], why: '', candidates: [] };
		const run = await gate({}, [
			good,
			{ name: 'no crm' },
			of({ object: 'company' }),
			of({ account: '1' }),
			of({ match: none }),
			of({ proposals: [] }),
			{ crm: { mine: true } },
		]);
		expect(counts(run)).toEqual([1, 0, 6, 0]);
		expect(run.outputs[SKIP]?.map(reasonOf)).toEqual([
			expect.stringContaining('it has no "crm" data'),
			expect.stringContaining('about a company'),
			expect.stringContaining('account 1'),
			expect.stringContaining('unmatched'),
			expect.stringContaining('no suggestion to judge'),
			expect.stringContaining('data of its own under "crm"'),
		]);
		expect(run.outputs[SKIP]?.[5]?.json['crm']).toEqual({ mine: true });
		const loud = run.hints.find(({ message }) => message.startsWith('6 items could not be judged'));
		expect(loud?.type).toBe('danger');
	});

	it('an item that lost its crm key in between gets it back', async () => {
		const id = stage.contact({ email: 'lost@key.example' });
		const run = await stage.workflow(
			[
				{ name: 'Lookup', type: IdentityLookup, parameters: {} },
				{
					name: 'Edit',
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					parameters: { assignments: { assignments: [{ id: '1', name: 'score', type: 'number', value: 64 }] } },
				},
				{
					name: 'Gate',
					type: ConflictGate,
					parameters: {
						suggestionsFrom: 'map',
						fields: { mappingMode: 'defineBelow', value: { ai_lead_score: '={{ $json.score }}' } },
					},
				},
			],
			[{ email: 'lost@key.example' }],
		);
		const [copy] = run.items('Gate', WRITE);
		expect(crmOf(copy)).toMatchObject({ id, decisions: [{ field: 'ai_lead_score', action: 'write' }] });
	});

	it('a dead credential fails the run once, and names the credential', async () => {
		const run = await gate({}, [await item(stage.contact(), [byRules('ai_lead_score', 5)])], {
			credentials: [tokenCredential(stage.url, 'wrong')],
		});
		expect(run.error?.message).toContain('did not accept the credential');
	});
});

describe('several voices', () => {
	it('different suggestions for one field go to Review, equal ones are judged once', async () => {
		const run = await gate({}, [
			await item(stage.contact(), [
				byRules('ai_lead_score', 5),
				byRules('ai_lead_score', 6),
				byRules('ai_fit_segment', 'hot'),
				byRules('ai_fit_segment', 'Hot'),
			]),
		]);
		expect(shortly(run, REVIEW)).toEqual(['ai_lead_score (review asked for)']);
		expect(shortly(run, WRITE)).toEqual(['ai_fit_segment (ai field)']);
	});

	it('an earlier Gate’s no stands, and its yes is judged again', async () => {
		const earlier = (field: string, action: Decision['action']): Decision => ({
			field,
			action,
			rule: action === 'skip' ? 'people only' : 'ai field',
			why: 'Decided before.',
		});
		const decisions = [earlier('ai_lead_score', 'skip'), earlier('ai_fit_segment', 'write')];
		const run = await gate({ minimumConfidence: 0.95 }, [
			await item(stage.contact(), [byRules('ai_lead_score', 5), model('ai_fit_segment', 'hot', 0.9)], [], {
				decisions,
			}),
		]);
		expect(shortly(run, SKIP)).toEqual(['ai_lead_score (people only)']);
		expect(shortly(run, REVIEW)).toEqual(['ai_fit_segment (low confidence)']);
	});
});
