/** One record as a rep sees it: its values, who changed them when, its activities, and a form to edit a field. */
import type { StoredRecord, Version } from '../core/store';
import type { ObjectType } from '../hubspot/object-types';
import type { Portal } from '../hubspot/portal';
import { historyOf, labelOf, valueOf } from '../hubspot/present';
import { sanitizeHtml } from '../hubspot/html';
import type { Property } from '../hubspot/property';
import { Html, html, layout } from './html';

export function recordPage(portal: Portal, type: ObjectType, record: StoredRecord, notice: string): string {
	const label = labelOf(portal, type, record);
	const filled = portal.allProperties(type.plural).filter((property) => shown(portal, type, record, property));
	// What AI wrote comes first: it is what people come here to see.
	const isAi = (property: Property): number => (property.name.startsWith('ai_') ? 0 : 1);
	filled.sort((a, b) => isAi(a) - isAi(b));
	const rows = filled.map((property) => propertyRow(portal, type, record, property));
	return layout(
		`${label} - Sandbox HubSpot`,
		html`
			<p class="quiet"><a href="/records/${type.plural}">${type.pluralLabel}</a> / Record ${record.id}</p>
			<h1>${label}</h1>
			${notice === '' ? '' : html`<p class="notice" role="status">${notice}</p>`}
			${record.archivedAt === null ? '' : html`<p class="notice">This record is deleted.</p>`}
			${editForm(portal, type, record)}
			<h2>Properties</h2>
			<table>
				<thead>
					<tr>
						<th scope="col">Property</th>
						<th scope="col">Value</th>
						<th scope="col">Last changed</th>
					</tr>
				</thead>
				<tbody>
					${rows}
				</tbody>
			</table>
			${related(portal, type, record)} ${activities(portal, type, record)}
		`,
	);
}

function shown(portal: Portal, type: ObjectType, record: StoredRecord, property: Property): boolean {
	if (property.archived || property.hidden) return false;
	return record.versions.has(property.name) || Boolean(valueOf(portal, type, record, property.name));
}

function propertyRow(portal: Portal, type: ObjectType, record: StoredRecord, property: Property): Html {
	const versions = historyOf(portal, type, record, property.name);
	const value = valueOf(portal, type, record, property.name);
	return html`<tr>
		<th scope="row">${property.label}<br /><span class="quiet">${property.name}</span></th>
		<td>${display(portal, property, value)}</td>
		<td>
			<details>
				<summary>${versions[0] ? change(portal, versions[0]) : ''} (${versions.length})</summary>
				<table>
					${versions.map(
						(version) =>
							html`<tr>
								<td>${display(portal, property, version.value)}</td>
								<td>${change(portal, version)}</td>
							</tr>`,
					)}
				</table>
			</details>
		</td>
	</tr>`;
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

function change(portal: Portal, { at, source }: Version): Html {
	const owner = portal.owners.find(({ userId }) => userId === source.userId);
	const where = source.label ?? (source.id && !owner ? `${source.type} ${source.id}` : source.type);
	const who = owner ? `${owner.firstName} ${owner.lastName} (${where})` : where;
	const kind = source.userId !== undefined && source.type !== 'INTEGRATION' ? 'human' : 'machine';
	return html`<time datetime="${new Date(at).toISOString()}">${when(at)}</time> by <span class="${kind}">${who}</span>`;
}

function when(at: number): string {
	return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function editForm(portal: Portal, type: ObjectType, record: StoredRecord): Html {
	if (record.archivedAt !== null) return html``;
	const editable = portal
		.allProperties(type.plural)
		.filter((property) => !property.archived && !property.hidden && !property.modificationMetadata.readOnlyValue);
	const people = portal.owners.filter(({ archived }) => !archived);
	return html`<form method="post" action="/records/${type.plural}/${record.id}/edit">
		<label
			>Field<select name="field">
				${editable.map(({ name, label }) => html`<option value="${name}">${label}</option>`)}
			</select></label
		>
		<label>New value<input name="value" size="40" /></label>
		<label
			>As<select name="user">
				${people.map((owner) => html`<option value="${owner.userId}">${owner.firstName} ${owner.lastName}</option>`)}
			</select></label
		>
		<button type="submit">Save</button>
	</form>`;
}

function linked(portal: Portal, type: ObjectType, record: StoredRecord, to: string): StoredRecord[] {
	return portal.associations.of(type.plural, record.id, to).flatMap(({ toId }) => {
		const other = portal.record(to, toId);
		return other?.archivedAt === null ? [other] : [];
	});
}

function related(portal: Portal, type: ObjectType, record: StoredRecord): Html {
	const others = portal.objectTypes.filter(({ activity }) => !activity);
	const links = others.flatMap((to) =>
		linked(portal, type, record, to.plural).map(
			(other) =>
				html`<li>${to.label}: <a href="/records/${to.plural}/${other.id}">${labelOf(portal, to, other)}</a></li>`,
		),
	);
	return links.length === 0
		? html``
		: html`<h2>Related records</h2>
				<ul>
					${links}
				</ul>`;
}

function activities(portal: Portal, type: ObjectType, record: StoredRecord): Html {
	const kinds = portal.objectTypes.filter(({ activity }) => activity);
	const found = kinds
		.flatMap((kind) =>
			linked(portal, type, record, kind.plural).map((entry) => ({ kind, entry, at: timeOf(portal, entry) })),
		)
		.sort((a, b) => b.at.localeCompare(a.at));
	if (found.length === 0) return html``;
	const cards = found.map(({ kind, entry, at }) => {
		const text = (name: string): string => portal.store.value(entry, name) ?? '';
		const title =
			text('hs_task_subject') || text('hs_call_title') || text('hs_meeting_title') || text('hs_email_subject');
		const body = ['hs_note_body', 'hs_task_body', 'hs_call_body', 'hs_meeting_body', 'hs_email_html']
			.map(text)
			.find((part) => part !== '');
		const state = [text('hs_task_status'), text('hs_task_priority')].filter((part) => part !== '').join(', ');
		return html`<article>
			<p class="quiet"><a href="/records/${kind.plural}/${entry.id}">${kind.label}</a> ${at} ${state}</p>
			${title === '' ? '' : html`<h3>${title}</h3>`}
			<div>${new Html(sanitizeHtml(body ?? text('hs_email_text')))}</div>
		</article>`;
	});
	return html`<h2>Activities</h2>
		${cards}`;
}

function timeOf(portal: Portal, record: StoredRecord): string {
	return portal.store.value(record, 'hs_timestamp') ?? new Date(record.createdAt).toISOString();
}
