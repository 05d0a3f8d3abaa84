/**
 * The port: what a CRM must be able to do for this package. One adapter folder per CRM implements it over an
 * HttpPort, and one contract suite (test/crm/contract.ts) holds every adapter to it.
 *
 * Failures: a call about many records answers for each of them and never throws for a single one. Only what makes
 * every record fail (no field list, no account) is thrown, as CrmError. After an auth failure nothing more is sent:
 * the records that were not tried answer with that same error.
 */
import type { CrmErrorData } from '../core/errors';
import type { FieldSchema, FieldSpec } from '../core/fields/schema';
import type { KeyFields } from '../core/identity/key-fields';
import type { IdentityProfile } from '../core/identity/profile';
import type { Candidate, CrmSystem, Edit, MatchKey } from '../core/record';
import type { Version } from '../core/policy/versions';
import type { CrmValue } from '../core/value';

export type { IdentityProfile, KeyFields, Version };

export type Values = Readonly<Record<string, CrmValue>>;

/** Either a value or the reason why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CrmErrorData };

/** Who we are in the CRM: own writes are told apart by this. */
export interface Account {
	/** Portal, organisation or company id. */
	readonly account: string;
	/** The account's name for people, where the CRM gives one. */
	readonly name?: string | undefined;
	/** The user in whose name we write, where there is one. */
	readonly user?: string | undefined;
	/** The app in whose name we write, where the CRM tells. */
	readonly app?: string | undefined;
	/** Permissions of the credential, where the CRM tells. */
	readonly scopes?: readonly string[] | undefined;
}

/** An object that the account has, for dropdowns. */
export interface ObjectType {
	/** contact, company, deal, ticket, or the CRM's id of a custom object. */
	readonly name: string;
	/** Plural, as people see it. */
	readonly label: string;
	readonly custom: boolean;
}

/** What a read shall tell beside the values. */
export interface ReadWish {
	/** Who changed the fields last, and their versions. */
	readonly edits: boolean;
	/**
	 * Only of these fields; all asked ones where absent. Where history is dear (capabilities.fieldHistory 'costly'), no
	 * request is sent for a record without such a field, and the other fields have neither edit nor history.
	 */
	readonly editsOf?: readonly string[] | undefined;
}

/** A record as read at one moment. */
export interface Snapshot {
	readonly object: string;
	/** The surviving id: differs from the asked one where the record was merged. */
	readonly id: string;
	readonly url: string;
	/** The record's name for people. */
	readonly label: string;
	/** ISO time of the read, by the CRM's clock (the answer's Date header) where it has one; never later than the read. */
	readonly readAt: string;
	/** Canonical values of the asked fields; a field without value is null. */
	readonly values: Values;
	/** The last change of each asked field, where `want.edits` was set and the CRM tells. */
	readonly edits: Readonly<Record<string, Edit>>;
	/** Versions per field, newest first, where `want.edits` was set and the CRM has field history. */
	readonly history: Readonly<Record<string, readonly Version[]>>;
	readonly archived: boolean;
	/** ISO time of the record's last change, where the CRM tells. */
	readonly changedAt?: string | undefined;
}

/** Most candidates per query and key: an answer of so many may be a part of what there is. */
export const mostCandidates = 50;

/** What an incoming item knows about the record that it means. All keys are normalised (core/identity). */
export interface IdentityKeys {
	readonly id?: string | undefined;
	readonly unique?: { readonly field: string; readonly value: string } | undefined;
	/** Where that costs no request, records with another address of the mailbox are found too, via "mailbox". */
	readonly email?: string | undefined;
	/** An address: records that hold another one of its mailbox (ann+news@acme.com), as far as the CRM can be asked. */
	readonly mailbox?: string | undefined;
	/** E.164. */
	readonly phone?: string | undefined;
	/** A LinkedIn profile as in/name or company/name, lower case. */
	readonly linkedin?: string | undefined;
	/** Registrable domain, lower case: companies by their website or domain field. */
	readonly domain?: string | undefined;
	/** A company's or deal's name as given: the CRM's own search, wide rather than exact. */
	readonly name?: string | undefined;
	/** A person's name as given: the CRM's own search, wide rather than exact; the last name has to be found. */
	readonly person?: { readonly first?: string | undefined; readonly last: string } | undefined;
	/** Records that are associated with this one: the deals of a company, the people of a company. */
	readonly parent?: { readonly object: string; readonly id: string } | undefined;
}

/** A candidate and the record behind it. `object` may be another one than asked for: a converted lead's contact. */
export interface Found extends Candidate {
	readonly snapshot: Snapshot;
	readonly profile?: IdentityProfile | undefined;
}

/** Which records Get Records lists. At least one condition; all given conditions hold. */
export interface Filter {
	/** ISO time: changed at or after it. */
	readonly changedSince?: string | undefined;
	/** The field holds nothing. */
	readonly empty?: string | undefined;
	/** The date field is before the ISO time, or empty. */
	readonly olderThan?: { readonly field: string; readonly before: string } | undefined;
	/** The date field is at or after the ISO time. */
	readonly newerThan?: { readonly field: string; readonly from: string } | undefined;
}

/** What to write into one record: undefined leaves a field, null clears it. */
export interface Patch {
	readonly id: string;
	readonly values: Values;
	/**
	 * The read that the write was decided on. A CRM with `capabilities.precondition` then writes only if nobody has
	 * changed the record since; otherwise the patch fails as 'conflict' with the code CHANGED_SINCE_READ, and nothing
	 * of it is written. Absent: written in any case.
	 */
	readonly unchangedSince?: Pick<Snapshot, 'readAt' | 'changedAt'> | undefined;
}

/** The code of a patch that was not written since the record changed after `unchangedSince`. */
export const CHANGED_SINCE_READ = 'CHANGED_SINCE_READ';

export interface WriteOptions {
	/** Lets the CRM hand the record to somebody by its assignment rules, where it has such; default false. */
	readonly runAssignmentRules?: boolean | undefined;
}

/** The CRM took the patch. What it really stored is known after a re-read only. */
export interface Written {
	readonly id: string;
	/** Remarks that the CRM attached, for example a value that it normalised. No field values in them. */
	readonly warnings: readonly string[];
}

/** A record by its place in the CRM. */
export interface RecordRef {
	readonly object: string;
	readonly id: string;
}

/** A record to make. */
export interface NewRecord {
	/** Canonical values by field name. */
	readonly values: Values;
	/** Records that it belongs to from the start: a person's or deal's company. */
	readonly parents?: readonly RecordRef[] | undefined;
}

/** What became of a new record. Where a duplicate check found one that is there already, nothing was made. */
export type Created =
	| { readonly made: true; readonly id: string; readonly warnings: readonly string[] }
	| { readonly made: false; readonly existing: readonly RecordRef[] };

/**
 * The code of a record of which nobody knows whether it was made: the answer was lost, and looking for it found
 * nothing yet. It was not sent again.
 */
export const CREATION_UNCERTAIN = 'CREATION_UNCERTAIN';

/** A record that was deleted in the CRM and still holds a key that was asked for. */
export interface DeletedRecord extends RecordRef {
	readonly url: string;
	readonly label: string;
	readonly via: MatchKey;
}

/** Related records and recent activities of a record, oldest first. */
export interface RecordContext {
	readonly related: readonly {
		readonly object: string;
		readonly id: string;
		readonly label: string;
		readonly values: Values;
	}[];
	readonly activities: readonly Activity[];
	/** True where `max` cut the list. */
	readonly truncated: boolean;
}

export interface Activity {
	readonly kind: 'call' | 'meeting' | 'email' | 'note' | 'task';
	readonly id: string;
	/** ISO time. */
	readonly at: string;
	readonly title: string;
	/** Plain text, HTML removed. */
	readonly body: string;
	readonly direction?: 'in' | 'out' | undefined;
	readonly author?: string | undefined;
}

export interface ContextWish {
	/** Objects to look for associated records of, for example ['company', 'deal']. */
	readonly associated: readonly string[];
	readonly activities: boolean;
	/** ISO time: activities from then on. */
	readonly since?: string | undefined;
	/** Most activities and related records per record and kind. */
	readonly max: number;
}

/** A note to leave on a record. `body` is plain text; the adapter escapes it for the CRM. */
export interface NoteSpec {
	readonly title: string;
	readonly body: string;
	/** ISO time that the note carries. */
	readonly at: string;
}

export interface TaskSpec extends NoteSpec {
	/** ISO time. */
	readonly dueAt: string;
	/** The CRM's user or owner id. */
	readonly owner?: string | undefined;
}

/** What became of a task; gone: deleted, or not visible to our credential. */
export type TaskState = 'open' | 'completed' | 'gone';

/** A person who can own records and be given tasks. */
export interface CrmUser {
	/** What TaskSpec.owner takes and the owner field of records holds. */
	readonly id: string;
	/** The person's name; the e-mail address where the CRM has none. */
	readonly name: string;
}

/** A record that changed, as polling or a webhook tells. */
export interface ChangedRecord {
	readonly object: string;
	readonly id: string;
	readonly at: string;
	readonly kind: 'created' | 'changed' | 'deleted' | 'merged' | 'unknown';
	/** Hand this to the next `changedSince`: everything up to here was seen. */
	readonly cursor: string;
	/** True where the change is our own write. */
	readonly own: boolean;
}

/** One event of a webhook call. */
export interface WebhookEvent extends Omit<ChangedRecord, 'cursor'> {
	readonly eventId: string;
	readonly account: string;
	readonly field?: string | undefined;
	/** Where the record was merged away: the surviving id. */
	readonly survivor?: string | undefined;
}

/** An incoming webhook call as received: the raw bytes, since signatures are over them. */
export interface WebhookCall {
	readonly method: string;
	/** The full public address that the CRM called. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly rawBody: string;
}

export interface Webhooks {
	/** What the user has to know or do in the CRM, where subscriptions cannot be made by API. */
	readonly manual: string | undefined;
	subscribe(object: string, targetUrl: string): Promise<Result<{ readonly subscription: string }>>;
	unsubscribe(subscription: string): Promise<Result<null>>;
	/** True for a call that the CRM signed within the last five minutes. `now` is in milliseconds. */
	verify(call: WebhookCall, secret: string, now: number): boolean;
	/** The events of a verified call. */
	parse(call: WebhookCall): readonly WebhookEvent[];
}

/** What this CRM cannot do or does differently; printed as a table and said on the panel. */
export interface Capabilities {
	/** The CRM keeps versions of every field with their author. */
	readonly fieldHistory: 'always' | 'where enabled' | 'costly' | 'never';
	/** Most records in one write request; where each record is a request of its own, how many are written before the re-read. */
	readonly writeBatch: number;
	/** Most records in one read request that asks for edits. */
	readonly readBatch: number;
	/** The CRM can refuse a write when the record changed meanwhile. */
	readonly precondition: boolean;
	/** Notes, tasks and activities. */
	readonly activities: boolean;
	readonly webhooks: 'by api' | 'by hand' | 'never';
	readonly createFields: boolean;
	/** What keeps `create` from making a record twice: unique values, the org's duplicate rules, or a search right before. */
	readonly duplicateCheck: 'unique values' | 'duplicate rules' | 'search before';
	/** By which keys deleted records are found. */
	readonly deletedBy: readonly ('id' | 'unique' | 'email')[];
}

export type FieldCreation = {
	readonly name: string;
	readonly status: 'created' | 'exists' | 'differs' | 'failed';
	/** What is there instead, or why it failed, and what to do. */
	readonly message: string;
};

export interface Crm {
	readonly system: CrmSystem;
	readonly capabilities: Capabilities;

	whoAmI(): Promise<Account>;
	/** Permissions that writing the object needs and the credential lacks, in the CRM's words; empty where it does not tell. */
	missingPermissions(object: string): Promise<readonly string[]>;
	/** Permissions that the credential has and none of our nodes ever needs; undefined where the CRM does not tell. */
	excessPermissions?(): Promise<readonly string[] | undefined>;
	/** The standard objects that we support and the account's custom objects. */
	objects(): Promise<readonly ObjectType[]>;
	/** All fields of the object, with types, options and limits; cached for the life of this Crm. */
	describe(object: string): Promise<readonly FieldSchema[]>;
	/** What the CRM will hold after `value` (canonical) was written into `field`: e-mail in lower case, and the like. */
	predict(field: FieldSchema, value: CrmValue): CrmValue;

	/** The field of every object that holds the record's owner, as CrmUser.id; absent where the adapter knows none. */
	readonly ownerField?: string;
	/** The active users that a task can be given to, by name. Throws CrmError. */
	users?(): Promise<readonly CrmUser[]>;

	/** How many live records the object has, about; undefined where asking would be dear. */
	size?(object: string): Promise<number | undefined>;
	/**
	 * One result per query, in order. Finds; does not judge. `fields` are read along. Every given key is searched for
	 * in the fewest requests that the CRM allows; at most 50 candidates per query and key, then `crowded` keys say so
	 * by having 50. `object` 'person' means contacts and leads together where a CRM keeps people in both.
	 */
	find(
		object: string,
		queries: readonly IdentityKeys[],
		fields: readonly string[],
	): Promise<readonly Result<readonly Found[]>[]>;
	/** Ascending by change time; ends after `limit` records. Throws CrmError. */
	list(object: string, where: Filter, fields: readonly string[], limit: number): AsyncIterable<Snapshot>;
	/** Every asked id has a result. Follows merges: asked id -> snapshot of the survivor. A missing record is 'not found'. */
	read(
		object: string,
		ids: readonly string[],
		fields: readonly string[],
		want: ReadWish,
	): Promise<ReadonlyMap<string, Result<Snapshot>>>;
	context(
		object: string,
		ids: readonly string[],
		want: ContextWish,
	): Promise<ReadonlyMap<string, Result<RecordContext>>>;

	/** One result per patch, in order. */
	write(object: string, patches: readonly Patch[], options?: WriteOptions): Promise<readonly Result<Written>[]>;
	/** The fields that hold a new record's keys. Throws CrmError. */
	keyFields(object: string): Promise<KeyFields>;
	/**
	 * One result per record, in order. The CRM's own duplicate check stays on. A request is repeated only where it is
	 * certain that nothing was made; after a lost answer the record is looked up, and else fails as CREATION_UNCERTAIN.
	 */
	create(object: string, records: readonly NewRecord[], options?: WriteOptions): Promise<readonly Result<Created>[]>;
	/**
	 * Deleted records that hold a key of the query, one list per query, in order; only by the keys of `deletedBy`. A
	 * search that fails finds nothing: deleted records only explain why there is no live one.
	 */
	findDeleted(object: string, queries: readonly IdentityKeys[]): Promise<readonly (readonly DeletedRecord[])[]>;
	/** Looks the reference up first: the same reference never makes a second note. */
	addNote(
		object: string,
		id: string,
		note: NoteSpec,
		reference: string,
	): Promise<Result<{ readonly id: string; readonly created: boolean }>>;
	addTask(
		object: string,
		id: string,
		task: TaskSpec,
		reference: string,
	): Promise<Result<{ readonly id: string; readonly created: boolean }>>;
	/** The states of tasks by the ids that addTask gave, many in one request. Every asked id has a result. */
	taskStates(ids: readonly string[]): Promise<ReadonlyMap<string, Result<TaskState>>>;

	/** Changes since the cursor (an ISO time or a cursor that this method gave), oldest first, with overlap. Throws CrmError. */
	changedSince(object: string, cursor: string): AsyncIterable<ChangedRecord>;
	readonly webhooks: Webhooks;
	/** Creates the fields that are missing; never changes one that exists. */
	createFields(object: string, fields: readonly FieldSpec[]): Promise<readonly FieldCreation[]>;
}
