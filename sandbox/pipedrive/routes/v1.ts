/** What v2 does not have: users, leads, notes, changelog, merge, webhooks. https://developers.pipedrive.com/docs/api/v1 */
import type { Company } from '../company';
import type { Spec } from './dress';
import { changelogRoutes } from './changelog';
import { leadRoutes } from './leads';
import { noteRoutes } from './notes';
import { costs, data } from './dress';
import { mergeRecords } from '../merge';
import { present } from '../present';
import { PipedriveError } from '../errors';
import { text } from '../../core/json';
import type { User } from '../company';

export function v1Routes(company: Company): Spec[] {
	return [
		...userRoutes(company),
		...leadRoutes(company),
		...noteRoutes(company),
		...changelogRoutes(company),
		...mergeRoutes(company),
		...webhookRoutes(company),
	];
}

function userRoutes(company: Company): Spec[] {
	const show = (user: User) => ({
		id: user.id,
		name: user.name,
		email: user.email,
		active_flag: user.active,
		is_admin: user.admin ? 1 : 0,
		default_currency: company.options.currency,
		timezone_name: company.options.timeZone,
	});
	return [
		{
			method: 'GET',
			path: '/v1/users/me',
			purpose: 'who am I',
			cost: costs.one,
			scopes: ['base'],
			run: ({ token }) => {
				const user = company.users.find(({ id }) => id === token.userId);
				return data({
					...(user ? show(user) : { id: token.userId }),
					company_id: company.options.companyId,
					company_name: 'Sandbox Ltd',
					company_domain: company.options.companyDomain,
				});
			},
		},
		{
			method: 'GET',
			path: '/v1/users',
			purpose: 'users',
			cost: costs.list,
			scopes: ['users:read', 'admin'],
			run: () => data(company.users.map(show)),
		},
	];
}

function mergeRoutes(company: Company): Spec[] {
	return ['persons', 'organizations', 'deals'].map((plural) => {
		const entity = company.entity(plural);
		return {
			method: 'PUT',
			path: `/v1/${plural}/:id/merge`,
			purpose: 'merge',
			cost: costs.merge,
			scopes: entity.writeScope,
			writes: true,
			run: (call) => {
				// The record in the path is merged into merge_with_id.
				const winner = text(call.json['merge_with_id']);
				const merged = mergeRecords(company, entity, winner, call.params['id'] ?? '', call.source);
				return data({ ...present(company, entity, merged), merge_what_id: Number(call.params['id']) });
			},
		};
	});
}

const actions = ['create', 'change', 'delete', '*'];
const objects = [
	...['activity', 'deal', 'lead', 'note', 'organization', 'person', 'pipeline', 'product', 'stage', 'user', '*'],
];
const mostWebhooks = 40;

function webhookRoutes(company: Company): Spec[] {
	const show = (id: number) => ({ id, ...company.webhooks.get(id)?.body, is_active: 1 });
	const common = { scopes: ['admin'], cost: costs.v1Write };
	return [
		{
			...common,
			method: 'GET',
			path: '/v1/webhooks',
			purpose: 'webhooks',
			run: () => data([...company.webhooks.keys()].map(show)),
		},
		{
			...common,
			method: 'POST',
			path: '/v1/webhooks',
			purpose: 'webhooks',
			writes: true,
			run: (call) => {
				const errors: Record<string, string[]> = {};
				const address = text(call.json['subscription_url']);
				if (!/^https?:\/\/[^\s]+$/.test(address)) errors['subscription_url'] = ['is not reachable'];
				if (!actions.includes(text(call.json['event_action']))) errors['event_action'] = ['is not valid'];
				if (!objects.includes(text(call.json['event_object']))) errors['event_object'] = ['is not valid'];
				if (text(call.json['name']) === '') errors['name'] = ['is required'];
				if (Object.keys(errors).length > 0) return { status: 400, body: { status: 'error', success: false, errors } };
				if (company.webhooks.size >= mostWebhooks) throw new PipedriveError(422, 'Webhook limit reached');
				const id = company.webhooks.size + 1 + company.random.int(1_000) * 100;
				company.webhooks.set(id, { id, body: call.json, ownerId: call.token.userId });
				return { status: 201, body: { status: 'ok', success: true, data: show(id) } };
			},
		},
		{
			...common,
			method: 'DELETE',
			path: '/v1/webhooks/:id',
			purpose: 'webhooks',
			writes: true,
			run: (call) => {
				const known = company.webhooks.delete(Number(call.params['id']));
				return known
					? { status: 200, body: { status: 'ok', success: true } }
					: { status: 404, body: { status: 'error', success: false, errors: { id: ['not found'] } } };
			},
		},
	];
}
