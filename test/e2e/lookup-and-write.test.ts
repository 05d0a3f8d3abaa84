/** The shipped workflow in the real n8n, from the packed tarball, against the sandbox HubSpot. */
import type { Outcome } from '../../core/record';
import { openStage, type DemoOptions, type DemoSummary, type Stage } from '../../scripts/demo/run';

const scene: DemoOptions = {
	workflow: 'lookup-and-write',
	contacts: 120,
	seed: 3,
	latencyMs: 5,
	repEdits: 0,
	progress: () => undefined,
};

const added = ({ sums }: DemoSummary) => sums.written + sums.unchanged + sums.skipped + sums.review + sums.failed;

const outcomesOf = (items: { json: Record<string, unknown> }[]): Outcome[] =>
	items.flatMap(({ json }) => (json['crm'] as { outcomes: Outcome[] }).outcomes);

/** Every property of every contact, with the time of its newest version. */
function everything(stage: Stage): string {
	const { control } = stage.sandbox;
	return JSON.stringify(
		control
			.ids({ object: 'contacts' })
			.map((id) => [
				id,
				control.values({ object: 'contacts', id }),
				control.history({ object: 'contacts', id, field: 'ai_lead_score' }),
			]),
	);
}

describe('the workflow Lookup and Write in a real n8n', () => {
	let stage: Stage;
	afterEach(async () => {
		await stage.close();
	});

	it('writes into the right contacts, keeps the reps’ edits, and run again writes nothing and changes no timestamp', async () => {
		stage = await openStage({ ...scene, repEdits: 4 });
		const first = await stage.run();
		expect(first.execution.error?.message).toBeUndefined();
		expect(first.summary.matched).toBeGreaterThan(90);
		expect(first.summary.sums.written).toBeGreaterThan(200);
		expect(added(first.summary)).toBe(first.summary.sums.suggested);
		expect(first.summary).toMatchObject({ wrongRecord: 0, repEdits: 4, repEditsIntact: 4, repaired: 4 });
		expect(first.summary.matched + first.summary.ambiguous + first.summary.unmatched).toBe(first.summary.leads);

		// Each item of the Review branch carries only its own fields, and the Done copy of that record none of them.
		const review = stageItems(first.execution.items('A Person Decides'));
		const done = stageItems(first.execution.items('Done'));
		for (const [id, fields] of review) expect(fields.filter((field) => done.get(id)?.includes(field))).toEqual([]);

		const before = everything(stage);
		const journal = stage.sandbox.control.journal({}).length;
		const second = await stage.run({ repEdits: 0 });
		expect(second.summary.sums.written).toBe(0);
		expect(second.summary.requestsByPurpose['batch update']).toBeUndefined();
		expect(stage.sandbox.control.journal({})).toHaveLength(journal);
		expect(everything(stage)).toBe(before);
	}, 360_000);

	it('survives rate limits, server errors and a connection that breaks after the CRM has written', async () => {
		stage = await openStage(scene);
		const { control } = stage.sandbox;
		control.fault({ kind: 'rate limit', purpose: 'batch read with history', count: 2, retryAfterSeconds: 1 });
		control.fault({ kind: 'rate limit', purpose: 'search', count: 2 });
		control.fault({ kind: 'error', purpose: 'batch read with history', skip: 2, count: 2, status: 502 });
		control.fault({ kind: 'html 503', purpose: 'describe', count: 1 });
		control.fault({ kind: 'reset after', purpose: 'batch update', count: 1 });
		control.fault({ kind: 'reset before', purpose: 'batch update', skip: 1, count: 1 });
		const { summary, execution } = await stage.run();
		expect(execution.error?.message).toBeUndefined();
		expect(summary.sums.failed).toBe(0);
		expect(summary.sums.written).toBeGreaterThan(200);
		expect(summary.wrongRecord).toBe(0);
		expect(added(summary)).toBe(summary.sums.suggested);

		// Written once in effect: no field of ours has two versions of ours.
		for (const outcome of outcomesOf(execution.items('Done')).slice(0, 50)) expect(outcome.status).not.toBe('failed');
		const ours = control
			.journal({})
			.filter((entry) => entry.property === 'ai_lead_score' && entry.actor?.startsWith('app:'));
		expect(new Set(ours.map((entry) => entry.id)).size).toBe(ours.length);
	}, 360_000);

	it('stops loudly where the token is dead, and writes everything once it works again', async () => {
		stage = await openStage(scene);
		const { control, token } = stage.sandbox;
		control.expireToken({ token });
		const dead = await stage.run();
		expect(dead.execution.succeeded).toBe(false);
		expect(dead.execution.error?.message).toContain('HubSpot sandbox');
		expect(JSON.stringify(dead.execution.run)).not.toContain(token);
		control.renewToken({ token });
		const alive = await stage.run();
		expect(alive.execution.succeeded).toBe(true);
		expect(alive.summary.sums.written).toBeGreaterThan(200);
	}, 360_000);
});

/** Fields by record of one branch. */
function stageItems(items: { json: Record<string, unknown> }[]): Map<string, string[]> {
	const fields = new Map<string, string[]>();
	for (const { json } of items) {
		const crm = json['crm'] as { id: string; outcomes: Outcome[] };
		fields.set(crm.id, [...(fields.get(crm.id) ?? []), ...crm.outcomes.map((outcome) => outcome.field)]);
	}
	return fields;
}
