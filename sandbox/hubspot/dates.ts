/** How HubSpot reads dates and times, and what it makes of those that it does not like. */

export interface ReadDate {
	/** As stored: 'YYYY-MM-DD' or an ISO time with milliseconds. */
	readonly stored: string;
	/** True where versions before 2026-09 refuse the input and 2026-09 rewrites it with a warning. */
	readonly normalized: boolean;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const isoTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** null where the text is no date at all. */
export function readDate(type: string, raw: string): ReadDate | null {
	const text = raw.trim();
	const time = parseTime(text);
	if (time === null) return null;
	if (type === 'date') {
		const stored = time.toISOString().slice(0, 10);
		const midnight = time.getTime() % 86_400_000 === 0;
		const accepted = day.test(text) || (/^-?\d{11,}$/.test(text) && midnight);
		return { stored, normalized: !accepted };
	}
	const accepted = /^-?\d{11,}$/.test(text) || (isoTime.test(text) && /(Z|[+-]\d{2}:?\d{2})$/.test(text));
	return { stored: time.toISOString(), normalized: !accepted };
}

/** Ten digits are seconds, more are milliseconds. */
function parseTime(text: string): Date | null {
	let milliseconds: number;
	if (/^-?\d{9,10}$/.test(text)) milliseconds = Number(text) * 1000;
	else if (/^-?\d{11,14}$/.test(text)) milliseconds = Number(text);
	else if (day.test(text)) milliseconds = Date.parse(`${text}T00:00:00Z`);
	else if (isoTime.test(text)) {
		const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
		milliseconds = Date.parse(zoned.replace(' ', 'T'));
	} else return null;
	const date = new Date(milliseconds);
	if (Number.isNaN(date.getTime())) return null;
	// Date.parse rolls 2026-02-30 over to March; HubSpot refuses it.
	if (/^\d{4}-/.test(text) && !isRealDay(text)) return null;
	return date;
}

function isRealDay(text: string): boolean {
	const [year = 0, month = 0, dayOfMonth = 0] = text.slice(0, 10).split('-').map(Number);
	const date = new Date(Date.UTC(year, month - 1, dayOfMonth));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth;
}
