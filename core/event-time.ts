/** When something happened, as webhooks, databases and sheets tell it. */

/** Names under which the time of what set a workflow off arrives, best first; letters and digits only. */
export const eventColumns: readonly string[] = [
	'eventat',
	'eventtime',
	'triggeredat',
	'occurredat',
	'receivedat',
	'changedat',
];

export const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** ISO time of what an item is about: its own field, or one of the body that a webhook brought. */
export function eventTimeOf(json: Readonly<Record<string, unknown>>): string | undefined {
	const body = json['body'];
	for (const part of [json, isObject(body) ? body : {}]) {
		const times = new Map(Object.entries(part).map(([name, value]) => [letters(name), isoTime(value)]));
		const name = eventColumns.find((one) => times.get(one) !== undefined);
		if (name !== undefined) return times.get(name);
	}
	return undefined;
}

/** Numbers below are seconds since 1970, as milliseconds they would be in the spring of 1973. */
const SECONDS = 1e11;

/** The ISO time of what a database or sheet gives: a text, a date, seconds or milliseconds; undefined where it is none. */
export function isoTime(value: unknown): string | undefined {
	const time =
		value instanceof Date
			? value.getTime()
			: typeof value === 'number'
				? Math.abs(value) < SECONDS
					? value * 1000
					: value
				: typeof value === 'string'
					? timeOf(value)
					: isLuxon(value)
						? value.toMillis()
						: NaN;
	return Number.isFinite(time) && Math.abs(time) < 8e15 ? new Date(time).toISOString() : undefined;
}

/** ISO 8601, or as SQL writes it; without a zone it is UTC, as our rows are. */
function timeOf(text: string): number {
	const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
		text.trim(),
	);
	if (!parts) return NaN;
	const [, day = '', clock = '00:00', zone = 'Z'] = parts;
	return Date.parse(`${day}T${clock}${zone.length === 3 ? `${zone}:00` : zone}`);
}

const isLuxon = (value: unknown): value is { toMillis(): number } =>
	typeof value === 'object' && value !== null && typeof (value as { toMillis?: unknown }).toMillis === 'function';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
