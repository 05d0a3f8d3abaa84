/** The run's reports as files on the item: what n8n shows inline, and a page for mail and download. */
import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';
import { csvReport } from '../../core/drift/report/csv';
import type { ReportFacts } from '../../core/drift/report/facts';
import { markdownReport } from '../../core/drift/report/markdown';
import { htmlReport } from '../../core/drift/report/page';
import { pictureOf } from '../../core/drift/report/picture';
import { summaryText } from '../../core/drift/report/summary';
import type { Panel } from './panel';
import { toPng } from './png';

export interface Reports {
	/** A few lines for a chat or a mail. */
	readonly text: string;
	/** Undefined where the panel wants no file. */
	readonly binary: IBinaryKeyData | undefined;
}

export async function makeReports(caller: IExecuteFunctions, panel: Panel, facts: ReportFacts): Promise<Reports> {
	const binary: IBinaryKeyData = {};
	const add = async (key: string, content: string | Uint8Array, name: string, type: string) => {
		const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
		binary[key] = await caller.helpers.prepareBinaryData(bytes, name, type);
	};
	const { reports } = panel;
	if (reports.has('markdown')) await add('report', markdownReport(facts), 'ai-fields-report.md', 'text/markdown');
	if (reports.has('csv')) await add('table', csvReport(facts), 'ai-fields-checks.csv', 'text/csv');
	if (reports.has('chart')) await add('chart', await toPng(pictureOf(facts)), 'ai-fields-chart.png', 'image/png');
	if (reports.has('html')) await add('page', htmlReport(facts), 'ai-fields-report.html', 'text/html');
	return { text: summaryText(facts), binary: Object.keys(binary).length === 0 ? undefined : binary };
}
