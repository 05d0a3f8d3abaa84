/** Associations v3: types by name or number, one type per link. https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/v3/guide */
import { list, object, text } from '../../core/json';
import type { AssociationType } from '../association-types';
import type { Link } from '../associations';
import { batchAnswer } from '../batch';
import { invalid } from '../errors';
import type { Portal } from '../portal';
import { linksOf, missing, type Pair } from './association-links';
import { objectBases, type Base, type HubSpotCall, type RouteSpec } from './paths';

const oldPairBases: readonly Base[] = [
	{ path: '/crm/v3/associations', version: 'v3' },
	{ path: '/crm/associations/v3', version: 'v3' },
];
const oldRecordBases = objectBases.filter(({ version }) => version === 'v3');

export function oldAssociationRoutes(
	portal: Portal,
	pair: (call: HubSpotCall, access: 'read' | 'write') => Pair,
): RouteSpec[] {
	const typeNamed = ({ from, to }: Pair, name: string): AssociationType => {
		const found = portal.associations
			.typesBetween(from, to)
			.find(
				(type) =>
					type.name === name || `${type.name.replace('_unlabeled', '')}` === name || String(type.typeId) === name,
			);
		if (!found) throw invalid(`${name} is no association type between ${from.name} and ${to.name}.`);
		return found;
	};
	const old = (link: Link): Record<string, unknown>[] => link.types.map((type) => ({ id: link.toId, type: type.name }));
	return [
		{
			bases: oldPairBases,
			method: 'POST',
			path: '/:fromObjectType/:toObjectType/batch/read',
			purpose: 'batch read associations',
			run: (call) => {
				const { from, to } = pair(call, 'read');
				const inputs = list(object(call.body).inputs).map((input) => text(object(input).id));
				const results = inputs.flatMap((id) => {
					const links = linksOf(portal, from, id, to);
					return links.length > 0 ? [{ from: { id }, to: links.flatMap(old) }] : [];
				});
				return batchAnswer(
					portal,
					results,
					missing(
						from,
						to,
						inputs.filter((id) => linksOf(portal, from, id, to).length === 0),
					),
					200,
				);
			},
		},
		{
			bases: oldPairBases,
			method: 'POST',
			path: '/:fromObjectType/:toObjectType/batch/create',
			purpose: 'batch associate',
			run: (call) => {
				const both = pair(call, 'write');
				const results = list(object(call.body).inputs)
					.map(object)
					.map((input) => {
						const [fromId, toId] = [text(object(input.from).id), text(object(input.to).id)];
						const type = typeNamed(both, text(input.type));
						portal.associations.link(both.from, fromId, both.to, toId, [type.typeId], call.source);
						return { from: { id: fromId }, to: { id: toId }, type: type.name };
					});
				return batchAnswer(portal, results, [], 201);
			},
		},
		{
			bases: oldPairBases,
			method: 'POST',
			path: '/:fromObjectType/:toObjectType/batch/archive',
			purpose: 'batch dissociate',
			run: (call) => {
				const { from, to } = pair(call, 'write');
				for (const input of list(object(call.body).inputs).map(object)) {
					portal.associations.unlink(from, text(object(input.from).id), to, text(object(input.to).id));
				}
				return { status: 204 };
			},
		},
		{
			bases: oldPairBases,
			method: 'GET',
			path: '/:fromObjectType/:toObjectType/types',
			purpose: 'describe',
			run: (call) => {
				const { from, to } = pair(call, 'read');
				const results = portal.associations
					.typesBetween(from, to)
					.map((type) => ({ id: String(type.typeId), name: type.name }));
				return { status: 200, body: { results } };
			},
		},
		{
			bases: oldRecordBases,
			method: 'GET',
			path: '/:fromObjectType/:objectId/associations/:toObjectType',
			purpose: 'read associations',
			run: (call) => {
				const { from, to } = pair(call, 'read');
				return { status: 200, body: { results: linksOf(portal, from, call.params.objectId ?? '', to).flatMap(old) } };
			},
		},
		{
			bases: oldRecordBases,
			method: 'PUT',
			path: '/:fromObjectType/:objectId/associations/:toObjectType/:toObjectId/:associationType',
			purpose: 'associate',
			run: (call) => {
				const both = pair(call, 'write');
				const { objectId = '', toObjectId = '', associationType = '' } = call.params;
				const type = typeNamed(both, associationType);
				portal.associations.link(both.from, objectId, both.to, toObjectId, [type.typeId], call.source);
				return { status: 200, body: { id: objectId, properties: {}, archived: false } };
			},
		},
	];
}
