/**
 * The trigger field: its change starts a workflow of the CRM (assign a rep, enrol), and such an action cannot be called
 * back. So it is written last, only where the record's other fields stand, and only on a real change (S0-42, S0-43).
 */
import type { Outcome } from '../../core/record';
import type { Crm } from '../crm';
import type { RequestReport, WritePolicy, WriteReport, WriteRequest, WriteRun } from './request';
import { write } from './transaction';

/** As `write`, but the suggestions for `triggerField` in a transaction of their own after all others. */
export async function writeTriggerLast(
	crm: Crm,
	object: string,
	requests: readonly WriteRequest[],
	policy: WritePolicy,
	run: WriteRun,
	triggerField: string | undefined,
): Promise<WriteReport> {
	const isTrigger = ({ field }: { readonly field: string }) => field === triggerField;
	if (run.preview || !requests.some(({ proposals }) => proposals.some(isTrigger))) {
		return await write(crm, object, requests, policy, run);
	}
	// The caps count all fields, so all are judged before any is written.
	const dry = await write(crm, object, requests, policy, { ...run, preview: true });
	if (dry.stopped) return await write(crm, object, requests, policy, run);

	const others = requests.map((request) => ({ ...request, proposals: request.proposals.filter((p) => !isTrigger(p)) }));
	const first = await write(crm, object, others, policy, run);
	const broken = new Set(
		requests.flatMap(({ id }, index) => (first.requests[index]?.outcomes.some(incomplete) ? [id] : [])),
	);
	const triggers = requests.map((request) => ({
		...request,
		proposals: broken.has(request.id) ? [] : request.proposals.filter(isTrigger),
	}));
	const again = { ...run, textsBefore: first.texts };
	const second = await write(crm, object, triggers, { ...policy, mostRecords: Number.MAX_SAFE_INTEGER }, again);

	const reports = requests.map((request, index): RequestReport => {
		const main = [...(first.requests[index]?.outcomes ?? [])];
		const last = [...(second.requests[index]?.outcomes ?? [])];
		const outcomes = request.proposals.flatMap((proposal, position) => {
			if (!isTrigger(proposal)) return main.splice(0, 1);
			if (!broken.has(request.id)) return last.splice(0, 1);
			const judged = dry.requests[index]?.outcomes[position];
			return judged ? [heldBack(judged)] : [];
		});
		const url = first.requests[index]?.url ?? second.requests[index]?.url;
		return { outcomes, ...(url === undefined ? {} : { url }) };
	});
	const changed = new Set(requests.flatMap(({ id }, index) => (reports[index]?.outcomes.some(touched) ? [id] : [])));
	return {
		requests: reports,
		changed: changed.size,
		texts: second.texts,
		remarks: [...new Set([...first.remarks, ...second.remarks])],
		answers: [...(first.answers ?? []), ...(second.answers ?? [])],
	};
}

const incomplete = ({ status, rule }: Outcome) =>
	status === 'failed' || status === 'rejected' || status === 'not stored' || rule === 'edited while writing';

const touched = ({ status }: Outcome) => status === 'written' || status === 'repaired' || status === 'not stored';

function heldBack(judged: Outcome): Outcome {
	if (judged.status !== 'would write') return judged;
	const why = `"${judged.field}" was held back: other fields of the record could not be stored, and it starts a workflow that may read them.`;
	const hint = 'Mend what failed and run the item again: this field is written last.';
	return {
		...judged,
		status: 'failed',
		rule: 'trigger field',
		why,
		after: judged.before,
		error: { kind: 'conflict', message: why, hint, status: 0, fields: [judged.field] },
	};
}
