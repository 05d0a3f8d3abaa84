/** From incoming items to what a person is to be asked, judged on the records as they are now. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { ReviewRow } from '../../core/review/decisions';
import { questionsOf, sortQuestion, type Question } from '../../core/review/question';
import type { Contract, Decision } from '../../core/record';
import type { CrmValue } from '../../core/value';
import type { Crm, Result } from '../../crm/crm';
import { readSettled, type Answer } from '../../crm/review/answers';
import type { ReviewNote, ReviewRecord } from '../../crm/review/records';
import { expressionProblem } from '../errors';
import { usableContract } from '../usable';
import type { Panel } from './panel';

/** An item that says what is to be asked, or why it cannot be used. */
export type Prepared =
	| { readonly ok: true; readonly contract: Contract; readonly questions: readonly Question[] }
	| { readonly ok: false; readonly error: CrmErrorData };

/** How one field of one item leaves, where no person has to be asked any more. */
export interface Leaving {
	readonly item: number;
	readonly field: string;
	readonly kind: 'undecided' | 'rejected';
	readonly decision: Decision;
}

export interface Questions {
	readonly rows: readonly ReviewRow[];
	readonly leaving: readonly Leaving[];
	readonly records: ReadonlyMap<string, Result<ReviewRecord>>;
	readonly schema: ReadonlyMap<string, FieldSchema>;
	/** What people answered to earlier questions about these records, and what is to be remembered of it. */
	readonly answers: readonly Answer[];
	readonly answered: readonly ReviewNote[];
}

export function prepareItems(
	caller: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	object: string,
	account: string,
): Prepared[] {
	return items.map((item, index) => {
		try {
			return prepare(caller, item, index, object, account);
		} catch (error) {
			return { ok: false, error: expressionProblem(error) };
		}
	});
}

function prepare(
	caller: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	object: string,
	account: string,
): Prepared {
	const refuse = (message: string, hint: string): Prepared => ({
		ok: false,
		error: { kind: 'validation', message, hint, status: 0 },
	});
	const found = usableContract(caller, item, index, object);
	if (!found.ok) return refuse(found.message, found.hint);
	const { contract } = found;
	if (contract.account !== account) {
		return refuse(
			`The item was read from account ${contract.account}, but this node's credential belongs to account ${account}.`,
			'Choose the same credential in all CRM nodes of this workflow.',
		);
	}
	if (contract.proposals.length === 0) {
		return refuse(
			'The item carries no suggestion to ask about.',
			'Connect the Review output of Conflict Gate or Field-Safe Write to this node.',
		);
	}
	return { ok: true, contract, questions: questionsOf(contract) };
}

/** Reads the records and sorts every question: ask, or leave with a reason. */
export async function sortQuestions(
	crm: Crm,
	object: string,
	prepared: readonly Prepared[],
	panel: Panel,
	now: string,
): Promise<Questions> {
	const usable = prepared.flatMap((entry, item) => (entry.ok ? [{ ...entry, item }] : []));
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	const fields = [...new Set(usable.flatMap(({ questions }) => questions.map(({ proposal }) => proposal.field)))];
	const ids = usable.filter(({ questions }) => questions.length > 0).map(({ contract }) => contract.id ?? '');
	const { records, answers, notes } = await readSettled(crm, object, ids, fields, panel.places, now);
	const room = {
		schema,
		kept: [panel.places.provenance, panel.places.status],
		predict: (field: FieldSchema, value: CrmValue) => crm.predict(field, value),
	};
	const rows: ReviewRow[] = [];
	const leaving: Leaving[] = [];
	const asked = new Set<string>();
	for (const { contract, questions, item } of usable) {
		const id = contract.id ?? '';
		const record = records.get(id);
		for (const question of questions) {
			const { field } = question.proposal;
			const leave = (kind: Leaving['kind'], rule: Decision['rule'], why: string) => {
				const action = kind === 'rejected' ? 'skip' : 'review';
				leaving.push({ item, field, kind, decision: { field, action, rule, why } });
			};
			if (record?.ok !== true) {
				leave('undecided', 'no record', record?.error.message ?? 'The item has no record id.');
				continue;
			}
			const { snapshot, stamp } = record.value;
			const fresh = {
				current: snapshot.values[field] ?? null,
				readAt: snapshot.readAt,
				stamp: stamp.fields[field],
				review: stamp.reviews?.[field],
			};
			const owner = contract.decisions.find((decision) => decision.field === field)?.owner;
			const sorted = sortQuestion(question, fresh, room, owner);
			const key = `${id}\n${field}`;
			if (sorted.kind !== 'ask') leave(sorted.kind, sorted.rule, sorted.why);
			else if (asked.has(key)) {
				leave('undecided', 'review already open', `Another item of this run asks about "${sorted.field.label}", too.`);
			} else {
				asked.add(key);
				rows.push(rowOf(item, id, question, sorted.value));
			}
		}
	}
	return { rows, leaving, records, schema, answers, answered: notes };
}

function rowOf(item: number, id: string, question: Question, value: CrmValue): ReviewRow {
	const { proposal, rule, why } = question;
	return {
		item,
		id,
		field: proposal.field,
		value,
		...(proposal.confidence === undefined ? {} : { confidence: proposal.confidence }),
		...(proposal.reason === undefined ? {} : { reason: proposal.reason }),
		rule,
		why,
	};
}
