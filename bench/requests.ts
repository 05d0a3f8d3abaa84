/**
 * `tsx bench/requests.ts [--json]`: requests and seconds for 1,000 contacts through Lookup and Write on the sandbox with
 * 50 ms latency, three new AI fields each. The sandbox counts. Exits with 1 above 90 requests or with a field unverified.
 */
import { readItem } from '../core/identity/read-item';
import { sumUp } from '../core/policy/sums';
import { createHubSpot } from '../crm/hubspot/hubspot';
import { fieldsToRead, lookUp } from '../crm/lookup/find';
import { write } from '../crm/write/transaction';
import type { RequestEntry } from '../sandbox/core/stats';
import { startSandbox } from '../sandbox/server';
import { policy, rules } from '../test/crm/write/stage';
import { fetchPort } from '../test/crm/fetch-port';

const CONTACTS = 1000;
const LATENCY_MS = 50;
const MOST_REQUESTS = 90;

/** The purpose that a request has in our nodes, by what the sandbox saw. */
function purposeOf(entry: RequestEntry, phase: 'lookup' | 'fresh read' | 'write'): string {
	if (entry.purpose === 'account' || entry.purpose === 'token info') return 'who am I';
	if (entry.purpose === 'batch read') return 'find';
	if (entry.purpose === 'batch read with history') {
		return phase === 'lookup' ? 'read with history' : phase === 'fresh read' ? 'fresh read' : 'verify and settle';
	}
	return entry.purpose === 'batch update' ? 'write' : entry.purpose;
}

async function main(): Promise<void> {
	const sandbox = await startSandbox({ aiFields: true, latencyMs: LATENCY_MS });
	const { control, url, token } = sandbox;
	const emails = Array.from({ length: CONTACTS }, (_, n) => `person${n}@company${n % 200}.example.com`);
	const longAgo = Date.now() - 100 * 86_400_000;
	for (const [n, email] of emails.entries()) {
		control.create({ object: 'contact', values: { email, lastname: `No ${n}` }, source: 'IMPORT', at: longAgo });
	}
	control.resetStats();
	/** A new connection for each node, as in n8n. */
	const connect = () =>
		createHubSpot(fetchPort(url, { token, key: 'bench', waiting: 'real' }), {
			baseUrl: url,
			accessToken: async () => await Promise.resolve(token),
		});

	const started = performance.now();
	const lookup = connect();
	const queries = emails.map((email) => readItem([{ key: 'email', value: email }], 'person'));
	const fields = await fieldsToRead(lookup, 'contact', []);
	const looked = await lookUp(lookup, 'contact', queries, fields, { certainty: 0.9, reviewAbove: 0.05 });
	const matched = looked.flatMap((answer) => (answer.ok && answer.contract.id !== undefined ? [answer.contract] : []));
	const lookupRequests = control.requests().length;
	const lookupSeconds = (performance.now() - started) / 1000;

	const report = await write(
		connect(),
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
		{ ...policy, mostRecords: CONTACTS },
		{ preview: false, execution: '1', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 },
	);
	const seconds = (performance.now() - started) / 1000;

	const requests = control.requests();
	const firstWrite = requests.findIndex(({ purpose }) => purpose === 'batch update');
	const counts: Record<string, number> = {};
	for (const [index, entry] of requests.entries()) {
		const phase = index < lookupRequests ? 'lookup' : index < firstWrite ? 'fresh read' : 'write';
		const purpose = purposeOf(entry, phase);
		counts[purpose] = (counts[purpose] ?? 0) + 1;
	}
	const { total, byStatus, mostAtOnce } = control.stats();
	const sums = sumUp(report.requests.flatMap(({ outcomes }) => outcomes));
	const stored = matched.filter(
		({ id }, n) => control.value({ object: 'contact', id: id ?? '', field: 'ai_lead_score' }) === String(n % 101),
	).length;
	await sandbox.close();

	const result = {
		contacts: CONTACTS,
		latencyMs: LATENCY_MS,
		total,
		requests: counts,
		byStatus,
		mostAtOnce,
		lookupSeconds,
		seconds,
		matched: matched.length,
		sums,
		stored,
	};
	if (process.argv.includes('--json')) console.log(JSON.stringify(result, null, 2));
	else print(result);
	if (total > MOST_REQUESTS || sums.written !== CONTACTS * 3 || stored !== CONTACTS) process.exitCode = 1;
}

function print(result: {
	readonly total: number;
	readonly requests: Readonly<Record<string, number>>;
	readonly seconds: number;
	readonly lookupSeconds: number;
	readonly sums: ReturnType<typeof sumUp>;
	readonly mostAtOnce: number;
}): void {
	console.log(`${CONTACTS} contacts through Lookup and Write, ${LATENCY_MS} ms latency, three new AI fields each`);
	for (const [purpose, count] of Object.entries(result.requests))
		console.log(`${purpose.padEnd(22)}${String(count).padStart(5)}`);
	console.log(
		`${'total'.padEnd(22)}${String(result.total).padStart(5)}  (at most ${MOST_REQUESTS}; ${result.mostAtOnce} at once)`,
	);
	const { suggested, written } = result.sums;
	console.log(
		`${result.seconds.toFixed(2)} s (Lookup ${result.lookupSeconds.toFixed(2)} s); ${written} of ${suggested} fields written and verified`,
	);
}

void main();
