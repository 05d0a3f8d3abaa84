/** Values of records: as stored text, as JSON, and as what conditions compare. */
import type { StoredRecord } from '../core/store';
import type { Field } from './field';
import type { Org } from './org';
import type { SObjectType } from './sobject';
import { stages } from './standard-objects';

/** Stored text of a field; null where it is empty. Times are ISO with whole seconds. */
export function rawValue(org: Org, type: SObjectType, record: StoredRecord, field: Field): string | null {
	const system = systemValue(org, record, field);
	if (system !== undefined) return system;
	const stored = (name: string): string => org.store.value(record, name) ?? '';
	if (field.name === 'Name' && type.fields.has('lastname')) {
		return `${stored('FirstName')} ${stored('LastName')}`.trim() || null;
	}
	if (field.name === 'Level_Doubled__c') {
		const level = stored('Level__c');
		return level === '' ? null : String(Number(level) * 2);
	}
	if (type.name === 'Opportunity') {
		const stage = stages.find(([name]) => name === stored('StageName'));
		if (field.name === 'IsClosed') return String(stage?.[2] ?? false);
		if (field.name === 'IsWon') return String(stage?.[3] ?? false);
	}
	if (type.name === 'Task' && field.name === 'IsClosed') return String(stored('Status') === 'Completed');
	const value = stored(field.name);
	if (value === '' && field.type === 'boolean') return 'false';
	return value === '' ? null : value;
}

function systemValue(org: Org, record: StoredRecord, field: Field): string | null | undefined {
	const meta = org.metaOf(record);
	switch (field.name) {
		case 'Id':
			return record.id;
		case 'IsDeleted':
			return String(record.archivedAt !== null || record.mergedInto !== null);
		case 'MasterRecordId':
			return record.mergedInto;
		case 'CreatedDate':
			return seconds(record.createdAt);
		case 'CreatedById':
			return meta.createdBy === '' ? null : meta.createdBy;
		case 'LastModifiedDate':
			return seconds(meta.modifiedAt);
		case 'LastModifiedById':
			return meta.modifiedBy === '' ? null : meta.modifiedBy;
		case 'SystemModstamp':
			return seconds(meta.stampAt);
		default:
			return undefined;
	}
}

/** Salesforce keeps times to the second. */
export function seconds(time: number): string {
	return `${new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19)}.000Z`;
}

export type JsonValue = string | number | boolean | null | Readonly<Record<string, string | null>>;

/** A stored value as the API shows it. */
export function jsonValue(field: Field, raw: string | null): JsonValue {
	if (raw === null) return null;
	switch (field.type) {
		case 'boolean':
			return raw === 'true';
		case 'int':
		case 'double':
		case 'currency':
		case 'percent':
			return Number(raw);
		case 'datetime':
			return raw.replace('Z', '+0000');
		case 'time':
			return raw.replace(/(\.\d{3})?Z?$/, '.000Z');
		default:
			return raw;
	}
}

/** A field of a record as JSON; an address is an object. */
export function present(org: Org, type: SObjectType, record: StoredRecord, field: Field): JsonValue {
	if (field.type !== 'address') return jsonValue(field, rawValue(org, type, record, field));
	const prefix = field.name.slice(0, -'Address'.length);
	const part = (name: string): string | null => org.store.value(record, prefix + name) || null;
	const address = {
		city: part('City'),
		country: part('Country'),
		postalCode: part('PostalCode'),
		state: part('State'),
		street: part('Street'),
	};
	if (Object.values(address).every((value) => value === null)) return null;
	return { ...address, geocodeAccuracy: null, latitude: null, longitude: null };
}

/** What a condition compares: numbers for numbers and times, text in lower case. */
export type Comparable = string | number | boolean | null;

export function comparable(field: Field, raw: string | null): Comparable {
	if (raw === null) return null;
	switch (field.type) {
		case 'boolean':
			return raw === 'true';
		case 'int':
		case 'double':
		case 'currency':
		case 'percent':
			return Number(raw);
		case 'date':
		case 'datetime':
			return Date.parse(raw);
		case 'id':
		case 'reference':
			return raw;
		default:
			return field.caseSensitive ? raw : raw.toLowerCase();
	}
}

/** The name of a record for people. */
export function labelOf(org: Org, type: SObjectType, record: StoredRecord): string {
	const name = [...type.fields.values()].find(({ nameField }) => nameField);
	return (name && rawValue(org, type, record, name)) ?? record.id;
}
