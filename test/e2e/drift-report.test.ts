/** Drift Monitor's report page and picture in a real browser: light, dark, on paper and on a phone. */
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { htmlReport } from '../../core/drift/report/page';
import { pictureOf } from '../../core/drift/report/picture';
import { toPng } from '../../n8n/drift-monitor/png';
import { launchBrowser } from '../../scripts/browser';
import { madeUpFacts } from '../core/drift/facts';

const hostile = `</style><script>window.hit=1</script><img src=x onerror="window.hit=1">"'\`\u202egnp`;
const pages = {
	'much to say': htmlReport(madeUpFacts()),
	'hostile names': htmlReport(madeUpFacts({ label: hostile })),
	'no baseline, no audit rows': htmlReport(madeUpFacts({ baseline: false, audit: false })),
	'nothing read': htmlReport({ ...madeUpFacts(), fields: [], events: undefined, records: 0, lastWrite: undefined }),
};

let browser: Browser;
beforeAll(async () => {
	browser = await launchBrowser();
}, 60_000);
afterAll(async () => await browser.close());

const requests: string[] = [];

async function open(html: string, options: BrowserContextOptions, media?: 'print'): Promise<Page> {
	const page = await (await browser.newContext(options)).newPage();
	requests.length = 0;
	page.on('request', (request) => requests.push(request.url()));
	page.on('pageerror', (error) => requests.push(`error: ${error.message}`));
	if (media) await page.emulateMedia({ media });
	await page.setContent(html);
	return page;
}

const settings: Readonly<Record<string, readonly [BrowserContextOptions, 'print'?]>> = {
	light: [{ colorScheme: 'light', viewport: { width: 1100, height: 900 } }],
	dark: [{ colorScheme: 'dark', viewport: { width: 1100, height: 900 } }],
	'on paper, from a dark screen': [{ colorScheme: 'dark', viewport: { width: 794, height: 1123 } }, 'print'],
	'on a phone': [{ colorScheme: 'light', viewport: { width: 360, height: 740 } }],
	'on a dark phone': [{ colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
};

describe.each(Object.entries(settings))('%s', (_setting, [options, media]) => {
	it.each(Object.entries(pages))(
		'%s: axe-core finds nothing, nothing is loaded, nothing runs, nothing is cut off',
		async (_name, html) => {
			const page = await open(html, options, media);
			await page.evaluate(axe.source);
			const found = await page.evaluate(async () => {
				const { axe: checker } = window as unknown as { axe: typeof axe };
				const { violations } = await checker.run();
				return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
			});
			expect(found).toEqual([]);
			expect(requests.filter((url) => !url.startsWith('about:'))).toEqual([]);
			const seen = await page.evaluate(() => ({
				hit: (window as unknown as { hit?: number }).hit ?? 0,
				wide: document.documentElement.scrollWidth - window.innerWidth,
				scripts: document.querySelectorAll('script, img, iframe, link').length,
			}));
			expect(seen.hit).toBe(0);
			expect(seen.wide).toBeLessThanOrEqual(0);
			expect(seen.scripts).toBe(0);
			await page.context().close();
		},
		60_000,
	);
});

it('paper is light whatever the screen is', async () => {
	const page = await open(pages['much to say'], { colorScheme: 'dark' }, 'print');
	expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
	await page.context().close();
});

it('on a phone the texts of the charts are not smaller than 10 pixels', async () => {
	const page = await open(pages['much to say'], { viewport: { width: 360, height: 740 } });
	const smallest = await page.evaluate(() =>
		Math.min(
			...Array.from(
				document.querySelectorAll('svg'),
				(svg) => (svg.getBoundingClientRect().width / svg.viewBox.baseVal.width) * 12.5,
			),
		),
	);
	expect(smallest).toBeGreaterThanOrEqual(10);
	await page.context().close();
});

it('the picture is a PNG that a browser shows, and small', async () => {
	const facts = madeUpFacts();
	const png = await toPng(pictureOf(facts));
	expect(png.length).toBeLessThan(30_000);
	const page = await open('<body></body>', {});
	const size = await page.evaluate(async (data) => {
		const image = new Image();
		image.src = `data:image/png;base64,${data}`;
		await image.decode();
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [image.width, image.height];
		const drawing = canvas.getContext('2d');
		drawing?.drawImage(image, 0, 0);
		const pixels = drawing?.getImageData(0, 0, image.width, image.height).data ?? [];
		const colours = new Set<string>();
		for (let at = 0; at < pixels.length; at += 4) colours.add(pixels.slice(at, at + 3).join());
		return { width: image.width, height: image.height, colours: colours.size };
	}, Buffer.from(png).toString('base64'));
	expect(size).toEqual({ width: 900, height: pictureOf(facts).height, colours: 7 });
	await page.context().close();
});
