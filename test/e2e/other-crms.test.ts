/** The same workflow in the real n8n on Salesforce and Pipedrive: CRM, credential and object chosen, fields mapped again. */
import type { CrmName } from '../../scripts/demo/crms';
import { openStage, type DemoSummary, type Stage } from '../../scripts/demo/run';

const added = ({ sums }: DemoSummary) => sums.written + sums.unchanged + sums.skipped + sums.review + sums.failed;

/** Every contact as it is, with the history of the field that the pipeline writes. */
function everything({ sandbox: { control } }: Stage): string {
	const object = 'contact';
	return JSON.stringify(
		control
			.ids({ object })
			.map((id) => [control.values({ object, id }), control.history({ object, id, field: 'ai_lead_score' })]),
	);
}

describe.each(['salesforce', 'pipedrive'] as const satisfies readonly CrmName[])('Lead Scoring on %s', (crm) => {
	let stage: Stage;
	afterEach(async () => {
		await stage.close();
	});

	it('scores, judges and writes, keeps the reps’ edits, and run again writes nothing', async () => {
		stage = await openStage({
			workflow: 'lead-scoring',
			crm,
			contacts: 40,
			seed: 5,
			latencyMs: 5,
			repEdits: 4,
			progress: () => undefined,
		});
		const first = await stage.run();
		expect(first.execution.error?.message).toBeUndefined();
		const { summary } = first;
		expect(summary.matched).toBeGreaterThan(25);
		expect(summary.sums.written).toBeGreaterThan(40);
		expect(summary.sums.failed).toBe(0);
		expect(added(summary)).toBe(summary.sums.suggested);
		expect(summary).toMatchObject({ wrongRecord: 0, repEdits: 4, repEditsIntact: 4 });
		expect(stage.model.requests.length).toBeGreaterThan(1);

		const before = everything(stage);
		const second = await stage.run({ repEdits: 0 });
		expect(second.execution.error?.message).toBeUndefined();
		expect(second.summary.sums.written).toBe(0);
		expect(added(second.summary)).toBe(second.summary.sums.suggested);
		expect(second.summary.recordsChanged).toBe(0);
		expect(everything(stage)).toBe(before);
	}, 600_000);
});
