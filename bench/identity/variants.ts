/**
 * `tsx bench/identity/variants.ts --crm F --queries F --out FOLDER --seed N [--names cipher|romance|central|asia|cyrillic|greek|japanese|none]
 * [--dirt 0.3] [--script 0.5]`: the same set with every name, company, mailbox and domain written anew, in an invented
 * language (letters exchanged one to one, so that nothing stands in a word list) or with names, companies and shared
 * mailboxes of a part of the world. Providers, endings and legal forms keep their spelling.
 * `--dirt`: that share of the look-ups is written as forms and exports do (see dirt.ts).
 * `--script`: the names of people are in Cyrillic in that share of the look-ups.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fold } from '../../core/identity/text';
import { Cipher } from './cipher';
import { soil } from './dirt';
import { readJsonLines, type CrmLine, type QueryLine } from './files';
import { seeded } from './random';
import { Renaming, slip } from './renaming';
import { scripts } from './scripts';
import { vocabularies } from './vocabularies';

/** Traps that test knowledge of a language, which an invented one does not have. */
const ofLanguage = /nickname|cyrillic|jr_sr|alias/;
/** One letter of many: a slip in a name of two characters makes another name. */
const ofLetters = /typo_name/;
/** Spellings of one language: oe for ø, aa for å. */
const ofSpelling = /unicode/;

/** As a Russian newspaper would write it, near enough: x is кс, w is в, sh is ш, y is и except beside a vowel. */
const cyrillic: readonly (readonly [string, string])[] = [
	...Object.entries({
		matthew: 'мэттью',
		cce: 'чче',
		cci: 'ччи',
		cz: 'ч',
		sz: 'ш',
		ce: 'се',
		ci: 'си',
		cy: 'си',
		john: 'джон',
		james: 'джеймс',
		joseph: 'джозеф',
		shch: 'щ',
		tsch: 'ч',
		sch: 'ш',
		sh: 'ш',
		ch: 'ч',
		zh: 'ж',
		kh: 'х',
		ph: 'ф',
		th: 'т',
		ts: 'ц',
		ck: 'к',
		qu: 'кв',
		ya: 'я',
		yu: 'ю',
		ye: 'е',
		yo: 'йо',
		ja: 'я',
		ju: 'ю',
		je: 'дже',
		ji: 'джи',
		wh: 'в',
		gh: 'г',
	}),
	...[...'abvgdezijklmnoprstufycqwhx'].map((letter, index): [string, string] => [
		letter,
		[...'абвгдезий', 'к', ...'лмнопрстуф', 'й', 'к', 'к', 'в', 'х', 'кс'][index] ?? letter,
	]),
];

function inCyrillic(text: string): string {
	let rest = fold(text)
		.replace(/\bjr\b/, 'мл')
		.replace(/\bsr\b/, 'ст');
	let made = '';
	while (rest !== '') {
		// Nobody writes Емилй or Джоннй.
		if (/^[yj](?![aeiou])/.test(rest) && !/[аеиоуэюя]$/.test(made)) rest = `i${rest.slice(1)}`;
		const [from = rest.charAt(0), to = rest.charAt(0)] = cyrillic.find(([latin]) => rest.startsWith(latin)) ?? [];
		made += to;
		rest = rest.slice(from.length);
	}
	return made.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
}

interface Rewriting {
	crm(line: CrmLine): CrmLine;
	query(line: QueryLine): QueryLine['record'];
}

function rewriting(names: string, lines: readonly CrmLine[], next: () => number): Rewriting {
	if (names === 'none') return { crm: (line) => line, query: ({ record }) => record };
	if (names === 'cipher') return new Cipher(next);
	const known = { ...vocabularies, ...scripts };
	const vocabulary = known[names];
	if (vocabulary === undefined) throw new Error(`--names is none, cipher, ${Object.keys(known).join(', ')}.`);
	const renaming = new Renaming(vocabulary, next);
	for (const line of lines) renaming.learn(line);
	return renaming;
}

function main(): void {
	const { values } = parseArgs({
		options: {
			crm: { type: 'string' },
			queries: { type: 'string' },
			out: { type: 'string' },
			seed: { type: 'string', default: '1' },
			names: { type: 'string', default: 'cipher' },
			dirt: { type: 'string', default: '0' },
			script: { type: 'string', default: '0' },
		},
	});
	if (values.crm === undefined || values.queries === undefined || values.out === undefined) {
		throw new Error('Give --crm, --queries and --out.');
	}
	const next = seeded(Number(values.seed));
	const lines = readJsonLines<CrmLine>(values.crm);
	const anew = rewriting(values.names, lines, next);
	const crm = lines.map((line) => anew.crm(line));
	const names = new Map(crm.map(({ id, firstName, lastName }) => [id, { firstName, lastName }]));
	const queries = readJsonLines<QueryLine>(values.queries)
		.filter(({ trap = '' }) => values.names === 'none' || !ofLanguage.test(trap))
		.filter(({ trap = '' }) => values.names !== 'japanese' || !ofLetters.test(trap))
		.filter(({ trap = '', record }) => !ofSpelling.test(trap) || values.names !== 'cipher' || isPlainlyFolded(record))
		.map((query) => {
			const record = { ...anew.query(query) };
			if (next() < Number(values.script)) {
				// A slip is made in the letters that one writes in, not in others that are then transliterated.
				const own = /typo_name/.test(query.trap ?? '') ? names.get(query.truth.id ?? '') : undefined;
				if (own !== undefined && record.firstName !== undefined && record.lastName !== undefined) {
					record.firstName = own.firstName ?? record.firstName;
					record.lastName = own.lastName ?? record.lastName;
				}
				for (const key of ['firstName', 'lastName', 'fullName'] as const) {
					const name = record[key];
					if (name !== undefined && /^[\p{Script=Latin}\s'.-]+$/u.test(name))
						record[key] = own === undefined ? inCyrillic(name) : slip(inCyrillic(name), next);
				}
			}
			if (next() < Number(values.dirt)) soil(record, query.trap ?? '', next);
			return { ...query, record };
		});
	mkdirSync(values.out, { recursive: true });
	const write = (file: string, content: readonly unknown[]): void => {
		writeFileSync(join(values.out ?? '', file), content.map((line) => JSON.stringify(line)).join('\n') + '\n');
	};
	write('crm.jsonl', crm);
	write('queries.jsonl', queries);
}

function isPlainlyFolded({ fullName = '' }: QueryLine['record']): boolean {
	return !/[aou]e|aa|ss|^asa |ß|oy/i.test(fullName);
}

main();
