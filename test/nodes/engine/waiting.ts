/** A web request to a node that waits, and the execution that goes on after it: as n8n's waiting webhooks do it. */
import './user-folder';
import { WebhookContext, WorkflowExecute } from 'n8n-core';
import type { IDataObject, IWebhookData, IWebhookFunctions } from 'n8n-workflow';
import { EngineRun } from '../engine';
import { additionalDataFor } from './additional-data';

export interface Answer {
	readonly status: number;
	readonly html: string;
	readonly headers: Readonly<Record<string, string>>;
	/** The execution after the request; undefined where it still waits. */
	readonly resumed: EngineRun | undefined;
}

/** One request to the waiting node `name`; the waiting run itself stays as it is, so that others can follow. */
export async function request(
	run: EngineRun,
	name: string,
	method: 'GET' | 'POST',
	body: IDataObject = {},
): Promise<Answer> {
	const { workflow, credentials } = run;
	// The execution comes back from n8n's database: plain JSON.
	const data = JSON.parse(JSON.stringify(run.run.data)) as EngineRun['run']['data'];
	delete data.waitTill;
	data.resultData.runData[name]?.pop();
	const [entry] = data.executionData?.nodeExecutionStack ?? [];
	const node = workflow.getNode(name);
	if (!entry || !node || entry.node.name !== name) throw new Error(`${name} does not wait.`);

	const additionalData = additionalDataFor(credentials, 'manual', 'waiting-1');
	let status = 200;
	let html = '';
	const headers: Record<string, string> = {};
	const response = {
		setHeader: (key: string, value: string) => void (headers[key.toLowerCase()] = value),
		status(code: number) {
			status = code;
			return response;
		},
		send: (text: string) => void (html = text),
	};
	Object.assign(additionalData, {
		httpRequest: { method, body, headers: {}, query: {}, params: {} },
		httpResponse: response,
	});
	const webhook = {
		webhookDescription: { name: 'default' },
		path: node.id,
		httpMethod: method,
	} as unknown as IWebhookData;
	const context = new WebhookContext(workflow, node, additionalData, 'manual', webhook, [], data);
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const answer = await type.webhook?.call(context as unknown as IWebhookFunctions);
	if (typeof answer?.webhookResponse === 'string') html = answer.webhookResponse;
	if (!answer?.workflowData) return { status, html, headers, resumed: undefined };

	entry.node = { ...entry.node, disabled: true };
	entry.data.main = answer.workflowData;
	entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
	const resumed = await new WorkflowExecute(
		additionalDataFor(credentials, 'manual', 'waiting-1'),
		'manual',
		data,
	).processRunExecutionData(workflow);
	return { status, html, headers, resumed: new EngineRun(resumed, workflow, credentials) };
}

/** What n8n does when the time is over: the input passes through the first output. */
export async function expire(run: EngineRun): Promise<EngineRun> {
	const data = JSON.parse(JSON.stringify(run.run.data)) as EngineRun['run']['data'];
	data.waitTill = new Date(0);
	const resumed = await new WorkflowExecute(
		additionalDataFor(run.credentials, 'manual', 'waiting-1'),
		'manual',
		data,
	).processRunExecutionData(run.workflow);
	return new EngineRun(resumed, run.workflow, run.credentials);
}
