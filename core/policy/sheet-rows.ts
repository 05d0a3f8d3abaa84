/** Every field of an object with its owner, for the people who work in the CRM: what stands in the ownership sheet. */
import { writable } from '../fields/coerce';
import type { FieldSchema, FieldType } from '../fields/schema';
import type { CrmSystem } from '../record';
import { minimumFor, type GatePolicy } from './gate';
import { matchesPattern, ownerOf, type Owner } from './owners';
import { protectedBecause } from './protected';

export type SheetOwner = 'AI' | 'Shared' | 'People Only';

/** What the words on the panel mean, as sentences for a sales team. */
export const meanings: Readonly<Record<SheetOwner | 'Protected', string>> = {
	AI: 'AI fills these in and refreshes them. What you type or empty yourself stays: AI asks before it changes it.',
	Shared:
		'AI writes here only while the field is empty or still holds what AI wrote. What you type stays, and what you empty stays empty: AI then asks you and changes nothing by itself.',
	'People Only': 'AI never writes here.',
	Protected: 'AI may suggest a value here, and it is written only after a person has approved that very value.',
};

export interface SheetRow {
	/** As people see the field in the CRM. */
	readonly field: string;
	/** The internal name. */
	readonly name: string;
	readonly type: FieldType;
	readonly owner: SheetOwner;
	/** True where the field changes only with a person's approval. */
	readonly protected: boolean;
	/** What it holds, as the end of "it holds ..."; null where it is not protected. */
	readonly protectedBecause: string | null;
	/** The least confidence that a model's suggestion needs, 0 to 1; null where AI never writes. */
	readonly minimumConfidence: number | null;
	/** True where the panel has a row for it, false where the built-in rule speaks. */
	readonly ownRow: boolean;
	readonly meaning: string;
}

export interface Sheet {
	/** By label. */
	readonly rows: readonly SheetRow[];
	/** Labels of the fields in which Field-Safe Write keeps its stamp. */
	readonly stamps: readonly string[];
	/** How many fields nobody can write through the credential: calculated and read-only ones. */
	readonly closed: number;
	/** Names and patterns of the panel that fit no field of the object. */
	readonly unmatched: readonly string[];
}

const words: Readonly<Record<Owner, SheetOwner>> = { ai: 'AI', shared: 'Shared', people: 'People Only' };

/** The sheet of an object. `stamps` are the names of the stamp fields. Fields that people do not see are left out. */
export function sheetOf(
	system: CrmSystem,
	schema: readonly FieldSchema[],
	policy: GatePolicy,
	stamps: readonly string[],
): Sheet {
	const shown = schema.filter((field) => !field.hidden && field.type !== 'unsupported');
	const open = shown.filter((field) => writable(field) === undefined);
	const rows = open
		.filter(({ name }) => !stamps.includes(name))
		.map((field) => rowOf(system, field, policy))
		.sort((a, b) => a.field.localeCompare(b.field, 'en') || (a.name < b.name ? -1 : 1));
	const named = [...policy.owners, ...policy.confidenceByField].map(({ field }) => field);
	return {
		rows,
		stamps: schema.filter(({ name }) => stamps.includes(name)).map(labelOf),
		closed: shown.length - open.length,
		unmatched: [...new Set([...named, ...policy.protectedFields])].filter(
			(pattern) => !schema.some(({ name }) => matchesPattern(pattern, name)),
		),
	};
}

const labelOf = (field: FieldSchema) => (field.label === '' ? field.name : field.label);

function rowOf(system: CrmSystem, field: FieldSchema, policy: GatePolicy): SheetRow {
	const owner = words[ownerOf(field.name, policy.owners)];
	const people = owner === 'People Only';
	const because = people ? undefined : protectedBecause(system, field, policy.protectedFields);
	return {
		field: labelOf(field),
		name: field.name,
		type: field.type,
		owner,
		protected: because !== undefined,
		protectedBecause: because ?? null,
		minimumConfidence: people ? null : minimumFor(field.name, policy),
		ownRow: policy.owners.some((rule) => matchesPattern(rule.field, field.name)),
		meaning: meanings[because === undefined ? owner : 'Protected'],
	};
}
