/** Webhook deliveries, v2 payloads: one call per changed record, tried once. https://pipedrive.readme.io/docs/guide-for-webhooks-v2 */
import type { JournalEntry } from '../core/journal';
import { text } from '../core/json';
import type { Company, Webhook } from './company';
import type { EntityName } from './entities';
import { entities } from './entities';
import { present } from './present';

const actionOf: Readonly<Record<JournalEntry['kind'], string>> = {
	created: 'create',
	value: 'change',
	archived: 'delete',
	merged: 'delete',
	purged: 'delete',
	restored: 'change',
};

/** Looks for changes a few times a second while there are webhooks; answers how to stop. */
export function deliverWebhooks(company: Company): () => void {
	let seen = 0;
	const timer = setInterval(() => {
		if (company.webhooks.size === 0) return void (seen = company.journal.entries(0).length);
		const fresh = company.journal.entries(seen);
		seen += fresh.length;
		for (const event of eventsOf(company, fresh)) {
			for (const webhook of company.webhooks.values()) {
				if (wants(webhook, event.entity, event.action)) void deliver(company, webhook, event.payload(webhook));
			}
		}
	}, 50);
	timer.unref();
	return () => clearInterval(timer);
}

interface Event {
	readonly entity: EntityName;
	readonly action: string;
	readonly payload: (webhook: Webhook) => Record<string, unknown>;
}

/** One event per record and kind of change, whatever number of fields changed. */
function eventsOf(company: Company, entries: readonly JournalEntry[]): Event[] {
	const events = new Map<string, Event>();
	for (const entry of entries) {
		const entity = entities.find(({ plural }) => plural === entry.object);
		if (!entity) continue;
		const action = actionOf[entry.kind];
		const record = company.store.get(entry.object, entry.id);
		const key = `${entry.object} ${entry.id} ${action}`;
		if (events.has(key) || !record || (action === 'change' && events.has(`${entry.object} ${entry.id} create`)))
			continue;
		events.set(key, {
			entity: entity.name,
			action,
			payload: (webhook) => ({
				meta: {
					action,
					entity: entity.name,
					entity_id: entry.id,
					company_id: String(company.options.companyId),
					user_id: entry.actor.replace('user:', ''),
					change_source: entry.source === 'app' || entry.source === 'mobile' ? 'app' : 'api',
					is_bulk_edit: false,
					timestamp: entry.at,
					correlation_id: company.random.uuid(),
					id: company.random.uuid(),
					version: '2.0',
					webhook_id: String(webhook.id),
					webhook_owner_id: String(webhook.ownerId),
					attempt: 1,
					host: `${company.options.companyDomain}.pipedrive.com`,
					permitted_user_ids: ['*'],
					type: 'general',
					...(entry.kind === 'merged' ? { merged_to_id: entry.value } : {}),
				},
				data: action === 'delete' ? null : present(company, entity, record),
				previous: entry.property === null ? null : { [entry.property]: entry.previous },
			}),
		});
	}
	return [...events.values()];
}

function wants({ body }: Webhook, entity: string, action: string): boolean {
	const fits = (key: string, value: string) => body[key] === '*' || body[key] === value;
	return fits('event_object', entity) && fits('event_action', action);
}

async function deliver(company: Company, { body, id }: Webhook, payload: Record<string, unknown>): Promise<void> {
	const [user, password] = [text(body['http_auth_user']), text(body['http_auth_password'])];
	const basic = Buffer.from(`${user}:${password}`).toString('base64');
	try {
		await fetch(text(body['subscription_url']), {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				...(user === '' && password === '' ? {} : { authorization: `Basic ${basic}` }),
			},
			body: JSON.stringify(payload),
		});
	} catch {
		// Pipedrive would try again; a test that wants that looks at the journal.
		company.webhooks.delete(id);
	}
}
