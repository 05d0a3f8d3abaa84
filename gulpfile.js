/**
 * The whole build: `gulp build` fills dist/, which is all that the published package holds besides its README.
 * Runs on the pinned Node (node_modules/.bin first on the PATH, as npm and pnpm scripts have it).
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const packageJson = require('./package.json');
const { checkRequires, filesBelow } = require('./scripts/check-requires.cjs');

const dist = path.join(__dirname, 'dist');

/**
 * Pure libraries that are bundled into dist/vendor, since a community package may not have dependencies. They must
 * pass n8n's scanner: no globals like process or setTimeout; calls of console are dropped.
 */
const vendored = {
	'libphonenumber-js/min': 'libphonenumber-js.js',
	tldts: 'tldts.js',
};

function run(file, args, env = {}) {
	const { status, error } = spawnSync(process.execPath, [require.resolve(file), ...args], {
		cwd: __dirname,
		stdio: 'inherit',
		env: { ...process.env, ...env },
	});
	if (error) throw error;
	if (status !== 0) throw new Error(`${file} ended with exit code ${status}.`);
}

async function clean() {
	fs.rmSync(dist, { recursive: true, force: true });
}

async function compile() {
	run('typescript/bin/tsc', ['-p', 'tsconfig.json']);
}

const isUsed = (library) => (file) => fs.readFileSync(file, 'utf8').includes(`require("${library}")`);

/** Bundles the libraries that the compiled code requires, and points its requires at the bundles. */
async function vendor() {
	const compiled = filesBelow(dist, '.js');
	for (const [library, bundle] of Object.entries(vendored)) {
		const users = compiled.filter(isUsed(library));
		if (users.length === 0) continue;
		const outfile = path.join(dist, 'vendor', bundle);
		await esbuild.build({
			entryPoints: [require.resolve(library)],
			outfile,
			bundle: true,
			minify: true,
			format: 'cjs',
			platform: 'neutral',
			target: 'es2022',
			mainFields: ['main'],
			drop: ['console', 'debugger'],
			legalComments: 'none',
			logLevel: 'warning',
		});
		keepLicence(library);
		for (const file of users) {
			const relative = path.relative(path.dirname(file), outfile).split(path.sep).join('/');
			const target = relative.startsWith('.') ? relative : `./${relative}`;
			const code = fs.readFileSync(file, 'utf8');
			fs.writeFileSync(file, code.replaceAll(`require("${library}")`, `require("${target}")`));
		}
	}
}

/** The licences of bundled code ask for their text to go with it. */
function keepLicence(library) {
	const [name] = library.split('/');
	const folder = path.join(__dirname, 'node_modules', name);
	const licence = fs.readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
	if (!licence) throw new Error(`${name} has no licence file to ship with its code.`);
	const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const text = fs.readFileSync(path.join(folder, licence), 'utf8').trim();
	fs.appendFileSync(path.join(dist, 'vendor', 'LICENSES.txt'), `${name} ${version}\n\n${text}\n\n\n`);
}

/** Icons, the codex (search words and documentation links) and the previews of output data, of the listed nodes. */
function assets() {
	const nodes = packageJson.n8n.nodes.map((file) => path.posix.relative('dist', path.posix.dirname(file)));
	const patterns = nodes.flatMap((folder) => [
		`${folder}/**/*.svg`,
		`${folder}/*.node.json`,
		`${folder}/**/__schema__/**/*.json`,
	]);
	// Each pattern starts with its folder: gulp walks everything below the fixed part, node_modules, too.
	return src([...patterns, 'credentials/*.svg'], { base: '.', encoding: false }).pipe(dest('dist'));
}

/** With dist/known and dist/types n8n loads no node file at its start. */
async function metadata() {
	const userFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'n8n-metadata-'));
	try {
		run('n8n-core/bin/generate-metadata', [], { N8N_USER_FOLDER: userFolder });
	} finally {
		fs.rmSync(userFolder, { recursive: true, force: true });
	}
	// Read by n8n's own translation checks only.
	fs.rmSync(path.join(dist, 'methods'), { recursive: true, force: true });
}

async function verify() {
	const problems = checkRequires(dist);
	const strangers = filesBelow(dist, '').filter((file) => /(^|\/)(test|sandbox|scripts)\/|\.test\./.test(file));
	problems.push(...strangers.map((file) => `${path.relative(dist, file)} does not belong into the package`));
	if (problems.length > 0) throw new Error(`dist is not fit to ship:\n  ${problems.join('\n  ')}`);
}

exports.clean = clean;
exports.verify = verify;
exports.build = series(clean, compile, parallel(vendor, assets), metadata, verify);
exports.default = exports.build;
