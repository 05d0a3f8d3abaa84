/** The check that keeps a package from shipping a require that fails at the user's; n8n's scanner has no such check. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkRequires } from '../../scripts/check-requires.cjs';

describe('the check of requires', () => {
	let folder: string;
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'requires-'))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const put = (file: string, code: string) => {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), code);
	};

	it('lets pass what n8n brings along and what is in the package', () => {
		put('core/value.js', 'exports.x = require("node:crypto");');
		put(
			'nodes/a.js',
			'require("n8n-workflow"); require("zod"); require("zod/v3"); require("luxon"); require("../core/value");',
		);
		expect(checkRequires(folder)).toEqual([]);
	});

	it.each([
		['a development dependency', 'require("tldts")', 'requires tldts'],
		['a module of Node that n8n’s rules forbid', 'require("node:fs")', 'requires node:fs'],
		['a file that is not there', 'require("./gone")', 'not in the package'],
		['a file outside of the package', `require("../../${__filename}")`, 'not in the package'],
		['a package that is loaded late', 'const load = () => import("tldts");', 'requires tldts'],
		['a computed name', 'const name = "tl" + "dts"; require(name);', 'computed name'],
	])('finds %s', (_what, code, message) => {
		put('nodes/a.js', code);
		expect(checkRequires(folder)).toEqual([expect.stringContaining(message)]);
	});
});
