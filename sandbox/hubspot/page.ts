/** What the web page shows of a HubSpot account. */
import type { StoredRecord, Version } from '../core/store';
import { Html, html } from '../page/html';
import type { ActivityView, FieldEdit, FieldView, ListView, PageCrm, RecordView, VersionView } from '../page/view';
import { coerce } from './coerce';
import { sanitizeHtml } from './html';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { historyOf, labelOf, valueOf } from './present';
import type { Property } from './property';

export function hubspotPage(portal: Portal): PageCrm {
	return {
		name: 'Sandbox HubSpot',
		sections: [
			['contacts', 'Contacts'],
			['companies', 'Companies'],
			['deals', 'Deals'],
			['tickets', 'Tickets'],
			['notes', 'Notes'],
			['tasks', 'Tasks'],
		],
		recordPaths: [{ path: '/contacts/:portalId/record/:object/:id' }],
		list(object, search, page, size) {
			const type = portal.findType(object);
			return type && listView(portal, type, search.toLowerCase(), page, size);
		},
		record(object, id) {
			const type = portal.findType(object);
			const record = type && portal.store.survivor(type.plural, id);
			return type && record && recordView(portal, type, record);
		},
		edit(object, id, change) {
			const type = portal.findType(object);
			return type && edit(portal, type, id, change);
		},
	};
}

function edit(portal: Portal, type: ObjectType, id: string, { field, value, user }: FieldEdit): string {
	const property = portal.property(type.plural, field);
	const record = portal.store.survivor(type.plural, id);
	if (!record || !property || property.modificationMetadata.readOnlyValue)
		return 'Nothing was saved: this field cannot be edited.';
	const result = coerce(property, value, {
		current: portal.store.value(record, field) ?? '',
		rules: portal.rulesOf(type.plural, field),
		normalizesDates: true,
		isOwner: (owner) => portal.owners.some((candidate) => candidate.id === owner),
		now: portal.clock.now(),
		isContactEmail: type.plural === 'contacts' && field === 'email',
		forwardOnly: false,
	});
	if ('error' in result) return `Nothing was saved: ${result.message}`;
	if ('stored' in result) portal.store.set(record, field, result.stored, portal.userSource(Number(user) || undefined));
	return `${property.label} was saved.`;
}

function listView(portal: Portal, type: ObjectType, search: string, page: number, size: number): ListView {
	const found = [...portal.store.all(type.plural)].filter(
		(record) =>
			record.archivedAt === null &&
			record.mergedInto === null &&
			(search === '' ||
				type.searched.some((name) => (portal.store.value(record, name) ?? '').toLowerCase().includes(search))),
	);
	const ai = ['ai_lead_score', 'ai_score_reason'].filter((name) => portal.property(type.plural, name) !== undefined);
	const columns = [...new Set([...type.defaults, ...ai])];
	return {
		object: type.plural,
		title: type.pluralLabel,
		total: found.length,
		columns: columns.map((name) => portal.property(type.plural, name)?.label ?? name),
		rows: found.slice(page * size, (page + 1) * size).map((record) => ({
			id: record.id,
			label: labelOf(portal, type, record),
			cells: columns.map((name) => valueOf(portal, type, record, name)),
		})),
	};
}

function recordView(portal: Portal, type: ObjectType, record: StoredRecord): RecordView {
	const shown = portal
		.allProperties(type.plural)
		.filter(
			({ name, archived, hidden }) =>
				!archived && !hidden && (record.versions.has(name) || Boolean(valueOf(portal, type, record, name))),
		);
	const editable = portal
		.allProperties(type.plural)
		.filter((property) => !property.archived && !property.hidden && !property.modificationMetadata.readOnlyValue);
	return {
		object: type.plural,
		objectTitle: type.pluralLabel,
		id: record.id,
		label: labelOf(portal, type, record),
		state: record.archivedAt === null ? undefined : 'This record is deleted.',
		fields: shown.map((property) => fieldView(portal, type, record, property)),
		editable: record.archivedAt === null ? editable : [],
		people: portal.owners
			.filter(({ archived }) => !archived)
			.map(({ userId, firstName, lastName }) => ({ id: String(userId), name: `${firstName} ${lastName}` })),
		related: related(portal, type, record),
		activities: activities(portal, type, record),
	};
}

function fieldView(portal: Portal, type: ObjectType, record: StoredRecord, property: Property): FieldView {
	return {
		name: property.name,
		label: property.label,
		value: display(portal, property, valueOf(portal, type, record, property.name)),
		versions: historyOf(portal, type, record, property.name).map((version) => versionView(portal, property, version)),
	};
}

/** Option labels instead of values; rich text as it is formatted. */
function display(portal: Portal, property: Property, value: string | null): Html {
	if (value === null || value === '') return html`<span class="quiet">empty</span>`;
	if (property.fieldType === 'html') return new Html(sanitizeHtml(value));
	if (property.type !== 'enumeration') return html`${value}`;
	if (property.referencedObjectType === 'OWNER') {
		const owner = portal.owners.find(({ id }) => id === value.trim());
		return html`${owner ? `${owner.firstName} ${owner.lastName}` : value}`;
	}
	const labels = value
		.split(';')
		.map((part) => property.options.find((option) => option.value === part.trim())?.label ?? part);
	return html`${labels.join(', ')}`;
}

function versionView(portal: Portal, property: Property, { value, at, source }: Version): VersionView {
	const owner = portal.owners.find(({ userId }) => userId === source.userId);
	const where = source.label ?? (source.id && !owner ? `${source.type} ${source.id}` : source.type);
	return {
		value: display(portal, property, value),
		at,
		who: owner ? `${owner.firstName} ${owner.lastName} (${where})` : where,
		kind: source.userId !== undefined && source.type !== 'INTEGRATION' ? 'human' : 'machine',
	};
}

function linked(portal: Portal, type: ObjectType, record: StoredRecord, to: string): StoredRecord[] {
	return portal.associations.of(type.plural, record.id, to).flatMap(({ toId }) => {
		const other = portal.record(to, toId);
		return other?.archivedAt === null ? [other] : [];
	});
}

function related(portal: Portal, type: ObjectType, record: StoredRecord): RecordView['related'] {
	const others = portal.objectTypes.filter(({ activity }) => !activity);
	return others.flatMap((to) =>
		linked(portal, type, record, to.plural).map((other) => ({
			kind: to.label,
			object: to.plural,
			id: other.id,
			label: labelOf(portal, to, other),
		})),
	);
}

function activities(portal: Portal, type: ObjectType, record: StoredRecord): ActivityView[] {
	const kinds = portal.objectTypes.filter(({ activity }) => activity);
	return kinds
		.flatMap((kind) => linked(portal, type, record, kind.plural).map((entry) => activityView(portal, kind, entry)))
		.sort((a, b) => b.at.localeCompare(a.at));
}

function activityView(portal: Portal, kind: ObjectType, entry: StoredRecord): ActivityView {
	const text = (name: string): string => portal.store.value(entry, name) ?? '';
	const body = ['hs_note_body', 'hs_task_body', 'hs_call_body', 'hs_meeting_body', 'hs_email_html']
		.map(text)
		.find((part) => part !== '');
	return {
		kind: kind.label,
		object: kind.plural,
		id: entry.id,
		at: text('hs_timestamp') || new Date(entry.createdAt).toISOString(),
		state: [text('hs_task_status'), text('hs_task_priority')].filter((part) => part !== '').join(', '),
		title: text('hs_task_subject') || text('hs_call_title') || text('hs_meeting_title') || text('hs_email_subject'),
		body: new Html(sanitizeHtml(body ?? text('hs_email_text'))),
	};
}
