/** The set written anew in an invented language. */
import { legalForms } from '../../core/identity/data/legal-forms';
import { isFreeMail } from '../../core/identity/email';
import { registrableDomain } from '../../core/identity/domain';
import { fold } from '../../core/identity/text';
import type { CrmLine, QueryLine } from './files';

function shuffled(letters: string, next: () => number): string[] {
	const all = [...letters];
	for (let place = all.length - 1; place > 0; place--) {
		const other = Math.floor(next() * (place + 1));
		[all[place], all[other]] = [all[other] ?? '', all[place] ?? ''];
	}
	return all;
}

const kept = new Set([
	...legalForms,
	...'ug (haftungsbeschränkt) oo z limitada the (publ) test none dr prof mr mrs ms jr sr phd & and und de la a s van der den dos das di da sp z o.o. & co. kg şti'.split(
		' ',
	),
]);

/** Letters are exchanged one to one, so that nothing stands in a word list and whatever was equal or similar stays so. */
export class Cipher {
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
				kept.has(fold(word).replace(/[^a-z]/g, '')) || kept.has(word.toLowerCase()) ? word : this.text(word),
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

	crm(line: CrmLine): CrmLine {
		const name = (text: string | null | undefined): string | null =>
			typeof text === 'string' ? this.name(text) : null;
		return {
			...line,
			firstName: name(line.firstName),
			lastName: name(line.lastName),
			name: name(line.name),
			companyName: name(line.companyName),
			aliases: line.aliases?.map((alias) => this.name(alias)),
			email: typeof line.email === 'string' ? this.email(line.email) : null,
			secondaryEmails: line.secondaryEmails?.map((email) => this.email(email)),
			domain: typeof line.domain === 'string' ? this.domain(line.domain) : null,
			additionalDomains: line.additionalDomains?.map((domain) => this.domain(domain)),
			linkedinUrl: typeof line.linkedinUrl === 'string' ? this.linkedin(line.linkedinUrl) : null,
		};
	}

	query({ record }: QueryLine): QueryLine['record'] {
		const made: { -readonly [K in keyof QueryLine['record']]: QueryLine['record'][K] } = { ...record };
		for (const key of ['firstName', 'lastName', 'fullName', 'company'] as const) {
			const value = record[key];
			if (value !== undefined) made[key] = this.name(value);
		}
		if (record.email !== undefined) made.email = this.email(record.email);
		if (record.domain !== undefined) made.domain = this.domain(record.domain);
		if (record.website !== undefined) made.website = this.domain(record.website);
		if (record.linkedinUrl !== undefined) made.linkedinUrl = this.linkedin(record.linkedinUrl);
		return made;
	}
}
