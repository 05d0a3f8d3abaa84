/** Drift Monitor's further inputs, its memory over runs, outcomes and reports, in n8n's engine against the sandbox HubSpot. */
import { inflateSync } from 'node:zlib';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { parse } from 'csv-parse/sync';
import { openStage, tokenCredential, type Stage } from './stage';
import { runNode, runWorkflow, type EngineRun, type NodeRun } from './engine';
import type { Check } from '../../core/drift/check';
import { stampField } from '../../core/stamp';
import { DriftMonitor } from '../../nodes/DriftMonitor/DriftMonitor.node';
import { allScopes } from '../../sandbox/hubspot/options';

const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();

let stage: Stage;
beforeEach(async () => {
	stage = await openStage();
});
afterEach(async () => await stage.close());

function scored(score: number, more: { scorer?: string } = {}): string {
	const at = daysAgo(1);
	const stamp = stampField(undefined, { stored: score, readAt: at, writtenAt: at, run: '1', scorer: more.scorer });
	return stage.control.create({
		object: 'contact',
		values: {
			firstname: 'Ada',
			ai_lead_score: String(score),
			ai_provenance: JSON.stringify({ v: 1, fields: { ai_lead_score: stamp } }),
		},
		source: 'INTEGRATION',
		at: Date.now() - 30_000,
	});
}
const many = (count: number, from: number, scorer?: string) =>
	Array.from({ length: count }, (_, index) =>
		scored(from + ((index * 7) % 50), scorer === undefined ? {} : { scorer }),
	);

const only = (items: readonly INodeExecutionData[]) => {
	const [item] = items;
	if (items.length !== 1 || !item) throw new Error(`${items.length} items`);
	return item;
};
const itemOf = (run: NodeRun | EngineRun) =>
	only('all' in run ? run.outputs.flat() : [...run.items('Monitor', 0), ...run.items('Monitor', 1)]);
function checkOf(run: NodeRun | EngineRun, name: Check['check']): Check {
	const found = (itemOf(run).json['checks'] as unknown as Check[]).filter(({ check }) => check === name);
	if (!found[0]) throw new Error(`No check ${name}: ${JSON.stringify(itemOf(run).json['summary'])}`);
	return found[0];
}
const checkNamesOf = (run: NodeRun | EngineRun) =>
	(itemOf(run).json['checks'] as unknown as Check[]).map(({ check }) => check);

const monitor = async (parameters: INodeParameters = {}, more: Partial<Parameters<typeof runNode>[0]> = {}) =>
	await runNode({ type: DriftMonitor, parameters, items: [{}], credentials: stage.credentials, ...more });

/** The monitor with further inputs: each gets the items that one node in front of it lets through. */
async function withInputs(
	parameters: INodeParameters,
	items: IDataObject[],
	inputs: number,
	empty = false,
): Promise<EngineRun> {
	const rows = empty
		? {
				name: 'Rows',
				type: 'n8n-nodes-base.limit',
				parameters: { maxItems: 0 },
			}
		: { name: 'Rows', type: 'n8n-nodes-base.noOp' };
	return await runWorkflow({
		nodes: [{ name: 'Begin', type: 'n8n-nodes-base.noOp' }, rows, { name: 'Monitor', type: DriftMonitor, parameters }],
		connections: [
			{ from: 'Begin', to: 'Monitor' },
			{ from: 'Begin', to: 'Rows' },
			...Array.from({ length: inputs }, (_, index) => ({ from: 'Rows', to: 'Monitor', input: index + 1 })),
		],
		items,
		credentials: stage.credentials,
	});
}

const audit = (outcome: string, index: number, more: IDataObject = {}): IDataObject => ({
	time: daysAgo(0.5 + (index % 40)),
	account: stage.account,
	object: 'contact',
	record: String(index),
	field: 'ai_lead_score',
	rule: 'ai field',
	outcome,
	...more,
});

describe('audit rows on an input', () => {
	const parameters = { baselineFrom: 'none', options: { auditRows: true } };

	it('tell of failed writes, of what was not stored, of delays, and of the last write, whatever the CRM shows', async () => {
		const rows = [
			...Array.from({ length: 150 }, (_, index) => audit('written', index, { EVENT_AT: daysAgo(0.6 + (index % 40)) })),
			...Array.from({ length: 50 }, (_, index) => audit('not stored', index)),
		];
		const run = await withInputs(parameters, rows, 1);
		expect(run.error).toBeUndefined();
		expect(checkOf(run, 'not stored')).toMatchObject({ status: 'alarm', value: 0.25, limit: 0.01 });
		expect(checkOf(run, 'write success').status).toBe('alarm');
		expect(checkOf(run, 'delay')).toMatchObject({ status: 'alarm' });
		expect(checkOf(run, 'last event').status).toBe('good');
		expect(checkOf(run, 'last write').status).toBe('good');
		expect(itemOf(run).json['auditRows']).toBe(200);
		expect(itemOf(run).pairedItem).toHaveLength(200);
	});

	it('without the event’s time in them the delay is the one from reading to writing, by the stamps', async () => {
		many(25, 20);
		const run = await withInputs(parameters, [audit('written', 1)], 1);
		expect(checkOf(run, 'delay')).toMatchObject({ status: 'good', value: 0 });
		expect(checkOf(run, 'delay').sentence).toContain('From reading a record');
	});

	it('a review that a rep answered in the CRM waits no longer, also in a record outside the sample', async () => {
		const answered = (status: string, at: number) =>
			stage.control.create({
				object: 'contact',
				values: {
					firstname: 'Ada',
					ai_provenance: JSON.stringify({
						v: 1,
						fields: {},
						reviews: { ai_lead_score: { hash: 'h', status, at: daysAgo(at) } },
					}),
				},
				source: 'INTEGRATION',
				at: Date.now() - at * DAY,
			});
		const ids = [answered('approved', 19), answered('rejected', 18), answered('open', 20)];
		many(5, 20);
		const gone = scored(5);
		stage.control.delete({ object: 'contact', id: gone });
		const rows = [...ids, gone].map((record) => audit('review', 0, { record, time: daysAgo(20) }));
		const options = { auditRows: true, sample: 5 };
		const run = await withInputs({ baselineFrom: 'none', options }, rows, 1);
		expect(checkOf(run, 'reviews waiting')).toMatchObject({ value: 1 });
		expect(checkOf(run, 'oldest review').status).toBe('warning');
		expect(checkOf(run, 'reviews accepted').sentence).toContain('1 of 2');
	});

	it('no row yet: the run goes on and says that it knows nothing', async () => {
		many(5, 20);
		const run = await withInputs(parameters, [{}], 1, true);
		expect(run.error).toBeUndefined();
		expect(checkOf(run, 'last event').status).toBe('not enough data');
		expect(itemOf(run).json['status']).toBe('good');
	});

	it('nothing connected is the same as no row', async () => {
		const run = await monitor(parameters);
		expect(run.error).toBeUndefined();
		expect(checkOf(run, 'write success').status).toBe('not enough data');
	});

	it('the last row 10 days ago alarms at once: the workflow stands still', async () => {
		const run = await withInputs(parameters, [audit('failed', 1, { time: daysAgo(10) })], 1);
		expect(checkOf(run, 'last event')).toMatchObject({ status: 'alarm', limit: '7 days' });
		expect(run.items('Monitor', 1)).toHaveLength(1);
	});

	it('items that are no audit rows are named, and do no harm', async () => {
		const run = await withInputs(parameters, [{ name: 'Ada' }, audit('written', 1)], 1);
		expect(checkOf(run, 'reading').sentence).toContain('1 of the items on the Audit Rows input');
	});

	it('with a dead credential the rows still tell when AI last wrote', async () => {
		const at = daysAgo(2);
		const run = await runWorkflow({
			nodes: [
				{ name: 'Begin', type: 'n8n-nodes-base.noOp' },
				{ name: 'Monitor', type: DriftMonitor, parameters },
			],
			connections: [0, 1].map((input) => ({ from: 'Begin', to: 'Monitor', input })),
			items: [audit('written', 1, { time: at })],
			credentials: [tokenCredential(stage.url, 'revoked')],
		});
		expect(run.error).toBeUndefined();
		expect(itemOf(run).json['lastWrite']).toBe(at);
		expect(checkOf(run, 'credential')).toMatchObject({ status: 'alarm' });
	});
});

describe('a baseline on an input', () => {
	const parameters = { baselineFrom: 'input', options: { sample: 250 } };
	const rows = (from: number) =>
		Array.from({ length: 300 }, (_, index) => ({ AI_Lead_Score: String(from + ((index * 7) % 50)) }));

	it('rows with a column of the field’s name are compared, as texts, too', async () => {
		many(250, 20);
		expect(checkOf(await withInputs(parameters, rows(20), 1), 'scores moved').status).toBe('good');
		expect(checkOf(await withInputs(parameters, rows(45), 1), 'scores moved').status).toBe('alarm');
	});

	it('cells that are no number are left out, and spoil nothing', async () => {
		many(250, 20);
		const spoiled = [
			...rows(20),
			...['Infinity', '-Infinity', 'NaN', 'n/a', ''].map((cell) => ({ AI_Lead_Score: cell })),
		];
		const moved = checkOf(await withInputs(parameters, spoiled, 1), 'scores moved');
		expect(moved).toMatchObject({ status: 'good', details: { n: 300, meanBefore: 44.5 } });
	});

	it('yes and no may come as texts', async () => {
		const fields = ['hs_email_optout'];
		for (let index = 0; index < 120; index++) {
			stage.control.create({
				object: 'contact',
				values: { ai_provenance: '{"v":1,"fields":{}}', hs_email_optout: String(index % 2 === 0) },
				source: 'INTEGRATION',
				at: Date.now() - 30_000,
			});
		}
		const words = Array.from({ length: 300 }, (_, index) => ({ hs_email_optout: index % 2 === 0 ? 'TRUE' : 'false' }));
		const run = await withInputs({ ...parameters, fields, options: { sample: 120 } }, words, 1);
		expect(checkOf(run, 'scores moved')).toMatchObject({ status: 'good', field: 'hs_email_optout' });
	});

	it('the item of Capture Baseline can be wired in as it is, with audit rows beside it', async () => {
		many(250, 20);
		const captured = only((await monitor({ operation: 'capture', options: { sample: 250 } })).outputs.flat());
		const both = await withInputs(
			{ baselineFrom: 'input', options: { sample: 250, auditRows: true } },
			[captured.json],
			2,
		);
		expect(checkOf(both, 'scores moved').status).toBe('good');
		expect(checkNamesOf(both)).toContain('last event');
	});

	it('what holds no baseline is said', async () => {
		many(3, 20);
		const run = await withInputs(parameters, [{ name: 'Ada' }], 1);
		expect(checkOf(run, 'scores moved')).toMatchObject({ status: 'warning' });
		expect(checkOf(run, 'scores moved').sentence).toContain('holds no baseline');
	});

	it('a trained scorecard is a baseline, wired in or pasted', async () => {
		many(250, 20);
		const scores = Array.from({ length: 101 }, (_, score) => (score >= 20 && score < 70 ? 20 : 0));
		const card = {
			v: 1,
			kind: 'scorecard',
			name: 'Leads',
			madeAt: daysAgo(30),
			outcome: { field: 'lifecyclestage', success: ['customer'] },
			rows: 1000,
			successes: 200,
			scale: { base: 50, odds: 1, double: 10 },
			start: 50,
			attributes: [
				{
					name: 'city',
					label: 'City',
					kind: 'presence',
					filled: { points: 1, share: 0.5 },
					missing: { points: 0, share: 0.5 },
				},
			],
			leftOut: [],
			quality: { testedOn: 'newest records', n: 300, auc: 0.8, brier: 0.1, logLoss: 0.3, ece: 0.02 },
			scores,
		};
		const pasted = await monitor({ baselineText: JSON.stringify(card), options: { sample: 250 } });
		expect(checkOf(pasted, 'scores moved')).toMatchObject({ status: 'good' });
		const wired = await withInputs(parameters, [{ scorecard: card }], 1);
		expect(checkOf(wired, 'scores moved')).toMatchObject({ status: 'good' });
	});
});

describe('what runs remember', () => {
	const drifting = async () => {
		const ids = many(250, 20);
		const text = only((await monitor({ operation: 'capture', options: { sample: 250 } })).outputs.flat()).json['text'];
		for (const id of ids) {
			const value = String(Number(stage.value(id, 'ai_lead_score')) + 25);
			stage.control.edit({ object: 'contact', id, field: 'ai_lead_score', value, source: 'INTEGRATION' });
		}
		return { baselineText: text as string, options: { sample: 250 } };
	};

	it('in production a move is a warning first and an alarm in the next run; fixed, it is forgotten', async () => {
		const parameters = await drifting();
		const staticData = {};
		const production = async () => await monitor(parameters, { mode: 'trigger', staticData });
		const first = await production();
		expect(checkOf(first, 'scores moved')).toMatchObject({ status: 'warning' });
		expect(checkOf(first, 'scores moved').sentence).toContain('Seen for the first time');
		expect(first.outputs.map(({ length }) => length)).toEqual([0, 1]);
		expect(checkOf(await production(), 'scores moved').status).toBe('alarm');
		expect(
			checkOf(await monitor({ ...parameters, baselineFrom: 'none' }, { mode: 'trigger', staticData }), 'last write')
				.status,
		).toBe('good');
		expect(checkOf(await production(), 'scores moved').status).toBe('warning');
	});

	it('a dead credential alarms at once in production, too', async () => {
		const run = await monitor({}, { mode: 'trigger', credentials: [tokenCredential(stage.url, 'revoked')] });
		expect(checkOf(run, 'credential').status).toBe('alarm');
	});

	it('the last write is remembered by account: another account’s is none of ours', async () => {
		many(3, 20);
		const staticData = {};
		await monitor({ baselineFrom: 'none' }, { mode: 'trigger', staticData });
		const other = await openStage({ portalId: 777 });
		try {
			const quiet = await runNode({
				type: DriftMonitor,
				parameters: { baselineFrom: 'none' },
				items: [{}],
				credentials: other.credentials,
				mode: 'trigger',
				staticData,
			});
			if (other.account === stage.account) throw new Error('Two accounts are needed.');
			expect(checkOf(quiet, 'last write').status).toBe('not enough data');
		} finally {
			await other.close();
		}
	});

	it('new rules begin a new comparison instead of an alarm, and their drift is found later', async () => {
		const ids = many(250, 20, 'rules v1');
		const options = { sample: 250 };
		const captured = only((await monitor({ operation: 'capture', options })).outputs.flat()).json;
		const baselineText = captured['text'] as string;
		const rescore = (by: number) => {
			for (const id of ids) {
				const value = Number(stage.value(id, 'ai_lead_score')) + by;
				const at = daysAgo(0.1);
				const stamp = stampField(undefined, { stored: value, readAt: at, writtenAt: at, run: '2', scorer: 'rules v2' });
				const set = (field: string, text: string) =>
					stage.control.edit({ object: 'contact', id, field, value: text, source: 'INTEGRATION' });
				set('ai_lead_score', String(value));
				set('ai_provenance', JSON.stringify({ v: 1, fields: { ai_lead_score: stamp } }));
			}
		};
		const staticData = {};
		const production = async () => await monitor({ baselineText, options }, { mode: 'trigger', staticData });
		rescore(25);
		const begun = checkOf(await production(), 'scores moved');
		expect(begun.status).toBe('not enough data');
		expect(begun.sentence).toContain('which is no drift');
		expect(checkOf(await production(), 'scores moved').status).toBe('good');
		rescore(20);
		await production();
		expect(checkOf(await production(), 'scores moved').status).toBe('alarm');
	});
});

describe('permissions and outcomes', () => {
	it('a credential that may do more than the nodes ever need is a warning that names it', async () => {
		many(3, 20);
		stage.control.addToken({
			token: 'wide',
			appId: 78,
			scopes: [...allScopes, 'automation', 'crm.objects.contacts.sensitive.read'],
		});
		const run = await monitor({ baselineFrom: 'none' }, { credentials: [tokenCredential(stage.url, 'wide')] });
		expect(checkOf(run, 'permissions')).toMatchObject({ status: 'warning', value: 2 });
		expect(checkOf(run, 'permissions').sentence).toContain('automation, crm.objects.contacts.sensitive.read');
		expect(checkOf(await monitor({ baselineFrom: 'none' }), 'permissions').status).toBe('good');
	});

	it('scores are held against how it ended; a field that is gone is a finding', async () => {
		for (let index = 0; index < 80; index++) {
			const id = scored(index);
			const value = index % 2 === 0 ? 'customer' : 'lead';
			stage.control.edit({ object: 'contact', id, field: 'lifecyclestage', value });
		}
		const run = await monitor({
			baselineFrom: 'none',
			options: { outcomeField: 'lifecyclestage', outcomeLost: 'lead' },
		});
		expect(checkOf(run, 'fits outcomes').details).toMatchObject({ won: 40, lost: 40 });
		const gone = await monitor({ baselineFrom: 'none', options: { outcomeField: 'no_such_field' } });
		expect(checkOf(gone, 'reading').sentence).toContain('"no_such_field"');
	});
});

describe('reports', () => {
	const file = (run: NodeRun, key: string) => Buffer.from(itemOf(run).binary?.[key]?.data ?? '', 'base64');

	it('the table is CSV that reads back, one line per check', async () => {
		many(5, 20);
		const run = await monitor({ options: { report: ['csv', 'markdown'] } });
		expect(Object.keys(itemOf(run).binary ?? {}).sort()).toEqual(['report', 'table']);
		const lines = parse<Record<string, string>>(file(run, 'table'), { columns: true });
		expect(lines.map(({ check }) => check)).toEqual(checkNamesOf(run));
		expect(lines[0]).toMatchObject({ account: stage.account, object: 'contact', system: 'hubspot' });
	});

	it('the chart is a PNG, which n8n shows inline, and the page is one file of HTML', async () => {
		many(120, 20);
		const run = await monitor({ options: { report: ['chart', 'html'] } });
		const binary = itemOf(run).binary ?? {};
		expect(Object.entries(binary).map(([key, { mimeType, fileName }]) => [key, mimeType, fileName])).toEqual([
			['chart', 'image/png', 'ai-fields-chart.png'],
			['page', 'text/html', 'ai-fields-report.html'],
		]);
		const png = file(run, 'chart');
		expect(png.subarray(1, 4).toString()).toBe('PNG');
		// The compressed rows are exactly as many as the header says.
		const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
		const length = png.readUInt32BE(png.indexOf('IDAT') - 4);
		const start = png.indexOf('IDAT') + 4;
		expect(inflateSync(png.subarray(start, start + length))).toHaveLength(height * (width + 1));
		const html = file(run, 'page').toString('utf8');
		expect(html).toContain('<svg');
		expect(html).not.toContain('<script');
	});

	it('the text is short, and good news is said, so that silence is noticed', async () => {
		many(30, 20);
		const good = itemOf(await monitor({ baselineFrom: 'none' })).json['text'] as string;
		expect(good).toMatch(/^AI fields of contact in account \d+ \(hubspot\): All good \(\d+ good/);
		expect(good.split('\n').length).toBeLessThan(9);
		expect(good).toContain('Last successful write: 20');
		const bad = itemOf(await monitor({}, { credentials: [tokenCredential(stage.url, 'revoked')] })).json['text'];
		expect(bad).toContain('ALARM: ');
	});

	it('each check is a record of its own for a dashboard', async () => {
		many(5, 20);
		const [first] = itemOf(await monitor()).json['checks'] as IDataObject[];
		expect(first).toMatchObject({ system: 'hubspot', account: stage.account, object: 'contact' });
		expect(Object.keys(first ?? {})).toEqual(
			expect.arrayContaining(['checkedAt', 'check', 'field', 'status', 'value', 'limit', 'sentence']),
		);
	});
});
