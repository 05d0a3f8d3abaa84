/** Plain text into HubSpot's HTML and back. */
import fc from 'fast-check';
import { fromHtml, toHtml } from '../../crm/html';

test('any text comes back as itself, except for runs of spaces', () => {
	const plain = (text: string) =>
		text
			.replace(/\r\n?/g, '\n')
			.replace(/[^\S\n]+/g, ' ')
			.replace(/ ?\n ?/g, '\n')
			.replace(/\n{3,}/g, '\n\n')
			.trim();
	fc.assert(
		fc.property(
			fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('<b>&amp;</b>', '&lt;', '<!--x-->', '\'"')),
			(text) => {
				expect(fromHtml(toHtml(text))).toBe(plain(text));
			},
		),
	);
});

test('no text can bring a tag into the HTML', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(toHtml(text).replaceAll('<br>', '')).not.toMatch(/[<>"']/);
		}),
	);
});

test.each([
	['<script>alert(1)</script>x', 'x'],
	['a<br/>b<BR>c', 'a\nb\nc'],
	['<p class="x">a</p><p>b</p>', 'a\nb'],
	['&#8364;&#x20AC;&unknown;&#99999999;', '€€&unknown;&#99999999;'],
	['2 < 3 and 4 > 1', '2 < 3 and 4 > 1'],
	['', ''],
])('%j reads as %j', (html, text) => {
	expect(fromHtml(html)).toBe(text);
});
