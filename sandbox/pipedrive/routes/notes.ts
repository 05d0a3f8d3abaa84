/** Notes. Their content is HTML, cleaned by Pipedrive. https://developers.pipedrive.com/docs/api/v1/Notes */
import { text } from '../../core/json';
import type { StoredRecord } from '../../core/store';
import type { Company } from '../company';
import { PipedriveError } from '../errors';
import { oldTime } from '../present';
import { costs, data, oldPage, type PipedriveCall, type Spec } from './dress';

const links = { person_id: 'person', org_id: 'organization', deal_id: 'deal', lead_id: 'lead' } as const;
const linkKeys = Object.keys(links) as (keyof typeof links)[];
const longestNote = 100_000;

export function noteRoutes(company: Company): Spec[] {
	const entity = company.entity('note');
	const show = (record: StoredRecord) => {
		const value = (code: string) => company.store.value(record, code) ?? '';
		const number = (code: string) => (value(code) === '' ? null : Number(value(code)));
		return {
			id: Number(record.id),
			active_flag: true,
			content: value('content'),
			add_time: value('add_time') || oldTime(record.createdAt),
			update_time: oldTime(record.updatedAt),
			person_id: number('person_id'),
			org_id: number('org_id'),
			deal_id: number('deal_id'),
			lead_id: value('lead_id') || null,
			user_id: number('user_id'),
			user: { name: company.users.find(({ id }) => id === number('user_id'))?.name ?? '' },
		};
	};
	const list = (call: PipedriveCall) => {
		const wanted = linkKeys.flatMap((key) => {
			const value = call.query.get(key);
			return value === null || value === '' ? [] : [[key, value] as const];
		});
		const all = [...company.records(entity)].filter((record) =>
			wanted.every(([key, value]) => company.store.value(record, key) === value),
		);
		const [field, direction] = (call.query.get('sort') ?? 'id ASC').split(' ');
		const key = (record: StoredRecord) => (field === 'add_time' ? show(record).add_time : record.id.padStart(20, '0'));
		all.sort((a, b) => (direction === 'DESC' ? -1 : 1) * (key(a) < key(b) ? -1 : 1));
		const { items, more } = oldPage(call, all);
		return data(items.map(show), more);
	};
	const scopes = { scopes: entity.readScope };
	return [
		{ ...scopes, method: 'GET', path: '/v1/notes', purpose: 'notes', cost: costs.list * 2, run: list },
		{
			...scopes,
			method: 'GET',
			path: '/v1/notes/:id',
			purpose: 'notes',
			cost: costs.one * 2,
			run: (call) => data(show(company.live(entity, call.params['id'] ?? ''))),
		},
		{
			scopes: entity.writeScope,
			writes: true,
			method: 'POST',
			path: '/v1/notes',
			purpose: 'notes',
			cost: costs.v1Write,
			run: (call) => {
				const content = text(call.json['content']);
				const given = linkKeys.filter((key) => text(call.json[key]) !== '');
				if (content === '') throw new PipedriveError(400, 'Content is required');
				if (content.length > longestNote) throw new PipedriveError(413, 'Note content is too long');
				if (given.length === 0) throw new PipedriveError(400, 'A note must be linked to an item');
				for (const key of given) company.live(company.entity(links[key]), text(call.json[key]));
				const { store } = company;
				const record = store.create('notes', company.newId(entity), call.source);
				for (const key of given) store.set(record, key, text(call.json[key]), call.source);
				store.set(record, 'content', cleaned(content), call.source);
				store.set(record, 'user_id', String(call.token.userId), call.source);
				const at = text(call.json['add_time']);
				if (at !== '' && !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(at)) {
					throw new PipedriveError(400, 'add_time must be in the format YYYY-MM-DD HH:MM:SS');
				}
				if (at !== '') store.set(record, 'add_time', at, call.source);
				return data(show(record), {}, 201);
			},
		},
	];
}

/** Scripts, handlers and script addresses are taken out; text that only looks like them stays. */
function cleaned(html: string): string {
	return html
		.replace(/<(script|style|iframe)\b[\s\S]*?(<\/\1>|$)/gi, '')
		.replace(/<[a-z][^>]*>/gi, (tag) =>
			tag.replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '').replace(/javascript:/gi, ''),
		);
}
