/** What Salesforce does by itself with the values of certain objects. */
import type { Source, StoredRecord } from '../core/store';
import { refused } from './errors';
import type { Org } from './org';
import { stages } from './standard-objects';
import type { SObjectType } from './sobject';

/** Refuses what the object's own rules forbid. */
export function checkSpecial(
	org: Org,
	type: SObjectType,
	record: StoredRecord | null,
	values: ReadonlyMap<string, string>,
): void {
	if (type.name === 'Lead' && record && org.store.value(record, 'IsConverted') === 'true') {
		throw refused(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
	}
	if (type.name === 'FieldPermissions') checkGrant(org, record, values);
}

/** Field-level security: the field must be there, and each permission set says once what it grants. */
function checkGrant(org: Org, record: StoredRecord | null, values: ReadonlyMap<string, string>): void {
	const value = (name: string): string => values.get(name) ?? (record ? (org.store.value(record, name) ?? '') : '');
	const [object = '', name = ''] = value('Field').split('.');
	const field = org.findType(object)?.fields.get(name.toLowerCase());
	if (!field || object.toLowerCase() !== value('SobjectType').toLowerCase()) {
		throw refused(
			400,
			'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
			`Field Name: bad value for restricted picklist field: ${value('Field')}`,
			['Field'],
		);
	}
	if (value('PermissionsEdit') === 'true' && value('PermissionsRead') !== 'true') {
		throw refused(400, 'FIELD_INTEGRITY_EXCEPTION', 'Edit Field permission depends on: Read Field', []);
	}
	for (const other of org.live('FieldPermissions')) {
		const same = ['ParentId', 'Field'].every((key) => org.store.value(other, key) === value(key));
		if (same && other.id !== record?.id) {
			throw refused(
				400,
				'DUPLICATE_VALUE',
				`duplicate value found: FieldPermissions duplicates value on record with id: ${other.id}`,
				[],
			);
		}
	}
}

/** Changes the values to what is really stored. */
export function deriveValues(
	org: Org,
	type: SObjectType,
	record: StoredRecord | null,
	values: Map<string, string>,
): void {
	if (type.name === 'Opportunity') {
		// With products the amount is their sum: a written amount is accepted and dropped.
		if (record && org.store.value(record, 'HasOpportunityLineItem') === 'true') values.delete('Amount');
		const stage = stages.find(([name]) => name === values.get('StageName'));
		const isChange = stage && (record === null || org.store.value(record, 'StageName') !== stage[0]);
		if (isChange) {
			if (!values.has('Probability')) values.set('Probability', String(stage[1]));
			if (!values.has('ForecastCategoryName')) {
				values.set(
					'ForecastCategoryName',
					stage[4] === 'BestCase' ? 'Best Case' : stage[4] === 'Forecast' ? 'Commit' : stage[4],
				);
			}
		}
	}
	if (type.name === 'ContentNote' && values.has('Content')) {
		const html = Buffer.from(values.get('Content') ?? '', 'base64').toString('utf8');
		values.set(
			'TextPreview',
			html
				.replace(/<[^>]*>/g, ' ')
				.replace(/\s+/g, ' ')
				.trim()
				.slice(0, 255),
		);
		values.set('FileType', 'SNOTE');
	}
	if (type.name === 'Task' && (values.has('WhoId') || values.has('WhatId'))) {
		const account = accountOf(org, values.get('WhatId') ?? '') || accountOf(org, values.get('WhoId') ?? '');
		if (account !== '') values.set('AccountId', account);
	}
}

function accountOf(org: Org, id: string): string {
	if (id.startsWith('001')) return id;
	const record = id === '' ? undefined : org.anyRecord(id);
	return (record && org.store.value(record, 'AccountId')) ?? '';
}

const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	Lead: { Status: 'Open - Not Contacted', IsConverted: 'false' },
	Task: { Status: 'Not Started', Priority: 'Normal', TaskSubtype: 'Task' },
	ContentDocumentLink: { ShareType: 'V', Visibility: 'AllUsers' },
};

/** Defaults of a new record. */
export function fillDefaults(org: Org, type: SObjectType, values: Map<string, string>, source: Source): void {
	for (const [name, value] of Object.entries(defaults[type.name] ?? {})) if (!values.get(name)) values.set(name, value);
	if (type.fields.has('ownerid') && !values.get('OwnerId') && source.id && org.store.get('User', source.id)) {
		values.set('OwnerId', source.id);
	}
}
