/**
 * `npm run bench:pipeline [-- --json]`: 1,000 contacts through Identity Lookup, AI Score, Conflict Gate and Field-Safe
 * Write in n8n's own engine, at 50 ms latency. Requests are counted by the sandbox. At most 90 are allowed.
 */
import { runWorkflow } from '../test/nodes/engine';
import { CrmAiHubSpotApi } from '../credentials/CrmAiHubSpotApi.credentials';
import { AiScore } from '../nodes/AiScore/AiScore.node.ts';
import { ConflictGate } from '../nodes/ConflictGate/ConflictGate.node.ts';
import { FieldSafeWrite } from '../nodes/FieldSafeWrite/FieldSafeWrite.node.ts';
import { IdentityLookup } from '../nodes/IdentityLookup/IdentityLookup.node.ts';
import type { Outcome } from '../core/record';
import { startSandbox } from '../sandbox/server';

const CONTACTS = 1000;
const MOST = 90;

async function main(): Promise<void> {
	const sandbox = await startSandbox({ aiFields: true, latencyMs: 50 });
	const items = Array.from({ length: CONTACTS }, (_, index) => {
		const email = `person${index}@company${index}.example`;
		sandbox.control.create({
			object: 'contacts',
			values: {
				email,
				firstname: 'Person',
				lastname: `No ${index}`,
				jobtitle: index % 2 === 0 ? 'Head of Sales' : 'Buyer',
				phone: '+1 202 555 0100',
			},
		});
		return { email };
	});
	sandbox.control.resetStats();
	const base = {
		crm: 'hubspot',
		authentication: 'accessToken',
		object: { __rl: true, mode: 'list', value: 'contact' },
	};
	const rules = {
		rule: [
			{ field: 'jobtitle', condition: 'contains', value: 'head', points: 60 },
			{ field: 'phone', condition: 'is not empty', value: '', points: 20 },
			{ field: 'city', condition: 'is not empty', value: '', points: 5 },
		],
	};
	const started = Date.now();
	const run = await runWorkflow({
		nodes: [
			{
				name: 'Lookup',
				type: IdentityLookup,
				parameters: {
					...base,
					operation: 'find',
					matchUsing: 'auto',
					fields: ['jobtitle', 'phone', 'city', 'ai_lead_score', 'ai_fit_segment', 'ai_score_reason'],
				},
			},
			{
				name: 'Score',
				type: AiScore,
				parameters: { ...base, method: 'rules', rules, resultField: 'ai_lead_score', options: { minimumFilled: 2 } },
			},
			{ name: 'Gate', type: ConflictGate, parameters: { ...base } },
			{
				name: 'Write',
				type: FieldSafeWrite,
				parameters: { ...base, operation: 'write', mode: 'write', valuesFrom: 'item', mostRecords: CONTACTS },
			},
		],
		credentials: [{ type: CrmAiHubSpotApi, data: { accessToken: sandbox.token, testServer: sandbox.url } }],
		items,
	});
	const seconds = (Date.now() - started) / 1000;
	if (run.error) throw run.error;
	const outcomes = run
		.items('Write', 0)
		.flatMap(({ json }) => (json['crm'] as unknown as { outcomes: Outcome[] }).outcomes);
	const written = outcomes.filter((outcome) => outcome.status === 'written').length;
	const { total, byPurpose } = sandbox.control.stats();
	await sandbox.close();
	const report = {
		contacts: CONTACTS,
		requests: total,
		most: MOST,
		byPurpose,
		suggested: 3 * CONTACTS,
		written,
		seconds,
	};
	if (process.argv.includes('--json')) console.log(JSON.stringify(report));
	else {
		console.log(
			`${CONTACTS} contacts through Lookup, Score, Gate and Write at 50 ms latency: ${total} requests (at most ${MOST}), ${seconds.toFixed(1)} s`,
		);
		for (const [purpose, count] of Object.entries(byPurpose)) console.log(`  ${purpose.padEnd(28)}${count}`);
		console.log(`${written} of ${3 * CONTACTS} suggested fields written and verified`);
	}
	if (total > MOST || written !== 3 * CONTACTS) process.exitCode = 1;
}

void main();
