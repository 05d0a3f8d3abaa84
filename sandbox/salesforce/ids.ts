/**
 * Record ids: 15 characters that tell upper from lower case, or 18 with a check suffix that makes them safe where case
 * is lost. https://help.salesforce.com/s/articleView?id=000385008
 */
import type { Random } from '../core/random';

const suffixes = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The 18-character form of a 15-character id. */
export function withSuffix(id15: string): string {
	let suffix = '';
	for (let chunk = 0; chunk < 3; chunk++) {
		let bits = 0;
		for (let i = 0; i < 5; i++) if (/[A-Z]/.test(id15[chunk * 5 + i] ?? '')) bits |= 1 << i;
		suffix += suffixes[bits] ?? '';
	}
	return id15 + suffix;
}

/** The 18-character form of an id of either length; null for what is no id. The suffix repairs a lost case. */
export function normalId(text: string): string | null {
	if (/^[A-Za-z0-9]{15}$/.test(text)) return withSuffix(text);
	if (!/^[A-Za-z0-9]{18}$/.test(text)) return null;
	let id15 = '';
	for (let i = 0; i < 15; i++) {
		const bits = suffixes.indexOf((text[15 + Math.floor(i / 5)] ?? '').toUpperCase());
		if (bits < 0) return null;
		const letter = text[i] ?? '';
		id15 += bits & (1 << (i % 5)) ? letter.toUpperCase() : letter.toLowerCase();
	}
	const id = withSuffix(id15);
	return id.slice(15) === text.slice(15).toUpperCase() ? id : null;
}

/** Gives ids of one org: unique over all objects, not without gaps. */
export class IdSource {
	private next = 40_000;

	constructor(private readonly random: Random) {}

	make(prefix: string): string {
		// Steps are large, so that neighbours differ in upper and lower case letters.
		this.next += 29 + this.random.int(3_000);
		let rest = '';
		for (let number = this.next; rest.length < 7; number = Math.floor(number / 62)) {
			rest = (digits[number % 62] ?? '0') + rest;
		}
		return withSuffix(`${prefix}5j000${rest.padStart(7, '0')}`);
	}
}
