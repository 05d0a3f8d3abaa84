/** Panel values as they may come, for AI Score: typed, left empty, or from an expression. */

export function textOf(given: unknown): string {
	return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? String(given) : '';
}

/** A number that is not negative; anything else is the fallback. */
export function number(given: unknown, fallback: number): number {
	const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
}

/** The names of a list, or of a text separated by commas; each once. */
export function namesOf(given: unknown): string[] {
	const entries: readonly unknown[] = Array.isArray(given) ? given : textOf(given).split(',');
	const names = entries.filter((name): name is string => typeof name === 'string').map((name) => name.trim());
	return [...new Set(names.filter((name) => name !== ''))];
}
