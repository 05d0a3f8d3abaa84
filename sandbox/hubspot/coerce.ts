/** What HubSpot stores for a value that was sent, or why it refuses it: the silent changes are here. */
import type { Option, Property, ValidationRule } from './property';
import { readDate } from './dates';
import { applyRules } from './rules';
import { sanitizeHtml } from './html';

export type Coerced =
	| { readonly stored: string; readonly warning?: string }
	/** The write succeeds and nothing happens. */
	| { readonly ignored: true }
	| { readonly error: string; readonly message: string };

export interface CoerceContext {
	/** The present value. */
	readonly current: string;
	readonly rules: readonly ValidationRule[];
	/** The dated versions from 2026-09 on rewrite dates; earlier ones refuse them. */
	readonly normalizesDates: boolean;
	readonly isOwner: (id: string) => boolean;
	readonly now: number;
	/** Contacts' e-mail is checked and stored in lower case. */
	readonly isContactEmail: boolean;
	/** lifecyclestage moves forward only. */
	readonly forwardOnly: boolean;
}

const maxLength = 65_536;

/** `raw` is text; null and '' clear the property. */
export function coerce(property: Property, raw: string, context: CoerceContext): Coerced {
	if (raw === '') return { stored: '' };
	const typed = coerceType(property, raw, context);
	if ('error' in typed || 'ignored' in typed) return typed;
	const ruled = applyRules(context.rules, typed.stored, context.now);
	if ('refused' in ruled) return { error: ruled.code, message: `${property.label} ${ruled.refused}` };
	return { ...typed, stored: ruled.value };
}

function coerceType(property: Property, raw: string, context: CoerceContext): Coerced {
	switch (property.type) {
		case 'number':
			return coerceNumber(raw);
		case 'bool':
			return ['true', 'false'].includes(raw.trim()) ? { stored: raw } : notAnOption(property, raw);
		case 'enumeration':
			return coerceChoice(property, raw, context);
		case 'date':
		case 'datetime':
			return coerceDate(property, raw, context);
		default:
			return coerceText(property, raw, context);
	}
}

function coerceText(property: Property, raw: string, context: CoerceContext): Coerced {
	if (raw.length > maxLength) {
		return {
			error: 'VALUE_TOO_LONG',
			message: `${property.name} is too long. The maximum length is ${maxLength} characters.`,
		};
	}
	if (context.isContactEmail) {
		const email = raw.trim().toLowerCase();
		if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) {
			return { error: 'INVALID_EMAIL', message: `Email address ${raw} is invalid` };
		}
		return { stored: email };
	}
	return { stored: property.fieldType === 'html' ? sanitizeHtml(raw) : raw };
}

/** Whitespace around a number is accepted and stored; leading zeros and exponents are rewritten. */
function coerceNumber(raw: string): Coerced {
	const text = raw.trim();
	if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
		return {
			error: text.includes('.') ? 'INVALID_FLOAT' : 'INVALID_INTEGER',
			message: `${raw} was not a valid number.`,
		};
	}
	return { stored: /[eE]|^[+-]?0\d|^\+/.test(text) ? String(Number(text)) : raw };
}

function coerceChoice(property: Property, raw: string, context: CoerceContext): Coerced {
	if (property.externalOptions) {
		return context.isOwner(raw.trim()) ? { stored: raw } : notAnOption(property, raw);
	}
	if (property.fieldType !== 'checkbox') {
		const option = find(property, raw);
		if (!option) return notAnOption(property, raw);
		return context.forwardOnly && isBackwards(property, option, context.current) ? { ignored: true } : { stored: raw };
	}
	const appends = raw.startsWith(';');
	const parts = raw.split(';').filter((part) => part !== '');
	const unknown = parts.find((part) => property.options.length > 0 && !find(property, part));
	if (unknown !== undefined) return notAnOption(property, unknown);
	const kept = appends ? context.current.split(';').filter((part) => part !== '') : [];
	return { stored: [...new Set([...kept, ...parts])].join(';') };
}

function find(property: Property, value: string): Option | undefined {
	return property.options.find((option) => option.value === value.trim());
}

function isBackwards(property: Property, option: Option, current: string): boolean {
	const from = property.options.findIndex(({ value }) => value === current);
	return from >= 0 && property.options.indexOf(option) < from;
}

function coerceDate(property: Property, raw: string, context: CoerceContext): Coerced {
	const read = readDate(property.type, raw);
	if (!read || (read.normalized && !context.normalizesDates)) {
		return { error: 'INVALID_DATE', message: `${raw} was not a valid ${property.type}.` };
	}
	return read.normalized ? { stored: read.stored, warning: read.stored } : { stored: read.stored };
}

function notAnOption(property: Property, raw: string): Coerced {
	const options = property.options.map(({ label, value }) => `label: "${label}"\nvalue: "${value}"\n`);
	return { error: 'INVALID_OPTION', message: `${raw} was not one of the allowed options: [${options.join(', ')}]` };
}
