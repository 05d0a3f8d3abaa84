/**
 * `node scripts/run.mjs demo|start|test [arguments]`: what `npm run demo`, `npm start` and `npm test` start, on any machine with Node 20
 * or newer and npm. Installs everything else first (the Node that n8n needs, too), then hands over to the pinned Node.
 * Uses nothing but Node itself, because it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const pnpm = 'pnpm@10.34.9';

const commands = {
	demo: (args) => [
		['gulp', 'build', '--silent'],
		['tsx', 'scripts/demo.ts', ...args],
	],
	start: (args) => [
		['gulp', 'build', '--silent'],
		['tsx', 'scripts/start.ts', ...args],
	],
	test: (args) => [['tsx', 'scripts/test.ts', ...args]],
};

/** What decides whether the installed packages are still the right ones. */
function fingerprint() {
	const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
	for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'test/e2e/n8n/package.json']) {
		hash.update(readFileSync(join(root, file)));
	}
	return hash.digest('hex');
}

/**
 * The settings that the installation needs, whatever the user's npm configuration or the environment says. They go by
 * environment variables because these take precedence over every .npmrc.
 */
function installEnvironment() {
	const env = { ...process.env };
	// In production mode, and with a quiet log level, the tools would be left out or say nothing about a failure.
	for (const name of Object.keys(env)) {
		if (/^(NODE_ENV|npm_config_(loglevel|omit|only|production|dev))$/i.test(name)) delete env[name];
	}
	const settings = {
		ignore_scripts: 'false',
		global: 'false',
		dry_run: 'false',
		production: 'false',
		node_linker: 'isolated',
		shamefully_hoist: 'false',
		strict_dep_builds: 'false',
	};
	for (const [name, value] of Object.entries(settings)) env[`npm_config_${name}`] = value;
	// Where no prebuilt database driver can be downloaded, it is compiled: with the headers of this Node if it has them.
	const prefix = dirname(dirname(process.execPath));
	if (env.npm_config_nodedir === undefined && existsSync(join(prefix, 'include/node/node.h'))) {
		env.npm_config_nodedir = prefix;
	}
	env.CI = 'true';
	return env;
}

/** @returns the exit code; output goes where `stdio` says */
function run(command, args, options) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd: root, shell: windows, ...options });
		// Ctrl+C reaches the child by itself; this process only waits for it to end.
		const stop = (signal) => child.kill(signal);
		const stay = () => {};
		process.on('SIGTERM', stop).on('SIGINT', stay);
		options.output?.(child);
		child.once('error', reject);
		child.once('close', (code, signal) => {
			process.off('SIGTERM', stop).off('SIGINT', stay);
			resolve(signal ? 1 : (code ?? 1));
		});
	});
}

async function install() {
	const marker = join(root, 'node_modules', '.installed');
	const wanted = fingerprint();
	const pinnedNode = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
	if (existsSync(pinnedNode) && existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;

	const log = join(root, '.tmp', 'install.log');
	mkdirSync(dirname(log), { recursive: true });
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	console.error('Installing the tools and n8n itself: once, about 2 GB, one to three minutes.');
	const progress = setInterval(() => console.error(`  still installing (${seconds()} s)`), 15_000);
	const code = await run('npx', ['--yes', pnpm, 'install', '--frozen-lockfile', '--prod=false'], {
		env: installEnvironment(),
		stdio: ['ignore', 'pipe', 'pipe'],
		output: ({ stdout, stderr }) => {
			const file = createWriteStream(log);
			stdout.pipe(file, { end: false });
			stderr.pipe(file, { end: false });
		},
	}).finally(() => clearInterval(progress));
	if (code !== 0 || !existsSync(pinnedNode)) {
		console.error(readFileSync(log, 'utf8').split('\n').slice(-60).join('\n'));
		throw new Error(`The installation failed (exit code ${code}). The whole log is in ${log}.`);
	}
	writeFileSync(marker, wanted);
	console.error(`Installed in ${seconds()} s.`);
}

async function main() {
	const [name = '', ...args] = process.argv.slice(2);
	const steps = commands[name]?.(args);
	if (!steps) throw new Error(`Usage: node scripts/run.mjs ${Object.keys(commands).join('|')} [arguments]`);
	if (Number(process.versions.node.split('.')[0]) < 20) {
		throw new Error(`Node 20 or newer is needed; this is ${process.version}.`);
	}
	await install();
	const bin = join(root, 'node_modules/.bin');
	const env = { ...process.env, PATH: [bin, process.env.PATH ?? ''].join(delimiter) };
	for (const [tool, ...toolArgs] of steps) {
		const code = await run(join(bin, tool), toolArgs, { env, stdio: 'inherit' });
		if (code !== 0) return code;
	}
	return 0;
}

main().then(
	(code) => (process.exitCode = code),
	(error) => {
		console.error(error.message);
		process.exitCode = 1;
	},
);
