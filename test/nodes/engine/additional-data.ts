/** What n8n hands to its engine besides the workflow, as far as a test needs it. */
import './user-folder';
import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type { IWorkflowExecuteAdditionalData, WorkflowExecuteMode } from 'n8n-workflow';
import type { TestCredentials } from './credentials';

const base = 'http://localhost:5678';

export function additionalDataFor(
	credentials: TestCredentials,
	mode: WorkflowExecuteMode,
	executionId: string,
): IWorkflowExecuteAdditionalData {
	const notPart = (what: string) => () => Promise.reject(new Error(`${what} is not part of the engine harness.`));
	const now = new Date(0);
	const workflowData = {
		id: 'test',
		name: 'Test',
		nodes: [],
		connections: {},
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
	};
	return {
		hooks: new ExecutionLifecycleHooks(mode, executionId, workflowData),
		externalSecretsProxy: new ExternalSecretsProxy(),
		credentialsHelper: credentials,
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		setExecutionStatus() {},
		executeWorkflow: notPart('Running a sub-workflow'),
		getRunExecutionData: () => Promise.resolve(undefined),
		getRuntimeCredential: () => Promise.resolve(undefined),
		startRunnerTask: notPart('A task runner'),
		logAiEvent() {},
		sendDataToUI() {},
		restApiUrl: `${base}/rest`,
		instanceBaseUrl: base,
		formBaseUrl: `${base}/form`,
		formWaitingBaseUrl: `${base}/form-waiting`,
		formTestBaseUrl: `${base}/form-test`,
		webhookBaseUrl: `${base}/webhook`,
		webhookWaitingBaseUrl: `${base}/webhook-waiting`,
		webhookTestBaseUrl: `${base}/webhook-test`,
		mcpBaseUrl: `${base}/mcp`,
		mcpTestBaseUrl: `${base}/mcp-test`,
	};
}
