/** Persons, organizations, deals and activities of the v2 API. https://developers.pipedrive.com/docs/api/v1/Persons */
import type { Answer } from '../../core/stand-in';
import type { StoredRecord } from '../../core/store';
import { capital, type Company } from '../company';
import { entities, type Entity } from '../entities';
import { notFound, PipedriveError } from '../errors';
import { object, text } from '../../core/json';
import { present } from '../present';
import { parse } from '../values';
import { apply, createRecord, plan } from '../writes';
import { costs, data, invalidQuery, page, type PipedriveCall, type Spec } from './dress';

const wholeSeconds = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const mostIds = 100;
const mostCustomFields = 15;

export function recordRoutes(company: Company): Spec[] {
	return entities
		.filter(({ name }) => ['person', 'organization', 'deal', 'activity'].includes(name))
		.flatMap((entity) => {
			const base = `/api/v2/${entity.plural}`;
			const read = { scopes: entity.readScope };
			const write = { scopes: entity.writeScope, writes: true };
			return [
				{
					...read,
					method: 'GET',
					path: base,
					purpose: 'list',
					cost: costs.list,
					run: (call) => list(company, entity, call),
				},
				{
					...read,
					method: 'GET',
					path: `${base}/:id`,
					purpose: 'read',
					cost: costs.one,
					run: (call) => readOne(company, entity, call),
				},
				{
					...write,
					method: 'POST',
					path: base,
					purpose: 'create',
					cost: costs.write,
					run: (call) => create(company, entity, call),
				},
				{
					...write,
					method: 'PATCH',
					path: `${base}/:id`,
					purpose: 'update',
					cost: costs.write,
					run: (call) => update(company, entity, call),
				},
				{
					...write,
					method: 'DELETE',
					path: `${base}/:id`,
					purpose: 'delete',
					cost: 3,
					run: (call) => {
						const record = company.live(entity, call.params['id'] ?? '');
						company.store.archive(record, call.source);
						return data({ id: Number(record.id) });
					},
				},
			] satisfies Spec[];
		});
}

function list(company: Company, entity: Entity, call: PipedriveCall): Answer {
	const records = filtered(company, entity, call);
	const { items, next } = page(call, sorted(call, records));
	const custom = customFields(call);
	call.log.records = items.length;
	return data(
		items.map((record) => present(company, entity, record, { custom })),
		{ additional_data: { next_cursor: next } },
	);
}

function filtered(company: Company, entity: Entity, call: PipedriveCall): StoredRecord[] {
	const ids = call.query.get('ids');
	if (ids !== null && ids !== '') {
		const wanted = ids.split(',');
		if (wanted.length > mostIds) throw invalidQuery('ids', `Array must contain at most ${mostIds} items`);
		if (wanted.some((id) => !/^\d+$/.test(id.trim())))
			throw invalidQuery('ids', 'Expected a comma-separated list of integers');
		const set = new Set(wanted.map((id) => id.trim()));
		return [...company.records(entity)].filter(({ id }) => set.has(id));
	}
	const since = moment(call, 'updated_since');
	const until = moment(call, 'updated_until');
	const links = ['org_id', 'person_id', 'deal_id', 'lead_id', 'owner_id'].flatMap((key) => {
		const value = call.query.get(key);
		return value === null || value === '' ? [] : [[key, value] as const];
	});
	return [...company.records(entity)].filter((record) => {
		const at = Math.floor(record.updatedAt / 1000) * 1000;
		if (since !== undefined && at < since) return false;
		if (until !== undefined && at >= until) return false;
		return links.every(([key, value]) => {
			// The people of a deal are found from the person's side.
			if (entity.name === 'person' && key === 'deal_id') {
				const deal = company.store.get('deals', value);
				return deal !== undefined && company.store.value(deal, 'person_id') === record.id;
			}
			return company.store.value(record, key) === value;
		});
	});
}

function moment(call: PipedriveCall, name: string): number | undefined {
	const value = call.query.get(name);
	if (value === null || value === '') return undefined;
	if (wholeSeconds.test(value) && !Number.isNaN(Date.parse(value))) return Date.parse(value);
	throw invalidQuery(name, 'Invalid date-time format, expected RFC3339');
}

function sorted(call: PipedriveCall, records: readonly StoredRecord[]): StoredRecord[] {
	const by = call.query.get('sort_by') ?? 'id';
	if (!['id', 'update_time', 'add_time', 'due_date'].includes(by)) throw invalidQuery('sort_by', 'Invalid enum value');
	const direction = call.query.get('sort_direction') === 'desc' ? -1 : 1;
	const key = (record: StoredRecord): number => {
		if (by === 'update_time') return Math.floor(record.updatedAt / 1000);
		return by === 'add_time' ? Math.floor(record.createdAt / 1000) : Number(record.id);
	};
	return [...records].sort((a, b) => direction * (key(a) - key(b) || Number(a.id) - Number(b.id)));
}

function customFields(call: PipedriveCall): readonly string[] | undefined {
	const value = call.query.get('custom_fields');
	if (value === null || value === '') return undefined;
	const keys = value.split(',');
	if (keys.length > mostCustomFields)
		throw invalidQuery('custom_fields', `Array must contain at most ${mostCustomFields} items`);
	return keys;
}

function readOne(company: Company, entity: Entity, call: PipedriveCall): Answer {
	const record = company.store.get(entity.plural, idOf(call));
	const gone = record !== undefined && (record.archivedAt !== null || record.mergedInto !== null);
	if (!record || (gone && company.options.deletedRecord === 'not found')) throw notFound(capital(entity.name));
	call.log.records = 1;
	return data(present(company, entity, record, { custom: customFields(call) }));
}

function create(company: Company, entity: Entity, call: PipedriveCall): Answer {
	const planned = new Map(plan(company, entity, null, call.json));
	if (entity.name === 'activity') setParticipants(company, planned);
	const record = createRecord(company, entity, planned, call.source);
	call.log.records = 1;
	return data(present(company, entity, record), {}, 201);
}

/** The first participant is the activity's person. */
function setParticipants(company: Company, planned: Map<string, string>): void {
	const participants = parse(planned.get('participants') ?? '[]');
	const [first] = Array.isArray(participants) ? (participants as unknown[]) : [];
	const id = text(object(first)['person_id']);
	if (id === '') return;
	company.live(company.entity('person'), id);
	planned.set('person_id', id);
}

function update(company: Company, entity: Entity, call: PipedriveCall): Answer {
	company.auth.beforeUpdate(call.token);
	const record = company.live(entity, idOf(call));
	apply(company, entity, record, plan(company, entity, record, call.json), call.source);
	call.token.written++;
	call.log.records = 1;
	return data(present(company, entity, record));
}

function idOf(call: PipedriveCall): string {
	const id = call.params['id'] ?? '';
	if (/^\d+$/.test(id)) return id;
	throw new PipedriveError(400, 'Validation failed: id: Expected number', { code: 'ERR_SCHEMA_VALIDATION_FAILED' });
}
