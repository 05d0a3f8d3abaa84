/**
 * `npm run bench:mutation`: how many small mistakes in the rules on who may write what the tests would notice.
 * Fails under 90 %.
 */
// Each mutant is a run of the tests: a tenth of the examples of each property is enough to fail, or nearly so.
process.env.PROPERTY_SHARE ??= '0.1';

export default {
	testRunner: 'jest',
	plugins: ['@stryker-mutator/jest-runner'],
	jest: {
		configFile: 'jest.config.cjs',
		config: { roots: ['<rootDir>/test/core/policy', '<rootDir>/test/core/undo'], maxWorkers: 1 },
	},
	coverageAnalysis: 'perTest',
	mutate: ['core/policy/**/*.ts'],
	ignorePatterns: ['dist', '.tmp', 'docs', 'sandbox', 'nodes', 'n8n', 'crm', 'workflows', 'test/e2e'],
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
	jsonReporter: { fileName: '.tmp/mutation.json' },
	tempDirName: '.tmp/stryker',
	thresholds: { high: 95, low: 90, break: 90 },
	concurrency: 2,
	timeoutMS: 10_000,
};
