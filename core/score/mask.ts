/** Personal data in free text, hidden before a model sees it: e-mail addresses, phone numbers, IBANs. */

const email = /[^\s<>()"',;:]{1,100}@[^\s<>()"',;:@]{1,200}\.[\p{L}\d-]{2,60}/gu;
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}\b/gi;
/** Seven or more digits with the separators that people write. */
const phone = /(?<!\d)\+?\(?\d(?:[\s().\-/]{0,2}\d){6,16}(?!\d)/g;
const date = /^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}$)/;

export function hidePersonalData(text: string): string {
	return text
		.replace(email, '[e-mail]')
		.replace(iban, (found) => (ibanChecks(found) ? '[IBAN]' : found))
		.replace(phone, (found) => (date.test(found) ? found : '[phone]'));
}

/** ISO 7064 mod 97-10 over the letters as numbers, the first four characters at the end. */
function ibanChecks(text: string): boolean {
	const compact = text.replaceAll(' ', '').toUpperCase();
	if (compact.length < 15 || compact.length > 34) return false;
	const digits = [...(compact.slice(4) + compact.slice(0, 4))].map((char) => parseInt(char, 36)).join('');
	let rest = 0;
	for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
	return rest === 1;
}
