/**
 * `npm run promises`: the contract suite (test/crm/contract.ts) as a table of promises x CRMs, and beside it what each
 * CRM cannot do or does differently, as its adapter declares it. `-- --json` prints the figures as one JSON line.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { environment, root, scratch } from './n8n/paths';
import { differences } from './promises/differences';

interface JestTest {
	readonly ancestorTitles: readonly string[];
	readonly title: string;
	readonly status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo';
}

interface JestResults {
	readonly testResults: readonly { readonly assertionResults: readonly JestTest[] }[];
}

const suffix = ' keeps the contract of the port';
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

function runSuite(): readonly JestTest[] {
	mkdirSync(scratch, { recursive: true });
	const file = join(scratch, 'promises.json');
	const args = ['--testPathPatterns', 'test/crm/.*contract\\.test', '--json', `--outputFile=${file}`];
	spawnSync(join(root, 'node_modules/.bin/jest'), args, { cwd: root, env: environment(), stdio: 'ignore' });
	const results = JSON.parse(readFileSync(file, 'utf8')) as JestResults;
	return results.testResults.flatMap((suite) => suite.assertionResults);
}

/** Promise -> account under test -> held or not. */
function promises(tests: readonly JestTest[]): Map<string, Map<string, boolean>> {
	const table = new Map<string, Map<string, boolean>>();
	for (const { ancestorTitles, title, status } of tests) {
		const account =
			ancestorTitles[0]?.endsWith(suffix) === true ? ancestorTitles[0].slice(0, -suffix.length) : undefined;
		if (account === undefined) continue;
		const promise = [...ancestorTitles.slice(1), title].join(': ');
		const row = table.get(promise) ?? new Map<string, boolean>();
		row.set(account, status === 'passed');
		table.set(promise, row);
	}
	return table;
}

const table = promises(runSuite());
const accounts = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))].sort();
const held = (account: string) => [...table.values()].filter((row) => row.get(account) === true).length;
const whole = [...table.values()].every((row) => accounts.every((account) => row.get(account) === true));

if (values.json) {
	const byAccount = Object.fromEntries(accounts.map((account) => [account, held(account)]));
	console.log(JSON.stringify({ promises: table.size, accounts: byAccount, whole }));
} else {
	console.log(`| promise | ${accounts.join(' | ')} |\n|---|${accounts.map(() => '---|').join('')}`);
	for (const [promise, row] of table) {
		const cells = accounts.map((account) =>
			row.get(account) === true ? 'held' : row.has(account) ? 'BROKEN' : 'MISSING',
		);
		console.log(`| ${promise} | ${cells.join(' | ')} |`);
	}
	console.log(`\n${table.size} promises; ${accounts.map((account) => `${account}: ${held(account)}`).join('; ')}.\n`);
	console.log(differences());
}
process.exitCode = whole && table.size > 0 ? 0 : 1;
