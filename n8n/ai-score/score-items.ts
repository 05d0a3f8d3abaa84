/** AI Score: from items to suggestions on them. Reads no record and writes nothing; the CRM's fields type the answer. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FieldSchema } from '../../core/fields/schema';
import { isActivityFact } from '../../core/score/facts';
import { withSuggestions } from '../../core/score/suggest';
import { connect } from '../connect';
import { withContract } from '../contract';
import { errorData, expressionProblem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';
import { usableContract } from '../usable';
import { scoreByModel } from './by-model';
import { scoreByPoints } from './by-rules';
import { scoreByScorecard } from './by-scorecard';
import { failedItem, failure, unreadable, type Failure } from './failures';
import { labelIn, panelOf } from './panel';
import type { Room, Scored, Subject } from './room';

const FAILED = 1;

export async function scoreItems(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	let credentialName = '';
	try {
		const object = objectOf(caller);
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		const { account } = await crm.whoAmI();
		const schema = new Map((await crm.describe(object)).map((field): [string, FieldSchema] => [field.name, field]));
		const panel = panelOf(caller, schema);
		const room: Room = {
			panel,
			schema,
			now: Date.now(),
			perItem: orProblem,
			wanted: new Set(),
			remarks: new Set(panel.remarks),
			withoutConfidence: 0,
			madeUp: 0,
		};
		const read = items.map((item, index) => subjectOf(caller, item, index, object, account));
		const subjects = read.filter((entry): entry is Subject => !('ok' in entry));
		const scored = await byMethod(caller, room, subjects);
		const byIndex = new Map(subjects.map(({ index }, position) => [index, scored[position]]));

		const outputs: [INodeExecutionData[], INodeExecutionData[]] = [[], []];
		const failures: Failure[] = [];
		items.forEach((item, index) => {
			const subject = read[index];
			if (!subject) return;
			const result: Scored = 'ok' in subject ? subject : (byIndex.get(index) ?? lost);
			if (!result.ok) {
				failures.push(result);
				outputs[FAILED].push(failedItem(item, index, result));
			} else if (!('ok' in subject)) {
				const proposals = withSuggestions(subject.contract.proposals, result.proposals);
				const json = withContract(item.json, { ...subject.contract, proposals });
				outputs[0].push({
					// Under our key, where the next of our nodes leaves it behind: it may hold people's data.
					json: result.exchange
						? { ...json, crm: { ...(json['crm'] as IDataObject), asked: { ...result.exchange } } }
						: json,
					...(item.binary === undefined ? {} : { binary: item.binary }),
					pairedItem: { item: index },
				});
			}
		});
		tell(caller, room, subjects, outputs[0].length, failures);
		return outputs;
	} catch (error) {
		return [[], failRun(caller, items, errorData(error), credentialName)];
	}
}

async function byMethod(caller: IExecuteFunctions, room: Room, subjects: readonly Subject[]): Promise<Scored[]> {
	switch (room.panel.method) {
		case 'model':
			return await scoreByModel(caller, room, subjects);
		case 'scorecard':
			return scoreByScorecard(caller, room, subjects);
		case 'rules':
			return scoreByPoints(caller, room, subjects);
	}
}

const lost = failure('model failed', 'The item was not scored.', 'Run the workflow again.');

function subjectOf(
	caller: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	object: string,
	account: string,
): Subject | Failure {
	const found = orProblem(() => usableContract(caller, item, index, object));
	if ('class' in found) return found;
	if (!found.ok) return unreadable(found);
	const { contract } = found;
	if (contract.account !== account) {
		return unreadable({
			message: `The item was read from account ${contract.account}, but this node's credential belongs to account ${account}.`,
			hint: 'Choose the same credential in all CRM nodes of this workflow.',
		});
	}
	const { crm: _, ...own } = item.json;
	return { index, contract, item: own };
}

function orProblem<T>(read: () => T): T | Failure {
	try {
		return read();
	} catch (error) {
		return unreadable(expressionProblem(error));
	}
}

/** What left where, and what the user has to know about it. */
function tell(
	caller: IExecuteFunctions,
	room: Room,
	subjects: readonly Subject[],
	scored: number,
	failures: readonly Failure[],
): void {
	const counts: Record<string, number> = { scored };
	for (const { class: name } of failures) {
		counts[`failed (${name})`] = (counts[`failed (${name})`] ?? 0) + 1;
	}
	hint(caller, `${counted(counts)}.`, failures.length > 0 ? 'warning' : 'info');
	if (room.withoutConfidence > 0) {
		hint(
			caller,
			`${room.withoutConfidence} answers came without a confidence from 0 to 1: it counts as 0, so Conflict Gate sends them to Review.`,
			'warning',
		);
	}
	if (room.madeUp > 0) {
		hint(
			caller,
			`${room.madeUp} answers go by words that do not stand in the record: their confidence counts as 0, so Conflict Gate sends them to Review.`,
			'warning',
		);
	}
	for (const remark of [...room.remarks, ...unread(room, subjects)]) hint(caller, remark, 'warning');
	const [worst] = failures.filter(({ class: name }) => name === 'model failed' || name === 'budget');
	if (worst) hint(caller, `${worst.message} ${worst.hint}`, 'danger');
}

/** Fields that no record and no item brought along: mostly a step that was forgotten in Identity Lookup. */
function unread({ wanted, schema }: Room, subjects: readonly Subject[]): string[] {
	if (subjects.length === 0) return [];
	const missing = [...wanted].filter((name) =>
		isActivityFact(name)
			? subjects.every(({ contract }) => contract.context === undefined)
			: subjects.every(
					({ contract, item }) => !Object.hasOwn(contract.snapshot?.values ?? {}, name) && !Object.hasOwn(item, name),
				),
	);
	const fields = missing.filter((name) => !isActivityFact(name)).map((name) => labelIn(schema, name));
	return [
		...(fields.length > 0
			? [`${fields.join(', ')}: no item brings this along. Add it under Fields to Read of Identity Lookup.`]
			: []),
		...(fields.length < missing.length
			? ['Figures about activities need Context to Read: Recent Activities in Identity Lookup.']
			: []),
	];
}
