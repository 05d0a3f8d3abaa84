/** One record at a time: read, list, create, update, archive. */
import { list, object, text, type Json } from '../core/json';
import type { Answer } from '../core/stand-in';
import type { Source, StoredRecord } from '../core/store';
import { HubSpotError, invalid, notFound } from './errors';
import { findAny } from './lookup';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { present, type Wanted } from './present';
import { apply, createRecord, plan, type Echo, type Plan, type Version } from './writes';

export interface SingleRequest {
	readonly portal: Portal;
	readonly type: ObjectType;
	readonly version: Version;
	readonly source: Source;
	readonly query: URLSearchParams;
	readonly body: Json;
}

export function readOne(request: SingleRequest, id: string): Answer {
	const { portal, type, query } = request;
	const archived = query.get('archived') === 'true';
	const record = findAny(portal, type, id, query.get('idProperty') ?? undefined);
	if (!record || (record.archivedAt !== null) !== archived) throw notFound();
	return {
		status: 200,
		body: { ...present(portal, type, record, wanted(request)), ...associationsOf(request, record) },
	};
}

/** In order of creation, by pages. */
export function listAll(request: SingleRequest): Answer {
	const { portal, type, query } = request;
	const limit = Number(query.get('limit') ?? 10);
	const most = csv(query, 'propertiesWithHistory').length > 0 ? 50 : 100;
	if (!(limit >= 1 && limit <= most)) throw invalid(`Page size must be between 1 and ${most}`);
	const after = Number(query.get('after') ?? 0);
	const archived = query.get('archived') === 'true';
	const all = [...portal.store.all(type.plural)].filter(
		(record) => record.mergedInto === null && (record.archivedAt !== null) === archived && Number(record.id) > after,
	);
	const page = all.slice(0, limit);
	const last = page.at(-1);
	const link = `${portal.url}/crm/v3/objects/${type.plural}?limit=${limit}&after=${last?.id}`;
	return {
		status: 200,
		body: {
			results: page.map((record) => ({
				...present(portal, type, record, wanted(request)),
				...associationsOf(request, record),
			})),
			...(all.length > limit && last ? { paging: { next: { after: last.id, link } } } : {}),
		},
	};
}

export function createOne(request: SingleRequest): Answer {
	const { portal, type, body, version, source } = request;
	const planned = plan(portal, type, null, object(body.properties), version);
	checkAssociations(portal, type, body.associations);
	const record = createRecord(portal, type, planned, source);
	associateNew(portal, type, record.id, body.associations, source);
	return { status: 201, body: writtenOne(request, record, planned, new Map()) };
}

/** A merged id updates the surviving record. */
export function updateOne(request: SingleRequest, id: string): Answer {
	const { portal, type, query, body, version, source } = request;
	const record = findAny(portal, type, id, query.get('idProperty') ?? undefined);
	if (!record || record.archivedAt !== null) throw notFound();
	const planned = plan(portal, type, record, object(body.properties), version);
	const echo = apply(portal, type, record, planned, source);
	return { status: 200, body: writtenOne(request, record, planned, echo) };
}

export function archiveOne({ portal, type, source }: SingleRequest, id: string): Answer {
	const record = portal.store.survivor(type.plural, id);
	if (record && record.archivedAt === null) portal.store.archive(record, source);
	return { status: 204 };
}

/** Inline associations of a create; they go to existing records only. */
export function associateNew(
	portal: Portal,
	type: ObjectType,
	id: string,
	associations: unknown,
	source: Source,
): void {
	for (const { to, toId, typeIds } of readAssociations(portal, type, associations)) {
		portal.associations.link(type, id, to, toId, typeIds, source);
	}
}

function checkAssociations(portal: Portal, type: ObjectType, associations: unknown): void {
	for (const { to, toId } of readAssociations(portal, type, associations)) {
		const record = portal.store.survivor(to.plural, toId);
		if (!record || record.archivedAt !== null) {
			throw new HubSpotError(400, 'VALIDATION_ERROR', `${to.label} with id ${toId} does not exist`);
		}
	}
}

function readAssociations(
	portal: Portal,
	type: ObjectType,
	associations: unknown,
): { readonly to: ObjectType; readonly toId: string; readonly typeIds: number[] }[] {
	return list(associations).map((entry) => {
		const toId = text(object(object(entry).to).id);
		const typeIds = list(object(entry).types).map((spec) => Number(object(spec).associationTypeId));
		const known = portal.associations.types.find(
			(candidate) => candidate.from === type.plural && candidate.typeId === typeIds[0],
		);
		if (!known) throw invalid(`One or more association types are not valid: [${typeIds.join(', ')}]`);
		return { to: portal.type(known.to), toId, typeIds };
	});
}

function wanted({ query, version }: SingleRequest): Wanted {
	return {
		properties: csv(query, 'properties'),
		history: csv(query, 'propertiesWithHistory'),
		withUrl: version === '2026-09',
	};
}

/** `?associations=companies,deals` */
function associationsOf({ portal, type, query }: SingleRequest, record: StoredRecord): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	for (const name of csv(query, 'associations')) {
		const to = portal.type(name);
		const links = portal.associations.of(type.plural, record.id, to.plural);
		if (links.length === 0) continue;
		const results = links.flatMap((link) =>
			link.types.map((association) => ({ id: link.toId, type: association.name })),
		);
		result[to.plural] = { results };
	}
	return Object.keys(result).length > 0 ? { associations: result } : {};
}

/** Comma-separated and repeated parameters. */
export function csv(query: URLSearchParams, name: string): string[] {
	return query
		.getAll(name)
		.flatMap((entry) => entry.split(','))
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

function writtenOne(request: SingleRequest, record: StoredRecord, planned: Plan, echo: Echo): Record<string, unknown> {
	const { portal, type, version } = request;
	const result = present(portal, type, record, {
		properties: [...type.defaults, ...planned.values.keys()],
		withUrl: version === '2026-09',
	});
	const properties = result.properties as Record<string, string | null>;
	for (const [name, value] of echo) properties[name] = value;
	return { ...result, ...(planned.warnings.length > 0 ? { warnings: planned.warnings } : {}) };
}
