/** What an incoming item says about the record that it means, as keys that can be compared. */
import { normaliseEmail } from './email';
import { readPhone } from './phone';

/** The keys as they stand in the item, one per row of Match Using. */
export interface RawKeys {
	readonly id?: unknown;
	readonly unique?: { readonly field: string; readonly value: unknown } | undefined;
	readonly email?: unknown;
	readonly phone?: unknown;
}

export type KeyName = keyof RawKeys;

/** Normalised keys; a key that is absent here is not searched for. */
export interface Query {
	readonly id?: string | undefined;
	readonly unique?: { readonly field: string; readonly value: string } | undefined;
	/** Lower-case address. */
	readonly email?: string | undefined;
	/** E.164. */
	readonly phone?: string | undefined;
	/** The number came with an extension: it is a switchboard's. */
	readonly phoneHasExtension?: boolean | undefined;
	/** Keys that the item gives but that could not be read. */
	readonly unreadable?: readonly KeyName[] | undefined;
}

/**
 * Reads the keys of an item. Empty values are keys that the item does not have; what cannot be read as its kind is
 * named in `unreadable`. Never throws, whatever the item holds. `country` (ISO code) is for numbers without one.
 */
export function readKeys(raw: RawKeys, country?: string): Query {
	const unreadable: KeyName[] = [];
	const given = (key: KeyName, value: unknown): string | undefined => {
		if (value === undefined || value === null) return undefined;
		const text = asText(value);
		if (text === undefined) unreadable.push(key);
		return text === '' ? undefined : text;
	};

	const id = given('id', raw.id);
	const unique = given('unique', raw.unique?.value);
	const emailText = given('email', raw.email);
	const email = emailText === undefined ? undefined : normaliseEmail(emailText);
	if (emailText !== undefined && email === undefined) unreadable.push('email');
	const phoneText = given('phone', raw.phone);
	const phone = phoneText === undefined ? undefined : readPhone(phoneText, country);
	if (phoneText !== undefined && phone === undefined) unreadable.push('phone');

	return {
		...(id === undefined ? {} : { id }),
		...(unique === undefined || raw.unique === undefined ? {} : { unique: { field: raw.unique.field, value: unique } }),
		...(email === undefined ? {} : { email: email.address }),
		...(phone === undefined ? {} : { phone: phone.e164 }),
		...(phone?.extension === undefined ? {} : { phoneHasExtension: true }),
		...(unreadable.length === 0 ? {} : { unreadable }),
	};
}

/** Text and whole numbers (ids often arrive as numbers) as trimmed text; undefined for anything else. */
function asText(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
	return undefined;
}
