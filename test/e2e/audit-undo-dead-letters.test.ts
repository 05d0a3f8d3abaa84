/**
 * What stays after a run, in a running n8n with its own Data Tables: audit rows by the shipped template, Undo by them,
 * dead letters kept, written again and rung for.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, INode } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { bind, createN8n, pack, SignedIn, type Finished, type RealN8n, type WorkflowFile } from '../../scripts/n8n';

const credential = { id: 'hubspot1', name: 'Sandbox', type: 'crmAiHubSpotApi' };
const pkg = 'n8n-nodes-crm-ai-layer';
const crm = { crm: 'hubspot', authentication: 'accessToken', object: { __rl: true, mode: 'list', value: 'contact' } };

const template = (name: string) =>
	bind(JSON.parse(readFileSync(join(__dirname, '../../workflows', `${name}.json`), 'utf8')) as WorkflowFile, '', [
		{ ...credential, data: {} },
	]);

type Link = readonly [from: string, to: string, output?: number];

function workflow(name: string, nodes: readonly Partial<INode>[], links: readonly Link[]): Omit<WorkflowFile, 'id'> {
	const connections: IConnections = {};
	for (const [from, to, output = 0] of links) {
		const main = ((connections[from] ??= {})['main'] ??= []);
		while (main.length <= output) main.push([]);
		main[output]?.push({ node: to, type: 'main', index: 0 });
	}
	return {
		name,
		connections,
		nodes: nodes.map((node, index) => ({
			id: `n${index}`,
			name: `N${index}`,
			type: '',
			typeVersion: 1,
			position: [index * 200, index * 20],
			parameters: {},
			...node,
			...(node.type?.startsWith(pkg)
				? { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }
				: {}),
		})),
	};
}

const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
const call = (name: string, id: string): Partial<INode> => ({
	name,
	type: 'n8n-nodes-base.executeWorkflow',
	typeVersion: 1.2,
	parameters: {
		workflowId: { __rl: true, mode: 'id', value: id },
		mode: 'once',
		options: { waitForSubWorkflow: true },
	},
});
const rowsOf = (table: string): Partial<INode> => ({
	name: 'Rows',
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1.1,
	parameters: {
		resource: 'row',
		operation: 'get',
		dataTableId: { __rl: true, mode: 'name', value: table },
		returnAll: true,
	},
});

describe('after a run, in a real n8n', () => {
	let n8n: RealN8n;
	let server: SignedIn;
	let sandbox: Sandbox;
	let ids: string[];

	/** Start, the records by id, and Write with its outputs Failed and Audit handed to the templates. */
	const leads = (score: string, auditId: string, lettersId: string) =>
		workflow(
			'Leads',
			[
				start,
				{
					name: 'Leads',
					type: 'n8n-nodes-base.code',
					typeVersion: 2,
					parameters: { jsCode: `return ${JSON.stringify(ids.map((id) => ({ json: { id } })))}` },
				},
				{
					name: 'Find',
					type: `${pkg}.identityLookup`,
					parameters: { ...crm, matchUsing: 'define', keys: { key: [{ kind: 'id', value: '={{ $json.id }}' }] } },
				},
				{
					name: 'Write',
					type: `${pkg}.fieldSafeWrite`,
					onError: 'continueRegularOutput' as const,
					parameters: {
						...crm,
						operation: 'write',
						mode: 'write',
						valuesFrom: 'map',
						fields: { mappingMode: 'defineBelow', value: { ai_lead_score: score }, schema: [] },
					},
				},
				call('Keep Dead Letters', lettersId),
				call('Keep Audit Rows', auditId),
			],
			[
				['Start', 'Leads'],
				['Leads', 'Find'],
				['Find', 'Write'],
				['Write', 'Keep Dead Letters', 2],
				['Write', 'Keep Audit Rows', 3],
			],
		);

	const scores = () => ids.map((id) => sandbox.control.value({ object: 'contact', id, field: 'ai_lead_score' }) ?? '');
	const succeeded = ({ status, error }: Finished) =>
		expect({ status, error }).toEqual({ status: 'success', error: undefined });

	let audit = '';
	let letters = '';
	let write = '';
	let readAudit = '';
	let readLetters = '';

	beforeAll(async () => {
		sandbox = await startSandbox({ aiFields: true });
		ids = Array.from({ length: 6 }, (_, n) =>
			sandbox.control.create({ object: 'contact', values: { lastname: `L${n}` } }),
		);
		n8n = await createN8n({ tarball: pack() });
		await n8n.importCredentials([{ ...credential, data: { accessToken: sandbox.token, testServer: sandbox.url } }]);
		server = await SignedIn.at(await n8n.start());
		audit = await server.add(template('audit-to-data-table'));
		letters = await server.add(template('dead-letters'));
		write = await server.add(leads('={{ 10 + $itemIndex }}', audit, letters));
		const read = (table: string) => workflow('Read', [start, rowsOf(table)], [['Start', 'Rows']]);
		readAudit = await server.add(read('crm_ai_audit'));
		readLetters = await server.add(read('crm_ai_dead_letters'));
	}, 600_000);

	afterAll(async () => {
		await n8n.dispose();
		await sandbox.close();
	});

	it('the audit template makes its table, keeps a row per decision, and Undo takes the run back by them', async () => {
		const run = await server.run(write, 'Start');
		succeeded(run);
		expect(scores()).toEqual(['10', '11', '12', '13', '14', '15']);
		const kept = (await server.run(readAudit, 'Start')).items('Rows').map(({ json }) => json);
		expect(kept).toHaveLength(6);
		expect(kept[0]).toMatchObject({
			execution: run.id,
			workflow: 'Leads',
			record: ids[0],
			field: 'ai_lead_score',
			before: null,
			after: '10',
			outcome: 'written',
			confidence: null,
		});

		sandbox.control.edit({ object: 'contact', id: ids[2] ?? '', field: 'ai_lead_score', value: '99' });
		const undo = await server.add(
			workflow(
				'Undo',
				[
					start,
					rowsOf('crm_ai_audit'),
					{
						name: 'Undo',
						type: `${pkg}.fieldSafeWrite`,
						parameters: { ...crm, operation: 'undo', mode: 'write', undoBy: 'run', undoExecution: run.id },
					},
					call('Keep Audit Rows', audit),
				],
				[
					['Start', 'Rows'],
					['Rows', 'Undo'],
					['Undo', 'Keep Audit Rows', 3],
				],
			),
		);
		const undone = await server.run(undo, 'Start');
		succeeded(undone);
		expect(scores()).toEqual(['', '', '99', '', '', '']);
		expect([0, 1, 2].map((output) => undone.items('Undo', output).length)).toEqual([5, 1, 0]);
		const since = sandbox.control.journal({}).length;
		succeeded(await server.run(undo, 'Start'));
		expect(sandbox.control.journal({})).toHaveLength(since);
	}, 360_000);

	it('rows older than 90 days are deleted by the nightly part, younger ones stay', async () => {
		const old = await server.add(
			workflow(
				'Old',
				[
					start,
					{
						name: 'Old Row',
						type: 'n8n-nodes-base.code',
						typeVersion: 2,
						parameters: {
							jsCode:
								'return [91, 89].map(days => ({json: {time: new Date(Date.now() - days * 864e5).toISOString(), execution: "old" + days}}))',
						},
					},
					call('Keep', audit),
				],
				[
					['Start', 'Old Row'],
					['Old Row', 'Keep'],
				],
			),
		);
		succeeded(await server.run(old, 'Start'));
		const executions = async () =>
			(await server.run(readAudit, 'Start')).items('Rows').map(({ json }) => json['execution'] as string);
		expect(await executions()).toEqual(expect.arrayContaining(['old91', 'old89']));
		succeeded(await server.run(audit, 'Every Night'));
		const left = await executions();
		expect(left).toContain('old89');
		expect(left).not.toContain('old91');
	}, 360_000);

	it('what failed is kept once as a dead letter, is written again when due, and rings when it is old', async () => {
		// Other scores: those that were taken back are not suggested again.
		const others = await server.add(leads('={{ 50 + $itemIndex }}', audit, letters));
		sandbox.control.fault({ kind: 'error', status: 503, purpose: 'batch update', count: 1000 });
		await server.run(others, 'Start', 180);
		await server.run(others, 'Start', 180);
		const open = async () => (await server.run(readLetters, 'Start')).items('Rows').map(({ json }) => json);
		const kept = await open();
		expect(kept.length).toBeGreaterThan(0);
		expect(new Set(kept.map(({ letter }) => letter)).size).toBe(kept.length);
		expect(kept[0]).toMatchObject({ status: 'open', class: 'unavailable', replay: 'later', attempts: 0 });
		expect(kept[0]?.['advice']).not.toBe('');
		expect(JSON.parse(kept[0]?.['item'] as string)).toMatchObject({ crm: { system: 'hubspot', object: 'contact' } });

		// Not due yet: nothing happens.
		sandbox.control.clearFaults();
		const before = sandbox.control.journal({}).length;
		succeeded(await server.run(letters, 'Try Now'));
		expect(sandbox.control.journal({})).toHaveLength(before);

		const age = async (minutes: number) => {
			const set = {
				next_at: `={{ $now.minus({ minutes: 1 }).toISO() }}`,
				failed_at: `={{ $now.minus({ minutes: ${minutes} }).toISO() }}`,
			};
			const workflowId = await server.add(
				workflow(
					'Age',
					[
						start,
						{
							name: 'Age',
							type: 'n8n-nodes-base.dataTable',
							typeVersion: 1.1,
							parameters: {
								resource: 'row',
								operation: 'update',
								dataTableId: { __rl: true, mode: 'name', value: 'crm_ai_dead_letters' },
								matchType: 'allConditions',
								filters: { conditions: [{ keyName: 'status', condition: 'eq', keyValue: 'open' }] },
								columns: {
									mappingMode: 'defineBelow',
									value: set,
									schema: Object.keys(set).map((id) => ({
										id,
										displayName: id,
										type: 'dateTime',
										display: true,
										required: false,
										defaultMatch: false,
									})),
								},
							},
						},
					],
					[['Start', 'Age']],
				),
			);
			succeeded(await server.run(workflowId, 'Start'));
		};

		// Due, and the CRM still refuses: the gap grows.
		await age(20);
		sandbox.control.fault({ kind: 'error', status: 503, purpose: 'batch update', count: 1000 });
		succeeded(await server.run(letters, 'Try Now', 180));
		const later = await open();
		expect(later[0]).toMatchObject({ status: 'open', attempts: 1 });
		expect(Date.parse(later[0]?.['next_at'] as string) - Date.now()).toBeGreaterThan(25 * 60_000);

		// A day later somebody hears of it.
		await age(60 * 25);
		const alarm = await server.run(letters, 'Every Hour');
		expect(alarm.status).toBe('error');
		expect(alarm.error).toContain('could not be written for more than a day');

		// The CRM is back: all are written, once, and the alarm is silent.
		sandbox.control.clearFaults();
		const due = (await open()).length;
		succeeded(await server.run(letters, 'Try Now'));
		expect((await open()).map(({ status }) => status)).toEqual(Array.from({ length: due }, () => 'written'));
		const since = sandbox.control.journal({}).length;
		succeeded(await server.run(letters, 'Try Now'));
		expect(sandbox.control.journal({})).toHaveLength(since);
		succeeded(await server.run(letters, 'Every Hour'));
	}, 400_000);
});

describe('audit rows that cannot be kept', () => {
	/** What the audit template says after one row was handed to it. */
	async function complaint(env: Record<string, string>, first: readonly Partial<INode>[] = []): Promise<string> {
		const n8n = await createN8n({ env });
		try {
			const server = await SignedIn.at(await n8n.start());
			const audit = await server.add(template('audit-to-data-table'));
			const row = {
				name: 'Row',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: 'return [{json: {execution: "x"}}]' },
			};
			const chain = [start, ...first, row, call('Keep', audit)];
			const names = chain.map(({ name = '' }) => name);
			const links = names.slice(1).map((name, at): Link => [names[at] ?? '', name]);
			const run = await server.run(await server.add(workflow('Fill', chain, links)), 'Start');
			expect(run.status).toBe('error');
			const [sub] = await server.executions(audit);
			return (await server.finished(sub?.id ?? '')).error ?? '';
		} finally {
			await n8n.dispose();
		}
	}

	it('since the Data Tables are full end in a message that says so', async () => {
		const full = { N8N_DATA_TABLES_MAX_SIZE_BYTES: '1', N8N_DATA_TABLES_SIZE_CHECK_CACHE_DURATION_MS: '0' };
		const said = await complaint(full);
		expect(said).toContain('1 audit rows were NOT kept');
		expect(said).toContain('N8N_DATA_TABLES_MAX_SIZE_BYTES');
	}, 600_000);

	it('since an earlier version made the table without a column end in a message that names the column', async () => {
		const old = {
			name: 'Old Table',
			type: 'n8n-nodes-base.dataTable',
			typeVersion: 1.1,
			parameters: {
				resource: 'table',
				operation: 'create',
				tableName: 'crm_ai_audit',
				columns: { column: [{ name: 'execution', type: 'string' }] },
				options: {},
			},
		};
		const said = await complaint({}, [old]);
		expect(said).toContain('1 audit rows were NOT kept');
		expect(said).toContain('has no event_at): add the column under Data tables');
	}, 600_000);
});
