/** The CRM tasks that ask, and the memory that somebody was asked. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { CrmErrorData } from '../../core/errors';
import { askedAbout } from '../../core/review/asked';
import type { ReviewRow } from '../../core/review/decisions';
import { showConfidence, showEdit, showTime, showValue } from '../../core/review/show';
import { planLinkTasks, planTasks, type Ask, type PlannedTask, type TaskTerms } from '../../core/review/tasks';
import { openReview, type FieldReview } from '../../core/stamp';
import { hashValue } from '../../core/value';
import type { Crm } from '../../crm/crm';
import { rememberReviews, type ReviewNote } from '../../crm/review/remember';
import type { Panel } from './panel';
import type { Prepared, Questions } from './questions';

export interface Asked {
	readonly tasks: number;
	/** Tasks that were there already: an earlier run asked the same. */
	readonly known: number;
	/** Records whose task could not be made, and why the last one could not. */
	readonly unasked: ReadonlySet<string>;
	/** The task that answers for a record: completing it says no to what the rep did not enter. */
	readonly taskOf: ReadonlyMap<string, string>;
	readonly error?: CrmErrorData | undefined;
}

export interface AskTerms {
	readonly crm: Crm;
	readonly object: string;
	readonly panel: Panel;
	/** ISO times. */
	readonly now: string;
	readonly until: string;
}

/** The records to ask about, with everything that stands in a task. */
export function asksOf({ records, schema }: Questions, asked: readonly ReviewRow[], terms: AskTerms): Ask[] {
	const { crm, panel } = terms;
	const ids = [...new Set(asked.map(({ id }) => id))];
	return ids.flatMap((id) => {
		const record = records.get(id);
		if (record?.ok !== true) return [];
		const { snapshot, stamp } = record.value;
		const owner = panel.user ?? (crm.ownerField === undefined ? undefined : snapshot.values[crm.ownerField]);
		const fields = asked
			.filter((row) => row.id === id)
			.flatMap((row) => {
				const field = schema.get(row.field);
				if (!field) return [];
				return {
					name: row.field,
					label: field.label,
					value: row.value,
					now: showValue(field, snapshot.values[row.field] ?? null),
					suggested: showValue(field, row.value),
					setBy: showEdit(snapshot.edits[row.field]),
					confidence: row.confidence === undefined ? undefined : showConfidence(row.confidence),
					reason: row.reason,
					why: row.why,
					after: overSince(stamp.reviews?.[row.field], terms.now),
				};
			});
		const known = typeof owner === 'string' || typeof owner === 'number' ? String(owner) : undefined;
		return [{ id, label: snapshot.label, url: snapshot.url, owner: known, fields }];
	});
}

/** Until when the earlier question about the field counted: the task that asked it then is not the one to find again. */
function overSince(review: FieldReview | undefined, now: string): string | undefined {
	return review !== undefined && openReview(review, now) === undefined ? review.at : undefined;
}

/** Leaves the tasks in the CRM, one after the other: a dead credential stops the rest. */
export async function leaveTasks(
	caller: IExecuteFunctions,
	asks: readonly Ask[],
	terms: AskTerms & {
		readonly statusLabel: string | undefined;
		readonly remembers: boolean;
		readonly link?: string | undefined;
	},
): Promise<Asked> {
	const { crm, object, now, until, link } = terms;
	const taskTerms: TaskTerms = {
		object,
		until: showTime(until),
		execution: caller.getExecutionId(),
		statusField: terms.statusLabel,
		remembers: terms.remembers,
	};
	const planned: readonly PlannedTask[] =
		link === undefined ? planTasks(asks, taskTerms) : planLinkTasks(asks, { ...taskTerms, link });
	let tasks = 0;
	let known = 0;
	let error: CrmErrorData | undefined;
	const unasked = new Set<string>();
	const taskOf = new Map<string, string>();
	for (const task of planned) {
		const dead = error?.kind === 'auth';
		const result = dead
			? undefined
			: await crm.addTask(
					object,
					task.id,
					{
						title: task.title,
						body: task.body,
						at: now,
						dueAt: until,
						...(task.owner === undefined ? {} : { owner: task.owner }),
					},
					task.reference,
				);
		if (result?.ok === true) {
			if (result.value.created) tasks += 1;
			else known += 1;
			for (const id of task.named) taskOf.set(id, result.value.id);
			continue;
		}
		error = result?.error ?? error;
		for (const id of task.about) unasked.add(id);
	}
	return { tasks, known, unasked, taskOf, error };
}

/** Notes in the CRM that these questions are open. Returns what the user should know. */
export async function rememberOpen(
	rows: readonly ReviewRow[],
	{ records }: Questions,
	prepared: readonly Prepared[],
	terms: AskTerms,
	taskOf: Asked['taskOf'] = new Map(),
): Promise<readonly string[]> {
	const notes = rows.map(({ item, id, field, value }): ReviewNote => {
		const record = records.get(id);
		const before = record?.ok === true ? (record.value.snapshot.values[field] ?? null) : undefined;
		const entry = prepared[item];
		const contract = entry?.ok === true ? entry.contract : undefined;
		const proposal = contract?.proposals.find((one) => one.field === field);
		const decision = contract?.decisions.find((one) => one.field === field);
		const task = taskOf.get(id);
		return {
			id,
			field,
			review: {
				hash: hashValue(value),
				status: 'open',
				at: terms.now,
				until: terms.until,
				...(before === undefined ? {} : { shown: hashValue(before) }),
				...(proposal && before !== undefined ? { asked: askedAbout(proposal, value, before, decision) } : {}),
				...(task === undefined ? {} : { task }),
			},
		};
	});
	return (await rememberReviews(terms.crm, terms.object, notes, terms.panel.places)).remarks;
}
