/** The harness of the end-to-end tests, proved with n8n's own nodes: what fails here is not our package's fault. */
import type { INode } from 'n8n-workflow';
import { createN8n, type RealN8n, type WorkflowFile } from '../../scripts/n8n';

const node = (name: string, type: string, typeVersion: number, parameters: INode['parameters'] = {}): INode => ({
	id: name,
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
});

const chain = (id: string, nodes: INode[]): WorkflowFile => ({
	id,
	name: id,
	nodes,
	connections: Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index]?.name ?? '',
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	),
});

describe('the real n8n', () => {
	let n8n: RealN8n;

	beforeAll(async () => {
		n8n = await createN8n();
		await n8n.importWorkflows(
			chain('works', [
				node('Start', 'manualTrigger', 1),
				node('Set', 'set', 3.4, { mode: 'raw', jsonOutput: '={{ { "sum": 1 + 1 } }}' }),
			]),
			chain('fails', [
				node('Start', 'manualTrigger', 1),
				node('Stop', 'stopAndError', 1, { errorMessage: 'stopped on purpose' }),
			]),
		);
	}, 600_000);
	afterAll(() => n8n.dispose());

	it('runs a workflow and hands back the items of each node', async () => {
		const execution = await n8n.execute('works');
		expect(execution.succeeded).toBe(true);
		expect(execution.status).toBe('success');
		expect(execution.items('Set').map(({ json }) => json)).toEqual([{ sum: 2 }]);
	}, 360_000);

	it('tells a failed execution by its run and its error, also where n8n crashes while it exits', async () => {
		const execution = await n8n.execute('fails');
		expect(execution.succeeded).toBe(false);
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toBe('stopped on purpose');
	}, 360_000);

	it('starts as a server that answers once it is ready', async () => {
		const url = await n8n.start();
		const response = await fetch(`${url}/healthz/readiness`);
		expect(response.status).toBe(200);
	}, 600_000);
});
