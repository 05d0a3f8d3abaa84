/**
 * The set written anew with other names: every word of a name, company, mailbox and domain has one new word throughout,
 * and what a look-up does to the record's own word (a slip, no accent, an initial, capitals) is done to the new one.
 */
import { legalForms } from '../../core/identity/data/legal-forms';
import { isFreeMail, isRoleMailbox, normaliseEmail } from '../../core/identity/email';
import { registrableDomain } from '../../core/identity/domain';
import { distance, fold, isForeignScript, spelling, words } from '../../core/identity/text';
import type { CrmLine, QueryLine } from './files';
import type { Vocabulary } from './vocabularies';

const keptWords = new Set([
	...legalForms,
	...'ug haftungsbeschrankt oo z limitada the publ test none dr prof mr mrs ms jr sr junior senior phd and und de la van der den dos das di da sp kg sti a s b v n c r l p von of for with'.split(
		' ',
	),
]);

/** Titles, particles and generations. */
const keptNames = new Set(
	'none test dr prof mr mrs ms jr sr junior senior phd de la van der den dos das di da von of'.split(' '),
);

interface Own {
	readonly names: readonly string[];
	readonly companies: readonly string[];
	readonly emails: readonly string[];
}

const present = (values: readonly (string | null | undefined)[]): string[] =>
	values.filter((value): value is string => typeof value === 'string' && value !== '');
const pieces = (text: string): string[] => text.split(/([\p{L}\p{M}\p{N}]+)/u);
const isWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

export class Renaming {
	private readonly people = new Map<string, string>();
	private readonly firms = new Map<string, string>();
	private readonly mailboxes = new Map<string, string>();
	private readonly roles = new Map<string, string>();
	private readonly used = new Set<string>();
	private readonly addresses = new Set<string>();
	private readonly labels = new Map<string, string>();
	private readonly own = new Map<string, Own>();

	constructor(
		private readonly vocabulary: Vocabulary,
		private readonly next: () => number,
	) {}

	/** As a mailbox or a domain writes it. */
	private latin(word: string): string {
		const { latin } = this.vocabulary;
		return fold(latin === undefined ? word : [...word].map((letter) => latin[letter] ?? letter).join(''));
	}

	private pick(from: readonly string[]): string {
		return from[Math.floor(this.next() * from.length)] ?? '';
	}

	/** A new word that is no other's, by its folded spelling. */
	private invent(make: () => string): string {
		for (let tries = 0; ; tries++) {
			const one = make();
			const suffix = isForeignScript(one)
				? () => make().toLowerCase()
				: () => this.pick(['a', 'e', 'i', 'o', 'u']) + this.pick(['n', 'r', 's', 't']);
			const word = one + (tries > 400 ? suffix() : '');
			const key = spelling(fold(word));
			if (this.used.has(key)) continue;
			this.used.add(key);
			return word;
		}
	}

	private person(word: string, side: 'first' | 'last'): string {
		const key = fold(word);
		const known = this.people.get(key);
		if (known !== undefined) return known;
		const { given, family } = this.vocabulary;
		const made = this.invent(() =>
			side === 'first'
				? this.next() < 0.8
					? this.pick(given)
					: this.pick(given) + this.pick(given).toLowerCase()
				: this.pick(family[0]) + this.pick(family[1]),
		);
		this.people.set(key, made);
		return made;
	}

	private firm(word: string): string {
		const key = fold(word);
		const known = this.firms.get(key);
		if (known !== undefined) return known;
		const { company } = this.vocabulary;
		const made = this.invent(() => this.pick(company[0]) + (this.next() < 0.4 ? '' : this.pick(company[1])));
		this.firms.set(key, made);
		return made;
	}

	/** First all records, so that what a look-up changed can be told. */
	learn(line: CrmLine): void {
		const learnt = (
			text: string | null | undefined,
			learn: (word: string) => unknown,
			kept: ReadonlySet<string> = keptNames,
		): void => {
			for (const word of pieces(text ?? '').filter(isWord)) {
				if (word.length > 1 && !kept.has(fold(word)) && !/^\d+$/.test(word)) learn(word);
			}
		};
		learnt(line.firstName, (word) => this.person(word, 'first'));
		learnt(line.lastName, (word) => this.person(word, 'last'));
		for (const name of [line.name, ...(line.aliases ?? [])]) learnt(name, (word) => this.firm(word), keptWords);
		this.own.set(line.id, {
			names: present([line.firstName, line.lastName]).flatMap((name) => pieces(name).filter(isWord)),
			companies: present([line.name, line.companyName, ...(line.aliases ?? [])]).flatMap((name) =>
				pieces(name).filter(isWord),
			),
			emails: present([line.email, ...(line.secondaryEmails ?? [])]),
		});
	}

	crm(line: CrmLine): CrmLine {
		const own = this.own.get(line.id) ?? { names: [], companies: [], emails: [] };
		const firm = (text: string | null | undefined): string | null =>
			typeof text === 'string' ? this.company(text, own) : null;
		return {
			...line,
			firstName: typeof line.firstName === 'string' ? this.name(line.firstName, 'first', own) : null,
			lastName: typeof line.lastName === 'string' ? this.name(line.lastName, 'last', own) : null,
			name: firm(line.name),
			companyName: firm(line.companyName),
			aliases: line.aliases?.map((alias) => this.company(alias, own)),
			email: typeof line.email === 'string' ? this.email(line.email, own) : null,
			secondaryEmails: line.secondaryEmails?.map((email) => this.email(email, own)),
			domain: typeof line.domain === 'string' ? this.host(line.domain) : null,
			additionalDomains: line.additionalDomains?.map((domain) => this.host(domain)),
			linkedinUrl: typeof line.linkedinUrl === 'string' ? this.linkedin(line.linkedinUrl) : null,
		};
	}

	query({ record, truth, trap = '' }: QueryLine): QueryLine['record'] {
		const meant = [...(truth.id === undefined ? [] : [truth.id]), ...(truth.ids ?? [])].flatMap(
			(id) => this.own.get(id) ?? [],
		);
		const own: Own = {
			names: meant.flatMap(({ names }) => names),
			companies: meant.flatMap(({ companies }) => companies),
			emails: meant.flatMap(({ emails }) => emails),
		};
		const person = (text: string, side: 'first' | 'last'): string => this.name(text, side, own);
		return {
			...record,
			...(record.firstName === undefined ? {} : { firstName: person(record.firstName, 'first') }),
			...(record.lastName === undefined ? {} : { lastName: person(record.lastName, 'last') }),
			...(record.fullName === undefined ? {} : { fullName: person(record.fullName, 'last') }),
			...(record.company === undefined ? {} : { company: this.company(record.company, own) }),
			...(record.email === undefined
				? {}
				: {
						email: this.email(record.email, /typo|case|dots/.test(trap) ? own : { ...own, emails: [] }, record),
					}),
			...(record.domain === undefined ? {} : { domain: this.host(record.domain) }),
			...(record.website === undefined ? {} : { website: this.host(record.website) }),
			...(record.linkedinUrl === undefined ? {} : { linkedinUrl: this.linkedin(record.linkedinUrl) }),
		};
	}

	private name(text: string, side: 'first' | 'last', own: Own): string {
		return pieces(text)
			.map((word) =>
				isWord(word) ? this.changed(word, own.names, (one) => this.person(one, side), this.people) : word,
			)
			.join('');
	}

	private company(text: string, own: Own): string {
		return pieces(text)
			.map((word) => (isWord(word) && word.length > 1 ? this.firmWord(word, own) : word))
			.join('');
	}

	private firmWord(word: string, own: Own): string {
		const key = fold(word);
		if (keptWords.has(key)) return word;
		// Two words of the company written as one.
		if (!this.firms.has(key)) {
			const keys = own.companies.map(fold);
			for (const [index, first] of keys.entries()) {
				const second = keys[index + 1] ?? '';
				if (`${first}${second}` === key && !keptWords.has(second)) return this.firm(first) + this.firm(second);
			}
		}
		return this.changed(word, own.companies, (one) => this.firm(one), this.firms);
	}

	/** The new word, with what was done to the old one done to it. */
	private changed(
		word: string,
		own: readonly string[],
		made: (word: string) => string,
		known: ReadonlyMap<string, string>,
	): string {
		const key = fold(word);
		if (keptNames.has(key) || /^\d+$/.test(word)) return word;
		if (key.length === 1) {
			const whole = own.find((one) => fold(one).startsWith(key));
			return whole === undefined ? word : inCaseOf(word, made(whole).charAt(0));
		}
		if (!known.has(key)) {
			const spelled = own.find((one) => spelling(fold(one)) === spelling(key));
			if (spelled !== undefined) return inCaseOf(word, fold(made(spelled)));
			const slipped = own.find((one) => distance(fold(one), key, 2) <= 2);
			if (slipped !== undefined) return inCaseOf(word, slip(made(slipped), this.next));
		}
		const whole = made(word);
		const original = own.find((one) => fold(one) === key);
		const lostAccents = original !== undefined && /^[ -~]*$/.test(word) && !/^[ -~]*$/.test(original);
		return inCaseOf(word, lostAccents || (/^[ -~]*$/.test(word) && this.next() < 0.3) ? fold(whole) : whole, true);
	}

	private email(text: string, own: Own, record: QueryLine['record'] = {}): string {
		const email = normaliseEmail(text) ?? normaliseEmail(text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''));
		if (email === undefined) return text;
		const names = [
			...own.names,
			...pieces([record.firstName, record.lastName, record.fullName].join(' ')).filter(isWord),
		];
		const untagged = email.local.replace(/(?!^)\+.*$/, '');
		const tag = email.local.slice(untagged.length);
		const whole = `${untagged}@${email.domain}`;
		let address = this.mailboxes.get(whole);
		if (address === undefined) {
			const near = own.emails.find(
				(one) => distance(one.toLowerCase(), whole, 2) <= 2 || bareOf(one.toLowerCase()) === bareOf(whole),
			);
			const mapped = near === undefined ? undefined : this.mailboxes.get(near.toLowerCase());
			if (near !== undefined && mapped !== undefined) address = this.changedAddress(whole, near.toLowerCase(), mapped);
			else address = `${this.local(untagged, names)}@${this.host(email.domain)}`;
			// Nobody else's address; one with other dots is the own one.
			const isOwn = near !== undefined && mapped !== undefined && bareOf(address) === bareOf(mapped);
			while (!isOwn && this.addresses.has(bareOf(address))) address = address.replace('@', 'q@');
			this.addresses.add(bareOf(address));
			this.mailboxes.set(whole, address);
		}
		const at = address.lastIndexOf('@');
		const full = address.slice(0, at) + tag + address.slice(at);
		const place = text.toLowerCase().indexOf(email.address);
		if (place < 0) return text === text.toUpperCase() ? full.toUpperCase() : full;
		const written = text.slice(place, place + email.address.length);
		const before = text.slice(0, place).replace(/^([^<]*)</, (_, shown: string) => `${this.name(shown, 'last', own)}<`);
		return (
			before +
			(written === written.toUpperCase() ? full.toUpperCase() : full) +
			text.slice(place + email.address.length)
		);
	}

	/** Dots moved, or a slip in the part in which the look-up has one. */
	private changedAddress(whole: string, near: string, mapped: string): string {
		const [local = '', domain = ''] = mapped.split('@');
		const [nearLocal = '', nearDomain = ''] = near.split('@');
		const [wholeLocal = '', wholeDomain = ''] = whole.split('@');
		if (bareOf(whole) === bareOf(near)) {
			const bare = local.replace(/[._-]/g, '');
			return `${local === bare ? `${bare.slice(0, 1)}.${bare.slice(1)}` : bare}@${wholeDomain === nearDomain ? domain : wholeDomain}`;
		}
		if (wholeDomain === nearDomain) {
			// A dot that moves at Gmail is no slip: it is the same mailbox.
			for (;;) {
				const slipped = `${slip(local, this.next)}@${domain}`;
				if (bareOf(slipped) !== bareOf(mapped)) return slipped;
			}
		}
		const dot = domain.indexOf('.');
		return wholeLocal === nearLocal ? `${local}@${slip(domain.slice(0, dot), this.next)}${domain.slice(dot)}` : mapped;
	}

	private local(local: string, names: readonly string[]): string {
		if (isRoleMailbox({ address: '', local, domain: '' })) {
			const known = this.roles.get(local);
			if (known !== undefined) return known;
			const role = this.pick(this.vocabulary.roles);
			this.roles.set(local, role);
			return role;
		}
		const mapped = [...new Set(names.map((one) => [fold(one).replace(/[^a-z]/g, ''), one] as const))]
			.filter(([key]) => key !== '' && this.people.has(fold(key)))
			.sort(([a], [b]) => b.length - a.length);
		const plain = (one: string): string => this.latin(this.people.get(fold(one)) ?? one).replace(/[^a-z]/g, '');
		return pieces(local)
			.map((piece) => {
				let rest = piece;
				let made = '';
				while (rest !== '') {
					const hit =
						mapped.find(([key]) => key.length > 1 && rest.startsWith(key)) ??
						mapped.find(([key]) => /^[a-z]/.test(rest) && rest.charAt(0) === key.charAt(0));
					if (hit === undefined) {
						made += rest.charAt(0);
						rest = rest.slice(1);
					} else if (rest.startsWith(hit[0])) {
						made += plain(hit[1]);
						rest = rest.slice(hit[0].length);
					} else {
						made += plain(hit[1]).charAt(0);
						rest = rest.slice(1);
					}
				}
				return made;
			})
			.join('');
	}

	private host(text: string): string {
		return text.replace(/[a-z0-9][a-z0-9.-]*\.[a-z.]+/i, (host) => {
			const site = registrableDomain(host) ?? host;
			if (isFreeMail(site.toLowerCase())) return host;
			const label = site.slice(0, site.indexOf('.')).toLowerCase();
			const start = host.toLowerCase().lastIndexOf(label);
			return start < 0 ? host : host.slice(0, start) + this.label(label) + host.slice(start + label.length);
		});
	}

	/** A domain is made of the words of a company: the longest ones first. */
	private label(label: string): string {
		const known = this.labels.get(label);
		if (known !== undefined) return known;
		const made = this.newLabel(label);
		this.labels.set(label, made);
		return made;
	}

	private newLabel(label: string): string {
		return label
			.split('-')
			.map((piece) => {
				let rest = piece;
				let made = '';
				while (rest !== '') {
					let length = rest.length;
					while (length > 2 && !this.firms.has(rest.slice(0, length))) length--;
					if (length > 2) made += this.latin(this.firms.get(rest.slice(0, length)) ?? '').replace(/[^a-z0-9]/g, '');
					else made += rest.charAt(0);
					rest = rest.slice(length > 2 ? length : 1);
				}
				return made;
			})
			.join('-');
	}

	private linkedin(url: string): string {
		return url.replace(/(linkedin\.com\/(?:in|company|pub)\/)([^/?#]*)/i, (_, start: string, slug: string) => {
			const made = words(slug.toLowerCase().replace(/-/g, ' ')).map((word) => this.people.get(word) ?? word);
			return start + made.map((word) => this.latin(word).replace(/[^a-z0-9]/g, '')).join('-');
		});
	}
}

/** Without dots in the local part, and under Gmail's first name. */
function bareOf(address: string): string {
	return `${address.replace(/@.*/, '').replace(/[._-]/g, '')}${address.replace(/^[^@]*/, '').replace('googlemail', 'gmail')}`;
}

function inCaseOf(word: string, made: string, always = false): string {
	if (word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()) return made.toUpperCase();
	if (word === word.toLowerCase()) return always || word.length > 0 ? made.toLowerCase() : made;
	return made;
}

/** One letter missing, doubled, changed or swapped with its neighbour, behind the first one. */
export function slip(text: string, next: () => number): string {
	if (text.length < 3) return text + text.slice(-1);
	const place = 1 + Math.floor(next() * (text.length - 2));
	const kind = next();
	const [before, letter, after] = [text.slice(0, place), text.charAt(place), text.slice(place + 1)];
	if (kind < 0.3) return before + after;
	if (kind < 0.55) return before + letter + letter + after;
	if (kind < 0.8 && after.charAt(0) !== letter) return before + after.charAt(0) + letter + after.slice(1);
	const [e, a] = /\p{Script=Cyrillic}/u.test(text) ? ['\u0435', '\u0430'] : ['e', 'a'];
	return before + (letter === e ? a : e) + after;
}
