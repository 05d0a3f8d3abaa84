/** One run of a program to its end: what it printed, and how it ended. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

export interface Ending {
	/** null where a signal ended the process. */
	readonly exitCode: number | null;
	/** null where the process ended by itself. */
	readonly signal: NodeJS.Signals | null;
}

export interface Finished extends Ending {
	readonly stdout: string;
	readonly log: string;
	readonly seconds: number;
}

export interface ChildOptions {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	/** Where its output goes: `stem.out` and `stem.err`. */
	readonly stem: string;
	readonly timeoutSeconds: number;
}

export const endingInWords = ({ exitCode, signal }: Ending): string =>
	signal === null ? `ended with exit code ${exitCode ?? 'none'}` : `was ended by ${signal}`;

/** @throws only where it could not be started, or took longer than allowed */
export async function runToEnd(program: string, args: readonly string[], options: ChildOptions): Promise<Finished> {
	const { cwd, env, stem, timeoutSeconds } = options;
	const started = Date.now();
	// Files, not pipes: n8n ends its process without waiting for a slow reader.
	const [out, err] = [openSync(`${stem}.out`, 'w'), openSync(`${stem}.err`, 'w')];
	const child = spawn(program, args, { cwd, env, stdio: ['ignore', out, err] });
	closeSync(out);
	closeSync(err);
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		child.kill('SIGKILL');
	}, timeoutSeconds * 1000);
	const ending = await new Promise<Ending>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
	}).finally(() => clearTimeout(timer));
	const [stdout, log] = [readFileSync(`${stem}.out`, 'utf8'), readFileSync(`${stem}.err`, 'utf8')];
	if (late) {
		const command = [basename(program), ...args].join(' ');
		throw new Error(`${command} took more than ${timeoutSeconds} s:\n${stdout.slice(-2000)}\n${log}`);
	}
	return { ...ending, stdout, log, seconds: (Date.now() - started) / 1000 };
}
