/** What the web page shows of a Pipedrive company. */
import { fromHtml } from '../../crm/html';
import type { StoredRecord, Version } from '../core/store';
import { html, type Html } from '../page/html';
import type { ActivityView, FieldEdit, FieldView, ListView, PageCrm, RecordView, VersionView } from '../page/view';
import type { Company } from './company';
import { findEntity, type Entity, type Field } from './entities';
import { typedValue } from './typed';
import { contactsOf, parse } from './values';
import { setValue } from './writes';

const sections: readonly (readonly [string, string])[] = [
	['persons', 'People'],
	['organizations', 'Organizations'],
	['deals', 'Deals'],
	['leads', 'Leads'],
	['activities', 'Activities'],
	['notes', 'Notes'],
];
const links = ['person_id', 'org_id', 'deal_id', 'lead_id', 'organization_id'];

export function pipedrivePage(company: Company): PageCrm {
	return {
		name: 'Sandbox Pipedrive',
		sections,
		recordPaths: [
			...['person', 'organization', 'deal'].map((name) => ({ path: `/${name}/:id`, object: () => name })),
			{ path: '/leads/inbox/:id', object: () => 'lead' },
		],
		list(object, search, page, size) {
			const entity = findEntity(object);
			return entity && listView(company, entity, search.toLowerCase(), page, size);
		},
		record(object, id) {
			const entity = findEntity(object);
			const record = entity && company.store.survivor(entity.plural, id);
			return entity && record && recordView(company, entity, record);
		},
		edit(object, id, change) {
			const entity = findEntity(object);
			const record = entity && company.store.survivor(entity.plural, id);
			return entity && record && edit(company, entity, record, change);
		},
	};
}

function edit(company: Company, entity: Entity, record: StoredRecord, { field: code, value, user }: FieldEdit): string {
	const field = company.field(entity, code);
	if (field?.writable !== true || record.archivedAt !== null) return 'Nothing was saved: this field cannot be edited.';
	const stored = typedValue(company, field, value, record);
	const numeric = ['double', 'int'].includes(field.type) && value !== '' && Number.isNaN(Number(value));
	const unknown = field.type === 'enum' && value !== '' && !field.options?.some(({ id }) => String(id) === stored);
	if (numeric || unknown) return `Nothing was saved: the value does not fit ${field.name}.`;
	setValue(company, entity, record, field.code, stored, company.userSource(Number(user) || undefined));
	return `${field.name} was saved.`;
}

function listView(company: Company, entity: Entity, search: string, page: number, size: number): ListView {
	const found = [...company.records(entity)].filter(
		(record) =>
			search === '' ||
			[entity.titleField, 'emails', 'website'].some((code) =>
				(company.store.value(record, code) ?? '').toLowerCase().includes(search),
			),
	);
	const columns = [
		...['emails', 'job_title', 'website', 'value', 'status'].flatMap((code) => company.field(entity, code) ?? []),
		...['ai_lead_score', 'ai_score_reason'].flatMap((name) => company.findField(entity, name) ?? []),
	];
	return {
		object: entity.plural,
		title: sections.find(([plural]) => plural === entity.plural)?.[1] ?? entity.plural,
		total: found.length,
		columns: columns.map(({ name }) => name),
		rows: found.slice(page * size, (page + 1) * size).map((record) => ({
			id: record.id,
			label: labelOf(company, entity, record),
			cells: columns.map((field) => textOf(field, company.store.value(record, field.code))),
		})),
	};
}

function labelOf(company: Company, entity: Entity, record: StoredRecord): string {
	const title = company.store.value(record, entity.titleField) ?? '';
	return title.replace(/<[^>]*>/g, ' ').trim() || `${entity.name} ${record.id}`;
}

function recordView(company: Company, entity: Entity, record: StoredRecord): RecordView {
	const fields = company.fieldsOf(entity);
	const live = record.archivedAt === null && record.mergedInto === null;
	return {
		object: entity.plural,
		objectTitle: sections.find(([plural]) => plural === entity.plural)?.[1] ?? entity.plural,
		id: record.id,
		label: labelOf(company, entity, record),
		state: live ? undefined : 'This record is deleted.',
		fields: fields.filter(({ code }) => record.versions.has(code)).map((field) => fieldView(company, record, field)),
		editable: live
			? fields.filter(({ writable }) => writable).map(({ code, name }) => ({ name: code, label: name }))
			: [],
		people: company.users.filter(({ active }) => active).map(({ id, name }) => ({ id: String(id), name })),
		related: related(company, entity, record),
		activities: activities(company, entity, record),
	};
}

function fieldView(company: Company, record: StoredRecord, field: Field): FieldView {
	const versions = record.versions.get(field.code) ?? [];
	return {
		name: field.code,
		label: field.name,
		value: display(field, versions[0]?.value),
		versions: versions.map((version) => versionView(company, field, version)),
	};
}

function versionView(company: Company, field: Field, { value, at, source }: Version): VersionView {
	const user = company.users.find(({ id }) => id === source.userId);
	const where = source.type === '' ? 'api' : source.type;
	return {
		value: display(field, value),
		at,
		who: user ? `${user.name} (${where})` : where,
		kind: ['app', 'mobile', 'import'].includes(source.type) ? 'human' : 'machine',
	};
}

function display(field: Field, stored: string | undefined): Html {
	const text = textOf(field, stored);
	return text === null ? html`<span class="quiet">empty</span>` : html`${text}`;
}

/** As people read it: all addresses, labels instead of option ids, the whole of an address. */
function textOf(field: Field, stored: string | undefined): string | null {
	if (stored === undefined || stored === '') return null;
	if (field.code === 'emails' || field.code === 'phones')
		return contactsOf(stored)
			.map(({ value }) => value)
			.join(', ');
	const label = (id: unknown) => field.options?.find((option) => String(option.id) === String(id))?.label ?? String(id);
	if (field.options !== undefined && field.type !== 'set') return label(stored);
	const parsed = ['set', 'address', 'monetary', 'time', 'timerange', 'daterange'].includes(field.type)
		? parse(stored)
		: stored;
	if (Array.isArray(parsed)) return (parsed as unknown[]).map(label).join(', ');
	if (typeof parsed !== 'object' || parsed === null) return stored;
	const parts = Object.values(parsed as Readonly<Record<string, unknown>>).filter((part) => part !== null);
	return parts
		.map((part) => (typeof part === 'object' ? JSON.stringify(part) : String(part as string | number)))
		.join(' ');
}

function related(company: Company, entity: Entity, record: StoredRecord): RecordView['related'] {
	const own = links.flatMap((code) => {
		const id = company.store.value(record, code);
		const other = company.entity(
			code === 'organization_id' || code === 'org_id' ? 'organization' : code.replace('_id', ''),
		);
		return id ? [{ other, id }] : [];
	});
	const theirs = ['person', 'deal', 'lead']
		.map((name) => company.entity(name))
		.flatMap((other) =>
			[...company.records(other)]
				.filter((one) => company.store.value(one, entity.linkKey) === record.id)
				.map(({ id }) => ({ other, id })),
		);
	return [...own, ...theirs].flatMap(({ other, id }) => {
		const found = company.store.survivor(other.plural, id);
		if (!found || found.archivedAt !== null) return [];
		return [{ kind: other.name, object: other.plural, id: found.id, label: labelOf(company, other, found) }];
	});
}

function activities(company: Company, entity: Entity, record: StoredRecord): readonly ActivityView[] {
	return ['note', 'activity']
		.map((name) => company.entity(name))
		.flatMap((kind) =>
			[...company.records(kind)]
				.filter((one) => company.store.value(one, entity.linkKey) === record.id)
				.map((one) => activityView(company, kind, one)),
		)
		.sort((a, b) => b.at.localeCompare(a.at));
}

/** Bodies as plain text: whatever HTML stands in a note, nothing of it runs here. */
function activityView(company: Company, kind: Entity, record: StoredRecord): ActivityView {
	const text = (code: string): string => company.store.value(record, code) ?? '';
	const due = text('due_date') === '' ? '' : `${text('due_date')}T${text('due_time') || '00:00'}:00.000Z`;
	const added = text('add_time') === '' ? '' : `${text('add_time').replace(' ', 'T')}.000Z`;
	return {
		kind: kind.name === 'note' ? 'Note' : text('type') || 'activity',
		object: kind.plural,
		id: record.id,
		at: due || added || new Date(record.createdAt).toISOString(),
		state: text('done') === 'true' ? 'done' : '',
		title: text('subject'),
		body: html`${fromHtml(text('content') || text('note'))}`,
	};
}
