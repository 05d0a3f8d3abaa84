/**
 * Canonical values and HubSpot's wire values, which are all text. What cannot be read as the field's type stays the
 * raw text, so that nothing is lost or taken for empty.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide
 */
import type { FieldSchema } from '../../core/fields/schema';
import type { CrmValue } from '../../core/value';
import { trims } from './validations';

type Kind = Pick<FieldSchema, 'type'>;

/** A wire value in canonical form; '' is an empty field. */
export function fromWire(field: Kind | undefined, raw: string | null | undefined): CrmValue {
	if (raw === null || raw === undefined || raw === '') return null;
	switch (field?.type) {
		case 'number':
			return readNumber(raw);
		case 'yes/no':
			return readBoolean(raw);
		case 'date':
			return readDate(raw) ?? raw;
		case 'date and time':
			return readTime(raw) ?? raw;
		case 'choices':
			return readChoices(raw);
		default:
			return raw;
	}
}

/** A canonical value as HubSpot takes it: '' clears. */
export function toWire(field: Kind | undefined, value: CrmValue): string {
	if (value === null) return '';
	if (Array.isArray(value)) return sortedSet(value.map((entry: CrmValue) => toWire(undefined, entry))).join(';');
	if (typeof value === 'number') return plainNumber(value);
	if (typeof value === 'boolean') return value ? 'true' : 'false';
	if (typeof value === 'object') return JSON.stringify(value);
	// A leading ';' appends to a multiple choice instead of replacing it.
	return field?.type === 'choices' ? readChoices(value).join(';') : value;
}

/** What HubSpot holds after the value was written. Where HubSpot's doing cannot be known, the value itself. */
export function predict(field: FieldSchema, value: CrmValue): CrmValue {
	const stored = fromWire(field, toWire(field, value));
	if (typeof stored !== 'string') return stored;
	const trimmed = field.type === 'email' || trims(field.rules) ? stored.trim() : stored;
	const text = field.type === 'email' ? trimmed.toLowerCase() : trimmed;
	return text === '' ? null : text;
}

function readNumber(raw: string): CrmValue {
	const value = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(raw) ? Number(raw) : Number.NaN;
	if (!Number.isFinite(value)) return raw;
	// Beyond 2^53 a number would silently be another one.
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) return raw;
	return value === 0 ? 0 : value;
}

function readBoolean(raw: string): CrmValue {
	const lower = raw.toLowerCase();
	return lower === 'true' ? true : lower === 'false' ? false : raw;
}

/** Dates stand as YYYY-MM-DD, and as milliseconds of midnight UTC in older answers. */
function readDate(raw: string): string | undefined {
	if (/^\d{4}-\d{2}-\d{2}$/.test(raw)) return raw;
	const time = readTime(raw);
	return time?.endsWith('T00:00:00.000Z') === true ? time.slice(0, 10) : undefined;
}

/** Times stand as ISO 8601 (with or without milliseconds), and as milliseconds in older answers. */
function readTime(raw: string): string | undefined {
	const isMilliseconds = /^-?\d{10,14}$/.test(raw);
	const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(raw);
	if (!isMilliseconds && !isIso) return undefined;
	const date = new Date(isMilliseconds ? Number(raw) : raw);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function readChoices(raw: string): readonly string[] {
	return sortedSet(raw.split(';').map((entry) => entry.trim()));
}

function sortedSet(values: readonly string[]): readonly string[] {
	return [...new Set(values.filter((entry) => entry !== ''))].sort();
}

/** Decimal notation: HubSpot rewrites or refuses 1e-7. */
function plainNumber(value: number): string {
	const short = String(value);
	const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(short);
	if (parts === null) return short;
	const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
	const digits = whole + fraction;
	const point = whole.length + Number(exponent);
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
	if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
	return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
