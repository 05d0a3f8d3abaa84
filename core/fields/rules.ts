/** The rules that an administrator put on a field, checked ahead so that the refusal names the rule. */
import type { CrmValue } from '../value';
import type { Refusal } from './coerced';
import { refuse } from './coerced';
import { fitsPattern } from './patterns';
import type { FieldRule, FieldSchema } from './schema';

/**
 * The first rule that a canonical value breaks. Rules of other kinds, or with an argument that cannot be read, are
 * left to the CRM; an empty value breaks none.
 */
export function brokenRule(field: FieldSchema, value: CrmValue): Refusal | undefined {
	if (value === null) return undefined;
	for (const rule of field.rules) {
		const problem = check(rule, value, field);
		if (problem !== undefined) {
			return refuse(
				field,
				rule.kind === 'max length' ? 'too long' : 'breaks a rule',
				problem,
				'The rule was set in the CRM’s field settings. Change the value, or ask an administrator to change the rule.',
			);
		}
	}
	return undefined;
}

function check(rule: FieldRule, value: CrmValue, field: FieldSchema): string | undefined {
	const limit = /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(rule.argument) ? Number(rule.argument) : undefined;
	if (typeof value === 'string') {
		switch (rule.kind) {
			case 'min length':
				return limit !== undefined && value.length < limit ? `is shorter than ${limit} characters` : undefined;
			case 'max length':
				return limit !== undefined && value.length > limit ? `is longer than ${limit} characters` : undefined;
			case 'pattern':
				return fitsPattern(rule.argument, value) === false ? 'does not have the form that the CRM asks for' : undefined;
			case 'before':
			case 'after':
				return checkTime(rule, value, field);
			default:
				return undefined;
		}
	}
	if (typeof value === 'number' && limit !== undefined) {
		if (rule.kind === 'min' && value < limit) return `is less than ${limit}`;
		if (rule.kind === 'max' && value > limit) return `is more than ${limit}`;
	}
	return undefined;
}

/** The boundary itself is left to the CRM. */
function checkTime(rule: FieldRule, value: string, field: FieldSchema): string | undefined {
	if (field.type !== 'date' && field.type !== 'date and time') return undefined;
	if (!/^\d{4}-\d{2}-\d{2}(?:T.*(?:Z|[+-]\d{2}:\d{2}))?$/.test(rule.argument)) return undefined;
	const [at, boundary] = [Date.parse(value), Date.parse(rule.argument)];
	if (rule.kind === 'before' && at > boundary) return `is after ${rule.argument}`;
	if (rule.kind === 'after' && at < boundary) return `is before ${rule.argument}`;
	return undefined;
}
