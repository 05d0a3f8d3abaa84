import { createHash } from 'node:crypto';

/**
 * A value in canonical form: the one way this package writes a value down, whatever the CRM's wire format is.
 *
 * text, e-mail, phone, url, choice: string (never ''; an empty field is null) · number, money: number ·
 * yes/no: boolean · date: 'YYYY-MM-DD' · date and time: 'YYYY-MM-DDTHH:MM:SS.sssZ' (UTC) ·
 * several choices: string[] in sorted order · structured (address, list of phones): object or array · empty: null
 */
export type CrmValue = null | boolean | number | string | readonly CrmValue[] | { readonly [key: string]: CrmValue };

/** JSON with sorted object keys, so that equal values have equal text. */
export function canonicalJson(value: CrmValue): string {
	if (Array.isArray(value)) return `[${value.map((entry: CrmValue) => canonicalJson(entry)).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const object = value as Readonly<Record<string, CrmValue>>;
		const entries = Object.keys(object)
			.sort()
			.map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key] ?? null)}`);
		return `{${entries.join(',')}}`;
	}
	return JSON.stringify(value);
}

/** True where two canonical values are the same value. */
export function sameValue(a: CrmValue, b: CrmValue): boolean {
	return a === b || canonicalJson(a) === canonicalJson(b);
}

/** True for a field that holds nothing: null, '' or an empty list. 0 and false are values. */
export function isBlank(value: CrmValue | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** 16 hex digits of SHA-256 over the canonical JSON: what the stamp keeps instead of the value itself. */
export function hashValue(value: CrmValue): string {
	return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}
