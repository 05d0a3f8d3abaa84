/** Answers to web requests: pages under a policy that lets nothing run, and the end of a wait. */
import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { contentSecurityPolicy, renderMessage } from '../../core/review/page';

export function decidedAlready(): string {
	return renderMessage(
		'Already decided',
		['This review was decided a moment ago. Nothing was changed by this request.'],
		'warn',
	);
}

/** Answers the request; the execution goes on waiting. */
export function send(caller: IWebhookFunctions, status: number, page: string): IWebhookResponseData {
	const response = caller.getResponseObject();
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	response.status(status).send(page);
	return { noWebhookResponse: true };
}

/** Ends the wait with the outputs. n8n sends the page once the execution could be resumed. */
export function finish(caller: IWebhookFunctions, page: string, outputs: INodeExecutionData[][]): IWebhookResponseData {
	const response = caller.getResponseObject();
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	return { webhookResponse: page, workflowData: outputs };
}

const headers: Readonly<Record<string, string>> = {
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': contentSecurityPolicy,
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'X-Robots-Tag': 'noindex, nofollow',
};
