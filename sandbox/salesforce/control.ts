/**
 * The control API of the Salesforce sandbox: act as a rep, place races, inject faults, read statistics and the journal.
 * The same method names and shapes as HubSpot's (../control.ts). Objects and AI fields may also be called by the names
 * that all CRMs share: contact, company, deal, lead, ai_lead_score.
 */
import { CommonControl } from '../core/control';
import type { FaultRule } from '../core/faults';
import type { JournalEntry } from '../core/journal';
import type { Pipeline } from '../core/pipeline';
import type { Source, StoredRecord } from '../core/store';
import { addAiFields } from './ai-fields';
import type { Token } from './auth';
import { coerce } from './coerce';
import { convertLead, type Converted } from './convert';
import type { Field } from './field';
import { trackFields } from './history';
import { normalId } from './ids';
import { mergeRecords } from './merge';
import type { OrgOptions, TokenSpec, UserKey } from './options';
import type { Org, WriteRule } from './org';
import { rawValue } from './present';
import type { Salesforce } from './stand-in';
import { fillDefaults } from './special';

type User = string | number;

export interface EditArguments {
	readonly object: string;
	readonly id: string;
	readonly field: string;
	/** null and '' clear the field. */
	readonly value: string | null;
	/** A user's id, key (rep1), or number as in the other stand-ins (501); the org's first rep where absent. */
	readonly user?: User;
	/** Who does it: rep where absent; automation (a flow), integration (another app's user), api (our own user). */
	readonly source?: string;
	/** Milliseconds since 1970; now where absent. */
	readonly at?: number;
}

export interface RecordRef {
	readonly object: string;
	readonly id: string;
	readonly user?: User;
}

export interface MergeArguments {
	readonly object: string;
	/** The record that survives. */
	readonly winner: string;
	readonly loser: string;
	readonly user?: User;
}

export type ControlAction =
	| ({ readonly kind: 'edit' } & EditArguments)
	| ({ readonly kind: 'merge' } & MergeArguments)
	| ({ readonly kind: 'delete' } & RecordRef)
	| ({ readonly kind: 'restore' } & RecordRef)
	| { readonly kind: 'convert'; readonly id: string }
	| { readonly kind: 'expire token'; readonly token: string }
	| ({ readonly kind: 'fault' } & { readonly fault: FaultRule });

export class SalesforceControl extends CommonControl<ControlAction> {
	constructor(
		private readonly org: Org,
		private readonly salesforce: Salesforce,
		pipeline: Pipeline,
		private readonly seed: () => void,
	) {
		super(pipeline);
	}

	// Acting as a rep -------------------------------------------------------------------------------------------

	/** Changes one field as a rep does (or as another source). Merged ids lead to the survivor. */
	edit(edit: EditArguments): void {
		const record = this.live(edit.object, edit.id);
		const type = this.org.typeByAnyName(edit.object);
		const field = this.org.fieldByAnyName(type, edit.field);
		const source = this.sourceOf(edit.source, edit.user);
		const at = edit.at ?? this.pipeline.clock.now();
		const value = coerce(field, fromText(field, edit.value), this.org.options);
		if (this.org.store.set(record, field.name, value, source, at)) this.org.touch(record, source, at);
	}

	/** A record made by a rep; answers its id. */
	create(record: {
		readonly object: string;
		readonly values: Readonly<Record<string, string>>;
		readonly user?: User;
		readonly source?: string;
		/** Milliseconds since 1970: made and filled then. */
		readonly at?: number;
		/** Linked by the lookup between the two objects. */
		readonly associate?: readonly { readonly object: string; readonly id: string }[];
	}): string {
		const type = this.org.typeByAnyName(record.object);
		const source = { ...this.sourceOf(record.source, record.user) };
		const at = record.at ?? this.pipeline.clock.now();
		const values = new Map(
			Object.entries(record.values).map(([name, value]) => {
				const field = this.org.fieldByAnyName(type, name);
				return [field.name, coerce(field, fromText(field, value), this.org.options)] as const;
			}),
		);
		const made = this.org.create(type, source, at);
		fillDefaults(this.org, type, values, source);
		for (const [name, value] of values) this.org.store.set(made, name, value, source, at);
		for (const to of record.associate ?? []) this.associate({ from: { object: type.name, id: made.id }, to });
		return made.id;
	}

	/** Fills the lookup that leads from one object to the other, on whichever side it is. */
	associate({ from, to }: { readonly from: RecordRef; readonly to: RecordRef }): void {
		const [a, b] = [this.org.typeByAnyName(from.object), this.org.typeByAnyName(to.object)];
		const lookup = [...a.fields.values()].find(
			({ referenceTo, updateable }) => referenceTo.includes(b.name) && updateable,
		);
		const source = this.sourceOf(undefined, from.user);
		if (lookup) {
			const record = this.live(a.name, from.id);
			const at = record.createdAt;
			this.org.store.set(record, lookup.name, this.live(b.name, to.id).id, { ...this.org.metaOf(record).creation }, at);
			return;
		}
		const back = [...b.fields.values()].find(({ referenceTo }) => referenceTo.includes(a.name));
		if (!back) throw new Error(`No lookup between ${a.name} and ${b.name} in the sandbox.`);
		const record = this.live(b.name, to.id);
		if (this.org.store.set(record, back.name, this.live(a.name, from.id).id, source)) this.org.touch(record, source);
	}

	merge({ object, winner, loser, user }: MergeArguments): void {
		mergeRecords(this.org, this.org.typeByAnyName(object), winner, loser, this.sourceOf(undefined, user));
	}

	/** Converts a lead to a contact, an account and (unless told otherwise) an opportunity. */
	convert(arguments_: {
		readonly id: string;
		readonly user?: User;
		readonly contactId?: string;
		readonly accountId?: string;
		readonly opportunity?: boolean;
	}): Converted {
		return convertLead(
			this.org,
			this.live('Lead', arguments_.id),
			this.sourceOf(undefined, arguments_.user),
			arguments_,
		);
	}

	delete({ object, id, user }: RecordRef): void {
		const source = this.sourceOf(undefined, user);
		const record = this.live(object, id);
		this.org.store.archive(record, source);
		this.org.touch(record, source);
	}

	/** A rep ticks a task off. */
	completeTask({ id, user }: Omit<RecordRef, 'object'>): void {
		this.edit({ object: 'Task', id, field: 'Status', value: 'Completed', ...(user === undefined ? {} : { user }) });
	}

	/** A rep deletes a task. */
	deleteTask(task: Omit<RecordRef, 'object'>): void {
		this.delete({ object: 'Task', ...task });
	}

	restore({ object, id, user }: RecordRef): void {
		const record = this.org.record(this.org.typeByAnyName(object), id);
		if (!record || record.archivedAt === null) throw new Error(`No deleted ${object} ${id} in the sandbox.`);
		const source = this.sourceOf(undefined, user);
		this.org.store.restore(record, source);
		this.org.touch(record, source);
	}

	/** The system moves SystemModstamp alone, as mass recalculations do. */
	systemTouch({ object, id }: RecordRef): void {
		this.org.metaOf(this.live(object, id)).stampAt = this.pipeline.clock.now();
	}

	/** Somebody else's transaction holds the record: the next `times` writes fail with UNABLE_TO_LOCK_ROW. */
	lockRow({ object, id, times = 1 }: RecordRef & { readonly times?: number }): void {
		this.org.locks.set(this.live(object, id).id, times);
	}

	/** The opportunity gets products: from then on its amount is their sum. */
	addProducts({ id, sum }: { readonly id: string; readonly sum: number }): void {
		const record = this.live('Opportunity', id);
		const source = this.sourceOf(undefined, undefined);
		this.org.store.set(record, 'HasOpportunityLineItem', 'true', source);
		this.org.store.set(record, 'Amount', String(sum), source);
		this.org.touch(record, source);
	}

	// Looking ---------------------------------------------------------------------------------------------------

	/** The present value as text; null where there is none. Not counted as a request. */
	value({
		object,
		id,
		field,
	}: {
		readonly object: string;
		readonly id: string;
		readonly field: string;
	}): string | null {
		const type = this.org.typeByAnyName(object);
		return rawValue(this.org, type, this.any(object, id), this.org.fieldByAnyName(type, field));
	}

	/** All present values of a record, by API name. */
	values({ object, id }: RecordRef): Record<string, string> {
		const values: Record<string, string> = {};
		for (const [name, [newest]] of this.any(object, id).versions) {
			if (newest && newest.value !== '') values[name] = newest.value;
		}
		return values;
	}

	/** Versions of a field, newest first, whether the org tracks its history or not. */
	versions({ object, id, field }: { readonly object: string; readonly id: string; readonly field: string }): readonly {
		readonly value: string;
		readonly at: string;
		readonly source: string;
		readonly actor: string;
	}[] {
		const { name } = this.org.fieldByAnyName(this.org.typeByAnyName(object), field);
		return (this.any(object, id).versions.get(name) ?? []).map(({ value, at, source }) => ({
			value,
			at: new Date(at).toISOString(),
			source: source.type,
			actor: source.actor,
		}));
	}

	/** As versions: the name that HubSpot's control has. */
	history(asked: { readonly object: string; readonly id: string; readonly field: string }) {
		return this.versions(asked);
	}

	/** Ids of all live records, in order of creation. */
	ids({ object }: { readonly object: string }): string[] {
		return [...this.org.live(this.org.typeByAnyName(object).name)].map(({ id }) => id);
	}

	/** Ids that a lookup links with the record, on whichever side the lookup is. */
	associated({ object, id, to }: { readonly object: string; readonly id: string; readonly to: string }): string[] {
		const [a, b] = [this.org.typeByAnyName(object), this.org.typeByAnyName(to)];
		const record = this.any(object, id);
		const forward = [...a.fields.values()].filter(({ referenceTo }) => referenceTo.includes(b.name));
		const back = [...b.fields.values()].filter(({ referenceTo }) => referenceTo.includes(a.name));
		const found = forward.flatMap(({ name }) => {
			const value = this.org.store.value(record, name) ?? '';
			return value !== '' && this.org.typeOfId(value)?.name === b.name ? [value] : [];
		});
		for (const other of this.org.live(b.name)) {
			if (back.some(({ name }) => this.org.store.value(other, name) === record.id)) found.push(other.id);
		}
		return [...new Set(found)];
	}

	/** The definition of a field; null where there is none. */
	property({ object, name }: { readonly object: string; readonly name: string }): Field | null {
		const { fields } = this.org.typeByAnyName(object);
		return fields.get(name.toLowerCase()) ?? fields.get(`${name.toLowerCase()}__c`) ?? null;
	}

	/** Everything that changed since the start, oldest first: the oracle. `since` is a seq; 0 shows the seeding, too. */
	journal(
		filter: {
			readonly since?: number;
			readonly object?: string;
			readonly id?: string;
			readonly property?: string;
		} = {},
	): readonly JournalEntry[] {
		const type = filter.object === undefined ? undefined : this.org.typeByAnyName(filter.object);
		const id = filter.id === undefined ? undefined : normalId(filter.id);
		const property =
			filter.property !== undefined && type ? this.org.fieldByAnyName(type, filter.property).name : filter.property;
		return this.org.journal
			.entries(filter.since)
			.filter(
				(entry) =>
					(type === undefined || entry.object === type.name) &&
					(id === undefined || entry.id === id) &&
					(property === undefined || entry.property === property),
			);
	}

	/** The users by key, with their ids. */
	users(): Record<string, string> {
		return Object.fromEntries(this.org.users);
	}

	/** Logins since the start. */
	logins(): number {
		return this.org.auth.logins;
	}

	/** What a user signs in with. */
	username({ user }: { readonly user: UserKey }): string {
		const record = this.org.store.get('User', this.org.userId(user));
		return (record && this.org.store.value(record, 'Username')) ?? '';
	}

	// Options ---------------------------------------------------------------------------------------------------

	/** Changes options of the running org; limits start anew. */
	configure(
		options: Partial<Omit<OrgOptions, 'limits' | 'tokens'>> & { readonly limits?: Partial<OrgOptions['limits']> },
	): void {
		const limits = { ...this.org.options.limits, ...options.limits };
		this.org.options = { ...this.org.options, ...options, limits };
		if (options.fieldHistory !== undefined) trackFields(this.org);
		this.salesforce.resetLimits();
	}

	addToken(spec: TokenSpec): void {
		this.org.auth.add(spec);
	}

	addRefreshToken({ refreshToken, user }: { readonly refreshToken: string; readonly user: UserKey }): void {
		this.org.auth.addRefreshToken(refreshToken, user);
	}

	removeRefreshToken({ refreshToken }: { readonly refreshToken: string }): void {
		this.org.auth.removeRefreshToken(refreshToken);
	}

	/** 204 and nothing stored, 204 and something else stored, or a flow that overwrites afterwards. */
	writeRule(rule: WriteRule): void {
		this.org.writeRules.push({ rule, left: rule.count ?? Infinity });
	}

	clearWriteRules(): void {
		this.org.writeRules.length = 0;
	}

	/** Changes parts of a field's definition, for example `{ updateable: false }` or `{ restricted: true }`. */
	changeProperty({
		object,
		name,
		change,
	}: {
		readonly object: string;
		readonly name: string;
		readonly change: Partial<Field>;
	}): void {
		const type = this.org.typeByAnyName(object);
		const field = this.org.fieldByAnyName(type, name);
		type.fields.set(field.name.toLowerCase(), { ...field, ...change });
	}

	/** The AI fields, seen by everybody, as after Set Up AI Fields. */
	addAiFields(): void {
		addAiFields(this.org);
	}

	/** Empties the org (records, journal, faults, schedule, statistics) and seeds it again as at the start. */
	reset(): void {
		this.org.clear();
		this.clearFaults();
		this.resetStats();
		this.salesforce.resetLimits();
		this.seed();
	}

	protected act(action: ControlAction): void {
		switch (action.kind) {
			case 'edit':
				return this.edit(action);
			case 'merge':
				return this.merge(action);
			case 'delete':
				return this.delete(action);
			case 'restore':
				return this.restore(action);
			case 'convert':
				this.convert(action);
				return;
			case 'expire token':
				return this.expireToken(action);
			case 'fault':
				return this.fault(action.fault);
		}
	}

	protected token(name: string): Token {
		const token = this.org.auth.get(name);
		if (!token) throw new Error('No such token in the sandbox.');
		return token;
	}

	private sourceOf(source: string | undefined, user: User | undefined): Source {
		const kind = (source ?? 'rep').toLowerCase();
		if (/automation|workflow|flow/.test(kind))
			return this.org.source(this.org.userBy(user, 'automation'), 'AUTOMATION');
		if (/integration/.test(kind)) return this.org.source(this.org.userBy(user, 'otherIntegration'), 'API');
		if (kind === 'api') return this.org.source(this.org.userBy(user, 'integration'), 'API');
		return this.org.source(this.org.userBy(user), 'UI');
	}

	private any(object: string, id: string): StoredRecord {
		const type = this.org.typeByAnyName(object);
		const full = normalId(id);
		const record = full === null ? undefined : this.org.store.survivor(type.name, full);
		if (!record) throw new Error(`No ${object} ${id} in the sandbox.`);
		return record;
	}

	private live(object: string, id: string): StoredRecord {
		const record = this.any(object, id);
		if (record.archivedAt !== null) throw new Error(`The ${object} ${id} is deleted in the sandbox.`);
		return record;
	}
}

/** The control takes text for every field. */
function fromText(field: Field, value: string | null): unknown {
	if (value === null || value === '') return null;
	if (field.type === 'boolean') return value === 'true';
	return value;
}
