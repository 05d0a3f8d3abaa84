/**
 * `node scripts/bench.mjs identity [arguments]`: bundles bench/identity.ts as the package itself is bundled, and runs it in
 * a process of its own, so that what is measured is the code that n8n would run and not the tool that translates it.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [name, ...args] = process.argv.slice(2);
const outfile = join(root, '.tmp/bench', `${name}.cjs`);

await build({
	entryPoints: [join(root, 'bench', `${name}.ts`)],
	outfile,
	bundle: true,
	packages: 'external',
	platform: 'node',
	target: 'node20',
	logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' });
process.exitCode = status ?? 1;
