/** A street address as parts that can be compared: the house number and the words that name the street. */
import { fold, isSlip, words } from './text';

export interface Street {
	/** The house number; of a range (1710-1718) the first one. */
	readonly number: string;
	/** The last one of a range. */
	readonly to?: string | undefined;
	/** Without kinds of streets, compass points and what stands behind a suite or floor. */
	readonly words: readonly string[];
}

/** Kinds of streets and compass points, folded: they are abbreviated, translated and left out. */
const kinds = new Set(
	(
		'st street ave av avenue rd road blvd boulevard dr drive ln lane ct court pl place pkwy parkway hwy highway way sq square ter ' +
		'terrace cir circle pike trail trl n s e w ne nw se sw north south east west northeast northwest southeast southwest ' +
		'str strasse weg platz allee gasse ring ufer am im an der den dem zum zur ' +
		'rue chemin quai cours impasse route de du des la le les d l calle c avda avenida plaza paseo carrer del ' +
		'via viale piazza corso largo rua praca travessa straat laan plein ulica ul aleja al plac os gatan vagen ' +
		'cad caddesi sok sokak mah mahallesi bd bld po box no nr num numero'
	).split(' '),
);
const compounds = /(?<=.{3})(?:strasse|straat|gasse|gatan|vagen|allee|platz|plein|laan|ring|weg|str)$/;
const behind =
	/^(?:suite|ste|apt|apartment|unit|floor|fl|flr|room|rm|bldg|building|level|etage|stock|og|piso|planta|piano|interno|kat)$/;

/** Undefined without a house number or without a name: a street alone says where many companies are. */
export function readStreet(text: string | undefined): Street | undefined {
	if (text === undefined) return undefined;
	const all = words(fold(text));
	const end = all.findIndex((word, index) => index > 1 && behind.test(word));
	const used = end < 0 ? all : all.slice(0, end);
	const place = used.findIndex((word) => /^\d+[a-z]?$/.test(word));
	if (place < 0) return undefined;
	const number = used[place] ?? '';
	const next = used[place + 1] ?? '';
	const isRange =
		new RegExp(`${number}\\s*[-–/]\\s*${next}(?!\\p{L})`, 'u').test(text) && Number(next) > Number(number);
	const named = used.filter((_, index) => index !== place && !(isRange && index === place + 1));
	const kept = named.filter((word) => !kinds.has(word)).map((word) => word.replace(compounds, ''));
	if (kept.length === 0) return undefined;
	return { number, ...(isRange ? { to: next } : {}), words: kept.slice(0, 6) };
}

/** The same house in the same street; the city may stand behind it in the same field. */
export function isSameStreet(a: Street, b: Street): boolean {
	if (a.number !== b.number && !holds(a, b.number) && !holds(b, a.number)) return false;
	const [first = ''] = a.words;
	const [other = ''] = b.words;
	if (a.words.includes(other) || b.words.includes(first)) return true;
	return isSlip(first, other);
}

function holds({ number, to }: Street, other: string): boolean {
	return to !== undefined && Number(other) >= Number(number) && Number(other) <= Number(to);
}

/** Keys that two forms of one address share. */
export function streetKeys(street: Street): readonly string[] {
	return street.words.slice(0, 2).map((word) => `${street.number} ${word}`);
}

/** ZIP+4 names a part of the same ZIP. */
export function readPostcode(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const key = words(fold(text)).join('');
	if (key === '') return undefined;
	return /^\d{9}$/.test(key) ? key.slice(0, 5) : key;
}
