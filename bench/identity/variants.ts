/**
 * `tsx bench/identity/variants.ts --crm F --queries F --out FOLDER --seed N [--dirt 0.1] [--script]`: the same set with
 * every name, company, mailbox and domain written in an invented language, so that nothing in it stands in a word list:
 * letters are exchanged one to one, and what the look-ups test (equal, similar, shared, swapped) stays as it is.
 * Providers, endings and legal forms keep their spelling. `--dirt`: that share of the look-ups gets slips, other case,
 * spaces, swapped name fields or a missing one. `--script`: the names of people are written in Cyrillic in half of the look-ups.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { legalForms } from '../../core/identity/data/legal-forms';
import { isFreeMail } from '../../core/identity/email';
import { registrableDomain } from '../../core/identity/domain';
import { readJsonLines, type CrmLine, type QueryLine } from './files';

function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
		mixed = (mixed ^ (mixed >>> 15)) >>> 0;
		return mixed / 2 ** 32;
	};
}

function shuffled(letters: string, next: () => number): string[] {
	const all = [...letters];
	for (let place = all.length - 1; place > 0; place--) {
		const other = Math.floor(next() * (place + 1));
		[all[place], all[other]] = [all[other] ?? '', all[place] ?? ''];
	}
	return all;
}

/** Traps that test knowledge of a language, which an invented one does not have. */
const ofLanguage = /nickname|cyrillic|jr_sr|alias/;
const kept = new Set([
	...legalForms,
	...'ug (haftungsbeschränkt) oo z limitada the (publ) test none dr prof mr mrs ms jr sr phd & and de la van der den dos das di da sp z o.o. & co. kg şti'.split(
		' ',
	),
]);

class Cipher {
	private readonly letters = new Map<string, string>();

	constructor(next: () => number) {
		for (const group of ['aeiou', 'bcdfghjklmnpqrstvwxyz']) {
			const other = shuffled(group, next);
			[...group].forEach((letter, index) => this.letters.set(letter, other[index] ?? letter));
		}
	}

	/** Letter by letter, accents and case stay. */
	text(text: string): string {
		return [...text.normalize('NFD')]
			.map((letter) => {
				const plain = this.letters.get(letter.toLowerCase());
				if (plain === undefined) return letter;
				return letter === letter.toLowerCase() ? plain : plain.toUpperCase();
			})
			.join('')
			.normalize('NFC');
	}

	name(text: string): string {
		return text
			.split(/(\s+|,)/)
			.map((word) =>
				kept.has(word.toLowerCase().replace(/[.,()]/g, '')) || kept.has(word.toLowerCase()) ? word : this.text(word),
			)
			.join('');
	}

	domain(domain: string): string {
		return domain.replace(/[a-z0-9][a-z0-9.-]*\.[a-z.]+/i, (host) => {
			const site = registrableDomain(host) ?? host;
			if (isFreeMail(site.toLowerCase())) return host;
			const label = site.slice(0, site.indexOf('.')).toLowerCase();
			const start = host.toLowerCase().lastIndexOf(label);
			if (start < 0) return host;
			return (
				host.slice(0, start) + this.text(host.slice(start, start + label.length)) + host.slice(start + label.length)
			);
		});
	}

	email(email: string): string {
		const at = email.lastIndexOf('@');
		if (at < 0) return email;
		const shown = /^(.*<)?([^<]*)$/s.exec(email.slice(0, at));
		const local = /^(mailto:)?(.*)$/is.exec(shown?.[2] ?? '');
		return `${this.name(shown?.[1] ?? '')}${local?.[1] ?? ''}${this.text(local?.[2] ?? '')}@${this.domain(email.slice(at + 1))}`;
	}

	linkedin(url: string): string {
		return url.replace(/(linkedin\.com\/(?:in|company|pub)\/)([^/?#]*)/i, (_, start: string, slug: string) => {
			const parts = /^(.*?)(-[0-9a-f]+)?$/i.exec(slug);
			return start + this.text(parts?.[1] ?? '') + (parts?.[2] ?? '');
		});
	}
}

const cyrillic: Readonly<Record<string, string>> = Object.fromEntries(
	[...'abvgdezijklmnoprstufyhc'].map((letter, index) => [letter, [...'абвгдезийклмнопрстуфыхц'][index] ?? letter]),
);

function inCyrillic(text: string): string | undefined {
	const letters = [...text.toLowerCase()];
	if (letters.some((letter) => /[a-z]/.test(letter) && cyrillic[letter] === undefined)) return undefined;
	return letters.map((letter) => cyrillic[letter] ?? letter).join('');
}

type Fields = { -readonly [K in keyof QueryLine['record']]: QueryLine['record'][K] };

function soil(record: Fields, next: () => number): void {
	const slip = (text: string): string => {
		const place = 1 + Math.floor(next() * Math.max(1, text.length - 2));
		return next() < 0.5
			? text.slice(0, place) + text.slice(place + 1)
			: text.slice(0, place) + text.charAt(place) + text.slice(place);
	};
	const kind = next();
	if (kind < 0.2 && record.lastName !== undefined && record.lastName.length > 5)
		record.lastName = slip(record.lastName);
	else if (kind < 0.4 && record.firstName !== undefined && record.lastName !== undefined) {
		[record.firstName, record.lastName] = [record.lastName, record.firstName];
	} else if (kind < 0.55) {
		for (const key of ['firstName', 'lastName', 'fullName', 'company', 'email'] as const) {
			const value = record[key];
			if (value !== undefined) record[key] = ` ${next() < 0.5 ? value.toUpperCase() : value.toLowerCase()} `;
		}
	} else if (kind < 0.7 && record.company !== undefined && record.company.length > 8)
		record.company = slip(record.company);
	else if (kind < 0.8 && record.fullName !== undefined && record.fullName.length > 8)
		record.fullName = slip(record.fullName);
	else if (kind < 0.9) delete record.title;
	else if (record.firstName !== undefined && record.email !== undefined) delete record.firstName;
}

function main(): void {
	const { values } = parseArgs({
		options: {
			crm: { type: 'string' },
			queries: { type: 'string' },
			out: { type: 'string' },
			seed: { type: 'string', default: '1' },
			dirt: { type: 'string', default: '0' },
			script: { type: 'boolean', default: false },
		},
	});
	if (values.crm === undefined || values.queries === undefined || values.out === undefined) {
		throw new Error('Give --crm, --queries and --out.');
	}
	const next = random(Number(values.seed));
	const cipher = new Cipher(next);
	const name = (text: string | null | undefined): string | null =>
		typeof text === 'string' ? cipher.name(text) : null;
	const crm = readJsonLines<CrmLine>(values.crm).map((line) => ({
		...line,
		firstName: name(line.firstName),
		lastName: name(line.lastName),
		name: name(line.name),
		companyName: name(line.companyName),
		aliases: line.aliases?.map((alias) => cipher.name(alias)),
		email: typeof line.email === 'string' ? cipher.email(line.email) : null,
		secondaryEmails: line.secondaryEmails?.map((email) => cipher.email(email)),
		domain: typeof line.domain === 'string' ? cipher.domain(line.domain) : null,
		additionalDomains: line.additionalDomains?.map((domain) => cipher.domain(domain)),
		linkedinUrl: typeof line.linkedinUrl === 'string' ? cipher.linkedin(line.linkedinUrl) : null,
	}));
	const queries = readJsonLines<QueryLine>(values.queries)
		.filter((query) => !ofLanguage.test(query.trap ?? ''))
		.map((query) => {
			const record: Fields = { ...query.record };
			for (const key of ['firstName', 'lastName', 'fullName', 'company'] as const) {
				const value = record[key];
				if (value !== undefined) record[key] = cipher.name(value);
			}
			if (record.email !== undefined) record.email = cipher.email(record.email);
			if (record.domain !== undefined) record.domain = cipher.domain(record.domain);
			if (record.website !== undefined) record.website = cipher.domain(record.website);
			if (record.linkedinUrl !== undefined) record.linkedinUrl = cipher.linkedin(record.linkedinUrl);
			if (values.script && next() < 0.5 && record.firstName !== undefined && record.lastName !== undefined) {
				const first = inCyrillic(record.firstName);
				const last = inCyrillic(record.lastName);
				if (first !== undefined && last !== undefined) Object.assign(record, { firstName: first, lastName: last });
			}
			if (next() < Number(values.dirt)) soil(record, next);
			return { ...query, record };
		});
	mkdirSync(values.out, { recursive: true });
	const write = (file: string, lines: readonly unknown[]): void => {
		writeFileSync(join(values.out ?? '', file), lines.map((line) => JSON.stringify(line)).join('\n') + '\n');
	};
	write('crm.jsonl', crm);
	write('queries.jsonl', queries);
}

main();
