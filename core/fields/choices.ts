/** Choice fields: the stored value or, where it is unique, the label that people see. */
import type { Coerced, Refusal } from './coerced';
import { accept, kindOf, nameOf, refuse } from './coerced';
import type { Choice, FieldSchema } from './schema';
import { sanitizeText, textOf } from './texts';

/** How many options a hint lists. */
const listed = 8;

export function coerceChoice(field: FieldSchema, value: unknown): Coerced {
	const text = textOf(value);
	if (text === undefined) return refuse(field, 'wrong type', `is ${kindOf(value)}, not one option`, options(field));
	if (text === '') return accept(null);
	const option = find(field, text);
	return typeof option === 'string' ? accept(option) : option;
}

/** A list of options, or text with `;` between them. The result is sorted and has no doubles. */
export function coerceChoices(field: FieldSchema, value: unknown): Coerced {
	const entries = Array.isArray(value) ? value : split(field, value);
	if (entries === undefined) {
		return refuse(field, 'wrong type', `is ${kindOf(value)}, not a list of options`, options(field));
	}
	const values = new Set<string>();
	for (const entry of entries) {
		const text = textOf(entry);
		if (text === undefined) return refuse(field, 'wrong type', `has ${kindOf(entry)} in its list`, options(field));
		if (text === '') {
			return refuse(
				field,
				'wrong type',
				'has an empty option in its list',
				'Give the complete list of options, without a ";" at its start or end. Options are replaced, not added.',
			);
		}
		const option = find(field, text);
		if (typeof option !== 'string') return option;
		if (option.includes(';')) {
			return refuse(
				field,
				'wrong type',
				'has an option with a ";" in it',
				'The CRM reads ";" as the end of an option.',
			);
		}
		values.add(option);
	}
	return accept(values.size === 0 ? null : [...values].sort());
}

function split(field: FieldSchema, value: unknown): readonly string[] | undefined {
	const text = textOf(value);
	if (text === undefined) return undefined;
	if (text === '') return [];
	return typeof find(field, text) === 'string' && !field.openChoices ? [text] : text.split(';');
}

/** The stored value of an option, or the refusal. The exact stored value comes before any label. */
function find(field: FieldSchema, text: string): string | Refusal {
	const exact = field.choices.find((choice) => choice.value === text);
	if (exact !== undefined) return exact.active ? exact.value : inactive(field);

	const wanted = fold(text);
	const alike = field.choices.filter((choice) => fold(choice.label) === wanted || fold(choice.value) === wanted);
	const active = alike.filter((choice) => choice.active);
	const [only, second] = active;
	if (only !== undefined && second !== undefined) {
		return refuse(
			field,
			'ambiguous',
			`fits ${count(active.length)} options that are called "${only.label}"`,
			`Use the stored value instead of the label: ${active.slice(0, listed).map(quote).join(', ')}.`,
		);
	}
	if (only !== undefined) return only.value;
	if (alike.length > 0) return inactive(field);
	if (field.openChoices) return text;
	return refuse(field, 'unknown option', 'is none of its options', options(field));
}

function inactive(field: FieldSchema): Refusal {
	return refuse(field, 'inactive option', 'is an option that is hidden or retired in the CRM', options(field));
}

function options(field: FieldSchema): string {
	const active = field.choices.filter((choice) => choice.active);
	if (active.length === 0)
		return `${nameOf(field)} has no active options in the CRM. Ask an administrator to add some.`;
	const rest = active.length > listed ? ` and ${active.length - listed} more` : '';
	return `Its options are ${active.slice(0, listed).map(describe).join(', ')}${rest}.`;
}

function describe(choice: Choice): string {
	return fold(choice.label) === fold(choice.value) || choice.label === ''
		? quote(choice)
		: `"${choice.label}" (${choice.value})`;
}

function quote(choice: Choice): string {
	return `"${choice.value}"`;
}

function count(number: number): string {
	return number === 2 ? 'two' : String(number);
}

function fold(text: string): string {
	return sanitizeText(text).normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
}
