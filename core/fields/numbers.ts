/** Numbers and yes/no. */
import type { Coerced } from './coerced';
import { accept, kindOf, refuse } from './coerced';
import type { FieldSchema } from './schema';
import { sanitizeText } from './texts';

/** More digits than this are rounded by the number format itself (IEEE 754 double). */
const reliableDigits = 15;

/**
 * A number, or text that is one number without unit and without thousands separators. Digits after the point that
 * the field does not keep are refused: rounding is the user's decision. Noise of the number format
 * (0.1 + 0.2 = 0.30000000000000004) is not a digit.
 */
export function coerceNumber(field: FieldSchema, value: unknown): Coerced {
	if (typeof value === 'number') return checkNumber(field, value, kindOf(value));
	if (typeof value !== 'string') {
		return refuse(field, 'wrong type', `is ${kindOf(value)}, not a number`, 'Give a number such as 72.');
	}
	const text = sanitizeText(value);
	if (text === '') return accept(null);
	if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) {
		const digits = text.replace(/^[+-]?0*/, '').replace('.', '');
		if (digits.length > reliableDigits && !Number.isSafeInteger(Number(text))) return tooPrecise(field);
		return checkNumber(field, Number(text), 'a text');
	}
	if (/^[+-]?\d{1,3}(?:[.,'’\s]\d{3})+(?:[.,]\d+)?$|^[+-]?\d+,\d+$/.test(text)) {
		return refuse(
			field,
			'ambiguous',
			'has a separator that means different things in different countries',
			'Give plain digits with a point before the decimals, for example 1234.5.',
		);
	}
	if (/^[+-]?\d*\.?\d+e[+-]?\d+$/i.test(text)) {
		return refuse(field, 'wrong type', 'is a number with an exponent', 'Write the number out in plain digits.');
	}
	return refuse(
		field,
		'wrong type',
		'is a text that is not a plain number',
		'Give digits only, without words, units, % or currency signs.',
	);
}

function checkNumber(field: FieldSchema, value: number, kind: string): Coerced {
	if (!Number.isFinite(value)) return refuse(field, 'wrong type', `is ${kind}`, 'Give a number such as 72.');
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return tooPrecise(field);
	const decimals = decimalsOf(field);
	if (decimals === undefined) return accept(value + 0);
	const rounded = Number(value.toFixed(decimals));
	if (Math.abs(value - rounded) > 1e-9 * Math.max(1, Math.abs(value))) {
		const keeps = decimals === 0 ? 'whole numbers only' : `${decimals} digits after the point`;
		return refuse(
			field,
			'out of range',
			`has more decimals than the field keeps (${keeps})`,
			'Round it first, for example with {{ Math.round(...) }}.',
		);
	}
	return accept(rounded + 0);
}

function tooPrecise(field: FieldSchema): Coerced {
	return refuse(
		field,
		'out of range',
		'has more digits than a number can hold exactly',
		'Keep long ids in a text field.',
	);
}

/** The stricter of the field's own decimals and an administrator's rule. */
function decimalsOf(field: FieldSchema): number | undefined {
	const limits = field.rules
		.filter((rule) => rule.kind === 'decimals' && /^\d{1,2}$/.test(rule.argument.trim()))
		.map((rule) => Number(rule.argument));
	if (field.decimals !== undefined) limits.push(field.decimals);
	const usable = limits.filter((limit) => Number.isInteger(limit) && limit >= 0 && limit <= 20);
	return usable.length === 0 ? undefined : Math.min(...usable);
}

const yes: ReadonlySet<string> = new Set(['true', 'yes', '1']);
const no: ReadonlySet<string> = new Set(['false', 'no', '0']);

export function coerceYesNo(field: FieldSchema, value: unknown): Coerced {
	if (typeof value === 'boolean') return accept(value);
	if (value === 1 || value === 0) return accept(value === 1);
	const text = typeof value === 'string' ? sanitizeText(value).toLowerCase() : undefined;
	if (text === '') return accept(null);
	if (text !== undefined && yes.has(text)) return accept(true);
	if (text !== undefined && no.has(text)) return accept(false);
	return refuse(field, 'wrong type', 'is neither yes nor no', 'Give true or false, yes or no, 1 or 0.');
}
