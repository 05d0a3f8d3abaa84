/** Phone numbers as a key: from what people write to E.164, the one form in which numbers can be compared. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { Recent } from './recent';
import { visible } from './text';

export interface Phone {
	/** `+` and digits, without the extension. */
	readonly e164: string;
	/** The digits without country code and trunk zero. */
	readonly national: string;
	/** The extension behind a switchboard number, where one was written. */
	readonly extension?: string | undefined;
}

/** The longest text that is read as a phone number. */
const longest = 64;

/**
 * Reads a phone number. `country` (ISO code such as `US`) is needed for numbers without a country code.
 * Undefined where the text is no possible number, or its country is unknown.
 *
 * A number counts if its length is possible in its country. Whether the number is in use is not asked: CRMs hold
 * ranges that are newer than any list.
 */
export function readPhone(text: string, country?: string): Phone | undefined {
	const prepared = prepare(text);
	if (prepared === '' || prepared.length > longest) return undefined;
	const home = country?.trim().toUpperCase();
	const key = `${home ?? ''} ${prepared}`;
	const known = lately.get(key);
	if (known !== undefined) return known.phone;
	const phone = parse(prepared, home);
	lately.set(key, { phone });
	return phone;
}

/** The number of an item and that of the record that it means are often written alike, and reading one takes long. */
const lately = new Recent<string, { readonly phone: Phone | undefined }>(1000);

function parse(prepared: string, home: string | undefined): Phone | undefined {
	const parsed = parsePhoneNumberFromString(
		prepared,
		home !== undefined && isSupportedCountry(home) ? home : undefined,
	);
	if (parsed === undefined || !parsed.isPossible()) return undefined;
	return {
		e164: parsed.number,
		national: parsed.nationalNumber,
		...(parsed.ext === undefined ? {} : { extension: parsed.ext }),
	};
}

/** Full-width digits to plain ones, no `tel:`, and `00` or `011` as `+`. */
function prepare(text: string): string {
	return visible(text)
		.trim()
		.replace(/^tel:\s*/i, '')
		.replace(/^\(?(?:00|011)\)?[\s.-]*(?=[1-9])/, '+');
}
