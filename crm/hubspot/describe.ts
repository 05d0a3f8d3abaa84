/** The fields of an object as HubSpot describes them now. */
import { CrmError } from '../../core/errors';
import type { FieldRule, FieldSchema, FieldType } from '../../core/fields/schema';
import type { Connection } from './connection';
import type { HubSpotObject } from './objects';
import { readValidations } from './validations';
import { flag, list, object, text, type Json } from './wire';

/** Most characters of a text property. https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
const longestText = 65_536;

export async function readFields(
	connection: Connection,
	hubspotObject: HubSpotObject,
): Promise<ReadonlyMap<string, FieldSchema>> {
	const [plain, sensitive, rules] = await Promise.all([
		readProperties(connection, hubspotObject, {}),
		readSensitive(connection, hubspotObject),
		readRules(connection, hubspotObject),
	]);
	const fields = new Map<string, FieldSchema>();
	for (const property of [...plain, ...sensitive]) {
		const name = text(property['name']);
		if (name === undefined || flag(property['archived'])) continue;
		fields.set(name, readField(hubspotObject, name, property, rules.get(name) ?? []));
	}
	return fields;
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (retrieve properties) */
async function readProperties(
	connection: Connection,
	hubspotObject: HubSpotObject,
	query: Readonly<Record<string, string>>,
): Promise<readonly Json[]> {
	const response = await connection.http.request({
		method: 'GET',
		path: connection.paths.properties(hubspotObject.path),
		query,
		purpose: 'describe',
	});
	return list(object(response.body)['results']).map(object);
}

/** Sensitive properties are listed only when asked for, and only with a scope of their own. */
async function readSensitive(connection: Connection, hubspotObject: HubSpotObject): Promise<readonly Json[]> {
	const { scopes } = await connection.account();
	if (scopes?.some((scope) => /sensitive/.test(scope)) !== true) return [];
	return await orNothing(() => readProperties(connection, hubspotObject, { dataSensitivity: 'sensitive' }), []);
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/property-validations/get-property-validations */
async function readRules(
	connection: Connection,
	hubspotObject: HubSpotObject,
): Promise<ReadonlyMap<string, readonly FieldRule[]>> {
	const read = async () => {
		const response = await connection.http.request({
			method: 'GET',
			path: connection.paths.propertyValidations(hubspotObject.typeId),
			purpose: 'describe',
		});
		return readValidations(response.body);
	};
	// The rules only let us warn earlier; HubSpot applies them in any case.
	return await orNothing(read, new Map());
}

async function orNothing<T>(read: () => Promise<T>, nothing: T): Promise<T> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof CrmError && error.kind !== 'auth') return nothing;
		throw error;
	}
}

export function readField(
	hubspotObject: HubSpotObject,
	name: string,
	property: Json,
	rules: readonly FieldRule[],
): FieldSchema {
	const native = { type: text(property['type']) ?? '', control: text(property['fieldType']) ?? '' };
	const type = fieldType(name, native, property);
	const modification = object(property['modificationMetadata']);
	const calculated = flag(property['calculated']) || native.control === 'calculation_equation';
	const sensitivity = text(property['dataSensitivity']) ?? 'non_sensitive';
	const decimals = rules.find((rule) => rule.kind === 'decimals' && /^\d+$/.test(rule.argument));
	return {
		name,
		label: text(property['label']) ?? name,
		type,
		choices: type === 'choice' || type === 'choices' ? readChoices(property) : [],
		openChoices: false,
		...(native.type === 'string' ? { maxLength: longestText } : {}),
		...(decimals === undefined ? {} : { decimals: Number(decimals.argument) }),
		readOnly: calculated || flag(modification['readOnlyValue']),
		calculated,
		unique: flag(property['hasUniqueValue']) || (hubspotObject.name === 'contact' && name === 'email'),
		currency: type === 'number' && isMoney(property),
		sensitive: sensitivity !== 'non_sensitive',
		hidden: flag(property['hidden']),
		rules,
		native,
	};
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (numberDisplayHint, currency) */
function isMoney(property: Json): boolean {
	return (
		text(property['numberDisplayHint']) === 'currency' ||
		text(property['currencyPropertyName']) !== undefined ||
		flag(property['showCurrencySymbol'])
	);
}

function readChoices(property: Json) {
	return list(property['options'])
		.map(object)
		.flatMap((option) => {
			const value = text(option['value']);
			if (value === undefined) return [];
			return [{ value, label: text(option['label']) ?? value, active: !flag(option['hidden']) }];
		});
}

function fieldType(name: string, native: FieldSchema['native'], property: Json): FieldType {
	switch (native.type) {
		case 'number':
			return 'number';
		case 'bool':
			return 'yes/no';
		case 'date':
			return 'date';
		case 'datetime':
			return 'date and time';
		case 'phone_number':
			return 'phone';
		case 'enumeration':
			return enumerationType(native.control, property);
		case 'string':
			return textType(name, native.control, text(property['textDisplayHint']));
		case 'json':
		case 'object_coordinates':
			return 'structured';
		default:
			return 'unsupported';
	}
}

function enumerationType(control: string, property: Json): FieldType {
	if (flag(property['externalOptions']) || text(property['referencedObjectType']) !== undefined) return 'reference';
	if (control === 'checkbox') return 'choices';
	const values = readChoices(property).map((choice) => choice.value);
	const isYesNo = control === 'booleancheckbox' && values.length === 2 && values.includes('true');
	return isYesNo && values.includes('false') ? 'yes/no' : 'choice';
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (textDisplayHint) */
function textType(name: string, control: string, hint: string | undefined): FieldType {
	if (control === 'phonenumber' || hint === 'phone_number') return 'phone';
	if (hint === 'email' || name === 'email' || name === 'work_email') return 'email';
	if (hint === 'domain_name' || name === 'website') return 'url';
	if (control === 'textarea' || control === 'html' || hint === 'multi_line') return 'long text';
	return control === 'file' ? 'unsupported' : 'text';
}
