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

/** Most characters of an answer that is a text, where the task does not say otherwise. */
export const LONGEST_TEXT = 1000;

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

/** A score is a judgement of ours; a fact, such as a number of employees, may be any number that the field takes. */
export type Meaning = 'score' | 'fact';

/**
 * The numbers that fit: a score from 0 to 100, within the administrator's rules; their own range where they give both
 * ends or leave nothing of 0 to 100. A fact is held to their rules alone. Rules that contradict each other are left to
 * the CRM.
 */
export function rangeOf(target: FieldSchema, meaning: Meaning = 'score'): Range {
	const numbers = (kind: 'min' | 'max') =>
		target.rules
			.filter((rule) => rule.kind === kind && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(rule.argument))
			.map((rule) => Number(rule.argument));
	const [mins, maxs] = [numbers('min'), numbers('max')];
	const min = mins.length === 0 ? undefined : Math.max(...mins);
	const max = maxs.length === 0 ? undefined : Math.min(...maxs);
	if (meaning === 'fact') {
		const [least, most] = [min ?? -Infinity, max ?? Infinity];
		const whole = target.decimals === 0;
		return least <= most ? { min: least, max: most, whole } : { min: -Infinity, max: Infinity, whole };
	}
	if (min !== undefined && max !== undefined) {
		return min <= max ? { min, max, whole: max - min >= WHOLE_FROM } : scores;
	}
	if (min !== undefined) return { min: Math.max(min, 0), max: min < 100 ? 100 : Infinity, whole: true };
	if (max !== undefined) return { min: max > 0 ? 0 : -Infinity, max: Math.min(max, 100), whole: true };
	return scores;
}

const scores: Range = { min: 0, max: 100, whole: true };

/** In a range narrower than this, whole numbers would say too little. */
const WHOLE_FROM = 10;

function rangeInWords({ min, max, whole }: Range): string {
	const number = `a ${whole ? 'whole ' : ''}number`;
	if (min === -Infinity && max === Infinity) return `${number} in plain digits, without a unit`;
	if (max === Infinity) return `${number}, at least ${min}`;
	return min === -Infinity ? `${number}, at most ${max}` : `${number} from ${min} to ${max}`;
}

/** What the field takes, in words for the model. `longest` is for texts. */
export function expectation(target: FieldSchema, longest = LONGEST_TEXT, meaning: Meaning = 'score'): string {
	const options = optionsOf(target)
		.map((label) => JSON.stringify(label))
		.join(', ');
	switch (target.type) {
		case 'number':
			return rangeInWords(rangeOf(target, meaning));
		case 'email':
			return 'one e-mail address';
		case 'phone':
			return 'one phone number, with its country code where it is known';
		case 'url':
			return 'one web address that starts with https://';
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
			return `a text of at most ${longestText(target, longest)} characters, without markup or links`;
	}
}

/** What is wrong with a canonical value as an answer, beyond the field's own rules; undefined where it fits. */
export function misfit(
	target: FieldSchema,
	value: CrmValue,
	longest = LONGEST_TEXT,
	meaning: Meaning = 'score',
): string | undefined {
	const problem = `The value must be ${expectation(target, longest, meaning)}.`;
	if (target.type === 'number') {
		const { min, max, whole } = rangeOf(target, meaning);
		const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
		return fits ? undefined : problem;
	}
	// Also where the CRM would take others: an answer is one of the options that people see.
	if (target.type === 'choice' || target.type === 'choices') {
		const known = target.choices.filter((choice) => choice.active).map((choice) => choice.value);
		const given: readonly CrmValue[] = Array.isArray(value) ? value : [value];
		return given.every((entry) => typeof entry === 'string' && known.includes(entry)) ? undefined : problem;
	}
	if (typeof value === 'string' && isText(target) && value.length > longestText(target, longest)) return problem;
	return isBlank(value) ? problem : undefined;
}

export function isText(target: FieldSchema): boolean {
	return target.type === 'text' || target.type === 'long text';
}

function longestText(target: FieldSchema, longest: number): number {
	return Math.min(target.maxLength ?? longest, longest);
}

/** Options of one label are told apart by their value. */
export function optionsOf(target: FieldSchema): string[] {
	const active = target.choices.filter((choice) => choice.active);
	return active.map(({ label, value }) =>
		label === '' || active.some((other) => other.label === label && other.value !== value) ? value : label,
	);
}
