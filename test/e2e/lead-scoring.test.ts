/** The whole pipeline in the real n8n, from the packed tarball: find, score by rules and by model, judge, write, watch. */
import type { Outcome, Proposal } from '../../core/record';
import type { Execution, WorkflowFile } from '../../scripts/n8n';
import { openStage, type DemoOptions, type DemoSummary, type Stage } from '../../scripts/demo/run';

const scene: DemoOptions = {
	workflow: 'lead-scoring',
	contacts: 100,
	seed: 5,
	latencyMs: 5,
	repEdits: 0,
	progress: () => undefined,
};

const added = ({ sums }: DemoSummary) => sums.written + sums.unchanged + sums.skipped + sums.review + sums.failed;

/** Every contact as it is, with the history of the fields that the pipeline writes. */
function everything(stage: Stage): string {
	const { control } = stage.sandbox;
	return JSON.stringify(
		control
			.ids({ object: 'contacts' })
			.map((id) => [
				control.values({ object: 'contacts', id }),
				control.history({ object: 'contacts', id, field: 'ai_lead_score' }),
			]),
	);
}

const health: WorkflowFile = {
	id: 'Health',
	name: 'Health',
	nodes: [
		{ id: 's', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			id: 'h',
			name: 'Health',
			type: 'n8n-nodes-crm-ai-layer.driftMonitor',
			typeVersion: 1,
			position: [200, 0],
			parameters: {
				crm: 'hubspot',
				authentication: 'accessToken',
				object: { __rl: true, mode: 'list', value: 'contact' },
				operation: 'check',
				baselineFrom: 'none',
			},
			credentials: { crmAiHubSpotApi: { id: 'hubspotSandbox', name: 'HubSpot sandbox' } },
		},
	],
	connections: { Start: { main: [[{ node: 'Health', type: 'main', index: 0 }]] } },
};

const panel = {
	crm: 'hubspot',
	authentication: 'accessToken',
	object: { __rl: true, mode: 'list', value: 'contact' },
};
const credential = { crmAiHubSpotApi: { id: 'hubspotSandbox', name: 'HubSpot sandbox' } };
const questions = {
	Classify: { task: 'classify', resultField: 'ai_fit_segment' },
	Extract: { task: 'extract', resultFields: ['jobtitle'] },
	Summarize: { task: 'summarize', resultField: 'ai_summary' },
	'Yes or No': { task: 'yesno', method: 'model', resultField: 'newsletter_consent' },
};

/** Recent contacts, each asked about in every task, all by one chat model node. */
const everyTask: WorkflowFile = {
	id: 'EveryTask',
	name: 'Every Task',
	nodes: [
		{ id: 's', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			id: 'l',
			name: 'Lookup',
			type: 'n8n-nodes-crm-ai-layer.identityLookup',
			typeVersion: 1,
			position: [200, 0],
			parameters: {
				...panel,
				operation: 'list',
				listBy: 'changed',
				hours: 240_000,
				maxRecords: 10,
				fields: ['jobtitle', 'company'],
			},
			credentials: credential,
		},
		...Object.entries(questions).map(([name, parameters], index) => ({
			id: `q${index}`,
			name,
			type: 'n8n-nodes-crm-ai-layer.aiScore',
			typeVersion: 1,
			position: [400, 200 * index] as [number, number],
			parameters: {
				...panel,
				information: ['jobtitle', 'company'],
				instructions: 'Judge it.',
				options: { minimumFilled: 1 },
				...parameters,
			},
			credentials: credential,
		})),
		{
			id: 'm',
			name: 'Chat Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			position: [400, 900],
			parameters: { model: { __rl: true, mode: 'id', value: 'stand-in' }, options: { maxRetries: 1 } },
			credentials: { openAiApi: { id: 'standInModel', name: 'Stand-in model' } },
		},
	],
	connections: {
		Start: { main: [[{ node: 'Lookup', type: 'main', index: 0 }]] },
		Lookup: { main: [Object.keys(questions).map((node) => ({ node, type: 'main' as const, index: 0 }))] },
		'Chat Model': {
			ai_languageModel: [Object.keys(questions).map((node) => ({ node, type: 'ai_languageModel' as const, index: 0 }))],
		},
	},
};

describe('the workflow Lead Scoring in a real n8n', () => {
	let stage: Stage;
	afterEach(async () => {
		await stage.close();
	});

	it('scores, judges and writes, keeps the reps’ edits, ends with a health check, and run again writes nothing', async () => {
		stage = await openStage({ ...scene, repEdits: 4 });
		const first = await stage.run();
		expect(first.execution.error?.message).toBeUndefined();
		const { summary } = first;
		expect(summary.sums.written).toBeGreaterThan(60);
		expect(summary.sums.review).toBeGreaterThan(0);
		expect(added(summary)).toBe(summary.sums.suggested);
		expect(summary).toMatchObject({ wrongRecord: 0, repEdits: 4, repEditsIntact: 4 });
		expect(['all good', 'needs attention']).toContain(summary.health);
		expect(stage.model.requests.length).toBeGreaterThan(5);
		// The model sees the named fields only.
		expect(JSON.stringify(stage.model.requests)).not.toMatch(/@[\w-]+\.example/);

		const before = everything(stage);
		const journal = stage.sandbox.control.journal({}).length;
		const second = await stage.run({ repEdits: 0 });
		expect(second.summary.sums.written).toBe(0);
		expect(added(second.summary)).toBe(second.summary.sums.suggested);
		expect(stage.sandbox.control.journal({})).toHaveLength(journal);
		expect(everything(stage)).toBe(before);

		// A weekly health check on its own: it remembers the last write, and names it once the token is dead.
		await stage.n8n.importWorkflows(health);
		const alive = await stage.n8n.execute('Health');
		expect(alive.items('Health', 0)).toHaveLength(1);
		stage.sandbox.control.expireToken({ token: stage.sandbox.token });
		const dead = await stage.n8n.execute('Health');
		expect(dead.succeeded).toBe(true);
		expect(dead.items('Health', 0)).toHaveLength(0);
		const [finding] = dead.items('Health', 1);
		expect(JSON.stringify(finding?.json)).toContain('HubSpot sandbox');
		expect(JSON.stringify(finding?.json)).toMatch(/last[^"]*20\d\d-\d\d-\d\d/i);
	}, 600_000);

	it('survives rate limits, server errors and a connection that breaks after the CRM has written', async () => {
		stage = await openStage(scene);
		const { control } = stage.sandbox;
		control.fault({ kind: 'rate limit', purpose: 'batch read with history', count: 2, retryAfterSeconds: 1 });
		control.fault({ kind: 'error', purpose: 'batch read with history', skip: 2, count: 2, status: 502 });
		control.fault({ kind: 'html 503', purpose: 'describe', count: 1 });
		control.fault({ kind: 'reset after', purpose: 'batch update', count: 1 });
		const { summary, execution } = await stage.run();
		expect(execution.error?.message).toBeUndefined();
		expect(summary.sums.failed).toBe(0);
		expect(summary.sums.written).toBeGreaterThan(60);
		expect(summary.wrongRecord).toBe(0);
		expect(added(summary)).toBe(summary.sums.suggested);
	}, 600_000);

	it('writes nothing outside the panel’s rules, whatever a hostile model answers', async () => {
		stage = await openStage(scene);
		stage.model.mode('hostile');
		const since = stage.sandbox.control.journal({}).length;
		const { summary, execution } = await stage.run();
		expect(execution.error?.message).toBeUndefined();
		expect(added(summary)).toBe(summary.sums.suggested);
		const ours = stage.sandbox.control
			.journal({})
			.slice(since)
			.filter((entry) => entry.kind === 'value' && entry.actor?.startsWith('app:'));
		const touched = new Set(ours.map((entry) => entry.property));
		for (const field of touched) expect(field).toMatch(/^(ai_|lastmodifieddate$|hs_)/);
		expect(JSON.stringify(ours)).not.toContain('onerror');
		expect(JSON.stringify(ours)).not.toContain('evil.example');
		const outcomes = execution
			.items('Write Safely')
			.flatMap(({ json }) => (json['crm'] as unknown as { outcomes: Outcome[] }).outcomes);
		expect(new Set(outcomes.map(({ field }) => field)).size).toBeLessThanOrEqual(3);
	}, 600_000);

	it('with a malformed model answer the records leave by Failed and nothing is written for them', async () => {
		stage = await openStage(scene);
		stage.model.mode('malformed');
		const { summary, execution } = await stage.run();
		expect(execution.error?.message).toBeUndefined();
		expect(execution.items('Score by Model', 0)).toHaveLength(0);
		expect(execution.items('Score by Model', 1).length).toBeGreaterThan(5);
		expect(summary.sums.written).toBeGreaterThan(0);
		expect(added(summary)).toBe(summary.sums.suggested);
	}, 600_000);

	it('a model that refuses, one that is slow and one that is out of quota: each record leaves with its own reason', async () => {
		stage = await openStage(scene);
		const classes = (execution: Execution) =>
			new Set(execution.items('Score by Model', 1).map(({ json }) => (json['crmError'] as { class: string }).class));
		stage.model.mode('refusing');
		const refusing = await stage.run();
		expect(refusing.execution.items('Score by Model', 0)).toHaveLength(0);
		expect([...classes(refusing.execution)]).toEqual(expect.arrayContaining(['model answer']));

		stage.model.mode('rate limited');
		stage.model.reset();
		const limited = await stage.run({ repEdits: 0 });
		expect(limited.execution.error?.message).toBeUndefined();
		expect(limited.execution.items('Score by Model', 0)).toHaveLength(0);
		expect([...classes(limited.execution)]).toEqual(expect.arrayContaining(['model failed']));
		expect(JSON.stringify(limited.execution.items('Score by Model', 1))).toContain('429');
		// It stops by itself instead of asking for every record.
		expect(stage.model.requests.length).toBeLessThan(60);
		expect(added(limited.summary)).toBe(limited.summary.sums.suggested);

		// Last: what a model has answered once is not asked about again.
		stage.model.mode('slow');
		const slow = await stage.run({ repEdits: 0 });
		expect(slow.execution.error?.message).toBeUndefined();
		const scored = slow.execution.items('Score by Model', 0).length;
		expect(scored).toBeGreaterThan(5);
		expect(slow.execution.hints('Score by Model').join(' ')).toMatch(
			/\d+ model calls for \d+ records, \d+ tokens in, \d+ out/,
		);
		expect(stage.model.mostAtOnce()).toBeLessThanOrEqual(5);
	}, 600_000);

	it('classifies, extracts, summarizes and answers yes or no through n8n’s own chat model node', async () => {
		stage = await openStage({ ...scene, contacts: 20, aiFields: true });
		await stage.n8n.importWorkflows(everyTask);
		const execution = await stage.n8n.execute('EveryTask');
		expect(execution.error?.message).toBeUndefined();
		const suggested = (node: string) =>
			execution.items(node, 0).flatMap(({ json }) => (json['crm'] as unknown as { proposals: Proposal[] }).proposals);
		const classes = suggested('Classify').map(({ value }) => value);
		expect(classes.length).toBeGreaterThan(5);
		for (const value of classes) expect(['hot', 'warm', 'cold']).toContain(value);
		const facts = suggested('Extract');
		expect(new Set(facts.map(({ field }) => field))).toEqual(new Set(['jobtitle']));
		expect(facts.every(({ confidence }) => confidence === 0.9)).toBe(true);
		expect(JSON.stringify(suggested('Summarize'))).toContain('"value":"Key points:');
		expect(new Set(suggested('Yes or No').map(({ value }) => typeof value))).toEqual(new Set(['boolean']));
	}, 600_000);
});
