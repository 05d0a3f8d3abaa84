/**
 * What compiled code may require: its own files and what n8n brings along. n8n's scanner lets devDependencies pass,
 * which then are missing at the user's, so the build and the scan check it themselves. Plain JavaScript, since the
 * gulpfile uses it.
 */
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const allowed = new Set(['n8n-workflow', 'zod', 'zod/v3', 'luxon', 'node:crypto']);

/** All files below a folder whose name ends so. */
function filesBelow(folder, end) {
	return fs
		.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(end))
		.map((entry) => path.join(entry.parentPath, entry.name))
		.filter((file) => !path.relative(folder, file).split(path.sep).includes('node_modules'))
		.sort();
}

const exists = (file) => ['', '.js', '.json', '/index.js'].some((end) => fs.existsSync(file + end));

/** @returns one sentence for each require, below the folder, that would fail or is not allowed */
function checkRequires(folder) {
	const problems = [];
	for (const file of filesBelow(folder, '.js')) {
		const code = fs.readFileSync(file, 'utf8');
		const name = path.relative(folder, file);
		for (const { fileName } of ts.preProcessFile(code, true, true).importedFiles) {
			if (!fileName.startsWith('.')) {
				if (!allowed.has(fileName)) problems.push(`${name} requires ${fileName}, which no n8n brings along`);
				continue;
			}
			const target = path.resolve(path.dirname(file), fileName);
			const inside = !path.relative(folder, target).startsWith('..');
			if (!inside || !exists(target)) problems.push(`${name} requires ${fileName}, which is not in the package`);
		}
		if (/\brequire\(\s*[^'"\s]/.test(code)) problems.push(`${name} requires something by a computed name`);
	}
	return problems;
}

module.exports = { checkRequires, filesBelow };
