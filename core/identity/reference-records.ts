/** What the records of a reference list say: read when they come, kept as bytes, and made facts again where one is compared. */
import { readCompanyName, type CompanyName } from './company-name';
import { factsOf, phonesOf, type Facts, type SubjectKind } from './facts';
import { strangePhone, type PhoneFacts } from './phone-facts';
import type { IdentityProfile } from './profile';
import { Recent } from './recent';
import { RecordStore, type KnownFacts } from './record-store';

/** One row of the reference list. */
export interface ReferenceRecord {
	/** contact, lead, company or deal. */
	readonly object: string;
	readonly id: string;
	readonly profile: IdentityProfile;
	/** Ids that were merged into this record. */
	readonly mergedIds?: readonly string[] | undefined;
	/** Deleted records are no candidates, unless the index is told to include them. */
	readonly archived?: boolean | undefined;
	/** The contact and company that a lead was converted into. */
	readonly convertedTo?: { readonly contact?: string | undefined; readonly company?: string | undefined } | undefined;
}

/** Records whose facts stay in memory, some 1.3 kB each; reading them again takes ten microseconds. */
const mostRemembered = 44_000;
const mostCompanyNames = 500;
const none: readonly string[] = [];
const noKeys: ReadonlySet<string> = new Set();

export class ReferenceRecords {
	private readonly store = new RecordStore();
	/** Facts by place, of the records that were compared lately. */
	private readonly known = new Recent<number, KnownFacts>(mostRemembered);
	private readonly companyNames = new Recent<string, CompanyName>(mostCompanyNames);
	private readonly companyPlaces = new Map<string, number>();

	/** @param keepAll what the records say stays as it was read */
	constructor(private readonly keepAll: boolean) {}

	get size(): number {
		return this.store.size;
	}

	add(record: ReferenceRecord, kind: SubjectKind): KnownFacts & { readonly place: number } {
		const { object, id } = record;
		const { facts, unread } = this.read(id, record.profile, kind);
		const place = this.store.add({
			object,
			id,
			facts,
			unread,
			archived: record.archived === true,
			converted: record.convertedTo?.contact !== undefined,
			initials: facts.name?.initials ?? 0,
		});
		if (this.keepAll && place < mostRemembered) this.known.set(place, { id, facts, unread });
		return { place, id, facts, unread };
	}

	/** Its names and domains stand for its people's employer from now on. */
	isCompany(id: string, place: number): void {
		this.companyPlaces.set(id, place);
	}

	objectAt(place: number): string {
		return this.store.objectAt(place);
	}

	isArchived(place: number): boolean {
		return this.store.isArchived(place);
	}

	isConverted(place: number): boolean {
		return this.store.isConverted(place);
	}

	/** As `PersonName.initials`. */
	initialsAt(place: number): number {
		return this.store.initialsAt(place);
	}

	private read(id: string, profile: IdentityProfile, kind: SubjectKind): KnownFacts {
		// A company's numbers are switchboards, which has to be known from the start.
		const unread = kind === 'company' ? none : profile.phones;
		const facts = factsOf(profile, kind, { readCompany: this.readCompany, withPhones: unread.length === 0 });
		return { id, facts: this.withCompany(facts, kind), unread };
	}

	/** What a record says; its numbers are read only where they may be the ones of `sought`, the ends of those asked for. */
	at(place: number, sought: ReadonlySet<string> = noKeys): KnownFacts | undefined {
		let known = this.known.get(place);
		if (known === undefined) {
			known = this.store.read(place);
			if (known === undefined) return undefined;
			this.known.set(place, known);
		}
		const { id, facts, unread } = known;
		if (sought.size === 0 || unread.length === 0) return known;
		const strange = strangers(unread, sought);
		if (strange !== undefined) return { id, facts: { ...facts, phones: strange }, unread };
		const read = { id, facts: { ...facts, phones: phonesOf(unread, facts.country) }, unread: none };
		this.known.set(place, read);
		return read;
	}

	private withCompany(facts: Facts, kind: SubjectKind): Facts {
		if (kind === 'company' || facts.companyId === undefined) return facts;
		const company = this.at(this.companyPlaces.get(facts.companyId) ?? -1)?.facts;
		if (company === undefined) return facts;
		const known = new Set(facts.companies.map((name) => name.key));
		const more = company.companies.filter((name) => !known.has(name.key));
		return {
			...facts,
			companies: more.length === 0 ? facts.companies : [...facts.companies, ...more],
			domains: facts.domains.length === 0 ? company.domains : [...new Set([...facts.domains, ...company.domains])],
		};
	}

	/** Colleagues have one company: its name is read once, and held once. */
	private readonly readCompany = (text: string | undefined): CompanyName | undefined => {
		if (text === undefined) return undefined;
		const known = this.companyNames.get(text);
		if (known !== undefined) return known;
		const name = readCompanyName(text);
		if (name !== undefined) this.companyNames.set(text, name);
		return name;
	};
}

/** All numbers as ones that nobody asked for; undefined where one of them has to be read. */
function strangers(texts: readonly string[], sought: ReadonlySet<string>): readonly PhoneFacts[] | undefined {
	const found: PhoneFacts[] = [];
	for (const text of texts) {
		const phone = strangePhone(text, sought);
		if (phone === undefined) return undefined;
		found.push(phone);
	}
	return found;
}
