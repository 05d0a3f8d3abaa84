/**
 * `npm run look`: opens the shipped workflow in a running n8n with Chromium and takes pictures of the canvas
 * and of every panel of ours, light and dark, into .tmp/pictures. For people who change a panel: look before you ship.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ensureBrowser, launchBrowser } from './browser';
import { openStage } from './demo/run';

const pictures = join(__dirname, '..', '.tmp', 'pictures');
const owner = { email: 'look@example.com', firstName: 'Look', lastName: 'Er', password: 'Look4panels' };

async function signIn(page: Page, url: string): Promise<void> {
	await page.request.post(`${url}/rest/owner/setup`, { data: owner });
	await page.request.post(`${url}/rest/login`, { data: { emailOrLdapLoginId: owner.email, password: owner.password } });
}

/** Nodes of the shipped workflow. */
const shipped = [
	'Find the Contact',
	'Score by Model',
	'Score by Rules',
	'Conflict Gate',
	'Write Safely',
	'Set Up AI Fields',
	'Check Health',
];

/** Every operation that the shipped workflow does not show, as a node of its own, unconnected. */
const others: readonly { readonly name: string; readonly type: string; readonly parameters: object }[] = [
	{
		name: 'Find by Keys',
		type: 'identityLookup',
		parameters: {
			matchUsing: 'define',
			keys: {
				key: [
					{ kind: 'email', value: '={{ $json.email }}' },
					{ kind: 'companyId', value: '={{ $json.company_id }}' },
				],
			},
			options: { createUnmatched: true, referenceList: true, includeArchived: true },
		},
	},
	{ name: 'Check a Sample', type: 'identityLookup', parameters: { operation: 'sample' } },
	{ name: 'Get Changed', type: 'identityLookup', parameters: { operation: 'list' } },
	{ name: 'Get Old', type: 'identityLookup', parameters: { operation: 'list', listBy: 'olderThan' } },
	{ name: 'Ask by Task', type: 'humanReview', parameters: {} },
	{
		name: 'Ask on a Page',
		type: 'humanReview',
		parameters: {
			operation: 'sendAndWait',
			options: { additionalProtected: '', expiresAfterDays: 7, leaveTask: true },
		},
	},
	{ name: 'Close Reviews', type: 'humanReview', parameters: { operation: 'close' } },
	{
		name: 'Judge',
		type: 'conflictGate',
		parameters: {
			owners: {
				rule: [
					{ field: 'city', owner: 'ai' },
					{ field: '=cit*', owner: 'people' },
					{ field: 'dealstage', owner: 'ai' },
				],
			},
		},
	},
	{ name: 'Ownership Sheet', type: 'conflictGate', parameters: { operation: 'ownershipSheet' } },
	{
		name: 'Write Fields',
		type: 'fieldSafeWrite',
		parameters: { operation: 'write', options: { triggerField: 'hs_lead_status' } },
	},
	{ name: 'Add a Note', type: 'fieldSafeWrite', parameters: { operation: 'addNote' } },
	{
		name: 'Add a Task',
		type: 'fieldSafeWrite',
		parameters: { operation: 'addNote', noteKind: 'task', noteFrom: 'map', assignTo: 'user' },
	},
	{ name: 'Set Up', type: 'fieldSafeWrite', parameters: { operation: 'setUp' } },
	{ name: 'Undo', type: 'fieldSafeWrite', parameters: { operation: 'undo' } },
	{ name: 'Undo a Run', type: 'fieldSafeWrite', parameters: { operation: 'undo', undoBy: 'run' } },
	{ name: 'Health', type: 'driftMonitor', parameters: {} },
	...['classify', 'summarize', 'draft', 'yesno'].map((task) => ({
		name: `Task ${task}`,
		type: 'aiScore',
		parameters: { task, method: 'model' },
	})),
];

interface Stored {
	readonly nodes: readonly { readonly type: string; readonly credentials?: object }[];
}

/** A second workflow with the other operations. Answers its id. */
async function addOthers(page: Page, url: string, workflowId: string): Promise<string> {
	const answer = await page.request.get(`${url}/rest/workflows/${workflowId}`);
	const { data } = (await answer.json()) as { readonly data: Stored };
	const nodes = others.map(({ name, type, parameters }, index) => {
		const twin = data.nodes.find((node) => node.type.endsWith(`.${type}`));
		const ours = data.nodes.find((node) => node.credentials && node.type.includes('crm-ai-layer'));
		return {
			id: `0000-${index}`,
			name,
			type: twin?.type ?? `n8n-nodes-crm-ai-layer.${type}`,
			typeVersion: 1,
			position: [(index % 6) * 260, Math.floor(index / 6) * 240],
			parameters: { crm: 'hubspot', authentication: 'accessToken', ...parameters },
			...(ours?.credentials ? { credentials: ours.credentials } : {}),
		};
	});
	const body = { name: 'Panels', nodes, connections: {}, settings: {} };
	const made = await page.request.post(`${url}/rest/workflows`, { data: body });
	if (!made.ok()) throw new Error(`n8n did not take the workflow: ${await made.text()}`);
	return ((await made.json()) as { readonly data: { readonly id: string } }).data.id;
}

async function panels(
	page: Page,
	url: string,
	theme: 'light' | 'dark',
	workflow: string,
	nodes: readonly string[],
): Promise<void> {
	await page.goto(`${url}/`);
	await page.evaluate((name) => localStorage.setItem('N8N_THEME', name), theme);
	await page.goto(`${url}/workflow/${workflow}`);
	await page.waitForSelector('[data-test-id="canvas-node"], [data-node-name]', { timeout: 120_000 });
	await page.waitForTimeout(2500);
	await page.keyboard.press('Escape');
	await page.screenshot({ path: join(pictures, `canvas-${workflow === 'LeadScoring' ? '' : 'others-'}${theme}.png`) });
	for (const name of nodes) {
		await page.locator(`[data-node-name="${name}"]`).first().dblclick();
		await page.waitForSelector('[data-test-id="ndv"], [data-test-id="node-parameters"]', { timeout: 60_000 });
		await page.waitForTimeout(2000);
		const file = name.toLowerCase().replaceAll(/\W+/g, '-');
		await page.screenshot({ path: join(pictures, `${file}-${theme}.png`) });
		const scroller = page.locator('[data-test-id="node-parameters"]').first();
		await scroller.hover();
		await page.mouse.wheel(0, 2000);
		await page.waitForTimeout(400);
		await page.screenshot({ path: join(pictures, `${file}-${theme}-below.png`) });
		await page.keyboard.press('Escape');
		await page.waitForTimeout(600);
	}
}

async function main(): Promise<void> {
	ensureBrowser();
	mkdirSync(pictures, { recursive: true });
	const say = (message: string) => process.stderr.write(`${message}\n`);
	const stage = await openStage({
		workflow: 'lead-scoring',
		contacts: 60,
		seed: 1,
		latencyMs: 0,
		repEdits: 2,
		aiFields: true,
		progress: say,
	});
	const browser = await launchBrowser();
	try {
		const url = await stage.n8n.start();
		say(`n8n ${url}, sandbox ${stage.sandbox.url}`);
		const page = await (await browser.newContext({ viewport: { width: 1500, height: 1000 } })).newPage();
		page.setDefaultTimeout(180_000);
		await signIn(page, url);
		const second = await addOthers(page, url, stage.workflowId);
		for (const theme of ['light', 'dark'] as const) {
			say(`Pictures, ${theme}`);
			const asked = process.argv.slice(2);
			const wanted = (names: readonly string[]) => names.filter((name) => asked.length === 0 || asked.includes(name));
			const main = wanted(shipped);
			if (main.length > 0) await panels(page, url, theme, 'LeadScoring', main);
			const more = wanted(others.map(({ name }) => name));
			if (more.length > 0) await panels(page, url, theme, second, more);
		}
		const sandbox = await browser.newPage();
		for (const scheme of ['light', 'dark'] as const) {
			await sandbox.emulateMedia({ colorScheme: scheme });
			await sandbox.goto(stage.sandbox.url);
			await sandbox.screenshot({ path: join(pictures, `sandbox-${scheme}.png`) });
		}
		say(`Pictures are in ${pictures}`);
	} finally {
		await browser.close();
		await stage.close();
	}
}

void main();
