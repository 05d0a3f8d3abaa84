/** Asking: by a task in the CRM, for which nothing waits, or on a page, for which the execution waits. */
import { randomBytes } from 'node:crypto';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CrmError, type CrmErrorData } from '../../core/errors';
import { reachOf } from '../../core/review/address';
import { MOST_ROWS } from '../../core/review/form';
import { countOf } from '../../core/review/tasks';
import { rememberReviews } from '../../crm/review/remember';
import { calledByAgent } from '../agent';
import { auditRun, isConnected, tellUnkept } from '../audit';
import { connect, type Connection } from '../connect';
import { errorData, explain, failedItem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { objectOf } from '../object';
import { asksOf, leaveTasks, rememberOpen, type Asked, type AskTerms } from './ask';
import { AUDIT, toldAnswers, withAudit, type Told } from './audit';
import { leaveBy, type FieldResult } from './leave';
import { panelOf, type Panel } from './panel';
import { prepareItems, sortQuestions, type Prepared, type Questions } from './questions';
import { keepWaiting } from './waiting';

export interface Round {
	readonly caller: IExecuteFunctions;
	readonly items: readonly INodeExecutionData[];
	readonly panel: Panel;
	readonly connection: Connection;
	readonly object: string;
	readonly prepared: readonly Prepared[];
	readonly questions: Questions;
	readonly terms: AskTerms;
	/** Audit rows of earlier questions that this run closed. */
	readonly told: readonly Told[];
}

export async function askPeople(caller: IExecuteFunctions, way: 'task' | 'page'): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	let connection: Connection | undefined;
	let told: readonly Told[] = [];
	try {
		if (calledByAgent(caller)) throw notForAgents();
		const panel = panelOf(caller);
		const object = objectOf(caller);
		connection = await connect(caller);
		const { crm } = connection;
		const { account } = await crm.whoAmI();
		const prepared = prepareItems(caller, items, object, account);
		const now = Date.now();
		const questions = await sortQuestions(crm, object, prepared, panel, new Date(now).toISOString());
		stopForAuth(questions);
		if (way === 'page' && questions.rows.length > 0 && !connection.approvalKey) throw cannotSign();
		const terms: AskTerms = {
			crm,
			object,
			panel,
			now: new Date(now).toISOString(),
			until: new Date(now + panel.expiresAfter).toISOString(),
		};
		if (!questions.schema.has(panel.places.provenance)) hint(caller, cannotSee(panel.places.provenance), 'warning');
		const remembered = await rememberReviews(crm, object, questions.answered, panel.places);
		for (const remark of remembered.remarks) hint(caller, remark, 'warning');
		told = toldAnswers(prepared, questions.answers.filter(remembered.closed), auditRun(caller, panel));
		const round: Round = { caller, items, panel, connection, object, prepared, questions, terms, told };
		return way === 'page' ? await onPage(round) : await byTask(round);
	} catch (error) {
		return failReview(caller, items, errorData(error), connection?.credentialName ?? '', told);
	}
}

/**
 * A run that could do nothing. Items leave undecided with the reason, and never with `error` on the first output: with
 * Retry On Fail n8n would run the whole node again.
 */
export function failReview(
	caller: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	error: CrmErrorData,
	credentialName: string,
	told: readonly Told[] = [],
): INodeExecutionData[][] {
	const failed = failRun(caller, items, error, credentialName);
	if (caller.getNode().onError === 'continueErrorOutput') return withAudit([[], [], failed], told);
	const { message } = explain(error, credentialName);
	return withAudit([items.map((item, index) => failedItem(item, index, { ...error, message })), [], []], told);
}

async function byTask(round: Round): Promise<INodeExecutionData[][]> {
	const asked = await leave(round, undefined);
	tell(round, asked, 0);
	return leaveNow(round, openResults(round, asked));
}

async function onPage(round: Round): Promise<INodeExecutionData[][]> {
	const { caller, items, prepared, questions, panel, terms, told } = round;
	if (questions.rows.length === 0) {
		tell(round, undefined, 0);
		return leaveNow(round);
	}
	const link = caller.getSignedResumeUrl();
	const reach = reachOf(link);
	if (reach !== 'public' && !panel.privateAddress) {
		hint(
			caller,
			`n8n knows itself by a ${reach === 'loopback' ? 'loopback' : 'private'} address (${new URL(link).host}), which reviewers may not be able to open. So nothing waits: the suggestions stand in CRM tasks instead. Set WEBHOOK_URL in n8n to its public address, or switch on the option Use Private Address.`,
			'warning',
		);
		return await byTask(round);
	}
	const rows = questions.rows.slice(0, MOST_ROWS);
	const left = questions.rows.length - rows.length;
	const asked = panel.leaveTask ? await leave({ ...round, questions: { ...questions, rows } }, link) : undefined;
	if (asked && asked.tasks + asked.known === 0) {
		hint(
			caller,
			'No task with the link to the page could be left in the CRM, so nobody would come: nothing waits.',
			'danger',
		);
		tell(round, asked, left);
		return leaveNow(round);
	}
	if (!asked)
		for (const remark of await rememberOpen(rows, questions, prepared, terms)) hint(caller, remark, 'warning');
	keepWaiting(caller, {
		nonce: randomBytes(24).toString('base64url'),
		until: terms.until,
		left,
		...(reach === 'public'
			? {}
			: { remark: 'This page has a private address: it opens only inside of the network that n8n runs in.' }),
		rows: [...rows],
		items: prepared.map((entry) =>
			entry.ok ? { ok: true, contract: entry.contract } : { ok: false, error: entry.error },
		),
		leaving: [...questions.leaving],
		told: [...told],
	});
	tell(round, asked, left);
	if (!isConnected(caller, AUDIT)) {
		hint(
			caller,
			'What people reject on the page will not stand in your audit, since nothing is connected to the output Audit. Connect a Data Table or a sheet there (template "Audit to Data Table").',
			'warning',
		);
	}
	await caller.putExecutionToWait(new Date(terms.until));
	return withAudit([[...items], [], []], []);
}

/** Nothing waits: items leave now, and so do the audit rows. */
function leaveNow({ caller, items, prepared, questions, told }: Round, more: readonly FieldResult[] = []) {
	tellUnkept(caller, told.length, AUDIT);
	return withAudit(leaveBy(items, prepared, [...questions.leaving, ...more]), told);
}

/** Tasks first, then the memory of what was really asked. */
async function leave(round: Round, link: string | undefined): Promise<Asked> {
	const { caller, questions, prepared, terms, panel } = round;
	const statusLabel = questions.schema.get(panel.places.status)?.label;
	const remembers = questions.schema.has(panel.places.provenance);
	const asks = asksOf(questions, questions.rows, terms);
	const asked = await leaveTasks(caller, asks, { ...terms, statusLabel, remembers, link });
	const open = questions.rows.filter(({ id }) => link !== undefined || !asked.unasked.has(id));
	if (asked.tasks + asked.known > 0) {
		const remarks = await rememberOpen(open, questions, prepared, terms, asked.taskOf);
		for (const remark of remarks) hint(caller, remark, 'warning');
	}
	return asked;
}

function openResults({ questions }: Round, asked: Asked): FieldResult[] {
	return questions.rows.map(({ item, field, rule, why, id }) => ({
		item,
		field,
		kind: 'undecided' as const,
		decision: {
			field,
			action: 'review' as const,
			rule: rule as 'review asked for',
			why: asked.unasked.has(id) ? `${why} Nobody could be asked: ${asked.error?.message ?? 'no task was made.'}` : why,
		},
	}));
}

function tell(round: Round, asked: Asked | undefined, left: number): void {
	const { caller, prepared, questions, connection } = round;
	const rejected = questions.leaving.filter(({ kind }) => kind === 'rejected').length;
	const open = questions.leaving.filter(({ decision }) => decision.rule === 'review already open').length;
	const unusable = prepared.filter((entry) => !entry.ok).length;
	const parts = counted({
		'to ask about': questions.rows.length,
		'asked before and still open': open,
		'refused before': rejected,
		'need no answer': questions.leaving.length - open - rejected,
	});
	hint(caller, `Suggested fields: ${parts}.`, unusable > 0 ? 'warning' : 'info');
	if (asked) {
		const tasks = counted({ 'new in the CRM': asked.tasks, 'there already': asked.known });
		hint(caller, `Tasks: ${tasks}.`);
		if (asked.error) {
			const { message, description } = explain(asked.error, connection.credentialName);
			hint(
				caller,
				`For ${countOf(asked.unasked.size, 'record')} no task could be left. ${message} ${description}`,
				'danger',
			);
		}
	}
	if (left > 0) {
		hint(
			caller,
			`${countOf(left, 'suggestion')} did not fit on the page (at most ${MOST_ROWS}) and leave undecided. A Loop Over Items of ${MOST_ROWS} before this node makes a page for each batch.`,
			'warning',
		);
	}
	if (unusable > 0) {
		hint(
			caller,
			`${countOf(unusable, 'item')} could not be used and left by Undecided with the reason under "crmError".`,
			'danger',
		);
	}
}

function stopForAuth({ records }: Questions): void {
	const all = [...records.values()];
	const [first] = all;
	if (first?.ok === false && first.error.kind === 'auth' && all.every((one) => !one.ok))
		throw new CrmError(first.error);
}

/** Without memory the node still asks, and nobody would guess why answers have no effect. */
export function cannotSee(provenance: string): string {
	return `This node cannot see that a task was completed, or what became of a question, because the field ${provenance} is missing: run the operation Set Up AI Fields of Field-Safe Write once.`;
}

function cannotSign(): CrmError {
	return new CrmError({
		kind: 'validation',
		message: 'Approvals cannot be signed with this credential: it has no lasting secret.',
		hint: 'Use the credential with a token or with an app of your own, or ask by CRM Task.',
		status: 0,
	});
}

function notForAgents(): CrmError {
	return new CrmError({
		kind: 'validation',
		message: 'An agent cannot put questions to people by itself.',
		hint: 'To have a person approve what an agent does, connect this node between the agent and its tool as Human Review.',
		status: 0,
	});
}
