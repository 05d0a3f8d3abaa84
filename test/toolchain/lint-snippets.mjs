/**
 * Lints snippets as if they stood at a path of this repository. A process of its own, because ESLint loads its
 * configuration by a dynamic import, which jest does not allow.
 * Input on stdin: [{ path, code }]; output: for each the ids of the rules that fired.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({
	cwd: root,
	// The files are in no TypeScript project, so the rules that need types cannot run.
	overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
});

const fired = [];
for (const { path, code } of JSON.parse(readFileSync(0, 'utf8'))) {
	const [result] = await eslint.lintText(code, { filePath: join(root, path) });
	fired.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(fired));
