/** One value on its way in: refused, or what Salesforce stores in its place. */
import { jsonParserError, malformedId, refused } from './errors';
import type { Field } from './field';
import { normalId } from './ids';
import type { OrgOptions } from './options';

const emailForm = /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\]]+\.[A-Za-z]{2,}$/;

/** The stored text; '' for empty. Throws SalesforceError. */
export function coerce(field: Field, value: unknown, options: OrgOptions): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'object') {
		throw wrongType(field, Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT', '');
	}
	switch (field.type) {
		case 'boolean':
			return boolean(field, value as string | number | boolean);
		case 'int':
		case 'double':
		case 'currency':
		case 'percent':
			return number(field, value);
		case 'date':
			return date(field, value);
		case 'datetime':
			return dateTime(field, value);
		case 'time':
			return time(field, value);
		default:
			break;
	}
	if (typeof value === 'boolean') throw wrongType(field, value ? 'VALUE_TRUE' : 'VALUE_FALSE', String(value));
	if (typeof value === 'number') {
		throw wrongType(field, Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT', String(value));
	}
	return text(field, typeof value === 'string' ? value : '', options);
}

function text(field: Field, given: string, options: OrgOptions): string {
	let value = options.trimText && field.type !== 'base64' ? given.trim() : given;
	if (options.normalizeLineEnds) value = value.replace(/\r\n?/g, '\n');
	// A single line holds no line ends.
	if (field.type === 'string') value = value.replace(/\n/g, ' ');
	if (value === '') return '';
	if (field.type === 'reference' || field.type === 'id') {
		const id = normalId(value);
		if (id === null) throw malformedId(value, field.name);
		return id;
	}
	if (field.type === 'picklist') return choice(field, value);
	if (field.type === 'multipicklist') return choices(field, value);
	if (field.length > 0 && [...value].length > field.length) {
		throw refused(
			400,
			'STRING_TOO_LONG',
			`${field.label}: data value too large: ${value.slice(0, 100)} (max length=${field.length})`,
			[field.name],
		);
	}
	if (field.type === 'email') {
		if (!emailForm.test(value)) {
			throw refused(400, 'INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, [field.name]);
		}
		return options.lowerCaseEmail ? value.toLowerCase() : value;
	}
	return value;
}

/** A restricted picklist takes its values only, ignoring case; any other takes everything. */
function choice(field: Field, value: string): string {
	const known = field.options.find((option) => option.active && option.value.toLowerCase() === value.toLowerCase());
	if (known) return known.value;
	if (field.restricted) {
		throw refused(
			400,
			'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
			`${field.label}: bad value for restricted picklist field: ${value}`,
			[field.name],
		);
	}
	return value;
}

/** Stored in the order of the definition, each once. */
function choices(field: Field, value: string): string {
	const given = value.split(';').flatMap((part) => (part.trim() === '' ? [] : [choice(field, part.trim())]));
	const place = (one: string): number => {
		const index = field.options.findIndex((option) => option.value === one);
		return index < 0 ? field.options.length : index;
	};
	return [...new Set(given)].sort((a, b) => place(a) - place(b)).join(';');
}

function boolean(field: Field, value: string | number | boolean): string {
	if (typeof value === 'boolean') return String(value);
	if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase();
	throw wrongType(field, typeof value === 'number' ? 'VALUE_NUMBER_INT' : 'VALUE_STRING', String(value));
}

function number(field: Field, value: unknown): string {
	if (typeof value === 'boolean') throw wrongType(field, value ? 'VALUE_TRUE' : 'VALUE_FALSE', String(value));
	const written = typeof value === 'number' ? String(value) : String(value).trim();
	if (written === '') return '';
	if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) throw wrongType(field, 'VALUE_STRING', written);
	const given = Number(written);
	if (field.type === 'int') {
		if (!Number.isInteger(given)) throw wrongType(field, 'VALUE_NUMBER_FLOAT', written);
		if (Math.abs(given) >= 10 ** field.digits) throw outOfRange(field, written);
		return String(given);
	}
	const rounded = round(given, field.scale);
	if (Math.abs(rounded) >= 10 ** (field.precision - field.scale)) throw outOfRange(field, written);
	return String(rounded);
}

/** Half away from zero, on the decimal form, so that 1.005 becomes 1.01. */
function round(value: number, scale: number): number {
	const shifted = Number(`${Math.abs(value)}e${scale}`);
	const rounded = Number.isNaN(shifted) ? Math.abs(value) : Number(`${Math.round(shifted)}e-${scale}`);
	return value < 0 && rounded !== 0 ? -rounded : rounded;
}

function date(field: Field, value: unknown): string {
	const given = String(value).trim();
	if (typeof value === 'string' && given === '') return '';
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(given);
	const parsed = match ? new Date(`${given}T00:00:00Z`) : null;
	if (
		typeof value !== 'string' ||
		!parsed ||
		Number.isNaN(parsed.getTime()) ||
		parsed.toISOString().slice(0, 10) !== given
	) {
		throw wrongType(field, typeof value === 'string' ? 'VALUE_STRING' : 'VALUE_NUMBER_INT', given);
	}
	return given;
}

const dateTimeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Cut to the second, in UTC. */
function dateTime(field: Field, value: unknown): string {
	const given = String(value).trim();
	if (typeof value === 'string' && given === '') return '';
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(given) ? given.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : `${given}Z`;
	const parsed = dateTimeForm.test(given) ? Date.parse(zoned) : NaN;
	if (typeof value !== 'string' || Number.isNaN(parsed)) {
		throw wrongType(field, typeof value === 'string' ? 'VALUE_STRING' : 'VALUE_NUMBER_INT', given);
	}
	return `${new Date(parsed).toISOString().slice(0, 19)}.000Z`;
}

function time(field: Field, value: unknown): string {
	const given = String(value).trim();
	const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?Z?$/.exec(given);
	if (!match) throw wrongType(field, typeof value === 'string' ? 'VALUE_STRING' : 'VALUE_NUMBER_INT', given);
	return `${match[1]}:${match[2]}:${match[3] ?? '00'}.000Z`;
}

function wrongType(field: Field, token: string, value: string): Error {
	return jsonParserError(
		`Cannot deserialize instance of ${field.type} from ${token} value ${value} or request may be missing a required field at [line:1, column:2]`,
	);
}

function outOfRange(field: Field, value: string): Error {
	return refused(
		400,
		'NUMBER_OUTSIDE_VALID_RANGE',
		`${field.label}: value outside of valid range on numeric field: ${value}`,
		[field.name],
	);
}
