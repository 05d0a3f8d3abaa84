/** What n8n's engine does to nodes that fail, are retried or stand in a loop, and that ours survive it. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	counts,
	crmOf,
	FieldSafeWrite,
	hintsOf,
	IdentityLookup,
	itemsAt,
	mail,
	oAuth2Credential,
	openStage,
	outcomesAt,
	outcomesOf,
	sentences,
	token,
	tokenCredential,
	type Items,
	type RunOptions,
	type Stage,
} from './stage';
import type { EngineRun, NodeRun } from './engine';
import { allScopes } from '../../sandbox/hubspot/options';
import type { SandboxOptions } from '../../sandbox/server';

const open: Stage[] = [];
async function fresh(options?: SandboxOptions): Promise<Stage> {
	const stage = await openStage(options);
	open.push(stage);
	return stage;
}
afterEach(async () => {
	for (const stage of open.splice(0)) await stage.close();
});

const DONE = 0;
const REVIEW = 1;
const FAILED = 2;
const write = { mode: 'write' };
const onErrors = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

/** Nothing that a person may read names the token or a person. */
function expectDiscreet(run: NodeRun | EngineRun): void {
	const said = sentences(run);
	expect(said).not.toContain(token);
	expect(said).not.toContain(mail);
	const everything = JSON.stringify(('all' in run ? run.all : run).run);
	expect(everything).not.toContain(token);
}

/** What a failed run leaves behind, however On Error is set. */
function expectFailed(
	run: NodeRun,
	onError: (typeof onErrors)[number],
	items: Items,
	outputs: number,
	failedAt: number,
) {
	expectDiscreet(run);
	if (onError === 'stopWorkflow') {
		expect(run.error?.message).toBeTruthy();
		expect(run.error?.description).toBeTruthy();
		expect(run.outputs.flat()).toEqual([]);
		return;
	}
	expect(run.error).toBeUndefined();
	expect(run.outputs[DONE]).toEqual([]);
	const place = onError === 'continueErrorOutput' ? outputs : failedAt;
	const leaving = run.outputs[place] ?? [];
	expect(run.outputs.flat()).toHaveLength(items.length);
	expect(leaving).toHaveLength(items.length);
	leaving.forEach((item, index) => {
		expect(item.pairedItem).toEqual({ item: index });
		expect(typeof item.json['error']).toBe('string');
		expect(item.json['details']).toMatchObject({
			class: expect.any(String) as string,
			hint: expect.any(String) as string,
		});
		expect(item.json['n']).toBe(index);
		expect(item.binary).toEqual({ file: { data: 'aGk=', mimeType: 'text/plain' } });
	});
}

const withBinary = (json: IDataObject): INodeExecutionData => ({
	json,
	binary: { file: { data: 'aGk=', mimeType: 'text/plain' } },
});

const breaks: readonly (readonly [string, (stage: Stage) => void, string])[] = [
	['the token is dead', ({ control }) => control.expireToken({ token }), 'auth'],
	[
		'the CRM is down',
		({ control }) => control.fault({ kind: 'error', status: 500, count: 1000, path: '/crm/' }),
		'unavailable',
	],
];

describe.each(onErrors)('where On Error is %s', (onError) => {
	const settings: RunOptions = { onError };

	it.each(breaks)(
		'nothing passes as found or done while %s',
		async (_, breakIt, kind) => {
			const stage = await fresh();
			const ids = stage.contacts(3);
			stage.contact({ email: mail });
			breakIt(stage);
			const wanted = [0, 1, 2].map((n) => withBinary({ email: mail, n }));
			const suggested = ids.map((id, n) => withBinary({ ...stage.suggest(id, { ai_lead_score: 1 }), mail, n }));
			const [lookup, written] = await Promise.all([
				stage.lookup({}, wanted, settings),
				stage.write(write, suggested, settings),
			]);
			expectFailed(lookup, onError, wanted, 3, 2);
			expectFailed(written, onError, suggested, 4, FAILED);
			for (const item of [...lookup.outputs.flat(), ...written.outputs.flat()]) {
				expect(item.json['details']).toMatchObject({ class: kind });
			}
			expect(stage.changes()).toEqual([]);
		},
		60_000,
	);

	it('Field-Safe Write lets nothing pass as done when more records would change than may', async () => {
		const stage = await fresh();
		const items = stage.contacts(6).map((id, n) => withBinary({ ...stage.suggest(id), n }));
		const run = await stage.write({ ...write, mostRecords: 5 }, items, settings);
		expectFailed(run, onError, items, 4, FAILED);
		const said = onError === 'stopWorkflow' ? run.error?.message : run.outputs.flat()[0]?.json['error'];
		expect(said).toBe('Nothing was written: 6 records would change in this run, and at most 5 may.');
		expect(stage.writes()).toBe(0);
	});

	it('Set Up AI Fields lets nothing pass as ready while the token is dead', async () => {
		const stage = await fresh();
		stage.control.expireToken({ token });
		const items = [withBinary({ n: 0 })];
		expectFailed(await stage.write({ operation: 'setUp' }, items, settings), onError, items, 4, FAILED);
	});

	it('Get Records lets nothing pass as listed while the token is dead', async () => {
		const stage = await fresh();
		stage.control.expireToken({ token });
		const items = [withBinary({ n: 0 })];
		expectFailed(await stage.lookup({ operation: 'list' }, items, settings), onError, items, 3, 2);
	});

	it('an expression that fails on the panel lets nothing pass as done or found', async () => {
		const stage = await fresh();
		const broken = '={{ $("Gone").item.json.x }}';
		const items = stage.contacts(2).map((id, n) => withBinary({ ...stage.suggest(id), n }));
		expectFailed(await stage.write({ ...write, mostRecords: broken }, items, settings), onError, items, 4, FAILED);
		const plain = [withBinary({ n: 0 }), withBinary({ n: 1 })];
		expectFailed(await stage.lookup({ fields: broken }, plain, settings), onError, plain, 3, 2);
		const object = { __rl: true, mode: 'id', value: broken };
		expectFailed(await stage.write({ ...write, object }, items, settings), onError, items, 4, FAILED);
		expect(stage.writes()).toBe(0);
	});

	it('items that cannot be used keep their data and leave by an output other than the first', async () => {
		const stage = await fresh();
		const id = stage.contact();
		const run = await stage.write(
			write,
			[
				{ n: 0, email: mail },
				{ ...stage.suggest(id), n: 1 },
			],
			settings,
		);
		expect(run.error).toBeUndefined();
		expect(run.outputs[DONE]?.map(({ json }) => json['n'])).toEqual([1]);
		expect(run.outputs[FAILED]?.map(({ json }) => json['n'])).toEqual([0]);
		expectDiscreet(run);
	});
});

describe('the words of a failure', () => {
	it('name the credential that has to be mended, and what to do', async () => {
		const stage = await fresh();
		stage.control.expireToken({ token });
		const run = await stage.write(write, [stage.suggest(stage.contact())]);
		expect(run.error?.message).toContain('(credential "crmAiHubSpotApi")');
		expect(run.error?.description).toContain('paste a new token');
	});

	it('name the permission that the credential lacks', async () => {
		const stage = await fresh();
		const scopes = allScopes.filter((scope) => scope !== 'crm.objects.contacts.write');
		stage.control.addToken({ token: 'reader', appId: 9, scopes });
		const credentials = [tokenCredential(stage.url, 'reader')];
		const run = await stage.write(write, [stage.suggest(stage.contact())], { credentials });
		expect(outcomesOf(itemsAt(run, FAILED)[0] ?? { json: {} })[0]).toMatchObject({
			status: 'failed',
			error: { kind: 'permission', message: expect.stringContaining('crm.objects.contacts.write') as string },
		});
		expect(stage.changes()).toEqual([]);
	});

	it('never repeat a value that the CRM refused', async () => {
		const stage = await fresh();
		stage.control.setValidationRules({
			object: 'contact',
			field: 'city',
			rules: [{ ruleType: 'REGEX', ruleArguments: ['^[A-Z]+$'] }] as never,
		});
		const run = await stage.write(write, [stage.suggest(stage.contact(), { city: `of ${mail}`, ai_lead_score: mail })]);
		expect(run.outputs[FAILED]?.length).toBe(1);
		expectDiscreet(run);
	});
});

describe('a token that dies in the middle', () => {
	it('leaves what was written as Done and the rest as Failed with class auth, with one hint that names the credential', async () => {
		const stage = await fresh();
		const ids = stage.contacts(300);
		const items = ids.map((id, index) => stage.suggest(id, { ai_lead_score: index % 100 }));
		stage.control.expireToken({ token, afterRecords: 100, at: 'next write' });
		const run = await stage.write(write, items, { onError: 'continueErrorOutput' });
		expect(counts(run).slice(0, 3)).toEqual([100, 0, 200]);
		expect(new Set(run.outputs[FAILED]?.map((item) => outcomesOf(item)[0]?.error?.kind))).toEqual(new Set(['auth']));
		expect(hintsOf(run).filter((hint) => hint.includes('crmAiHubSpotApi'))).toHaveLength(1);
		expect(stage.changes()).toHaveLength(100);
		expectDiscreet(run);

		stage.control.renewToken({ token });
		const again = await stage.write(write, items);
		expect(outcomesAt(again, DONE).filter((line) => line.includes('written'))).toHaveLength(200);
		expect(stage.changes()).toHaveLength(200);
	});

	it('sends no further request once it is refused', async () => {
		const stage = await fresh();
		const items = stage.contacts(500).map((id) => stage.suggest(id));
		stage.control.expireToken({ token });
		stage.control.resetStats();
		await stage.write(write, items);
		expect(stage.control.stats().byStatus['401']).toBeLessThanOrEqual(2);
		expect(stage.control.stats().total).toBeLessThanOrEqual(3);
	});
});

describe('Retry On Fail', () => {
	const retry: RunOptions = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it('does not repeat the node because of items that failed', async () => {
		const stage = await fresh();
		const ids = stage.contacts(2);
		stage.control.resetStats();
		await stage.write(write, [{}, stage.suggest(ids[0] ?? '', { no_such: 1 }), stage.suggest(ids[1] ?? '')], retry);
		expect(stage.control.stats().byPurpose['batch update']).toBe(1);
	});

	it('does not write twice where the user’s own data has a key called error', async () => {
		const stage = await fresh();
		const id = stage.contact();
		const run = await stage.write(write, [{ ...stage.suggest(id), error: 'mine' }], retry);
		expect(stage.changes()).toEqual([`${id}.ai_lead_score=80`]);
		expect(itemsAt(run, DONE)[0]?.json['error']).toBe('mine');
	});

	it('writes what is left after the CRM came back, and nothing twice', async () => {
		const stage = await fresh();
		const items = stage.contacts(3).map((id) => stage.suggest(id));
		stage.control.fault({ kind: 'error', status: 400, purpose: 'describe', count: 1 });
		const run = await stage.write(write, items, retry);
		expect(run.error).toBeUndefined();
		expect(stage.changes()).toHaveLength(3);
	});
});

describe('Loop Over Items', () => {
	const inLoop = async (
		stage: Stage,
		items: Items,
		parameters: INodeParameters,
		onError: (typeof onErrors)[number] = 'stopWorkflow',
	) =>
		await stage.workflow(
			[
				{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', parameters: { batchSize: 10 } },
				{ name: 'Write', type: FieldSafeWrite, parameters: { ...write, ...parameters }, onError },
			],
			items,
			[
				{ from: 'Loop', output: 1, to: 'Write' },
				...[0, 1, 2, 4].map((output) => ({ from: 'Write', output, to: 'Loop' })),
			],
		);

	it.each(onErrors)(
		'writes nothing at all where more records wait than may change, with On Error %s',
		async (onError) => {
			const stage = await fresh();
			const items = stage.contacts(60).map((id) => stage.suggest(id));
			const run = await inLoop(stage, items, { mostRecords: 25 }, onError);
			expect(stage.writes()).toBe(0);
			expect(run.items('Write', DONE)).toEqual([]);
			if (onError === 'stopWorkflow') {
				expect(run.error?.message).toContain('60 records (50 of them still wait in the loop around this node)');
			} else expect(run.runs('Write')).toHaveLength(6);
		},
	);

	it('writes all batches under the cap, the last one included', async () => {
		const stage = await fresh();
		const items = stage.contacts(25).map((id) => stage.suggest(id));
		const run = await inLoop(stage, items, { mostRecords: 25 });
		expect(run.error).toBeUndefined();
		expect(run.runs('Write')).toHaveLength(3);
		expect(stage.changes()).toHaveLength(25);
	});

	it('counts the same text over all batches', async () => {
		const stage = await fresh();
		const text = 'This lead fits well: it is a company of our size in our region.';
		const items = stage.contacts(30).map((id) => stage.suggest(id, { sales_notes: text }));
		const modelled = items.map((item) => {
			const crm = crmOf({ json: item });
			const proposals = crm.proposals.map((one) => ({
				...one,
				confidence: 0.99,
				scorer: { method: 'model', version: 'm', inputHash: 'x', calibrated: true },
			}));
			return { crm: { ...crm, proposals } };
		});
		const run = await inLoop(stage, modelled, {});
		expect(run.error?.message).toContain('the same text would go into "Sales notes"');
		expect(stage.changes().length).toBeLessThanOrEqual(20);
	});

	it('counts nothing of an earlier execution', async () => {
		const stage = await fresh();
		const items = stage.contacts(20).map((id) => stage.suggest(id));
		await inLoop(stage, items, { mostRecords: 20 });
		await inLoop(
			stage,
			items.map((item) => ({ ...item })),
			{ mostRecords: 20 },
		);
		const more = stage.contacts(20).map((id) => stage.suggest(id));
		expect((await inLoop(stage, more, { mostRecords: 20 })).error).toBeUndefined();
		expect(stage.changes()).toHaveLength(40);
	});

	it('looks up every batch, and every item leaves once', async () => {
		const stage = await fresh();
		const ids = stage.contacts(7);
		const run = await stage.workflow(
			[
				{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', parameters: { batchSize: 3 } },
				{ name: 'Lookup', type: IdentityLookup },
			],
			ids.map((record_id) => ({ record_id })),
			[
				{ from: 'Loop', output: 1, to: 'Lookup' },
				{ from: 'Lookup', to: 'Loop' },
			],
		);
		expect(run.items('Loop', 0).map((item) => crmOf(item).id)).toEqual(ids);
	});
});

describe('one text for many records', () => {
	it('writes nothing for 60 companies', async () => {
		const stage = await fresh();
		const ids = Array.from({ length: 60 }, (_, index) =>
			stage.control.create({ object: 'company', values: { name: `Company ${index}` }, source: 'IMPORT' }),
		);
		const text = 'Leading provider of logistics software in Europe.';
		const items = ids.map((id) => stage.suggest(id, {}, { object: 'company' }));
		const run = await stage.write(
			{
				...write,
				object: { __rl: true, mode: 'list', value: 'company' },
				valuesFrom: 'map',
				fields: { mappingMode: 'defineBelow', value: { fit_notes: text } },
			},
			items,
		);
		expect(run.error?.message).toBe('Nothing was written: the same text would go into "Fit notes" of 60 records.');
		expect(stage.writes()).toBe(0);
	});
});

describe('an expired OAuth2 token', () => {
	it('is renewed once, however many requests meet it at the same time', async () => {
		const stage = await fresh({ latencyMs: 5 });
		const { control } = stage;
		control.addToken({ token: 'oauth-old', appId: 8, scopes: allScopes, kind: 'oauth' });
		control.addRefreshToken({ refreshToken: 'refresh-me', appId: 8, scopes: allScopes });
		const ids = stage.contacts(1000);
		control.expireToken({ token: 'oauth-old', afterRecords: 0, at: 'reached' });
		control.resetStats();
		const run = await stage.write(
			{ ...write, mostRecords: 2000, authentication: 'oAuth2' },
			ids.map((id) => stage.suggest(id)),
			{ credentials: [oAuth2Credential(stage.url, 'oauth-old', 'refresh-me')] },
		);
		expect(run.error).toBeUndefined();
		expect(counts(run)[DONE]).toBe(1000);
		expect(control.stats().byPurpose['oauth token']).toBe(1);
		expect(run.all.credentials.dataOf('crmAiHubSpotOAuth2Api')['oauthTokenData']).not.toMatchObject({
			access_token: 'oauth-old',
		});
	});

	it('that dies while many requests are under way is renewed once, too', async () => {
		const stage = await fresh({ latencyMs: 20 });
		const { control } = stage;
		control.addToken({ token: 'oauth-old', appId: 8, scopes: allScopes, kind: 'oauth' });
		control.addRefreshToken({ refreshToken: 'refresh-me', appId: 8, scopes: allScopes });
		const ids = stage.contacts(600);
		control.schedule({
			phase: 'before',
			purpose: 'batch read with history',
			nth: 1,
			action: { kind: 'expire token', token: 'oauth-old' },
		});
		control.resetStats();
		const run = await stage.lookup(
			{ authentication: 'oAuth2', fields: ['city'] },
			ids.map((record_id) => ({ record_id })),
			{ credentials: [oAuth2Credential(stage.url, 'oauth-old', 'refresh-me')] },
		);
		expect(counts(run)).toEqual([600, 0, 0]);
		expect(control.stats().byPurpose['oauth token']).toBe(1);
		expect(control.stats().byStatus['401']).toBeGreaterThan(1);
	});

	it('that cannot be renewed ends the run with class auth', async () => {
		const stage = await fresh();
		stage.control.addToken({ token: 'oauth-old', appId: 8, scopes: allScopes, kind: 'oauth' });
		stage.control.expireToken({ token: 'oauth-old' });
		const items = stage.contacts(3).map((id) => stage.suggest(id));
		const run = await stage.write({ ...write, authentication: 'oAuth2' }, items, {
			credentials: [oAuth2Credential(stage.url, 'oauth-old', 'refresh-gone')],
			onError: 'continueErrorOutput',
		});
		expect(run.outputs[4]?.map(({ json }) => json['details'])).toEqual(
			Array.from({ length: 3 }, () => expect.objectContaining({ class: 'auth' }) as IDataObject),
		);
		expect(run.outputs[REVIEW]).toEqual([]);
		expect(stage.control.stats().byPurpose['oauth token']).toBeLessThanOrEqual(1);
		for (const secret of ['oauth-old', 'client-secret', 'refresh-gone']) expect(sentences(run)).not.toContain(secret);
	});
});
