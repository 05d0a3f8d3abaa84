/**
 * The fields of an object as Salesforce describes them to this user: what field-level security hides is not there.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.md
 */
import { CrmError } from '../../core/errors';
import type { Choice, FieldRule, FieldSchema, FieldType } from '../../core/fields/schema';
import { flag, list, object, text, texts, type Json } from '../json';
import { unknownObject, type Connection } from './connection';
import { canonicalNames } from './names';
import type { SalesforceObject } from './objects';

/** What the adapter needs to know of a field beside its schema. */
export interface NativeField {
	/** The API name. */
	readonly api: string;
	/** It may stand in a WHERE. */
	readonly filterable: boolean;
	readonly externalId: boolean;
	/** It may be set on a new record. */
	readonly createable: boolean;
	/** A new record must set it. */
	readonly required: boolean;
	/** API names of the objects that it refers to. */
	readonly referenceTo: readonly string[];
	/** The name to reach fields of the referred record by. */
	readonly relationship: string | undefined;
}

export interface Schema {
	readonly object: SalesforceObject;
	readonly fields: ReadonlyMap<string, FieldSchema>;
	readonly native: ReadonlyMap<string, NativeField>;
	/** API name, in lower case, to our name. */
	readonly ours: ReadonlyMap<string, string>;
	/** The first three characters of all record ids. */
	readonly keyPrefix: string | undefined;
	readonly updateable: boolean;
	readonly createable: boolean;
}

export async function readSchema(connection: Connection, salesforceObject: SalesforceObject): Promise<Schema> {
	const body = await readDescribe(connection, salesforceObject);
	const raw = list(body['fields']).map(object);
	const names = canonicalNames(raw);
	const fields = new Map<string, FieldSchema>();
	const native = new Map<string, NativeField>();
	const ours = new Map<string, string>();
	for (const field of raw) {
		const api = text(field['name']);
		const name = api === undefined ? undefined : names.get(api);
		if (api === undefined || name === undefined) continue;
		fields.set(name, readField(name, field));
		ours.set(api.toLowerCase(), name);
		native.set(name, {
			api,
			filterable: flag(field['filterable']),
			externalId: flag(field['externalId']),
			createable: flag(field['createable']),
			required: flag(field['createable']) && !flag(field['nillable']) && !flag(field['defaultedOnCreate']),
			referenceTo: texts(field['referenceTo']),
			relationship: text(field['relationshipName']),
		});
	}
	return {
		object: salesforceObject,
		fields,
		native,
		ours,
		keyPrefix: text(body['keyPrefix']),
		updateable: flag(body['updateable']),
		createable: flag(body['createable']),
	};
}

async function readDescribe(connection: Connection, { sobject, name }: SalesforceObject): Promise<Json> {
	try {
		const path = `/sobjects/${encodeURIComponent(sobject)}/describe`;
		const { response } = await connection.send({ method: 'GET', path, purpose: 'describe' });
		return object(response.body);
	} catch (error) {
		if (error instanceof CrmError && error.kind === 'not found') throw unknownObject(name);
		throw error;
	}
}

export function readField(name: string, field: Json): FieldSchema {
	const native = { type: text(field['type']) ?? '', control: text(field['extraTypeInfo']) ?? '' };
	const type = fieldType(native, field);
	const length = Number(text(field['length']) ?? 0);
	const scale = Number(text(field['scale']) ?? 0);
	const calculated = flag(field['calculated']) || flag(field['autoNumber']);
	return {
		name,
		label: text(field['label']) ?? name,
		type,
		choices: type === 'choice' || type === 'choices' ? readChoices(field) : [],
		openChoices: (type === 'choice' || type === 'choices') && !flag(field['restrictedPicklist']),
		...(length > 0 && isTextual(type) ? { maxLength: length } : {}),
		...(type === 'number' ? { decimals: native.type === 'int' || native.type === 'long' ? 0 : scale } : {}),
		readOnly: !flag(field['updateable']) || calculated,
		calculated,
		// An external id names one record of another system, whether or not Salesforce enforces it.
		unique: flag(field['unique']) || flag(field['externalId']) || native.type === 'id',
		currency: native.type === 'currency',
		sensitive: native.type === 'encryptedstring' || flag(field['encrypted']),
		hidden: flag(field['deprecatedAndHidden']),
		rules: type === 'number' ? largest(native.type, field) : [],
		native,
	};
}

function isTextual(type: FieldType): boolean {
	return ['text', 'long text', 'email', 'phone', 'url'].includes(type);
}

/** The largest number that fits the digits before and after the point; Salesforce refuses more. */
function largest(native: string, field: Json): readonly FieldRule[] {
	const whole = native === 'int' || native === 'long';
	const scale = whole ? 0 : Number(text(field['scale']) ?? 0);
	const digits = whole ? Number(text(field['digits']) ?? 0) : Number(text(field['precision']) ?? 0) - scale;
	// Beyond 15 digits a number of ours is not exact anyway.
	if (digits <= 0 || digits + scale > 15) return [];
	const bound = (10 ** digits - 10 ** -scale).toFixed(scale);
	return [
		{ kind: 'max', argument: bound },
		{ kind: 'min', argument: `-${bound}` },
	];
}

function readChoices(field: Json): readonly Choice[] {
	return list(field['picklistValues'])
		.map(object)
		.flatMap((option) => {
			const value = text(option['value']);
			if (value === undefined) return [];
			return [{ value, label: text(option['label']) ?? value, active: flag(option['active']) }];
		});
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm */
function fieldType(native: FieldSchema['native'], field: Json): FieldType {
	switch (native.type) {
		case 'int':
		case 'long':
		case 'double':
		case 'currency':
		case 'percent':
			return 'number';
		case 'boolean':
			return 'yes/no';
		case 'date':
			return 'date';
		case 'datetime':
			return 'date and time';
		case 'picklist':
		case 'combobox':
			return 'choice';
		case 'multipicklist':
			return 'choices';
		case 'email':
		case 'phone':
		case 'url':
			return native.type;
		case 'reference':
			return 'reference';
		case 'string':
		case 'id':
		case 'encryptedstring':
			return 'text';
		case 'textarea':
			// Rich text is HTML: plain text in it would be read as tags.
			return flag(field['htmlFormatted']) ? 'unsupported' : 'long text';
		case 'address':
		case 'location':
			return 'structured';
		default:
			return 'unsupported';
	}
}
