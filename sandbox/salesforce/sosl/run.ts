/** Search over several objects at once, through an index that may lag. */
import type { StoredRecord } from '../../core/store';
import type { Field } from '../field';
import type { Org } from '../org';
import { normalId } from '../ids';
import type { SObjectType } from '../sobject';
import { parseQuery } from '../soql/parser';
import { execute, type Asking } from '../soql/run';
import type { Condition, Query } from '../soql/syntax';
import { malformedSearch, matchesText, parseText, type Wanted } from './text';

export type Scope = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';
const scopes: readonly string[] = ['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'];
const most = 2_000;

export interface Returning {
	readonly query: Query;
	readonly source: string;
}

/** FIND {text} IN scope FIELDS RETURNING Contact(Id, Name WHERE ... LIMIT n), Lead(Id) LIMIT n */
export function runSosl(source: string, asking: Asking): unknown[] {
	const found = /^\s*FIND\s*\{/i.exec(source);
	if (!found) throw malformedSearch('FIND {searchText} is missing');
	const end = closingBrace(source, found[0].length);
	const text = source.slice(found[0].length, end);
	const rest = source.slice(end + 1);
	const scope = /^\s*IN\s+(\w+)\s+FIELDS\b/i.exec(rest);
	const name = (scope?.[1] ?? 'ALL').toUpperCase();
	if (!scopes.includes(name)) throw malformedSearch(`unexpected token: ${name}`);
	const tail = rest.slice(scope?.[0].length ?? 0);
	const { returning, overall } = parseTail(tail, asking.org);
	return search(parseText(text, true), name as Scope, returning, overall, asking);
}

function closingBrace(source: string, from: number): number {
	for (let i = from; i < source.length; i++) {
		if (source[i] === '\\') i++;
		else if (source[i] === '}') return i;
	}
	throw malformedSearch("The search text's closing brace is missing");
}

function parseTail(tail: string, org: Org): { readonly returning: readonly Returning[]; readonly overall: number } {
	const keyword = /^\s*RETURNING\s+/i.exec(tail);
	let position = keyword?.[0].length ?? 0;
	const returning: Returning[] = [];
	while (keyword) {
		const name = /^\s*(\w+)\s*/.exec(tail.slice(position));
		if (!name) throw malformedSearch('RETURNING needs the name of an object');
		position += name[0].length;
		let inner = 'Id';
		if (tail[position] === '(') {
			const end = closingParenthesis(tail, position);
			inner = tail.slice(position + 1, end);
			position = end + 1;
		}
		returning.push(returningOf(name[1] ?? '', inner));
		const comma = /^\s*,/.exec(tail.slice(position));
		if (!comma) break;
		position += comma[0].length;
	}
	const limit = /^\s*(?:LIMIT\s+(\d+)\s*)?$/i.exec(tail.slice(position));
	if (!limit) throw malformedSearch(`unexpected token: ${tail.slice(position).trim().slice(0, 40)}`);
	const overall = Math.min(most, Number(limit[1] ?? most));
	return { returning: returning.length > 0 ? returning : everything(org), overall };
}

function everything(org: Org): Returning[] {
	return [...org.types.values()].filter(({ searchable }) => searchable).map(({ name }) => returningOf(name, 'Id'));
}

export function returningOf(name: string, inner: string): Returning {
	const clause = /\b(USING|WHERE|ORDER\s+BY|LIMIT|OFFSET)\b/i.exec(withoutStrings(inner));
	const fields = inner.slice(0, clause?.index).trim();
	const source = `SELECT ${fields} FROM ${name} ${clause ? inner.slice(clause.index) : ''}`;
	return { query: parseQuery(source), source };
}

/** The same length, with quoted strings blanked. */
function withoutStrings(text: string): string {
	return text.replace(/'(?:\\.|[^'\\])*'/g, (quoted) => '_'.repeat(quoted.length));
}

function closingParenthesis(text: string, from: number): number {
	const blanked = withoutStrings(text);
	let depth = 0;
	for (let i = from; i < text.length; i++) {
		if (blanked[i] === '(') depth++;
		else if (blanked[i] === ')' && --depth === 0) return i;
	}
	throw malformedSearch('A parenthesis is missing in RETURNING');
}

export function search(
	wanted: Wanted,
	scope: Scope,
	returning: readonly Returning[],
	overall: number,
	asking: Asking,
): unknown[] {
	const records: unknown[] = [];
	for (const { query, source } of returning) {
		const type = asking.org.findType(query.from);
		if (!type?.searchable) throw malformedSearch(`sObject type '${query.from}' is not supported in a search.`);
		const ids = matchingIds(asking.org, type, wanted, scope);
		if (ids.length === 0) {
			// Malformed fields and conditions are refused even where nothing is found.
			execute({ ...query, where: and(query.where, normalId('000000000000000') ?? '') }, asking, source);
			continue;
		}
		const own: Condition = {
			kind: 'in',
			path: ['Id'],
			not: false,
			values: ids.map((text) => ({ kind: 'string', text })),
			at: 0,
		};
		const where: Condition = query.where ? { kind: 'and', parts: [own, query.where] } : own;
		records.push(...execute({ ...query, where }, asking, source).records);
	}
	return records.slice(0, overall);
}

function and(where: Condition | null, id: string): Condition {
	const none: Condition = { kind: 'compare', path: ['Id'], operator: '=', value: { kind: 'string', text: id }, at: 0 };
	return where ? { kind: 'and', parts: [none, where] } : none;
}

const texts = ['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'combobox', 'multipicklist'];

function matchingIds(org: Org, type: SObjectType, wanted: Wanted, scope: Scope): string[] {
	const time = org.clock.now() - org.options.indexLagMs;
	const searched = [...type.fields.values()].filter((field) => texts.includes(field.type) && inScope(field, scope));
	const phoneFields = searched.filter((field) => field.type === 'phone');
	const ids: string[] = [];
	for (const record of org.live(type.name)) {
		if (record.createdAt > time) continue;
		const valuesOf = (fields: readonly Field[]): string[] =>
			fields.flatMap((field) => indexed(org, record, field, time));
		const names = searched.some(({ name }) => name === 'Name') && type.fields.has('lastname');
		const full = names ? [`${at(org, record, 'FirstName', time)} ${at(org, record, 'LastName', time)}`] : [];
		if (matchesText(wanted, [...full, ...valuesOf(searched)], valuesOf(phoneFields))) ids.push(record.id);
	}
	return ids;
}

function inScope(field: Field, scope: Scope): boolean {
	if (scope === 'EMAIL') return field.type === 'email';
	if (scope === 'PHONE') return field.type === 'phone';
	if (scope === 'NAME') return field.nameField || field.compound === 'Name';
	return true;
}

function indexed(org: Org, record: StoredRecord, field: Field, time: number): string[] {
	const value = at(org, record, field.name, time);
	return value === '' ? [] : [value];
}

function at(org: Org, record: StoredRecord, name: string, time: number): string {
	return (org.options.indexLagMs === 0 ? org.store.value(record, name) : org.store.valueAt(record, name, time)) ?? '';
}
