/**
 * What is hidden before a model sees a text: personal data (e-mail addresses, phone numbers, IBANs) where the panel asks
 * for it, and links that are secrets always.
 */

const email = /[^\s<>()"',;:]{1,100}@[^\s<>()"',;:@]{1,200}\.[\p{L}\d-]{2,60}/gu;
const ibanStart = /\b[a-z]{2}\d{2}/gi;
const ibanRun = /^[a-z]{2}\d{2}(?: ?[a-z\d]){11,30}/i;
/** Seven or more digits with the separators that people write. */
const phone = /(?<!\d)\+?\(?\d(?:[\s().\-/]{0,2}\d){6,16}(?!\d)/g;

/** The start of a number that does not go on from an earlier part of a phone number. */
const begin = '(?<![\\d+)][\\s./-]?)(?<!\\d)';
const year = '(?:19|20)\\d{2}';
const code = '(?:EUR|USD|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN)';
const digits = "\\d(?:[\\d.,'’ ]{0,20}\\d)?";
/** What looks like a phone number and is none. Where it could be one, hiding wins. */
const noPhone = new RegExp(
	`(${[
		'(?<!\\d)\\d{4}-\\d{2}-\\d{2}(?!\\d)',
		`${begin}\\d{1,2}([./-])\\d{1,2}\\2${year}(?!\\d)`,
		`${begin}${year}(?: ?[-–/ ] ?${year})+(?![\\d./-])`,
		`(?:[€$£¥]|\\b${code}\\b) ?${digits}`,
		`${begin}${digits} ?(?:€|${code}\\b)`,
		`${begin}[1-9]\\d?(?:\\.\\d{3})+(?![\\d.-])`,
		`${begin}[1-9]\\d*\\.\\d{2}(?![\\d.-])`,
	].join('|')})`,
	'g',
);

/** Addresses of waiting n8n executions, also encoded in a tracking link, and any other address that carries its signature. */
const secretLink = /(?:\/|%2f)(?:webhook|form)-waiting(?![\w-])|(?:[?&;]|%3f|%26)(?:\w{1,20}-)*signature(?:=|%3d)/i;

/**
 * Human Review leaves the link to its page in a CRM task, and whoever has the link may decide: a model that read it could
 * be talked into telling it. Mail programs break long addresses after an equals sign.
 */
export function hideSecretLinks(text: string): string {
	return text
		.replace(/(signature=)\s+(?=[\w-]{16})/gi, '$1')
		.replace(/[^\s<>"']+/g, (word) => (secretLink.test(word) ? '[link]' : word));
}

export function hidePersonalData(text: string): string {
	return hidePhones(hideIbans(text.replace(email, '[e-mail]')));
}

function hidePhones(text: string): string {
	let hidden = '';
	let at = 0;
	for (const { index, 0: found } of text.matchAll(noPhone)) {
		hidden += text.slice(at, index).replace(phone, '[phone]') + found;
		at = index + found.length;
	}
	return hidden + text.slice(at).replace(phone, '[phone]');
}

function hideIbans(text: string): string {
	let hidden = '';
	let at = 0;
	for (const { index } of text.matchAll(ibanStart)) {
		const length = index < at ? 0 : ibanLength(text.slice(index, index + 80));
		if (length === 0) continue;
		hidden += `${text.slice(at, index)}[IBAN]`;
		at = index + length;
	}
	return hidden + text.slice(at);
}

/** How many characters of the text's start are an IBAN; other words may follow it. 0 where none is. */
function ibanLength(text: string): number {
	const run = ibanRun.exec(text)?.[0] ?? '';
	for (let end = run.length; end >= 15; end--) {
		if (/^[a-z\d](?![a-z\d])/i.test(text.slice(end - 1)) && ibanChecks(run.slice(0, end))) return end;
	}
	return 0;
}

/** ISO 7064 mod 97-10 over the letters as numbers, the first four characters at the end. */
function ibanChecks(text: string): boolean {
	const compact = text.replaceAll(' ', '').toUpperCase();
	if (compact.length < 15 || compact.length > 34) return false;
	const numbers = [...(compact.slice(4) + compact.slice(0, 4))].map((char) => parseInt(char, 36)).join('');
	let rest = 0;
	for (const digit of numbers) rest = (rest * 10 + Number(digit)) % 97;
	return rest === 1;
}
