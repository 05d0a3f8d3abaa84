/** Field descriptions, and making custom fields. https://developers.pipedrive.com/docs/api/v1/PersonFields */
import { list, object, text } from '../../core/json';
import type { Company } from '../company';
import { entities, type Entity, type Field, type FieldType } from '../entities';
import { notFound, schemaError } from '../errors';
import { costs, data, oldPage, page, type PipedriveCall, type Spec } from './dress';

const creatable: readonly FieldType[] = [
	...(['varchar', 'text', 'double', 'phone', 'date', 'daterange', 'time', 'timerange', 'set', 'enum'] as const),
	...(['varchar_auto', 'address', 'monetary', 'org', 'people', 'user'] as const),
];

export function fieldRoutes(company: Company): Spec[] {
	const v2 = entities.filter(({ name }) => ['person', 'organization', 'deal', 'activity'].includes(name));
	return [
		...v2.flatMap((entity): Spec[] => {
			const path = `/api/v2/${entity.fieldsPath}`;
			const scopes = [...entity.readScope, 'admin'];
			return [
				{
					method: 'GET',
					path,
					purpose: 'describe',
					cost: costs.fields,
					scopes,
					run: (call) => {
						const { items, next } = page(call, company.fieldsOf(entity));
						return data(items.map(present), { additional_data: { next_cursor: next } });
					},
				},
				{
					method: 'GET',
					path: `${path}/:code`,
					purpose: 'describe',
					cost: costs.one,
					scopes,
					run: (call) => data(present(fieldOf(company, entity, call))),
				},
				{
					method: 'POST',
					path,
					purpose: 'create field',
					cost: costs.v1Write,
					scopes: ['admin', ...entity.writeScope],
					writes: true,
					run: (call) => data(present(create(company, entity, call)), {}, 201),
				},
				{
					method: 'DELETE',
					path: `${path}/:code`,
					purpose: 'delete field',
					cost: costs.v1Write,
					scopes: ['admin'],
					writes: true,
					run: (call) => {
						const field = fieldOf(company, entity, call);
						company.removeField(entity, field.code);
						return data(present(field));
					},
				},
			];
		}),
		{
			method: 'GET',
			path: '/v1/leadFields',
			purpose: 'describe',
			cost: costs.fields,
			scopes: ['leads:read', 'leads:full'],
			run: (call) => {
				const { items, more } = oldPage(call, company.fieldsOf(company.entity('lead')));
				return data(items.map(presentOld), more);
			},
		},
	];
}

function fieldOf(company: Company, entity: Entity, call: PipedriveCall): Field {
	const field = company.field(entity, call.params['code'] ?? '');
	if (!field) throw notFound('Field');
	return field;
}

function present(field: Field): Record<string, unknown> {
	const options = field.options?.map((option) => ({ ...option, color: null, update_time: null }));
	return {
		field_name: field.name,
		field_code: field.code,
		field_type: field.type,
		options: options ?? null,
		subfields:
			field.type === 'address'
				? [{ field_code: `${field.code}_locality`, field_name: 'City', field_type: 'varchar' }]
				: null,
		is_custom_field: field.custom,
		is_optional_response_field: false,
	};
}

/** v1 describes fields in its own words. */
function presentOld(field: Field, index: number): Record<string, unknown> {
	return {
		id: 12_000 + index,
		key: field.code,
		name: field.name,
		field_type: field.type,
		options: field.options ?? undefined,
		edit_flag: field.custom,
		bulk_edit_allowed: field.writable,
		mandatory_flag: false,
	};
}

function create(company: Company, entity: Entity, call: PipedriveCall): Field {
	const name = text(call.json['field_name']);
	const type = text(call.json['field_type']) as FieldType;
	const options = list(call.json['options']).map((option) => text(object(option)['label']));
	const problems: [string, string][] = [];
	if (name === '') problems.push(['field_name', 'Required']);
	if (!creatable.includes(type)) problems.push(['field_type', 'Invalid enum value']);
	const needsOptions = type === 'enum' || type === 'set';
	if (needsOptions && options.length === 0) problems.push(['options', 'Required for enum and set field types']);
	for (const key of Object.keys(call.json)) {
		const known = ['field_name', 'field_type', 'options', 'ui_visibility', 'important_fields', 'required_fields'];
		if (!known.includes(key)) problems.push([key, `Parameter '${key}' is not allowed for this request`]);
	}
	if (problems.length > 0) throw schemaError(problems);
	return company.addField(entity, { name, type, ...(needsOptions ? { options } : {}) });
}
