/**
 * The validation rules that administrators put on properties.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/property-validations/guide
 */
import type { FieldRule } from '../../core/fields/schema';
import { flag, list, object, text, texts } from './wire';

const kinds: Readonly<Record<string, FieldRule['kind']>> = {
	MIN_LENGTH: 'min length',
	MAX_LENGTH: 'max length',
	MIN_NUMBER: 'min',
	MAX_NUMBER: 'max',
	DECIMAL: 'decimals',
	REGEX: 'pattern',
	END_DATE: 'before',
	END_DATETIME: 'before',
	START_DATE: 'after',
	START_DATETIME: 'after',
};

const trimRule = 'WHITESPACE TRIM (HubSpot trims)';

/** Rules by property name, of the answer for a whole object. */
export function readValidations(body: unknown): ReadonlyMap<string, readonly FieldRule[]> {
	const rules = new Map<string, readonly FieldRule[]>();
	for (const entry of list(object(body)['results']).map(object)) {
		const name = text(entry['propertyName']);
		if (name !== undefined) rules.set(name, list(entry['propertyValidationRules']).map(readRule));
	}
	return rules;
}

/** True where HubSpot itself takes the spaces at both ends away. */
export function trims(rules: readonly FieldRule[]): boolean {
	return rules.some((rule) => rule.kind === 'other' && rule.argument === trimRule);
}

function readRule(value: unknown): FieldRule {
	const rule = object(value);
	const type = text(rule['ruleType']) ?? 'unknown rule';
	const args = texts(rule['ruleArguments']);
	if (type === 'WHITESPACE' && args.includes('TRIM') && flag(rule['shouldApplyNormalization'])) {
		return { kind: 'other', argument: trimRule };
	}
	const kind = kinds[type];
	const [argument] = args;
	if (kind === undefined || argument === undefined) return { kind: 'other', argument: [type, ...args].join(' ') };
	return { kind, argument: kind === 'before' || kind === 'after' ? isoDate(argument) : argument };
}

/** Dates stand as milliseconds or as ISO text. */
function isoDate(argument: string): string {
	return /^-?\d{10,14}$/.test(argument) ? new Date(Number(argument)).toISOString() : argument;
}
