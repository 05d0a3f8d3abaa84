/** The real n8n with our tarball installed: one user folder, run by its command line or as a server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endingInWords, runToEnd, type Ending, type Finished } from './child';
import { executionOf, type Execution } from './execution';
import { installInto, type Tarball } from './pack';
import { environment, n8nFolder, nodeBinary, scratch } from './paths';
import { freePort } from './port';
import type { CredentialFile, WorkflowFile } from './workflow';

export interface RealN8nOptions {
	/** Without it n8n has only its own nodes. */
	readonly tarball?: Tarball;
	/** Default: a fresh folder, removed by `dispose`. */
	readonly userFolder?: string;
	readonly env?: Readonly<Record<string, string>>;
}

/** Five to eight on an idle machine; a machine with ten times more to do than it can took more than 180. */
const START_SECONDS = 300;

export async function createN8n(options: RealN8nOptions = {}): Promise<RealN8n> {
	mkdirSync(scratch, { recursive: true });
	const userFolder = options.userFolder ?? mkdtempSync(join(scratch, 'n8n-'));
	mkdirSync(userFolder, { recursive: true });
	if (options.tarball) installInto(userFolder, options.tarball);
	const env = {
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'only-for-tests-0123456789abcdef',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_SECURE_COOKIE: 'false',
		// At `warn` and above n8n swallows the output of --rawOutput, too.
		N8N_LOG_LEVEL: 'info',
		// Every instance starts a task broker, and two of them must not meet.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		// n8n gives its own task runner 30 seconds to start, which a busy machine does not always keep.
		N8N_RUNNERS_GRANT_TOKEN_TTL: '300',
		...options.env,
	};
	return new RealN8n(userFolder, env, options.userFolder === undefined);
}

export class RealN8n {
	private readonly servers: ChildProcess[] = [];
	private commands = 0;

	constructor(
		readonly userFolder: string,
		private readonly env: Readonly<Record<string, string>>,
		private readonly temporary: boolean,
	) {}

	async importCredentials(credentials: readonly CredentialFile[]): Promise<void> {
		await this.import('credentials', credentials);
	}

	/** Replaces workflows with the same id. */
	async importWorkflows(...workflows: readonly WorkflowFile[]): Promise<void> {
		// n8n wants the key, but a workflow that the command line executes need not be active.
		await this.import(
			'workflow',
			workflows.map((workflow) => ({ active: false, settings: {}, ...workflow })),
		);
	}

	/** Runs a workflow from its Manual Trigger to its end. A failed execution is no exception: see `succeeded`. */
	async execute(workflowId: string, timeoutSeconds = 300): Promise<Execution> {
		return executionOf(await this.command(['execute', `--id=${workflowId}`, '--rawOutput'], timeoutSeconds));
	}

	/** Starts the server with its editor. @returns its address, once it answers */
	async start(port?: number): Promise<string> {
		const chosen = port ?? (await freePort());
		const env = { ...this.env, N8N_PORT: String(chosen), N8N_LISTEN_ADDRESS: '127.0.0.1' };
		const log = join(this.userFolder, 'server.log');
		const out = openSync(log, 'w');
		const server = spawn(nodeBinary, [join(n8nFolder, 'bin/n8n'), 'start'], {
			cwd: this.userFolder,
			env: environment(env),
			stdio: ['ignore', out, out],
		});
		closeSync(out);
		this.servers.push(server);
		const url = `http://127.0.0.1:${chosen}`;
		const deadline = Date.now() + START_SECONDS * 1000;
		for (;;) {
			const ready = await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(10_000) }).then(
				({ ok }) => ok,
				() => false,
			);
			const ended = endingOf(server);
			// Asked after the answer, which could be that of another n8n on this port.
			if (ready && !ended) return url;
			if (ended || Date.now() > deadline) {
				const why = ended ? endingInWords(ended) : `did not answer within ${START_SECONDS} s`;
				throw new Error(`n8n did not start: it ${why}.\n${readFileSync(log, 'utf8').slice(-3000)}`);
			}
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
	}

	/** Ends the servers as a failing machine does: nothing is saved, nobody is told. `start` starts one again. */
	async kill(): Promise<void> {
		await Promise.all(this.servers.map(async (server) => await stop(server, 'SIGKILL')));
	}

	/** Stops what runs, and removes the user folder unless it was given. */
	async dispose(): Promise<void> {
		await Promise.all(this.servers.map(async (server) => await stop(server, 'SIGTERM')));
		if (this.temporary) rmSync(this.userFolder, { recursive: true, force: true, maxRetries: 3 });
	}

	/** One run of n8n's command line. */
	async command(args: readonly string[], timeoutSeconds = 240): Promise<Finished> {
		return await runToEnd(nodeBinary, [join(n8nFolder, 'bin/n8n'), ...args], {
			cwd: this.userFolder,
			env: environment(this.env),
			stem: join(this.userFolder, `command-${++this.commands}`),
			timeoutSeconds,
		});
	}

	private async import(what: 'credentials' | 'workflow', entries: readonly unknown[]): Promise<void> {
		const file = join(this.userFolder, `import-${what}.json`);
		writeFileSync(file, JSON.stringify(entries), { mode: 0o600 });
		const done = await this.command([`import:${what}`, `--input=${file}`]);
		if (what === 'credentials') rmSync(file);
		if (done.exitCode !== 0) {
			const said = `${done.stdout.slice(-2000)}\n${done.log}`;
			throw new Error(`n8n did not import the ${what}: it ${endingInWords(done)}.\n${said}`);
		}
	}
}

function endingOf({ exitCode, signalCode }: ChildProcess): Ending | undefined {
	return exitCode === null && signalCode === null ? undefined : { exitCode, signal: signalCode };
}

async function stop(server: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
	if (endingOf(server)) return;
	const stopped = new Promise((resolve) => server.once('exit', resolve));
	server.kill(signal);
	const killer = setTimeout(() => server.kill('SIGKILL'), 10_000);
	await stopped;
	clearTimeout(killer);
}
