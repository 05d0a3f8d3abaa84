/** Where things lie in the repository. */
import { delimiter, join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

/** Scratch space: never committed, never packed. */
export const scratch = join(root, '.tmp');

/** The Node that the project pins, whatever the machine has: n8n needs it. */
export const nodeBinary = join(root, 'node_modules/node/bin/node');

/** The real n8n, installed beside the project. */
export const n8nFolder = join(root, 'test/e2e/n8n/node_modules/n8n');

/**
 * The environment of a child process: the pinned Node and the project's tools come first. Settings of the shell or of
 * the test runner that n8n would obey are left out (with NODE_ENV=test it prints nothing).
 */
export function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !/^(N8N_|DB_|NODE_ENV$|JEST_)/.test(name));
	const path = [join(root, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter);
	return { ...Object.fromEntries(inherited), PATH: path, ...extra };
}
