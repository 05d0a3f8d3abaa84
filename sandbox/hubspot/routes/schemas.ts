/** Pipelines and custom object schemas. https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
import { list, object, optionalText, strings, text } from '../../core/json';
import { HubSpotError, invalid, notFound } from '../errors';
import { customObject, type ObjectType } from '../object-types';
import type { Portal } from '../portal';
import { makeProperty } from '../property-writes';
import { pipelineBases, schemaBases, type HubSpotCall, type RouteSpec } from './paths';

/** Deals and tickets have one pipeline each; its stages are the options of the stage property. */
export function pipelineRoutes(portal: Portal): RouteSpec[] {
	const pipelines = (call: HubSpotCall): Record<string, unknown>[] => {
		const type = portal.type(call.params.objectType ?? '');
		const [pipeline, stage] =
			type.plural === 'deals' ? ['pipeline', 'dealstage'] : ['hs_pipeline', 'hs_pipeline_stage'];
		const times = { createdAt: '2023-02-01T08:00:00.000Z', updatedAt: '2026-01-15T09:30:00.000Z', archived: false };
		const stages = (portal.property(type.plural, stage)?.options ?? []).map((option) => ({
			id: option.value,
			label: option.label,
			displayOrder: option.displayOrder,
			metadata: { isClosed: String(/closed/i.test(option.label)) },
			...times,
		}));
		return (portal.property(type.plural, pipeline)?.options ?? []).map((option) => ({
			id: option.value,
			label: option.label,
			displayOrder: option.displayOrder,
			stages,
			...times,
		}));
	};
	return [
		{
			bases: pipelineBases,
			method: 'GET',
			path: '/:objectType',
			purpose: 'describe',
			run: (call) => ({ status: 200, body: { results: pipelines(call) } }),
		},
		{
			bases: pipelineBases,
			method: 'GET',
			path: '/:objectType/:pipelineId',
			purpose: 'describe',
			run: (call) => {
				const found = pipelines(call).find(({ id }) => id === call.params.pipelineId);
				if (!found) throw notFound();
				return { status: 200, body: found };
			},
		},
	];
}

export function schemaRoutes(portal: Portal): RouteSpec[] {
	const check = (call: HubSpotCall, access: 'read' | 'write'): void =>
		portal.auth.requireScopes(call.token, [`crm.schemas.custom.${access}`]);
	return [
		{
			bases: schemaBases,
			method: 'GET',
			path: '',
			purpose: 'describe',
			run: (call) => {
				check(call, 'read');
				const custom = portal.objectTypes.filter((type) => type.custom);
				return { status: 200, body: { results: custom.map((type) => presentSchema(portal, type)) } };
			},
		},
		{
			bases: schemaBases,
			method: 'POST',
			path: '',
			purpose: 'create schema',
			run: (call) => {
				check(call, 'write');
				return { status: 201, body: presentSchema(portal, createCustomObject(portal, object(call.body))) };
			},
		},
		{
			bases: schemaBases,
			method: 'GET',
			path: '/:objectType',
			purpose: 'describe',
			run: (call) => {
				check(call, 'read');
				return { status: 200, body: presentSchema(portal, portal.type(call.params.objectType ?? '')) };
			},
		},
	];
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
export function createCustomObject(portal: Portal, body: Readonly<Record<string, unknown>>): ObjectType {
	const name = text(body.name);
	if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name)) throw invalid('Invalid input JSON: name');
	if (portal.findType(name))
		throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `An object named ${name} exists already.`);
	const labels = object(body.labels);
	const properties = list(body.properties).map(object);
	const display = optionalText(body.primaryDisplayProperty) ?? text(properties[0]?.name);
	const type = portal.addType((number) =>
		customObject(
			portal.options.portalId,
			number,
			name.toLowerCase(),
			{ singular: optionalText(labels.singular) ?? name, plural: optionalText(labels.plural) ?? name },
			display,
			strings(body.searchableProperties),
		),
	);
	const groupName = portal.allProperties(type.plural)[0]?.groupName ?? '';
	for (const property of properties) makeProperty(portal, type, { ...property, groupName });
	return type;
}

function presentSchema(portal: Portal, type: ObjectType): Record<string, unknown> {
	return {
		id: type.typeId.replace(/^\d-/, ''),
		objectTypeId: type.typeId,
		name: type.name,
		fullyQualifiedName: type.fullyQualifiedName ?? type.name.toUpperCase(),
		labels: { singular: type.label, plural: type.pluralLabel },
		primaryDisplayProperty: type.display[0],
		secondaryDisplayProperties: [],
		searchableProperties: type.searched,
		requiredProperties: [],
		properties: portal.allProperties(type.plural).filter(({ archived }) => !archived),
		associations: [],
		archived: false,
		createdAt: '2025-02-01T08:00:00.000Z',
		updatedAt: '2026-01-15T09:30:00.000Z',
	};
}
