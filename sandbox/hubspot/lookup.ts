/** Finding a record by id or by a property with unique values. */
import type { StoredRecord } from '../core/store';
import { invalid } from './errors';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';

/** The live record for an id (merged ids lead to the survivor) or for a unique value. */
export function findRecord(
	portal: Portal,
	type: ObjectType,
	key: string,
	idProperty?: string,
): StoredRecord | undefined {
	const record = findAny(portal, type, key, idProperty);
	return record?.archivedAt === null ? record : undefined;
}

/** Archived records included. */
export function findAny(portal: Portal, type: ObjectType, key: string, idProperty?: string): StoredRecord | undefined {
	if (idProperty === undefined || idProperty === '' || idProperty === 'hs_object_id') {
		return portal.store.survivor(type.plural, key.trim());
	}
	if (type.plural === 'contacts' && idProperty === 'email') {
		return findByEmail(portal, key, portal.options.secondaryEmailLookup);
	}
	if (!portal.property(type.plural, idProperty)?.hasUniqueValue) {
		throw invalid(`${idProperty} is not a unique property of ${type.name}.`);
	}
	return portal.store.findByValue(type.plural, idProperty, key);
}

/** In the recycling bin; by a unique value where the portal keeps those of archived records. */
export function findArchived(
	portal: Portal,
	type: ObjectType,
	key: string,
	idProperty?: string,
): StoredRecord | undefined {
	const byId = idProperty === undefined || idProperty === '' || idProperty === 'hs_object_id';
	if (byId || !portal.options.archivedByUniqueValue) return findAny(portal, type, key, idProperty);
	const wanted = key.trim().toLowerCase();
	return [...portal.store.all(type.plural)].find(
		(record) =>
			record.archivedAt !== null &&
			record.mergedInto === null &&
			(portal.store.value(record, idProperty) ?? '').toLowerCase() === wanted,
	);
}

/** The contact with that address; with `secondary` also among the additional addresses. */
export function findByEmail(portal: Portal, email: string, secondary: boolean): StoredRecord | undefined {
	const wanted = email.trim().toLowerCase();
	const primary = portal.store.findByValue('contacts', 'email', wanted);
	if (primary || !secondary) return primary;
	for (const record of portal.store.all('contacts')) {
		if (record.archivedAt !== null || record.mergedInto !== null) continue;
		const additional = portal.store.value(record, 'hs_additional_emails');
		if (additional && additional.split(';').includes(wanted)) return record;
	}
	return undefined;
}
