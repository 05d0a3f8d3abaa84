/** The template Weekly Health in a running n8n: with audit rows of its own table, and with a token that died. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { stampField } from '../../core/stamp';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { bind, createN8n, pack, SignedIn, type Finished, type RealN8n, type WorkflowFile } from '../../scripts/n8n';

const credential = { id: 'hubspot1', name: 'Sandbox', type: 'crmAiHubSpotApi' };
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

interface Result {
	readonly status: string;
	readonly text: string;
	readonly auditRows: number;
	readonly lastWrite: string | null;
	readonly checks: readonly { readonly check: string; readonly status: string; readonly sentence: string }[];
}

describe('the workflow Weekly Health in a real n8n', () => {
	let n8n: RealN8n;
	let server: SignedIn;
	let sandbox: Sandbox;
	let health = '';

	beforeAll(async () => {
		sandbox = await startSandbox({ aiFields: true });
		for (let score = 0; score < 60; score++) {
			const stamp = stampField(undefined, { stored: score, readAt: ago(1), writtenAt: ago(1), run: '1' });
			sandbox.control.create({
				object: 'contact',
				values: {
					lastname: `L${score}`,
					ai_lead_score: String(score),
					ai_provenance: JSON.stringify({ v: 1, fields: { ai_lead_score: stamp } }),
				},
				source: 'INTEGRATION',
			});
		}
		n8n = await createN8n({ tarball: pack() });
		await n8n.importCredentials([{ ...credential, data: { accessToken: sandbox.token, testServer: sandbox.url } }]);
		server = await SignedIn.at(await n8n.start());
		const file = join(__dirname, '../../workflows/weekly-health.json');
		health = await server.add(
			bind(JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile, '', [{ ...credential, data: {} }]),
		);
	}, 600_000);

	afterAll(async () => {
		await n8n.dispose();
		await sandbox.close();
	});

	const result = ({ status, error, items }: Finished, output: number) => {
		expect({ status, error }).toEqual({ status: 'success', error: undefined });
		const [item, ...more] = items('Check Health', output);
		expect(more).toEqual([]);
		if (!item) throw new Error(`Nothing left by output ${output}.`);
		return { json: item.json as unknown as Result, binary: item.binary ?? {} };
	};

	it('first run, no audit row yet: the table is made, everything is good, and the files are what n8n shows', async () => {
		const { json, binary } = result(await server.run(health, 'Start'), 0);
		expect(json.status).toBe('good');
		expect(json.auditRows).toBe(0);
		expect(json.text).toMatch(/^AI fields of contact in account \d+ \(hubspot\): All good/);
		expect(Object.fromEntries(Object.entries(binary).map(([key, { mimeType }]) => [key, mimeType]))).toEqual({
			report: 'text/markdown',
			table: 'text/csv',
			chart: 'image/png',
			page: 'text/html',
		});
	}, 360_000);

	it('audit rows of the table that tell of failures reach the node by its second input', async () => {
		const rows = Array.from({ length: 50 }, (_, index) => ({
			time: ago(0.5),
			account: String(sandbox.portalId),
			object: 'contact',
			record: String(index),
			field: 'ai_lead_score',
			outcome: index % 2 === 0 ? 'not stored' : 'written',
			rule: 'ai field',
		}));
		const node = (name: string, type: string, typeVersion: number, parameters: INode['parameters']): INode => ({
			id: name,
			name,
			type: `n8n-nodes-base.${type}`,
			typeVersion,
			position: [0, 0],
			parameters,
		});
		const columns = Object.keys(rows[0] ?? {});
		const fill = await server.add({
			name: 'Fill',
			nodes: [
				node('Start', 'manualTrigger', 1, {}),
				node('Rows', 'code', 2, { jsCode: `return ${JSON.stringify(rows)}.map((json) => ({ json }))` }),
				node('Insert', 'dataTable', 1.1, {
					resource: 'row',
					operation: 'insert',
					dataTableId: { __rl: true, mode: 'name', value: 'crm_ai_audit' },
					columns: {
						mappingMode: 'defineBelow',
						value: Object.fromEntries(columns.map((name) => [name, `={{ $json.${name} }}`])),
						schema: columns.map((id) => ({
							id,
							displayName: id,
							required: false,
							defaultMatch: false,
							display: true,
							type: id === 'time' ? 'dateTime' : 'string',
							readOnly: false,
							removed: false,
						})),
					},
				}),
			],
			connections: {
				Start: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] },
				Rows: { main: [[{ node: 'Insert', type: 'main', index: 0 }]] },
			},
		});
		const filled = await server.run(fill, 'Start');
		expect(filled.error).toBeUndefined();
		const { json } = result(await server.run(health, 'Start'), 1);
		expect(json.auditRows).toBe(50);
		expect(json.checks[0]).toMatchObject({
			check: expect.stringMatching(/not stored|write success/) as string,
			status: 'alarm',
		});
		expect(json.text).toContain('25 of 50 writes were accepted by the CRM and not stored');
	}, 360_000);

	it('a dead token is a finding that names the last write, and the run succeeds', async () => {
		sandbox.control.expireToken({ token: sandbox.token });
		const { json } = result(await server.run(health, 'Start'), 1);
		expect(json.checks.find(({ check }) => check === 'credential')).toMatchObject({ status: 'alarm' });
		expect(json.text).toContain('ALARM: ');
		expect(json.lastWrite).not.toBeNull();
	}, 360_000);
});
