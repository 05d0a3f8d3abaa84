/** Careful access to parsed JSON of unknown shape. */

export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function list(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? (value as unknown[]) : [];
}

export function strings(value: unknown): string[] {
	return list(value).map((entry) => text(entry));
}

/** Strings and numbers as text, everything else as ''. */
export function text(value: unknown): string {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function optionalText(value: unknown): string | undefined {
	const string = text(value);
	return string === '' ? undefined : string;
}
