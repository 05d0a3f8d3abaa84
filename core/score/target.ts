/** The field that a model's answer is for: what an answer may be, in words for the model and as a check. */
import { nameOf } from '../fields/coerced';
import type { FieldSchema, FieldType } from '../fields/schema';
import { isBlank, type CrmValue } from '../value';

/** Kinds of field that a score, a class or a short text can stand in. */
const suitable: readonly FieldType[] = [
	'number',
	'yes/no',
	'choice',
	'choices',
	'text',
	'long text',
	'date',
	'date and time',
];

const LONGEST_TEXT = 1000;

export interface Range {
	readonly min: number;
	readonly max: number;
	/** True where only whole numbers fit. */
	readonly whole: boolean;
}

/** Why the field cannot take an answer; undefined where it can. */
export function unsuitable(target: FieldSchema): string | undefined {
	if (!suitable.includes(target.type)) {
		return `${nameOf(target)} holds a ${target.type === 'unsupported' ? target.native.type : target.type}, which a score cannot be saved in.`;
	}
	if (target.type.startsWith('choice') && optionsOf(target).length === 0) {
		return `${nameOf(target)} has no options that an answer could be.`;
	}
	return undefined;
}

/** The numbers that fit: those of the administrator's rules, else a score from 0 to 100. */
export function rangeOf(target: FieldSchema): Range {
	const limit = (kind: 'min' | 'max') => {
		const numbers = target.rules
			.filter((rule) => rule.kind === kind && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(rule.argument))
			.map((rule) => Number(rule.argument));
		return numbers.length === 0 ? undefined : kind === 'min' ? Math.max(...numbers) : Math.min(...numbers);
	};
	const [min, max] = [limit('min'), limit('max')];
	if (min === undefined || max === undefined || min > max) {
		return { min: Math.max(min ?? 0, 0), max: Math.min(max ?? 100, 100), whole: true };
	}
	return { min, max, whole: max - min >= 10 };
}

/** What the field takes, in words for the model. */
export function expectation(target: FieldSchema): string {
	const options = optionsOf(target)
		.map((label) => JSON.stringify(label))
		.join(', ');
	switch (target.type) {
		case 'number': {
			const { min, max, whole } = rangeOf(target);
			return `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`;
		}
		case 'yes/no':
			return 'true or false';
		case 'choice':
			return `exactly one of ${options}`;
		case 'choices':
			return `a list of one or more of ${options}`;
		case 'date':
			return 'a date as "YYYY-MM-DD"';
		case 'date and time':
			return 'a time as "YYYY-MM-DDTHH:MM:SSZ"';
		default:
			return `a text of at most ${longestText(target)} characters, without markup or links`;
	}
}

/** What is wrong with a canonical value as an answer, beyond the field's own rules; undefined where it fits. */
export function misfit(target: FieldSchema, value: CrmValue): string | undefined {
	const problem = `The value must be ${expectation(target)}.`;
	if (target.type === 'number') {
		const { min, max, whole } = rangeOf(target);
		const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
		return fits ? undefined : problem;
	}
	// Also where the CRM would take others: an answer is one of the options that people see.
	if (target.type === 'choice' || target.type === 'choices') {
		const known = target.choices.filter((choice) => choice.active).map((choice) => choice.value);
		const given: readonly CrmValue[] = Array.isArray(value) ? value : [value];
		return given.every((entry) => typeof entry === 'string' && known.includes(entry)) ? undefined : problem;
	}
	if (typeof value === 'string' && isText(target) && value.length > longestText(target)) return problem;
	return isBlank(value) ? problem : undefined;
}

export function isText(target: FieldSchema): boolean {
	return target.type === 'text' || target.type === 'long text';
}

function longestText(target: FieldSchema): number {
	return Math.min(target.maxLength ?? LONGEST_TEXT, LONGEST_TEXT);
}

/** Options of one label are told apart by their value. */
function optionsOf(target: FieldSchema): string[] {
	const active = target.choices.filter((choice) => choice.active);
	return active.map(({ label, value }) =>
		label === '' || active.some((other) => other.label === label && other.value !== value) ? value : label,
	);
}
