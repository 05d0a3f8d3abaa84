/** One company account: its records, fields, users, webhooks, and who may do what. */
import type { Clock } from '../core/clock';
import { Journal } from '../core/journal';
import type { Random } from '../core/random';
import { Store, type Source, type StoredRecord } from '../core/store';
import { Auth } from './auth';
import {
	entities,
	findEntity,
	standardFields,
	type Entity,
	type Field,
	type FieldOption,
	type FieldType,
} from './entities';
import { notFound } from './errors';
import type { CompanyOptions } from './options';

export interface User {
	readonly id: number;
	readonly name: string;
	readonly email: string;
	readonly active: boolean;
	readonly admin: boolean;
}

export interface Webhook {
	readonly id: number;
	readonly body: Readonly<Record<string, unknown>>;
	readonly ownerId: number;
}

/** What the account does with writes beyond Pipedrive's own rules. */
export interface WriteRule {
	readonly object: string;
	readonly property: string;
	/** ignore: 200 and nothing is stored. change: 200 and `to` is stored. overwrite: an automation sets it to `to` afterwards. */
	readonly effect: 'ignore' | 'change' | 'overwrite';
	readonly to?: string;
	/** overwrite: milliseconds after the write; 0 is before the answer. */
	readonly afterMs?: number;
	/** Writes that it applies to; all where absent. */
	readonly count?: number;
}

/** Most versions of a field that are kept. */
const historyCap = 1_000;

export class Company {
	readonly journal = new Journal();
	readonly store: Store;
	readonly auth: Auth;
	readonly users: User[] = [];
	readonly webhooks = new Map<number, Webhook>();
	readonly writeRules: { readonly rule: WriteRule; left: number }[] = [];
	/** Runs something later; the server sets it, so that nothing outlives the sandbox. */
	later: (milliseconds: number, run: () => void) => void = (_milliseconds, run) => run();
	/** Where the sandbox listens; set when the server starts. */
	url = '';
	/** API tokens of the daily budget that were spent. */
	spentTokens = 0;

	private readonly fields = new Map<string, Map<string, Field>>();
	private nextId = 1_000;
	private nextOption = 100;

	constructor(
		public options: CompanyOptions,
		readonly clock: Clock,
		readonly random: Random,
	) {
		this.store = new Store(clock, this.journal, () => historyCap);
		this.auth = new Auth(this);
		for (const { plural, name } of entities) {
			this.fields.set(plural, new Map(standardFields(name).map((field) => [field.code, field])));
		}
	}

	/** Throws Pipedrive's 404. */
	entity(name: string): Entity {
		const entity = findEntity(name);
		if (!entity) throw notFound(name);
		return entity;
	}

	/** Leads have the custom fields of deals. */
	fieldsOf(entity: Entity): Field[] {
		const own = [...(this.fields.get(entity.plural)?.values() ?? [])];
		if (entity.name !== 'lead') return own;
		return [...own, ...[...(this.fields.get('deals')?.values() ?? [])].filter(({ custom }) => custom)];
	}

	field(entity: Entity, code: string): Field | undefined {
		return (
			this.fields.get(entity.plural)?.get(code) ??
			(entity.name === 'lead' ? this.customField(this.fields.get('deals')?.get(code)) : undefined)
		);
	}

	/** By its code, or by its label written as a name: ai_lead_score for "AI Lead Score". */
	findField(entity: Entity, name: string): Field | undefined {
		const known = { email: 'emails', phone: 'phones' }[name] ?? name;
		return (
			this.field(entity, known) ??
			this.fieldsOf(entity).find(({ name: label, custom }) => custom && slug(label) === slug(name))
		);
	}

	addField(
		entity: Entity,
		definition: { readonly name: string; readonly type: FieldType; readonly options?: readonly string[] },
	): Field {
		const holder = entity.name === 'lead' ? this.entity('deal') : entity;
		const options: readonly FieldOption[] | undefined = definition.options?.map((label) => ({
			id: this.nextOption++,
			label,
		}));
		const field: Field = {
			code: this.random.hex(40),
			name: definition.name,
			type: definition.type,
			custom: true,
			writable: true,
			...(options === undefined ? {} : { options }),
		};
		this.setField(holder, field);
		return field;
	}

	setField(entity: Entity, field: Field): void {
		this.fields.get(entity.plural)?.set(field.code, field);
	}

	removeField(entity: Entity, code: string): void {
		this.fields.get(entity.plural)?.delete(code);
	}

	/** A new record id: unique over all objects, so that no test passes by mixing them up. Leads have UUIDs. */
	newId(entity: Entity): string {
		if (entity.name === 'lead') return this.random.uuid();
		this.nextId += 1 + this.random.int(9);
		return String(this.nextId);
	}

	/** A rep at the screen. */
	userSource(userId = this.options.rep, type = 'app'): Source {
		return { type, id: String(userId), userId, actor: `user:${userId}` };
	}

	/** The live record. Throws Pipedrive's 404. */
	live(entity: Entity, id: string): StoredRecord {
		const record = this.store.get(entity.plural, id);
		if (!record || record.archivedAt !== null || record.mergedInto !== null) throw notFound(capital(entity.name));
		return record;
	}

	/** Live records, in order of creation. */
	*records(entity: Entity): Iterable<StoredRecord> {
		for (const record of this.store.all(entity.plural)) {
			if (record.archivedAt === null && record.mergedInto === null) yield record;
		}
	}

	/** Opens the record on the sandbox's web page, in the form of Pipedrive's app addresses. */
	recordUrl(entity: Entity, id: string): string {
		return `${this.url}/${entity.name}/${id}`;
	}

	private customField(field: Field | undefined): Field | undefined {
		return field?.custom === true ? field : undefined;
	}
}

export function slug(label: string): string {
	return label
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^_|_$/g, '');
}

export function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
