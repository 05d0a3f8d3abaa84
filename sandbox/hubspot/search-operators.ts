/** How search compares. Text ignores case, options do not, and IN wants lower-case text. */
import { readDate } from './dates';
import type { Property } from './property';

export interface Filter {
	readonly property: string;
	readonly operator: string;
	readonly value: string | undefined;
	readonly highValue: string | undefined;
	readonly values: readonly string[];
}

export function test(property: Property, value: string, filter: Filter): boolean {
	const key = comparable(property, value);
	const operand = comparable(property, filter.value ?? '');
	const empty = value === '';
	switch (filter.operator) {
		case 'HAS_PROPERTY':
			return !empty;
		case 'NOT_HAS_PROPERTY':
			return empty;
		case 'EQ':
			return !empty && equals(property, value, filter.value ?? '');
		case 'NEQ':
			return !empty && !equals(property, value, filter.value ?? '');
		case 'LT':
			return !empty && key < operand;
		case 'LTE':
			return !empty && key <= operand;
		case 'GT':
			return !empty && key > operand;
		case 'GTE':
			return !empty && key >= operand;
		case 'BETWEEN':
			return !empty && key >= operand && key <= comparable(property, filter.highValue ?? '');
		case 'IN':
			return !empty && filter.values.some((wanted) => isIn(property, value, wanted));
		case 'NOT_IN':
			return !empty && !filter.values.some((wanted) => isIn(property, value, wanted));
		case 'CONTAINS_TOKEN':
			return containsToken(value, filter.value ?? '');
		case 'NOT_CONTAINS_TOKEN':
			return !empty && !containsToken(value, filter.value ?? '');
		default:
			return false;
	}
}

/** Numbers as numbers, dates as milliseconds, options as they are, everything else in lower case. */
export function comparable(property: Property, value: string): string | number {
	if (value === '') return property.type === 'number' || property.type.startsWith('date') ? -Infinity : '';
	if (property.type === 'number') return Number(value);
	if (property.type === 'date' || property.type === 'datetime') {
		const read = readDate('datetime', value);
		return read ? Date.parse(read.stored) : -Infinity;
	}
	return property.type === 'enumeration' ? value : value.toLowerCase();
}

function equals(property: Property, value: string, wanted: string): boolean {
	if (property.fieldType === 'checkbox') return value.split(';').includes(wanted) || value === wanted;
	return comparable(property, value) === comparable(property, wanted);
}

function isIn(property: Property, value: string, wanted: string): boolean {
	if (property.fieldType === 'checkbox') return value.split(';').includes(wanted);
	if (property.type === 'enumeration') return value === wanted;
	if (property.type === 'string') return value.toLowerCase() === wanted;
	return comparable(property, value) === comparable(property, wanted);
}

/** Whole words in their order; `*` stands for any part of a word. E-mail addresses count as one word, too. */
export function containsToken(value: string, wanted: string): boolean {
	const pattern = wanted.trim().toLowerCase();
	if (pattern === '' || value === '') return false;
	const chunks = value
		.toLowerCase()
		.split(/[\s;,]+/)
		.filter((chunk) => chunk !== '');
	if (pattern.includes('*')) {
		const expression = new RegExp(`^${pattern.split('*').map(escape).join('.*')}$`);
		return [value.toLowerCase(), ...chunks, ...tokens(value)].some((chunk) => expression.test(chunk));
	}
	if (chunks.includes(pattern)) return true;
	const have = tokens(value);
	const want = tokens(pattern);
	return want.length > 0 && have.some((_token, at) => want.every((token, offset) => have[at + offset] === token));
}

function tokens(text: string): string[] {
	return text
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter((token) => token !== '');
}

function escape(text: string): string {
	return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
