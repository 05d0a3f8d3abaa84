/** The lint rules that hold the architecture: what they are for must really make them fire, and nothing else. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Case {
	readonly title: string;
	readonly path: string;
	readonly code: string;
	/** The rule that must fire; none for code that is fine. */
	readonly rule?: string;
}

const rooms = 'import-x/no-restricted-paths';
const packages = '@typescript-eslint/no-restricted-imports';

const cases: readonly Case[] = [
	{ title: 'core may not import crm', path: 'core/probe.ts', code: "import '../crm/crm';", rule: rooms },
	{
		title: 'core may not import the types of crm',
		path: 'core/probe.ts',
		code: "import type {} from '../crm/crm';",
		rule: rooms,
	},
	{ title: 'core may import core', path: 'core/policy/probe.ts', code: "import '../value';" },
	{ title: 'crm may import core', path: 'crm/hubspot/probe.ts', code: "import '../../core/value';" },
	{ title: 'nodes may not import crm', path: 'nodes/AiScore/probe.ts', code: "import '../../crm/crm';", rule: rooms },
	{ title: 'nodes may import core', path: 'nodes/AiScore/probe.ts', code: "import '../../core/value';" },
	{
		title: 'shipped code may not import tests',
		path: 'crm/probe.ts',
		code: "import '../test/nodes/engine';",
		rule: rooms,
	},
	{
		title: 'shipped code may not import scripts',
		path: 'n8n/probe.ts',
		code: "import '../scripts/n8n/pack';",
		rule: rooms,
	},
	{
		title: 'nobody may import a node, not even another node',
		path: 'nodes/IdentityLookup/probe.ts',
		// An icon stands in for code: the rule looks at paths.
		code: "import '../FieldSafeWrite/fieldSafeWrite.svg';",
		rule: rooms,
	},
	{ title: 'the sandbox may import crm', path: 'sandbox/probe.ts', code: "import type {} from '../crm/crm';" },
	{
		title: 'the sandbox may not import tests',
		path: 'sandbox/probe.ts',
		code: "import '../test/nodes/engine';",
		rule: rooms,
	},
	{
		title: 'tests may import every room',
		path: 'test/probe.ts',
		code: "import '../crm/crm';\nimport '../core/value';",
	},
	{ title: 'core may not import n8n', path: 'core/probe.ts', code: "import 'n8n-workflow';", rule: packages },
	{ title: 'core may import a pure library', path: 'core/probe.ts', code: "import 'tldts';" },
	{
		title: 'crm may import the types of an SDK',
		path: 'crm/probe.ts',
		code: "import type { Client } from '@hubspot/api-client';\nexport type X = Client;",
	},
	{
		title: 'crm may not import an SDK',
		path: 'crm/probe.ts',
		code: "import { Client } from '@hubspot/api-client';\nexport const x = new Client();",
		rule: packages,
	},
	{
		title: 'shipped code may not use a development tool',
		path: 'n8n/probe.ts',
		code: "import 'fast-check';",
		rule: packages,
	},
	{
		title: 'decisions may not look at the clock',
		path: 'core/probe.ts',
		code: 'export const now = Date.now();',
		rule: 'no-restricted-properties',
	},
	{
		title: 'decisions may not look at the clock through a constructor',
		path: 'crm/probe.ts',
		code: 'export const now = new Date();',
		rule: 'no-restricted-syntax',
	},
	{
		title: 'shipped code may not use process',
		path: 'core/probe.ts',
		code: 'export const x = process.pid;',
		rule: '@n8n/community-nodes/no-restricted-globals',
	},
	{
		title: 'shipped code may not switch rules off',
		path: 'core/probe.ts',
		code: '// eslint-disable-next-line no-restricted-properties\nexport const now = Date.now();',
		rule: 'no-restricted-properties',
	},
	{
		title: 'nothing may be any',
		path: 'test/probe.ts',
		code: 'export const x: any = 1;',
		rule: '@typescript-eslint/no-explicit-any',
	},
];

describe('the lint rules of the architecture', () => {
	let fired: string[][];

	beforeAll(() => {
		const output = execFileSync(process.execPath, [join(__dirname, 'lint-snippets.mjs')], {
			input: JSON.stringify(cases),
		});
		fired = JSON.parse(output.toString()) as string[][];
	}, 60_000);

	it.each(cases.map((one, index) => ({ ...one, index })))('say that $title', ({ index, rule }) => {
		if (rule) expect(fired[index]).toContain(rule);
		else expect(fired[index]).toEqual([]);
	});
});
