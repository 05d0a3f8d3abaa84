/** A long reference list in one file: n8n gets its turns while it is read, indexed and looked up in. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { defaultThresholds } from '../../core/identity/confidence';
import { readItem } from '../../core/identity/read-item';
import { judgeByList } from '../../n8n/identity-lookup/reference';

const rows = 30_000;
/** Without turns it is several seconds; with them 40 ms, one row, and what the garbage collector adds. */
const mostCpuMs = 500;

const header = ['id', 'first_name', 'last_name', 'email', 'phone', 'company'] as const;
const row = (n: number): string[] => [
	`c${n}`,
	`First${n % 977}`,
	`Last${n % 7919}`,
	`first${n}.last@firm${n % 9000}.com`,
	`+49 151 ${1_000_000 + n}`,
	`Firm ${n % 9000} GmbH`,
];
const asObject = (n: number): string =>
	JSON.stringify(Object.fromEntries(row(n).map((cell, place) => [header[place], cell])));
const numbers = Array.from({ length: rows }, (_, n) => n);

const files = {
	CSV: () => [header.join(','), ...numbers.map((n) => row(n).join(','))].join('\n'),
	'JSON lines': () => numbers.map(asObject).join('\n'),
	'a JSON array': () => `[${numbers.map(asObject).join(',')}]`,
};

test.each(Object.keys(files) as (keyof typeof files)[])(
	'a list of 30,000 rows as %s never keeps n8n from its turn for long',
	async (format) => {
		const bytes = Buffer.from(files[format]());
		const caller = {
			getInputData: () => [{ json: {}, binary: { data: { data: '', mimeType: '' } } }],
			getNode: () => ({ name: 'Identity Lookup' }),
			helpers: { getBinaryDataBuffer: () => Promise.resolve(bytes) },
		} as unknown as IExecuteFunctions;
		const asked = numbers
			.slice(0, 500)
			.map((n) => readItem([{ key: 'email', value: `first${n * 60}.last@firm${(n * 60) % 9000}.com` }], 'person'));

		// What others would feel: how much was computed since their last turn.
		let longest = 0;
		let turns = 0;
		let since = process.threadCpuUsage();
		let isOver = false;
		const tick = (): void => {
			const { user, system } = process.threadCpuUsage(since);
			longest = Math.max(longest, (user + system) / 1000);
			since = process.threadCpuUsage();
			turns++;
			if (!isOver) setImmediate(tick);
		};
		setImmediate(tick);
		const matches = await judgeByList(caller, 'contact', asked, defaultThresholds, false);
		isOver = true;
		await new Promise((resolve) => setImmediate(resolve));

		expect(matches.filter((match) => match.ok && match.value.status === 'matched')).toHaveLength(500);
		expect(turns).toBeGreaterThan(5);
		expect(longest).toBeLessThan(mostCpuMs);
	},
	120_000,
);
