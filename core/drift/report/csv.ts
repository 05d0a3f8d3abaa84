/** The checks as a CSV file (RFC 4180), one line each, for sheets and dashboards. */
import type { ReportFacts } from './facts';

const columns = ['checked_at', 'system', 'account', 'object', 'check', 'field', 'status', 'value', 'limit', 'sentence'];

/** A cell; texts that a spreadsheet would run as a formula get a quote in front. Numbers stay numbers. */
function cell(value: string | number | null | undefined): string {
	if (value === null || value === undefined) return '';
	const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
	return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvReport({ checks, about }: ReportFacts): string {
	const lines = checks.map((check) =>
		[
			about.checkedAt,
			about.system,
			about.account,
			about.object,
			check.check,
			check.field,
			check.status,
			check.value,
			check.limit,
			check.sentence,
		].map(cell),
	);
	return [columns, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}
