/**
 * `npm run demo`: leads come in, a real n8n with the packed package finds the right contacts in the sandbox CRM
 * and writes suggested values into them; reps keep editing meanwhile. Ends with a summary.
 * `-- --crm salesforce` or `pipedrive` plays it on another CRM than HubSpot.
 * `-- --json` prints the summary as one JSON line; `--contacts N`, `--seed N`, `--latency MS`, `--edits N` change the scene.
 */
import { parseArgs } from 'node:util';
import { demoCrm } from './demo/crms';
import { openStage } from './demo/run';
import { table } from './demo/table';
import { endingInWords } from './n8n';

const { values } = parseArgs({
	options: {
		crm: { type: 'string', default: 'hubspot' },
		json: { type: 'boolean', default: false },
		contacts: { type: 'string', default: '200' },
		seed: { type: 'string', default: '1' },
		latency: { type: 'string', default: '20' },
		edits: { type: 'string', default: '6' },
	},
});
const number = (text: string, name: string): number => {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not "${text}".`);
	return value;
};
const started = Date.now();
const say = (message: string) => {
	const seconds = ((Date.now() - started) / 1000).toFixed(0).padStart(3);
	process.stderr.write(`[${seconds} s] ${message}\n`);
};

async function main(): Promise<void> {
	const stage = await openStage({
		workflow: 'lead-scoring',
		crm: demoCrm(values.crm).system,
		contacts: number(values.contacts, 'contacts'),
		seed: number(values.seed, 'seed'),
		latencyMs: number(values.latency, 'latency'),
		repEdits: number(values.edits, 'edits'),
		progress: say,
	});
	try {
		const { summary, execution } = await stage.run();
		say('Done');
		if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
		else process.stdout.write(`${table(summary)}\n${summary.hints.map((hint) => `  ${hint}`).join('\n')}\n`);
		const { sums } = summary;
		const added = sums.written + sums.unchanged + sums.skipped + sums.review + sums.failed;
		const good =
			execution.succeeded &&
			sums.written > 0 &&
			added === sums.suggested &&
			summary.wrongRecord === 0 &&
			summary.repEditsIntact === summary.repEdits;
		if (!good) {
			process.stderr.write(
				`The run is not as it should be (n8n: ${execution.status}, its process ${endingInWords(execution.ending)}).\n${execution.error?.message ?? ''}\n${execution.log.slice(-2000)}\n`,
			);
			process.exitCode = 1;
		}
	} finally {
		await stage.close();
	}
}

void main();
