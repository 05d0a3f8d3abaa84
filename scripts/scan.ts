/**
 * `npm run scan`: packs what would be published and puts it before n8n's own scanner, source and tarball, as n8n does
 * for every community package; then checks what the scanner does not see.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { checkRequires, filesBelow } from './check-requires.cjs';
import { discard, pack, unpack } from './n8n';
import { environment, nodeBinary, root } from './n8n/paths';

const mostMilliseconds = 60;
const mostBytes = 1.5 * 1024 * 1024;
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

/** Node files that n8n loads while it starts, and the time that requiring all of them takes later. */
interface LoadCost {
	readonly loadedAtStart: number;
	readonly milliseconds: number;
}

interface Check {
	readonly name: string;
	/** What is wrong; empty if all is well. */
	readonly problems: readonly string[];
}

/** @returns of several processes the fastest: another program's load is not ours */
function loadCost(folder: string): LoadCost {
	const userFolder = mkdtempSync(join(tmpdir(), 'n8n-load-'));
	try {
		const costs = Array.from({ length: 3 }, () => {
			const output = execFileSync(nodeBinary, [join(__dirname, 'load-cost.cjs'), folder], {
				env: environment({ N8N_USER_FOLDER: userFolder, N8N_LOG_LEVEL: 'silent' }),
			});
			return JSON.parse(output.toString().trim().split('\n').at(-1) ?? '') as LoadCost;
		});
		return costs.reduce((best, cost) => (cost.milliseconds < best.milliseconds ? cost : best));
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
}

async function scan(): Promise<Check[]> {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const violations = async (folder: string, patterns: readonly string[]) => {
		const { passed, message, details } = await analyzePackage(folder, patterns);
		return passed ? [] : [details ?? message ?? 'failed without a word'];
	};

	const tarball = pack();
	const folder = join(dirname(tarball.file), 'package');
	try {
		unpack(tarball, folder);
		const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
			dependencies?: Record<string, string>;
			n8n: { nodes: string[]; credentials: string[] };
		};
		const files = filesBelow(folder, '');
		const total = files.reduce((sum, file) => sum + statSync(file).size, 0);
		const listed = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
		const inPackage = new Set(files.map((file) => relative(folder, file)));

		console.log(`${tarball.name} ${tarball.version}: ${kilobytes(tarball.bytes)} packed, ${kilobytes(total)} unpacked`);
		console.log(`${files.length} files; the largest:`);
		const bySize = files.map((file) => ({ file: relative(folder, file), bytes: statSync(file).size }));
		for (const { file, bytes } of bySize.sort((a, b) => b.bytes - a.bytes).slice(0, 5)) {
			console.log(`  ${kilobytes(bytes).padStart(10)}  ${file}`);
		}

		const cost = loadCost(folder);
		console.log(
			`${cost.loadedAtStart} node files loaded at n8n's start, ${cost.milliseconds.toFixed(1)} ms for all later`,
		);

		return [
			{ name: "n8n's scanner, source", problems: await violations(root, SOURCE_FILE_PATTERNS) },
			{ name: "n8n's scanner, tarball", problems: await violations(folder, ['**/*.js', 'package.json']) },
			{
				name: `tarball under ${kilobytes(mostBytes)}`,
				problems: tarball.bytes < mostBytes ? [] : [`it has ${kilobytes(tarball.bytes)}`],
			},
			{ name: 'no runtime dependencies', problems: Object.keys(manifest.dependencies ?? {}) },
			{ name: 'every require is there at the user’s', problems: checkRequires(folder) },
			{
				name: 'every listed node and credential is in the tarball',
				problems: listed.filter((file) => !inPackage.has(file)),
			},
			{
				name: "n8n's start loads none of our nodes",
				problems: cost.loadedAtStart === 0 ? [] : [`it loads ${cost.loadedAtStart}`],
			},
			{
				name: `all nodes load in ${mostMilliseconds} ms`,
				problems: cost.milliseconds < mostMilliseconds ? [] : [`they take ${cost.milliseconds.toFixed(1)} ms`],
			},
		];
	} finally {
		discard(tarball);
	}
}

void scan().then((checks) => {
	for (const { name, problems } of checks) {
		console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
		for (const problem of problems) console.log(`       ${problem.replaceAll('\n', '\n       ')}`);
	}
	process.exitCode = checks.some(({ problems }) => problems.length > 0) ? 1 : 0;
});
