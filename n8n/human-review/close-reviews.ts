/** Close Finished Reviews: looks what reps did with open questions, updates the status, and remembers a no. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CrmErrorData } from '../../core/errors';
import type { ReviewStatus } from '../../core/review/status';
import type { Contract, Decision } from '../../core/record';
import { readSettled, type Answer } from '../../crm/review/answers';
import { rememberReviews } from '../../crm/review/remember';
import { auditRun, tellUnkept } from '../audit';
import { connect, type Connection } from '../connect';
import { withContract } from '../contract';
import { errorData, expressionProblem, failedItem } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';
import { usableContract } from '../usable';
import { cannotSee, failReview } from './ask-people';
import { AUDIT, toldAnswers, withAudit } from './audit';
import { panelOf, type Panel } from './panel';

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
		const { looked, closed } = await look(caller, connection, object, found, panel);
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
		const told = toldAnswers(found, closed, auditRun(caller, panel));
		tellUnkept(caller, told.length, AUDIT);
		return withAudit(outputs, told);
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

interface Looked {
	/** By record. */
	readonly looked: ReadonlyMap<string, readonly Answer[]>;
	/** Those that this run closed. */
	readonly closed: readonly Answer[];
}

/** Every review that was open, by record, with what became of it; the CRM remembers what is new. */
async function look(
	caller: IExecuteFunctions,
	{ crm }: Connection,
	object: string,
	found: readonly Found[],
	panel: Panel,
): Promise<Looked> {
	const { provenance } = panel.places;
	if (!(await crm.describe(object)).some(({ name }) => name === provenance))
		hint(caller, cannotSee(provenance), 'warning');
	const { account } = await crm.whoAmI();
	const ids = found.flatMap((entry) =>
		entry.ok && entry.contract.account === account ? (entry.contract.id ?? []) : [],
	);
	const now = new Date().toISOString();
	const { answers, notes } = await readSettled(crm, object, ids, [], panel.places, now);
	const remembered = await rememberReviews(crm, object, notes, panel.places);
	for (const remark of remembered.remarks) hint(caller, remark, 'warning');
	const looked = new Map<string, readonly Answer[]>();
	for (const answer of answers) looked.set(answer.id, [...(looked.get(answer.id) ?? []), answer]);
	return { looked, closed: answers.filter(remembered.closed) };
}

const words: Readonly<Record<ReviewStatus, Pick<Decision, 'action' | 'rule' | 'why'>>> = {
	open: { action: 'review', rule: 'review already open', why: 'Nobody has answered yet.' },
	expired: {
		action: 'skip',
		rule: 'nobody answered',
		why: 'Nobody answered in time, or the task was deleted; the CRM’s value stays.',
	},
	approved: { action: 'skip', rule: 'equal value', why: 'A person entered the suggested value.' },
	rejected: {
		action: 'skip',
		rule: 'rejected by a person',
		why: 'A person entered another value, completed the task without the suggested one, or said no.',
	},
};

function copyOf(
	item: INodeExecutionData,
	index: number,
	contract: Contract,
	reviews: readonly Answer[],
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
