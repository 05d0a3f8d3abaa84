/** The conditions of a points rule. Texts are compared without regard to case, width and outer spaces. */
import { isBlank, type CrmValue } from '../value';

export const conditions = [
	'is',
	'is not',
	'contains',
	'is one of',
	'at least',
	'at most',
	'is empty',
	'is not empty',
	'is yes',
	'within days',
] as const;
export type Condition = (typeof conditions)[number];

/** A value that a condition looks at. */
export interface Fact {
	/** undefined where nobody knows it, null where the CRM says that it is empty. */
	readonly value: CrmValue | undefined;
	/** What people see for the options that the field holds: rules are written in these words as well. */
	readonly labels?: readonly string[] | undefined;
}

const DAY = 86_400_000;

/** The rule's condition in a reason, after the field's name: "is one of Software, Retail". */
export function conditionInWords(condition: Condition, wanted: string): string {
	switch (condition) {
		case 'is empty':
			return 'is empty';
		case 'is not empty':
			return 'is filled in';
		case 'is yes':
			return 'is yes';
		case 'at least':
		case 'at most':
			return `is ${condition} ${wanted}`;
		case 'within days':
			return `is within the last ${wanted} days`;
		default:
			return `${condition} ${wanted}`;
	}
}

/**
 * True where the fact meets the condition. A missing value meets only `is empty` and `is not`. `now` is in
 * milliseconds. A condition whose `wanted` cannot be read (a number of days that is none) is never met.
 */
export function meets(fact: Fact, condition: Condition, wanted: string, now: number): boolean {
	const value = fact.value ?? null;
	const texts = [...textsOf(value), ...(fact.labels ?? []).map(fold)];
	switch (condition) {
		case 'is':
			return same(texts, wanted);
		case 'is not':
			return !same(texts, wanted);
		case 'contains':
			return fold(wanted) !== '' && texts.some((text) => text.includes(fold(wanted)));
		case 'is one of':
			return splitWanted(wanted).some((entry) => same(texts, entry));
		case 'at least':
		case 'at most': {
			const [have, want] = [numberOf(value), numberOf(wanted)];
			if (have === undefined || want === undefined) return false;
			return condition === 'at least' ? have >= want : have <= want;
		}
		case 'is empty':
			return isBlank(value);
		case 'is not empty':
			return !isBlank(value);
		case 'is yes':
			return texts.some((text) => text === 'true' || text === 'yes');
		case 'within days': {
			const [time, days] = [timeOf(value), numberOf(wanted)];
			if (time === undefined || days === undefined || days < 0) return false;
			const age = (now - time) / DAY;
			// A date without a time is its whole day, and may be today's somewhere on earth, ahead of the clock.
			if (typeof value === 'string' && value.length === 10) return age >= -1 && Math.floor(age) <= days;
			return age >= 0 && age <= days;
		}
	}
}

/** The entries of `is one of`: separated by commas, semicolons or line breaks. */
export function splitWanted(wanted: string): string[] {
	return wanted
		.split(/[,;\n]/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

/** Text in the form in which rules compare it. */
export function fold(text: string): string {
	return text.normalize('NFKC').trim().toLowerCase();
}

function same(texts: readonly string[], wanted: string): boolean {
	const text = fold(wanted);
	const number = numberOf(wanted);
	return text !== '' && texts.some((own) => own === text || (number !== undefined && numberOf(own) === number));
}

function textsOf(value: CrmValue): string[] {
	if (Array.isArray(value)) return value.flatMap((entry: CrmValue) => textsOf(entry));
	if (typeof value === 'boolean') return value ? ['true', 'yes'] : ['false', 'no'];
	return value === null || typeof value === 'object' ? [] : [fold(String(value))];
}

/** A number, or a text of plain digits; anything else is no number. */
export function numberOf(value: CrmValue): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	return typeof value === 'string' && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

/** Milliseconds of a date or time in canonical form; anything else is no time. */
function timeOf(value: CrmValue): number | undefined {
	const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(time) ? undefined : time;
}
