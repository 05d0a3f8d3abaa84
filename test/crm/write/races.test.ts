/** Edits of a rep at random moments of runs: none is lost, and the test says so only where the windows were hit. */
import { race, vacuous } from './race/harness';

test.each([
	['hubspot', 500],
	['salesforce', 600],
] as const)(
	'%s: after each of %d edits the field holds the latest human value, or an outcome for review names it (S0-34, S0-36)',
	async (crm, edits) => {
		const report = await race({ crm, history: true, seed: 1, edits, records: 300, latencyMs: 40 });
		expect(report.edits).toBeGreaterThanOrEqual(edits);
		// Fewer hits would prove nothing.
		expect(vacuous(report)).toEqual([]);
		expect(report).toMatchObject({ lost: 0, duplicates: 0 });
		expect(report.repaired + report.review).toBeGreaterThanOrEqual(50);
		expect(report.exposedMs).toBeLessThan(10_000);
	},
	120_000,
);

test('Salesforce without field history: a write is refused in time, and no edit is lost', async () => {
	const report = await race({ crm: 'salesforce', history: false, seed: 1, edits: 150, records: 100, latencyMs: 40 });
	expect(report.prevented).toBeGreaterThan(20);
	expect(report).toMatchObject({ lost: 0, repaired: 0 });
}, 120_000);

test('Pipedrive with its changelog: no edit is lost', async () => {
	const report = await race({ crm: 'pipedrive', history: true, seed: 1, edits: 120, records: 60, latencyMs: 30 });
	expect(report.repaired).toBeGreaterThan(5);
	expect(report).toMatchObject({ lost: 0, duplicates: 0 });
}, 120_000);
