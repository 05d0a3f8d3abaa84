import type { Coerced } from '../../../core/fields/coerced';
import type { FieldSchema } from '../../../core/fields/schema';

/** A field with plain settings, and what the test changes about it. */
export function field(over: Partial<FieldSchema> = {}): FieldSchema {
	return {
		name: 'a_field',
		label: 'A Field',
		type: 'text',
		choices: [],
		openChoices: false,
		readOnly: false,
		calculated: false,
		unique: false,
		currency: false,
		sensitive: false,
		hidden: false,
		rules: [],
		native: { type: 'string', control: 'text' },
		...over,
	};
}

/** The value of a coercion, or its refusal code behind a bang. */
export function short(coerced: Coerced): unknown {
	return coerced.ok ? coerced.value : `! ${coerced.code}`;
}
