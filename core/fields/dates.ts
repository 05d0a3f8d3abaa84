/** Dates and points in time. A date that two countries read differently is refused, not guessed. */
import type { Coerced } from './coerced';
import { accept, refuse } from './coerced';
import type { FieldSchema } from './schema';
import { sanitizeText } from './texts';

const firstYear = 1900;
const lastYear = 2200;
const dayMs = 86_400_000;
/** A smaller number is a year, a spreadsheet's day count or seconds; as milliseconds it would be before March 1973. */
const leastMs = 100_000_000_000;

const dateHint = 'Write the date as year-month-day, for example 2026-03-04.';
const timeHint = 'Write it with its time zone, for example 2026-03-04T15:30:00Z or 2026-03-04T15:30:00+01:00.';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const monthName =
	'(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const dayFirst = new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?\\.?[\\s-]+${monthName}[\\s,-]+(\\d{4})$`, 'i');
const monthFirst = new RegExp(`^${monthName}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})$`, 'i');

const isoTime =
	/^(\d{4}-\d{2}-\d{2})[Tt\s](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/;

/** 'YYYY-MM-DD'. Accepts that form, unambiguous written forms, and a point in time that is midnight UTC. */
export function coerceDate(field: FieldSchema, value: unknown): Coerced {
	const input = inputOf(value);
	if (input === '') return accept(null);
	if (typeof input === 'number') return fromMs(field, input, true);
	if (typeof input !== 'string') return refuse(field, 'wrong type', 'is not a date', dateHint);

	const time = isoTime.exec(input);
	if (time !== null) return dateOfTime(field, time);
	const parts = readDate(input);
	if (parts === 'ambiguous') {
		return refuse(field, 'ambiguous', 'can be read as day/month or as month/day', dateHint);
	}
	if (parts === undefined) return refuse(field, 'wrong type', 'is not a date that can be read', dateHint);
	const iso = isoDate(...parts);
	return iso === undefined ? noSuchDate(field) : accept(iso);
}

/** 'YYYY-MM-DDTHH:MM:SS.sssZ'. Accepts ISO 8601 with a time zone, and milliseconds since 1970. */
export function coerceDateTime(field: FieldSchema, value: unknown): Coerced {
	const input = inputOf(value);
	if (input === '') return accept(null);
	if (typeof input === 'number') return fromMs(field, input, false);
	if (typeof input !== 'string') return refuse(field, 'wrong type', 'is not a date and time', timeHint);
	const time = isoTime.exec(input);
	if (time === null) {
		const problem = readDate(input) === undefined ? 'is not a date and time that can be read' : 'has no time of day';
		return refuse(field, 'wrong type', problem, timeHint);
	}
	if (time[6] === undefined) return refuse(field, 'ambiguous', 'has no time zone', timeHint);
	const ms = msOf(time);
	return ms === undefined ? noSuchDate(field) : fromMs(field, ms, false, true);
}

/** Text, or milliseconds for numbers, digits, Date and date-time objects of n8n; undefined for anything else. */
function inputOf(value: unknown): string | number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value === 'string') {
		const text = sanitizeText(value);
		return /^\d{12,13}$/.test(text) ? Number(text) : text;
	}
	if (value instanceof Date) return value.getTime();
	if (hasMillis(value)) {
		try {
			const ms = value.toMillis();
			return typeof ms === 'number' ? ms : undefined;
		} catch {
			return undefined;
		}
	}
	return undefined;
}

/** A date-time object of luxon, which n8n's expressions give. */
function hasMillis(value: unknown): value is { toMillis(): unknown } {
	return typeof value === 'object' && value !== null && 'toMillis' in value && typeof value.toMillis === 'function';
}

function fromMs(field: FieldSchema, ms: number, dateOnly: boolean, written = false): Coerced {
	if (!Number.isFinite(ms)) return noSuchDate(field);
	if (!written && Math.abs(ms) < leastMs) {
		return refuse(
			field,
			'ambiguous',
			'is a number too small for milliseconds since 1970',
			`Seconds and spreadsheet day numbers are not converted. ${dateOnly ? dateHint : timeHint}`,
		);
	}
	const whole = Math.trunc(ms);
	const iso = Math.abs(whole) > 8.64e15 ? undefined : new Date(whole).toISOString();
	const year = iso === undefined || iso.length !== 24 ? 0 : Number(iso.slice(0, 4));
	if (iso === undefined || year < firstYear || year > lastYear) return noSuchDate(field);
	if (!dateOnly) return accept(iso);
	return whole % dayMs === 0 ? accept(iso.slice(0, 10)) : notMidnight(field);
}

/** A date field holds a day without zone: only a time at which the day is the same for writer and CRM is a day. */
function dateOfTime(field: FieldSchema, time: RegExpExecArray): Coerced {
	const ms = msOf(time);
	if (ms === undefined) return noSuchDate(field);
	if (ms % dayMs !== 0) return notMidnight(field);
	return fromMs(field, ms, true, true);
}

function notMidnight(field: FieldSchema): Coerced {
	return refuse(
		field,
		'ambiguous',
		'is a point in time, and the day depends on the time zone',
		'Give only the day, for example {{ $now.toFormat("yyyy-MM-dd") }}.',
	);
}

function noSuchDate(field: FieldSchema): Coerced {
	return refuse(
		field,
		'out of range',
		`is a day or time that does not exist, or not between ${firstYear} and ${lastYear}`,
		dateHint,
	);
}

/** Milliseconds of an ISO time; without zone as if in UTC. Undefined where a part does not exist. */
function msOf(time: RegExpExecArray): number | undefined {
	const [, date = '', hour = '', minute = '', second = '00', fraction = '', zone = 'Z'] = time;
	const [year, month, day] = date.split('-').map(Number);
	const offset = /^[+-]/.test(zone) ? zone.replace(':', '').padEnd(5, '0') : '+0000';
	const offsetHours = Number(offset.slice(1, 3));
	const offsetMinutes = Number(offset.slice(3, 5));
	if (isoDate(year ?? 0, month ?? 0, day ?? 0) === undefined) return undefined;
	if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
	if (offsetHours > 14 || offsetMinutes > 59) return undefined;
	const ms = Date.parse(`${date}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
	return ms - (offset.startsWith('-') ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
}

type DateParts = readonly [year: number, month: number, day: number];

function readDate(text: string): DateParts | 'ambiguous' | undefined {
	const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
	if (yearFirst !== null) return [Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4])];
	const dayMonth = dayFirst.exec(text);
	if (dayMonth !== null) return [Number(dayMonth[3]), monthOf(dayMonth[2]), Number(dayMonth[1])];
	const monthDay = monthFirst.exec(text);
	if (monthDay !== null) return [Number(monthDay[3]), monthOf(monthDay[1]), Number(monthDay[2])];
	const numeric = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text);
	if (numeric === null) return undefined;
	const [first, second, year] = [Number(numeric[1]), Number(numeric[3]), Number(numeric[4])];
	if (first > 12) return [year, second, first];
	if (second > 12 || first === second) return [year, first, second];
	return 'ambiguous';
}

function monthOf(name: string | undefined): number {
	return months.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}

/** The ISO form of a day that exists, else undefined. */
function isoDate(year: number, month: number, day: number): string | undefined {
	if (year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1) return undefined;
	if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
	return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
