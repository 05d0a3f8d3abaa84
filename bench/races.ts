/**
 * `npm run bench:races -- --crm hubspot|salesforce|pipedrive [--history off] [--records N] [--edits N] [--seed S] [--json]`
 * A rep's edits at random moments of runs. `--history off` is Salesforce without field history, and Pipedrive without its
 * changelog. Exits with 1 where an edit is lost, a note stands twice, or a window was hit fewer than 50 times.
 */
import { race, raceWindows, vacuous, LEAST_HITS } from '../test/crm/write/race/harness';
import { raceCrms, type RaceCrm } from '../test/crm/write/race/stages';

const argument = (name: string, fallback: string) => {
	const at = process.argv.indexOf(`--${name}`);
	return at === -1 ? fallback : (process.argv[at + 1] ?? fallback);
};

async function main(): Promise<void> {
	const crm = argument('crm', 'hubspot') as RaceCrm;
	if (!raceCrms.includes(crm)) throw new Error(`--crm is one of ${raceCrms.join(', ')}.`);
	const report = await race({
		crm,
		history: argument('history', 'on') !== 'off',
		seed: Number(argument('seed', '1')),
		edits: Number(argument('edits', '500')),
		records: Number(argument('records', '300')),
		latencyMs: Number(argument('latency', '40')),
	});
	const missed = vacuous(report);
	if (process.argv.includes('--json')) console.log(JSON.stringify({ ...report, vacuous: missed }));
	else {
		console.log(
			`${report.crm}, seed ${report.seed}: ${report.edits} edits in ${report.runs} runs, ${report.seconds} s`,
		);
		for (const window of raceWindows) console.log(`  ${window}: ${report.hitsPerWindow[window] ?? 'no such window'}`);
		console.log(
			`  prevented ${report.prevented}, repaired ${report.repaired}, review ${report.review}, exposed at most ${report.exposedMs} ms, lost ${report.lost}, untold ${report.untold}, duplicates ${report.duplicates}`,
		);
	}
	if (missed.length > 0) console.error(`Vacuous: fewer than ${LEAST_HITS} hits in ${missed.join(', ')}.`);
	if (report.lost > 0 || report.duplicates > 0 || missed.length > 0) process.exitCode = 1;
}

void main();
