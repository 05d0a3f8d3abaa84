/** Check Health: every check on one item, by All Good or Needs Attention; the execution itself succeeds either way. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { lastWrite } from '../../core/drift/age';
import { overall, worstFirst, type Check } from '../../core/drift/check';
import { breachesOf, confirmed } from '../../core/drift/repeat';
import { moment } from '../../core/drift/words';
import { leave } from '../agent';
import { counted, hint } from '../hints';
import { findBaseline } from './baselines';
import { fieldChecks, seeFields } from './field-checks';
import { flowChecks, readFlow } from './flow-checks';
import { readInputs } from './inputs';
import { look } from './look';
import { later, memoryFor } from './memory';
import { readPanel } from './panel';
import { makeReports } from './reports';

export async function checkHealth(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const panel = readPanel(caller);
	const inputs = readInputs(caller, panel);
	const now = Date.now();
	const time = new Date(now).toISOString();
	const seen = await look(caller, panel, now);
	const memory = memoryFor(caller, panel, seen.account, seen.credential);
	const flow = await readFlow(panel, seen, memory.account, inputs.audit);
	const newest = later(later(seen.newestWrite, flow.newestWrite), memory.lastWrite);
	if (newest !== undefined && newest !== memory.lastWrite) memory.rememberWrite(newest);

	// Where nothing was read, that is said once, and "not enough data" for every field would only hide it.
	const { baseline, problem } = seen.read ? await findBaseline(panel, seen, inputs.baseline, time) : {};
	const fields = seen.read ? await seeFields(panel, seen, baseline, memory, time) : [];
	const found = [
		...seen.checks.map((check) => withLastWrite(check, newest)),
		lastWrite(newest, seen.read, panel.limits, time),
		...(problem ? [problem] : []),
		...fieldChecks(fields, panel.baseline.from !== 'none' && !problem, panel, seen, time),
		...flowChecks(flow, panel, seen, time),
	];
	const checks = worstFirst(confirmed(found, memory.breaches));
	if (memory.breaches !== undefined) memory.rememberBreaches(breachesOf(found));

	const status = overall(checks);
	const attention = status === 'alarm' || status === 'warning';
	const about = { checkedAt: time, system: panel.system, account: memory.account ?? null, object: panel.object };
	const reports = await makeReports(caller, panel, {
		checks,
		status,
		about: { ...about, account: memory.account },
		records: seen.records.length,
		lastWrite: newest,
		fields,
		events: flow.events,
	});
	const json: IDataObject = {
		status,
		text: reports.text,
		summary: checks.map(({ sentence }) => sentence),
		...about,
		records: seen.records.length,
		auditRows: flow.events?.length ?? null,
		lastWrite: newest ?? null,
		checks: checks.map(({ check, field, status: verdict, value, limit, sentence, details }): IDataObject => ({
			...about,
			check,
			field: field ?? null,
			status: verdict,
			value,
			limit,
			sentence,
			...(details === undefined ? {} : { details: { ...details } }),
		})),
	};
	const item: INodeExecutionData = {
		json,
		pairedItem: caller.getInputData().map((_, index) => ({ item: index })),
		...(reports.binary === undefined ? {} : { binary: reports.binary }),
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
