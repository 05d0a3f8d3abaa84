/** n8n's approval gate for agent tools: a person says yes or no to one call. No CRM value is decided here. */
import { randomBytes } from 'node:crypto';
import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { CrmError } from '../../core/errors';
import { reachOf } from '../../core/review/address';
import { readForm } from '../../core/review/form';
import { renderApproval, renderMessage } from '../../core/review/page';
import { showTime } from '../../core/review/show';
import { givenByAgent } from '../agent';
import { connect } from '../connect';
import { errorData } from '../errors';
import { objectOf } from '../object';
import { failReview } from './ask-people';
import { claim } from './once';
import { panelOf, valueOf } from './panel';
import { decidedAlready, finish, send } from './response';
import { keepWaiting, type Waiting } from './waiting';

/** True where n8n has put this node between an agent and its tool. */
export function isApprovalGate(caller: IExecuteFunctions): boolean {
	return caller.getNode().type.endsWith('HitlTool');
}

/** Leaves the question in a CRM task and waits. */
export async function askForApproval(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	let credentialName = '';
	try {
		refuseAnswers(caller, items);
		const panel = panelOf(caller);
		const message = textOf(valueOf(caller, 'message', ''));
		const record = textOf(valueOf(caller, 'approvalRecord', '')).trim();
		const link = caller.getSignedResumeUrl();
		const reach = reachOf(link);
		if (reach !== 'public' && !panel.privateAddress) {
			throw refuse(
				`Nobody could open the approval page: n8n knows itself by a ${reach} address.`,
				'Set WEBHOOK_URL in n8n to its public address, or switch on the option Use Private Address.',
			);
		}
		const until = new Date(Date.now() + panel.expiresAfter).toISOString();
		if (panel.leaveTask) {
			if (record === '') {
				throw refuse('Nobody would see the question.', 'Fill in the record on which the task with the link is left.');
			}
			const connection = await connect(caller);
			credentialName = connection.credentialName;
			const made = await connection.crm.addTask(
				objectOf(caller),
				record,
				{
					title: 'An AI agent asks for your approval',
					body: [
						'AI-generated:',
						message,
						'',
						`Decide here, by ${showTime(until)}:`,
						link,
						'',
						'Without an answer it counts as no.',
					].join('\n'),
					at: new Date().toISOString(),
					dueAt: until,
					...(panel.user === undefined ? {} : { owner: panel.user }),
				},
				`approval ${caller.getExecutionId()} ${caller.getNode().name} ${Date.now()}`,
			);
			if (!made.ok) throw new CrmError(made.error);
		}
		keepWaiting(caller, {
			nonce: randomBytes(24).toString('base64url'),
			until,
			left: 0,
			message,
			rows: [],
			items: [],
			leaving: [],
			told: [],
		});
		await caller.putExecutionToWait(new Date(until));
		return [[...items], [], [], []];
	} catch (error) {
		const data = errorData(error);
		const no = { approved: false, data: { approved: false, chatInput: data.message } };
		return failReview(caller, items, data, credentialName).map((output) =>
			output.map((item) => ({ ...item, json: { ...item.json, ...no } })),
		);
	}
}

/**
 * n8n reads the answer off the item that leaves, and when the time is over the item leaves as it came: with `approved` on
 * it, silence would be a yes. And n8n looks into an argument `query` first, so with one the page could show another call
 * than the one that runs.
 */
function refuseAnswers(caller: IExecuteFunctions, items: readonly INodeExecutionData[]): void {
	items.forEach(({ json }, index) => {
		const { approved, data } = json;
		const within = typeof data === 'object' && data !== null && 'approved' in data;
		if (approved !== undefined || within) {
			throw refuse(
				'The item that the agent works on already has an answer under "approved", before anybody was asked.',
				'If it is a field of yours, rename it before the agent. If the agent put it there, nobody has approved anything.',
			);
		}
		if (json['query'] !== undefined && givenByAgent(caller, 'query', index)) {
			throw refuse(
				'The agent added an argument "query", by which the page could show another call than the one that would run.',
				'Let the agent call the tool again without it.',
			);
		}
	});
}

export function approvalPage(caller: IWebhookFunctions, waiting: Waiting, message: string): IWebhookResponseData {
	const show = (status: number, problem?: string) =>
		send(caller, status, renderApproval({ message, nonce: waiting.nonce, until: showTime(waiting.until), problem }));
	if (caller.getRequestObject().method !== 'POST') return show(200);
	const read = readForm(caller.getBodyData(), { rows: 1, nonce: waiting.nonce });
	if (!read.ok) return show(400, read.problem);
	const { name, answers } = read.form;
	const [answer] = answers;
	if (!answer?.choice) return show(422, 'Nothing was decided yet: choose Approve or Reject.');
	if (name === '') return show(422, 'Please enter your name: it stands in the record of this decision.');
	if (!claim(waiting.nonce)) return send(caller, 409, decidedAlready());
	const approved = answer.choice === 'approve';
	const said = answer.comment === '' ? {} : { chatInput: answer.comment };
	const json = { approved, data: { approved, ...said }, approvedBy: name, ...said };
	const page = renderMessage('Thank you', [`You ${approved ? 'approved' : 'rejected'} it. You can close this page.`]);
	return finish(caller, page, [[{ json, pairedItem: { item: 0 } }], [], [], []]);
}

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function refuse(message: string, hint: string): CrmError {
	return new CrmError({ kind: 'validation', message, hint, status: 0 });
}
