/** 400 edits of a rep at random moments of a run on Pipedrive, with and without its changelog. */
import { racePipedrive } from './races';

const options = { seed: 1, edits: 400, persons: 150, latencyMs: 20 };

test('with changelog: every edit’s field ends with the latest human value, or an outcome names it', async () => {
	const report = await racePipedrive({ ...options, changelog: true });
	expect(report.edits).toBe(400);
	// Fewer hits would prove nothing.
	expect(report.hitsPerWindow.readToWrite).toBeGreaterThanOrEqual(30);
	expect(report.hitsPerWindow.afterWrite).toBeGreaterThanOrEqual(30);
	expect(report.repaired + report.review).toBeGreaterThanOrEqual(30);
	expect(report.lost).toBe(0);
	expect(report.unseen).toBe(0);
}, 60_000);

test('with a changelog that does not name the API as source, the same', async () => {
	const report = await racePipedrive({ ...options, seed: 2, changelog: true, sandbox: { apiChangeSource: null } });
	expect(report.hitsPerWindow.readToWrite).toBeGreaterThanOrEqual(30);
	expect(report.lost).toBe(0);
}, 60_000);

test('without changelog: only edits before our write go unseen, and no changelog is asked', async () => {
	const report = await racePipedrive({ ...options, changelog: false });
	expect(report.hitsPerWindow.readToWrite).toBeGreaterThanOrEqual(30);
	expect(report.changelogCalls).toBe(0);
	expect(report.lost).toBe(0);
	expect(report.unseen).toBeLessThanOrEqual(report.hitsPerWindow.readToWrite);
}, 60_000);
