/** `tsx bench/races.ts [--seeds 5] [--json]`: a rep's edits at random moments of a run, for several seeds. */
import { race, type RaceReport } from '../test/crm/write/races';

const seeds = Number(process.argv[process.argv.indexOf('--seeds') + 1]) || 5;
const json = process.argv.includes('--json');

async function main(): Promise<void> {
	const reports: RaceReport[] = [];
	for (let seed = 1; seed <= seeds; seed++) {
		const report = await race({ seed, edits: 300, contacts: 300, latencyMs: 40 });
		reports.push(report);
		if (json) continue;
		const { readToWrite, writeToVerify, putBack, outside } = report.hitsPerWindow;
		console.log(
			`seed ${seed}: ${report.edits} edits in ${report.runs} runs; read to write ${readToWrite}, write to verify ${writeToVerify}, ` +
				`put-back ${putBack}, outside ${outside}; repaired ${report.repaired}, review ${report.review}, lost ${report.lost}; ` +
				`longest exposure ${report.longestExposureMs} ms; ${report.seconds.toFixed(1)} s`,
		);
	}
	if (json) console.log(JSON.stringify(reports, null, 2));
	const bad = reports.some(
		({ lost, hitsPerWindow }) => lost > 0 || hitsPerWindow.readToWrite < 50 || hitsPerWindow.writeToVerify < 50,
	);
	if (bad) process.exitCode = 1;
}

void main();
