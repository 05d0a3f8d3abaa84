/** Records as HubSpot answers them. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { StoredRecord, Version } from '../core/store';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { plainText } from './html';

export interface Wanted {
	readonly properties?: readonly string[];
	readonly history?: readonly string[];
	/** Values as they were at this time (the search index). */
	readonly asOf?: number;
	readonly withUrl?: boolean;
}

/** A property's value, computed ones included; null where it never had one, '' where it was cleared. */
export function valueOf(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord,
	name: string,
	asOf?: number,
): string | null {
	const held = (property: string): string =>
		(asOf === undefined ? portal.store.value(record, property) : portal.store.valueAt(record, property, asOf)) ?? '';
	switch (name) {
		case 'hs_object_id':
			return record.id;
		case type.created:
			return stored(portal, record, name, asOf) ?? new Date(record.createdAt).toISOString();
		case type.lastModified:
			return new Date(lastModified(record, asOf)).toISOString();
		case 'hs_email_domain':
			return held('email').split('@')[1] ?? null;
		case 'hs_searchable_calculated_phone_number':
			return searchable(held('phone'));
		case 'hs_searchable_calculated_mobile_number':
			return searchable(held('mobilephone'));
		case 'hs_calculated_phone_number':
			return parsePhoneNumberFromString(held('phone'), 'US')?.number ?? null;
		case 'num_associated_deals':
			return String(portal.associations.of(type.plural, record.id, 'deals').length);
		case 'num_associated_contacts':
			return String(portal.associations.of(type.plural, record.id, 'contacts').length);
		case 'amount_in_home_currency':
			return held('amount') || null;
		case 'hs_is_closed':
			return String(held('dealstage').startsWith('closed'));
		case 'hs_body_preview':
			return plainText(held('hs_note_body') || held('hs_task_body') || held('hs_call_body')).slice(0, 200) || null;
		default:
			return stored(portal, record, name, asOf);
	}
}

function stored(portal: Portal, record: StoredRecord, name: string, asOf?: number): string | null {
	const value = asOf === undefined ? portal.store.value(record, name) : portal.store.valueAt(record, name, asOf);
	return value ?? null;
}

/** The number without its country code, as phone search wants it. */
export function searchable(phone: string): string | null {
	if (phone === '') return null;
	return parsePhoneNumberFromString(phone, 'US')?.nationalNumber ?? (phone.replace(/\D/g, '') || null);
}

function lastModified(record: StoredRecord, asOf?: number): number {
	if (asOf === undefined || record.updatedAt <= asOf) return record.updatedAt;
	let latest = record.createdAt;
	for (const versions of record.versions.values()) {
		const seen = versions.find((version) => version.at <= asOf);
		if (seen) latest = Math.max(latest, seen.at);
	}
	return latest;
}

/** A record's name for people. */
export function labelOf(portal: Portal, type: ObjectType, record: StoredRecord): string {
	const parts = type.display.map((name) => portal.store.value(record, name) ?? '').filter((part) => part !== '');
	if (type.plural === 'contacts') {
		const names = ['firstname', 'lastname']
			.map((name) => portal.store.value(record, name) ?? '')
			.filter((part) => part !== '');
		return names.join(' ') || (portal.store.value(record, 'email') ?? `Contact ${record.id}`);
	}
	return plainText(parts[0] ?? '').slice(0, 80) || `${type.label} ${record.id}`;
}

export function present(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord,
	wanted: Wanted,
): Record<string, unknown> {
	const always = ['hs_object_id', type.created, type.lastModified];
	const asked = wanted.properties && wanted.properties.length > 0 ? wanted.properties : type.defaults;
	const properties: Record<string, string | null> = {};
	for (const name of [...asked, ...(wanted.history ?? []), ...always]) {
		// An unknown name is left out without a word.
		if (portal.property(type.plural, name)) properties[name] = valueOf(portal, type, record, name, wanted.asOf);
	}
	return {
		id: record.id,
		properties,
		...(wanted.history && wanted.history.length > 0
			? { propertiesWithHistory: histories(portal, type, record, wanted.history) }
			: {}),
		createdAt: new Date(record.createdAt).toISOString(),
		updatedAt: new Date(lastModified(record, wanted.asOf)).toISOString(),
		archived: record.archivedAt !== null,
		...(record.archivedAt === null ? {} : { archivedAt: new Date(record.archivedAt).toISOString() }),
		...(wanted.withUrl ? { url: portal.recordUrl(type, record.id) } : {}),
	};
}

function histories(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord,
	names: readonly string[],
): Record<string, unknown[]> {
	const result: Record<string, unknown[]> = {};
	for (const name of names) {
		if (portal.property(type.plural, name)) result[name] = historyOf(portal, type, record, name).map(presentVersion);
	}
	return result;
}

/** Newest first. A computed property has one version. */
export function historyOf(portal: Portal, type: ObjectType, record: StoredRecord, name: string): readonly Version[] {
	const versions = record.versions.get(name);
	if (versions) return versions;
	const value = valueOf(portal, type, record, name);
	if (value === null) return [];
	return [{ value, at: record.updatedAt, source: { type: 'CALCULATED', actor: 'hubspot' } }];
}

function presentVersion({ value, at, source }: Version): Record<string, unknown> {
	return {
		value,
		timestamp: new Date(at).toISOString(),
		sourceType: source.type,
		...(source.id === undefined ? {} : { sourceId: source.id }),
		...(source.label === undefined ? {} : { sourceLabel: source.label }),
		...(source.userId === undefined ? {} : { updatedByUserId: source.userId }),
	};
}
