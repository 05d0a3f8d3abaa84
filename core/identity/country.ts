/** Countries and cities as evidence: one form for the ways in which they are written. */
import { fold, words } from './text';

/** What people and CRMs write instead of a code, beyond the names that Intl knows. */
const more: Readonly<Record<string, string>> = {
	usa: 'us',
	'united states of america': 'us',
	america: 'us',
	uk: 'gb',
	england: 'gb',
	scotland: 'gb',
	wales: 'gb',
	'great britain': 'gb',
	'northern ireland': 'gb',
	holland: 'nl',
	deutschland: 'de',
	osterreich: 'at',
	schweiz: 'ch',
	suisse: 'ch',
	svizzera: 'ch',
	espana: 'es',
	italia: 'it',
	brasil: 'br',
	polska: 'pl',
	sverige: 'se',
	norge: 'no',
	danmark: 'dk',
	suomi: 'fi',
	nederland: 'nl',
	belgique: 'be',
	belgie: 'be',
	czechia: 'cz',
	'czech republic': 'cz',
	russia: 'ru',
	turkey: 'tr',
	turkiye: 'tr',
	'south korea': 'kr',
	uae: 'ae',
	vietnam: 'vn',
};

let names: ReadonlyMap<string, string> | undefined;

function countryNames(): ReadonlyMap<string, string> {
	if (names !== undefined) return names;
	const known = new Map<string, string>();
	const letters = 'abcdefghijklmnopqrstuvwxyz';
	for (const language of ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl']) {
		const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
		for (const a of letters) {
			for (const b of letters) {
				const code = (a + b).toUpperCase();
				// Former codes (UK, DD, SU) are only other names of today's.
				if (new Intl.Locale(`und-${code}`).region !== code) continue;
				const name = display.of(code);
				if (name !== undefined) known.set(words(fold(name)).join(' '), a + b);
			}
		}
	}
	for (const [name, code] of Object.entries(more)) known.set(name, code);
	names = known;
	return known;
}

/** `Germany`, `Deutschland`, `DE` -> `de`; any other text as it is, folded; undefined for none. */
export function readCountry(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const plain = words(fold(text)).join(' ');
	if (plain === '') return undefined;
	if (plain.length === 2) return plain === 'uk' ? 'gb' : plain;
	return countryNames().get(plain) ?? plain;
}

/** A city folded to letters; undefined for none. */
export function readCity(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const plain = words(fold(text)).join(' ');
	return plain === '' ? undefined : plain;
}
