/** Property validation rules: refusal, or rewriting where the rule says so. */
import type { ValidationRule } from './property';

export type RuleResult = { readonly value: string } | { readonly refused: string; readonly code: string };

/** Applies the rules in order; the first refusal wins. */
export function applyRules(rules: readonly ValidationRule[], value: string, now: number): RuleResult {
	let current = value;
	for (const rule of rules) {
		if (current === '') return { value: current };
		const normal = rule.shouldApplyNormalization ? normalize(rule, current) : current;
		const refused = check(rule, normal, now);
		if (refused !== null) return { refused, code: `${rule.ruleType}_VALIDATION_FAILED` };
		current = normal;
	}
	return { value: current };
}

function normalize(rule: ValidationRule, value: string): string {
	const argument = rule.ruleArguments[0] ?? '';
	switch (rule.ruleType) {
		case 'WHITESPACE':
			return argument === 'TRIM' ? value.trim() : value.replace(/\s+/g, '');
		case 'FORMAT':
			if (argument === 'UPPER') return value.toUpperCase();
			if (argument === 'LOWER') return value.toLowerCase();
			return value.replace(/(^|\s)\S/g, (letter) => letter.toUpperCase());
		case 'DECIMAL':
			return Number.isFinite(Number(value)) ? String(Number(Number(value).toFixed(Number(argument)))) : value;
		default:
			return value;
	}
}

function check(rule: ValidationRule, value: string, now: number): string | null {
	const [argument = '', second] = rule.ruleArguments;
	const refuse = (when: boolean, message: string): string | null => (when ? message : null);
	switch (rule.ruleType) {
		case 'MIN_LENGTH':
			return refuse(value.length < Number(argument), `must be at least ${argument} characters long`);
		case 'MAX_LENGTH':
			return refuse(value.length > Number(argument), `must be at most ${argument} characters long`);
		case 'MIN_NUMBER':
			return refuse(Number(value) < Number(argument), `must be at least ${argument}`);
		case 'MAX_NUMBER':
			return refuse(Number(value) > Number(argument), `must be at most ${argument}`);
		case 'DECIMAL':
			return refuse((value.split('.')[1] ?? '').length > Number(argument), `must have at most ${argument} decimals`);
		case 'REGEX':
			return refuse(!new RegExp(argument).test(value), second ?? 'does not match the required format');
		case 'ALPHANUMERIC':
			return refuse(!alphanumeric(argument).test(value), `must be ${argument}`);
		case 'SPECIAL_CHARACTERS':
			return refuse(/[^\p{L}\p{N}\s]/u.test(value), 'must not contain special characters');
		case 'FORMAT':
			return refuse(normalize(rule, value) !== value, `must be in the format ${argument}`);
		case 'WHITESPACE':
			return refuse(normalize(rule, value) !== value, 'must not contain whitespace');
		case 'EMAIL':
			return refuse(!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), 'must be an e-mail address');
		case 'DOMAIN':
			return refuse(!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value), 'must be a domain');
		case 'URL':
			return refuse(!/^https?:\/\/\S+$/i.test(value), 'must be a URL');
		case 'START_DATE':
		case 'START_DATETIME':
			return refuse(Date.parse(value) < Number(argument), 'is too early');
		case 'END_DATE':
		case 'END_DATETIME':
			return refuse(Date.parse(value) > Number(argument), 'is too late');
		case 'BEFORE_DURATION':
		case 'BEFORE_DATETIME_DURATION':
			return refuse(Date.parse(value) > now, 'must lie in the past');
		case 'AFTER_DURATION':
		case 'AFTER_DATETIME_DURATION':
			return refuse(Date.parse(value) < now, 'must lie in the future');
		default:
			return null;
	}
}

function alphanumeric(argument: string): RegExp {
	if (argument === 'NUMERIC_ONLY') return /^\d+$/;
	return argument === 'ALPHA_ONLY' ? /^\p{L}+$/u : /^[\p{L}\p{N}]+$/u;
}
