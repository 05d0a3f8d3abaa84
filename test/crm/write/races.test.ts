/** 300 edits of a rep at random moments of a run: none is lost, and the test says so only if the windows were hit. */
import { race } from './races';

test('for every one of 300 edits the field ends with the latest human value, or an outcome for review names it (S0-34, S0-36)', async () => {
	const report = await race({ seed: 1, edits: 300, contacts: 300, latencyMs: 40 });
	expect(report.edits).toBe(300);
	// Fewer hits would prove nothing.
	expect(report.hitsPerWindow.readToWrite).toBeGreaterThanOrEqual(50);
	expect(report.hitsPerWindow.writeToVerify).toBeGreaterThanOrEqual(50);
	expect(report.repaired + report.review).toBeGreaterThanOrEqual(50);
	expect(report.lost).toBe(0);
	expect(report.longestExposureMs).toBeLessThan(10_000);
}, 60_000);
