/** The state of one Salesforce org: records, objects, users, tokens, rules. */
import type { Clock } from '../core/clock';
import { Journal } from '../core/journal';
import type { Json } from '../core/json';
import type { Random } from '../core/random';
import { Store, type Source, type StoredRecord } from '../core/store';
import { Auth } from './auth';
import { malformedId, notFound, refused } from './errors';
import type { Field } from './field';
import { trackFields } from './history';
import { IdSource, normalId } from './ids';
import type { OrgOptions, UserKey } from './options';
import type { SObjectType } from './sobject';
import { standardObjects } from './standard-objects';
import { profiles, userSpecs } from './users';

/** What the org does with writes beyond Salesforce's own rules. */
export interface WriteRule {
	readonly object: string;
	readonly property: string;
	/** ignore: 204 and nothing is stored. change: `to` is stored instead. overwrite: a flow sets it to `to` afterwards. */
	readonly effect: 'ignore' | 'change' | 'overwrite';
	readonly to?: string;
	/** overwrite: milliseconds after the write; 0 is before the answer. */
	readonly afterMs?: number;
	/** Writes that it applies to; all where absent. */
	readonly count?: number;
}

/** Who made and last changed a record. Times in milliseconds since 1970. */
export interface Meta {
	readonly createdBy: string;
	/** What was filled in when the record was made: no change, and in no history. */
	readonly creation: Source;
	modifiedBy: string;
	modifiedAt: number;
	/** Moves with every change, the system's own included. */
	stampAt: number;
}

/** A field that was made by API. */
export interface CustomField {
	readonly object: string;
	readonly name: string;
	readonly metadata: Json;
}

/** Canonical names that mean the same on every CRM. */
const aliases: Readonly<Record<string, string>> = {
	contact: 'Contact',
	contacts: 'Contact',
	company: 'Account',
	companies: 'Account',
	account: 'Account',
	deal: 'Opportunity',
	deals: 'Opportunity',
	opportunity: 'Opportunity',
	lead: 'Lead',
	leads: 'Lead',
	task: 'Task',
	note: 'ContentNote',
};

export class Org {
	readonly journal = new Journal();
	readonly store: Store;
	readonly auth: Auth;
	readonly types = new Map<string, SObjectType>();
	readonly writeRules: { readonly rule: WriteRule; left: number }[] = [];
	readonly users = new Map<UserKey, string>();
	/** Ids of the custom fields that were made by API, for the Tooling API. */
	readonly customFields = new Map<string, CustomField>();
	/** Records that somebody else's transaction holds: how many writes will still fail. */
	readonly locks = new Map<string, number>();
	/** Answered rows of queries that are read page by page. */
	readonly cursors = new Map<string, readonly unknown[]>();
	/** Runs something later; the server sets it, so that nothing outlives the sandbox. */
	later: (milliseconds: number, run: () => void) => void = (_milliseconds, run) => run();
	/** Where API and web page are; set when the server listens. */
	url = '';
	orgId = '';

	private readonly ids: IdSource;
	private readonly meta = new WeakMap<StoredRecord, Meta>();

	constructor(
		public options: OrgOptions,
		readonly clock: Clock,
		readonly random: Random,
	) {
		this.store = new Store(clock, this.journal, () => 200);
		this.ids = new IdSource(random);
		for (const type of standardObjects()) this.types.set(type.name.toLowerCase(), type);
		trackFields(this);
		this.makeUsers();
		this.auth = new Auth(this);
	}

	// Objects and fields ------------------------------------------------------------------------------------------

	/** By API name, ignoring case. History objects are there where the org keeps history. */
	findType(name: string): SObjectType | undefined {
		const type = this.types.get(name.toLowerCase());
		if (type?.historyOf && !this.keepsHistory(type.historyOf)) return undefined;
		if (type && this.options.objectSecurity[type.historyOf ?? type.name] === 'none') return undefined;
		return type;
	}

	/** As findType, but also by the name that all CRMs share. For the control and the page. */
	typeByAnyName(name: string): SObjectType {
		const type = this.findType(aliases[name.toLowerCase()] ?? name);
		if (!type) throw new Error(`No object ${name} in the sandbox.`);
		return type;
	}

	/** A field by API name, or by the name that all CRMs share: ai_lead_score for ai_lead_score__c. */
	fieldByAnyName(type: SObjectType, name: string): Field {
		const found = type.fields.get(name.toLowerCase()) ?? type.fields.get(`${name.toLowerCase()}__c`);
		if (!found) throw new Error(`No field ${name} of ${type.name} in the sandbox.`);
		return found;
	}

	type(name: string): SObjectType {
		const type = this.findType(name);
		if (!type || type.tooling) throw notFound();
		return type;
	}

	typeOfId(id: string): SObjectType | undefined {
		const prefix = id.slice(0, 3);
		return [...this.types.values()].find((type) => type.keyPrefix === prefix && type.historyOf === null);
	}

	/** True where at least one field of the object is tracked, or the org shows history objects anyway. */
	keepsHistory(name: string): boolean {
		if (this.options.historyObjectsWithoutTracking) return true;
		const type = this.types.get(name.toLowerCase());
		return type !== undefined && [...type.fields.values()].some(({ trackedSince }) => trackedSince !== null);
	}

	// Who may see what --------------------------------------------------------------------------------------------

	/** What a user may do with a field. */
	access(userId: string, type: SObjectType, field: Field): 'edit' | 'read' | 'none' {
		const secured = this.options.fieldSecurity[`${type.name}.${field.name}`];
		if (secured !== undefined) return secured;
		if (!field.guarded) return 'edit';
		const sets = new Set<string>();
		for (const grant of this.live('PermissionSetAssignment')) {
			if (this.store.value(grant, 'AssigneeId') === userId) sets.add(this.store.value(grant, 'PermissionSetId') ?? '');
		}
		let best: 'edit' | 'read' | 'none' = 'none';
		const name = `${type.name}.${field.name}`.toLowerCase();
		for (const grant of this.live('FieldPermissions')) {
			if ((this.store.value(grant, 'Field') ?? '').toLowerCase() !== name) continue;
			if (!sets.has(this.store.value(grant, 'ParentId') ?? '')) continue;
			if (this.store.value(grant, 'PermissionsEdit') === 'true') return 'edit';
			if (this.store.value(grant, 'PermissionsRead') === 'true') best = 'read';
		}
		return best;
	}

	/** A field that the user can see, by its name. */
	visible(userId: string | null, type: SObjectType, name: string): Field | undefined {
		const field = type.fields.get(name.toLowerCase());
		if (!field || (userId !== null && this.access(userId, type, field) === 'none')) return undefined;
		return field;
	}

	// Records -----------------------------------------------------------------------------------------------------

	*live(type: string): IterableIterator<StoredRecord> {
		for (const record of this.store.all(type)) {
			if (record.archivedAt === null && record.mergedInto === null) yield record;
		}
	}

	/** By id of 15 or 18 characters; deleted and merged records too. */
	record(type: SObjectType, id: string): StoredRecord | undefined {
		const full = normalId(id);
		return full === null ? undefined : this.store.get(type.name, full);
	}

	anyRecord(id: string): StoredRecord | undefined {
		const type = this.typeOfId(id);
		return type && this.record(type, id);
	}

	/** The full form of an id from outside. */
	idFrom(text: string): string {
		const id = normalId(text);
		if (id === null) throw malformedId(text);
		return id;
	}

	metaOf(record: StoredRecord): Meta {
		const meta = this.meta.get(record);
		if (!meta) throw new Error(`The sandbox lost the author of ${record.id}.`);
		return meta;
	}

	/** A new record without values. */
	create(type: SObjectType, source: Source, at = this.clock.now()): StoredRecord {
		const record = this.store.create(type.name, this.ids.make(type.keyPrefix), source, at);
		const by = userOf(source);
		this.meta.set(record, { createdBy: by, creation: source, modifiedBy: by, modifiedAt: at, stampAt: at });
		return record;
	}

	/** An id for something that is no record: a field, a query's cursor. */
	newId(prefix: string): string {
		return this.ids.make(prefix);
	}

	/** Notes who changed the record last. */
	touch(record: StoredRecord, source: Source, at = this.clock.now()): void {
		const meta = this.metaOf(record);
		if (at < meta.modifiedAt) return;
		meta.modifiedBy = userOf(source);
		meta.modifiedAt = at;
		meta.stampAt = at;
	}

	// Users -------------------------------------------------------------------------------------------------------

	userId(key: UserKey): string {
		const id = this.users.get(key);
		if (id === undefined) throw new Error(`No user ${key} in the sandbox.`);
		return id;
	}

	/** A user by id, key, or the number under which other stand-ins know the rep. */
	userBy(name: string | number | undefined, fallback: UserKey = this.options.rep): string {
		if (name === undefined) return this.userId(fallback);
		const spec = userSpecs.find(
			({ key, number }) => key === name || (number !== null && String(number) === String(name)),
		);
		if (spec) return this.userId(spec.key);
		const id = normalId(String(name));
		if (id === null || !this.store.get('User', id)) throw new Error(`No user ${name} in the sandbox.`);
		return id;
	}

	/** How a user's change stands in the journal. */
	source(userId: string, type: string, requestId?: string): Source {
		return { type, id: userId, actor: `user:${userId}`, ...(requestId === undefined ? {} : { requestId }) };
	}

	private makeUsers(): void {
		const make = (name: string, values: Readonly<Record<string, string>>): string => {
			const type = this.types.get(name.toLowerCase());
			if (!type) throw new Error(`No object ${name}.`);
			const source: Source = { type: 'SYSTEM', actor: 'system' };
			const record = this.create(type, source, this.clock.now() - 900 * 86_400_000);
			for (const [field, value] of Object.entries(values))
				this.store.set(record, field, value, source, record.createdAt);
			return record.id;
		};
		const { orgName, timeZone } = this.options;
		this.orgId = make('Organization', {
			Name: orgName,
			IsSandbox: 'false',
			InstanceName: 'EU99',
			OrganizationType: 'Enterprise Edition',
			DefaultLocaleSidKey: 'en_US',
			TimeZoneSidKey: timeZone,
		});
		const profileIds = new Map<string, string>();
		for (const [Name, licence] of Object.entries(profiles)) {
			profileIds.set(Name, make('Profile', { Name, UserLicenseId: make('UserLicense', { Name: licence }) }));
		}
		for (const { key, firstName, lastName, active, userType, profile } of userSpecs) {
			const email = `${firstName}.${lastName}@sandbox.example.com`.toLowerCase();
			const id = make('User', {
				FirstName: firstName,
				LastName: lastName,
				Email: email,
				Username: email,
				Alias: firstName.slice(0, 8).toLowerCase(),
				IsActive: String(active),
				UserType: userType,
				ProfileId: profileIds.get(profile) ?? '',
				TimeZoneSidKey: timeZone,
				LocaleSidKey: 'en_US',
			});
			this.users.set(key, id);
		}
		const set = make('PermissionSet', { Name: 'CRM_API_Access', Label: 'CRM API Access', IsCustom: 'true' });
		for (const key of ['integration', 'otherIntegration'] as const) {
			make('PermissionSetAssignment', { AssigneeId: this.userId(key), PermissionSetId: set });
		}
	}

	/** Empties the org but for its users. */
	clear(): void {
		const kept = ['Organization', 'Profile', 'UserLicense', 'User', 'PermissionSet', 'PermissionSetAssignment'];
		const records = kept.flatMap((name) => [...this.store.all(name)]);
		this.store.clear();
		this.journal.clear();
		this.cursors.clear();
		this.writeRules.length = 0;
		this.locks.clear();
		for (const record of records) this.store.adopt(record);
	}
}

export function userOf(source: Source): string {
	return source.id ?? '';
}

/** Refuses what the object does not allow. */
export function requireAbility(type: SObjectType, ability: 'createable' | 'updateable' | 'deletable'): void {
	if (type[ability]) return;
	throw refused(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type ${type.name} does not support ${ability}`);
}
