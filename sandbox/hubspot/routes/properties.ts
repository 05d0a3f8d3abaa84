/** Property definitions, groups and validation rules. https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
import { list, object, text } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import { propertyScopes } from '../auth';
import { notFound } from '../errors';
import type { ObjectType } from '../object-types';
import type { Portal } from '../portal';
import type { Property } from '../property';
import { changeProperty, makeGroup, makeProperty } from '../property-writes';
import { expand, propertyBases, validationBases, type HubSpotCall, type RouteSpec } from './paths';

export function propertyRoutes(portal: Portal): Route[] {
	const typeFor = (call: HubSpotCall, access: 'read' | 'write'): ObjectType => {
		const type = portal.type(call.params.objectType ?? '');
		portal.auth.requireScopes(call.token, propertyScopes(type, access));
		return type;
	};
	const one = (call: HubSpotCall, type: ObjectType): Property => {
		const property = portal.property(type.plural, call.params.propertyName ?? '');
		if (!property || property.archived) throw notFound(`Property ${call.params.propertyName} does not exist`);
		return property;
	};
	const archive = (type: ObjectType, name: string): void => {
		const property = portal.property(type.plural, name);
		if (!property || property.archived) throw notFound(`Property ${name} does not exist`);
		portal.setProperty(type.plural, { ...property, archived: true, archivedAt: portal.clock.iso() });
	};
	const complete = (status: number, results: readonly unknown[]): Answer => {
		const at = portal.clock.iso();
		return { status, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } };
	};
	const bases = propertyBases;

	const specs: RouteSpec[] = [
		{
			bases,
			method: 'GET',
			path: '/:objectType',
			purpose: 'describe',
			run: (call) => {
				const type = typeFor(call, 'read');
				const sensitivity = call.query.get('dataSensitivity') ?? 'non_sensitive';
				const archived = call.query.get('archived') === 'true';
				const results = portal
					.allProperties(type.plural)
					.filter((property) => property.archived === archived && property.dataSensitivity === sensitivity);
				return { status: 200, body: { results } };
			},
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType',
			purpose: 'create property',
			run: (call) => ({ status: 201, body: makeProperty(portal, typeFor(call, 'write'), object(call.body)) }),
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/create',
			purpose: 'create property',
			run: (call) => {
				const type = typeFor(call, 'write');
				return complete(
					201,
					list(object(call.body).inputs).map((input) => makeProperty(portal, type, object(input))),
				);
			},
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/read',
			purpose: 'describe',
			run: (call) => {
				const type = typeFor(call, 'read');
				const found = list(object(call.body).inputs).flatMap((input) => {
					const property = portal.property(type.plural, text(object(input).name));
					return property && !property.archived ? [property] : [];
				});
				return complete(200, found);
			},
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/batch/archive',
			purpose: 'archive property',
			run: (call) => {
				const type = typeFor(call, 'write');
				for (const input of list(object(call.body).inputs)) archive(type, text(object(input).name));
				return { status: 204 };
			},
		},
		{
			bases,
			method: 'GET',
			path: '/:objectType/groups',
			purpose: 'describe',
			run: (call) => {
				const type = typeFor(call, 'read');
				const results = portal.groups(type.plural);
				return { status: 200, body: { results } };
			},
		},
		{
			bases,
			method: 'POST',
			path: '/:objectType/groups',
			purpose: 'create property group',
			run: (call) => ({ status: 201, body: makeGroup(portal, typeFor(call, 'write'), object(call.body)) }),
		},
		{
			bases,
			method: 'GET',
			path: '/:objectType/:propertyName',
			purpose: 'describe',
			run: (call) => ({ status: 200, body: one(call, typeFor(call, 'read')) }),
		},
		{
			bases,
			method: 'PATCH',
			path: '/:objectType/:propertyName',
			purpose: 'change property',
			run: (call) => {
				const type = typeFor(call, 'write');
				return { status: 200, body: changeProperty(portal, type, one(call, type), object(call.body)) };
			},
		},
		{
			bases,
			method: 'DELETE',
			path: '/:objectType/:propertyName',
			purpose: 'archive property',
			run: (call) => {
				archive(typeFor(call, 'write'), call.params.propertyName ?? '');
				return { status: 204 };
			},
		},
		{
			bases: validationBases,
			method: 'GET',
			path: '/:objectType',
			purpose: 'describe',
			run: (call) => {
				const rules = [...portal.rulesByProperty(typeFor(call, 'read').plural)];
				const results = rules.map(([propertyName, propertyValidationRules]) => ({
					propertyName,
					propertyValidationRules,
				}));
				return { status: 200, body: { results } };
			},
		},
		{
			bases: validationBases,
			method: 'GET',
			path: '/:objectType/:propertyName',
			purpose: 'describe',
			run: (call) => {
				const type = typeFor(call, 'read');
				return { status: 200, body: { results: portal.rulesOf(type.plural, one(call, type).name) } };
			},
		},
	];
	return expand(portal, specs);
}
