/** From what a model, a spreadsheet or a mapping gives to the canonical value of a CRM field, or a clear refusal. */
import { coerceChoice, coerceChoices } from './choices';
import type { Coerced, Refusal } from './coerced';
import { accept, nameOf, refuse } from './coerced';
import { coerceDate, coerceDateTime } from './dates';
import { coerceNumber, coerceYesNo } from './numbers';
import { brokenRule } from './rules';
import type { FieldSchema, FieldType } from './schema';
import { coerceStructured } from './structured';
import { coerceEmail, coercePhone, coerceReference, coerceText, coerceUrl } from './texts';

type Coercion = (field: FieldSchema, value: unknown) => Coerced;

const coercions: Readonly<Record<Exclude<FieldType, 'unsupported'>, Coercion>> = {
	text: coerceText,
	'long text': coerceText,
	number: coerceNumber,
	'yes/no': coerceYesNo,
	date: coerceDate,
	'date and time': coerceDateTime,
	choice: coerceChoice,
	choices: coerceChoices,
	email: coerceEmail,
	phone: coercePhone,
	url: coerceUrl,
	reference: coerceReference,
	structured: coerceStructured,
};

/**
 * The canonical form of `value` for `field` (core/value.ts), or why it does not fit. null, '' and [] are the empty
 * value; undefined is no value at all and refused. Nothing is rounded, cut or guessed. Never throws.
 */
export function coerce(field: FieldSchema, value: unknown): Coerced {
	if (value === undefined) {
		return refuse(field, 'no value', 'is missing', 'Check the expression: the item has no such value.');
	}
	if (field.type === 'unsupported') {
		return refuse(
			field,
			'unsupported',
			`cannot be written: fields of this kind (${field.native.type}) are not supported`,
			'Choose another field.',
		);
	}
	if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return accept(null);
	const coerced = coercions[field.type](field, value);
	return coerced.ok ? (brokenRule(field, coerced.value) ?? coerced) : coerced;
}

/** Why the field cannot be written at all, whatever the value; undefined where it can. */
export function writable(field: FieldSchema): Refusal | undefined {
	if (field.calculated) {
		return {
			ok: false,
			code: 'not writable',
			message: `${nameOf(field)} is calculated by the CRM.`,
			hint: 'Write to the fields that it is calculated from, or choose another field.',
		};
	}
	if (field.readOnly) {
		return {
			ok: false,
			code: 'not writable',
			message: `${nameOf(field)} is read-only for this credential.`,
			hint: 'Choose another field, or ask a CRM administrator for permission to edit this one.',
		};
	}
	return undefined;
}
