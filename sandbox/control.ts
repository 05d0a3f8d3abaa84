/**
 * The control API: act as a rep, place races, inject faults, read statistics and the journal. In process as an object,
 * over HTTP as POST /_sandbox/{method} with the method's arguments as a JSON object (control-http.ts).
 */
import type { Clock } from './core/clock';
import { CommonControl } from './core/control';
import type { JournalEntry } from './core/journal';
import type { Pipeline } from './core/pipeline';
import type { Source, StoredRecord } from './core/store';
import type { ControlAction, EditArguments, MergeArguments, RecordRef } from './control-arguments';
import type { Token } from './hubspot/auth';
import { mergeRecords } from './hubspot/merge';
import type { PortalOptions, TokenSpec } from './hubspot/options';
import type { Portal, WriteRule } from './hubspot/portal';
import { makeProperty } from './hubspot/property-writes';
import type { Property, ValidationRule } from './hubspot/property';
import { historyOf, valueOf } from './hubspot/present';
import { createCustomObject } from './hubspot/routes/schemas';
import type { HubSpot } from './hubspot/stand-in';

/** Sources that people stand behind: they carry the user's id. */
const unattended =
	/^(AUTOMATION|WORKFLOW|INTEGRATION|API|CALCULATED|INTERNAL|DATA_|MIGRATION|SALESFORCE|ANALYTICS|COMPANY_INSIGHTS|FORM)/;

export class SandboxControl extends CommonControl<ControlAction> {
	constructor(
		private readonly portal: Portal,
		private readonly hubspot: HubSpot,
		pipeline: Pipeline,
		private readonly seed: () => void,
	) {
		super(pipeline);
	}

	private get clock(): Clock {
		return this.pipeline.clock;
	}

	// Acting as a rep -------------------------------------------------------------------------------------------

	/** Changes one field as a rep does (or as another source). Merged ids lead to the survivor. */
	edit(edit: EditArguments): void {
		const record = this.live(edit.object, edit.id);
		const source = this.sourceOf(edit.source ?? 'CRM_UI', edit.user, edit.sourceId);
		this.portal.store.set(record, edit.field, edit.value ?? '', source, edit.at ?? this.clock.now());
	}

	/** A record made by a rep; answers its id. */
	create(record: {
		readonly object: string;
		readonly values: Readonly<Record<string, string>>;
		readonly user?: number;
		readonly source?: string;
		/** Milliseconds since 1970: made and filled then. */
		readonly at?: number;
		/** Associate with these records by the default type. */
		readonly associate?: readonly { readonly object: string; readonly id: string }[];
	}): string {
		const type = this.portal.type(record.object);
		const source = this.sourceOf(record.source ?? 'CRM_UI', record.user);
		const at = record.at ?? this.clock.now();
		const made = this.portal.store.create(type.plural, this.portal.newId(), source, at);
		for (const [name, value] of Object.entries(record.values)) this.portal.store.set(made, name, value, source, at);
		for (const to of record.associate ?? []) {
			this.clock.during(at, () => this.associate({ from: { object: type.plural, id: made.id }, to }));
		}
		return made.id;
	}

	associate(link: { readonly from: RecordRef; readonly to: RecordRef; readonly typeId?: number }): void {
		const from = this.portal.type(link.from.object);
		const to = this.portal.type(link.to.object);
		const typeId = link.typeId ?? this.portal.associations.defaultType(from, to).typeId;
		this.portal.associations.link(from, link.from.id, to, link.to.id, [typeId], this.portal.userSource(link.from.user));
	}

	merge({ object, winner, loser, user }: MergeArguments): void {
		mergeRecords(this.portal, this.portal.type(object), winner, loser, this.portal.userSource(user));
	}

	delete({ object, id, user }: RecordRef): void {
		this.portal.store.archive(this.live(object, id), this.portal.userSource(user));
	}

	/** A rep ticks a task off. */
	completeTask({ id, user }: Omit<RecordRef, 'object'>): void {
		this.edit({
			object: 'tasks',
			id,
			field: 'hs_task_status',
			value: 'COMPLETED',
			...(user === undefined ? {} : { user }),
		});
	}

	/** A rep deletes a task. */
	deleteTask(task: Omit<RecordRef, 'object'>): void {
		this.delete({ object: 'tasks', ...task });
	}

	restore({ object, id, user }: RecordRef): void {
		const record = this.portal.record(this.portal.type(object).plural, id);
		if (!record || record.archivedAt === null) throw new Error(`No archived ${object} ${id} in the sandbox.`);
		this.portal.store.restore(record, this.portal.userSource(user, 'RESTORE_OBJECTS'));
	}

	// Looking ---------------------------------------------------------------------------------------------------

	/** The present value; null where there is none. Not counted as a request. */
	value({
		object,
		id,
		field,
	}: {
		readonly object: string;
		readonly id: string;
		readonly field: string;
	}): string | null {
		const type = this.portal.type(object);
		const value = valueOf(this.portal, type, this.any(object, id), field);
		return value === '' ? null : value;
	}

	/** All present values of a record. */
	values({ object, id }: RecordRef): Record<string, string> {
		const record = this.any(object, id);
		const values: Record<string, string> = {};
		for (const [name, [newest]] of record.versions) if (newest && newest.value !== '') values[name] = newest.value;
		return values;
	}

	/** Versions of a field, newest first. */
	history({ object, id, field }: { readonly object: string; readonly id: string; readonly field: string }): readonly {
		readonly value: string;
		readonly at: string;
		readonly source: string;
		readonly actor: string;
	}[] {
		return historyOf(this.portal, this.portal.type(object), this.any(object, id), field).map(
			({ value, at, source }) => ({
				value,
				at: new Date(at).toISOString(),
				source: source.type,
				actor: source.actor,
			}),
		);
	}

	/** Ids of all live records, in order of creation. */
	ids({ object }: { readonly object: string }): string[] {
		const all = [...this.portal.store.all(this.portal.type(object).plural)];
		return all.filter((record) => record.archivedAt === null && record.mergedInto === null).map(({ id }) => id);
	}

	/** Ids that are associated with a record. */
	associated({ object, id, to }: { readonly object: string; readonly id: string; readonly to: string }): string[] {
		return this.portal.associations
			.of(this.portal.type(object).plural, id, this.portal.type(to).plural)
			.map(({ toId }) => toId);
	}

	property({ object, name }: { readonly object: string; readonly name: string }): Property | null {
		return this.portal.property(this.portal.type(object).plural, name) ?? null;
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
		const plural = filter.object === undefined ? undefined : this.portal.type(filter.object).plural;
		return this.portal.journal
			.entries(filter.since)
			.filter(
				(entry) =>
					(plural === undefined || entry.object === plural) &&
					(filter.id === undefined || entry.id === filter.id) &&
					(filter.property === undefined || entry.property === filter.property),
			);
	}

	// Options ---------------------------------------------------------------------------------------------------

	/** Changes options of the running portal; limits start anew. */
	configure(
		options: Partial<Omit<PortalOptions, 'limits' | 'tokens' | 'portalId'>> & {
			readonly limits?: Partial<PortalOptions['limits']>;
		},
	): void {
		const limits = { ...this.portal.options.limits, ...options.limits };
		this.portal.options = { ...this.portal.options, ...options, limits };
		this.hubspot.resetLimits();
	}

	// Tokens ----------------------------------------------------------------------------------------------------

	addToken(spec: TokenSpec): void {
		this.portal.auth.add(spec);
	}

	addRefreshToken({ refreshToken, ...spec }: Omit<TokenSpec, 'token'> & { readonly refreshToken: string }): void {
		this.portal.auth.addRefreshToken(refreshToken, spec);
	}

	removeRefreshToken({ refreshToken }: { readonly refreshToken: string }): void {
		this.portal.auth.removeRefreshToken(refreshToken);
	}

	// What the portal does with writes --------------------------------------------------------------------------

	/** 200 and nothing stored, 200 and something else stored, or a workflow that overwrites afterwards. */
	writeRule(rule: WriteRule): void {
		this.portal.writeRules.push({ rule, left: rule.count ?? Infinity });
	}

	clearWriteRules(): void {
		this.portal.writeRules.length = 0;
	}

	setValidationRules({
		object,
		field,
		rules,
	}: {
		readonly object: string;
		readonly field: string;
		readonly rules: readonly ValidationRule[];
	}): void {
		this.portal.setRules(this.portal.type(object).plural, field, rules);
	}

	/** A property as POST /crm/properties makes it; the group may be left out. */
	createProperty({
		object,
		...definition
	}: { readonly object: string; readonly name: string } & Readonly<Record<string, unknown>>): void {
		const type = this.portal.type(object);
		const groupName = this.portal.allProperties(type.plural)[0]?.groupName ?? '';
		makeProperty(this.portal, type, { label: definition.name, groupName, ...definition });
	}

	/** Changes parts of a definition, for example `{ modificationMetadata: { ..., readOnlyValue: true } }`. */
	changeProperty({
		object,
		name,
		change,
	}: {
		readonly object: string;
		readonly name: string;
		readonly change: Partial<Property>;
	}): void {
		const type = this.portal.type(object);
		const property = this.portal.property(type.plural, name);
		if (!property) throw new Error(`No property ${name} of ${object} in the sandbox.`);
		this.portal.setProperty(type.plural, { ...property, ...change });
	}

	/** A custom object; answers its objectTypeId ('2-...'). Body as POST /crm/schemas/v3/schemas. */
	createObject(schema: Readonly<Record<string, unknown>>): string {
		return createCustomObject(this.portal, schema).typeId;
	}

	/** Empties the portal (records, journal, faults, schedule, statistics) and seeds it again as at the start. */
	reset(): void {
		this.portal.store.clear();
		this.portal.associations.clear();
		this.portal.journal.clear();
		this.clearFaults();
		this.clearWriteRules();
		this.resetStats();
		this.hubspot.resetLimits();
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
			case 'expire token':
				return this.expireToken(action);
			case 'fault':
				return this.fault(action.fault);
		}
	}

	private sourceOf(type: string, user: number | undefined, sourceId?: string): Source {
		const person = !unattended.test(type) || user !== undefined;
		if (person) {
			const source = this.portal.userSource(user, type);
			return sourceId === undefined ? source : { ...source, id: sourceId };
		}
		return { type, actor: sourceId ?? type, ...(sourceId === undefined ? {} : { id: sourceId }) };
	}

	private any(object: string, id: string): StoredRecord {
		const record = this.portal.store.survivor(this.portal.type(object).plural, id);
		if (!record) throw new Error(`No ${object} ${id} in the sandbox.`);
		return record;
	}

	private live(object: string, id: string): StoredRecord {
		const record = this.any(object, id);
		if (record.archivedAt !== null) throw new Error(`The ${object} ${id} is archived in the sandbox.`);
		return record;
	}

	protected token(name: string): Token {
		const token = this.portal.auth.get(name);
		if (!token) throw new Error('No such token in the sandbox.');
		return token;
	}
}
