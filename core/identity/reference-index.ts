/**
 * Reference records in memory: an export, a Data Table or a query's rows, indexed by their keys, so that each item is
 * compared with the few records that share one with it. Records are added in parts, so that a caller can pause.
 */
import { distinct, subjectKind, type Facts, type SubjectKind } from './facts';
import { Frequencies } from './frequencies';
import type { Known, Sought } from './judge';
import { roughPhoneKey } from './phone-facts';
import { Postings } from './postings';
import { eachKey, eachSlipKey, type KeyKind } from './reference-keys';
import { ReferenceRecords, type ReferenceRecord } from './reference-records';
import { recordIdKey } from './record-id';
import { distance } from './text';
import { sitesOf } from './weigh-person';
import type { World } from './world';

export interface Indexed extends Known {
	readonly mergedFrom?: string | undefined;
	/** Deleted: it explains why there is no live one, and is never matched. */
	readonly archived?: boolean | undefined;
}

export interface IndexOptions {
	/** Deleted records are candidates too, and marked. */
	readonly includeArchived?: boolean | undefined;
	/**
	 * The list will have at most `fewRecords`: what they say is kept as it was read. In a longer list that would teach V8
	 * to keep what the others said as well (docs/decisions/reference-list-as-bytes.md).
	 */
	readonly few?: boolean | undefined;
}

/** A list that is short enough to be kept as it was read. */
export const fewRecords = 30_000;

/** A key of so many records says nothing; more of them are not compared. */
const mostPerKey = 60;
/** The people of one company who are compared by name. */
const mostEmployees = 400;

export class ReferenceIndex {
	private readonly records: ReferenceRecords;
	private readonly byId = new Postings();
	private readonly forwarded = new Map<string, string>();
	private readonly byKey: Readonly<Record<KeyKind, Postings>> = {
		mailbox: new Postings(),
		phone: new Postings(),
		linkedin: new Postings(),
		unique: new Postings(),
		name: new Postings(),
		site: new Postings(),
		company: new Postings(),
		slipStart: new Postings(),
		slipEnd: new Postings(),
		street: new Postings(),
		deal: new Postings(),
		owner: new Postings(),
	};
	/** People by the key of their company's name, and by its domain. */
	private readonly people = { company: new Postings(), site: new Postings() };
	private readonly frequencies = new Frequencies();
	/** A company's names by place, which are compared with similar ones before anything else. */
	private readonly namesAt = new Map<number, readonly string[]>();

	constructor(private readonly options: IndexOptions = {}) {
		this.records = new ReferenceRecords(options.few === true);
	}

	get size(): number {
		return this.records.size;
	}

	/** Companies before their people: their names and domains stand for their people's employer. */
	add(record: ReferenceRecord): void {
		const kind = subjectKind(record.object);
		const converted = record.convertedTo?.contact;
		for (const merged of record.mergedIds ?? []) this.forwarded.set(recordIdKey(merged), record.id);
		if (converted !== undefined) this.forwarded.set(recordIdKey(record.id), converted);
		const { place, facts, unread } = this.records.add(record, kind);
		const archived = record.archived === true;
		this.byId.add(recordIdKey(record.id), place);
		if (archived && this.options.includeArchived !== true) return;
		eachKey(facts, kind, (of, key) => this.byKey[of].add(key, place));
		for (const text of unread) this.postPhone(roughPhoneKey(text), place);
		for (const { digits } of facts.phones) this.postPhone(roughPhoneKey(digits), place);
		if (converted !== undefined || archived) return;
		this.frequencies.add(kind, facts);
		if (kind === 'company') {
			this.records.isCompany(record.id, place);
			this.namesAt.set(
				place,
				facts.companies.map((name) => name.key),
			);
		} else if (kind === 'person') {
			for (const { key } of facts.companies) this.people.company.add(key, place);
			for (const site of sitesOf(facts)) this.people.site.add(site, place);
		}
	}

	private postPhone(key: string | undefined, place: number): void {
		if (key !== undefined) this.byKey.phone.add(key, place);
	}

	/** What is known about the records of the objects together. */
	world(kind: SubjectKind): World {
		return this.frequencies.world(kind, {
			namesakes: (key) => this.byKey.name.count(key),
			employees: (key) => (key.startsWith('@') ? this.people.site.count(key.slice(1)) : this.people.company.count(key)),
		});
	}

	/** The live records that share a key with the item, of the given objects. Never throws. */
	candidates(sought: Sought, objects: readonly string[], id?: string): readonly Indexed[] {
		const places = new Set<number>();
		const { facts, kind } = sought;
		eachKey(facts, kind, (of, key) => this.collect(of, key, places));
		const phones = new Set(facts.phones.flatMap(({ digits }) => roughPhoneKey(digits) ?? []));
		for (const key of phones) this.collect('phone', key, places);
		if (kind === 'person') this.collectColleagues(facts, places);
		if (kind === 'company') this.collectSimilar(facts, places);
		if (kind === 'deal') for (const { key } of facts.companies) this.collect('owner', key, places);
		const asked = id === undefined ? undefined : this.survivor(id);
		if (asked !== undefined) places.add(asked.place);
		const former = new Map<number, Facts>();
		for (const place of places) this.convert(place, places, former, phones);
		const found: Indexed[] = [];
		for (const place of places) {
			const object = this.records.objectAt(place);
			if (this.isHidden(place) || this.records.isConverted(place) || !objects.includes(object)) continue;
			const mark = this.records.isArchived(place) ? { archived: true } : {};
			const known = this.records.at(place, phones);
			if (known === undefined) continue;
			const { id: own } = known;
			const lead = former.get(place);
			const facts = lead === undefined ? known.facts : joined(known.facts, lead);
			if (asked?.place === place) {
				const mergedFrom = asked.mergedFrom === undefined ? {} : { mergedFrom: id };
				found.push({ object, id: own, facts, byId: true, ...mergedFrom, ...mark });
			} else found.push({ object, id: own, facts, ...mark });
		}
		return found;
	}

	private isHidden(place: number): boolean {
		return this.records.isArchived(place) && this.options.includeArchived !== true;
	}

	/** A converted lead stands for the contact that it became, and lends it its addresses. */
	private convert(place: number, places: Set<number>, former: Map<number, Facts>, phones: ReadonlySet<string>): void {
		if (!this.records.isConverted(place) || this.isHidden(place)) return;
		const lead = this.records.at(place, phones);
		if (lead === undefined) return;
		const { id, facts } = lead;
		const contact = this.survivor(id)?.place;
		if (contact === undefined || contact === place) return;
		places.add(contact);
		const known = former.get(contact);
		former.set(contact, known === undefined ? facts : joined(known, facts));
	}

	/** Follows merges and lead conversions, in any number and also in a circle. */
	private survivor(id: string): { readonly place: number; readonly mergedFrom?: string | undefined } | undefined {
		let key = recordIdKey(id);
		for (let steps = 0; steps < 20; steps++) {
			const next = this.forwarded.get(key);
			if (next === undefined) break;
			key = recordIdKey(next);
		}
		let place: number | undefined;
		this.byId.each(key, (posted) => {
			if (recordIdKey(this.records.at(posted)?.id ?? '') === key) place = posted;
		});
		if (place === undefined) return undefined;
		return key === recordIdKey(id) ? { place } : { place, mergedFrom: id };
	}

	private collect(of: KeyKind, key: string, into: Set<number>): void {
		let taken = 0;
		this.byKey[of].each(key, (place) => {
			into.add(place);
			return ++taken < mostPerKey;
		});
	}

	/** People of the same company whose name has a letter to start with in common. */
	private collectColleagues(facts: Facts, into: Set<number>): void {
		const { name } = facts;
		if (name === undefined) return;
		const collect = (people: Postings, key: string): void => {
			let taken = 0;
			people.each(key, (place) => {
				if ((this.records.initialsAt(place) & name.initials) === 0) return true;
				into.add(place);
				return ++taken < mostEmployees;
			});
		};
		for (const { key } of facts.companies) collect(this.people.company, key);
		for (const site of sitesOf(facts)) collect(this.people.site, site);
	}

	/** Companies that share all words of the name but one, which starts or ends alike: a slip of the pen. */
	private collectSimilar(facts: Facts, into: Set<number>): void {
		for (const name of facts.companies) {
			if (this.byKey.company.count(name.key) > 0) continue;
			eachSlipKey(name, (of, key) => {
				this.byKey[of].each(key, (place) => {
					const near = this.namesAt.get(place)?.some((stored) => distance(stored, name.key, 2) <= 2);
					if (near === true) into.add(place);
				});
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
