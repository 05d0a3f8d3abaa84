/** The run in a few lines for a chat or a mail: what needs attention first, and the good news, too. */
import { moment } from '../words';
import { subjectOf, tallied, type ReportFacts } from './facts';

/** Most findings that are written out; the report has the rest. */
const MOST = 5;

const heads = {
	alarm: 'Alarm',
	warning: 'Needs attention',
	good: 'All good',
	'not enough data': 'Not enough data yet',
} as const;

/** Text of the CRM: Slack reads `<!channel>` as a call to all and `<address|words>` as a link. */
const plain = (text: string) => text.replaceAll('<', '\u2039').replaceAll('>', '\u203a').replace(/\s+/g, ' ');

export function summaryText(facts: ReportFacts): string {
	const { checks, status, lastWrite } = facts;
	const bad = checks.filter((check) => check.status === 'alarm' || check.status === 'warning');
	const good = checks.filter((check) => check.status === 'good');
	const shown = bad.slice(0, MOST);
	return [
		`AI fields of ${plain(subjectOf(facts))}: ${heads[status]} (${tallied(checks)})`,
		...shown.map((check) => `- ${check.status === 'alarm' ? 'ALARM: ' : ''}${plain(check.sentence)}`),
		...(bad.length > shown.length ? [`- and ${bad.length - shown.length} more in the report`] : []),
		// Without bad news the good news is the message, so that silence is noticed.
		...(bad.length === 0 ? good.slice(0, 3).map((check) => `- ${plain(check.sentence)}`) : []),
		...(bad.length > 0 && good.length > 0 ? [`Fine: ${[...new Set(good.map(({ check }) => check))].join(', ')}.`] : []),
		`Last successful write: ${lastWrite === undefined ? 'not known' : moment(lastWrite)}. ${facts.records} records read.`,
	].join('\n');
}
