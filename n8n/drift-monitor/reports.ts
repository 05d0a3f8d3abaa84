/** The run's reports as files on the item: what n8n shows inline, and a page for mail and download. */
import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';
import { csvReport } from '../../core/drift/report/csv';
import type { ReportFacts } from '../../core/drift/report/facts';
import { markdownReport } from '../../core/drift/report/markdown';
import { summaryText } from '../../core/drift/report/summary';
import type { Panel } from './panel';

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
	return { text: summaryText(facts), binary: Object.keys(binary).length === 0 ? undefined : binary };
}
