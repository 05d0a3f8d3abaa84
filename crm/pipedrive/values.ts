/**
 * Canonical values and Pipedrive's JSON. What cannot be read as the field's type stays as it is, so that nothing is
 * lost or taken for empty. https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide (custom fields)
 */
import type { FieldSchema } from '../../core/fields/schema';
import type { CrmValue } from '../../core/value';
import { list, object, text, type Json } from '../json';
import { contactCodes, partsOf, type PipedriveField } from './fields';

/** A field's value in a record of v2 (custom fields apart) or v1 (all side by side). */
export function rawOf(record: Json, field: PipedriveField): unknown {
	if (!field.custom) return record[field.code];
	const custom = object(record['custom_fields']);
	return field.code in custom ? custom[field.code] : sideBySide(record, field);
}

/** v1 keeps the parts of a value beside it, behind its key. https://developers.pipedrive.com/docs/api/v1/LeadFields */
function sideBySide(record: Json, { code, type }: PipedriveField): unknown {
	const value = record[code];
	if (!(type in partsOf) || (typeof value === 'object' && value !== null)) return value;
	const parts = Object.keys(partsOf[type] ?? {}).filter((part) => oldPartKey(code, part) in record);
	return parts.length === 0
		? value
		: { value, ...Object.fromEntries(parts.map((part) => [part, record[oldPartKey(code, part)]])) };
}

/** The key of a part in v1: {key}_currency. */
export function oldPartKey(code: string, part: string): string {
	return part === 'value' ? code : `${code}_${part}`;
}

/** The canonical value; null is an empty field. */
export function fromWire(field: PipedriveField, raw: unknown): CrmValue {
	if (raw === null || raw === undefined || raw === '') return null;
	if (field.code in contactCodes && !field.custom) return primaryOf(raw) ?? null;
	return scalar(field, field.part === undefined ? raw : partOf(raw, field.part));
}

/** The first of e-mails or phones is the one marked primary. */
export function primaryOf(raw: unknown): string | undefined {
	const entries = list(raw).map(object);
	const primary = entries.find((entry) => entry['primary'] === true) ?? entries[0];
	return text(primary?.['value'])?.trim();
}

function partOf(raw: unknown, part: string): unknown {
	if (typeof raw !== 'object' || raw === null) return part === 'value' ? raw : undefined;
	const parts = object(raw);
	// v1 calls the value of a lead its amount.
	return part === 'value' ? (parts['value'] ?? parts['amount']) : parts[part];
}

function scalar(field: PipedriveField, raw: unknown): CrmValue {
	if (raw === null || raw === undefined || raw === '') return null;
	const { type } = field.schema;
	switch (type) {
		case 'number':
			return typeof raw === 'number' ? raw : readNumber(raw);
		case 'yes/no':
			return typeof raw === 'boolean' ? raw : readYesNo(field, raw);
		case 'choice':
			return valueOfOption(field, raw);
		case 'choices': {
			const ids = Array.isArray(raw) ? (raw as unknown[]) : typeof raw === 'string' ? raw.split(',') : [raw];
			const values = [...new Set(ids.map((id) => valueOfOption(field, id)))].sort();
			return values.length === 0 ? null : values;
		}
		case 'date and time':
			return readTime(raw) ?? plain(raw);
		case 'date':
			return typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}/.test(raw) ? raw.slice(0, 10) : plain(raw);
		default:
			return plain(raw);
	}
}

/** Numbers of references as text; anything else that is no text as its JSON. */
function plain(raw: unknown): CrmValue {
	if (typeof raw === 'string') return raw;
	return typeof raw === 'number' && Number.isFinite(raw) ? String(raw) : JSON.stringify(raw);
}

function readNumber(raw: unknown): CrmValue {
	const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : Number.NaN;
	return Number.isFinite(number) ? number : plain(raw);
}

function readYesNo(field: PipedriveField, raw: unknown): CrmValue {
	const id = text(raw) ?? '';
	const label = field.options.find((option) => String(option.id) === id)?.choice.label ?? id;
	const word = label.trim().toLowerCase();
	return ['yes', 'true', '1'].includes(word) ? true : ['no', 'false', '0'].includes(word) ? false : plain(raw);
}

function valueOfOption(field: PipedriveField, raw: unknown): string {
	const id = text(raw) ?? JSON.stringify(raw);
	const known = field.options.find((option) => String(option.id) === id.trim());
	// The changelog may write labels.
	return (known ?? field.options.find(({ choice }) => choice.label === id))?.choice.value ?? id.trim();
}

/** Times stand as ISO 8601, with seconds or finer. */
function readTime(raw: unknown): string | undefined {
	const given = typeof raw === 'string' ? raw.trim() : '';
	if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(given)) return undefined;
	// v1 writes UTC times without saying so.
	const utc =
		/(Z|[+-]\d{2}:?\d{2})$/.test(given.slice(10)) || given.length === 10 ? given : `${given.replace(' ', 'T')}Z`;
	const date = new Date(utc);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The value as Pipedrive takes it, or undefined where it is no option of the field. Parts are put together in write.ts. */
export function toWire(field: PipedriveField, value: CrmValue): { readonly wire: unknown } | undefined {
	const { type } = field.schema;
	if (value === null || (Array.isArray(value) && value.length === 0)) {
		return { wire: field.type === 'set' && !field.custom ? [] : null };
	}
	switch (type) {
		case 'choice': {
			const option = optionOf(field, value);
			return option === undefined ? undefined : { wire: option.id };
		}
		case 'choices': {
			const all = (Array.isArray(value) ? (value as readonly CrmValue[]) : [value]).map((entry) =>
				optionOf(field, entry),
			);
			const ids = all.flatMap((option) => (option === undefined ? [] : [option.id]));
			return ids.length === all.length ? { wire: ids } : undefined;
		}
		case 'yes/no': {
			if (field.type === 'boolean') return { wire: value };
			const option = field.options.find(({ id }) => readYesNo(field, id) === value);
			return option === undefined ? undefined : { wire: option.id };
		}
		case 'reference': {
			const id = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
			return { wire: /^\d{1,15}$/.test(id) ? Number(id) : id };
		}
		default:
			return { wire: typeof value === 'object' ? JSON.stringify(value) : predict(field.schema, value) };
	}
}

/** By value, and by id where the value is a word. */
function optionOf(field: PipedriveField, value: CrmValue) {
	const wanted = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	return (
		field.options.find(({ choice }) => choice.value === wanted) ?? field.options.find(({ id }) => String(id) === wanted)
	);
}

/** What Pipedrive holds after the value was written. Where its doing cannot be known, the value itself. */
export function predict(field: FieldSchema, value: CrmValue): CrmValue {
	if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return null;
	const { type } = field;
	if (type === 'choices' && Array.isArray(value)) return [...new Set(value as readonly string[])].sort();
	if (typeof value !== 'string') return value;
	if ((field.native.type === 'time' || field.native.type === 'timerange') && /^\d{2}:\d{2}$/.test(value))
		return `${value}:00`;
	if (type === 'email' || type === 'phone') return value.trim() === '' ? null : value.trim();
	return value;
}

/**
 * A value of the changelog, which knows texts only: an id, a list of ids, a number, JSON for what has parts. Undefined
 * where the text does not tell the field's value.
 */
export function fromChangelog(field: PipedriveField, written: string | null): CrmValue | undefined {
	if (written === null || written === '') return null;
	const isJson = /^[[{]/.test(written);
	const parsed = isJson ? parseJson(written) : undefined;
	if (field.code in contactCodes && !field.custom) {
		return parsed === undefined ? (written.split(',')[0]?.trim() ?? null) : (primaryOf(parsed) ?? null);
	}
	if (field.type in partsOf && parsed === undefined && field.part !== 'value') return undefined;
	return fromWire(field, parsed ?? written);
}

function parseJson(written: string): unknown {
	try {
		return JSON.parse(written) as unknown;
	} catch {
		return undefined;
	}
}
