/** The Chromium that the browser tests and the pictures use: found, or installed from Debian's packages. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Any of them will do; CHROMIUM_PATH names another one. */
const places = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Each as a command and its arguments. Fonts come along: without any, pages show boxes. */
const installation = [
	['apt-get', 'update'],
	[
		'apt-get',
		'-o',
		'DPkg::Lock::Timeout=300',
		'install',
		'-y',
		'--no-install-recommends',
		'chromium',
		'fonts-liberation',
	],
] as const;

/** The executable's path, undefined where there is none. */
export function findBrowser(
	env: Readonly<Record<string, string | undefined>> = process.env,
	exists: (path: string) => boolean = existsSync,
): string | undefined {
	return [env.CHROMIUM_PATH, ...places].find((path) => path !== undefined && exists(path));
}

/** Installs Chromium where it is missing and Debian's package manager may be used. @throws Error with what to do by hand */
export function ensureBrowser(say: (message: string) => void = console.error): void {
	if (findBrowser() !== undefined) return;
	const byHand =
		'The tests need Chromium. Install it (on Debian and Ubuntu: "apt-get install chromium" as root), or say by CHROMIUM_PATH where it is.';
	if (!existsSync('/usr/bin/apt-get')) throw new Error(byHand);
	say('Installing Chromium from Debian’s packages: once, about a minute.');
	const root = process.getuid?.() === 0;
	for (const words of installation) {
		const [command, ...args] = root ? words : (['sudo', '-n', ...words] as const);
		const { status, stdout, stderr, error } = spawnSync(command, args, {
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			encoding: 'utf8',
			maxBuffer: 64 * 1024 * 1024,
			timeout: 600_000,
		});
		if (status !== 0) {
			const said = error?.message ?? `${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n');
			throw new Error(`${byHand}\n"${[command, ...args].join(' ')}" failed:\n${said}`);
		}
	}
	if (findBrowser() === undefined) throw new Error(byHand);
}

/** A headless browser that asks nothing of the outside. @param args further switches of Chromium */
export async function launchBrowser(args: readonly string[] = []): Promise<Browser> {
	const executablePath = findBrowser();
	if (executablePath === undefined) throw new Error('There is no Chromium here; "npm test" installs it.');
	return await chromium.launch({
		executablePath,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			...args,
		],
	});
}
