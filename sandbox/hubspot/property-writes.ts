/** Creating and changing property definitions. */
import { list, object, optionalText, text, type Json } from '../core/json';
import { HubSpotError, invalid } from './errors';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import type { Option, Property, PropertyGroup } from './property';

const fieldTypes: Readonly<Record<string, readonly string[]>> = {
	string: ['text', 'textarea', 'html', 'phonenumber', 'file', 'calculation_equation'],
	number: ['number', 'calculation_equation'],
	bool: ['booleancheckbox', 'calculation_equation'],
	date: ['date'],
	datetime: ['date'],
	enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
	phone_number: ['phonenumber'],
	json: ['text'],
	object_coordinates: ['text'],
};

/** Throws 400 for a bad definition and 409 where the name is taken. */
export function makeProperty(portal: Portal, type: ObjectType, body: Json): Property {
	const name = text(body.name);
	const existing = portal.property(type.plural, name);
	if (existing && !existing.archived) {
		throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `A property named '${name}' already exists.`, {
			subCategory: 'Properties.PROPERTY_EXISTS',
			errors: [{ message: `Property ${name} exists already`, context: { name: [name] } }],
		});
	}
	if (!/^[a-z][a-z0-9_]{0,99}$/.test(name)) {
		throw invalid(
			`Property name "${name}" is invalid: use lower-case letters, numbers and underscores, beginning with a letter.`,
		);
	}
	const propertyType = text(body.type);
	const fieldType = text(body.fieldType);
	if (!(fieldTypes[propertyType] ?? []).includes(fieldType)) {
		throw invalid(`The fieldType "${fieldType}" is not valid for the type "${propertyType}".`);
	}
	if (optionalText(body.label) === undefined) throw invalid('Invalid input JSON: label is required');
	const groupName = text(body.groupName);
	if (!portal.groups(type.plural).some((group) => group.name === groupName)) {
		throw invalid(`Property group "${groupName}" does not exist.`);
	}
	const hasUniqueValue = body.hasUniqueValue === true;
	const unique = portal
		.allProperties(type.plural)
		.filter((property) => property.hasUniqueValue && !property.hubspotDefined);
	if (hasUniqueValue && unique.length >= 10)
		throw invalid('An object can have at most 10 properties with unique values.');
	const at = portal.clock.iso();
	const property: Property = {
		name,
		label: text(body.label),
		type: propertyType,
		fieldType,
		groupName,
		description: text(body.description),
		options: optionsOf(propertyType, body.options),
		displayOrder: Number(body.displayOrder ?? -1),
		calculated: fieldType === 'calculation_equation',
		...(propertyType === 'number' ? { numberDisplayHint: 'formatted' as const } : {}),
		externalOptions: body.externalOptions === true,
		hasUniqueValue,
		hidden: body.hidden === true,
		hubspotDefined: false,
		formField: body.formField === true,
		archived: false,
		dataSensitivity: body.dataSensitivity === 'sensitive' ? 'sensitive' : 'non_sensitive',
		modificationMetadata: {
			archivable: true,
			readOnlyDefinition: false,
			readOnlyValue: fieldType === 'calculation_equation',
		},
		createdAt: at,
		updatedAt: at,
	};
	portal.setProperty(type.plural, property);
	return property;
}

export function changeProperty(portal: Portal, type: ObjectType, property: Property, body: Json): Property {
	if (property.modificationMetadata.readOnlyDefinition) throw invalid(`Property ${property.name} cannot be modified.`);
	const changed: Property = {
		...property,
		label: optionalText(body.label) ?? property.label,
		description: optionalText(body.description) ?? property.description,
		hidden: typeof body.hidden === 'boolean' ? body.hidden : property.hidden,
		options: body.options === undefined ? property.options : optionsOf(property.type, body.options),
		updatedAt: portal.clock.iso(),
	};
	portal.setProperty(type.plural, changed);
	return changed;
}

/** Throws 400 for a bad name and 409 where it is taken. */
export function makeGroup(portal: Portal, type: ObjectType, body: Json): PropertyGroup {
	const name = text(body.name);
	if (!/^[a-z][a-z0-9_]*$/.test(name)) throw invalid(`Property group name "${name}" is invalid.`);
	if (portal.groups(type.plural).some((group) => group.name === name)) {
		throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `A property group named '${name}' already exists.`, {
			subCategory: 'Properties.GROUP_EXISTS',
		});
	}
	const group = {
		name,
		label: optionalText(body.label) ?? name,
		displayOrder: Number(body.displayOrder ?? -1),
		archived: false,
	};
	portal.groups(type.plural).push(group);
	return group;
}

function optionsOf(type: string, options: unknown): Option[] {
	const parsed = list(options).map((entry, index): Option => {
		const option = object(entry);
		const description = optionalText(option.description);
		return {
			label: text(option.label),
			value: text(option.value),
			hidden: option.hidden === true,
			displayOrder: typeof option.displayOrder === 'number' ? option.displayOrder : index,
			...(description === undefined ? {} : { description }),
		};
	});
	if (parsed.some(({ value, label }) => value === '' || label === ''))
		throw invalid('Every option needs a label and a value.');
	for (const key of ['value', 'label'] as const) {
		const all = parsed.map((option) => option[key]);
		if (new Set(all).size < all.length) throw invalid(`Options must have unique ${key}s.`);
	}
	if (type === 'enumeration' && parsed.length === 0) throw invalid('An enumeration property needs options.');
	return parsed;
}
