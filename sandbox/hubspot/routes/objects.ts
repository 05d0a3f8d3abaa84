/** CRM objects: single records, batches, search, merge. https://developers.hubspot.com/docs/api-reference/latest/crm/objects */
import { list, object, text } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import { batchRead } from '../batch';
import { batchArchive, batchCreate, batchUpdate, batchUpsert } from '../batch-writes';
import type { ObjectType } from '../object-types';
import type { Portal } from '../portal';
import { mergeRecords } from '../merge';
import { present } from '../present';
import { search } from '../search';
import { archiveOne, createOne, listAll, readOne, updateOne } from '../single';
import { countRecords, expand, objectBases, typeOf, type HubSpotCall, type RouteSpec } from './paths';

const withHistory = (asked: boolean, purpose: string): string => (asked ? `${purpose} with history` : purpose);

export function objectRoutes(portal: Portal): Route[] {
	const request = (call: HubSpotCall, type: ObjectType) => ({
		portal,
		type,
		version: call.version,
		source: call.source,
		query: call.query,
		body: object(call.body),
	});
	const read = (handle: (call: HubSpotCall, type: ObjectType) => Answer) => (call: HubSpotCall) =>
		countRecords(call, handle(call, typeOf(portal, call, 'read')));
	const write = (handle: (call: HubSpotCall, type: ObjectType) => Answer) => (call: HubSpotCall) =>
		countRecords(call, handle(call, typeOf(portal, call, 'write')));
	/** Updates count towards the number of records after which a token may die. */
	const update = (handle: (call: HubSpotCall, type: ObjectType) => Answer) => (call: HubSpotCall) => {
		const type = typeOf(portal, call, 'write');
		portal.auth.beforeUpdate(call.token, Math.max(1, list(object(call.body).inputs).length));
		const answer = countRecords(call, handle(call, type));
		call.token.written += call.log.records ?? 0;
		return answer;
	};
	const id = (call: HubSpotCall): string => call.params.objectId ?? '';
	const bases = objectBases;

	const specs: RouteSpec[] = [
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/read',
			purpose: (body) => withHistory(list(object(body).propertiesWithHistory).length > 0, 'batch read'),
			run: read((call, type) => batchRead(request(call, type))),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/update',
			purpose: 'batch update',
			run: update((call, type) => batchUpdate(request(call, type))),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/create',
			purpose: 'batch create',
			run: write((call, type) => batchCreate(request(call, type))),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/upsert',
			purpose: 'batch upsert',
			run: update((call, type) => batchUpsert(request(call, type))),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/archive',
			purpose: 'batch archive',
			run: write((call, type) => batchArchive(request(call, type))),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/search',
			purpose: 'search',
			admission: 'search',
			run: read((call, type) =>
				search(portal, type, object(call.body), call.rawBody.length, call.version === '2026-09'),
			),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/merge',
			purpose: 'merge',
			run: write((call, type) => {
				const { primaryObjectId, objectIdToMerge } = object(call.body);
				const winner = mergeRecords(portal, type, text(primaryObjectId), text(objectIdToMerge), call.source);
				return { status: 200, body: present(portal, type, winner, {}) };
			}),
		},
		{
			bases,
			method: 'GET',
			path: '/:objectType',
			purpose: (_body, query) => withHistory(query.has('propertiesWithHistory'), 'list'),
			run: read((call, type) => listAll(request(call, type))),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType',
			purpose: 'create',
			run: write((call, type) => createOne(request(call, type))),
		},
		{
			bases,
			method: 'GET',
			path: '/:objectType/:objectId',
			purpose: (_body, query) => withHistory(query.has('propertiesWithHistory'), 'read'),
			run: read((call, type) => readOne(request(call, type), id(call))),
		},
		{
			bases,
			method: 'PATCH',
			path: '/:objectType/:objectId',
			purpose: 'update',
			run: update((call, type) => updateOne(request(call, type), id(call))),
		},
		{
			bases,
			method: 'DELETE',
			path: '/:objectType/:objectId',
			purpose: 'archive',
			run: write((call, type) => archiveOne(request(call, type), id(call))),
		},
	];
	return expand(portal, specs);
}
