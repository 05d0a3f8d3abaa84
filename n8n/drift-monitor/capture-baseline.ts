/**
 * Capture Baseline: how the AI fields are distributed now, as a text to paste into the panel. On the panel it stands
 * where people see and version it; n8n's static data is not kept in test runs, and another run could replace it unseen.
 */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { baselineText, comparable, fieldBaseline, type About, type Baseline } from '../../core/drift/baseline';
import { worstFirst } from '../../core/drift/check';
import { isPersons, missingOf, observe, valuesByAi, type Observation } from '../../core/drift/observe';
import { scorersOf } from '../../core/drift/segment';
import { leastValues } from '../../core/drift/statistics/psi';
import { isBlank } from '../../core/value';
import { leave } from '../agent';
import { hint } from '../hints';
import { look } from './look';
import { readPanel } from './panel';

export async function captureBaseline(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const panel = readPanel(caller);
	const now = Date.now();
	const time = new Date(now).toISOString();
	const seen = await look(caller, panel, now);
	const pairedItem = caller.getInputData().map((_, index) => ({ item: index }));
	const problems = worstFirst(seen.checks.filter(({ status }) => status === 'alarm')).map(({ sentence }) => sentence);
	for (const sentence of problems) hint(caller, sentence, 'danger');
	if (seen.account === undefined || !seen.read) {
		const json = { status: 'alarm', summary: problems, records: 0, text: null };
		return leave(caller, [[], [{ json, pairedItem }]]);
	}

	const lines: { field: string; values: number; enough: boolean; sentence: string }[] = [];
	const fields: Record<string, Baseline['fields'][string]> = {};
	for (const field of seen.fields) {
		const observations = observe(seen.records, field, panel.stampFields.provenance);
		const values = comparable(field, valuesByAi(observations));
		const kept = values && fieldBaseline(values, aboutValues(observations));
		if (kept) fields[field.name] = kept;
		const count = values?.length ?? 0;
		const enough = count >= leastValues.baseline;
		const sentence = !values
			? `"${field.label}" holds text, which cannot be compared over time.`
			: `${count} values of "${field.label}"${enough ? '.' : `: too few to compare with later (${leastValues.baseline} needed).`}`;
		lines.push({ field: field.name, values: count, enough, sentence });
	}
	const text = baselineText({ v: 1, takenAt: time, account: seen.account, object: panel.object, fields });
	const poor = lines.filter(({ enough }) => !enough);
	hint(caller, 'Copy "text" into Baseline of the operation Check Health.');
	for (const { sentence } of poor) hint(caller, sentence, 'warning');
	const bad = poor.length + problems.length > 0;
	const json = {
		status: bad ? 'warning' : 'good',
		summary: [...problems, ...lines.map(({ sentence }) => sentence)],
		takenAt: time,
		records: seen.records.length,
		fields: lines,
		text,
	};
	return leave(caller, bad ? [[], [{ json, pairedItem }]] : [[{ json, pairedItem }], []]);
}

/** How many records have no value, and which versions the values came from. */
function aboutValues(observations: readonly Observation[]): About {
	const ours = observations.filter((seen) => !isPersons(seen) && !isBlank(seen.value));
	return { ...missingOf(observations), scorers: scorersOf(ours) };
}
