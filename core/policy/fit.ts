/** What can be said about a suggestion before the record is looked at: unknown field, closed field, wrong type. */
import { coerce, writable } from '../fields/coerce';
import type { FieldSchema } from '../fields/schema';
import type { CrmValue } from '../value';
import type { RuleId } from './rules';

export type Fit =
	/** `value` is canonical, as the CRM is expected to store it. */
	| { readonly ok: true; readonly field: FieldSchema; readonly value: CrmValue }
	| {
			readonly ok: false;
			readonly rule: Extract<RuleId, 'unknown field' | 'read-only field' | 'value does not fit'>;
			readonly message: string;
			/** What to do next. */
			readonly hint: string;
	  };

export interface FieldRoom {
	/** The object's fields by name, as the CRM describes them. */
	readonly schema: ReadonlyMap<string, FieldSchema>;
	/** Fields that Field-Safe Write keeps itself (the stamp). */
	readonly kept: readonly string[];
	/** What the CRM will hold after the value was written (Crm.predict). */
	readonly predict: (field: FieldSchema, value: CrmValue) => CrmValue;
}

/**
 * Whether a suggested value can stand in its field, and in which form. Never throws. A value that stood in the field
 * before (Undo) is canonical already, and comes back exactly: also where it would not be taken as a new one.
 */
export function fit(
	suggestion: { readonly field: string; readonly value: unknown; readonly undo?: unknown },
	room: FieldRoom,
): Fit {
	const field = room.schema.get(suggestion.field);
	if (!field) {
		return {
			ok: false,
			rule: 'unknown field',
			message: `The CRM has no field called "${suggestion.field}" on this object.`,
			hint: 'Choose the field from the list, or create it with the operation Set Up AI Fields.',
		};
	}
	if (room.kept.includes(field.name)) {
		return {
			ok: false,
			rule: 'read-only field',
			message: `"${field.label}" is kept by Field-Safe Write itself.`,
			hint: 'Remove it from the values to write.',
		};
	}
	const closed = writable(field);
	if (closed) return { ok: false, rule: 'read-only field', message: closed.message, hint: closed.hint };
	if (suggestion.undo !== undefined) return { ok: true, field, value: suggestion.value as CrmValue };
	const coerced = coerce(field, suggestion.value);
	if (!coerced.ok) return { ok: false, rule: 'value does not fit', message: coerced.message, hint: coerced.hint };
	return { ok: true, field, value: room.predict(field, coerced.value) };
}
