/**
 * `npm run --silent bench:identity -- --crm crm.jsonl[.gz] --queries queries.jsonl[.gz] --via local|hubspot|salesforce|pipedrive --json [--per-trap]`:
 * how often the matcher is right on labelled look-ups. `--explain` prints the evidence behind every miss.
 * `--speed 100000 [--format csv|jsonl|json]` alone: a list of so many records is made up, and its speed measured.
 */
import { parseArgs } from 'node:util';
import { readJsonLines, type QueryLine } from './identity/files';
import { runLive } from './identity/live';
import { runLocal } from './identity/local';
import { score } from './identity/score';
import { speed } from './identity/speed';

const formats = ['csv', 'jsonl', 'json'] as const;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			crm: { type: 'string' },
			queries: { type: 'string' },
			via: { type: 'string', default: 'local' },
			json: { type: 'boolean', default: false },
			'per-trap': { type: 'boolean', default: false },
			explain: { type: 'boolean', default: false },
			speed: { type: 'string' },
			format: { type: 'string', default: 'csv' },
		},
	});
	if (values.speed !== undefined) {
		console.log(
			JSON.stringify(await speed(Number(values.speed), formats.find((one) => one === values.format) ?? 'csv')),
		);
		return;
	}
	if (values.crm === undefined || values.queries === undefined) throw new Error('Give --crm and --queries.');
	const queries = readJsonLines<QueryLine>(values.queries);
	const { via } = values;
	if (via !== 'local' && via !== 'hubspot' && via !== 'salesforce' && via !== 'pipedrive') {
		throw new Error('--via is local, hubspot, salesforce or pipedrive.');
	}
	const run =
		via === 'local' ? await runLocal(values.crm, queries, values.explain) : await runLive(via, values.crm, queries);
	const asked = queries.filter((_, place) => run.decisions[place] !== undefined);
	const decisions = run.decisions.flatMap((decision) => decision ?? []);
	const result = score(asked, decisions);
	const peak = process.resourceUsage().maxRSS / 1024;
	const report = {
		...result.score,
		lookupsPerSecond: Math.round(asked.length / run.seconds),
		...(run.cpuSeconds === undefined ? {} : { lookupsPerCpuSecond: Math.round(asked.length / run.cpuSeconds) }),
		requests: run.requests,
		peakMemoryMB: Math.round(peak),
		...(values['per-trap'] ? { perTrap: result.perTrap } : {}),
	};
	if (values.explain) {
		const missed = new Set(result.missed);
		for (const [index, query] of queries.entries()) {
			if (!missed.has(query.qid)) continue;
			console.log(`${query.trap} ${query.qid} ${JSON.stringify(query.record)} => ${JSON.stringify(query.truth)}`);
			console.log(`   ${run.notes[index] ?? ''}`);
		}
	}
	if (values.json) console.log(JSON.stringify(report));
	else {
		console.log(`Indexed ${run.records} records in ${run.indexSeconds.toFixed(2)} s.`);
		if (asked.length < queries.length)
			console.log(`${queries.length - asked.length} look-ups are about records that this CRM cannot hold.`);
		console.table(result.score);
		if (values['per-trap']) console.table(result.perTrap);
		console.log({ lookupsPerSecond: report.lookupsPerSecond, peakMemoryMB: report.peakMemoryMB });
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
