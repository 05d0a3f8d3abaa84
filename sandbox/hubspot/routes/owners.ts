/** Owners: the users that records belong to. https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide */
import { notFound } from '../errors';
import type { Owner, Portal } from '../portal';
import { ownerBases, type HubSpotCall, type RouteSpec } from './paths';

export function ownerRoutes(portal: Portal): RouteSpec[] {
	const check = (call: HubSpotCall): void => portal.auth.requireScopes(call.token, ['crm.objects.owners.read']);
	return [
		{
			bases: ownerBases,
			method: 'GET',
			path: '/',
			purpose: 'owners',
			run: (call) => {
				check(call);
				const email = call.query.get('email');
				const archived = call.query.get('archived') === 'true';
				const limit = Number(call.query.get('limit') ?? 100);
				const after = Number(call.query.get('after') ?? 0);
				const all = portal.owners.filter((owner) => owner.archived === archived && (!email || owner.email === email));
				const results = all.slice(after, after + limit).map(presentOwner);
				const next = after + limit;
				return {
					status: 200,
					body: { results, ...(all.length > next ? { paging: { next: { after: String(next) } } } : {}) },
				};
			},
		},
		{
			bases: ownerBases,
			method: 'GET',
			path: '/:ownerId',
			purpose: 'owners',
			run: (call) => {
				check(call);
				const id = call.params.ownerId ?? '';
				const byUser = call.query.get('idProperty') === 'userId';
				const owner = portal.owners.find((candidate) =>
					byUser ? String(candidate.userId) === id : candidate.id === id,
				);
				if (!owner) throw notFound();
				return { status: 200, body: presentOwner(owner) };
			},
		},
	];
}

function presentOwner(owner: Owner): Record<string, unknown> {
	return {
		id: owner.id,
		email: owner.email,
		type: 'PERSON',
		firstName: owner.firstName,
		lastName: owner.lastName,
		userId: owner.userId,
		userIdIncludingInactive: owner.userId,
		createdAt: '2023-02-01T08:00:00.000Z',
		updatedAt: '2026-01-15T09:30:00.000Z',
		archived: owner.archived,
		teams: [],
	};
}
