/** Leads, which v2 does not have yet. https://developers.pipedrive.com/docs/api/v1/Leads */
import type { Company } from '../company';
import type { Entity } from '../entities';
import { apply, createRecord, planLead } from '../writes';
import { present } from '../present';
import { costs, data, oldPage, type PipedriveCall, type Spec } from './dress';
import { PipedriveError } from '../errors';
import type { StoredRecord } from '../../core/store';

export function leadRoutes(company: Company): Spec[] {
	const entity = company.entity('lead');
	const read = { scopes: entity.readScope };
	const write = { scopes: entity.writeScope, writes: true };
	const live = (call: PipedriveCall): StoredRecord => {
		const id = call.params['id'] ?? '';
		if (!/^[0-9a-f-]{36}$/.test(id)) throw new PipedriveError(400, 'Invalid lead ID', { code: 'ERR_BAD_REQUEST' });
		return company.live(entity, id);
	};
	const show = (record: StoredRecord) => {
		const { owner_id, ...rest } = withPartsBeside(company, entity, present(company, entity, record));
		return { ...rest, owner_id, creator_id: owner_id, is_archived: rest['is_archived'] ?? false };
	};
	return [
		{
			...read,
			method: 'GET',
			path: '/v1/leads',
			purpose: 'list',
			cost: costs.list * 2,
			run: (call) => {
				const links = (['person_id', 'organization_id', 'owner_id'] as const).flatMap((key) => {
					const value = call.query.get(key);
					return value === null ? [] : [[key, value] as const];
				});
				const all = [...company.records(entity)].filter((record) =>
					links.every(([key, value]) => company.store.value(record, key) === value),
				);
				if ((call.query.get('sort') ?? '').startsWith('update_time')) all.sort((a, b) => a.updatedAt - b.updatedAt);
				const { items, more } = oldPage(call, all);
				call.log.records = items.length;
				return data(items.map(show), more);
			},
		},
		{
			...read,
			method: 'GET',
			path: '/v1/leads/:id',
			purpose: 'read',
			cost: costs.one * 2,
			run: (call) => {
				call.log.records = 1;
				return data(show(live(call)));
			},
		},
		{
			...write,
			method: 'POST',
			path: '/v1/leads',
			purpose: 'create',
			cost: costs.v1Write,
			run: (call) => {
				const planned = planLead(company, entity, null, call.json);
				if (!planned.get('person_id') && !planned.get('organization_id')) {
					throw new PipedriveError(400, 'A lead must be linked to a person or an organization');
				}
				return data(show(createRecord(company, entity, planned, call.source)), {}, 201);
			},
		},
		{
			...write,
			method: 'PATCH',
			path: '/v1/leads/:id',
			purpose: 'update',
			cost: costs.v1Write,
			run: (call) => {
				company.auth.beforeUpdate(call.token);
				const record = live(call);
				apply(company, entity, record, planLead(company, entity, record, call.json), call.source);
				call.token.written++;
				call.log.records = 1;
				return data(show(record));
			},
		},
	];
}

/** v1 has {key}_currency and the like beside {key}. https://developers.pipedrive.com/docs/api/v1/LeadFields */
function withPartsBeside(company: Company, entity: Entity, body: Record<string, unknown>): Record<string, unknown> {
	const flat: Record<string, unknown> = { ...body };
	for (const { code, custom } of company.fieldsOf(entity)) {
		const value = body[code];
		if (!custom || typeof value !== 'object' || value === null || Array.isArray(value)) continue;
		for (const [part, entry] of Object.entries(value)) flat[part === 'value' ? code : `${code}_${part}`] = entry;
	}
	return flat;
}
