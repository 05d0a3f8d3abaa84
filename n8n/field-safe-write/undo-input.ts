/** What Undo is asked to take back: the panel's wish, and the records and writes that the input tells of. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CrmErrorData } from '../../core/errors';
import { entriesOf, type UndoEntry } from '../../core/undo/entries';
import { givenByAgent } from '../agent';
import { readContract } from '../contract';
import { hint } from '../hints';
import { objectOf } from '../object';

/** The panel's wish. */
export interface Wish {
	readonly by: 'items' | 'run' | 'record';
	readonly execution: string | undefined;
	readonly fields: readonly string[];
	readonly object: string;
	readonly system: string;
}

/** One record of the input: the writes that items told of, or the wish to look into its stamp. */
export interface Subject {
	readonly account: string;
	readonly id: string;
	readonly url: string;
	readonly items: number[];
	readonly entries: UndoEntry[];
	byStamp: boolean;
}

export const nothingToGoBy: CrmErrorData = {
	kind: 'validation',
	message: 'There is nothing to go by: no item on the input tells what AI wrote.',
	hint: 'Connect the audit rows (template "Audit to Data Table": its Data Table, read by a Data Table node), or the items that left Field-Safe Write, or the n8n node with Get Execution; or connect Identity Lookup and choose Undo By: Run or Record.',
	status: 0,
};

export function wishOf(caller: IExecuteFunctions): Wish {
	const execution = textOf(caller.getNodeParameter('undoExecution', 0, ''));
	const by = caller.getNodeParameter('undoBy', 0, 'items') as Wish['by'];
	return {
		by,
		execution: by === 'run' && execution !== '' ? execution : undefined,
		fields: caller.getNodeParameter('undoFields', 0, []) as string[],
		object: objectOf(caller),
		system: textOf(caller.getNodeParameter('crm', 0)),
	};
}

/** The records that the input is about, and the items that say nothing that can be used. */
export function subjectsOf(caller: IExecuteFunctions, items: readonly INodeExecutionData[], wish: Wish) {
	const subjects = new Map<string, Subject>();
	const unusable: { readonly index: number; readonly error: CrmErrorData }[] = [];
	const subject = (account: string, id: string, url: string, index: number): Subject => {
		const key = `${account} ${id}`;
		const known = subjects.get(key) ?? { account, id, url, items: [], entries: [], byStamp: false };
		subjects.set(key, known);
		if (!known.items.includes(index)) known.items.push(index);
		return known;
	};
	let elsewhere = 0;
	items.forEach((item, index) => {
		const entries = entriesOf(withoutAgents(caller, item.json, index));
		const told = entries?.filter((entry) => entry.execution !== '' || wish.by !== 'run');
		if (told && told.length > 0) {
			for (const entry of told) {
				if (entry.system !== wish.system || entry.object !== wish.object) {
					elsewhere += 1;
					continue;
				}
				const wanted =
					(wish.execution === undefined || entry.execution === wish.execution) &&
					(wish.fields.length === 0 || wish.fields.includes(entry.field));
				if (wanted) subject(entry.account, entry.record, entry.url, index).entries.push(entry);
			}
			return;
		}
		// A row about something that was not written needs no undo, and is no mistake.
		if (entries && entries.length === 0) return;
		const found = readContract(caller, item, index);
		const record = found.ok && found.contract.match.status === 'matched' ? found.contract : undefined;
		if (
			wish.by !== 'items' &&
			record?.id !== undefined &&
			record.system === wish.system &&
			record.object === wish.object
		)
			subject(record.account, record.id, record.url ?? '', index).byStamp = true;
		else unusable.push({ index, error: nothingToGoBy });
	});
	if (elsewhere > 0) {
		hint(
			caller,
			`${elsewhere} writes on the input are about another CRM or object than this panel's, and were left out.`,
			'warning',
		);
	}
	return { subjects: [...subjects.values()], unusable };
}

/** An expression may give an execution id as a number. */
function textOf(given: unknown): string {
	return typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
}

/** What AI wrote is told by the workflow: rows that an agent makes up would let it write any value as the earlier one. */
function withoutAgents(caller: IExecuteFunctions, json: IDataObject, index: number): IDataObject {
	return Object.fromEntries(Object.entries(json).filter(([key]) => !givenByAgent(caller, key, index)));
}
