/** WHERE as a test of rows, with Salesforce's rules about types of literals. */
import { refused } from '../errors';
import type { Field } from '../field';
import { normalId } from '../ids';
import { comparable, type Comparable } from '../present';
import { rangeOf } from './dates';
import { literalPercent, literalUnderscore } from './lexer';
import type { Place } from './place';
import type { Row } from './rows';
import type { Condition, Literal, Operator, Query } from './syntax';

export type Test = (row: Row) => boolean;

export interface Compiling {
	readonly place: Place;
	readonly now: number;
	/** Runs a query inside IN ( ... ). */
	readonly inner: (query: Query) => Set<Comparable>;
}

const numeric = ['int', 'double', 'currency', 'percent'];

export function compile(condition: Condition, context: Compiling): Test {
	switch (condition.kind) {
		case 'and': {
			const tests = condition.parts.map((part) => compile(part, context));
			return (row) => tests.every((test) => test(row));
		}
		case 'or': {
			const tests = condition.parts.map((part) => compile(part, context));
			return (row) => tests.some((test) => test(row));
		}
		case 'not': {
			const test = compile(condition.part, context);
			return (row) => !test(row);
		}
		case 'compare':
			return compare(condition, context);
		case 'in':
			return within(condition, context);
		case 'includes':
			return includes(condition, context);
	}
}

function compare(
	{ path, operator, value, at }: Extract<Condition, { kind: 'compare' }>,
	{ place, now }: Compiling,
): Test {
	const { field, get } = place.path(path, at);
	requireFilterable(field);
	if (operator === 'LIKE') {
		if (value.kind !== 'string' || !isText(field)) {
			throw refused(400, 'INVALID_FIELD', `invalid operator on ${field.type} field: ${path.join('.')}`);
		}
		const pattern = likePattern(value.text);
		return (row) => pattern.test(get(row) ?? '');
	}
	if (value.kind === 'range' || (value.kind === 'date' && field.type === 'datetime')) {
		if (field.type !== 'date' && field.type !== 'datetime') throw wrongLiteral(field);
		const start = value.kind === 'date' ? Date.parse(value.text) : 0;
		const range = value.kind === 'range' ? rangeOf(value.name, value.n, now) : ([start, start + 86_400_000] as const);
		return (row) => inRange(comparable(field, get(row)), operator, range);
	}
	const wanted = literalValue(field, value);
	if (field.type === 'multipicklist' && typeof wanted === 'string') {
		const parts = wanted.split(';').sort().join(';');
		return (row) => equality(operator, (get(row) ?? '').toLowerCase().split(';').sort().join(';'), parts);
	}
	return (row) => equality(operator, comparable(field, get(row)), wanted);
}

function equality(operator: Operator, have: Comparable, wanted: Comparable): boolean {
	if (operator === '=') return have === wanted;
	if (operator === '!=') return have !== wanted;
	if (have === null || wanted === null) return false;
	if (operator === '<') return have < wanted;
	if (operator === '<=') return have <= wanted;
	if (operator === '>') return have > wanted;
	return have >= wanted;
}

function inRange(have: Comparable, operator: Operator, [from, to]: readonly [number, number]): boolean {
	if (typeof have !== 'number') return operator === '!=';
	switch (operator) {
		case '=':
			return have >= from && have < to;
		case '!=':
			return have < from || have >= to;
		case '<':
			return have < from;
		case '<=':
			return have < to;
		case '>':
			return have >= to;
		case '>=':
			return have >= from;
		case 'LIKE':
			return false;
	}
}

function within({ path, not, values, at }: Extract<Condition, { kind: 'in' }>, { place, inner }: Compiling): Test {
	const { field, get } = place.path(path, at);
	requireFilterable(field);
	const set = Array.isArray(values)
		? new Set((values as readonly Literal[]).map((value) => literalValue(field, value)))
		: inner(values as Query);
	return (row) => set.has(comparable(field, get(row))) !== not;
}

function includes({ path, not, values, at }: Extract<Condition, { kind: 'includes' }>, { place }: Compiling): Test {
	const { field, get } = place.path(path, at);
	if (field.type !== 'multipicklist') {
		throw refused(
			400,
			'INVALID_FIELD',
			`includes or excludes operator only valid on multipicklist field: ${path.join('.')}`,
		);
	}
	const groups = values.map((value) => plain(value).toLowerCase().split(';'));
	return (row) => {
		const held = new Set((get(row) ?? '').toLowerCase().split(';'));
		return groups.some((group) => group.every((one) => held.has(one))) !== not;
	};
}

function isText(field: Field): boolean {
	return ['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'combobox', 'multipicklist'].includes(field.type);
}

function requireFilterable(field: Field): void {
	if (!field.filterable) {
		throw refused(400, 'INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`);
	}
}

/** The literal in the terms of `comparable`. Throws where the literal's kind does not fit the field's type. */
export function literalValue(field: Field, value: Literal): Comparable {
	if (value.kind === 'null') return field.type === 'boolean' ? false : null;
	if (field.type === 'boolean') {
		if (value.kind !== 'boolean') throw wrongLiteral(field);
		return value.value;
	}
	if (numeric.includes(field.type)) {
		if (value.kind !== 'number') throw wrongLiteral(field);
		return value.value;
	}
	if (field.type === 'date') {
		if (value.kind !== 'date') throw wrongLiteral(field);
		return Date.parse(value.text);
	}
	if (field.type === 'datetime') {
		if (value.kind !== 'datetime') throw wrongLiteral(field);
		// Stored times have whole seconds, and so have literals.
		return Math.floor(Date.parse(value.text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) / 1000) * 1000;
	}
	if (value.kind !== 'string') throw wrongLiteral(field);
	const text = plain(value.text);
	if (field.type === 'id' || field.type === 'reference') {
		if (field.name === 'EntityDefinitionId') return text;
		if (text === '') return null;
		const id = normalId(text);
		if (id === null) throw refused(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`);
		return id;
	}
	if (text === '') return null;
	return field.caseSensitive ? text : text.toLowerCase();
}

function wrongLiteral(field: Field): Error {
	const quoted = ['boolean', 'date', 'datetime', ...numeric].includes(field.type) ? 'should not be' : 'should be';
	const type = field.type === 'datetime' ? 'dateTime' : isText(field) ? 'string' : field.type;
	return refused(
		400,
		'INVALID_FIELD',
		`value of filter criterion for field '${field.name}' must be of type ${type} and ${quoted} enclosed in quotes`,
	);
}

/** The string without LIKE's marks. */
export function plain(text: string): string {
	return text.replaceAll(literalUnderscore, '_').replaceAll(literalPercent, '%');
}

function likePattern(text: string): RegExp {
	let pattern = '';
	for (const character of text) {
		if (character === '%') pattern += '.*';
		else if (character === '_') pattern += '.';
		else pattern += plain(character).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
	}
	return new RegExp(`^${pattern}$`, 'isu');
}
