/** Field history: which fields are tracked, and the rows of the history objects, read off the stored versions. */
import type { StoredRecord } from '../core/store';
import type { Field } from './field';
import { withSuffix } from './ids';
import type { Org } from './org';
import type { SObjectType } from './sobject';

/** What an admin would track first. */
const usual =
	/^(Title|Phone|MobilePhone|Email|Industry|Rating|Status|StageName|Amount|CloseDate|Website|OwnerId|Name|LastName|Company|Tier__c|Sales_Notes__c|Level__c)$/;
const most = 20;

/** Turns tracking on as the options say. */
export function trackFields(org: Org): void {
	const { fieldHistory } = org.options;
	for (const type of org.types.values()) {
		if (type.historyName === null) continue;
		for (const field of type.fields.values()) {
			const wanted =
				typeof fieldHistory === 'boolean'
					? fieldHistory && (usual.test(field.name) || field.name.startsWith('ai_'))
					: (fieldHistory[type.name] ?? []).includes(field.name);
			if (!wanted || !field.trackable) field.trackedSince = null;
			else if (trackedFields(type).length < most) field.trackedSince ??= 0;
		}
	}
}

export function trackedFields(type: SObjectType): Field[] {
	return [...type.fields.values()].filter(({ trackedSince }) => trackedSince !== null);
}

export interface HistoryRow {
	readonly id: string;
	readonly parentId: string;
	/** Value of the Field column: lookups stand without their Id. */
	readonly name: string;
	readonly field: Field | null;
	readonly dataType: string;
	readonly old: string | null;
	readonly new: string | null;
	readonly by: string;
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly deleted: boolean;
}

/** Rows of one record, newest first within each field. */
export function historyOf(org: Org, type: SObjectType, record: StoredRecord): HistoryRow[] {
	const meta = org.metaOf(record);
	const rows: HistoryRow[] = [];
	const common = { parentId: record.id, deleted: record.archivedAt !== null };
	let number = 0;
	const id = (): string => rowId(record.id, number++);
	for (const field of trackedFields(type)) {
		const versions = record.versions.get(field.name) ?? [];
		for (const [index, version] of versions.entries()) {
			if (version.source === meta.creation || version.at < (field.trackedSince ?? 0)) continue;
			const change = {
				...common,
				field,
				name: field.custom ? field.name : field.name.replace(/(?<=.)Id$/, ''),
				by: version.source.id ?? '',
				at: version.at,
			};
			const values = { old: versions[index + 1]?.value || null, new: version.value || null };
			if (field.type === 'reference') {
				// A lookup leaves two rows: one with names, one with ids.
				const names = { old: nameOf(org, values.old), new: nameOf(org, values.new) };
				rows.push({ ...change, ...names, id: id(), dataType: 'Text' });
				rows.push({ ...change, ...values, id: id(), dataType: 'EntityId' });
			} else if (recordsValues(field)) {
				rows.push({ ...change, ...values, id: id(), dataType: dataTypes[field.type] ?? 'Text' });
			} else {
				rows.push({ ...change, old: null, new: null, id: id(), dataType: dataTypes[field.type] ?? 'Text' });
			}
		}
	}
	if (trackedFields(type).length > 0) {
		rows.push({
			...common,
			id: id(),
			name: 'created',
			field: null,
			dataType: 'Text',
			old: null,
			new: null,
			by: meta.createdBy,
			at: record.createdAt,
		});
	}
	return rows;
}

/** Long text and multi-select picklists leave only that they changed. */
function recordsValues(field: Field): boolean {
	return field.type !== 'multipicklist' && !(field.type === 'textarea' && field.length > 255);
}

function nameOf(org: Org, id: string | null): string | null {
	if (id === null) return null;
	const record = org.anyRecord(id);
	if (!record) return id;
	const names = ['FirstName', 'LastName', 'Name'].map((name) => org.store.value(record, name) ?? '');
	return names.filter((part) => part !== '').join(' ');
}

const dataTypes: Partial<Record<Field['type'], string>> = {
	boolean: 'Boolean',
	currency: 'Currency',
	date: 'DateOnly',
	datetime: 'DateTime',
	double: 'Double',
	int: 'Double',
	percent: 'Percent',
	phone: 'PhoneNumber',
	email: 'Email',
	url: 'Url',
	picklist: 'DynamicEnum',
	multipicklist: 'MultiEnum',
	textarea: 'StringPlusClob',
};

function rowId(parent: string, number: number): string {
	return withSuffix(`017${parent.slice(6, 15)}${number.toString(36).padStart(3, '0')}`);
}
