/**
 * Reference records in memory: an export, a Data Table or a query's rows, indexed by their keys, so that each item is
 * compared with the few records that share one with it. Records are added in parts, so that a caller can pause.
 */
import { readCompanyName, type CompanyName } from './company-name';
import { distinct, factsOf, phonesOf, subjectKind, type Facts } from './facts';
import type { Known, Sought } from './judge';
import { localName, resemblesName } from './mailbox';
import { roughPhoneKey } from './phone-facts';
import type { IdentityProfile } from './profile';
import { recordIdKey } from './record-id';
import { streetKeys } from './street';
import { distance } from './text';
import { sitesOf } from './weigh-person';
import type { World } from './world';

/** One row of the reference list. */
export interface ReferenceRecord {
	/** contact, lead, company or deal. */
	readonly object: string;
	readonly id: string;
	readonly profile: IdentityProfile;
	/** Ids that were merged into this record. */
	readonly mergedIds?: readonly string[] | undefined;
	/** Deleted records are never matched, unless the index is told to include them. */
	readonly archived?: boolean | undefined;
	/** The contact and company that a lead was converted into. */
	readonly convertedTo?: { readonly contact?: string | undefined; readonly company?: string | undefined } | undefined;
}

export interface Indexed extends Known {
	readonly mergedFrom?: string | undefined;
}

type Postings = Map<string, number | number[]>;

/** Kinds of keys, each with a map of its own, so that no key has to be written anew with a prefix. */
type KeyKind =
	| 'mailbox'
	| 'phone'
	| 'linkedin'
	| 'unique'
	| 'name'
	| 'site'
	| 'company'
	| 'slipStart'
	| 'slipEnd'
	| 'street'
	| 'deal'
	| 'owner';

/** How many records have a word in their name, and how many as a first or last name. */
interface WordCount {
	all: number;
	first: number;
	last: number;
}

/** A key of so many records says nothing; more of them are not compared. */
const mostPerKey = 60;
/** The people of one company who are compared by name. */
const mostEmployees = 400;
const establishedFrom = 3;
/** A slip in a shorter name makes another name. */
const leastForSlips = 5;

export class ReferenceIndex {
	private readonly records: (Indexed & {
		readonly archived: boolean;
		readonly initials: number;
		readonly converted: boolean;
		/** Numbers that no look-up has compared yet: reading them takes longer than all the rest. */
		readonly unread: readonly string[];
	})[] = [];
	private readonly byId = new Map<string, number>();
	private readonly forwarded = new Map<string, string>();
	private readonly byKey: Readonly<Record<KeyKind, Postings>> = {
		mailbox: new Map(),
		phone: new Map(),
		linkedin: new Map(),
		unique: new Map(),
		name: new Map(),
		site: new Map(),
		company: new Map(),
		slipStart: new Map(),
		slipEnd: new Map(),
		street: new Map(),
		deal: new Map(),
		owner: new Map(),
	};
	/** People by the key of their company's name, and by its domain. */
	private readonly people = { company: new Map() as Postings, site: new Map() as Postings };
	private readonly wordCounts = new Map<string, WordCount>();
	private readonly companyNames = new Map<string, CompanyName | undefined>();
	private readonly companyWords = new Map<string, number>();
	private readonly mailboxSites = new Map<string, string | Set<string>>();
	private readonly companyPhones = new Set<string>();
	private readonly companyFacts = new Map<string, Facts>();
	private readonly sizes = { person: 0, company: 0, deal: 0 };

	constructor(private readonly options: { readonly includeArchived?: boolean | undefined } = {}) {}

	get size(): number {
		return this.records.length;
	}

	/** Companies before their people: their names and domains stand for their people's employer. */
	add(record: ReferenceRecord): void {
		const kind = subjectKind(record.object);
		const converted = record.convertedTo?.contact;
		for (const merged of record.mergedIds ?? []) this.forwarded.set(recordIdKey(merged), record.id);
		if (converted !== undefined) this.forwarded.set(recordIdKey(record.id), converted);
		// A company's numbers are switchboards, which has to be known from the start.
		const unread = kind === 'company' ? [] : record.profile.phones;
		const profile = unread.length === 0 ? record.profile : { ...record.profile, phones: [] };
		const facts = this.withCompany(factsOf(profile, kind, this.readCompany), kind);
		const place = this.records.length;
		const archived = record.archived === true && this.options.includeArchived !== true;
		this.records.push({
			object: record.object,
			id: record.id,
			facts,
			archived,
			initials: facts.name?.initials ?? 0,
			converted: converted !== undefined,
			unread,
		});
		this.byId.set(recordIdKey(record.id), place);
		if (archived) return;
		eachKey(facts, kind, (of, key) => post(this.byKey[of], key, place));
		for (const text of unread) this.postPhone(roughPhoneKey(text), place);
		for (const { digits } of facts.phones) this.postPhone(roughPhoneKey(digits), place);
		if (converted !== undefined) return;
		this.sizes[kind]++;
		if (kind === 'company') this.addCompany(record.id, facts);
		else if (kind === 'person') this.addPerson(place, facts);
	}

	private postPhone(key: string | undefined, place: number): void {
		if (key !== undefined) post(this.byKey.phone, key, place);
	}

	/** The record with its numbers read, which is done once. */
	private recordAt(place: number, withPhones: boolean): (typeof this.records)[number] | undefined {
		const record = this.records[place];
		if (record === undefined || !withPhones || record.unread.length === 0) return record;
		const phones = phonesOf(record.unread, record.facts.country);
		const read = { ...record, facts: { ...record.facts, phones }, unread: [] };
		this.records[place] = read;
		return read;
	}

	private withCompany(facts: Facts, kind: 'person' | 'company' | 'deal'): Facts {
		const company = facts.companyId === undefined ? undefined : this.companyFacts.get(facts.companyId);
		if (kind === 'company' || company === undefined) return facts;
		const known = new Set(facts.companies.map((name) => name.key));
		const more = company.companies.filter((name) => !known.has(name.key));
		return {
			...facts,
			companies: more.length === 0 ? facts.companies : [...facts.companies, ...more],
			domains: facts.domains.length === 0 ? company.domains : [...new Set([...facts.domains, ...company.domains])],
		};
	}

	private addCompany(id: string, facts: Facts): void {
		this.companyFacts.set(id, facts);
		for (const word of new Set(facts.companies.flatMap((name) => name.words))) raise(this.companyWords, word);
		for (const phone of facts.phones) this.companyPhones.add(phone.digits);
	}

	private addPerson(place: number, facts: Facts): void {
		const { name } = facts;
		if (name !== undefined) {
			for (const [index, word] of name.all.entries()) if (name.all.indexOf(word) === index) this.count(word).all++;
			for (const word of name.first) this.count(word).first++;
			for (const word of name.last) this.count(word).last++;
		}
		for (const { key } of facts.companies) post(this.people.company, key, place);
		for (const site of sitesOf(facts)) post(this.people.site, site, place);
		for (const { local, site } of facts.emails) {
			if (site === undefined) continue;
			// An address that is made of its holder's name is nobody's job, however many Annas there are.
			if (name !== undefined && resemblesName(local, name) === true) continue;
			const mailbox = localName(local);
			const known = this.mailboxSites.get(mailbox);
			if (known === undefined) this.mailboxSites.set(mailbox, site);
			else if (typeof known !== 'string') known.add(site);
			else if (known !== site) this.mailboxSites.set(mailbox, new Set([known, site]));
		}
	}

	private count(word: string): WordCount {
		let known = this.wordCounts.get(word);
		if (known === undefined) {
			known = { all: 0, first: 0, last: 0 };
			this.wordCounts.set(word, known);
		}
		return known;
	}

	/** Colleagues have one company: its name is read once, and held once. */
	private readonly readCompany = (text: string | undefined): CompanyName | undefined => {
		if (text === undefined) return undefined;
		const known = this.companyNames.get(text);
		if (known !== undefined || this.companyNames.has(text)) return known;
		const name = readCompanyName(text);
		this.companyNames.set(text, name);
		return name;
	};

	/** What is known about the records of the objects together. */
	world(kind: 'person' | 'company' | 'deal'): World {
		const size = Math.max(1, this.sizes[kind]);
		const people = Math.max(1, this.sizes.person);
		const companies = Math.max(1, this.sizes.company);
		return {
			size,
			namesakes: (key) => {
				const posted = this.byKey.name.get(key);
				return posted === undefined || typeof posted === 'number' ? 1 : posted.length;
			},
			share: (word) => Math.max(0.5, this.wordCounts.get(word)?.all ?? 0) / people,
			isEstablished: (word, side) => (this.wordCounts.get(word)?.[side] ?? 0) >= establishedFrom,
			employees: (key) => {
				const posted = key.startsWith('@') ? this.people.site.get(key.slice(1)) : this.people.company.get(key);
				return typeof posted === 'object' ? posted.length : 1;
			},
			mailboxDomains: (local) => {
				const sites = this.mailboxSites.get(local);
				return sites === undefined ? 0 : typeof sites === 'string' ? 1 : sites.size;
			},
			isCompanyWord: (word) => (this.companyWords.get(word) ?? 0) >= establishedFrom,
			companyShare: (word) => Math.max(0.5, this.companyWords.get(word) ?? 0) / companies,
			isCompanyPhone: (key) => this.companyPhones.has(key),
		};
	}

	/** The live records that share a key with the item, of the given objects. Never throws. */
	candidates(sought: Sought, objects: readonly string[], id?: string): readonly Indexed[] {
		const places = new Set<number>();
		const { facts, kind } = sought;
		eachKey(facts, kind, (of, key) => this.collect(of, key, places));
		for (const { digits } of facts.phones) this.collect('phone', roughPhoneKey(digits) ?? '', places);
		if (kind === 'person') this.collectColleagues(facts, places);
		if (kind === 'company') this.collectSimilar(facts, places);
		if (kind === 'deal') for (const { key } of facts.companies) this.collect('owner', key, places);
		const asked = id === undefined ? undefined : this.survivor(id);
		if (asked !== undefined) places.add(asked.place);
		const former = new Map<number, Facts>();
		const withPhones = facts.phones.length > 0;
		for (const place of places) this.convert(place, places, former, withPhones);
		const found: Indexed[] = [];
		for (const place of places) {
			const record = this.recordAt(place, withPhones);
			if (record === undefined || record.archived || record.converted || !objects.includes(record.object)) continue;
			const { object, id: own } = record;
			const lead = former.get(place);
			const facts = lead === undefined ? record.facts : joined(record.facts, lead);
			if (asked?.place === place) {
				const mergedFrom = asked.mergedFrom === undefined ? {} : { mergedFrom: id };
				found.push({ object, id: own, facts, byId: true, ...mergedFrom });
			} else found.push(lead === undefined ? record : { object, id: own, facts });
		}
		return found;
	}

	/** A converted lead stands for the contact that it became, and lends it its addresses. */
	private convert(place: number, places: Set<number>, former: Map<number, Facts>, withPhones: boolean): void {
		const record = this.recordAt(place, withPhones);
		if (record?.converted !== true || record.archived) return;
		const contact = this.survivor(record.id)?.place;
		if (contact === undefined || contact === place) return;
		places.add(contact);
		const known = former.get(contact);
		former.set(contact, known === undefined ? record.facts : joined(known, record.facts));
	}

	/** Follows merges and lead conversions, in any number and also in a circle. */
	private survivor(id: string): { readonly place: number; readonly mergedFrom?: string | undefined } | undefined {
		let key = recordIdKey(id);
		for (let steps = 0; steps < 20; steps++) {
			const next = this.forwarded.get(key);
			if (next === undefined) break;
			key = recordIdKey(next);
		}
		const place = this.byId.get(key);
		if (place === undefined) return undefined;
		return key === recordIdKey(id) ? { place } : { place, mergedFrom: id };
	}

	private collect(of: KeyKind, key: string, into: Set<number>): void {
		const posted = this.byKey[of].get(key);
		if (posted === undefined) return;
		if (typeof posted === 'number') into.add(posted);
		else for (let index = 0; index < posted.length && index < mostPerKey; index++) into.add(posted[index] ?? 0);
	}

	/** People of the same company whose name has a letter to start with in common. */
	private collectColleagues(facts: Facts, into: Set<number>): void {
		const { name } = facts;
		if (name === undefined) return;
		const collect = (posted: number | number[] | undefined): void => {
			let taken = 0;
			for (const place of typeof posted === 'number' ? [posted] : (posted ?? [])) {
				if (((this.records[place]?.initials ?? 0) & name.initials) === 0) continue;
				into.add(place);
				if (++taken >= mostEmployees) break;
			}
		};
		for (const { key } of facts.companies) collect(this.people.company.get(key));
		for (const site of sitesOf(facts)) collect(this.people.site.get(site));
	}

	/** Companies that share all words of the name but one, which starts or ends alike: a slip of the pen. */
	private collectSimilar(facts: Facts, into: Set<number>): void {
		for (const name of facts.companies) {
			if (this.byKey.company.has(name.key)) continue;
			eachSlipKey(name, (of, key) => {
				const posted = this.byKey[of].get(key);
				if (posted === undefined) return;
				for (const place of typeof posted === 'number' ? [posted] : posted) {
					const near = this.records[place]?.facts.companies.some((stored) => distance(stored.key, name.key, 2) <= 2);
					if (near === true) into.add(place);
				}
			});
		}
	}
}

/** The facts of the one, with the addresses, numbers and profile of the other. */
function joined(facts: Facts, more: Facts): Facts {
	return {
		...facts,
		emails: distinct([...facts.emails, ...more.emails], (email) => email.mailbox),
		phones: distinct([...facts.phones, ...more.phones], (phone) => phone.e164 ?? phone.digits),
		linkedin: facts.linkedin ?? more.linkedin,
	};
}

/** Per word the other words, with the first letters of this one, and with its last. */
function eachSlipKey(name: CompanyName, use: (of: KeyKind, key: string) => void): void {
	if (name.key.length < leastForSlips) return;
	for (const [index, word] of name.words.entries()) {
		const rest = name.words.length === 1 ? '' : name.words.filter((_, place) => place !== index).join(' ');
		const letters = rest === '' ? 3 : 1;
		use('slipStart', `${rest}|${word.slice(0, letters)}`);
		use('slipEnd', `${rest}|${word.slice(-letters)}`);
	}
}

function eachKey(facts: Facts, kind: 'person' | 'company' | 'deal', use: (of: KeyKind, key: string) => void): void {
	for (const { mailbox } of facts.emails) use('mailbox', mailbox);
	if (facts.linkedin !== undefined) use('linkedin', facts.linkedin);
	for (const { field, value } of facts.uniques) use('unique', `${field}:${value}`);
	if (kind === 'person') {
		if (facts.name !== undefined && facts.name.key !== '') use('name', facts.name.key);
	} else if (kind === 'company') {
		for (const site of sitesOf(facts)) use('site', site);
		for (const name of facts.companies) {
			use('company', name.key);
			eachSlipKey(name, use);
		}
		if (facts.street !== undefined) for (const key of streetKeys(facts.street)) use('street', key);
	} else {
		if (facts.dealName !== undefined) use('deal', facts.dealName);
		for (const { key } of facts.companies) use('owner', key);
	}
}

function post(postings: Postings, key: string, place: number): void {
	const known = postings.get(key);
	if (known === undefined) postings.set(key, place);
	else if (typeof known === 'number') {
		if (known !== place) postings.set(key, [known, place]);
	} else if (known[known.length - 1] !== place) known.push(place);
}

function raise(counts: Map<string, number>, word: string): void {
	counts.set(word, (counts.get(word) ?? 0) + 1);
}
