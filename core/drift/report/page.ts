/** The report as one web page for mail and download: nothing is loaded, nothing runs, all text of the CRM is escaped. */
import { markup, Markup } from '../../review/html';
import type { Check } from '../check';
import { moment } from '../words';
import { distributionChart, funnelChart, overrideChart, trendChart } from './charts';
import { subjectOf, tallied, verdicts, type ReportFacts } from './facts';
import { style } from './style';
import { distributionSvg, funnelSvg, overrideSvg, trendSvg } from './svg';

/** The verdict as a word and a mark, so that colour is not needed to tell them apart. */
const marks = { alarm: '\u25b2', warning: '\u25cf', good: '\u2713', 'not enough data': '\u2013' } as const;

const verdict = (status: Check['status']) =>
	markup`<span class="verdict ${status === 'not enough data' ? 'none' : status}">${marks[status]} ${verdicts[status]}</span>`;

export function htmlReport(facts: ReportFacts): string {
	const { checks, status, about, records, lastWrite } = facts;
	const bad = checks.filter((check) => check.status === 'alarm' || check.status === 'warning');
	const title = `AI fields of ${about.object}: ${verdicts[status]}`;
	return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>AI fields: how they are doing</h1>
<p>${verdict(status)} ${tallied(checks)}</p>
<p class="soft">${subjectOf(facts)}, checked ${moment(about.checkedAt)}, ${records} records. Last successful write: ${lastWrite === undefined ? 'not known' : moment(lastWrite)}.</p>
<h2>${bad.length === 0 ? 'Nothing needs attention' : 'What needs attention'}</h2>
${bad.length === 0 ? markup`<p>All checks that could be made are good. This report comes on every run, so that silence is noticed.</p>` : list(bad)}
${charts(facts)}
<h2>${bad.length === 0 ? 'What was checked' : 'What else was checked'}</h2>
${list(checks.filter((check) => !bad.includes(check)))}
${table(checks)}
<p class="soft">Scores moved: population stability index against the baseline with half a count per bin. It counts only above what chance gives in 95 of 100 cases, and if the tests of all fields together (Kolmogorov-Smirnov and chi-square, adjusted by Holm) agree at 1 %. Shares come with their 95 % Wilson interval.</p>
</main>
</body>
</html>
`.text;
}

function list(checks: readonly Check[]): Markup {
	if (checks.length === 0) return markup``;
	return markup`<ul class="checks">${checks.map((check) => markup`<li>${verdict(check.status)} ${check.sentence}</li>`)}</ul>`;
}

function charts(facts: ReportFacts): Markup {
	const figure = (caption: string, drawing: Markup) =>
		markup`<figure><figcaption>${caption}</figcaption>${drawing}</figure>`;
	const override = overrideChart(facts);
	const funnel = funnelChart(facts);
	const figures = [
		...facts.fields.flatMap((field) => {
			const distribution = distributionChart(field);
			const trend = trendChart(field, facts.about.checkedAt);
			return [
				...(distribution
					? [figure(`${distribution.field}: how the values are spread`, distributionSvg(distribution))]
					: []),
				...(trend ? [figure(`${trend.field}: average by week of writing`, trendSvg(trend))] : []),
			];
		}),
		...(override ? [figure('Changed by people, with 95 % interval', overrideSvg(override))] : []),
		...(funnel ? [figure('From suggestion to stored value', funnelSvg(funnel))] : []),
	];
	return figures.length === 0 ? markup`` : markup`<h2>Charts</h2><div class="charts">${figures}</div>`;
}

function table(checks: readonly Check[]): Markup {
	const cell = (value: Check['value']) =>
		value === null ? '\u2013' : typeof value === 'number' ? String(Math.round(value * 1e4) / 1e4) : value;
	const rows = checks.map(
		({ check, field, status, value, limit }) =>
			markup`<tr><td>${check}</td><td>${field ?? '\u2013'}</td><td>${verdicts[status]}</td><td class="n">${cell(value)}</td><td class="n">${cell(limit)}</td></tr>`,
	);
	return markup`<h2>The numbers</h2><div class="scroll" tabindex="0" role="region" aria-label="The numbers of all checks"><table><thead><tr><th scope="col">Check</th><th scope="col">Field</th><th scope="col">Result</th><th scope="col">Value</th><th scope="col">Limit</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
