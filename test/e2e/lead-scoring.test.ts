/** The whole pipeline in the real n8n, from the packed tarball: find, score by rules and by model, judge, write, watch. */
import type { Outcome } from '../../core/record';
import type { WorkflowFile } from '../../scripts/n8n';
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
		expect(dead.exitCode).toBe(0);
		expect(dead.items('Health', 0)).toHaveLength(0);
		const [finding] = dead.items('Health', 1);
		expect(JSON.stringify(finding?.json)).toContain('HubSpot sandbox');
		expect(JSON.stringify(finding?.json)).toMatch(/last[^"]*20\d\d-\d\d-\d\d/i);
	}, 240_000);

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
	}, 240_000);

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
	}, 240_000);

	it('with a malformed model answer the records leave by Failed and nothing is written for them', async () => {
		stage = await openStage(scene);
		stage.model.mode('malformed');
		const { summary, execution } = await stage.run();
		expect(execution.error?.message).toBeUndefined();
		expect(execution.items('Score by Model', 0)).toHaveLength(0);
		expect(execution.items('Score by Model', 1).length).toBeGreaterThan(5);
		expect(summary.sums.written).toBeGreaterThan(0);
		expect(added(summary)).toBe(summary.sums.suggested);
	}, 240_000);
});
