/** Phone numbers as evidence: also those that a CRM holds without their country code. */
import { readPhone } from './phone';

export interface PhoneFacts {
	/** `+` and digits; undefined where the country is not known. */
	readonly e164?: string | undefined;
	/** The digits without country code (where it is known) and leading zeros. */
	readonly digits: string;
	/** The country code was written, not guessed from the record's country. */
	readonly international: boolean;
	/** There is an extension, so the number is a switchboard's. */
	readonly extension: boolean;
}

/** Fewer digits say too little: 7 are a number of one town. */
const leastDigits = 7;

/** Undefined for what is no number: too short, too long, or a placeholder like 000 000 0000. */
export function readPhoneFacts(text: string, country?: string): PhoneFacts | undefined {
	if (text.length > 64) return undefined;
	const international = /^[^\d]*(?:\+|00[1-9]|011[\s.-]*[1-9]|tel:\s*\+)/i.test(text.normalize('NFKC'));
	const phone = readPhone(text, country);
	const written = writtenDigits(text).replace(/^0+/, '');
	const digits = phone === undefined ? written : phone.national;
	if (digits.length < leastDigits || written.length > 17 || isPlaceholder(digits)) return undefined;
	return {
		...(phone === undefined ? {} : { e164: phone.e164 }),
		digits,
		international: phone !== undefined && international,
		extension: phone?.extension !== undefined,
	};
}

function writtenDigits(text: string): string {
	return text
		.normalize('NFKC')
		.replace(/(?:ext\.?|extension|x|#|durchwahl|poste)\s*\d+\s*$/i, '')
		.replace(/\D/g, '');
}

/**
 * Equal for two ways to write one number, with or without its country code, and for few other numbers: to find records
 * by, without reading the number, which takes long. Undefined for what is too short to be a number.
 */
export function roughPhoneKey(text: string): string | undefined {
	if (text.length > 64) return undefined;
	const digits = writtenDigits(text);
	return digits.length < leastDigits ? undefined : digits.slice(-leastDigits);
}

/**
 * The number as one that differs from all that are sought, without reading it, which takes ten times as long. `sought`:
 * their `roughPhoneKey`. Undefined where only reading tells: its last digits are among them, it is written in an unusual
 * way, or so short or regular that it may be no number.
 */
export function strangePhone(text: string, sought: ReadonlySet<string>): PhoneFacts | undefined {
	if (!usual.test(text) || /^\D*011/.test(text)) return undefined;
	const digits = text.replace(/\D/g, '').replace(/^0+/, '');
	if (digits.length < 10 || digits.length > 15 || sought.has(digits.slice(-leastDigits))) return undefined;
	return isNumber(digits) ? { digits, international: false, extension: false } : undefined;
}

/** Whatever part of it is a country code or dialled within the country, behind which zeros do not count. */
function isNumber(digits: string): boolean {
	for (let code = 0; code <= 3; code++) {
		let start = code;
		while (digits.charAt(start) === '0') start++;
		if (digits.length - start < leastDigits) return false;
	}
	return !/123456789|987654321|5550\d{3}$|0{4}/.test(digits) && !isPlaceholder(digits);
}

/** Digits and what is usual between them: no extension and no letters. */
const usual = /^[\d +()./-]{10,40}$/;

function isPlaceholder(digits: string): boolean {
	return /(\d)\1{6,}/.test(digits) || /^(?:0?123456789?0?|987654321\d?)/.test(digits) || /^5550\d{3}$/.test(digits);
}

/** What two numbers have in common. `tail`: the last eight digits, where the country of one is not known. */
export type PhoneCloseness = 'equal' | 'national' | 'tail' | 'different';

export const tailLength = 8;

export function comparePhones(a: PhoneFacts, b: PhoneFacts): PhoneCloseness {
	if (a.e164 !== undefined && a.e164 === b.e164) return 'equal';
	if (a.international && b.international) return 'different';
	if (a.digits === b.digits) return a.digits.length >= 9 ? 'national' : 'tail';
	const shorter = Math.min(a.digits.length, b.digits.length);
	if (shorter < tailLength) return 'different';
	return a.digits.slice(-tailLength) === b.digits.slice(-tailLength) ? 'tail' : 'different';
}
