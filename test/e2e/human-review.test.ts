/**
 * The review page in a real n8n, driven by Chromium as a reviewer would: the shipped template, a link that reaches the
 * team before the wait, decisions, and everybody who should not be able to decide anything.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { IDataObject, INode } from 'n8n-workflow';
import type { Contract } from '../../core/record';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { launchBrowser } from '../../scripts/browser';
import { bind, createN8n, freePort, pack, SignedIn, type RealN8n, type WorkflowFile } from '../../scripts/n8n';
import { attacks } from '../core/review/attacks';

const pictures = join(__dirname, '../../.tmp/pictures');
const credential = { id: 'hubspot1', name: 'Sandbox', type: 'crmAiHubSpotApi' };
/** A public name as far as n8n and we can tell; Chromium and fetch are told where it is. */
const host = 'review.example.com';

let sandbox: Sandbox;
let n8n: RealN8n;
let owner: SignedIn;
let feed: FastifyInstance;
let feedUrl = '';
let browser: Browser;
let port = 0;
let leads: IDataObject[] = [];
let told: string[] = [];
/** The shipped audit template, as it stands in this n8n, and a workflow that reads its table. */
let auditTemplate = '';
let readAudit = '';

beforeAll(async () => {
	mkdirSync(pictures, { recursive: true });
	sandbox = await startSandbox({ aiFields: true, seedContacts: 3 });
	feed = fastify();
	feed.get('/leads.json', () => leads);
	feed.post('/slack', (request) => {
		told.push((request.body as { text: string }).text);
		return { ok: true };
	});
	feedUrl = await feed.listen({ host: '127.0.0.1', port: 0 });
	port = await freePort();
	n8n = await createN8n({ tarball: pack(), env: { WEBHOOK_URL: `http://${host}:${port}/` } });
	await n8n.importCredentials([{ ...credential, data: { accessToken: sandbox.token, testServer: sandbox.url } }]);
	owner = await SignedIn.at(await n8n.start(port));
	const audit = readFileSync(join(__dirname, '../../workflows/audit-to-data-table.json'), 'utf8');
	auditTemplate = await owner.add(bind(JSON.parse(audit) as WorkflowFile, '', []));
	readAudit = await owner.add(readsTable('crm_ai_audit'));
	browser = await launchBrowser([`--host-resolver-rules=MAP ${host} 127.0.0.1`]);
}, 600_000);

afterAll(async () => {
	await browser.close();
	await n8n.dispose();
	await feed.close();
	await sandbox.close();
});

/** The shipped template, as somebody would change it. */
function template(change: (nodes: Record<string, INode>) => void = () => undefined): Omit<WorkflowFile, 'id'> {
	const text = readFileSync(join(__dirname, '../../workflows/human-review.json'), 'utf8').replaceAll(
		'http://127.0.0.1:4601',
		feedUrl,
	);
	const { id: _, ...workflow } = bind(JSON.parse(text) as WorkflowFile, '', [{ ...credential, data: {} }]);
	const nodes = Object.fromEntries(workflow.nodes.map((node) => [node.name, node]));
	const keep = nodes['Keep Audit Rows'] as INode;
	keep.disabled = false;
	keep.parameters['workflowId'] = { __rl: true, mode: 'id', value: auditTemplate };
	// Otherwise the rows may arrive after the test has looked.
	keep.parameters['options'] = { waitForSubWorkflow: true };
	change(nodes);
	return workflow;
}

function readsTable(name: string): Omit<WorkflowFile, 'id'> {
	const node = (more: Partial<INode>): INode => ({
		id: more.name ?? '',
		name: '',
		type: '',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...more,
	});
	return {
		name: 'Read',
		nodes: [
			node({ name: 'Start', type: 'n8n-nodes-base.manualTrigger' }),
			node({
				name: 'Rows',
				type: 'n8n-nodes-base.dataTable',
				typeVersion: 1.1,
				parameters: {
					resource: 'row',
					operation: 'get',
					dataTableId: { __rl: true, mode: 'name', value: name },
					returnAll: true,
				},
			}),
		],
		connections: { Start: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] } },
	};
}

/** What the table keeps about the answers of an execution: all but what the Gate held back and what was never asked. */
async function kept(execution: string): Promise<string[]> {
	const rows = (await owner.run(readAudit, 'Start')).items('Rows').map(({ json }) => json as Record<string, string>);
	return rows
		.filter((row) => row['execution'] === execution && row['field'] !== 'ai_lead_score' && row['outcome'] !== 'review')
		.map((row) =>
			['record', 'field', 'before', 'suggested', 'after', 'outcome', 'rule', 'approver']
				.map((name) => row[name])
				.join(' | '),
		)
		.sort();
}

/** Long enough for the CRM's search to know the record. */
const longAgo = Date.now() - 400 * 86_400_000;
let people = 0;
/** A contact whose title and stage a rep set, and a lead that says otherwise. */
function contact(says: { jobtitle?: string; stage?: string } = {}, has: Record<string, string> = {}): string {
	const email = `ada.lovelace${++people}@review.example.org`;
	const values = {
		firstname: 'Ada',
		lastname: `Review ${people}`,
		email,
		jobtitle: 'CEO',
		lifecyclestage: 'lead',
		...has,
	};
	const id = sandbox.control.create({ object: 'contact', values, user: 501, at: longAgo });
	leads.push({ id, email, score: 50 + people, jobtitle: says.jobtitle ?? null, stage: says.stage ?? null });
	return id;
}

const value = (id: string, field: string) => sandbox.control.value({ object: 'contact', id, field });
const local = (link: string) => link.replace(`//${host}:`, '//127.0.0.1:');

interface Waiting {
	readonly workflow: string;
	readonly execution: string;
	/** As the team got it, before the wait. */
	readonly teamLink: string;
	/** As it stands in the owner's CRM task. */
	readonly taskLink: string;
}

async function status(execution: string): Promise<string> {
	const { status: now } = await owner.request<{ status: string }>('GET', `/api/v1/executions/${execution}`);
	return now;
}

async function until(execution: string, wanted: string, seconds = 120): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const now = await status(execution);
		if (now === wanted) return;
		const over = wanted === 'waiting' && (now === 'success' || now === 'error');
		if (over || Date.now() > deadline) {
			const { data } = await owner.finished(execution);
			const said = Object.entries(data.resultData.runData).map(
				([node, runs]) =>
					`${node}: ${runs.flatMap(({ hints, data: out }) => [...(hints ?? []).map(({ message }) => message), (out?.main ?? []).map((items) => items?.length ?? 0).join('/')]).join(' ')}`,
			);
			throw new Error(`Execution ${execution} is ${now}, not ${wanted}.\n${said.join('\n')}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 150));
	}
}

/** Starts the workflow and waits until it waits. */
async function ask(ids: readonly string[], change?: (nodes: Record<string, INode>) => void): Promise<Waiting> {
	told = [];
	const workflow = await owner.add(template(change));
	const { executionId } = await owner.request<{ executionId: string }>('POST', `/rest/workflows/${workflow}/run`, {
		triggerToStartFrom: { name: 'Start' },
	});
	await until(executionId, 'waiting');
	leads = [];
	const link = (text: string) =>
		/http:\/\/[^\s"<]+webhook-waiting[^\s"<]+/.exec(text)?.[0]?.replaceAll('&amp;', '&') ?? '';
	const tasks = ids.flatMap((id) => sandbox.control.associated({ object: 'contact', id, to: 'tasks' }));
	const bodies = tasks.map((id) => sandbox.control.value({ object: 'tasks', id, field: 'hs_task_body' }) ?? '');
	return {
		workflow,
		execution: executionId,
		teamLink: link(told[0] ?? ''),
		taskLink: link(bodies.find((body) => body.includes('webhook-waiting')) ?? ''),
	};
}

async function open(link: string, options: BrowserContextOptions = {}): Promise<Page> {
	const context = await browser.newContext({
		javaScriptEnabled: false,
		viewport: { width: 1100, height: 900 },
		...options,
	});
	context.setDefaultTimeout(90_000);
	const page = await context.newPage();
	await page.goto(link);
	return page;
}

const row = (page: Page, label: string) =>
	page.locator('fieldset', { has: page.locator('legend', { hasText: label }) });

/** Items per output, and what Field-Safe Write made of the approved ones. */
async function result(waiting: Waiting) {
	const done = await owner.finished(waiting.execution);
	const fields = (node: string, output: number) =>
		done
			.items(node, output)
			.flatMap(({ json }) => ((json['crm'] as Contract | undefined)?.proposals ?? []).map(({ field }) => field));
	const outcomes = done
		.items('Write What Was Approved', 0)
		.flatMap(({ json }) => (json['crm'] as Contract).outcomes.map(({ field, status: s }) => `${field}: ${s}`));
	return {
		undecided: fields('Ask a Person', 0),
		approved: fields('Ask a Person', 1),
		rejected: fields('Ask a Person', 2),
		outcomes,
	};
}

describe('the review page of the shipped template', () => {
	it('reaches the team and the record’s owner before the wait; writing is done by then; links that are only opened decide nothing', async () => {
		const id = contact({ jobtitle: 'Head of Sales', stage: 'customer' });
		const waiting = await ask([id]);
		expect(waiting.teamLink).toContain(`//${host}:${port}/webhook-waiting/${waiting.execution}`);
		expect(waiting.taskLink).toContain(`//${host}:${port}/webhook-waiting/${waiting.execution}`);
		// The Write branch is drawn above the page's, so it did not have to wait.
		expect(value(id, 'ai_lead_score')).not.toBeNull();
		expect(value(id, 'ai_review_status')).toBe('open');

		const before = sandbox.control.journal({}).length;
		for (const link of [waiting.teamLink, waiting.taskLink]) {
			for (const agent of ['Slackbot-LinkExpanding 1.0', 'Mozilla/5.0 SafeLinks', 'Mozilla/5.0']) {
				const shown = await fetch(local(link), { headers: { 'User-Agent': agent } });
				expect(shown.status).toBe(200);
				expect(await shown.text()).toContain('Head of Sales');
				expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
				await fetch(local(link), { method: 'HEAD', headers: { 'User-Agent': agent } });
			}
		}
		expect(await status(waiting.execution)).toBe('waiting');
		expect(sandbox.control.journal({})).toHaveLength(before);

		const page = await open(waiting.teamLink);
		await row(page, 'Job Title').getByLabel('Reject').check();
		await row(page, 'Lifecycle Stage').getByLabel('Reject').check();
		await page.getByLabel(/Your name/).fill('Robin');
		await page.getByRole('button', { name: 'Send decisions' }).click();
		await page.waitForSelector('text=Thank you');
		await until(waiting.execution, 'success');
		expect(value(id, 'jobtitle')).toBe('CEO');
		expect(value(id, 'ai_review_status')).toBe('rejected');
		expect(await kept(waiting.execution)).toEqual([
			`${id} | jobtitle | CEO | Head of Sales | CEO | rejected | rejected by a person | Robin`,
			`${id} | lifecyclestage | lead | customer | lead | rejected | rejected by a person | Robin`,
		]);
	}, 360_000);

	it('the audit table keeps a yes, a no with its comment, each once, and no row for what was left open', async () => {
		const [yes, no, left] = [
			contact({ jobtitle: 'Head of Sales' }),
			contact({ jobtitle: 'Boss' }),
			contact({ jobtitle: 'Nobody' }),
		];
		const waiting = await ask([yes, no, left]);
		const page = await open(waiting.taskLink);
		const section = (id: string) =>
			page.locator('section', { hasText: sandbox.control.value({ object: 'contact', id, field: 'lastname' }) ?? '' });
		await section(yes).getByLabel('Approve the value above').check();
		await section(no).getByLabel('Reject').check();
		await section(no)
			.getByLabel(/Comment/)
			.fill('She says: still CEO');
		await page.getByLabel(/Your name/).fill('Robin');
		await page.getByRole('button', { name: 'Send decisions' }).click();
		await page.waitForSelector('text=1 suggestion approved, 1 rejected, 1 left open');
		await until(waiting.execution, 'success');
		expect(await kept(waiting.execution)).toEqual(
			[
				`${yes} | jobtitle | CEO | Head of Sales | Head of Sales | written | approved by a person | Robin`,
				`${no} | jobtitle | CEO | Boss | CEO | rejected | rejected by a person | Robin`,
			].sort(),
		);
		const rows = (await owner.run(readAudit, 'Start')).items('Rows').map(({ json }) => json);
		const row = rows.find(({ record, outcome }) => record === no && outcome === 'rejected');
		expect(row).toMatchObject({
			why: 'Rejected by Robin on the review page. Comment: She says: still CEO',
			node: 'Ask a Person',
			scorer_method: 'mapped',
			crm: 'hubspot',
		});
	}, 360_000);

	it('approve, change, reject and leave open, by keyboard and without JavaScript; only what was approved is written', async () => {
		const a = contact({ jobtitle: 'Head of Sales', stage: 'customer' });
		const b = contact({ jobtitle: 'Old Boss' });
		const c = contact({ jobtitle: 'Nobody' });
		const waiting = await ask([a, b, c]);
		const page = await open(waiting.taskLink);
		const section = (id: string) =>
			page.locator('section', { hasText: sandbox.control.value({ object: 'contact', id, field: 'lastname' }) ?? '' });
		await section(a).locator('fieldset', { hasText: 'Job Title' }).getByLabel('Approve the value above').check();
		// The stage is protected, so only its own answer counts; typed by the CRM's own options.
		const stage = section(a).locator('fieldset', { hasText: 'Lifecycle Stage' });
		await stage.getByLabel('Value to write into Lifecycle Stage').selectOption('opportunity');
		await stage.getByLabel('Approve the value above').focus();
		await page.keyboard.press('Space');
		const title = section(b).locator('fieldset', { hasText: 'Job Title' });
		await title.getByLabel('Value to write into Job Title').fill('Managing Director');
		await title.getByLabel('Approve the value above').check();
		await page.getByLabel(/Your name/).focus();
		await page.keyboard.type('Robin Reviewer');
		await page.keyboard.press('Enter');
		await page.waitForSelector('text=3 suggestions approved, 0 rejected, 1 left open');
		await until(waiting.execution, 'success');
		expect([value(a, 'jobtitle'), value(a, 'lifecyclestage'), value(b, 'jobtitle'), value(c, 'jobtitle')]).toEqual([
			'Head of Sales',
			'opportunity',
			'Managing Director',
			'CEO',
		]);
		const { undecided, approved, outcomes } = await result(waiting);
		expect(approved.sort()).toEqual(['jobtitle', 'jobtitle', 'lifecyclestage']);
		expect(undecided).toEqual(['jobtitle']);
		expect(outcomes.sort()).toEqual(['jobtitle: written', 'jobtitle: written', 'lifecyclestage: written']);

		// The same links once more decide nothing.
		const before = sandbox.control.journal({}).length;
		for (const link of [waiting.taskLink, waiting.teamLink]) {
			for (const method of ['GET', 'POST']) {
				const replay = await fetch(local(link), {
					method,
					...(method === 'POST' ? { body: new URLSearchParams({ d0: 'approve' }) } : {}),
				});
				expect([200, 401, 404, 409, 410]).toContain(replay.status);
			}
		}
		expect(sandbox.control.journal({})).toHaveLength(before);
	}, 360_000);

	it('a link that was tampered with, for another execution or without signature opens nothing', async () => {
		const id = contact({ jobtitle: 'Head of Sales' });
		const waiting = await ask([id]);
		const { execution } = waiting;
		const forged = [
			waiting.taskLink.replace(/signature=./, (found) => (found.endsWith('0') ? 'signature=1' : 'signature=0')),
			waiting.taskLink.replace(/\?.*/, ''),
			`${waiting.taskLink}&approved=true`,
			waiting.taskLink.replace(`/${execution}/`, `/${Number(execution) - 1}/`),
			waiting.teamLink.replace(/signature=./, (found) => (found.endsWith('0') ? 'signature=1' : 'signature=0')),
			waiting.teamLink.replace(/\?.*/, ''),
		];
		for (const link of forged) {
			for (const method of ['GET', 'POST']) {
				const answer = await fetch(local(link), {
					method,
					...(method === 'POST' ? { body: new URLSearchParams({ d0: 'approve', name: 'Eve', count: '1' }) } : {}),
				});
				expect({ link, method, shows: (await answer.text()).includes('Head of Sales') }).toEqual({
					link,
					method,
					shows: false,
				});
			}
		}
		expect(await status(execution)).toBe('waiting');
		expect(value(id, 'jobtitle')).toBe('CEO');
	}, 360_000);

	it('four POSTs at once have one effect', async () => {
		const id = contact({ jobtitle: 'Head of Sales' });
		const waiting = await ask([id]);
		const shown = await (await fetch(local(waiting.taskLink))).text();
		const form = new URLSearchParams({ d0: 'approve', v0: 'Head of Sales', name: 'Robin' });
		for (const [, name, text] of shown.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g))
			form.set(name ?? '', text ?? '');
		// One that comes late is answered 200, too, by the page that says that it was decided already.
		const answers = await Promise.all(
			[1, 2, 3, 4].map(async () => await (await fetch(local(waiting.taskLink), { method: 'POST', body: form })).text()),
		);
		expect(answers.filter((page) => page.includes('Thank you'))).toHaveLength(1);
		await until(waiting.execution, 'success');
		const ours = sandbox.control
			.history({ object: 'contact', id, field: 'jobtitle' })
			.filter(({ value: v }) => v === 'Head of Sales');
		expect(ours).toHaveLength(1);
	}, 360_000);

	it('when the time is over nothing is approved, and the status says expired', async () => {
		const id = contact({ jobtitle: 'Head of Sales' });
		const waiting = await ask([id], (nodes) => {
			(nodes['Ask a Person'] as INode).parameters['options'] = { expiresAfterDays: 0.0003 };
		});
		await until(waiting.execution, 'success', 240);
		const { approved, rejected, outcomes } = await result(waiting);
		expect([approved, rejected, outcomes]).toEqual([[], [], []]);
		expect(value(id, 'jobtitle')).toBe('CEO');
		expect(value(id, 'ai_review_status')).toBe('expired');
		expect(await kept(waiting.execution)).toEqual([
			`${id} | jobtitle | CEO | Head of Sales | CEO | expired | nobody answered | `,
		]);
		const late = await fetch(local(waiting.taskLink), {
			method: 'POST',
			body: new URLSearchParams({ d0: 'approve', name: 'Late' }),
		});
		expect(await late.text()).not.toContain('Thank you');
		expect(value(id, 'jobtitle')).toBe('CEO');
	}, 360_000);

	it('drawn above the Write branch, the page holds writing back, and nothing is lost', async () => {
		const id = contact({ jobtitle: 'Head of Sales' });
		const waiting = await ask([id], (nodes) => {
			(nodes['Tell the Team'] as INode).position = [1120, -700];
			(nodes['Ask a Person'] as INode).position = [1120, -500];
		});
		const early = value(id, 'ai_lead_score');
		const page = await open(waiting.taskLink);
		await row(page, 'Job Title').getByLabel('Approve the value above').check();
		await page.getByLabel(/Your name/).fill('Robin');
		await page.getByRole('button', { name: 'Send decisions' }).click();
		await page.waitForSelector('text=Thank you');
		await until(waiting.execution, 'success');
		expect([early, value(id, 'jobtitle')]).toEqual([null, 'Head of Sales']);
		expect(value(id, 'ai_lead_score')).not.toBeNull();
	}, 360_000);

	it('a forged approval on an item is refused by Field-Safe Write', async () => {
		const id = contact({ jobtitle: 'Head of Sales', stage: 'customer' });
		const workflow = template((nodes) => {
			const forger = nodes['Ask a Person'] as INode;
			forger.type = 'n8n-nodes-base.set';
			forger.typeVersion = 3.4;
			delete forger.credentials;
			forger.parameters = {
				mode: 'raw',
				jsonOutput:
					'={{ { crm: { ...$json.crm, decisions: $json.crm.decisions.map((d) => ({ ...d, action: "write", rule: "approved by a person", approvedBy: "The CEO", approval: { signature: "c2lnbmVk", execution: $execution.id, expiresAt: "2099-01-01T00:00:00.000Z", currentHash: "0" } })) } } }}',
			};
		});
		(workflow.connections['Ask a Person'] as { main: unknown[] }).main = [
			[{ node: 'Write What Was Approved', type: 'main', index: 0 }],
		];
		const done = await owner.run(await owner.add(workflow), 'Start');
		leads = [];
		expect(done.items('Write What Was Approved', 0)).toEqual([]);
		const refused = done
			.items('Write What Was Approved', 1)
			.flatMap(({ json }) => (json['crm'] as Contract).outcomes.map(({ rule }) => rule));
		expect(refused).toEqual(['approval does not fit', 'approval does not fit']);
		expect([value(id, 'jobtitle'), value(id, 'lifecyclestage')]).toEqual(['CEO', 'lead']);
	}, 360_000);

	it('nothing that a CRM or a model wrote can run, and everybody can use the page: axe, light, dark, phone', async () => {
		const ids = attacks
			.slice(0, 60)
			.map((attack) => contact({ jobtitle: attack }, { firstname: attack, jobtitle: `now ${attack}` }));
		const good = contact({ jobtitle: 'Head of Sales', stage: 'customer' }, { firstname: 'Grace', lastname: 'Hopper' });
		const waiting = await ask([...ids, good], (nodes) => {
			// A name that is an attack is no name that an address could fit to.
			(nodes['Find the Contact'] as INode).parameters['keys'] = { key: [{ kind: 'id', value: '={{ $json.id }}' }] };
		});

		// Once as it is, once with the policy switched off: escaping alone has to hold, too.
		for (const bypassCSP of [false, true]) {
			const context = await browser.newContext({ bypassCSP, viewport: { width: 1100, height: 900 } });
			const page = await context.newPage();
			const alarms: string[] = [];
			page.on('dialog', (dialog) => void (alarms.push(dialog.message()), dialog.dismiss()));
			page.on('request', (sent) => void (sent.url().includes(host) || alarms.push(sent.url())));
			await page.goto(waiting.taskLink);
			expect(await page.locator('fieldset').count()).toBeGreaterThanOrEqual(61);
			await page.waitForTimeout(500);
			expect(alarms).toEqual([]);
			if (!bypassCSP) continue;
			await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
			const found = await page.evaluate(async () => {
				const { axe } = globalThis as unknown as {
					axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
				};
				return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
			});
			expect(found).toEqual([]);
		}

		for (const [name, options] of [
			['light', { colorScheme: 'light' }],
			['dark', { colorScheme: 'dark' }],
			['phone', { viewport: { width: 390, height: 844 }, isMobile: true, deviceScaleFactor: 2 }],
		] as const) {
			const page = await open(waiting.taskLink, options);
			await page.locator('section', { hasText: 'Grace Hopper' }).scrollIntoViewIfNeeded();
			await page.screenshot({ path: join(pictures, `review-${name}.png`) });
			const wide = await page
				.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
				.catch(() => false);
			expect(wide).toBe(false);
		}
	}, 360_000);
});
