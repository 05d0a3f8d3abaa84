/**
 * `npm test`: everything that must hold before a change is merged, in order, each step with its time. Later steps run
 * although an earlier one failed, so that one run shows all there is. The last line counts tests and checks.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser';
import { environment, root, scratch } from './n8n/paths';

interface Count {
	readonly passed: number;
	readonly failed: number;
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Runs a tool of node_modules/.bin. Its output is shown at once, or only if it fails. */
function run(command: string, output: 'live' | 'on failure', minutes: number): boolean {
	const [tool = '', ...args] = command.split(' ');
	const { status, stdout, stderr, error } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
		cwd: root,
		env: environment(),
		stdio: ['ignore', ...(output === 'live' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
		maxBuffer: 64 * 1024 * 1024,
		timeout: minutes * 60_000,
		killSignal: 'SIGKILL',
	});
	if (error) console.log(error.message);
	if (status !== 0 && output === 'on failure') console.log(`${String(stdout)}${String(stderr)}`);
	return status === 0;
}

function check(name: string, command: string): Count {
	const started = Date.now();
	const passed = run(command, 'on failure', 5);
	console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds(started)})`);
	return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

interface JestResults {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numPendingTests: number;
	/** Files that could not even be loaded: none of their tests is counted. */
	readonly numRuntimeErrorTestSuites: number;
	readonly success: boolean;
}

function jest(args: readonly string[]): Count {
	const started = Date.now();
	const file = join(scratch, 'jest-results.json');
	rmSync(file, { force: true });
	const ended = run(['jest', '--ci', '--json', `--outputFile=${file}`, ...args].join(' '), 'live', 60);
	let results: JestResults;
	try {
		results = JSON.parse(readFileSync(file, 'utf8')) as JestResults;
	} catch {
		console.log(`FAILED jest did not get to its end (${seconds(started)})`);
		return { passed: 0, failed: 1 };
	}
	const { numPassedTests: passed, numPendingTests: skipped } = results;
	const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
	const well = ended && results.success;
	const note = skipped > 0 ? `, ${skipped} skipped` : '';
	console.log(`${well ? 'ok    ' : 'FAILED'} jest: ${passed} passed, ${failed} failed${note} (${seconds(started)})`);
	// jest can fail without a failing test, by its own configuration for instance.
	return { passed, failed: well ? failed : Math.max(failed, 1) };
}

/** Without a browser the tests that need one fail by themselves; the others still show what they have to show. */
function browser(): void {
	try {
		ensureBrowser();
	} catch (error) {
		console.log(error instanceof Error ? error.message : error);
	}
}

mkdirSync(scratch, { recursive: true });
const started = Date.now();
browser();
const counts = [
	check('format', 'prettier --check --log-level warn .'),
	check('lint', 'eslint . --max-warnings 0'),
	check('typecheck', 'tsc --noEmit -p tsconfig.check.json'),
	check('build', 'gulp build --silent'),
	check('scan', 'tsx scripts/scan.ts'),
	jest(process.argv.slice(2)),
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`All steps took ${seconds(started)}.`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
