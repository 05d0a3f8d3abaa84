/** What the harness makes of a process of n8n that ends by itself, crashes while it exits, or is killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executionOf, runToEnd, type Execution } from '../../scripts/n8n';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'n8n-process-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const printed = (status: string, error?: object) =>
	JSON.stringify({ data: { resultData: { runData: {}, error } }, status }, null, 2);
const succeeded = printed('success');
const failed = printed('error', { message: 'stopped on purpose' });

/** A process that prints as n8n does, and ends as told. */
async function ended(run: string, how: string, timeoutSeconds = 60): Promise<Execution> {
	const script = `console.log('A line of the log'); console.log(${JSON.stringify(run)}); ${how}`;
	const options = { cwd: folder, env: process.env, stem: join(folder, 'child'), timeoutSeconds };
	return executionOf(await runToEnd(process.execPath, ['-e', script], options));
}

const by = (signal: string) => `process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000)`;

describe('a process that ends by itself', () => {
	it.each([
		['success', succeeded, 0, true],
		['error', failed, 1, false],
		['waiting', printed('waiting'), 0, true],
	])('says by its exit code what its run says: %s', async (status, run, exitCode, well) => {
		const execution = await ended(run, `process.exit(${exitCode})`);
		expect(execution).toMatchObject({ status, succeeded: well, ending: { exitCode, signal: null } });
	});

	it.each([
		['fails after a good run', succeeded, 1],
		['exits with 0 after a failed run', failed, 0],
	])('is no result where it %s', async (_, run, exitCode) => {
		await expect(ended(run, `process.exit(${exitCode})`)).rejects.toThrow(`ended with exit code ${exitCode}, but`);
	});

	it('is no result without a run', async () => {
		await expect(ended('Error: no such workflow', 'process.exit(1)')).rejects.toThrow(
			/printed no run and ended with exit code 1:[^]*no such workflow/,
		);
	});
});

describe('a process that a signal ends', () => {
	it.each(['SIGSEGV', 'SIGABRT'])(
		'is judged by its run where it crashed (%s) after it had printed it',
		async (signal) => {
			const bad = await ended(failed, by(signal));
			expect(bad).toMatchObject({ succeeded: false, ending: { exitCode: null, signal } });
			expect(bad.error?.message).toBe('stopped on purpose');
			expect(await ended(succeeded, by(signal))).toMatchObject({ succeeded: true, ending: { exitCode: null, signal } });
		},
	);

	it('is no result where it crashed before the whole run was out', async () => {
		await expect(ended(failed.slice(0, -1), by('SIGSEGV'))).rejects.toThrow('printed no run and was ended by SIGSEGV');
	});

	it.each(['SIGKILL', 'SIGTERM'])(
		'is no result where somebody ended it (%s), whatever it had printed',
		async (signal) => {
			await expect(ended(succeeded, by(signal))).rejects.toThrow(`was ended by ${signal}`);
		},
	);

	it('is said to have taken too long where it had to be stopped', async () => {
		await expect(ended(succeeded, 'setInterval(() => {}, 1000)', 2)).rejects.toThrow('took more than 2 s');
	});
});
