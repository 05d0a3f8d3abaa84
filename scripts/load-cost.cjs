/**
 * `node load-cost.cjs <package folder>`: what the installed package costs n8n, as JSON. A process of its own, because
 * modules load only once. `N8N_USER_FOLDER` must be set: n8n-core writes there.
 */
const path = require('node:path');
const core = require('n8n-core');
// What n8n itself has loaded before any community package.
require('n8n-workflow');
require('zod');
require('luxon');

const folder = path.resolve(process.argv[2]);
const { n8n } = require(path.join(folder, 'package.json'));
const nodeFiles = n8n.nodes.map((file) => path.join(folder, file));

async function main() {
	await new core.LazyPackageDirectoryLoader(folder).loadAll();
	const loadedAtStart = nodeFiles.filter((file) => file in require.cache).length;
	// This process's own time: the machine may be busy with others.
	const before = process.cpuUsage();
	for (const file of nodeFiles) require(file);
	const { user, system } = process.cpuUsage(before);
	const milliseconds = (user + system) / 1000;
	process.stdout.write(`${JSON.stringify({ loadedAtStart, milliseconds })}\n`);
	process.exit(0);
}

main();
