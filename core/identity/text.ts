/** Text brought to one form for comparing: folded letters, tokens, spelling keys, and the distance of two words. */

/** Letters that Unicode does not decompose, and two alphabets that names are often transliterated from. */
const letters: Readonly<Record<string, string>> = {
	ß: 'ss',
	ø: 'o',
	æ: 'ae',
	œ: 'oe',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ı: 'i',
	ħ: 'h',
	ŋ: 'n',
	ə: 'e',
	а: 'a',
	б: 'b',
	в: 'v',
	г: 'g',
	ґ: 'g',
	д: 'd',
	е: 'e',
	є: 'ie',
	ж: 'zh',
	з: 'z',
	и: 'i',
	і: 'i',
	к: 'k',
	л: 'l',
	м: 'm',
	н: 'n',
	о: 'o',
	п: 'p',
	р: 'r',
	с: 's',
	т: 't',
	у: 'u',
	ф: 'f',
	х: 'kh',
	ц: 'ts',
	ч: 'ch',
	ш: 'sh',
	щ: 'shch',
	ъ: '',
	ы: 'y',
	ь: '',
	э: 'e',
	ю: 'yu',
	я: 'ya',
	ј: 'j',
	љ: 'lj',
	њ: 'nj',
	ћ: 'c',
	ђ: 'dj',
	џ: 'dz',
	α: 'a',
	β: 'v',
	γ: 'g',
	δ: 'd',
	ε: 'e',
	ζ: 'z',
	η: 'i',
	θ: 'th',
	ι: 'i',
	κ: 'k',
	λ: 'l',
	μ: 'm',
	ν: 'n',
	ξ: 'x',
	ο: 'o',
	π: 'p',
	ρ: 'r',
	σ: 's',
	ς: 's',
	τ: 't',
	υ: 'y',
	φ: 'f',
	χ: 'ch',
	ψ: 'ps',
	ω: 'o',
};

const plain = /^[ -~]*$/;
const foldable = new RegExp(`[${Object.keys(letters).join('')}]`, 'g');

/** Compatibility forms (full width) as usual ones, and without signs that nobody sees. */
export function visible(text: string): string {
	// Nothing in plain text has another form, which takes long to find out.
	if (plain.test(text)) return text;
	return text.normalize('NFKC').replace(/[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '');
}

/** Text longer than this says nothing more about who somebody is; it is cut, so that no input can cost much. */
const longest = 300;

/** Lower case, without accents, in Latin letters where the alphabet has a simple transliteration. */
export function fold(text: string): string {
	const short = text.length > longest ? text.slice(0, longest) : text;
	if (plain.test(short)) return short.toLowerCase();
	return greek(
		short
			.normalize('NFKC')
			.replace(/[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]/g, '')
			.toLowerCase()
			.replace(/й/g, 'i')
			// A vowel in Bulgarian; in Russian a sign that stands before another one.
			.replace(/ъ(?![еёюя]|$)/g, 'а')
			.normalize('NFKD')
			.replace(/\p{M}/gu, ''),
	).replace(foldable, (letter) => letters[letter] ?? letter);
}

/** Two letters that are one sound: Μπάμπης is Babis, Ευαγγελία Evangelia. */
function greek(text: string): string {
	if (!/[α-ω]/.test(text)) return text;
	return text
		.replace(/(?<=[αεη])υ(?=[θκξπσςτφχψ]|(?!\p{L}))/gu, 'f')
		.replace(/(?<=[αεη])υ/g, 'v')
		.replace(/ου/g, 'ou')
		.replace(/(?<!\p{L})μπ/gu, 'b')
		.replace(/(?<!\p{L})ντ/gu, 'd')
		.replace(/(?<!\p{L})γκ/gu, 'g')
		.replace(/γ(?=[γξχ])/g, 'n');
}

const oneWord = /^[a-z0-9]+$/;

/** The words of a folded text; apostrophes belong to their word (O'Brien, l'Oréal). */
export function words(folded: string): string[] {
	// Most names are one word of ASCII letters, and the classes of Unicode cost many times as much.
	if (oneWord.test(folded)) return [folded];
	if (plain.test(folded)) {
		return folded
			.replace(/['`]/g, '')
			.split(/[^A-Za-z0-9]+/)
			.filter((word) => word !== '');
	}
	return folded
		.replace(/['’ʼ`´]/g, '')
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}

const hasSpellings = /[yj]|[aou]e|aa|[kp]h|ks|ck|ii/;

/** A key under which the usual spellings of one name are equal: Müller and Mueller, Sergey and Sergei. */
export function spelling(word: string): string {
	if (!hasSpellings.test(word)) return word;
	// Only what can be there is looked for: this is asked for every name that is compared.
	let known = word;
	if (known.includes('e')) known = known.replace(/([aou])e/g, '$1');
	known = known.replaceAll('aa', 'a').replace(/[yj]/g, 'i');
	if (known.includes('h')) known = known.replaceAll('kh', 'h').replaceAll('ph', 'f');
	if (known.includes('k')) known = known.replaceAll('ck', 'k').replaceAll('ks', 'x');
	return known.includes('ii') ? known.replace(/i+/g, 'i') : known;
}

/** True where the text holds letters of an alphabet that is not Latin. */
export function isForeignScript(text: string): boolean {
	return !plain.test(text) && /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text);
}

/** Changed, missing, added and swapped neighbouring letters between two words; anything above `most` is `most + 1`. */
export function distance(a: string, b: string, most: number): number {
	if (a === b) return 0;
	if (Math.abs(a.length - b.length) > most) return most + 1;
	let start = 0;
	while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start++;
	let endA = a.length;
	let endB = b.length;
	while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
		endA--;
		endB--;
	}
	return middle(a.slice(start, endA), b.slice(start, endB), most);
}

/** Three rows of the table at a time, which every comparison writes anew; folded text is never longer. */
let [before, last, row] = [0, 1, 2].map(() => new Uint16Array(longest + 1)) as [Uint16Array, Uint16Array, Uint16Array];

function middle(a: string, b: string, most: number): number {
	if (a.length === 0 || b.length === 0 || b.length > longest) return Math.min(most + 1, a.length + b.length);
	for (let j = 0; j <= b.length; j++) last[j] = j;
	for (let i = 1; i <= a.length; i++) {
		row[0] = i;
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
			let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
			if (
				i > 1 &&
				j > 1 &&
				a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
				a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
			) {
				cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
			}
			row[j] = cost;
			if (cost < least) least = cost;
		}
		if (least > most) return most + 1;
		[before, last, row] = [last, row, before];
	}
	return Math.min(most + 1, last[b.length] ?? most + 1);
}

/** True where one word may be a slip of the other: one letter from four letters on, two from nine on. */
export function isSlip(a: string, b: string): boolean {
	const shorter = Math.min(a.length, b.length);
	if (shorter < 4) return false;
	const most = shorter >= 9 ? 2 : 1;
	return distance(a, b, most) <= most;
}
