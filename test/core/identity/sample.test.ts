import { sampleReport, type SampleRow } from '../../../core/identity/sample';
import type { Match } from '../../../core/record';

function row(status: Match['status'], expected: string | undefined, found?: string, mergedFrom?: string): SampleRow {
	const candidate = { object: 'contact', id: found ?? '', url: '', label: '', via: [] };
	return {
		item: 'An item',
		unreadablePhone: false,
		...(expected === undefined ? {} : { expected }),
		match: {
			status,
			confidence: 1,
			via: ['email'],
			why: 'Same e-mail address.',
			candidates: found === undefined ? [] : [{ ...candidate, ...(mergedFrom === undefined ? {} : { mergedFrom }) }],
		},
	};
}

describe('the known record of a sample', () => {
	test.each([
		['the same id', row('matched', '7', '7'), 0],
		['another id', row('matched', '8', '7'), 1],
		['Salesforce’s id with 15 characters', row('matched', '003000000000001', '003000000000001AAA'), 0],
		['the id of a record that was merged into it', row('matched', '6', '7', '6'), 0],
	])('%s', (_, one, wrong) => {
		expect(sampleReport([one], 0.9).summary['wrongMatches']).toBe(wrong);
	});

	test('counts how many of the known records were found', () => {
		const rows = [
			row('matched', '7', '7'),
			row('matched', '8', '7'),
			row('unmatched', '9'),
			row('unmatched', undefined),
		];
		const { markdown } = sampleReport(rows, 0.9);
		expect(markdown).toContain('| Found, of all items with a known record | 1 | 33.3 % |');
		expect(markdown).toContain('| Wrong, of the matched items with a known record | 1 | 50 % |');
	});
});
