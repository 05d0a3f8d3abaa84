/** The page itself: nothing from the CRM becomes markup, whatever it says, and what is there can be used by everybody. */
import fc from 'fast-check';
import {
	contentSecurityPolicy,
	renderApproval,
	renderMessage,
	renderPage,
	type PageModel,
} from '../../../core/review/page';
import { escapeHtml, safeLink } from '../../../core/review/html';
import { controlFor } from '../../../core/review/input';
import type { Present } from '../../../core/review/decisions';
import { field } from '../fields/field';
import { attacks } from './attacks';

const present = (text: string, more: object = {}): Present => ({
	ok: true,
	field: field({ name: 'jobtitle', label: text, type: 'text' }),
	current: text,
	edit: { at: text, by: 'human', actor: text, evidence: 'history' },
	label: text,
	url: text,
	...more,
});

/** A page on which every text that can come from a CRM, a model or a person is `text`. */
const pageOf = (
	text: string,
	more: Partial<PageModel> = {},
	type: 'text' | 'long text' | 'choice' | 'choices' = 'text',
): string =>
	renderPage({
		rows: [
			{
				item: 0,
				id: text,
				field: text,
				value: type === 'choices' ? [text] : text,
				confidence: 0.5,
				reason: text,
				rule: text,
				why: text,
			},
			{ item: 0, id: `${text}2`, field: text, value: text, rule: text, why: text },
		],
		present: [
			present(text, {
				field: field({ name: text, label: text, type, choices: [{ value: text, label: text, active: true }] }),
			}),
			{ ok: false, label: text, why: text },
		],
		nonce: text,
		until: text,
		left: 0,
		remark: text,
		problem: text,
		problems: new Map([[0, text]]),
		form: { name: text, bulk: undefined, answers: [{ choice: 'approve', entered: [text], comment: text, shown: '' }] },
		...more,
	});

/** What a page may consist of: every tag of a harmless one. */
const skeleton = (page: string) => page.match(/<[a-z!/][^\s>]*/gi) ?? [];
/** Attribute names, outside of quoted values. */
const attributes = (page: string) =>
	[...page.replace(/"[^"]*"/g, '""').matchAll(/<[a-z][^>]*>/gi)].flatMap(
		([tag]) => tag.match(/\s[a-z-]+(?==|[\s/>])/gi) ?? [],
	);

describe('whatever a CRM, a model or a person wrote', () => {
	test('the table holds at least 40 attacks', () => expect(new Set(attacks).size).toBeGreaterThanOrEqual(40));

	test.each(attacks)('is only text: %j', (attack) => {
		for (const type of ['text', 'long text', 'choice', 'choices'] as const) {
			const page = pageOf(attack, {}, type);
			const harmless = pageOf('plain', {}, /[\r\n]/.test(attack) && type === 'text' ? 'long text' : type);
			const links = safeLink(attack) === undefined ? harmless : pageOf('https://a.example', {}, type);
			expect(skeleton(page)).toEqual(skeleton(links));
			expect(attributes(page)).toEqual(attributes(links));
			expect(page).not.toMatch(/<script|href="(?!https?:)/i);
		}
		expect(skeleton(renderMessage(attack, [attack]))).toEqual(skeleton(renderMessage('a', ['a'])));
		const approval = (text: string) => renderApproval({ message: text, nonce: text, until: text, problem: text });
		expect(skeleton(approval(attack))).toEqual(skeleton(approval('a')));
	});

	test('any text at all keeps the page’s structure', () => {
		const wild = fc.string({
			minLength: 1,
			unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '/', '=', ' ', 'a', '\u202e', '\u0000', ';', '#'),
		});
		fc.assert(
			fc.property(wild, (text) => expect(skeleton(pageOf(text))).toEqual(skeleton(pageOf('x')))),
			{ numRuns: 500 },
		);
	});

	test('no character survives that could end a text or an attribute, and marks that turn direction are shown as what they are', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) =>
				expect(escapeHtml(text)).not.toMatch(/[<>"'`\u202a-\u202e\u2066-\u2069\u0000]/),
			),
		);
		expect(escapeHtml('a\u202egpj.exe')).toBe('a\ufffdgpj.exe');
	});

	test.each([
		'javascript:alert(1)',
		'JAVASCRIPT:x',
		' https://a',
		'data:text/html,x',
		'https://a" onclick="x',
		'//a',
		'vbscript:x',
		'',
	])('%j is no link', (url) => expect(safeLink(url)).toBeUndefined());
});

describe('the page', () => {
	test('allows forms and its own style, and nothing else', () => {
		expect(contentSecurityPolicy).toContain("default-src 'none'");
		expect(contentSecurityPolicy).not.toMatch(/script|unsafe-eval|allow-same-origin|\*/);
	});

	test('gives every control a name that can be read aloud', () => {
		const page = pageOf('Job');
		for (const [control] of page.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
			if (/type="hidden"/.test(control)) continue;
			const before = page.slice(0, page.indexOf(control));
			const inLabel = before.lastIndexOf('<label') > before.lastIndexOf('</label');
			expect(inLabel || control.includes('aria-label=')).toBe(true);
		}
	});

	test('types the control by the field', () => {
		const kinds = (
			['number', 'date', 'date and time', 'yes/no', 'choice', 'choices', 'long text', 'email', 'phone', 'url'] as const
		).map((type) => controlFor(field({ type }), null)?.kind);
		expect(kinds).toEqual([
			'number',
			'date',
			'time',
			'one of',
			'one of',
			'some of',
			'long text',
			'email',
			'tel',
			'url',
		]);
		expect(controlFor(field({ type: 'structured' }), null)).toBeUndefined();
		expect(controlFor(field({ type: 'reference' }), 'x')).toBeUndefined();
	});

	test('says 0 and false as values, and nothing as empty', () => {
		const shows = (value: number | boolean | null, type: 'number' | 'yes/no') =>
			pageOf('x', { present: [present('x', { current: value, field: field({ type }) }), present('x')] });
		expect(shows(0, 'number')).toMatch(/class="value"><bdi>0</);
		expect(shows(false, 'yes/no')).toMatch(/class="value"><bdi>No</);
		expect(shows(null, 'number')).toMatch(/class="value"><bdi>empty</);
	});
});
