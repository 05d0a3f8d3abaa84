/**
 * `tsx bench/requests.ts [--crm hubspot|salesforce|pipedrive] [--json]`: requests and seconds for 1,000 contacts through Lookup
 * and Write on the sandbox with 50 ms latency, three new AI fields each. The sandbox counts. Exits with 1 above the
 * most requests that the variant allows, or with a field unverified.
 */
import { readItem } from '../core/identity/read-item';
import { sumUp } from '../core/policy/sums';
import { fieldsToRead, lookUp } from '../crm/lookup/find';
import { write } from '../crm/write/transaction';
import { policy, rules } from '../test/crm/write/stage';
import { added, sumOf, type BenchVariant } from './requests/bench-crm';
import { personOf } from './requests/people';
import { variantsAskedFor } from './requests/variants';

const CONTACTS = 1000;
const LATENCY_MS = 50;

async function measure(variant: BenchVariant) {
	const people = Array.from({ length: CONTACTS }, (_, n) => personOf(n));
	const crm = await variant.start(people, LATENCY_MS);
	const started = performance.now();
	const lookup = crm.connect();
	const queries = people.map(({ email }) => readItem([{ key: 'email', value: email }], 'person'));
	const fields = await fieldsToRead(lookup, 'contact', []);
	const looked = await lookUp(lookup, 'contact', queries, fields, { certainty: 0.9, reviewAbove: 0.05 });
	const matched = looked.flatMap((answer) => (answer.ok && answer.contract.id !== undefined ? [answer.contract] : []));
	const lookupRequests = crm.requests().length;
	const lookupSeconds = (performance.now() - started) / 1000;

	const report = await write(
		crm.connect(),
		'contact',
		matched.map((contract, n) => ({
			account: contract.account,
			id: contract.id ?? '',
			decisions: [],
			proposals: [
				{ field: 'ai_lead_score', value: n % 101, scorer: rules },
				{ field: 'ai_fit_segment', value: ['hot', 'warm', 'cold'][n % 3], scorer: rules },
				{ field: 'ai_score_reason', value: `Opened ${n} mails.`, scorer: rules },
			],
		})),
		{ ...policy, ...variant.policy, mostRecords: CONTACTS },
		{ preview: false, execution: '1', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 },
	);
	const seconds = (performance.now() - started) / 1000;

	const requests = crm.requests();
	const firstWrite = requests.findIndex(crm.isWrite);
	const counts: Record<string, number> = {};
	for (const [index, entry] of requests.entries()) {
		const phase = index < lookupRequests ? 'lookup' : index < firstWrite ? 'fresh read' : 'write';
		const purpose = crm.purposeOf(entry, phase);
		counts[purpose] = (counts[purpose] ?? 0) + 1;
	}
	const { total, byStatus, mostAtOnce } = crm.stats();
	const sums = sumUp(report.requests.flatMap(({ outcomes }) => outcomes));
	const stored = matched.filter(({ id }, n) => crm.value(id ?? '', 'ai_lead_score') === String(n % 101)).length;
	await crm.close();
	// Lookup and Write connect on their own here.
	const { boundOfConnection } = variant;
	const bound = added(boundOfConnection, boundOfConnection, variant.bound);
	return {
		name: variant.name,
		contacts: CONTACTS,
		latencyMs: LATENCY_MS,
		total,
		most: variant.most,
		bound,
		lowest: sumOf(bound),
		requests: counts,
		byStatus,
		mostAtOnce,
		lookupSeconds,
		seconds,
		matched: matched.length,
		sums,
		stored,
	};
}

type Measured = Awaited<ReturnType<typeof measure>>;

function print(result: Measured): void {
	const { bound, lowest } = result;
	const line = (name: string, count: number, least: number) =>
		console.log(`${name.padEnd(26)}${String(count).padStart(5)}  (at least ${least})`);
	console.log(
		`${result.name}: ${CONTACTS} contacts through Lookup and Write, ${LATENCY_MS} ms latency, 3 AI fields each`,
	);
	for (const [purpose, count] of Object.entries(result.requests)) line(purpose, count, bound[purpose] ?? 0);
	line('total', result.total, lowest);
	console.log(`${(result.total / lowest).toFixed(2)} times the lower bound`);
	console.log(`at most ${result.most} allowed; ${result.mostAtOnce} at once`);
	const { suggested, written } = result.sums;
	console.log(
		`${result.seconds.toFixed(2)} s (Lookup ${result.lookupSeconds.toFixed(2)} s); ${written} of ${suggested} fields written and verified`,
	);
}

async function main(): Promise<void> {
	const results: Measured[] = [];
	for (const variant of variantsAskedFor()) {
		const result = await measure(variant);
		results.push(result);
		if (!process.argv.includes('--json')) print(result);
		if (result.total > result.most || result.sums.written !== CONTACTS * 3 || result.stored !== CONTACTS) {
			process.exitCode = 1;
		}
	}
	if (process.argv.includes('--json'))
		console.log(JSON.stringify(results.length === 1 ? results[0] : results, null, 2));
}

void main();
