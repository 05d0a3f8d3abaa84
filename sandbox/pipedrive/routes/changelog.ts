/** The changelog of one record, 20 tokens a call. https://developers.pipedrive.com/docs/api/v1/Persons#getPersonChangelog */
import type { StoredRecord, Version } from '../../core/store';
import { capital, type Company } from '../company';
import { notFound } from '../errors';
import { oldTime } from '../present';
import { costs, data, page, type Spec } from './dress';

const oldKeys: Readonly<Record<string, string>> = { emails: 'email', phones: 'phone', label_ids: 'label' };
const leftOut = ['first_name', 'last_name'];

export function changelogRoutes(company: Company): Spec[] {
	return ['persons', 'organizations', 'deals'].map((plural) => {
		const entity = company.entity(plural);
		return {
			method: 'GET',
			path: `/v1/${plural}/:id/changelog`,
			purpose: 'changelog',
			cost: costs.changelog,
			scopes: ['recents:read'],
			run: (call) => {
				const record = company.store.get(plural, call.params['id'] ?? '');
				if (!record) throw notFound(capital(entity.name));
				const { items, next } = page(call, changesOf(company, record));
				call.log.records = 1;
				return data(items, { additional_data: { ...(next === null ? {} : { next_cursor: next }) } });
			},
		};
	});
}

interface Change {
	readonly field: string;
	readonly version: Version;
	readonly previous: Version | undefined;
}

/** Newest first. */
function changesOf(company: Company, record: StoredRecord): Record<string, unknown>[] {
	const until = company.clock.now() - company.options.changelogLagMs;
	const changes: Change[] = [];
	for (const [field, versions] of record.versions) {
		if (leftOut.includes(field)) continue;
		versions.forEach((version, index) => {
			const first = version.at === record.createdAt && index === versions.length - 1;
			const created = first && field !== 'merge_what_id';
			if (version.at > until || (created && !company.options.creationInChangelog)) return;
			changes.push({ field, version, previous: versions[index + 1] });
		});
	}
	changes.sort((a, b) => b.version.at - a.version.at);
	return changes.map(({ field, version, previous }) => ({
		field_key: oldKeys[field] ?? field,
		old_value: empty(previous?.value),
		new_value: empty(version.value),
		actor_user_id: version.source.userId ?? company.options.rep,
		time: oldTime(version.at),
		change_source: version.source.type === '' ? null : version.source.type,
		change_source_user_agent: null,
		is_bulk_update_flag: false,
	}));
}

function empty(value: string | undefined): string | null {
	return value === undefined || value === '' ? null : value;
}
