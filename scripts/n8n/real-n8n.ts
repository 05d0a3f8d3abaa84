/** The real n8n with our tarball installed: one user folder, run by its command line or as a server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Execution, parseRun } from './execution';
import { installInto, type Tarball } from './pack';
import { environment, n8nFolder, nodeBinary, scratch } from './paths';
import type { CredentialFile, WorkflowFile } from './workflow';

export interface RealN8nOptions {
	/** Without it n8n has only its own nodes. */
	readonly tarball?: Tarball;
	/** Default: a fresh folder, removed by `dispose`. */
	readonly userFolder?: string;
	readonly env?: Readonly<Record<string, string>>;
}

interface Finished {
	readonly exitCode: number;
	readonly stdout: string;
	readonly log: string;
	readonly seconds: number;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('No free port.');
	return address.port;
}

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

	/** Runs a workflow from its Manual Trigger to its end. A failed execution is no exception: see `exitCode`. */
	async execute(workflowId: string, timeoutSeconds = 300): Promise<Execution> {
		const done = await this.command(['execute', `--id=${workflowId}`, '--rawOutput'], timeoutSeconds);
		return new Execution(parseRun(done.stdout), done.exitCode, done.seconds, done.log);
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
		const deadline = Date.now() + 120_000;
		for (;;) {
			const ready = await fetch(`${url}/healthz/readiness`).then(
				({ ok }) => ok,
				() => false,
			);
			if (ready) return url;
			if (server.exitCode !== null || Date.now() > deadline) {
				throw new Error(`n8n did not start:\n${readFileSync(log, 'utf8').slice(-3000)}`);
			}
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
	}

	/** Stops what runs, and removes the user folder unless it was given. */
	async dispose(): Promise<void> {
		for (const server of this.servers) {
			if (server.exitCode !== null || server.signalCode !== null) continue;
			const stopped = new Promise((resolve) => server.once('exit', resolve));
			server.kill('SIGTERM');
			const killer = setTimeout(() => server.kill('SIGKILL'), 10_000);
			await stopped;
			clearTimeout(killer);
		}
		if (this.temporary) rmSync(this.userFolder, { recursive: true, force: true, maxRetries: 3 });
	}

	/** One run of n8n's command line. */
	async command(args: readonly string[], timeoutSeconds = 120): Promise<Finished> {
		const started = Date.now();
		const stem = join(this.userFolder, `command-${++this.commands}`);
		// Files, not pipes: n8n ends its process without waiting for a slow reader.
		const [out, err] = [openSync(`${stem}.out`, 'w'), openSync(`${stem}.err`, 'w')];
		const child = spawn(nodeBinary, [join(n8nFolder, 'bin/n8n'), ...args], {
			cwd: this.userFolder,
			env: environment(this.env),
			stdio: ['ignore', out, err],
		});
		closeSync(out);
		closeSync(err);
		let late = false;
		const timer = setTimeout(() => {
			late = true;
			child.kill('SIGKILL');
		}, timeoutSeconds * 1000);
		const exitCode = await new Promise<number>((resolve, reject) => {
			child.once('error', reject);
			child.once('exit', (code) => resolve(code ?? -1));
		}).finally(() => clearTimeout(timer));
		const [stdout, log] = [readFileSync(`${stem}.out`, 'utf8'), readFileSync(`${stem}.err`, 'utf8')];
		if (late)
			throw new Error(`n8n ${args[0] ?? ''} took more than ${timeoutSeconds} s:\n${stdout.slice(-2000)}\n${log}`);
		return { exitCode, stdout, log, seconds: (Date.now() - started) / 1000 };
	}

	private async import(what: 'credentials' | 'workflow', entries: readonly unknown[]): Promise<void> {
		const file = join(this.userFolder, `import-${what}.json`);
		writeFileSync(file, JSON.stringify(entries), { mode: 0o600 });
		const { exitCode, stdout, log } = await this.command([`import:${what}`, `--input=${file}`]);
		if (what === 'credentials') rmSync(file);
		if (exitCode !== 0) throw new Error(`n8n did not import the ${what}:\n${stdout.slice(-2000)}\n${log}`);
	}
}
