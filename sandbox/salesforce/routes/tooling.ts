/** Making custom fields. https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm */
import { list, object, text, type Json } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import { notFound, refused } from '../errors';
import { field, longText, picklist, text as textField, typed, type Field, type FieldType } from '../field';
import type { Org } from '../org';
import type { SObjectType } from '../sobject';
import { ok, param, route, type Asked } from './route';

const base = '/tooling/sobjects/CustomField';

export function toolingRoutes(org: Org): Route[] {
	return [
		route(org, 'POST', base, 'create property', (asked) => create(org, asked)),
		route(org, 'GET', `${base}/:id`, 'describe', ({ call }) => {
			const id = param(call, 'id');
			const { object: of, name, metadata } = made(org, id);
			return ok({ attributes: { type: 'CustomField' }, Id: id, FullName: `${of}.${name}`, Metadata: metadata });
		}),
		route(org, 'PATCH', `${base}/:id`, 'change property', ({ call }) => {
			mayCustomize(org);
			const id = param(call, 'id');
			const before = made(org, id);
			const type = org.type(before.object);
			const present = type.fields.get(before.name.toLowerCase());
			const metadata = { ...before.metadata, ...object(object(call.body).Metadata) };
			const changed = define(before.name, metadata);
			type.fields.set(before.name.toLowerCase(), { ...changed, trackedSince: present?.trackedSince ?? null });
			track(org, type, before.name, metadata);
			org.customFields.set(id, { ...before, metadata });
			return { status: 204 };
		}),
		route(org, 'DELETE', `${base}/:id`, 'archive property', ({ call }) => {
			mayCustomize(org);
			const id = param(call, 'id');
			const { object: of, name } = made(org, id);
			org.type(of).fields.delete(name.toLowerCase());
			org.customFields.delete(id);
			return { status: 204 };
		}),
	];
}

function made(org: Org, id: string) {
	const found = org.customFields.get(org.idFrom(id));
	if (!found) throw notFound();
	return found;
}

function mayCustomize(org: Org): void {
	if (org.options.canCustomize) return;
	throw refused(
		403,
		'INSUFFICIENT_ACCESS',
		'You do not have the level of access necessary to perform the operation you requested.',
	);
}

function create(org: Org, { call }: Asked): Answer {
	mayCustomize(org);
	const body = object(call.body);
	const fullName = text(body.FullName);
	const [objectName = '', name = ''] = fullName.split('.');
	const type = org.findType(objectName);
	if (!type || !type.updateable) throw refused(400, 'INVALID_TYPE', `Entity ${objectName} does not exist`);
	const developerName = name.replace(/__c$/, '');
	if (
		!/^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/.test(developerName) ||
		developerName === name ||
		developerName.length > 40
	) {
		throw refused(
			400,
			'FIELD_INTEGRITY_EXCEPTION',
			'The Custom Field Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.',
			['FullName'],
		);
	}
	if (type.fields.has(name.toLowerCase())) {
		throw refused(
			400,
			'DUPLICATE_DEVELOPER_NAME',
			`There is already a field named ${developerName} on ${type.label}.`,
			[],
		);
	}
	const metadata = object(body.Metadata);
	type.fields.set(name.toLowerCase(), define(name, metadata));
	track(org, type, name, metadata);
	const id = org.newId('00N');
	org.customFields.set(id, { object: type.name, name, metadata });
	return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}

const simple: Readonly<Record<string, FieldType>> = {
	Checkbox: 'boolean',
	Date: 'date',
	DateTime: 'datetime',
	Time: 'time',
	Email: 'email',
	Phone: 'phone',
	Url: 'url',
};

/** Nobody sees a new field until a permission set or profile grants it. */
function define(name: string, metadata: Json): Field {
	const label = text(metadata.label);
	const kind = text(metadata.type);
	if (label === '') throw required('label');
	if (label.length > 40)
		throw refused(400, 'STRING_TOO_LONG', `Label: data value too large: ${label} (max length=40)`, ['label']);
	const help = text(metadata.inlineHelpText);
	if (help.length > 510)
		throw refused(400, 'STRING_TOO_LONG', 'Help Text: data value too large (max length=510)', ['inlineHelpText']);
	if (text(metadata.description).length > 1_000) {
		throw refused(400, 'STRING_TOO_LONG', 'Description: data value too large (max length=1000)', ['description']);
	}
	const more: Partial<Field> = {
		help: help === '' ? null : help,
		guarded: metadata.required !== true,
		nillable: metadata.required !== true,
		externalId: metadata.externalId === true,
		idLookup: metadata.externalId === true,
		unique: metadata.unique === true,
		caseSensitive: metadata.caseSensitive === true,
	};
	const same = simple[kind];
	if (same) return typed(same, name, label, more);
	switch (kind) {
		case 'Text':
			return textField(name, label, whole(metadata.length, 'length', 1, 255), more);
		case 'TextArea':
			return longText(name, label, 255, more);
		case 'LongTextArea':
		case 'Html': {
			// Both numbers are needed for long text.
			whole(metadata.visibleLines, 'visibleLines', 2, 50);
			const length = whole(metadata.length, 'length', 256, 131_072);
			return longText(name, label, length, {
				...more,
				htmlFormatted: kind === 'Html',
				extraType: kind === 'Html' ? 'richtextarea' : 'plaintextarea',
			});
		}
		case 'Number':
		case 'Currency':
		case 'Percent': {
			const precision = whole(metadata.precision, 'precision', 1, 18);
			const scale = whole(metadata.scale, 'scale', 0, precision);
			return typed(kind === 'Number' ? 'double' : kind === 'Currency' ? 'currency' : 'percent', name, label, {
				...more,
				precision,
				scale,
			});
		}
		case 'Picklist':
		case 'MultiselectPicklist': {
			if (kind === 'MultiselectPicklist') whole(metadata.visibleLines, 'visibleLines', 3, 10);
			return choice(kind, name, label, object(metadata.valueSet), more);
		}
		case 'Lookup': {
			const to = text(metadata.referenceTo);
			if (to === '' || text(metadata.relationshipName) === '') throw required('referenceTo');
			return field({
				...more,
				name,
				label,
				type: 'reference',
				length: 18,
				referenceTo: [to],
				relationshipName: name.replace(/__c$/, '__r'),
				childRelationship: `${text(metadata.relationshipName)}__r`,
			});
		}
		default:
			throw refused(400, 'INVALID_FIELD', `Unknown field type: ${kind}`, ['type']);
	}
}

function choice(kind: string, name: string, label: string, valueSet: Json, more: Partial<Field>): Field {
	const definition = object(valueSet.valueSetDefinition);
	const options = list(definition.value).map((given) => {
		const value = object(given);
		const fullName = text(value.fullName) || text(value.valueName);
		if (fullName === '') throw required('fullName');
		return {
			value: fullName,
			label: text(value.label) || fullName,
			active: true,
			defaultValue: value.default === true,
		};
	});
	if (options.length === 0) throw required('valueSet');
	const restricted = valueSet.restricted === true;
	const made = picklist(name, label, [], { ...more, restricted, options });
	return kind === 'Picklist' ? made : typed('multipicklist', name, label, { ...more, restricted, options });
}

function track(org: Org, type: SObjectType, name: string, metadata: Json): void {
	const made = type.fields.get(name.toLowerCase());
	if (!made || metadata.trackHistory === undefined) return;
	made.trackedSince = metadata.trackHistory === true ? (made.trackedSince ?? org.clock.now()) : null;
}

function whole(value: unknown, name: string, least: number, most: number): number {
	if (value === undefined || value === null) throw required(name);
	const number = Number(value);
	if (!Number.isInteger(number) || number < least || number > most) {
		throw refused(400, 'NUMBER_OUTSIDE_VALID_RANGE', `${name}: must be between ${least} and ${most}`, [name]);
	}
	return number;
}

function required(name: string): Error {
	return refused(400, 'REQUIRED_FIELD_MISSING', `Required field is missing: ${name}`, [name]);
}
