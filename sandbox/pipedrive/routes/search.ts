/** Search: by object, and by one field. https://developers.pipedrive.com/docs/api/v1/ItemSearch */
import type { Answer } from '../../core/stand-in';
import { object, text } from '../../core/json';
import type { StoredRecord } from '../../core/store';
import type { Company } from '../company';
import { entities, findEntity, type Entity, type Field } from '../entities';
import { valueAt } from '../present';
import { contactsOf, parse } from '../values';
import { costs, data, flag, invalidQuery, page, type PipedriveCall, type Spec } from './dress';

/** The parameter `fields` and the record's fields that it stands for; custom fields apart. */
const searchFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
	person: { name: ['name'], email: ['emails'], phone: ['phones'], notes: ['notes'], custom_fields: [] },
	organization: { name: ['name'], address: ['address'], notes: [], custom_fields: [] },
	deal: { title: ['title'], notes: [], custom_fields: [] },
	lead: { title: ['title'], notes: [], custom_fields: [] },
};

const searchable = ['address', 'varchar', 'text', 'varchar_auto', 'double', 'monetary', 'phone'];

export function searchRoutes(company: Company): Spec[] {
	const searches = entities.filter(({ name }) => name in searchFields);
	return [
		...searches.map((entity): Spec => ({
			method: 'GET',
			path: `/api/v2/${entity.plural}/search`,
			purpose: 'search',
			cost: costs.search,
			kind: 'search',
			scopes: ['search:read', ...entity.readScope],
			run: (call) => search(company, entity, call),
		})),
		{
			method: 'GET',
			path: '/api/v2/itemSearch/field',
			purpose: 'search field',
			cost: costs.search,
			kind: 'search',
			scopes: ['search:read'],
			run: (call) => searchField(company, call),
		},
		{
			method: 'GET',
			path: '/api/v2/itemSearch',
			purpose: 'search',
			cost: costs.search,
			kind: 'search',
			scopes: ['search:read'],
			run: (call) => searchItems(company, call),
		},
	];
}

function term(call: PipedriveCall, exact: boolean): string {
	const text = (call.query.get('term') ?? '').trim();
	const least = exact ? 1 : 2;
	if (text.length < least) throw invalidQuery('term', `String must contain at least ${least} character(s)`);
	return text.toLowerCase();
}

function search(company: Company, entity: Entity, call: PipedriveCall): Answer {
	const found = matching(company, entity, call);
	const { items, next } = page(call, found);
	call.log.records = items.length;
	return data(
		{
			items: items.map((record, index) => ({ result_score: 1 - index / 1000, item: itemOf(company, entity, record) })),
		},
		{ additional_data: { next_cursor: next } },
	);
}

function matching(company: Company, entity: Entity, call: PipedriveCall): StoredRecord[] {
	const exact = flag(call, 'exact_match');
	const wanted = term(call, exact);
	const known = searchFields[entity.name] ?? {};
	const names = call.query.get('fields')?.split(',') ?? Object.keys(known);
	const odd = names.find((name) => !(name in known));
	if (odd !== undefined) throw invalidQuery('fields', `Invalid enum value '${odd}'`);
	const fields = names.flatMap((name) => known[name] ?? []).flatMap((code) => company.field(entity, code) ?? []);
	if (names.includes('custom_fields')) {
		fields.push(...company.fieldsOf(entity).filter(({ custom, type }) => custom && searchable.includes(type)));
	}
	const asOf = company.clock.now() - company.options.indexLagMs;
	const links = (['person_id', 'organization_id'] as const).flatMap((key) => {
		const value = call.query.get(key);
		return value === null || value === '' ? [] : [[key, value] as const];
	});
	return [...company.records(entity)].filter((record) => {
		const here = links.every(([key, value]) => {
			const code = key === 'organization_id' && entity.name !== 'lead' ? 'org_id' : key;
			return company.store.value(record, code) === value;
		});
		return (
			here && record.createdAt <= asOf && fields.some((field) => holds(company, record, field, wanted, exact, asOf))
		);
	});
}

function holds(
	company: Company,
	record: StoredRecord,
	field: Field,
	wanted: string,
	exact: boolean,
	asOf: number,
): boolean {
	const isPhone = field.code === 'phones' || field.type === 'phone';
	const asDigits = isPhone && company.options.phoneSearch === 'digits';
	const needle = asDigits ? wanted.replace(/\D/g, '') : wanted;
	if (needle === '') return false;
	return textsOf(field, valueAt(company, record, field.code, asOf)).some((held) => {
		const hay = asDigits ? held.replace(/\D/g, '') : held.toLowerCase();
		return exact ? hay === needle : hay.includes(needle);
	});
}

/** The texts of a value that search looks at. */
function textsOf(field: Field, stored: string | undefined): string[] {
	if (stored === undefined || stored === '') return [];
	if (field.code === 'emails' || field.code === 'phones') return contactsOf(stored).map(({ value }) => value);
	if (field.type === 'address' || field.type === 'monetary') {
		return [text(object(parse(stored))['value'])];
	}
	return [stored];
}

function itemOf(company: Company, entity: Entity, record: StoredRecord): Record<string, unknown> {
	const { store } = company;
	const value = (code: string) => store.value(record, code) ?? null;
	const contacts = (code: string) => contactsOf(store.value(record, code)).map((entry) => entry.value);
	const link = (code: string, name: string, title: string) => {
		const id = value(code);
		const other = id === null ? undefined : store.get(company.entity(name).plural, id);
		return other === undefined ? null : { id: Number(other.id), [title]: store.value(other, title) ?? '' };
	};
	return {
		id: entity.name === 'lead' ? record.id : Number(record.id),
		type: entity.name,
		[entity.titleField]: value(entity.titleField),
		visible_to: 3,
		owner: { id: Number(value('owner_id') ?? 0) },
		...(entity.name === 'person'
			? { phones: contacts('phones'), emails: contacts('emails'), organization: link('org_id', 'organization', 'name') }
			: {}),
		...(entity.name === 'deal' || entity.name === 'lead'
			? {
					person: link('person_id', 'person', 'name'),
					organization: link(entity.name === 'lead' ? 'organization_id' : 'org_id', 'organization', 'name'),
				}
			: {}),
		custom_fields: [],
		notes: [],
	};
}

function searchField(company: Company, call: PipedriveCall): Answer {
	const match = call.query.get('match') ?? 'exact';
	if (!['exact', 'beginning', 'middle'].includes(match)) throw invalidQuery('match', 'Invalid enum value');
	term(call, match === 'exact');
	// Unlike the other searches this one tells capitals from small letters.
	const wanted = (call.query.get('term') ?? '').trim();
	const entity = findEntity(call.query.get('entity_type') ?? '');
	const field = entity && company.field(entity, call.query.get('field') ?? '');
	if (!entity || !(entity.name in searchFields)) throw invalidQuery('entity_type', 'Invalid enum value');
	if (!field || (field.custom && !searchable.includes(field.type)))
		throw invalidQuery('field', 'Field is not searchable');
	const asOf = company.clock.now() - company.options.indexLagMs;
	const found = [...company.records(entity)].flatMap((record) => {
		const hit = textsOf(field, valueAt(company, record, field.code, asOf)).find((text) =>
			match === 'exact' ? text === wanted : match === 'beginning' ? text.startsWith(wanted) : text.includes(wanted),
		);
		return hit === undefined ? [] : [{ id: entity.name === 'lead' ? record.id : Number(record.id), [field.code]: hit }];
	});
	const { items, next } = page(call, found);
	call.log.records = items.length;
	return data(items, { additional_data: { next_cursor: next } });
}

function searchItems(company: Company, call: PipedriveCall): Answer {
	const types = call.query.get('item_types')?.split(',') ?? Object.keys(searchFields);
	const query = new URLSearchParams(call.query);
	query.delete('fields');
	const all = types.flatMap((type) => {
		const entity = findEntity(type);
		if (!entity || !(entity.name in searchFields)) throw invalidQuery('item_types', 'Invalid enum value');
		return matching(company, entity, { ...call, query }).map((record) => itemOf(company, entity, record));
	});
	const { items, next } = page(call, all, 100);
	return data(
		{ items: items.map((item) => ({ result_score: 1, item })), related_items: [] },
		{ additional_data: { next_cursor: next } },
	);
}
