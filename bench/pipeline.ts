/**
 * `tsx bench/pipeline.ts [--crm hubspot|salesforce|pipedrive] [--json]`: 1,000 contacts through Identity Lookup, AI
 * Score, Conflict Gate and Field-Safe Write in n8n's own engine, at 50 ms latency. The sandbox counts the requests; they
 * stand next to the fewest that the CRM's batch sizes allow. Exits with 1 above 1.3 times that, or with a suggested
 * field that was not written and verified.
 */
import type { INodeParameters } from 'n8n-workflow';
import { AiScore } from '../nodes/AiScore/AiScore.node.ts';
import { ConflictGate } from '../nodes/ConflictGate/ConflictGate.node.ts';
import { FieldSafeWrite } from '../nodes/FieldSafeWrite/FieldSafeWrite.node.ts';
import { IdentityLookup } from '../nodes/IdentityLookup/IdentityLookup.node.ts';
import type { Outcome } from '../core/record';
import { runWorkflow } from '../test/nodes/engine';
import { added, sumOf, type BenchCrm, type BenchVariant } from './requests/bench-crm';
import { personOf } from './requests/people';
import { variantsAskedFor } from './requests/variants';

const CONTACTS = 1000;
const LATENCY_MS = 50;
/** Score, band and reason. */
const FIELDS = 3;
const MOST = 1.3;

async function measure(variant: BenchVariant) {
	const people = Array.from({ length: CONTACTS }, (_, n) => personOf(n));
	const crm = await variant.start(people, LATENCY_MS);
	const started = performance.now();
	const run = await runWorkflow({
		nodes: nodesFor(variant, crm),
		credentials: [crm.credential],
		items: people.map(({ email }) => ({ email })),
	});
	const seconds = (performance.now() - started) / 1000;
	if (run.error) throw run.error;
	const startOfWrite = run.runs('Write')[0]?.startTime ?? Infinity;
	const requests = crm.requests();
	const firstWrite = requests.findIndex(crm.isWrite);
	const counts: Record<string, number> = {};
	for (const [index, entry] of requests.entries()) {
		const phase = entry.at < startOfWrite ? 'lookup' : index < firstWrite ? 'fresh read' : 'write';
		const purpose = crm.purposeOf(entry, phase);
		counts[purpose] = (counts[purpose] ?? 0) + 1;
	}
	const { total, mostAtOnce } = crm.stats();
	const written = run
		.outputs('Write')
		.slice(0, 3)
		.flat()
		.flatMap(({ json }) => (json['crm'] as unknown as { outcomes: Outcome[] }).outcomes)
		.filter(({ status }) => status === 'written').length;
	await crm.close();
	// The nodes of a run share one connection's answers.
	const bound = added(variant.boundOfConnection, variant.bound, variant.boundOfPeoplesFields ?? {});
	const lowest = sumOf(bound);
	return {
		name: variant.name,
		contacts: CONTACTS,
		latencyMs: LATENCY_MS,
		total,
		lowest,
		times: total / lowest,
		most: MOST,
		requests: counts,
		bound,
		mostAtOnce,
		suggested: FIELDS * CONTACTS,
		written,
		seconds,
		lowestSeconds: lowestSeconds(bound, variant),
	};
}

/** One request of each kind after the other, or what the CRM's rate limit takes, whichever is longer. */
function lowestSeconds(bound: Readonly<Record<string, number>>, { rate }: BenchVariant): number {
	const steps = (Object.keys(bound).length * LATENCY_MS) / 1000;
	return rate === undefined ? steps : Math.max(steps, (sumOf(bound) - rate.burst) / rate.perSecond);
}

function nodesFor(variant: BenchVariant, crm: BenchCrm) {
	const { title, phone } = crm.fields;
	const base: INodeParameters = { ...crm.panel, object: { __rl: true, mode: 'list', value: 'contact' } };
	const rows = (variant.policy?.owners ?? []).map(({ field, owner }) => ({ field, owner }));
	const owners = rows.length === 0 ? {} : { owners: { rule: rows } };
	const fields = [title, phone, 'ai_lead_score', 'ai_fit_segment', 'ai_score_reason'];
	const rule = [
		{ field: title, condition: 'contains', value: 'head', points: 60 },
		{ field: phone, condition: 'is not empty', value: '', points: 20 },
	];
	const score = { method: 'rules', rules: { rule }, resultField: 'ai_lead_score', options: { minimumFilled: 2 } };
	const write = { operation: 'write', mode: 'write', valuesFrom: 'item', mostRecords: CONTACTS };
	return [
		{
			name: 'Lookup',
			type: IdentityLookup,
			parameters: { ...base, operation: 'find', matchUsing: 'auto', fields },
		},
		{ name: 'Score', type: AiScore, parameters: { ...base, ...score } },
		{ name: 'Gate', type: ConflictGate, parameters: { ...base, ...owners } },
		{ name: 'Write', type: FieldSafeWrite, parameters: { ...base, ...write, options: owners } },
	];
}

type Measured = Awaited<ReturnType<typeof measure>>;

function print(result: Measured): void {
	const { name, total, lowest, seconds, lowestSeconds: least, requests, bound, written, suggested } = result;
	console.log(`${name}: ${CONTACTS} contacts through Lookup, Score, Gate and Write at ${LATENCY_MS} ms latency`);
	for (const [purpose, count] of Object.entries(requests)) {
		console.log(`  ${purpose.padEnd(26)}${String(count).padStart(5)}  (at least ${bound[purpose] ?? 0})`);
	}
	console.log(`  ${'total'.padEnd(26)}${String(total).padStart(5)}  (at least ${lowest})`);
	console.log(`${result.times.toFixed(2)} times the lower bound (at most ${MOST}); ${result.mostAtOnce} at once`);
	console.log(`${seconds.toFixed(1)} s (at least ${least.toFixed(1)} s by latency and rate limit)`);
	console.log(`${written} of ${suggested} suggested fields written and verified\n`);
}

async function main(): Promise<void> {
	const results: Measured[] = [];
	for (const variant of variantsAskedFor()) {
		const result = await measure(variant);
		results.push(result);
		if (!process.argv.includes('--json')) print(result);
		if (result.times > MOST || result.written !== result.suggested) process.exitCode = 1;
	}
	if (process.argv.includes('--json')) console.log(JSON.stringify(results.length === 1 ? results[0] : results));
}

void main();
