/** Check Matching on a Sample: looks items up without reading, writing or passing them on, and reports. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { AskedItem } from '../../core/identity/read-item';
import { sampleReport, type SampleRow } from '../../core/identity/sample';
import { judgeLive } from '../../crm/lookup/find';
import { leave } from '../agent';
import { connect } from '../connect';
import { errorData, failRun } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';
import { askAll, thresholdsOf } from './items';
import { judgeByList } from './reference';

export async function checkSample(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	let credentialName = '';
	try {
		const object = objectOf(caller);
		const size = caller.getNodeParameter('sampleSize', 0, 500) as number;
		const thresholds = thresholdsOf(caller);
		const chosen = spread(items.length, size);
		const questions = (await askAll(caller, items, object)).flatMap((question, index) =>
			chosen.has(index) && question.ok ? [{ index, asked: question.asked }] : [],
		);
		const asked = questions.map((question) => question.asked);
		const options = caller.getNodeParameter('options', 0, {}) as { referenceList?: boolean; includeArchived?: boolean };
		const { crm, credentialName: name } = await connect(caller);
		credentialName = name;
		const matches =
			options.referenceList === true
				? await judgeByList(caller, object, asked, thresholds, options.includeArchived === true)
				: await judgeLive(crm, object, asked, thresholds, { includeArchived: options.includeArchived === true });
		const rows = questions.flatMap(({ index, asked: item }, place): SampleRow[] => {
			const match = matches[place];
			if (match?.ok !== true) return [];
			const expected: unknown = caller.getNodeParameter('knownId', index, '');
			const known = typeof expected === 'string' || typeof expected === 'number' ? String(expected).trim() : '';
			return [
				{
					item: said(item),
					match: match.value,
					unreadablePhone: item.unreadable.includes('phone'),
					...(known === '' ? {} : { expected: known }),
				},
			];
		});
		const failed = matches.find((match) => !match.ok);
		if (rows.length === 0 && failed?.ok === false) {
			return leave(caller, [[], [], failRun(caller, items, failed.error, credentialName)]);
		}
		const report = sampleReport(rows, thresholds.certainty);
		const { matched = 0, ambiguous = 0, unmatched = 0 } = report.summary;
		const missing = chosen.size - rows.length;
		hint(
			caller,
			`Sample of ${rows.length}: ${counted({ matched, ambiguous, unmatched })}. Nothing was written.` +
				(missing > 0 ? ` ${missing} items could not be looked up.` : ''),
			missing > 0 ? 'warning' : 'info',
		);
		const json: IDataObject = {
			...report.summary,
			recommendations: [...report.recommendations],
			report: report.markdown,
		};
		const binary = {
			report: await caller.helpers.prepareBinaryData(
				Buffer.from(report.markdown),
				'matching-sample.md',
				'text/markdown',
			),
			table: await caller.helpers.prepareBinaryData(Buffer.from(report.csv), 'matching-sample.csv', 'text/csv'),
		};
		return leave(caller, [[{ json, binary, pairedItem: { item: 0 } }], [], []]);
	} catch (error) {
		return leave(caller, [[], [], failRun(caller, items, errorData(error), credentialName)]);
	}
}

/** Items spread evenly over the input: the first ones of an export are often the oldest. */
function spread(count: number, wanted: number): ReadonlySet<number> {
	const size = Math.min(count, Math.max(1, Math.floor(wanted)));
	return new Set(Array.from({ length: size }, (_, place) => Math.floor((place * count) / size)));
}

function said({ keys }: AskedItem): string {
	const name = keys.fullName ?? [keys.firstName, keys.lastName].filter((part) => part !== undefined).join(' ');
	const parts = [name, keys.dealName, keys.company, ...(keys.emails ?? []), ...(keys.phones ?? []), keys.id];
	return parts.filter((part) => part !== undefined && part !== '').join(', ') || 'An item without keys';
}
