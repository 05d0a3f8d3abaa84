/** The text between FIND's braces: words, phrases, wildcards, AND, OR, AND NOT. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm */
import { refused } from '../errors';

export type Wanted =
	| { readonly kind: 'phrase'; readonly words: readonly RegExp[]; readonly digits: string }
	| { readonly kind: 'and' | 'or'; readonly parts: readonly Wanted[] }
	| { readonly kind: 'not'; readonly part: Wanted };

const longest = 10_000;
/** Beyond that, operators are taken for words. */
const longestWithOperators = 4_000;

export function malformedSearch(message: string): Error {
	return refused(400, 'MALFORMED_SEARCH', message);
}

/** `escaped`: reserved characters must have a backslash, as in SOSL; parameterized search takes them as they are. */
export function parseText(source: string, escaped: boolean): Wanted {
	if (source.replace(/\\(.)/g, '$1').trim().length < 2) {
		throw malformedSearch('search term must be longer than one character');
	}
	if (source.length > longest) throw malformedSearch(`search term must not be longer than ${longest} characters`);
	const parser = new TextParser(pieces(source, escaped), source.length <= longestWithOperators);
	return parser.all();
}

type Piece =
	{ readonly kind: 'word'; readonly text: string; readonly literal: boolean } | { readonly kind: 'open' | 'close' };

/** A star or question mark that is meant as such. */
const star = '\uE002';
const any = '\uE003';

function pieces(source: string, escaped: boolean): Piece[] {
	const list: Piece[] = [];
	let word = '';
	let quoted = false;
	const flush = (literal: boolean): void => {
		if (word !== '') list.push({ kind: 'word', text: word, literal });
		word = '';
	};
	for (let i = 0; i < source.length; i++) {
		const character = source[i] ?? '';
		if (character === '\\' && escaped) {
			const next = source[++i];
			if (next === undefined) throw malformedSearch('The search text ends within an escape');
			word += next;
		} else if (character === '"') {
			flush(quoted);
			quoted = !quoted;
		} else if (quoted) {
			word += character === '*' ? star : character === '?' ? any : character;
		} else if (/\s/.test(character)) {
			flush(false);
		} else if (character === '*' || character === '?') {
			word += character === '*' ? star : any;
		} else if (character === '(' || character === ')') {
			flush(false);
			if (escaped) list.push({ kind: character === '(' ? 'open' : 'close' });
		} else if (/[&|!{}[\]^~:\\'+-]/.test(character)) {
			if (escaped) throw malformedSearch(`The character ${character} must be escaped in search text`);
			word += ' ';
		} else {
			word += character;
		}
	}
	if (quoted) throw malformedSearch('A quotation mark is missing in the search text');
	flush(false);
	return list;
}

class TextParser {
	private at = 0;

	constructor(
		private readonly list: readonly Piece[],
		private readonly operators: boolean,
	) {}

	all(): Wanted {
		const wanted = this.either();
		if (this.at < this.list.length) throw malformedSearch('A parenthesis is missing in the search text');
		return wanted;
	}

	private either(): Wanted {
		const parts = [this.both()];
		while (this.take('OR')) parts.push(this.both());
		return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
	}

	private both(): Wanted {
		const parts = [this.one()];
		for (;;) {
			const and = this.take('AND');
			if (and && this.take('NOT')) parts.push({ kind: 'not', part: this.one() });
			else if (and || this.startsOne()) parts.push(this.one());
			else break;
		}
		return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
	}

	private startsOne(): boolean {
		const piece = this.list[this.at];
		return piece !== undefined && piece.kind !== 'close' && !this.is('OR');
	}

	private one(): Wanted {
		const piece = this.list[this.at++];
		if (piece?.kind === 'open') {
			const inner = this.either();
			if (this.list[this.at++]?.kind !== 'close') throw malformedSearch('A parenthesis is missing in the search text');
			return inner;
		}
		if (piece?.kind !== 'word') throw malformedSearch('The search text has an operator without a word');
		return phrase(piece.text);
	}

	private is(operator: string): boolean {
		const piece = this.list[this.at];
		return this.operators && piece?.kind === 'word' && !piece.literal && piece.text.toUpperCase() === operator;
	}

	private take(operator: string): boolean {
		if (!this.is(operator)) return false;
		this.at++;
		return true;
	}
}

function phrase(text: string): Wanted {
	const words = wordsOf(text).map((word) => {
		const pattern = word
			.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
			.replaceAll(star, '.*')
			.replaceAll(any, '.');
		return new RegExp(`^${pattern}$`, 'u');
	});
	return { kind: 'phrase', words, digits: text.replace(/\D/g, '') };
}

/** As the index cuts text: letters and digits, in lower case. */
export function wordsOf(text: string): string[] {
	return text
		.toLowerCase()
		.split(/[^\p{L}\p{N}\uE002\uE003]+/u)
		.filter((word) => word !== '');
}

/** `fields` are the values of the searched fields; phone numbers are also found by their digits. */
export function matchesText(wanted: Wanted, fields: readonly string[], phones: readonly string[]): boolean {
	switch (wanted.kind) {
		case 'and':
			return wanted.parts.every((part) => matchesText(part, fields, phones));
		case 'or':
			return wanted.parts.some((part) => matchesText(part, fields, phones));
		case 'not':
			return !matchesText(wanted.part, fields, phones);
		case 'phrase':
			return (
				fields.some((value) => hasPhrase(wordsOf(value), wanted.words)) ||
				(wanted.digits.length >= 5 && phones.some((value) => value.replace(/\D/g, '').endsWith(wanted.digits)))
			);
	}
}

function hasPhrase(words: readonly string[], wanted: readonly RegExp[]): boolean {
	if (wanted.length === 0) return false;
	for (let from = 0; from + wanted.length <= words.length; from++) {
		if (wanted.every((pattern, index) => pattern.test(words[from + index] ?? ''))) return true;
	}
	return false;
}
