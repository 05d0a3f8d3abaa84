/**
 * Three sets of rules: what n8n demands of shipped code (as its scanner applies it, so that nothing new comes up there),
 * which room may import which (docs: the rooms of the architecture), and typescript-eslint for everything.
 */
import { readdirSync } from 'node:fs';
import { n8nCommunityNodesPlugin as community } from '@n8n/eslint-plugin-community-nodes';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const shipped = ['core', 'crm', 'n8n', 'nodes', 'credentials'];
const ours = [...shipped, 'sandbox', 'test', 'scripts'];
const within = (rooms) => rooms.map((room) => `${room}/**/*.ts`);

/** Of our own rooms, which may each room import? Itself is always allowed, except that one node never uses another. */
const mayImport = {
	core: [],
	crm: ['core'],
	n8n: ['core', 'crm'],
	nodes: ['core', 'n8n'],
	credentials: ['core'],
	sandbox: ['core', 'crm'],
	scripts: ours,
	test: ours,
};

const nodeFolders = readdirSync(new URL('nodes', import.meta.url), { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name);

const zones = [
	...Object.entries(mayImport).map(([room, allowed]) => ({
		target: `./${room}`,
		from: ours.filter((other) => other !== room && !allowed.includes(other)).map((other) => `./${other}`),
		message: `${room} may import ${[room, ...allowed].join(', ')}: imports run nodes -> n8n -> crm -> core.`,
	})),
	...nodeFolders.map((folder) => ({
		target: `./nodes/${folder}`,
		from: './nodes',
		except: [`./${folder}`],
		message: 'Nobody imports a node: what two nodes share lives in n8n/ or core/.',
	})),
].filter(({ from }) => from.length > 0);

/** Packages by room. Everything else would be missing at the user's: there are no runtime dependencies. */
const pure = ['zod', 'zod/v3', 'libphonenumber-js/min', 'tldts', 'node:crypto'];
const packages = {
	core: pure,
	crm: pure,
	n8n: [...pure, 'n8n-workflow', 'luxon'],
	nodes: [...pure, 'n8n-workflow', 'luxon'],
	credentials: ['n8n-workflow', 'node:crypto'],
};

const onlyPackages = Object.entries(packages).map(([room, allowed]) => ({
	files: within([room]),
	rules: {
		'@typescript-eslint/no-restricted-imports': [
			'error',
			{
				patterns: [
					{
						regex: `^(?!\\.{1,2}/|(?:${allowed.join('|')})$)`,
						// The SDKs' types describe the wire; they leave nothing in the compiled code.
						allowTypeImports: room !== 'core',
						message: `${room} may use ${allowed.join(', ')}.`,
					},
				],
			},
		],
	},
}));

const noClockNoChance = {
	'no-restricted-properties': [
		'error',
		{ object: 'Date', property: 'now', message: 'The time is handed in, so that decisions can be tested.' },
		{ object: 'Math', property: 'random', message: 'Chance is handed in, so that decisions can be tested.' },
	],
	'no-restricted-syntax': [
		'error',
		{
			selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
			message: 'The time is handed in, so that decisions can be tested.',
		},
	],
};

export default defineConfig(
	globalIgnores(['dist/', '.tmp/', 'coverage/', 'test/e2e/n8n/']),
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },

	// Everything.
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommendedTypeChecked],
		languageOptions: { parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			// Whether a switch forgets a case shows when the union grows, not in a review.
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			eqeqeq: ['error', 'always'],
			'prefer-const': 'error',
		},
	},
	{ files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.base] },

	// Which room may import which.
	{
		files: within(ours),
		plugins: { 'import-x': importX },
		settings: {
			'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'] })],
		},
		rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }] },
	},
	...onlyPackages,
	{ files: within(['core', 'crm']), rules: noClockNoChance },

	// What n8n demands.
	{
		files: within(shipped),
		linterOptions: { noInlineConfig: true },
		plugins: community.configs.recommended.plugins,
		rules: {
			'no-console': 'error',
			'@n8n/community-nodes/no-restricted-imports': 'error',
			'@n8n/community-nodes/no-restricted-globals': 'error',
			'@n8n/community-nodes/no-dangerous-functions': 'error',
			'@n8n/community-nodes/no-hardcoded-secrets': 'error',
			'@n8n/community-nodes/no-deprecated-workflow-functions': 'error',
			'@n8n/community-nodes/no-http-request-with-manual-auth': 'error',
		},
	},
	{
		files: within(['n8n']),
		rules: { '@n8n/community-nodes/require-node-api-error': 'error' },
	},
	{
		files: ['{nodes,credentials}/**/*.ts', 'package.json'],
		extends: [community.configs.recommended],
	},
	{
		files: ['package.json'],
		languageOptions: { parser: tseslint.parser },
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: n8nNodesBase.configs.community.rules,
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			// Switched off by n8n's own scanner: not valid for community nodes; a newer rule is more exact.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			// Switched off by n8n's own scanner: outputs may be named, and some APIs do have a maximum.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},

	// Stand-ins keep the promises of an interface without having anything to wait for.
	{ files: within(['sandbox', 'test']), rules: { '@typescript-eslint/require-await': 'off' } },
	// jest's matchers are typed as any, and its mocks are unbound methods.
	{
		files: within(['test']),
		rules: {
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/unbound-method': 'off',
		},
	},
);
