/** Close Finished Reviews: looks what reps did with open questions, updates the status, and remembers a no. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CrmErrorData } from '../../core/errors';
import { coerce } from '../../core/fields/coerce';
import { answerOf, type ReviewStatus } from '../../core/review/status';
import type { Contract, Decision } from '../../core/record';
import type { FieldReview } from '../../core/stamp';
import { readReviewRecords, type ReviewRecord } from '../../crm/review/records';
import { rememberReviews, type ReviewNote } from '../../crm/review/remember';
import type { Result } from '../../crm/crm';
import { connect, type Connection } from '../connect';
import { withContract } from '../contract';
import { errorData, expressionProblem, failedItem } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';
import { usableContract } from '../usable';
import { failReview } from './ask-people';
import { panelOf, type Panel } from './panel';

type Looked = { readonly field: string; readonly review: FieldReview; readonly status: ReviewStatus };
type Found = { readonly ok: true; readonly contract: Contract } | { readonly ok: false; readonly error: CrmErrorData };

const outputOf: Readonly<Record<ReviewStatus, number>> = { open: 0, expired: 0, approved: 1, rejected: 2 };

export async function closeReviews(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	let connection: Connection | undefined;
	try {
		const panel = panelOf(caller);
		const object = objectOf(caller);
		connection = await connect(caller);
		const found = items.map((item, index) => find(caller, item, index, object));
		const looked = await look(connection, object, found, panel);
		const outputs: INodeExecutionData[][] = [[], [], []];
		items.forEach((item, index) => {
			const entry = found[index];
			if (entry && !entry.ok) outputs[0]?.push(failedItem(item, index, entry.error));
			if (!entry?.ok) return;
			const reviews = looked.get(entry.contract.id ?? '') ?? [];
			outputs.forEach((output, position) => {
				const mine = reviews.filter(({ status }) => outputOf[status] === position);
				if (mine.length > 0) output.push(copyOf(item, index, entry.contract, mine));
			});
		});
		const all = [...looked.values()].flat();
		const count = (status: ReviewStatus) => all.filter((one) => one.status === status).length;
		hint(
			caller,
			`Reviews: ${counted({ 'still open': count('open'), approved: count('approved'), rejected: count('rejected'), expired: count('expired') })}.`,
		);
		return outputs;
	} catch (error) {
		return failReview(caller, items, errorData(error), connection?.credentialName ?? '');
	}
}

function find(caller: IExecuteFunctions, item: INodeExecutionData, index: number, object: string): Found {
	try {
		const usable = usableContract(caller, item, index, object);
		if (usable.ok) return usable;
		return { ok: false, error: { kind: 'validation', message: usable.message, hint: usable.hint, status: 0 } };
	} catch (error) {
		return { ok: false, error: expressionProblem(error) };
	}
}

/** Every review that was open, by record, with what became of it; the CRM remembers what is new. */
async function look(
	{ crm }: Connection,
	object: string,
	found: readonly Found[],
	panel: Panel,
): Promise<ReadonlyMap<string, readonly Looked[]>> {
	const { account } = await crm.whoAmI();
	const ids = found.flatMap((entry) =>
		entry.ok && entry.contract.account === account ? (entry.contract.id ?? []) : [],
	);
	const first = await readReviewRecords(crm, object, ids, [], panel.places);
	const asked = new Set<string>();
	for (const record of first.values()) {
		if (record.ok) for (const [field] of openOf(record)) asked.add(field);
	}
	const looked = new Map<string, readonly Looked[]>();
	if (asked.size === 0) return looked;
	const open = [...first].flatMap(([id, record]) => (openOf(record).length > 0 ? [id] : []));
	const records = await readReviewRecords(crm, object, open, [...asked], panel.places);
	const now = new Date().toISOString();
	// The CRM may keep an option's own value under another one: a number, a name with a capital letter.
	const statusField = (await crm.describe(object)).find(({ name }) => name === panel.places.status);
	const no = statusField && coerce(statusField, 'rejected');
	const notes: ReviewNote[] = [];
	for (const [id, record] of records) {
		if (!record.ok) continue;
		const { snapshot } = record.value;
		const said = snapshot.edits[panel.places.status];
		// While a question is open we write no other status than open, so a person set it, unless the CRM tells otherwise.
		const byMachine = said?.evidence === 'history' && (said.by === 'automation' || said.by === 'integration');
		const declined = no?.ok === true && snapshot.values[panel.places.status] === no.value && !byMachine;
		const mine = openOf(record).map(([field, review]): Looked => {
			const seen = { current: snapshot.values[field] ?? null, edit: snapshot.edits[field], declined, now };
			return { field, review, status: answerOf(review, seen) };
		});
		looked.set(id, mine);
		for (const { field, review, status } of mine) {
			if (status === 'open') continue;
			const refused = status === 'rejected' ? { refused: review.hash } : {};
			notes.push({ id, field, review: { hash: review.hash, status, at: now }, ...refused });
		}
	}
	await rememberReviews(crm, object, notes, panel.places);
	return looked;
}

function openOf(record: Result<ReviewRecord>): [string, FieldReview][] {
	if (!record.ok) return [];
	return Object.entries(record.value.stamp.reviews ?? {}).filter(([, { status }]) => status === 'open');
}

const words: Readonly<Record<ReviewStatus, Pick<Decision, 'action' | 'rule' | 'why'>>> = {
	open: { action: 'review', rule: 'review already open', why: 'Nobody has answered yet.' },
	expired: { action: 'skip', rule: 'review already open', why: 'Nobody answered in time; the CRM’s value stays.' },
	approved: { action: 'skip', rule: 'equal value', why: 'A person entered the suggested value.' },
	rejected: { action: 'skip', rule: 'rejected by a person', why: 'A person entered another value or said no.' },
};

function copyOf(
	item: INodeExecutionData,
	index: number,
	contract: Contract,
	reviews: readonly Looked[],
): INodeExecutionData {
	const decisions = reviews.map(({ field, status }): Decision => ({ field, ...words[status] }));
	return {
		json: {
			...withContract(item.json, { ...contract, proposals: [], decisions, outcomes: [] }),
			reviews: reviews.map(({ field, status, review }) => ({ field, status, askedAt: review.at })),
		},
		...(item.binary === undefined ? {} : { binary: item.binary }),
		pairedItem: { item: index },
	};
}
