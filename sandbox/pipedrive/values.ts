/**
 * Values on their way in and out: what v2 accepts for each field type, and how the store (which holds texts) keeps it.
 * https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide
 */
import type { Field } from './entities';
import type { CompanyOptions } from './options';

export type Judged = { readonly stored: string } | { readonly problem: string };

const longestVarchar = 255;
const longestText = 65_535;

/** The store's text of a value; '' is empty. */
export function judge(field: Field, value: unknown, options: CompanyOptions): Judged {
	if (value === null) return { stored: '' };
	switch (field.type) {
		case 'varchar':
		case 'varchar_auto':
		case 'varchar_options':
		case 'phone':
		case 'text':
			return text(field, value, options);
		case 'int':
		case 'double':
		case 'org':
		case 'people':
		case 'deal':
		case 'user':
		case 'stage':
		case 'picture':
			return typeof value === 'number' && Number.isFinite(value)
				? { stored: String(rounded(value)) }
				: { problem: `Expected 'number' as value` };
		case 'boolean':
			return typeof value === 'boolean' ? { stored: String(value) } : { problem: `Expected 'boolean' as value` };
		case 'enum':
		case 'status':
		case 'visible_to':
			return option(field, value);
		case 'set':
			return set(field, value);
		case 'date':
			return date(value);
		case 'lead':
			return typeof value === 'string' ? { stored: value } : { problem: `Expected 'string' as value` };
		default:
			return structured(field, value, options);
	}
}

/** More than 16 digits lose precision. */
function rounded(value: number): number {
	return Number(value.toPrecision(16));
}

function text(field: Field, value: unknown, options: CompanyOptions): Judged {
	if (typeof value !== 'string') return { problem: `Expected 'string' as value` };
	const longest = field.type === 'text' ? longestText : longestVarchar;
	if (value.length <= longest) return { stored: value };
	if (options.longVarchar === 'truncated') return { stored: value.slice(0, longest) };
	return { problem: `String length must be less than or equal to ${longest}` };
}

function option(field: Field, value: unknown): Judged {
	const known = field.options?.some(({ id }) => id === value) === true;
	if (known) return { stored: String(value) };
	const numeric = field.options?.every(({ id }) => typeof id === 'number') === true;
	return {
		problem:
			typeof value === 'number' || !numeric
				? `Invalid option for single option custom field`
				: `Expected 'number' as value for single option custom field`,
	};
}

function set(field: Field, value: unknown): Judged {
	if (!Array.isArray(value)) return { problem: `Expected 'array' as value for multiple option custom field` };
	if (value.length === 0 && field.custom) return { problem: 'Array must contain at least 1 item' };
	const unknown = value.some((entry) => field.options?.some(({ id }) => id === entry) !== true);
	if (unknown) return { problem: 'Invalid option for multiple option custom field' };
	return { stored: value.length === 0 ? '' : JSON.stringify([...new Set(value as unknown[])]) };
}

function date(value: unknown): Judged {
	if (typeof value !== 'string') return { problem: `Expected 'string' as value` };
	const plain = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
	const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value);
	return plain || timestamp ? { stored: value } : { problem: 'Invalid date format, expected YYYY-MM-DD' };
}

const addressParts = [
	...['street_number', 'route', 'sublocality', 'subpremise', 'locality', 'admin_area_level_1', 'admin_area_level_2'],
	...['country', 'postal_code', 'formatted_address'],
];

function structured(field: Field, value: unknown, options: CompanyOptions): Judged {
	if (field.type === 'json') return { stored: JSON.stringify(value) };
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return { problem: `Expected 'object' as value` };
	}
	const parts = value as Readonly<Record<string, unknown>>;
	switch (field.type) {
		case 'address': {
			const odd = Object.keys(parts).find((key) => key !== 'value' && !addressParts.includes(key));
			if (odd !== undefined) return { problem: `Parameter '${odd}' is not allowed` };
			// Whatever is not given is emptied.
			const all = ['value', ...addressParts].map((key) => [key, parts[key] ?? null]);
			return { stored: JSON.stringify(Object.fromEntries(all)) };
		}
		case 'monetary': {
			const amount = parts['value'] ?? parts['amount'];
			if (typeof amount !== 'number') return { problem: `Expected 'number' as value` };
			const currency = parts['currency'] ?? options.currency;
			if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return { problem: 'Invalid currency' };
			const named = field.custom ? { value: amount, currency } : { amount, currency };
			return { stored: JSON.stringify(named) };
		}
		case 'time':
		case 'timerange': {
			const good = ['value', ...(field.type === 'timerange' ? ['until'] : [])].every((key) =>
				/^\d{2}:\d{2}(:\d{2})?$/.test(String(parts[key])),
			);
			if (!good) return { problem: 'Invalid time format, expected HH:MM:SS' };
			const zone = parts['timezone_name'] ?? options.timeZone;
			return { stored: JSON.stringify({ ...parts, timezone_name: zone }) };
		}
		case 'daterange': {
			const good = ['value', 'until'].every((key) => /^\d{4}-\d{2}-\d{2}$/.test(String(parts[key])));
			return good ? { stored: JSON.stringify(parts) } : { problem: 'Invalid date range' };
		}
		default:
			return { problem: 'Cannot be written' };
	}
}

/** What an answer shows for the store's text. */
export function show(field: Field, stored: string | undefined): unknown {
	if (stored === undefined || stored === '') return field.type === 'set' && !field.custom ? [] : null;
	switch (field.type) {
		case 'int':
		case 'double':
		case 'org':
		case 'people':
		case 'deal':
		case 'user':
		case 'stage':
		case 'picture':
			return Number(stored);
		case 'boolean':
			return stored === 'true';
		case 'enum':
		case 'status':
		case 'visible_to':
			return field.options?.find(({ id }) => String(id) === stored)?.id ?? stored;
		case 'set':
		case 'address':
		case 'monetary':
		case 'time':
		case 'timerange':
		case 'daterange':
		case 'json':
			return parse(stored);
		default:
			return stored;
	}
}

export function parse(stored: string): unknown {
	try {
		return JSON.parse(stored) as unknown;
	} catch {
		return stored;
	}
}

export interface ContactEntry {
	readonly value: string;
	readonly primary: boolean;
	readonly label: string;
}

/** `emails`, `phones`: the first becomes primary where none is, the label defaults to work. */
export function judgeContacts(
	value: unknown,
): { readonly entries: readonly ContactEntry[] } | { readonly problem: string } {
	if (!Array.isArray(value)) return { problem: `Expected 'array' as value` };
	const entries: ContactEntry[] = [];
	for (const entry of value as unknown[]) {
		const parts = (typeof entry === 'object' && entry !== null ? entry : {}) as Readonly<Record<string, unknown>>;
		const odd = Object.keys(parts).find((key) => !['value', 'primary', 'label'].includes(key));
		if (odd !== undefined) return { problem: `Parameter '${odd}' is not allowed` };
		if (typeof parts['value'] !== 'string') return { problem: `Expected 'string' as value` };
		if (parts['value'] === '') continue;
		const label = typeof parts['label'] === 'string' ? parts['label'] : 'work';
		entries.push({ value: parts['value'], primary: parts['primary'] === true, label });
	}
	if (entries.length > 0 && !entries.some(({ primary }) => primary)) {
		entries[0] = { ...(entries[0] as ContactEntry), primary: true };
	}
	return { entries };
}

export function contactsOf(stored: string | undefined): readonly ContactEntry[] {
	return stored === undefined || stored === '' ? [] : (JSON.parse(stored) as ContactEntry[]);
}
