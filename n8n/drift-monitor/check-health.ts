/** Check Health: every check on one item, by All Good or Needs Attention; the execution itself succeeds either way. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readBaseline, type Baseline } from '../../core/drift/baseline';
import {
	changedByPeople,
	lastWrite,
	moment,
	outOfDate,
	overall,
	scoresMoved,
	worstFirst,
	type Check,
} from '../../core/drift/checks';
import { newestWrite, observe } from '../../core/drift/observe';
import { markdownReport } from '../../core/drift/report';
import { leave } from '../agent';
import { counted, hint } from '../hints';
import { look, type Look } from './look';
import { later, rememberedWrite, rememberWrite } from './memory';
import { readPanel, type Panel } from './panel';

export async function checkHealth(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const panel = readPanel(caller);
	const now = Date.now();
	const time = new Date(now).toISOString();
	const seen = await look(caller, panel, now);
	const remembered = rememberedWrite(caller, panel);
	const newest = later(newestWrite(seen.records, panel.stampFields), remembered);
	if (newest !== undefined && newest !== remembered) rememberWrite(caller, panel, newest);

	const checks = [
		...seen.checks.map((check) => withLastWrite(check, newest)),
		lastWrite(newest, seen.read, panel.limits, time),
		...fieldChecks(panel, seen, time),
	];
	const status = overall(checks);
	const attention = status === 'alarm' || status === 'warning';
	const ordered = worstFirst(checks);
	const json: IDataObject = {
		status,
		summary: ordered.map(({ sentence }) => sentence),
		checkedAt: time,
		system: panel.system,
		account: seen.account ?? null,
		object: panel.object,
		records: seen.records.length,
		lastWrite: newest ?? null,
		checks: ordered.map((check): IDataObject => ({ ...check, field: check.field ?? null })),
	};
	const item: INodeExecutionData = {
		json,
		pairedItem: caller.getInputData().map((_, index) => ({ item: index })),
		...(panel.report ? { binary: { report: await report(caller, panel, seen, checks, newest, time) } } : {}),
	};
	tell(caller, checks);
	return leave(caller, attention ? [[], [item]] : [[item], []]);
}

/** Who reads that the credential is dead wants to know since when nothing was written. */
function withLastWrite(check: Check, newest: string | undefined): Check {
	if (check.check !== 'credential' || check.status !== 'alarm') return check;
	const known = newest === undefined ? 'not known' : moment(newest);
	return { ...check, sentence: `${check.sentence} Last successful write: ${known}.` };
}

function fieldChecks(panel: Panel, seen: Look, time: string): Check[] {
	// Nothing was read: that is said once, and "not enough data" for every field would only hide it.
	if (!seen.read) return [];
	const { baseline, problem } = baselineOf(panel, seen);
	const checks = seen.fields.flatMap((field) => {
		const observations = observe(seen.records, field, panel.stampFields.provenance);
		return [
			...(panel.baseline === undefined || problem ? [] : [scoresMoved(field, observations, baseline, panel.limits)]),
			changedByPeople(field, observations, panel.limits),
			outOfDate(field, observations, panel.limits, time),
		];
	});
	return problem ? [problem, ...checks] : checks;
}

function baselineOf(panel: Panel, seen: Look): { readonly baseline?: Baseline; readonly problem?: Check } {
	if (panel.baseline === undefined || panel.baseline === '') return {};
	const wrong = (sentence: string): { readonly problem: Check } => ({
		problem: { check: 'scores moved', status: 'warning', value: null, limit: null, sentence },
	});
	const baseline = readBaseline(panel.baseline);
	if (!baseline) {
		return wrong(
			'The pasted baseline cannot be read, so whether scores moved is not known. Run Capture Baseline and paste its whole text.',
		);
	}
	if (baseline.object !== panel.object || (seen.account !== undefined && baseline.account !== seen.account)) {
		return wrong(
			`The pasted baseline is about ${baseline.object} in account ${baseline.account}, not about this node's records. Capture one here.`,
		);
	}
	return { baseline };
}

async function report(
	caller: IExecuteFunctions,
	panel: Panel,
	seen: Look,
	checks: readonly Check[],
	newest: string | undefined,
	time: string,
) {
	const text = markdownReport({
		checks,
		subject: `${panel.object}${seen.account === undefined ? '' : ` in account ${seen.account}`} (${panel.system})`,
		checkedAt: moment(time),
		records: seen.records.length,
		lastWrite: newest === undefined ? 'not known' : moment(newest),
	});
	return await caller.helpers.prepareBinaryData(Buffer.from(text, 'utf8'), 'ai-fields-report.md', 'text/markdown');
}

function tell(caller: IExecuteFunctions, checks: readonly Check[]): void {
	const of = (status: Check['status']) => checks.filter((check) => check.status === status);
	const alarms = of('alarm');
	const warnings = of('warning');
	const parts = counted({
		good: of('good').length,
		alarms: alarms.length,
		warnings: warnings.length,
		'without enough data': of('not enough data').length,
	});
	const bad = alarms.length + warnings.length;
	hint(
		caller,
		`${checks.length} checks: ${parts}. Left by ${bad > 0 ? 'Needs Attention' : 'All Good'}.`,
		bad > 0 ? 'warning' : 'info',
	);
	for (const { sentence } of alarms) hint(caller, sentence, 'danger');
}
