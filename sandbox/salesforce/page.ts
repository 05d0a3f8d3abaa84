/** What the web page shows of a Salesforce org. */
import type { StoredRecord, Version } from '../core/store';
import { html, type Html } from '../page/html';
import type { ActivityView, FieldEdit, FieldView, ListView, PageCrm, RecordView, VersionView } from '../page/view';
import { coerce } from './coerce';
import { SalesforceError } from './errors';
import type { Field } from './field';
import { normalId } from './ids';
import type { Org } from './org';
import { labelOf, rawValue } from './present';
import type { SObjectType } from './sobject';
import { userSpecs } from './users';

const columns: Readonly<Record<string, readonly string[]>> = {
	Contact: ['Email', 'Title', 'Phone', 'AccountId'],
	Lead: ['Company', 'Email', 'Title', 'Status'],
	Account: ['Website', 'Industry', 'Phone'],
	Opportunity: ['StageName', 'Amount', 'CloseDate'],
	Task: ['Status', 'Priority', 'ActivityDate', 'WhoId'],
	ContentNote: ['TextPreview'],
};
const ai = ['ai_lead_score__c', 'ai_score_reason__c'];

export function salesforcePage(org: Org): PageCrm {
	const typeOf = (name: string): SObjectType | undefined => {
		try {
			return org.typeByAnyName(name);
		} catch {
			return undefined;
		}
	};
	const recordOf = (type: SObjectType, id: string): StoredRecord | undefined =>
		org.store.survivor(type.name, normalId(id) ?? '');
	return {
		name: 'Sandbox Salesforce',
		sections: [
			['Contact', 'Contacts'],
			['Lead', 'Leads'],
			['Account', 'Accounts'],
			['Opportunity', 'Opportunities'],
			['Task', 'Tasks'],
			['ContentNote', 'Notes'],
		],
		recordPaths: [
			{ path: '/lightning/r/:object/:id/view' },
			{ path: '/lightning/r/:id/view', object: ({ id }) => org.typeOfId(id ?? '')?.name ?? '' },
			{ path: '/:id(^[a-zA-Z0-9]{15,18}$)', object: ({ id }) => org.typeOfId(id ?? '')?.name ?? '' },
		],
		list(object, search, page, size) {
			const type = typeOf(object);
			return type && listView(org, type, search.toLowerCase(), page, size);
		},
		record(object, id) {
			const type = typeOf(object);
			const record = type && recordOf(type, id);
			return type && record && recordView(org, type, record);
		},
		edit(object, id, change) {
			const type = typeOf(object);
			const record = type && recordOf(type, id);
			return type && record && edit(org, type, record, change);
		},
	};
}

function edit(org: Org, type: SObjectType, record: StoredRecord, { field: name, value, user }: FieldEdit): string {
	const field = type.fields.get(name.toLowerCase());
	if (!field || !isEditable(org, type, record, field)) return 'Nothing was saved: this field cannot be edited.';
	try {
		const given = value === '' ? null : field.type === 'boolean' ? value === 'true' : value;
		const source = org.source(org.userBy(user === '' ? undefined : user), 'UI');
		if (org.store.set(record, field.name, coerce(field, given, org.options), source)) org.touch(record, source);
		return `${field.label} was saved.`;
	} catch (error) {
		if (error instanceof SalesforceError) return `Nothing was saved: ${error.message}`;
		throw error;
	}
}

function isEditable(org: Org, type: SObjectType, record: StoredRecord, field: Field): boolean {
	if (record.archivedAt !== null || !type.updateable || !field.updateable || field.type === 'base64') return false;
	return org.store.value(record, 'IsConverted') !== 'true';
}

function listView(org: Org, type: SObjectType, search: string, page: number, size: number): ListView {
	const shown = [...(columns[type.name] ?? []), ...ai].flatMap((name) => type.fields.get(name.toLowerCase()) ?? []);
	const found = [...org.live(type.name)].filter((record) =>
		[labelOf(org, type, record), ...shown.map((field) => rawValue(org, type, record, field))].some((value) =>
			(value ?? '').toLowerCase().includes(search),
		),
	);
	return {
		object: type.name,
		title: type.labelPlural,
		total: found.length,
		columns: shown.map(({ label }) => label.replace(/ ID$/, '')),
		rows: found.slice(page * size, (page + 1) * size).map((record) => ({
			id: record.id,
			label: labelOf(org, type, record),
			cells: shown.map((field) => words(org, field, rawValue(org, type, record, field))),
		})),
	};
}

function recordView(org: Org, type: SObjectType, record: StoredRecord): RecordView {
	const filled = [...type.fields.values()].filter((field) => record.versions.has(field.name));
	const isConverted = org.store.value(record, 'IsConverted') === 'true';
	return {
		object: type.name,
		objectTitle: type.labelPlural,
		id: record.id,
		label: labelOf(org, type, record),
		state:
			record.archivedAt !== null ? 'This record is deleted.' : isConverted ? 'This lead was converted.' : undefined,
		fields: filled.map((field) => fieldView(org, type, record, field)),
		editable: [...type.fields.values()].filter((field) => isEditable(org, type, record, field)),
		people: userSpecs
			.filter(({ active, profile }) => active && profile === 'Standard User')
			.map(({ key, firstName, lastName }) => ({ id: key, name: `${firstName} ${lastName}` })),
		related: related(org, type, record),
		activities: activities(org, record),
	};
}

function fieldView(org: Org, type: SObjectType, record: StoredRecord, field: Field): FieldView {
	return {
		name: field.name,
		label: field.label,
		value: display(org, field, rawValue(org, type, record, field)),
		versions: (record.versions.get(field.name) ?? []).map((version) => versionView(org, field, version)),
	};
}

function display(org: Org, field: Field, value: string | null): Html {
	const shown = words(org, field, value);
	return shown === null || shown === '' ? html`<span class="quiet">empty</span>` : html`${shown}`;
}

/** Names in place of ids, labels in place of values. */
function words(org: Org, field: Field, value: string | null): string | null {
	if (value === null || value === '') return null;
	if (field.type === 'reference') return nameOf(org, value);
	if (field.type !== 'picklist' && field.type !== 'multipicklist') return value;
	const labels = value.split(';').map((part) => field.options.find((option) => option.value === part)?.label ?? part);
	return labels.join(', ');
}

function nameOf(org: Org, id: string): string {
	const type = org.typeOfId(id);
	const record = type && org.store.get(type.name, id);
	return type && record ? labelOf(org, type, record) : id;
}

function versionView(org: Org, field: Field, { value, at, source }: Version): VersionView {
	const spec = userSpecs.find(({ key }) => org.userId(key) === source.id);
	const isPerson = spec?.number !== null && spec !== undefined && source.type === 'UI';
	const name = spec ? `${spec.firstName} ${spec.lastName}` : source.actor;
	return {
		value: display(org, field, value),
		at,
		who: `${name} (${source.type})`,
		kind: isPerson ? 'human' : 'machine',
	};
}

const shownTypes = ['Account', 'Contact', 'Lead', 'Opportunity', 'Thing__c'];

function related(org: Org, type: SObjectType, record: StoredRecord): RecordView['related'] {
	const ids = new Set<string>();
	for (const field of type.fields.values()) {
		const value = field.type === 'reference' ? (org.store.value(record, field.name) ?? '') : '';
		if (value !== '') ids.add(value);
	}
	for (const name of shownTypes) {
		const other = org.type(name);
		const lookups = [...other.fields.values()].filter(({ referenceTo }) => referenceTo.includes(type.name));
		for (const one of lookups.length === 0 ? [] : org.live(name)) {
			if (lookups.some((lookup) => org.store.value(one, lookup.name) === record.id)) ids.add(one.id);
		}
	}
	return [...ids].flatMap((id) => {
		const to = org.typeOfId(id);
		if (!to || !shownTypes.includes(to.name) || id === record.id) return [];
		return [{ kind: to.label, object: to.name, id, label: nameOf(org, id) }];
	});
}

function activities(org: Org, record: StoredRecord): ActivityView[] {
	const value = (one: StoredRecord, name: string): string => org.store.value(one, name) ?? '';
	const list: ActivityView[] = [];
	const add = (one: StoredRecord, kind: string, time: string, title: string, body: Html, state = ''): void => {
		const at = time === '' ? new Date(one.createdAt).toISOString() : time;
		list.push({ kind, object: one.object, id: one.id, at, state, title, body });
	};
	for (const object of ['Task', 'Event'] as const) {
		for (const one of org.live(object)) {
			if (value(one, 'WhoId') !== record.id && value(one, 'WhatId') !== record.id) continue;
			const state = [value(one, 'Status'), value(one, 'Priority')].filter((part) => part !== '').join(', ');
			add(one, object, value(one, 'ActivityDate'), value(one, 'Subject'), html`${value(one, 'Description')}`, state);
		}
	}
	for (const one of org.live('Note')) {
		if (value(one, 'ParentId') === record.id) add(one, 'Note', '', value(one, 'Title'), html`${value(one, 'Body')}`);
	}
	for (const link of org.live('ContentDocumentLink')) {
		const one =
			value(link, 'LinkedEntityId') === record.id
				? org.store.get('ContentNote', value(link, 'ContentDocumentId'))
				: undefined;
		if (one?.archivedAt === null) add(one, 'Note', '', value(one, 'Title'), html`${noteText(value(one, 'Content'))}`);
	}
	return list.sort((a, b) => b.at.localeCompare(a.at));
}

/** A content note is HTML in base64; the page shows its text. */
function noteText(content: string): string {
	return Buffer.from(content, 'base64')
		.toString('utf8')
		.replace(/<br\s*\/?>|<\/p>/gi, '\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&#39;/g, "'")
		.replace(/&amp;/g, '&');
}
