/** Single records. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_retrieve.htm */
import { object } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import type { StoredRecord } from '../../core/store';
import { deleted, refused } from '../errors';
import type { Field } from '../field';
import type { Org } from '../org';
import { notModified, requireUnmodified, validators } from '../precondition';
import { present } from '../present';
import type { SObjectType } from '../sobject';
import { apply, checkAlive, judge, recordOf, remove } from '../writes';
import { param, route, type Asked } from './route';

export function recordRoutes(org: Org): Route[] {
	return [
		route(org, 'POST', '/sobjects/:type', 'create', (asked) => create(org, asked)),
		route(org, 'GET', '/sobjects/:type/:id', 'read', (asked) => read(org, asked)),
		route(org, 'PATCH', '/sobjects/:type/:id', 'update', (asked) => update(org, asked)),
		route(org, 'DELETE', '/sobjects/:type/:id', 'archive', ({ call, session }) => {
			const type = org.type(param(call, 'type'));
			remove(org, type, recordOf(org, type, param(call, 'id')), session.source());
			return { status: 204 };
		}),
		route(org, 'GET', '/sobjects/:type/:field/:value', 'read', (asked) => {
			const { type, matches } = byExternalId(org, asked);
			if (matches.length > 1) return several(type, matches, asked);
			const [record] = matches;
			if (!record) throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
			return { status: 200, body: recordBody(org, asked, type, record, asked.call.query.get('fields')) };
		}),
		route(org, 'PATCH', '/sobjects/:type/:field/:value', 'upsert', (asked) => upsert(org, asked)),
		route(org, 'DELETE', '/sobjects/:type/:field/:value', 'archive', (asked) => {
			const { type, matches } = byExternalId(org, asked);
			if (matches.length > 1) return several(type, matches, asked);
			const [record] = matches;
			if (!record) throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
			remove(org, type, record, asked.session.source());
			return { status: 204 };
		}),
	];
}

function create(org: Org, { call, session, version }: Asked): Answer {
	const type = org.type(param(call, 'type'));
	const plan = judge(org, session, type, null, object(call.body));
	org.auth.beforeUpdate(session.token, 1);
	const record = apply(org, plan, session.source(), session);
	session.token.written++;
	call.log.records = 1;
	return {
		status: 201,
		body: { id: record.id, success: true, errors: [] },
		headers: { location: `/services/data/${version}/sobjects/${type.name}/${record.id}` },
	};
}

function read(org: Org, asked: Asked): Answer {
	const { call } = asked;
	const type = org.type(param(call, 'type'));
	const record = recordOf(org, type, param(call, 'id'));
	if (record.archivedAt !== null || record.mergedInto !== null) throw deleted();
	const unchanged = notModified(org, record, call.headers);
	if (unchanged) return unchanged;
	requireUnmodified(org, type, record, call.headers);
	call.log.records = 1;
	return {
		status: 200,
		body: recordBody(org, asked, type, record, call.query.get('fields')),
		headers: validators(org, type, record),
	};
}

/** 204 and no word of what was stored. */
function update(org: Org, { call, session }: Asked): Answer {
	const type = org.type(param(call, 'type'));
	const record = recordOf(org, type, param(call, 'id'));
	checkAlive(org, type, record);
	const isFirst = org.options.preconditionOrder === 'before fields';
	if (isFirst) requireUnmodified(org, type, record, call.headers);
	const plan = judge(org, session, type, record, object(call.body));
	if (!isFirst) requireUnmodified(org, type, record, call.headers);
	org.auth.beforeUpdate(session.token, 1);
	apply(org, plan, session.source(), session);
	session.token.written++;
	call.log.records = 1;
	return { status: 204 };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm */
function upsert(org: Org, asked: Asked): Answer {
	const { call, session } = asked;
	const { type, field, value, matches } = byExternalId(org, asked);
	if (matches.length > 1) return several(type, matches, asked);
	const [existing] = matches;
	const body = object(call.body);
	const plan = judge(org, session, type, existing ?? null, existing ? body : { ...body, [field.name]: value });
	org.auth.beforeUpdate(session.token, 1);
	const record = apply(org, plan, session.source(), session);
	session.token.written++;
	call.log.records = 1;
	const created = existing === undefined;
	return { status: created ? 201 : 200, body: { id: record.id, success: true, errors: [], created } };
}

function byExternalId(org: Org, { call, session }: Asked) {
	const type = org.type(param(call, 'type'));
	const field = org.visible(session.userId, type, param(call, 'field'));
	if (!field?.idLookup) {
		throw refused(
			404,
			'NOT_FOUND',
			`Provided external ID field does not exist or is not accessible: ${param(call, 'field')}`,
		);
	}
	const value = param(call, 'value');
	const matches = [...org.live(type.name)].filter(
		(record) => (org.store.value(record, field.name) ?? '').toLowerCase() === value.toLowerCase(),
	);
	return { type, field, value, matches };
}

function several(type: SObjectType, matches: readonly StoredRecord[], { version }: Asked): Answer {
	return { status: 300, body: matches.map(({ id }) => `/services/data/${version}/sobjects/${type.name}/${id}`) };
}

/** The asked fields, or all that the user can see. */
export function recordBody(
	org: Org,
	{ session, version }: Asked,
	type: SObjectType,
	record: StoredRecord,
	wanted: string | null,
): Record<string, unknown> {
	const fields =
		wanted === null ? visibleFields(org, session.userId, type) : fieldsOf(org, session.userId, type, wanted.split(','));
	return bodyOf(org, version, type, record, fields);
}

export function bodyOf(
	org: Org,
	version: string,
	type: SObjectType,
	record: StoredRecord,
	fields: readonly Field[],
): Record<string, unknown> {
	const body: Record<string, unknown> = {
		attributes: { type: type.name, url: `/services/data/${version}/sobjects/${type.name}/${record.id}` },
	};
	for (const field of fields) body[field.name] = present(org, type, record, field);
	if (!('Id' in body)) body.Id = record.id;
	return body;
}

function visibleFields(org: Org, userId: string, type: SObjectType): Field[] {
	return [...type.fields.values()].filter((field) => org.access(userId, type, field) !== 'none');
}

/** Throws INVALID_FIELD for one that the user cannot see. */
export function fieldsOf(org: Org, userId: string, type: SObjectType, names: readonly string[]): Field[] {
	return names.map((name) => {
		const field = org.visible(userId, type, name.trim());
		if (!field) throw refused(400, 'INVALID_FIELD', `No such column '${name.trim()}' on sobject of type ${type.name}`);
		return field;
	});
}
