/** Associations, dated and v4. https://developers.hubspot.com/docs/api-reference/latest/crm/associations/guide */
import { list, object, text } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import type { AssociationType } from '../association-types';
import type { Link } from '../associations';
import { invalid } from '../errors';
import { batchAnswer } from '../batch';
import type { Portal } from '../portal';
import { linksOf, missing, type Pair } from './association-links';
import { oldAssociationRoutes } from './associations-v3';
import { expand, typeOf, type Base, type HubSpotCall, type RouteSpec } from './paths';

const dated = ':version(^(?:2026-03|2026-09)$)';
const pairBases: readonly Base[] = [
	{ path: `/crm/associations/${dated}` },
	{ path: '/crm/v4/associations', version: 'v4' },
	{ path: '/crm/associations/v4', version: 'v4' },
];
const recordBases: readonly Base[] = [
	{ path: `/crm/objects/${dated}` },
	{ path: '/crm/v4/objects', version: 'v4' },
	{ path: '/crm/objects/v4', version: 'v4' },
];

const maxRead = 1_000;
const maxCreate = 2_000;

export function associationRoutes(portal: Portal): Route[] {
	const pair = (call: HubSpotCall, access: 'read' | 'write'): Pair => ({
		from: typeOf(portal, call, access, call.params.fromObjectType),
		to: typeOf(portal, call, access, call.params.toObjectType),
	});
	const ids = (call: HubSpotCall): [string, string] => [call.params.objectId ?? '', call.params.toObjectId ?? ''];
	const record = '/:fromObjectType/:objectId/associations';

	const specs: RouteSpec[] = [
		{
			bases: pairBases,
			method: 'GET',
			path: '/:fromObjectType/:toObjectType/labels',
			purpose: 'describe',
			run: (call) => {
				const { from, to } = pair(call, 'read');
				return { status: 200, body: { results: portal.associations.typesBetween(from, to).map(presentType) } };
			},
		},
		{
			bases: pairBases,
			method: 'POST',
			path: '/:fromObjectType/:toObjectType/batch/read',
			purpose: 'batch read associations',
			run: (call) => batchReadLinks(portal, call, pair(call, 'read')),
		},
		{
			bases: pairBases,
			method: 'POST',
			path: '/:fromObjectType/:toObjectType/batch/create',
			purpose: 'batch associate',
			run: (call) => {
				const { from, to } = pair(call, 'write');
				return batchLink(portal, call, { from, to }, (input) =>
					list(input.types).map((spec) => Number(object(spec).associationTypeId)),
				);
			},
		},
		{
			bases: pairBases,
			method: 'POST',
			path: '/:fromObjectType/:toObjectType/batch/associate/default',
			purpose: 'batch associate',
			run: (call) => {
				const { from, to } = pair(call, 'write');
				return batchLink(portal, call, { from, to }, () => [portal.associations.defaultType(from, to).typeId]);
			},
		},
		{
			bases: pairBases,
			method: 'POST',
			path: '/:fromObjectType/:toObjectType/batch/archive',
			purpose: 'batch dissociate',
			run: (call) => {
				const { from, to } = pair(call, 'write');
				for (const input of list(object(call.body).inputs).map(object)) {
					for (const target of list(input.to)) {
						portal.associations.unlink(from, text(object(input.from).id), to, text(object(target).id));
					}
				}
				return { status: 204 };
			},
		},
		{
			bases: recordBases,
			method: 'GET',
			path: `${record}/:toObjectType`,
			purpose: 'read associations',
			run: (call) => {
				const { from, to } = pair(call, 'read');
				const limit = Number(call.query.get('limit') ?? 500);
				const after = Number(call.query.get('after') ?? 0);
				const links = linksOf(portal, from, ids(call)[0], to);
				const results = links.slice(after, after + limit).map((link) => presentLink(call, link));
				const next = after + limit;
				return {
					status: 200,
					body: { results, ...(links.length > next ? { paging: { next: { after: String(next) } } } : {}) },
				};
			},
		},
		{
			bases: recordBases,
			method: 'PUT',
			path: `${record}/default/:toObjectType/:toObjectId`,
			purpose: 'associate',
			run: (call) => {
				const { from, to } = pair(call, 'write');
				const type = portal.associations.defaultType(from, to);
				portal.associations.link(from, ids(call)[0], to, ids(call)[1], [type.typeId], call.source);
				return batchAnswer(portal, [madeLink(type, ids(call)[0], ids(call)[1])], [], 200);
			},
		},
		{
			bases: recordBases,
			method: 'PUT',
			path: `${record}/:toObjectType/:toObjectId`,
			purpose: 'associate',
			run: (call) => {
				const { from, to } = pair(call, 'write');
				const typeIds = list(call.body).map((spec) => Number(object(spec).associationTypeId));
				if (typeIds.length === 0) throw invalid('Invalid input JSON: at least one association type is needed');
				portal.associations.link(from, ids(call)[0], to, ids(call)[1], typeIds, call.source);
				return {
					status: 201,
					body: {
						fromObjectTypeId: from.typeId,
						fromObjectId: ids(call)[0],
						toObjectTypeId: to.typeId,
						toObjectId: ids(call)[1],
						labels: [],
					},
				};
			},
		},
		{
			bases: recordBases,
			method: 'DELETE',
			path: `${record}/:toObjectType/:toObjectId`,
			purpose: 'dissociate',
			run: (call) => {
				const { from, to } = pair(call, 'write');
				portal.associations.unlink(from, ids(call)[0], to, ids(call)[1]);
				return { status: 204 };
			},
		},
		...oldAssociationRoutes(portal, pair),
	];
	return expand(portal, specs);
}

function batchReadLinks(portal: Portal, call: HubSpotCall, { from, to }: Pair): Answer {
	const inputs = list(object(call.body).inputs).map((input) => text(object(input).id));
	if (inputs.length > maxRead)
		throw invalid(`The maximum number of inputs supported in a batch request is ${maxRead}.`);
	const without: string[] = [];
	const results = inputs.flatMap((id) => {
		const links = linksOf(portal, from, id, to);
		if (links.length === 0) without.push(id);
		return links.length === 0 ? [] : [{ from: { id }, to: links.map((link) => presentLink(call, link)) }];
	});
	return batchAnswer(portal, portal.random.shuffle(results), missing(from, to, without), 200);
}

function batchLink(
	portal: Portal,
	call: HubSpotCall,
	{ from, to }: Pair,
	typeIds: (input: Readonly<Record<string, unknown>>) => number[],
): Answer {
	const inputs = list(object(call.body).inputs).map(object);
	if (inputs.length > maxCreate)
		throw invalid(`The maximum number of inputs supported in a batch request is ${maxCreate}.`);
	const results = inputs.map((input) => {
		const [fromId, toId] = [text(object(input.from).id), text(object(input.to).id)];
		const [type] = portal.associations.link(from, fromId, to, toId, typeIds(input), call.source);
		return {
			...(type ? madeLink(type, fromId, toId) : {}),
			fromObjectTypeId: from.typeId,
			fromObjectId: fromId,
			toObjectTypeId: to.typeId,
			toObjectId: toId,
			labels: [],
		};
	});
	return batchAnswer(portal, results, [], 201);
}

function madeLink(type: AssociationType, fromId: string, toId: string): Record<string, unknown> {
	return {
		from: { id: fromId },
		to: { id: toId },
		associationSpec: { associationCategory: type.category, associationTypeId: type.typeId },
	};
}

/** v4 answers record ids as numbers, the dated versions as text. */
function presentLink(call: HubSpotCall, link: Link): Record<string, unknown> {
	return {
		toObjectId: call.version === 'v4' ? Number(link.toId) : link.toId,
		associationTypes: link.types.map(presentType),
	};
}

function presentType(type: AssociationType): Record<string, unknown> {
	return { category: type.category, typeId: type.typeId, label: type.label };
}
