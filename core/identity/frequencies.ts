/** How rare names, companies and mailboxes are in a reference list, counted while it is read: what agreements are worth. */
import type { Facts, SubjectKind } from './facts';
import { localName, resemblesName } from './mailbox';
import type { World } from './world';

/** How many records have a word in their name, and how many as a first or last name. */
interface WordCount {
	all: number;
	first: number;
	last: number;
}

/** How many records have a key; the index knows. */
export interface KeyCounts {
	readonly namesakes: (key: string) => number;
	/** People of the company with this name key, or this domain behind an @. */
	readonly employees: (key: string) => number;
}

const establishedFrom = 3;

export class Frequencies {
	private readonly words = new Map<string, WordCount>();
	private readonly companyWords = new Map<string, number>();
	private readonly mailboxSites = new Map<string, string | Set<string>>();
	private readonly mailboxNames = new Map<string, readonly string[]>();
	private readonly companyPhones = new Set<string>();
	private readonly sizes = { person: 0, company: 0, deal: 0 };

	/** A live record. */
	add(kind: SubjectKind, facts: Facts): void {
		this.sizes[kind]++;
		if (kind === 'company') this.addCompany(facts);
		else if (kind === 'person') this.addPerson(facts);
	}

	world(kind: SubjectKind, { namesakes, employees }: KeyCounts): World {
		const people = Math.max(1, this.sizes.person);
		const companies = Math.max(1, this.sizes.company);
		return {
			size: Math.max(1, this.sizes[kind]),
			namesakes: (key) => Math.max(1, namesakes(key)),
			share: (word) => Math.max(0.5, this.words.get(word)?.all ?? 0) / people,
			isEstablished: (word, side) => (this.words.get(word)?.[side] ?? 0) >= establishedFrom,
			employees: (key) => Math.max(1, employees(key)),
			mailboxDomains: (local) => {
				if ((this.mailboxNames.get(local) ?? []).length > 0) return 1;
				const sites = this.mailboxSites.get(local);
				return sites === undefined ? 0 : typeof sites === 'string' ? 1 : sites.size;
			},
			isCompanyWord: (word) => (this.companyWords.get(word) ?? 0) >= establishedFrom,
			companyShare: (word) => Math.max(0.5, this.companyWords.get(word) ?? 0) / companies,
			isCompanyPhone: (key) => this.companyPhones.has(key),
		};
	}

	private addCompany(facts: Facts): void {
		for (const word of new Set(facts.companies.flatMap((name) => name.words))) {
			this.companyWords.set(word, (this.companyWords.get(word) ?? 0) + 1);
		}
		for (const phone of facts.phones) this.companyPhones.add(phone.digits);
	}

	private addPerson({ name, emails }: Facts): void {
		if (name !== undefined) {
			name.all.forEach((word, index) => {
				if (name.all.indexOf(word) === index) this.count(word).all++;
			});
			for (const word of name.first) this.count(word).first++;
			for (const word of name.last) this.count(word).last++;
		}
		for (const { local, site } of emails) {
			if (site === undefined) continue;
			const resembles = name === undefined ? undefined : resemblesName(local, name);
			// An address that is made of its holder's name is nobody's job, however many Annas there are.
			if (resembles === true) continue;
			const mailbox = localName(local);
			this.addHolder(mailbox, resembles === undefined ? name?.all : undefined);
			const known = this.mailboxSites.get(mailbox);
			if (known === undefined) this.mailboxSites.set(mailbox, site);
			else if (typeof known !== 'string') known.add(site);
			else if (known !== site) this.mailboxSites.set(mailbox, new Set([known, site]));
		}
	}

	/** Where nobody can read a name in Latin letters (さおり, saori@), its holders' common name shows that it is one. */
	private addHolder(mailbox: string, name: readonly string[] | undefined): void {
		const common = this.mailboxNames.get(mailbox);
		if (common === undefined) this.mailboxNames.set(mailbox, name ?? []);
		else if (common.length > 0) {
			this.mailboxNames.set(
				mailbox,
				common.filter((part) => name?.includes(part) === true),
			);
		}
	}

	private count(word: string): WordCount {
		let known = this.words.get(word);
		if (known === undefined) {
			known = { all: 0, first: 0, last: 0 };
			this.words.set(word, known);
		}
		return known;
	}
}
