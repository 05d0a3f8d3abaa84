/**
 * The control API of the Pipedrive stand-in: the same methods as HubSpot's (sandbox/control.ts). Objects and fields may
 * be given by Pipedrive's names, by the port's (contact, company) and, for custom fields, by their label (ai_lead_score).
 * Values are texts: numbers as digits, options by label or id, e-mail and phone as one address.
 */
import { CommonControl } from '../core/control';
import type { JournalEntry } from '../core/journal';
import type { Pipeline } from '../core/pipeline';
import type { Source, StoredRecord } from '../core/store';
import type { ControlAction, EditArguments, MergeArguments, RecordRef } from '../control-arguments';
import type { Company, WriteRule } from './company';
import type { Entity, Field, FieldType } from './entities';
import { mergeRecords } from './merge';
import type { CompanyOptions, TokenSpec } from './options';
import type { Pipedrive } from './stand-in';
import { typedValue } from './typed';
import { contactsOf, parse } from './values';
import { createRecord, setValue } from './writes';

export class PipedriveControl extends CommonControl<ControlAction> {
	constructor(
		private readonly company: Company,
		private readonly standIn: Pipedrive,
		pipeline: Pipeline,
		private readonly seed: () => void,
	) {
		super(pipeline);
	}

	// Acting as a rep -------------------------------------------------------------------------------------------

	/** Changes one field as a rep does, or as another source: app, mobile, api, automation. */
	edit(edit: EditArguments): void {
		const entity = this.company.entity(edit.object);
		const record = this.live(edit.object, edit.id);
		const source = this.sourceOf(edit.source ?? 'app', edit.user);
		const field = this.#fieldOf(entity, edit.field);
		const value = typedValue(this.company, field, edit.value ?? '', record);
		// An edit comes after the creation, also within one millisecond: the changelog tells them apart by it.
		const at = edit.at ?? Math.max(this.pipeline.clock.now(), record.createdAt + 1);
		setValue(this.company, entity, record, field.code, value, source, at);
	}

	/** A record made by a rep; answers its id. */
	create(record: {
		readonly object: string;
		readonly values: Readonly<Record<string, string>>;
		readonly user?: number;
		readonly source?: string;
		/** Milliseconds since 1970: made and filled then. */
		readonly at?: number;
		readonly associate?: readonly { readonly object: string; readonly id: string }[];
	}): string {
		const entity = this.company.entity(record.object);
		const source = this.sourceOf(record.source ?? 'app', record.user);
		const at = record.at ?? this.pipeline.clock.now();
		const made = createRecord(this.company, entity, new Map(), source, at);
		for (const [name, value] of Object.entries(record.values)) {
			const field = this.#fieldOf(entity, name);
			setValue(this.company, entity, made, field.code, typedValue(this.company, field, value, made), source, at);
		}
		for (const to of record.associate ?? []) this.associate({ from: { object: record.object, id: made.id }, to });
		return made.id;
	}

	/** A person belongs to one organization; a deal to a person and an organization. */
	associate({ from, to }: { readonly from: RecordRef; readonly to: RecordRef }): void {
		const [left, right] = [this.company.entity(from.object), this.company.entity(to.object)];
		const key = left.name === 'lead' && right.name === 'organization' ? 'organization_id' : right.linkKey;
		const [entity, id, code, other] = this.company.field(left, key)
			? [left, from.id, key, to.id]
			: [right, to.id, left.linkKey, from.id];
		if (!this.company.field(entity, code))
			throw new Error(`No link from ${from.object} to ${to.object} in the sandbox.`);
		const record = this.live(entity.name, id);
		setValue(this.company, entity, record, code, other, this.company.userSource(from.user));
	}

	merge({ object, winner, loser, user }: MergeArguments): void {
		mergeRecords(this.company, this.company.entity(object), winner, loser, this.company.userSource(user));
	}

	delete({ object, id, user }: RecordRef): void {
		this.company.store.archive(this.live(object, id), this.company.userSource(user));
	}

	/** A rep ticks a task off. */
	completeTask({ id, user }: Omit<RecordRef, 'object'>): void {
		this.edit({ object: 'activity', id, field: 'done', value: 'true', ...(user === undefined ? {} : { user }) });
	}

	/** A rep deletes a task. */
	deleteTask(task: Omit<RecordRef, 'object'>): void {
		this.delete({ object: 'activity', ...task });
	}

	restore({ object, id, user }: RecordRef): void {
		const record = this.company.store.get(this.company.entity(object).plural, id);
		if (!record || record.archivedAt === null) throw new Error(`No deleted ${object} ${id} in the sandbox.`);
		this.company.store.restore(record, this.company.userSource(user));
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
		const entity = this.company.entity(object);
		const found = this.#fieldOf(entity, field);
		return this.#shown(found, this.company.store.value(this.any(object, id), found.code));
	}

	/** All present values of a record. */
	values({ object, id }: RecordRef): Record<string, string> {
		const entity = this.company.entity(object);
		const record = this.any(object, id);
		const values: Record<string, string> = {};
		for (const field of this.company.fieldsOf(entity)) {
			const value = this.#shown(field, this.company.store.value(record, field.code));
			if (value !== null) values[field.code] = value;
		}
		return values;
	}

	/** Versions of a field, newest first. */
	history({ object, id, field }: { readonly object: string; readonly id: string; readonly field: string }) {
		const found = this.#fieldOf(this.company.entity(object), field);
		return (this.any(object, id).versions.get(found.code) ?? []).map(({ value, at, source }) => ({
			value: this.#shown(found, value) ?? '',
			at: new Date(at).toISOString(),
			source: source.type,
			actor: source.actor,
		}));
	}

	/** Ids of all live records, in order of creation. */
	ids({ object }: { readonly object: string }): string[] {
		return [...this.company.records(this.company.entity(object))].map(({ id }) => id);
	}

	/** Ids of the records of `to` that are linked with a record. */
	associated({ object, id, to }: { readonly object: string; readonly id: string; readonly to: string }): string[] {
		const [left, right] = [this.company.entity(object), this.company.entity(to)];
		const own = this.company.store.value(this.any(object, id), right.linkKey);
		const theirs = [...this.company.records(right)].filter((one) => this.company.store.value(one, left.linkKey) === id);
		return [...new Set([...(own ? [own] : []), ...theirs.map((one) => one.id)])];
	}

	property({ object, name }: { readonly object: string; readonly name: string }): Field | null {
		return this.company.findField(this.company.entity(object), name) ?? null;
	}

	/** Everything that changed since the start, oldest first: the oracle. `property` is a code or a label's name. */
	journal(
		filter: {
			readonly since?: number;
			readonly object?: string;
			readonly id?: string;
			readonly property?: string;
		} = {},
	): readonly JournalEntry[] {
		const entity = filter.object === undefined ? undefined : this.company.entity(filter.object);
		const code =
			filter.property === undefined || entity === undefined
				? filter.property
				: this.company.findField(entity, filter.property)?.code;
		return this.company.journal
			.entries(filter.since)
			.filter(
				(entry) =>
					(entity === undefined || entry.object === entity.plural) &&
					(filter.id === undefined || entry.id === filter.id) &&
					(code === undefined || entry.property === code),
			);
	}

	/** Tokens of the daily budget that were spent since the last reset. */
	spentTokens(): number {
		return this.company.spentTokens;
	}

	override resetStats(): void {
		super.resetStats();
		this.company.spentTokens = 0;
	}

	// Options ---------------------------------------------------------------------------------------------------

	/** Changes options of the running account; limits start anew. */
	configure(
		options: Partial<Omit<CompanyOptions, 'limits' | 'tokens' | 'companyId'>> & {
			readonly limits?: Partial<CompanyOptions['limits']>;
		},
	): void {
		const limits = { ...this.company.options.limits, ...options.limits };
		this.company.options = { ...this.company.options, ...options, limits };
		this.standIn.resetLimits();
	}

	// Tokens ----------------------------------------------------------------------------------------------------

	addToken(spec: TokenSpec): void {
		this.company.auth.add(spec);
	}

	addRefreshToken({
		refreshToken,
		...spec
	}: Omit<TokenSpec, 'token' | 'kind'> & { readonly refreshToken: string }): void {
		this.company.auth.addRefreshToken(refreshToken, spec);
	}

	removeRefreshToken({ refreshToken }: { readonly refreshToken: string }): void {
		this.company.auth.removeRefreshToken(refreshToken);
	}

	// What the account does with writes -------------------------------------------------------------------------

	/** 200 and nothing stored, 200 and something else stored, or an automation that overwrites afterwards. */
	writeRule(rule: WriteRule): void {
		this.company.writeRules.push({ rule, left: rule.count ?? Infinity });
	}

	clearWriteRules(): void {
		this.company.writeRules.length = 0;
	}

	/** A custom field; answers its key. */
	createProperty(field: {
		readonly object: string;
		readonly name: string;
		readonly type: FieldType;
		readonly options?: readonly string[];
	}): string {
		const { object, ...definition } = field;
		return this.company.addField(this.company.entity(object), definition).code;
	}

	removeProperty({ object, name }: { readonly object: string; readonly name: string }): void {
		const entity = this.company.entity(object);
		this.company.removeField(entity, this.#fieldOf(entity, name).code);
	}

	/** Empties the account and seeds it again as at the start. */
	reset(): void {
		this.company.store.clear();
		this.company.journal.clear();
		this.company.webhooks.clear();
		this.clearFaults();
		this.clearWriteRules();
		this.resetStats();
		this.standIn.resetLimits();
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

	private sourceOf(type: string, user: number | undefined): Source {
		if (type === 'app' || type === 'mobile' || user !== undefined) return this.company.userSource(user, type);
		return { type, actor: type, userId: this.company.options.rep };
	}

	#fieldOf(entity: Entity, name: string): Field {
		const field = this.company.findField(entity, name);
		if (!field) throw new Error(`No field ${name} of ${entity.name} in the sandbox.`);
		return field;
	}

	/** The store's text as people read it: the first address, the amount. */
	#shown(field: Field, stored: string | undefined): string | null {
		if (stored === undefined || stored === '') return null;
		if (field.code === 'emails' || field.code === 'phones') {
			const entries = contactsOf(stored);
			return (entries.find(({ primary }) => primary) ?? entries[0])?.value ?? null;
		}
		if (field.type !== 'monetary') return stored;
		const parts = parse(stored) as Readonly<Record<string, unknown>>;
		return String(parts['value'] ?? parts['amount']);
	}

	private any(object: string, id: string): StoredRecord {
		const record = this.company.store.survivor(this.company.entity(object).plural, id);
		if (!record) throw new Error(`No ${object} ${id} in the sandbox.`);
		return record;
	}

	private live(object: string, id: string): StoredRecord {
		const record = this.any(object, id);
		if (record.archivedAt !== null) throw new Error(`The ${object} ${id} is deleted in the sandbox.`);
		return record;
	}

	protected token(name: string) {
		const token = this.company.auth.get(name);
		if (!token) throw new Error('No such token in the sandbox.');
		return token;
	}
}
