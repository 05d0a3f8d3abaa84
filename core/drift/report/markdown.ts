/** The Markdown report of a run: one sentence per check on top, the numbers in a table below. */
import type { Check } from '../check';
import { moment } from '../words';
import { subjectOf, tallied, verdicts, type ReportFacts } from './facts';

const signs: Record<Check['status'], string> = {
	...verdicts,
	alarm: `**${verdicts.alarm}**`,
	warning: `**${verdicts.warning}**`,
};

/** Text of the CRM must not become markup or break a table. */
const plain = (text: string) => text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');

export function markdownReport(facts: ReportFacts): string {
	const { checks, lastWrite } = facts;
	const cell = (value: Check['value']) =>
		value === null ? '-' : plain(typeof value === 'number' ? String(Math.round(value * 1e4) / 1e4) : value);
	return [
		'# AI fields: how they are doing',
		'',
		`${tallied(checks)}. Checked ${plain(subjectOf(facts))} at ${moment(facts.about.checkedAt)}, ${facts.records} records. Last successful write: ${lastWrite === undefined ? 'not known' : moment(lastWrite)}.`,
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
		'_Scores moved_ is the population stability index against the baseline, with half a count added per bin; it counts only above what chance gives in 95 of 100 cases, and if the tests of all fields together (Kolmogorov-Smirnov and chi-square, adjusted by Holm) agree at 1 %. Shares come with their 95 % Wilson interval.',
		'',
	].join('\n');
}
