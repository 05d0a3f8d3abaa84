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

async function panels(page: Page, url: string, theme: 'light' | 'dark', nodes: readonly string[]): Promise<void> {
	await page.goto(`${url}/`);
	await page.evaluate((name) => localStorage.setItem('N8N_THEME', name), theme);
	await page.goto(`${url}/workflow/LeadScoring`);
	await page.waitForSelector('[data-test-id="canvas-node"], [data-node-name]', { timeout: 30_000 });
	await page.waitForTimeout(2500);
	await page.keyboard.press('Escape');
	await page.screenshot({ path: join(pictures, `canvas-${theme}.png`) });
	for (const name of nodes) {
		await page.locator(`[data-node-name="${name}"]`).first().dblclick();
		await page.waitForSelector('[data-test-id="ndv"], [data-test-id="node-parameters"]', { timeout: 15_000 });
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
		await signIn(page, url);
		for (const theme of ['light', 'dark'] as const) {
			say(`Pictures, ${theme}`);
			await panels(
				page,
				url,
				theme,
				process.argv.length > 2
					? process.argv.slice(2)
					: [
							'Find the Contact',
							'Score by Model',
							'Score by Rules',
							'Conflict Gate',
							'Write Safely',
							'Set Up AI Fields',
							'Check Health',
						],
			);
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
