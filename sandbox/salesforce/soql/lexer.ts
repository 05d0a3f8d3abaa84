/** SOQL as tokens. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm */
import { malformedQuery } from '../errors';

export type Token =
	| { readonly kind: 'word'; readonly text: string; readonly at: number }
	| { readonly kind: 'string'; readonly text: string; readonly at: number }
	| { readonly kind: 'number'; readonly text: string; readonly at: number }
	| { readonly kind: 'date'; readonly text: string; readonly at: number }
	| { readonly kind: 'datetime'; readonly text: string; readonly at: number }
	| { readonly kind: 'sign'; readonly text: string; readonly at: number }
	| { readonly kind: 'end'; readonly text: ''; readonly at: number };

/** Stand for an escaped _ and % in a string: LIKE takes them literally. */
export const literalUnderscore = '\uE000';
export const literalPercent = '\uE001';

const escapes: Readonly<Record<string, string>> = {
	n: '\n',
	N: '\n',
	r: '\r',
	R: '\r',
	t: '\t',
	T: '\t',
	b: '\b',
	B: '\b',
	f: '\f',
	F: '\f',
	'"': '"',
	"'": "'",
	'\\': '\\',
	_: literalUnderscore,
	'%': literalPercent,
};

const forms: readonly (readonly [Exclude<Token['kind'], 'string' | 'end'>, RegExp])[] = [
	['datetime', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/i],
	['date', /^\d{4}-\d{2}-\d{2}(?![\dT])/],
	['number', /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.])/i],
	['word', /^[A-Za-z]\w*(?:\.\w+)*(?::\d+)?/],
	['sign', /^(?:<=|>=|!=|<>|[()=<>,:])/],
];

export function tokens(source: string): Token[] {
	const list: Token[] = [];
	let at = 0;
	while (at < source.length) {
		const rest = source.slice(at);
		const space = /^\s+/.exec(rest);
		if (space) {
			at += space[0].length;
			continue;
		}
		if (rest.startsWith("'")) {
			const { text, length } = quoted(source, at);
			list.push({ kind: 'string', text, at });
			at += length;
			continue;
		}
		const found = forms.find(([, form]) => form.test(rest));
		const text = found?.[1].exec(rest)?.[0];
		if (!found || text === undefined) throw unexpected(source, at, rest[0] ?? '');
		list.push({ kind: found[0], text, at });
		at += text.length;
	}
	list.push({ kind: 'end', text: '', at });
	return list;
}

function quoted(source: string, start: number): { readonly text: string; readonly length: number } {
	let text = '';
	for (let i = start + 1; i < source.length; i++) {
		const character = source[i] ?? '';
		if (character === "'") return { text, length: i + 1 - start };
		if (character !== '\\') {
			if (character === '\n' || character === '\r') break;
			text += character;
			continue;
		}
		const next = source[++i] ?? '';
		const code = next === 'u' ? /^[0-9a-f]{4}/i.exec(source.slice(i + 1))?.[0] : undefined;
		if (code !== undefined) {
			text += String.fromCharCode(parseInt(code, 16));
			i += 4;
		} else if (escapes[next] !== undefined) {
			text += escapes[next];
		} else {
			throw malformedQuery(`Illegal character sequence '\\${next}' in string literal at position ${i - 1}`);
		}
	}
	throw malformedQuery(`line 1:${start} mismatched character '<EOF>' expecting '''`);
}

export function unexpected(source: string, at: number, text: string): Error {
	const from = Math.max(0, at - 30);
	const excerpt = source.slice(from, at + 30).replace(/\s/g, ' ');
	const pointer = `${' '.repeat(at - from)}^`;
	return malformedQuery(
		`\n${excerpt}\n${pointer}\nERROR at Row:1:Column:${at + 1}\nunexpected token: '${text === '' ? '<EOF>' : text}'`,
	);
}
