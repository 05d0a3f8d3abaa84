/** A running n8n as its owner uses it: workflows in, runs, what came of them. */
import type { IRunExecutionData, INodeExecutionData } from 'n8n-workflow';
import type { WorkflowFile } from './workflow';

const owner = { email: 'owner@example.com', firstName: 'Ow', lastName: 'Ner', password: 'Owner4tests' };

/** Asked for by the public API; more would be needed for more. */
const scopes = ['execution:read', 'execution:list', 'workflow:read', 'workflow:activate', 'workflow:list'];

/** One finished execution. */
export interface Finished {
	readonly id: string;
	readonly status: string;
	readonly workflowId: string;
	readonly data: IRunExecutionData;
	/** The items of one output of a node, over all of its runs. */
	items(node: string, output?: number): INodeExecutionData[];
	readonly error: string | undefined;
}

export class SignedIn {
	private constructor(
		readonly url: string,
		private readonly cookie: string,
		private readonly key: string,
	) {}

	/** Sets the owner up; the n8n must be new. */
	static async at(url: string): Promise<SignedIn> {
		const json = { 'Content-Type': 'application/json' };
		const setup = await fetch(`${url}/rest/owner/setup`, {
			method: 'POST',
			headers: json,
			body: JSON.stringify(owner),
		});
		if (!setup.ok) throw new Error(`No owner could be set up: ${await setup.text()}`);
		const cookie = setup.headers
			.getSetCookie()
			.map((entry) => entry.split(';')[0])
			.join('; ');
		const made = await fetch(`${url}/rest/api-keys`, {
			method: 'POST',
			headers: { ...json, cookie },
			body: JSON.stringify({ label: 'tests', expiresAt: null, scopes }),
		});
		const { data } = (await made.json()) as { readonly data?: { readonly rawApiKey?: string } };
		if (data?.rawApiKey === undefined) throw new Error(`No API key: ${made.status}`);
		return new SignedIn(url, cookie, data.rawApiKey);
	}

	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const open = path.startsWith('/api/');
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				'Content-Type': 'application/json',
				...(open ? { 'X-N8N-API-KEY': this.key } : { cookie: this.cookie }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
		const answer = JSON.parse(text) as { readonly data?: T };
		return open ? (answer as T) : (answer.data as T);
	}

	/** @returns the workflow's id */
	async add(workflow: Omit<WorkflowFile, 'id'>): Promise<string> {
		const { id } = await this.request<{ id: string }>('POST', '/rest/workflows', { settings: {}, ...workflow });
		return id;
	}

	/** Runs a workflow from one of its triggers, as the editor does, and waits for its end. */
	async run(workflow: string, trigger: string, timeoutSeconds = 120): Promise<Finished> {
		const { executionId } = await this.request<{ executionId: string }>('POST', `/rest/workflows/${workflow}/run`, {
			triggerToStartFrom: { name: trigger },
		});
		return await this.finished(executionId, timeoutSeconds);
	}

	/** The executions of a workflow, newest first. */
	async executions(workflow: string): Promise<readonly { readonly id: string; readonly status: string }[]> {
		const { data } = await this.request<{ data: { id: string | number; status: string }[] }>(
			'GET',
			`/api/v1/executions?workflowId=${workflow}&limit=50`,
		);
		return data.map(({ id, status }) => ({ id: String(id), status }));
	}

	/** Waits until the execution has this status. @throws where it ended with another */
	async reaches(id: string, wanted: string, timeoutSeconds = 120): Promise<void> {
		const deadline = Date.now() + timeoutSeconds * 1000;
		for (;;) {
			const { status } = await this.request<{ status: string }>('GET', `/api/v1/executions/${id}`);
			if (status === wanted) return;
			if (['success', 'error', 'crashed', 'canceled'].includes(status) || Date.now() > deadline) {
				const { error } = await this.finished(id, 10);
				throw new Error(`Execution ${id} is ${status}, not ${wanted}: ${error ?? ''}`);
			}
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}

	/** Waits until the execution has ended. */
	async finished(id: string, timeoutSeconds = 120): Promise<Finished> {
		const deadline = Date.now() + timeoutSeconds * 1000;
		for (;;) {
			const execution = await this.request<{
				readonly status: string;
				readonly finished: boolean;
				readonly stoppedAt?: string | null;
				readonly workflowId: string;
				readonly data?: IRunExecutionData;
			}>('GET', `/api/v1/executions/${id}?includeData=true`).catch(() => undefined);
			const { data } = execution ?? {};
			if (execution?.stoppedAt && data && execution.status !== 'running') {
				return {
					id,
					status: execution.status,
					workflowId: execution.workflowId,
					data,
					items: (node, output = 0) =>
						(data.resultData.runData[node] ?? []).flatMap((task) => task.data?.main?.[output] ?? []),
					error: data.resultData.error?.message,
				};
			}
			if (Date.now() > deadline) throw new Error(`Execution ${id} did not end: ${execution?.status ?? 'unknown'}.`);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}
}
