/** The Markdown report of a run: one sentence per check on top, the numbers in a table below. */
import { worstFirst, type Check } from './checks';

export interface ReportFacts {
	readonly checks: readonly Check[];
	/** What was checked, for example "contact in account 20111222". */
	readonly subject: string;
	/** For people. */
	readonly checkedAt: string;
	readonly records: number;
	readonly lastWrite: string;
}

const signs: Record<Check['status'], string> = {
	alarm: '**Alarm**',
	warning: '**Warning**',
	'not enough data': 'Not enough data',
	good: 'Good',
};

/** Text of the CRM must not become markup or break a table. */
const plain = (text: string) => text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');

export function markdownReport(facts: ReportFacts): string {
	const checks = worstFirst(facts.checks);
	const cell = (value: Check['value']) =>
		value === null ? '-' : plain(typeof value === 'number' ? String(Math.round(value * 1e4) / 1e4) : value);
	return [
		'# AI fields: how they are doing',
		'',
		`Checked ${plain(facts.subject)} at ${plain(facts.checkedAt)}, ${facts.records} records. Last successful write: ${plain(facts.lastWrite)}.`,
		'',
		...checks.map((check) => `- ${signs[check.status]}: ${plain(check.sentence)}`),
		'',
		'| Check | Field | Result | Value | Limit |',
		'| --- | --- | --- | --- | --- |',
		...checks.map(
			(check) =>
				`| ${check.check} | ${plain(check.field ?? '-')} | ${check.status} | ${cell(check.value)} | ${cell(check.limit)} |`,
		),
		'',
		'_Scores moved_ is the population stability index against the baseline, with half a count added per bin; it counts only above what chance gives in 95 of 100 cases. _Changed by people_ is a share with its 95 % Wilson interval.',
		'',
	].join('\n');
}
