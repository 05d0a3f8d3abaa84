/** The answer of a coercion: a canonical value, or a refusal that a person can act on. */
import type { CrmValue } from '../value';
import type { FieldSchema } from './schema';

export const refusalCodes = [
	'no value',
	'wrong type',
	'ambiguous',
	'out of range',
	'too long',
	'unknown option',
	'inactive option',
	'breaks a rule',
	'not writable',
	'unsupported',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why a value does not fit. The texts name the field and its options, never the refused value. */
export interface Refusal {
	readonly ok: false;
	readonly code: RefusalCode;
	readonly message: string;
	readonly hint: string;
}

export interface Accepted {
	readonly ok: true;
	readonly value: CrmValue;
}

export type Coerced = Accepted | Refusal;

export function accept(value: CrmValue): Accepted {
	return { ok: true, value };
}

/** `problem` continues the sentence "The value for <field> ...". */
export function refuse(field: FieldSchema, code: RefusalCode, problem: string, hint: string): Refusal {
	return { ok: false, code, message: `The value for ${nameOf(field)} ${problem}.`, hint };
}

/** The field as people see it, with the internal name that the mapping uses. */
export function nameOf(field: FieldSchema): string {
	return field.label === '' || field.label === field.name ? field.name : `${field.label} (${field.name})`;
}

/** What kind of thing a wrong value is, in words. */
export function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value === null) return 'empty';
	switch (typeof value) {
		case 'string':
			return 'a text';
		case 'number':
			return Number.isNaN(value) ? 'not a number (NaN)' : Number.isFinite(value) ? 'a number' : 'an infinite number';
		case 'boolean':
			return 'yes/no (true or false)';
		case 'object':
			return 'an object with several parts';
		default:
			return 'no plain value';
	}
}
