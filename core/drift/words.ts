/** Numbers and times as people read them. */

export const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A share from 0 to 1: "8.1 %". */
export const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

export const number = (value: number) => String(Math.round(value * 1000) / 1000);

/** A value of a field: three digits are enough to compare by. */
export const short = (value: number) =>
	String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** An ISO time: "2026-11-20 08:15 UTC". */
export const moment = (iso: string) => `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** "1 day", "3 days". */
export const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** Milliseconds as whole days, or "less than a day". */
export function days(milliseconds: number): string {
	const whole = Math.floor(Math.max(0, milliseconds) / DAY);
	return whole === 0 ? 'less than a day' : counted(whole, 'day');
}

/** Milliseconds in the unit that fits: "12 seconds", "4 minutes", "3 hours", "2 days". */
export function lasting(milliseconds: number): string {
	const of = (unit: number, name: string) => counted(Math.round(milliseconds / unit), name);
	if (milliseconds < 2 * MINUTE) return of(1000, 'second');
	if (milliseconds < 2 * HOUR) return of(MINUTE, 'minute');
	return milliseconds < 2 * DAY ? of(HOUR, 'hour') : of(DAY, 'day');
}
