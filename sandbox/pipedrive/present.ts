/** Records as the v2 API shows them. Times are whole seconds. */
import type { StoredRecord } from '../core/store';
import type { Company } from './company';
import type { Entity } from './entities';
import { contactsOf, show } from './values';

export interface Wanted {
	/** Keys of custom fields; all where undefined. */
	readonly custom?: readonly string[] | undefined;
	/** The state of that moment. */
	readonly asOf?: number | undefined;
}

export function present(
	company: Company,
	entity: Entity,
	record: StoredRecord,
	wanted: Wanted = {},
): Record<string, unknown> {
	const body: Record<string, unknown> = { id: entity.name === 'lead' ? record.id : Number(record.id) };
	const custom: Record<string, unknown> = {};
	for (const field of company.fieldsOf(entity)) {
		const stored = valueAt(company, record, field.code, wanted.asOf);
		if (field.custom) {
			if (wanted.custom === undefined || wanted.custom.includes(field.code)) custom[field.code] = show(field, stored);
		} else if (field.code === 'emails' || field.code === 'phones') body[field.code] = contactsOf(stored);
		else if (!['id', 'is_deleted', 'merge_what_id'].includes(field.code)) body[field.code] = show(field, stored);
	}
	const shape = entity.name === 'lead' ? custom : entity.name === 'activity' ? {} : { custom_fields: custom };
	return {
		...body,
		...shape,
		add_time: seconds(record.createdAt),
		update_time: seconds(record.updatedAt),
		...(entity.name === 'lead' ? {} : { is_deleted: record.archivedAt !== null || record.mergedInto !== null }),
	};
}

export function valueAt(
	company: Company,
	record: StoredRecord,
	code: string,
	time: number | undefined,
): string | undefined {
	return time === undefined ? company.store.value(record, code) : company.store.valueAt(record, code, time);
}

/** 2026-11-21T10:00:00Z */
export function seconds(time: number): string {
	return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** 2026-11-21 10:00:00, as v1 writes times (UTC). */
export function oldTime(time: number): string {
	return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
