/** Where the browser tests look for a Chromium. */
import { findBrowser } from '../../scripts/browser';

test('a browser that CHROMIUM_PATH names comes before any other, if it is there', () => {
	const there = (path: string) => path === '/opt/chromium' || path === '/usr/bin/chromium';
	expect(findBrowser({ CHROMIUM_PATH: '/opt/chromium' }, there)).toBe('/opt/chromium');
	expect(findBrowser({ CHROMIUM_PATH: '/opt/gone' }, there)).toBe('/usr/bin/chromium');
	expect(findBrowser({}, () => false)).toBeUndefined();
});
