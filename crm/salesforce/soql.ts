/**
 * SOQL that cannot be injected: a tagged template in which every plain value becomes a quoted literal, and only what
 * this file made is taken as SOQL.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 */
import { CrmError } from '../../core/errors';

/** A piece of SOQL. */
export class Soql {
	constructor(readonly text: string) {}
}

type Value = Soql | string | number | readonly string[];

/** Texts become literals, lists of texts `('a','b')`; pieces of SOQL are taken as they are. */
export function soql(strings: TemplateStringsArray, ...values: readonly Value[]): Soql {
	return new Soql(strings.reduce((text, part, index) => text + written(values[index - 1]) + part));
}

function written(value: Value | undefined): string {
	if (value instanceof Soql) return value.text;
	if (typeof value === 'string') return literal(value);
	if (typeof value === 'number') return decimal(value);
	return `(${(value ?? []).map(literal).join(',')})`;
}

/** The backslash first: otherwise the escape of the quote would be escaped itself. */
function literal(text: string): string {
	return `'${escapeText(text)}'`;
}

/** Queries travel in the address, and half of a character (of a text that was cut) has no form there. */
const halfCharacter = /\p{Cs}/gu;

function escapeText(text: string): string {
	return text
		.replace(halfCharacter, '\ufffd')
		.replaceAll('\\', '\\\\')
		.replaceAll("'", "\\'")
		.replaceAll('"', '\\"')
		.replaceAll('\n', '\\n')
		.replaceAll('\r', '\\r')
		.replaceAll('\t', '\\t')
		.replaceAll('\b', '\\b')
		.replaceAll('\f', '\\f');
}

function decimal(value: number): string {
	if (!Number.isFinite(value)) throw badName('a number');
	return value.toFixed(10).replace(/\.?0+$/, '');
}

/** Any characters, in a pattern. */
export const anything = new Soql('%');

/** A pattern for LIKE: texts stand for themselves. */
export function like(...parts: readonly (string | Soql)[]): Soql {
	const text = parts.map((part) =>
		part instanceof Soql ? part.text : escapeText(part).replaceAll('%', '\\%').replaceAll('_', '\\_'),
	);
	return new Soql(`'${text.join('')}'`);
}

/** The name of an object, field or relationship path. What has another form is refused: no name can carry SOQL. */
export function name(text: string): Soql {
	if (!/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/.test(text)) throw badName('a name');
	return new Soql(text);
}

export function names(texts: readonly string[]): Soql {
	return join(texts.map(name), ', ');
}

/** A date-time literal; takes ISO times. */
export function time(iso: string): Soql {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) throw badName('a time');
	return new Soql(date.toISOString());
}

/** A date literal; takes ISO dates and times. */
export function date(iso: string): Soql {
	return new Soql(time(iso).text.slice(0, 10));
}

export function join(pieces: readonly Soql[], separator: ' AND ' | ' OR ' | ', '): Soql {
	return new Soql(pieces.map(({ text }) => text).join(separator));
}

export const nothing = new Soql('');

function badName(what: string): CrmError {
	return new CrmError({
		kind: 'validation',
		status: 0,
		message: `A query for Salesforce could not be made: a part of it is not ${what}.`,
		hint: 'Choose the object and the fields again from the lists.',
	});
}
