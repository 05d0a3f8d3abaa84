/** The state of one HubSpot account: records, properties, users, tokens, rules. */
import type { Clock } from '../core/clock';
import { Journal } from '../core/journal';
import type { Random } from '../core/random';
import { Store, type Source, type StoredRecord } from '../core/store';
import { Associations } from './associations';
import { Auth } from './auth';
import { notFound } from './errors';
import { standardObjects, type ObjectType } from './object-types';
import type { PortalOptions } from './options';
import type { Property, PropertyGroup, ValidationRule } from './property';
import { standardProperties, standardRules } from './standard-properties';

export interface Owner {
	readonly id: string;
	readonly userId: number;
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly archived: boolean;
}

/** What the portal does with writes beyond HubSpot's own rules. */
export interface WriteRule {
	readonly object: string;
	readonly property: string;
	/** ignore: 200 and nothing is stored. change: 200 and `to` is stored. overwrite: a workflow sets it to `to` afterwards. */
	readonly effect: 'ignore' | 'change' | 'overwrite';
	readonly to?: string;
	/** overwrite: milliseconds after the write; 0 is before the answer. */
	readonly afterMs?: number;
	/** What the answer shows: the stored value (default) or the one that was sent. */
	readonly echo?: 'stored' | 'sent';
	/** Writes that it applies to; all where absent. */
	readonly count?: number;
}

export class Portal {
	readonly journal = new Journal();
	readonly store: Store;
	readonly associations: Associations;
	readonly auth: Auth;
	readonly objectTypes: ObjectType[] = [...standardObjects];
	readonly owners: Owner[] = [];
	readonly writeRules: { readonly rule: WriteRule; left: number }[] = [];
	/** Runs something later; the server sets it, so that nothing outlives the sandbox. */
	later: (milliseconds: number, run: () => void) => void = (_milliseconds, run) => run();
	/** Where the web page is; set when the server listens. */
	url = '';

	private readonly propertyGroups = new Map<string, PropertyGroup[]>();
	private readonly properties = new Map<string, Map<string, Property>>();
	private readonly validation = new Map<string, Map<string, readonly ValidationRule[]>>();
	private nextId = 100_001;
	private nextCustomObject = 41_000_001;

	constructor(
		public options: PortalOptions,
		readonly clock: Clock,
		readonly random: Random,
	) {
		this.store = new Store(clock, this.journal, (object) => this.type(object).historyCap);
		this.associations = new Associations(this);
		this.auth = new Auth(this);
		for (const type of this.objectTypes) this.define(type);
	}

	/** By singular or plural name, type id or fully qualified name. */
	findType(name: string): ObjectType | undefined {
		const key = name.toLowerCase();
		return this.objectTypes.find(
			(type) =>
				type.plural === key ||
				type.name === key ||
				type.typeId === key ||
				type.fullyQualifiedName?.toLowerCase() === key,
		);
	}

	type(name: string): ObjectType {
		const type = this.findType(name);
		if (!type) throw notFound(`Unable to infer object type from: ${name}`);
		return type;
	}

	addType(make: (number: number) => ObjectType): ObjectType {
		const type = make(this.nextCustomObject++);
		this.objectTypes.push(type);
		this.define(type);
		return type;
	}

	property(object: string, name: string): Property | undefined {
		return this.properties.get(object)?.get(name);
	}

	allProperties(object: string): Property[] {
		return [...(this.properties.get(object)?.values() ?? [])];
	}

	setProperty(object: string, property: Property): void {
		this.properties.get(object)?.set(property.name, property);
	}

	/** The groups that properties of the object may stand in. */
	groups(object: string): PropertyGroup[] {
		return this.propertyGroups.get(object) ?? [];
	}

	rulesOf(object: string, property: string): readonly ValidationRule[] {
		return this.validation.get(object)?.get(property) ?? [];
	}

	rulesByProperty(object: string): ReadonlyMap<string, readonly ValidationRule[]> {
		return this.validation.get(object) ?? new Map();
	}

	setRules(object: string, property: string, rules: readonly ValidationRule[]): void {
		this.validation.get(object)?.set(property, rules);
	}

	/** A new record id: unique over all objects, so that no test passes by mixing them up. */
	newId(): string {
		this.nextId += 1 + this.random.int(9);
		return String(this.nextId);
	}

	/** A rep at the screen. */
	userSource(userId = this.options.rep, type = 'CRM_UI'): Source {
		return { type, id: `userId:${userId}`, userId, actor: `user:${userId}` };
	}

	record(object: string, id: string): StoredRecord | undefined {
		return this.store.get(object, id);
	}

	/** Opens the record on the sandbox's web page, in the form of HubSpot's app addresses. */
	recordUrl(type: ObjectType, id: string): string {
		return `${this.url}/contacts/${this.options.portalId}/record/${type.typeId}/${id}`;
	}

	private define(type: ObjectType): void {
		const properties = new Map(standardProperties(type.plural).map((property) => [property.name, property]));
		this.properties.set(type.plural, properties);
		const names = [...new Set([...properties.values()].map(({ groupName }) => groupName))];
		this.propertyGroups.set(
			type.plural,
			names.map((name, displayOrder) => ({ name, label: name, displayOrder, archived: false })),
		);
		const rules = { ...standardRules[type.plural], ...this.options.rules[type.plural] };
		this.validation.set(type.plural, new Map(Object.entries(rules)));
	}
}
