/** Text and the kinds of text that have a form of their own: e-mail, web address, phone number, reference. */
import { parseAddress } from '../identity/email';
import type { Coerced } from './coerced';
import { accept, kindOf, refuse } from './coerced';
import type { FieldSchema } from './schema';

/**
 * Control characters but line break and tab; characters that nobody sees (zero width, byte order mark, tag letters,
 * which can hide instructions for a model); marks that turn the reading direction; halves of broken characters.
 */
const unseen =
	/(?![\n\t])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Joiners shape letters in these scripts and build emoji; anywhere else they are only hidden. */
const joiner =
	/(?<![\p{M}\p{Script=Arabic}\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}])[\u200c\u200d]|[\u200c\u200d](?![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Gujarati}\p{Script=Sinhala}\p{Extended_Pictographic}])/gu;

/** Text as it may stand in a CRM: one kind of line break, nothing invisible, no blanks around it. */
export function sanitizeText(text: string): string {
	return text
		.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
		.replace(unseen, '')
		.replace(joiner, '')
		.trim();
}

/** Text of a text, number or yes/no value; undefined for lists and objects. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'string') return sanitizeText(value);
	if (typeof value === 'number' && Number.isFinite(value)) return String(Object.is(value, -0) ? 0 : value);
	if (typeof value === 'boolean') return String(value);
	return undefined;
}

function noText(field: FieldSchema, value: unknown): Coerced {
	return refuse(
		field,
		'wrong type',
		`is ${kindOf(value)}, not a text`,
		'Pick one part of it, for example with an expression.',
	);
}

/** Text and long text. Too long is refused, never cut. */
export function coerceText(field: FieldSchema, value: unknown): Coerced {
	const text = textOf(value);
	if (text === undefined) return noText(field, value);
	if (field.maxLength !== undefined && text.length > field.maxLength) {
		return refuse(
			field,
			'too long',
			`has ${text.length} characters, and the field holds ${field.maxLength}`,
			'Shorten the text or ask the model for a shorter one. It is not cut off here.',
		);
	}
	return accept(text === '' ? null : text);
}

export function coerceEmail(field: FieldSchema, value: unknown): Coerced {
	if (typeof value !== 'string') return noText(field, value);
	const text = sanitizeText(value);
	if (text === '') return accept(null);
	const email = parseAddress(text);
	if (email === undefined) {
		return refuse(field, 'wrong type', 'is no e-mail address', 'Give one plain address such as name@company.com.');
	}
	return coerceText(field, email.address);
}

export function coerceUrl(field: FieldSchema, value: unknown): Coerced {
	if (typeof value !== 'string') return noText(field, value);
	const text = sanitizeText(value);
	if (text === '') return accept(null);
	const url = /\s/.test(text) || !URL.canParse(text) ? undefined : new URL(text);
	if (url === undefined || !/^https?:\/\//i.test(text) || url.hostname === '') {
		return refuse(
			field,
			'wrong type',
			'is no web address',
			'Give a full address that starts with https:// or http://.',
		);
	}
	if (url.username !== '' || url.password !== '') {
		return refuse(field, 'wrong type', 'is a web address with a user name in it', 'Leave out the part before the @.');
	}
	return coerceText(field, text);
}

/** Digits that a number can have at all, the extension among them; which numbers exist is the CRM's business. */
const fewestDigits = 5;
const mostDigits = 24;

export function coercePhone(field: FieldSchema, value: unknown): Coerced {
	const text = typeof value === 'number' && !Number.isSafeInteger(value) ? undefined : textOf(value);
	if (text === undefined || typeof value === 'boolean') return noText(field, value);
	if (text === '') return accept(null);
	const plain = text.normalize('NFKC');
	const digits = plain.replace(/\D/g, '').length;
	const written = /^(?:tel:)?[+\d\s().\-/\u2010-\u2015]+(?:[;,]?\s*(?:ext\.?|extension|x|#)[.:=\s]*\d+)?$/i;
	if (!written.test(plain) || digits < fewestDigits || digits > mostDigits) {
		return refuse(field, 'wrong type', 'is no phone number', 'Give a number such as +1 415 555 0100.');
	}
	return coerceText(field, text);
}

/** The id of another record. */
export function coerceReference(field: FieldSchema, value: unknown): Coerced {
	const text = typeof value === 'number' && !Number.isSafeInteger(value) ? undefined : textOf(value);
	if (text === undefined || typeof value === 'boolean') return noText(field, value);
	if (text === '') return accept(null);
	if (/\s/.test(text) || text.length > 255) {
		return refuse(field, 'wrong type', 'is no record id', 'Give the CRM’s id of the other record, not its name.');
	}
	return coerceText(field, text);
}
