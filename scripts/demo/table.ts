/** The demo's summary as a table that a person reads in half a minute. */
import type { DemoSummary } from './run';

export function table(summary: DemoSummary): string {
	const { sums } = summary;
	const rows: (readonly [string, string | number] | undefined)[] = [
		['Leads that came in', summary.leads],
		['  matched to exactly one contact', summary.matched],
		['  ambiguous: a person has to choose', summary.ambiguous],
		['  not in the CRM (nothing is created)', summary.unmatched],
		undefined,
		['Field values read with their last editor', summary.fieldsRead],
		['Contacts of whom too little is known', summary.notScored],
		['Fields suggested', sums.suggested],
		['  written, and verified by reading back', sums.written],
		['  unchanged, so not sent', sums.unchanged],
		['  skipped', sums.skipped],
		['  held back for a person', sums.review],
		...Object.entries(summary.heldBack).map(([rule, count]): [string, number] => [`      ${rule}`, count]),
		['  failed', sums.failed],
		['Sum of these', sums.written + sums.unchanged + sums.skipped + sums.review + sums.failed],
		undefined,
		['Contacts changed', summary.recordsChanged],
		['Writes to a wrong record', summary.wrongRecord],
		['Reps’ edits in the middle of the run', summary.repEdits],
		['  of which still stand', summary.repEditsIntact],
		undefined,
		['Health check', summary.health],
		['Requests to the CRM', summary.requests],
		...Object.entries(summary.requestsByPurpose).map(([purpose, count]): [string, number] => [
			`      ${purpose}`,
			count,
		]),
		['Seconds in n8n, its start included', summary.seconds],
	];
	const width = Math.max(...rows.map((row) => row?.[0].length ?? 0)) + 2;
	const line = '─'.repeat(width + 16);
	const body = rows.map((row) => (row ? `${row[0].padEnd(width)}${String(row[1]).padStart(16)}` : line));
	return [line, ...body, line].join('\n');
}
