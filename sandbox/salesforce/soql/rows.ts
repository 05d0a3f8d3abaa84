/** What a query runs over: stored records, and the rows that Salesforce computes (history, definitions). */
import type { StoredRecord } from '../../core/store';
import type { Field } from '../field';
import { historyOf, type HistoryRow } from '../history';
import type { Org } from '../org';
import { jsonValue, present, rawValue, seconds, type JsonValue } from '../present';
import type { SObjectType } from '../sobject';

export interface Row {
	readonly type: SObjectType;
	readonly id: string;
	readonly deleted: boolean;
	raw(field: Field): string | null;
	json(field: Field): JsonValue;
}

/** Ids by which the condition narrows the rows, where it does. */
export interface Hint {
	readonly field: string;
	readonly values: ReadonlySet<string>;
}

export function rowsOf(org: Org, type: SObjectType, hint: Hint | null): Iterable<Row> {
	if (type.historyOf !== null) return historyRows(org, type, hint);
	if (type.name === 'EntityDefinition') return entities(org, type);
	if (type.name === 'FieldDefinition') return definitions(org, type);
	if (type.name === 'CustomField') return customFields(org, type);
	return storedRows(org, type, hint);
}

export function storedRow(org: Org, type: SObjectType, record: StoredRecord): Row {
	return {
		type,
		id: record.id,
		deleted: record.archivedAt !== null || record.mergedInto !== null,
		raw: (field) => rawValue(org, type, record, field),
		json: (field) => present(org, type, record, field),
	};
}

function* storedRows(org: Org, type: SObjectType, hint: Hint | null): Iterable<Row> {
	if (hint?.field === 'Id') {
		for (const id of hint.values) {
			const record = org.store.get(type.name, id);
			if (record) yield storedRow(org, type, record);
		}
		return;
	}
	for (const record of org.store.all(type.name)) yield storedRow(org, type, record);
}

function virtual(type: SObjectType, id: string, values: Readonly<Record<string, string | null>>, deleted = false): Row {
	const raw = (field: Field): string | null => values[field.name] ?? null;
	return { type, id, deleted, raw, json: (field) => jsonValue(field, raw(field)) };
}

function* historyRows(org: Org, type: SObjectType, hint: Hint | null): Iterable<Row> {
	const of = org.types.get((type.historyOf ?? '').toLowerCase());
	if (!of) return;
	const parent = of.custom ? 'ParentId' : `${of.name}Id`;
	const records =
		hint?.field === parent
			? [...hint.values].flatMap((id) => org.store.get(of.name, id) ?? [])
			: org.store.all(of.name);
	for (const record of records) {
		for (const row of historyOf(org, of, record)) yield historyRow(type, parent, row);
	}
}

function historyRow(type: SObjectType, parent: string, row: HistoryRow): Row {
	const made = virtual(
		type,
		row.id,
		{
			Id: row.id,
			IsDeleted: String(row.deleted),
			[parent]: row.parentId,
			Field: row.name,
			DataType: row.dataType,
			CreatedById: row.by,
			CreatedDate: seconds(row.at),
			OldValue: row.old,
			NewValue: row.new,
		},
		row.deleted,
	);
	return {
		...made,
		// The values have the type of the field that changed.
		json: (field) => {
			if (field.type !== 'anyType' || !row.field) return made.json(field);
			return jsonValue(row.field, field.name === 'OldValue' ? row.old : row.new);
		},
	};
}

function* entities(org: Org, type: SObjectType): Iterable<Row> {
	for (const one of org.types.values()) {
		if (one.tooling || org.findType(one.name) === undefined) continue;
		yield virtual(type, one.name, {
			Id: one.name,
			IsDeleted: 'false',
			DurableId: one.name,
			QualifiedApiName: one.name,
			DeveloperName: one.name.replace(/__c$/, ''),
			Label: one.label,
			PluralLabel: one.labelPlural,
			KeyPrefix: one.keyPrefix,
			IsFieldHistoryTracked: String([...one.fields.values()].some(({ trackedSince }) => trackedSince !== null)),
			IsCustomizable: String(one.searchable),
			IsQueryable: 'true',
		});
	}
}

function* definitions(org: Org, type: SObjectType): Iterable<Row> {
	for (const one of org.types.values()) {
		if (one.tooling || org.findType(one.name) === undefined) continue;
		for (const field of one.fields.values()) {
			const id = `${one.name}.${field.name}`;
			yield virtual(type, id, {
				Id: id,
				IsDeleted: 'false',
				DurableId: id,
				EntityDefinitionId: one.name,
				QualifiedApiName: field.name,
				DeveloperName: field.name.replace(/__c$/, ''),
				Label: field.label,
				DataType: field.type,
				IsFieldHistoryTracked: String(field.trackedSince !== null),
				IsNillable: String(field.nillable),
			});
		}
	}
}

function* customFields(org: Org, type: SObjectType): Iterable<Row> {
	for (const [id, { object, name }] of org.customFields) {
		const of = org.types.get(object.toLowerCase());
		const field = of?.fields.get(name.toLowerCase());
		if (!of || !field) continue;
		yield virtual(type, id, {
			Id: id,
			IsDeleted: 'false',
			DeveloperName: name.replace(/__c$/, ''),
			TableEnumOrId: of.name,
			InlineHelpText: field.help,
			FullName: `${of.name}.${name}`,
		});
	}
}

/** The row that a lookup leads to. */
export function related(org: Org, id: string): Row | null {
	const entity = org.types.get('entitydefinition');
	if (entity && org.types.has(id.toLowerCase())) {
		for (const row of entities(org, entity)) if (row.id === id) return row;
		return null;
	}
	const type = org.typeOfId(id);
	const record = type && org.store.get(type.name, id);
	return type && record ? storedRow(org, type, record) : null;
}
