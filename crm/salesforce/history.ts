/**
 * Field history: who changed a field, and when, where an administrator turned it on.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_custom_object__history.htm
 */
import { CrmError } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { CrmValue } from '../../core/value';
import type { Version } from '../crm';
import { text, type Json } from '../json';
import type { Connection } from './connection';
import type { Schema } from './describe';
import { recordId } from './ids';
import { queryByIds } from './query';
import { name, soql } from './soql';
import { trackedFields } from './tracking';
import { inOrder } from './same-second';
import { fromWire, readTime } from './values';

/** One change as the history holds it. */
export interface Change {
	readonly field: string;
	/** What it replaced. */
	readonly old: CrmValue;
	readonly value: CrmValue;
	/** ISO time, in whole seconds. */
	readonly at: string;
	readonly user: string | undefined;
}

export interface History {
	/** Fields of which every change is known with its value: no change means that nobody changed them. */
	readonly complete: ReadonlySet<string>;
	/** Changes by record, newest first. */
	readonly changes: ReadonlyMap<string, readonly Change[]>;
}

const none: History = { complete: new Set(), changes: new Map() };

/** The history of some fields of some records. Throws CrmError. */
export async function readHistory(
	connection: Connection,
	schema: Schema,
	ids: readonly string[],
	fields: readonly string[],
): Promise<History> {
	const { history } = schema.object;
	if (history === undefined || ids.length === 0 || fields.length === 0) return none;
	const tracked = await trackedFields(connection, schema.object);
	const asked = fields.filter((field) => {
		const api = schema.native.get(field)?.api;
		return api !== undefined && (tracked === undefined || tracked.has(api));
	});
	if (asked.length === 0) return none;
	const names = new Map(asked.flatMap((field) => historyNames(schema, field).map((api) => [api, field])));
	const make = (part: readonly string[]) =>
		soql`SELECT Id, ${name(history.parent)}, Field, OldValue, NewValue, CreatedById, CreatedDate FROM ${name(history.sobject)} WHERE ${name(history.parent)} IN ${part} AND Field IN ${[...names.keys()]} ORDER BY CreatedDate DESC, Id DESC`;
	let records: readonly Json[];
	try {
		({ records } = await queryByIds(connection, ids, make, 'read history'));
	} catch (error) {
		// An org in which the object has no history at all does not know the history object.
		if (error instanceof CrmError && error.kind === 'validation' && tracked === undefined) return none;
		throw error;
	}
	await connection.users.know(records.flatMap((record) => recordId(text(record['CreatedById']) ?? '') ?? []));
	const changes = new Map<string, Change[]>();
	for (const record of records) {
		const id = text(record[history.parent]);
		const change = readChange(schema, names, record);
		if (id === undefined || change === undefined) continue;
		changes.set(id, [...(changes.get(id) ?? []), change]);
	}
	const complete = new Set(tracked === undefined ? [] : asked.filter((field) => hasValues(schema.fields.get(field))));
	return { complete, changes };
}

/** A standard lookup stands in the history by its name without Id. */
function historyNames(schema: Schema, field: string): readonly string[] {
	const api = schema.native.get(field)?.api ?? field;
	return schema.fields.get(field)?.type === 'reference' && /[a-z]Id$/.test(api) ? [api, api.slice(0, -2)] : [api];
}

/** Of long texts and multiple choices Salesforce records that they changed, not to what. */
function hasValues(field: FieldSchema | undefined): boolean {
	if (field === undefined) return false;
	if (['long text', 'choices', 'structured', 'unsupported'].includes(field.type)) return false;
	return !field.sensitive && (field.maxLength ?? 0) <= 255;
}

function readChange(schema: Schema, names: ReadonlyMap<string, string>, record: Json): Change | undefined {
	const field = names.get(text(record['Field']) ?? '');
	if (field === undefined) return undefined;
	const kind = schema.fields.get(field);
	const raw = record['NewValue'];
	// A lookup leaves two rows for one change: one with ids, one with names.
	if (kind?.type === 'reference' && typeof raw === 'string' && recordId(raw) === undefined) return undefined;
	const at = readTime(text(record['CreatedDate']) ?? '') ?? new Date(0).toISOString();
	const user = recordId(text(record['CreatedById']) ?? '');
	return { field, old: valueOf(kind, record['OldValue']), value: valueOf(kind, raw), at, user };
}

/** The history may show an option by its label. */
function valueOf(field: FieldSchema | undefined, raw: unknown): CrmValue {
	const value = fromWire(field, raw);
	if (field?.type !== 'choice' || typeof value !== 'string') return value;
	if (field.choices.some((choice) => choice.value === value)) return value;
	const labelled = field.choices.filter((choice) => choice.label === value);
	return labelled.length === 1 ? (labelled[0]?.value ?? value) : value;
}

/** The changes of one field as versions, newest first. */
export function versionsOf(
	changes: readonly Change[],
	field: string,
	classify: (change: Change) => Pick<Version, 'by' | 'own'>,
): readonly Version[] {
	const own = changes.filter((change) => change.field === field);
	return inOrder(own).map((change) => ({
		value: change.value,
		at: change.at,
		replaced: change.old,
		...classify(change),
		...(change.user === undefined ? {} : { actor: `user:${change.user}` }),
	}));
}
