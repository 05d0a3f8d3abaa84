/**
 * Reading a CRM's JSON without trusting it: every reader gives a plain value or nothing, since fields may be missing
 * and gateways answer with HTML.
 */

export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function list(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Text, or a number as text; undefined for everything else and for ''. */
export function text(value: unknown): string | undefined {
	if (typeof value === 'string' && value !== '') return value;
	return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

export function texts(value: unknown): readonly string[] {
	return list(value).flatMap((entry) => text(entry) ?? []);
}

export function flag(value: unknown): boolean {
	return value === true;
}
