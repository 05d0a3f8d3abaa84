/** The tarball that would be published, and its installation into an n8n user folder the way n8n does it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment, root, scratch } from './paths';

export interface Tarball {
	readonly file: string;
	/** Packed size. */
	readonly bytes: number;
	readonly name: string;
	readonly version: string;
}

interface PackageJson {
	readonly name: string;
	readonly version: string;
	readonly [field: string]: unknown;
}

const readPackage = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;

/** Packs the built package into a folder of its own. @throws if it is not built */
export function pack(): Tarball {
	if (!existsSync(join(root, 'dist'))) throw new Error("There is no dist folder: run 'npm run build' first.");
	mkdirSync(scratch, { recursive: true });
	const folder = mkdtempSync(join(scratch, 'pack-'));
	const args = ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', folder];
	const report = execFileSync('npm', args, { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
	// Depending on npm's version the report is a list or an object by package name.
	const [packed] = Object.values(JSON.parse(report.toString()) as Record<string, { filename: string }>);
	if (!packed) throw new Error('npm packed nothing.');
	const file = join(folder, packed.filename.replace('@', '').replace('/', '-'));
	const { name, version } = readPackage(root);
	return { file, bytes: statSync(file).size, name, version };
}

/** Removes the tarball, and what was put beside it. */
export function discard(tarball: Tarball): void {
	rmSync(dirname(tarball.file), { recursive: true, force: true });
}

export function unpack(tarball: Tarball, folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball.file, '-C', folder, '--strip-components=1']);
}

/**
 * What n8n does when a person installs a community package: unpack below `.n8n/nodes/node_modules`, drop the
 * dependency lists that must not be installed, and note the package in the ledger. Its `npm install` is left out:
 * there are no dependencies (the scan script makes sure of it).
 */
export function installInto(userFolder: string, tarball: Tarball): string {
	const nodes = join(userFolder, '.n8n/nodes');
	const folder = join(nodes, 'node_modules', tarball.name);
	unpack(tarball, folder);
	const {
		devDependencies: _dev,
		peerDependencies: _peer,
		optionalDependencies: _optional,
		...rest
	} = readPackage(folder);
	writeFileSync(join(folder, 'package.json'), JSON.stringify(rest, null, 2));
	const ledger = { name: 'installed-nodes', private: true, dependencies: { [tarball.name]: tarball.version } };
	writeFileSync(join(nodes, 'package.json'), JSON.stringify(ledger, null, 2));
	return folder;
}
